"""What warm kernels of the batch have behind them: all that a notebook imports, the parameters as YAML gives them, the font of the charts.

Read, not drawn or queried: plain Python, no threads.
"""

import encodings.utf_16_be  # noqa: F401
import gc

import matplotlib.backends.backend_svg  # noqa: F401
import pyarrow.dataset  # noqa: F401

import auditlib.notebook  # noqa: F401
import auditlib.report.charts.county  # noqa: F401
import auditlib.report.fieldwork  # noqa: F401
from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from auditlib.privacy.known import spoken_digest
from auditlib.report import fonts
from auditlib.report.charts import style

load_ledgers(load_parameters().folder / "ledgers")
spoken_digest(load_parameters().folder)
style.register_font()
fonts.missing("审")
# A kernel lives for one notebook. Looking for garbage every 700 objects, as Python does, is 5 % of its time.
gc.set_threshold(50_000)
