"""The fork server: one process, no threads, no work of its own but forking and watching.

Standard input is a socket over which each kernel's line comes. A line carries the request, then the kernel's process id, at last its exit
code; when the other side closes it, the kernel is ended.
"""

import contextlib
import gc
import json
import os
import selectors
import signal
import socket

from auditlib.kernels.child import run_kernel
from auditlib.kernels.client import PACKET
from auditlib.kernels.preload import preload


class Server:
    def __init__(self, control: socket.socket, problem: str):
        self.control, self.problem = control, problem
        self.lines: dict[socket.socket, int] = {}
        self.wakened, wakener = socket.socketpair()
        wakener.setblocking(False)
        self.wakener = wakener
        signal.set_wakeup_fd(wakener.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector = selectors.DefaultSelector()
        for source in (control, self.wakened):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self) -> dict | None:
        """Fork until the program is gone. Returns None then, and in each forked child its request."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.wakened:
                    self.wakened.recv(4096)
                    self._tell_ends()
                elif key.fileobj is not self.control:
                    self._end(key.fileobj)
                elif not (message := socket.recv_fds(self.control, 1, 1))[0]:
                    for line in self.lines:
                        self._end(line)
                    return None
                elif request := self._begin(socket.socket(fileno=message[1][0])):
                    return request

    def _begin(self, line: socket.socket) -> dict | None:
        """Fork one kernel. Returns its request in the child, which keeps nothing of the server."""
        request = json.loads(line.recv(PACKET))
        try:
            if self.problem:
                raise OSError(self.problem)
            pid = os.fork()
        except OSError as error:
            line.send(json.dumps({"cold": str(error)}).encode())
            line.close()
            return None
        if pid:
            self.lines[line] = pid
            self.selector.register(line, selectors.EVENT_READ)
            return None
        os.setsid()
        line.send(json.dumps({"pid": os.getpid()}).encode())
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for source in (line, *self.lines, self.control, self.wakened, self.wakener, self.selector):
            source.close()
        return request

    def _end(self, line: socket.socket) -> None:
        """Nobody holds the other end any more: nobody wants the kernel."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.lines[line], signal.SIGKILL)
        with contextlib.suppress(KeyError):
            self.selector.unregister(line)

    def _tell_ends(self) -> None:
        """Tell how each kernel that ended has ended."""
        for line, pid in list(self.lines.items()):
            if (ended := os.waitpid(pid, os.WNOHANG))[0]:
                with contextlib.suppress(OSError):
                    line.send(json.dumps({"code": os.waitstatus_to_exitcode(ended[1])}).encode())
                with contextlib.suppress(KeyError):
                    self.selector.unregister(line)
                line.close()
                del self.lines[line]


def main() -> None:
    control = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    before = set(os.environ)
    problem = preload()
    added = {name: value for name, value in os.environ.items() if name not in before}
    gc.freeze()  # the collector would touch, and so copy, the memory that kernels share
    request = Server(control, problem).serve()
    if request:
        run_kernel(request["arguments"], request["cwd"], added | request["env"])
