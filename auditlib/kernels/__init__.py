"""Warm kernels: Jupyter kernels forked from a process that has its imports behind it. Nothing here knows of audits.

``provisioner`` is what jupyter_client asks for a kernel, ``client`` its side of the fork server, ``server`` the process that forks,
``preload`` what that process imports, ``child`` the kernel's first steps. docs/decisions/0009-warm-kernels.md says why.
"""
