"""How a kernel comes to be forked, what it then is, and when it is started the ordinary way instead."""

import json
import os
import signal
import subprocess
import sys
from importlib.metadata import entry_points
from types import SimpleNamespace

import psutil
import pytest

from auditlib.kernels import NAME, client, provisioner, warm
from auditlib.kernels.preload import LIBRARIES
from tests.kernels.conftest import Kernel, gone, kernel, told

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
PARENT = "import psutil, os\nprint(' '.join(psutil.Process(os.getppid()).cmdline()))"


def started() -> str:
    """Why the latest kernel was started cold; nothing when it was forked."""
    return Kernel.latest.provisioner.cold


def test_the_package_offers_it():
    (found,) = entry_points(group="jupyter_client.kernel_provisioners", name=NAME)
    assert found.load() is provisioner.WarmProvisioner
    assert warm() == {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME}


def test_forked_by_default_name(run):
    assert "auditlib.kernels.server" in told(run([PARENT]))
    assert started() == ""


def test_forked_by_a_kernelspec(run, tmp_path, monkeypatch):
    """A folder on JUPYTER_PATH is enough: nothing is registered in the user's home."""
    spec = {"argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Warm", "language": "python"}
    spec["metadata"] = {"kernel_provisioner": {"provisioner_name": NAME}}
    folder = tmp_path / "share" / "kernels" / "quick"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    assert "auditlib.kernels.server" in told(run([PARENT], how="local-provisioner", kernel_name="quick"))


def test_own_environment_and_folder(run, monkeypatch, tmp_path):
    """The server lives longer than what its first kernel was given."""
    run(["1"])
    monkeypatch.setenv("ONLY_HERE", "yes")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    cell = "import os, tempfile, time\nprint(os.environ['ONLY_HERE'], tempfile.gettempdir(), os.getcwd(), time.strftime('%z'))"
    assert told(run([cell])) == f"yes {tmp_path} {tmp_path} +0800"
    assert started() == ""


def test_what_python_reads_when_it_starts_gets_a_server_of_its_own(run, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "5")
    monkeypatch.setenv("AUDITLIB_PRELOAD", "")
    cell = "import sys\nprint(sys.flags.hash_randomization, 'pandas' in sys.modules, 'seaborn' in sys.modules)"
    assert told(run([cell])) == "1 False False"


def test_failed_import_is_told_and_the_kernel_starts_cold(run, monkeypatch):
    monkeypatch.setenv("AUDITLIB_PRELOAD", "no_such_module")
    assert told(run(["print(6 * 7)"])) == "42"
    assert started() == "preloading no_such_module failed: ModuleNotFoundError: No module named 'no_such_module'"


def test_polars_is_refused_and_nothing_brings_it_along(run, monkeypatch):
    monkeypatch.setenv("AUDITLIB_PRELOAD", "polars")
    run(["1"])
    assert "hang" in started()
    code = "import sys, auditlib.kernels.preload as p; assert p.preload() == ''; print('polars' in sys.modules, len(sys.modules) > 500)"
    env = os.environ | {"AUDITLIB_PRELOAD": f"{LIBRARIES} auditlib.batch.warm"}
    assert subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True).stdout == "False True\n"


def test_filters_and_backend_of_a_preloaded_module_stay_behind(run, monkeypatch, tmp_path):
    (tmp_path / "noisy.py").write_text("import warnings, matplotlib_inline.backend_inline\nwarnings.simplefilter('ignore')\n")
    monkeypatch.setenv("AUDITLIB_PRELOAD", "noisy matplotlib.pyplot")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    made = run(["import warnings\nwarnings.warn('heard')", "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"])
    assert started() == ""
    assert "heard" in told(made, 0)
    assert "image/png" in str(made.cells[1].outputs)


@pytest.mark.parametrize(
    ("cmd", "kwargs", "why"),
    [
        (["R", "--slave", "-e", "IRkernel::main()"], {}, "not this Python"),
        (["/usr/bin/other/python", "-m", "ipykernel_launcher", "-f", "x"], {}, "not this Python"),
        ([sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher"], {}, "not this Python"),
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "x"], {"stdout": 1}, "started with stdout"),
    ],
)
def test_other_kernels_are_left_alone(cmd, kwargs, why):
    with pytest.raises(client.Cold, match=why):
        provisioner._arguments(cmd, kwargs)


def test_where_there_is_no_fork(run, monkeypatch):
    monkeypatch.setattr(provisioner, "sys", SimpleNamespace(platform="win32", executable=sys.executable))
    assert "auditlib.kernels.server" not in told(run([PARENT]))
    assert started() == "kernels are forked on Linux only, this is win32"


def test_a_dead_server_is_replaced(run):
    run(["1"])
    for server in client._servers.values():
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
    assert "auditlib.kernels.server" in told(run([PARENT]))


def test_a_server_that_cannot_start_is_no_failure(run, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(client, "_servers", {})
    monkeypatch.setattr(client.subprocess, "Popen", refuse)
    with monkeypatch.context() as patch:
        patch.setattr(provisioner.LocalProvisioner, "launch_kernel", lambda *a, **k: (_ for _ in ()).throw(RuntimeError("ordinary start")))
        with pytest.raises(RuntimeError, match="ordinary start"):
            run(["1"])
    assert "Cannot allocate memory" in started()


def test_server_keeps_nothing_of_kernels_that_ended(run):
    server = psutil.Process(int(told(run(["import os\nprint(os.getppid())"]))))
    before = server.num_fds()
    run(["1"])
    assert server.children() == [] and server.num_fds() == before


def test_the_kernel_follows_its_server(provisioner):
    """A server killed outright cannot end its kernels: they see it go."""
    provisioner(NAME)
    with kernel() as (manager, _, do):
        pid, server = manager.provisioner.pid, psutil.Process(manager.provisioner.pid).ppid()
        os.kill(server, signal.SIGKILL)
        assert gone([pid], 3)
        assert not do(manager.is_alive())
