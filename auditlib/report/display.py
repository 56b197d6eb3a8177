"""What a kernel shows of tables: masked, until the auditor asks for the plain values."""

import html
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from auditlib.privacy.markup import masked, said
from auditlib.privacy.open_gates import OPEN
from auditlib.report.page import TEMPLATES
from auditlib.report.tables import Table, html_table

#: The completion marker: a notebook whose output lacks it has not done its work.
DONE = "application/vnd.auditlib.done+json"
#: What ``audit.reveal()`` leaves on the output, for the batch, which refuses such a notebook.
REVEALED = "application/vnd.auditlib.revealed+json"
#: Rows shown of a frame that somebody only looks at.
ROWS = 60
#: How JupyterLab shows what pages style by a sheet of their own.
STYLE = f"<style>\n{(TEMPLATES / 'lab.css').read_text(encoding='utf-8')}</style>"
MARKUP = ("text/html", "image/svg+xml")


def as_table(value: Any) -> Table | None:
    """A masked table of what holds rows: frames, series, Arrow and Ibis tables; None of anything else."""
    kind = f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"
    if kind == "pandas.DataFrame":
        index = value.index.name is not None or type(value.index).__name__ != "RangeIndex"
        return html_table(value.reset_index() if index else value, max_rows=ROWS, full_list="这张表本身")
    if kind == "pandas.Series":
        return as_table(value.to_frame(name=value.name if value.name is not None else "value"))
    if isinstance(value, pa.Table):
        return html_table(value, max_rows=ROWS, full_list="这张表本身")
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return html_table(pa.table({"value": value}))
    return None


class Shown:
    """Takes the place of IPython's formatting in one kernel: everything that a cell displays passes here."""

    def __init__(self, formatted: Callable):
        self.formatted = formatted
        self.plain = False

    def __call__(self, obj, include=None, exclude=None):
        if self.plain or type(obj).__module__.startswith("auditlib."):
            return self.formatted(obj, include=include, exclude=exclude)
        table = as_table(obj)
        if table is not None:
            return {"text/html": table.html, "text/plain": table.text}, {}
        data, metadata = self.formatted(obj, include=include, exclude=exclude)
        return {kind: _masked(kind, shown) for kind, shown in data.items()}, OPEN.deep(metadata)


def _masked(kind: str, shown: object) -> object:
    if not isinstance(shown, str):
        return shown if isinstance(shown, bytes) else OPEN.deep(shown)
    if kind in MARKUP:
        return masked(shown, OPEN.mask) if OPEN.found(said(shown)) else shown
    return shown if kind.startswith("image/") else OPEN.words(shown)


def guard() -> Shown | None:
    """Let this kernel show tables masked; None outside of one. Asked again, the same."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    if shell is None:
        return None
    formatter = shell.display_formatter
    if not isinstance(formatter.format, Shown):
        formatter.format = Shown(formatter.format)
    return formatter.format


class Revealed:
    """Says on the output that from here on values are plain; to the batch, too."""

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {REVEALED: {}, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return "⚠ 以下显示未遮盖的姓名和号码，仅供审计组内部查看；保存前请清除输出。批量运行不接受调用 reveal() 的笔记本。"


class Done:
    """The completion marker: data for the batch, a sentence for people."""

    def __init__(self, data: dict):
        self.data = data

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        return {DONE: self.data, "text/html": f"<p>{html.escape(repr(self))}</p>", "text/plain": repr(self)}

    def __repr__(self) -> str:
        told = [f"审计截止日 {self.data['as_of']}"] + ([f"疑点 {self.data['leads']:,} 条"] if "leads" in self.data else [])
        told += [f"非正式运行结果：{self.data['informal']}"] if "informal" in self.data else []
        return f"{self.data['notebook']} 已完成：{'，'.join(told)}。"
