"""Warm kernels: Jupyter kernels forked from a process that has its imports behind it. Nothing here knows of audits.

``provisioner`` is what jupyter_client asks for a kernel, ``client`` its side of the fork server, ``server`` the process that forks,
``preload`` what that process imports, ``child`` the kernel's first steps. docs/decisions/0012-warm-kernels.md says why.
"""

from importlib.metadata import entry_points

NAME = "auditlib-warm"


def warm() -> dict[str, str]:
    """The environment that has any program on jupyter_client fork its kernels.

    Empty where this package is not installed (run from a bare checkout): nobody could find the provisioner, and no kernel would start.
    """
    found = entry_points(group="jupyter_client.kernel_provisioners", name=NAME)
    return {"JUPYTER_DEFAULT_PROVISIONER_NAME": NAME} if found else {}
