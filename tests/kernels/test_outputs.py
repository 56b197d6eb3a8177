"""A notebook shows the same in a forked kernel as in one started the ordinary way."""

import re

import nbformat
import pytest

from auditlib.kernels import NAME
from tests.kernels.conftest import ROOT, Kernel, told
from tests.publish.county import received

#: Each was seen to differ, or could, where a kernel is forked from a process that had no shell when it imported its libraries.
CELLS = {
    "chart": "import matplotlib.pyplot as plt\nplt.bar([1, 2], [3, 4]);",
    "chart by seaborn": "import seaborn as sns\nsns.set_theme()\nsns.lineplot(x=[1, 2, 3], y=[2, 3, 5]);",
    "chart formats": "%config InlineBackend.figure_formats = ['svg']\nplt.rcParams['svg.hashsalt'] = 'x'\nplt.plot([1, 2])\nplt.gca().name",
    "backend": "import matplotlib\nmatplotlib.get_backend(), plt.isinteractive(), plt.get_fignums()",
    "wide table": "import pandas as pd\npd.DataFrame([range(30)], columns=[f'column {n}' for n in range(30)])",
    "options": "print(pd.get_option('display.max_columns'))\npd.describe_option('display.max_columns')",
    "long table": "print(pd.Series(range(100)))",
    "warning": "import warnings\nwarnings.warn('seen', UserWarning, stacklevel=1)\nwarnings.warn('old', DeprecationWarning, stacklevel=1)",
    "warning of pandas": "pd.DataFrame({'a': [1]}).to_dict(orient='records', into=dict)\npd.read_csv.__module__",
    "filters": "sorted(map(str, warnings.filters))",
    "seeded": "import random, numpy as np\nrandom.seed(7)\nnp.random.seed(7)\nrandom.random(), np.random.rand(), np.random.default_rng(7).random()",
    "query": "import ibis\nibis.memtable({'a': [1, 2, 3]}).aggregate(total=ibis._.a.sum()).to_pandas()",
    "traceback": "def broken():\n    return 1 / 0\ntry:\n    broken()\nexcept ZeroDivisionError:\n    get_ipython().showtraceback()",
    "traceback of a library": "import json\ntry:\n    json.loads('{')\nexcept ValueError:\n    get_ipython().showtraceback()",
    "descriptor": "import os\n_ = os.write(1, b'from below\\n')",
    "shell": "!echo from a shell",
    "order": "import sys, threading\nprint('one', end='')\ndisplay('two')\nsys.stderr.write('three')\ndisplay('four')\nthread = threading.Thread(target=print, args=['five'])\nthread.start(), thread.join()\ndisplay('six')\nprint('seven', file=sys.stderr)\nprint('eight')\n'nine'",
    "where": "import sys, tempfile\nos.getcwd(), sys.argv[0], sys.path, tempfile.gettempdir(), sys.flags.hash_randomization",
    "environment": "sorted(os.environ.items())",
    "main": "import __main__\n__main__.__name__, __name__, '__file__' in globals(), __main__.__spec__ if hasattr(__main__, '__spec__') else None",
    "signals": "import signal\n[signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)], signal.set_wakeup_fd(-1) >= 0",
    "logging": "import logging\nlogging.warning('to the log'); logging.getLogger().handlers",
    "await": "import asyncio\nawait asyncio.sleep(0, 'waited')",
    "pool": "from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(2).map(abs, [-1, -2]))",
    "children": "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(2) as pool:\n    print(pool.map(abs, [-1, -2]))",
    "group": "os.getpgrp() == os.getpid() == os.getsid(0), sys.stdin.read() if False else os.isatty(0)",
}  # fmt: skip


def shown(cell) -> str:
    """The outputs of a cell without what differs from one start to the next: addresses, process ids, folders of one kernel."""
    text = repr([{k: v for k, v in output.items() if k != "execution_count"} for output in cell.outputs])
    return re.sub(r"0x[0-9a-f]+|ipykernel_\d+/\d+|(?<='JPY_PARENT_PID', ')\d+|<dc:date>[^<]*|kernel-[0-9a-f-]+\.json", "…", text)


@pytest.fixture(scope="module")
def both():
    return {}


@pytest.fixture
def notebooks(run, both):
    """The cells run once in each kind of kernel."""
    for how in (NAME, "local-provisioner") if not both else ():
        both[how] = run(list(CELLS.values()), how)
        assert (getattr(Kernel.latest.provisioner, "cold", None) == "") == (how == NAME), Kernel.latest.provisioner.cold
    return both


@pytest.mark.parametrize("what", CELLS)
def test_same_output(notebooks, what):
    place = list(CELLS).index(what)
    forked, spawned = (shown(notebooks[how].cells[place]) for how in (NAME, "local-provisioner"))
    assert forked == spawned
    if what.startswith("chart"):
        assert "image/" in forked


def test_a_notebook_of_the_audit(run, tmp_path):
    """rectification.ipynb on a small county, from its files to its end, with a chart of the auditor's own."""
    received(tmp_path / "received")
    made = []
    for how in (NAME, "local-provisioner"):
        notebook = nbformat.read(ROOT / "notebooks" / "rectification.ipynb", as_version=4)
        cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
        cell.source = f"county = 'linqu'\ndata = {str(tmp_path / 'received')!r}\noutputs = {str(tmp_path / how)!r}\nas_of = '2019-12-31'"
        chart = "from auditlib.report.charts.bars import bar\n\nbar({'镇': 3, '村': 5}, alt='两根', caption='两根', unit='件')"
        notebook.cells.insert(-1, nbformat.v4.new_code_cell(chart))
        made.append([shown(cell) for cell in run(notebook, how).cells if cell.cell_type == "code"])
    assert made[0] == made[1]
    assert "done+json" in made[0][-1] and any("<svg" in cell for cell in made[0])


def test_unseeded_numbers_differ(run):
    """All kernels are forked from one process: its random state must not be theirs."""
    cell = "import random, numpy, uuid\nprint(random.random(), numpy.random.rand(), uuid.uuid4())"
    first, second = (told(run([cell])).split() for _ in range(2))
    assert all(one != other for one, other in zip(first, second, strict=True))
