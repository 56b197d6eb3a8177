"""The kernel provisioner ``auditlib-warm``: a kernel forked from a warm process, or an ordinary one where that cannot be.

Any program on jupyter_client uses it (papermill, nbclient, nbconvert, JupyterLab): ``JUPYTER_DEFAULT_PROVISIONER_NAME=auditlib-warm``, or a
kernelspec with ``"metadata": {"kernel_provisioner": {"provisioner_name": "auditlib-warm"}}``.
"""

import asyncio
import os
import sys
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from auditlib.kernels.client import Cold, fork_kernel

#: What a kernel may be started with and still be forked; with anything else (a pipe for its output) it is started the ordinary way.
UNDERSTOOD = {"cwd", "env", "kernel_id"}


class WarmProvisioner(LocalProvisioner):
    """Only the start differs: signals, waiting and cleaning up are LocalProvisioner's, on a process that looks like a Popen.

    ``cold`` tells why a kernel was started the ordinary way, when it was.
    """

    cold = ""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        env = dict(os.environ if kwargs.get("env") is None else kwargs["env"])
        try:
            arguments = _arguments(cmd, kwargs)
            # the first kernel waits for the imports of the server: the loop of a notebook server must not
            self.process = await asyncio.to_thread(fork_kernel, arguments, str(kwargs.get("cwd") or os.getcwd()), env)
        except Cold as reason:
            self.cold = str(reason)
            self.log.warning("kernel started cold: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.cold = ""
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info


def _arguments(cmd: list[str], kwargs: dict[str, Any]) -> list[str]:
    """What the command hands to ipykernel. Raises Cold for a kernel that is none of ours: other Python, other language, other start."""
    if not sys.platform.startswith("linux"):
        raise Cold(f"kernels are forked on Linux only, this is {sys.platform}")
    if os.path.abspath(cmd[0]) != os.path.abspath(sys.executable) or cmd[1:3] != ["-m", "ipykernel_launcher"]:
        raise Cold(f"its command is not this Python with ipykernel_launcher: {' '.join(cmd[:3])}")
    if strange := set(kwargs) - UNDERSTOOD:
        raise Cold(f"it is started with {', '.join(sorted(strange))}")
    return cmd[3:]
