"""What warm kernels of the batch have behind them: all that a notebook imports, and the parameters as YAML gives them (plain Python, no threads)."""

import matplotlib.backends.backend_svg  # noqa: F401
import pyarrow.dataset  # noqa: F401

import auditlib.notebook  # noqa: F401
from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters

load_ledgers(load_parameters().folder / "ledgers")
