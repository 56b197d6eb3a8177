"""The commands `auditlib lab` and `auditlib new`: an auditor's own place, and a notebook of his own in it."""

import sys
from pathlib import Path

import click

from auditlib.commands.options import say
from auditlib.messages import _

#: Holds labconfig/, by which JupyterLab speaks Chinese and asks for no news; what a user has chosen himself stands above it.
CONFIG = Path(__file__).parents[1] / "lab"


@click.command(short_help="JupyterLab on copies of the notebooks.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of its server.  [default: the first that is free from 8888 on]")
@click.option("--no-browser", is_flag=True, help="Open no browser: the address to open is printed.")
def lab(port, no_browser):
    """Open JupyterLab in work/, on copies of the notebooks, and on the demo county until the parameters cell says otherwise.

    Run All and Save touch the copies only: `auditlib run` runs those in notebooks/. A copy that you have changed is never replaced; for a
    fresh one, delete or rename it in work/ and call `auditlib lab` again. For a notebook of your own, which the batch can run: `auditlib
    new`.
    """
    import importlib.util
    import os
    import subprocess

    from auditlib.batch.notebooks import workplace
    from auditlib.errors import AuditError
    from auditlib.kernels import warm
    from auditlib.lab.work import copy_notebooks
    from auditlib.parameters import home

    if importlib.util.find_spec("jupyterlab") is None:
        raise AuditError(_("JupyterLab is not installed: pip install 'auditlib[lab]'"))
    top = home()
    if not (top / "outputs" / "demo" / "received").is_dir():
        say(_("The notebooks open on the demo, which is not there yet: run `auditlib demo` first."), err=True)
    work = workplace(top / "notebooks")
    if behind := copy_notebooks(top / "notebooks", work):
        told = _(
            "Changed in notebooks/ since you changed your copy: {names}. For a fresh copy delete or rename yours in {work}.",
            names=", ".join(behind),
            work=work,
        )
        say(told, err=True)
    found = os.pathsep.join(filter(None, [str(CONFIG), os.environ.get("JUPYTER_CONFIG_PATH")]))
    # kernels start at once: they are forked from a process that has pandas, Ibis and matplotlib imported
    environment = os.environ | {"AUDITLIB_HOME": str(top), "JUPYTER_CONFIG_PATH": found, **warm()}
    options = [*([f"--port={port}"] if port else []), *(["--no-browser"] if no_browser else [])]
    return subprocess.call([sys.executable, "-m", "jupyterlab", *options, str(work)], env=environment)


@click.command(short_help="A notebook of one's own.")
@click.argument("name", metavar="NAME")
def new(name):
    """Write a notebook of your own into work/, from a template: parameters, a section as an example, the last cell that the batch asks for.

    `auditlib lab` opens it. The batch runs it where parameters/run.yaml lists it, or `auditlib run --notebook NAME` names it. Nothing is
    overwritten.
    """
    from auditlib.lab.work import new_notebook
    from auditlib.parameters import home

    click.echo(new_notebook(name, home() / "notebooks"))
    return 0
