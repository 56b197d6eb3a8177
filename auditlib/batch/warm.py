"""What warm kernels of the batch have behind them: all that a notebook imports, the parameters as YAML gives them, the font of the charts.

Read, not drawn or queried: plain Python, no threads.
"""

import encodings.utf_16_be  # noqa: F401

import matplotlib.backends.backend_svg  # noqa: F401
import pyarrow.dataset  # noqa: F401

import auditlib.notebook  # noqa: F401
from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from auditlib.report import charts, fonts

load_ledgers(load_parameters().folder / "ledgers")
charts.register_font()
fonts.missing("审")
