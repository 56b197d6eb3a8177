"""What the fork server imports before its first kernel: imports only, since whatever a library has begun to do is forked half done."""

import builtins
import importlib
import os
import sys
import warnings
from types import SimpleNamespace

INLINE = "module://matplotlib_inline.backend_inline"
#: The kernel itself. numpy is here for its warning filters, which are about nothing but numpy and belong to every import of it.
KERNEL = (
    "ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell ipykernel.debugger ipykernel_launcher IPython.core.pylabtools "
    "IPython.core.completerlib IPython.core.debugger IPython.core.logger IPython.core.oinspect IPython.extensions.storemagic "
    "tornado.platform.asyncio sqlite3 faulthandler numpy"
)
#: Third-party libraries only: in a notebook server, code of ours that was edited since must not come from an old copy.
LIBRARIES = "pyarrow.parquet duckdb ibis ibis.backends.duckdb matplotlib.pyplot matplotlib.backends.backend_agg seaborn"
#: What seaborn imports; like numpy's, its filters are about nothing but itself.
SEABORN = ["scipy.stats"]
#: Its threads do not survive a fork: every kernel would hang at its first query.
NEVER = "polars"


def preload() -> str:
    """Import the modules that ``AUDITLIB_PRELOAD`` names (default: LIBRARIES). Returns what went wrong, or nothing."""
    wanted = os.environ.get("AUDITLIB_PRELOAD", LIBRARIES).split()
    if NEVER in wanted:
        return f"preloading {NEVER} would hang every kernel"
    os.environ.setdefault("MPLBACKEND", INLINE)  # as ipykernel does before a notebook can import matplotlib
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # or the debugger has much to say about frozen modules
    try:
        for name in [*KERNEL.split(), *(SEABORN if "seaborn" in wanted else [])]:
            importlib.import_module(name)
        with warnings.catch_warnings():  # a filter set by an import would hold in every notebook, whether it imports that or not
            if wanted:  # before what may import it
                name = "pandas"
                _import_pandas()
            for name in wanted:
                importlib.import_module(name)
    except Exception as error:
        return f"preloading {name} failed: {type(error).__name__}: {error}"
    del os.environ["PYDEVD_DISABLE_FILE_VALIDATION"]
    # at a notebook's first figure it hooks itself to the shell that is there; imported without a shell it never does, and charts are lost
    sys.modules.pop(INLINE.removeprefix("module://"), None)
    return ""


def _import_pandas() -> None:
    """pandas looks for a kernel when it is imported, and without one shows tables as on a terminal."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    try:
        importlib.import_module("pandas")
    finally:
        del builtins.get_ipython
