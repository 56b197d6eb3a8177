"""A program's side of its fork server: starts it once, asks it for kernels, and sees how each of them ends.

Server and program share a socket pair, and so does each kernel's line: no path, no port, no file that could be left behind. When the
program dies, however it dies, the sockets close: the server ends every kernel whose line closed, and itself with the program.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading

#: Read by Python or its libraries once, when they start: a kernel that wants another value needs another server.
READ_AT_START = ("PYTHON", "LD_", "LANG", "LC_", "MPL", "OMP_", "OPENBLAS_", "MKL_", "AUDITLIB_PRELOAD")
#: Seconds that a server may take for its imports, on a slow machine.
PATIENCE = 60
PACKET = 2**20
#: As ipykernel_launcher does: nothing in the working folder is taken for a library (-P would keep the folder from notebooks, too).
START = "import sys; sys.path[0] or sys.path.pop(0); from auditlib.kernels.server import main; main()"

_lock = threading.Lock()
_servers: dict[frozenset, Server] = {}


class Cold(Exception):
    """Why a kernel cannot be forked; it is then started the ordinary way."""


def fork_kernel(arguments: list[str], cwd: str, env: dict[str, str]) -> Forked:
    """A kernel forked from this program's server, which the first one starts. Raises Cold when it cannot be had."""
    kind = frozenset(item for item in env.items() if item[0].startswith(READ_AT_START))
    try:
        with _lock:
            if kind not in _servers or _servers[kind].process.poll() is not None:
                _servers[kind] = Server(env)
        return _servers[kind].fork({"arguments": arguments, "cwd": cwd, "env": env | {"JPY_PARENT_PID": str(os.getpid())}})
    except OSError as error:
        raise Cold(f"no fork server ({type(error).__name__}: {error})") from None


class Server:
    """The process that forks; it lives as long as this program."""

    def __init__(self, env: dict[str, str]):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # a session of its own: Ctrl-C is for the program
        with theirs:
            self.process = subprocess.Popen([sys.executable, "-c", START], stdin=theirs, env=env, start_new_session=True)
        atexit.register(self.close)

    def fork(self, request: dict) -> Forked:
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            line.send(json.dumps(request).encode())
            socket.send_fds(self.control, [b"kernel"], [theirs.fileno()])
        line.settimeout(PATIENCE)
        answer = json.loads(line.recv(PACKET) or '{"cold": "the fork server ended"}')
        if "cold" in answer:
            raise Cold(answer["cold"])
        return Forked(answer["pid"], line)

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Forked:
    """A forked kernel that looks like a ``subprocess.Popen`` to jupyter_client."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket):
        self.pid, self._line = pid, line
        self.returncode: int | None = None

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                told = self._line.recv(PACKET)
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired("kernel", timeout or 0) from None
            self._line.close()
            self.returncode = json.loads(told)["code"] if told else self._lost()
        return self.returncode

    def _lost(self) -> int:
        """The server has died, so nobody would tell of the kernel's end: it ends here."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        return -signal.SIGKILL

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
