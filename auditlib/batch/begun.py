"""What workers have behind them besides imports: the schema of notebooks and the templates of their pages. Plain Python, no threads."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditlib.batch.execute import exporter

_output = new_output("display_data", {"text/plain": "1", "text/html": "1"})
_notebook = new_notebook(cells=[new_markdown_cell("# 1", id="a"), new_code_cell("1", id="b", outputs=[_output])])
nbformat.validate(_notebook)
for _home in ("index.html", "../index.html"):
    exporter(_home).from_notebook_node(_notebook)
