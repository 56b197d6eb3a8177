"""Notebooks run by nbclient in this process, their kernels forked or started the ordinary way."""

import asyncio
import contextlib
import os
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from auditlib.kernels import NAME, client

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def servers():
    """The fork servers of the tests end with them."""
    with contextlib.ExitStack() as stack:
        yield
        for server in client._servers.values():
            stack.callback(server.close)
        client._servers.clear()


@pytest.fixture
def provisioner(monkeypatch):
    """Chooses how kernels are started: ``provisioner(NAME)`` or ``provisioner("local-provisioner")``."""
    factory = KernelProvisionerFactory.instance()
    return lambda name: monkeypatch.setattr(factory, "default_provisioner_name", name)


class Kernel(AsyncKernelManager):
    """Remembers the provisioner, so that a test can ask it."""

    latest = None

    def __init__(self, **settings):
        super().__init__(**settings)
        Kernel.latest = self


@pytest.fixture
def run(provisioner, tmp_path, monkeypatch):
    """``run(cells)`` → the executed notebook; a list of sources, or a notebook. Its kernel is forked unless ``how`` says otherwise."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def execute(cells, how=NAME, kernel_name="python3", **settings):
        provisioner(how)
        notebook = cells if isinstance(cells, nbformat.NotebookNode) else new_notebook(cells=[new_code_cell(cell) for cell in cells])
        client = NotebookClient(
            notebook,
            kernel_name=kernel_name,
            kernel_manager_class=Kernel,
            shutdown_kernel="immediate",
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(tmp_path)}},
            **settings,
        )
        return client.execute()

    return execute


def told(notebook, cell: int = -1) -> str:
    """What a cell printed."""
    return "".join(output.get("text", "") for output in notebook.cells[cell].outputs).strip()


def gone(pids: list[int], seconds: float) -> bool:
    """Whether all these processes have ended after at most ``seconds``."""
    found = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return not psutil.wait_procs(found, timeout=seconds)[1]


@contextlib.contextmanager
def kernel():
    """A kernel of this process with its client, to be interrupted, restarted, killed."""
    loop = asyncio.new_event_loop()
    manager = AsyncKernelManager()
    do = loop.run_until_complete
    do(manager.start_kernel(cwd=os.getcwd()))
    talk = manager.client()
    talk.start_channels()
    do(talk.wait_for_ready(timeout=30))
    try:
        yield manager, talk, do
    finally:
        talk.stop_channels()
        do(manager.shutdown_kernel(now=True))
        loop.close()
