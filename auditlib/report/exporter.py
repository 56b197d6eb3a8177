"""Notebook → one self-contained HTML page: ``jupyter nbconvert --to audit x.ipynb``, or in the batch's own process.

nbconvert's stock page calls three networks, carries 270 kB of style and spends its time in an HTML parser on large tables.
This one renders the cells with a template of 40 lines and hands them to ``page.build``.
"""

import html
import re
from functools import lru_cache

from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML, strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from traitlets import Unicode, default
from traitlets.config import Config

from auditlib.privacy.masks import scrub
from auditlib.privacy.open_gates import NOBODY
from auditlib.report import page
from auditlib.report.charts.svg import inline_svg
from auditlib.report.display import DONE

#: Cells that no reader needs; the values of parameters cells may hold paths of the machine.
DROPPED = {"hide", "remove-cell", "parameters", "injected-parameters", "papermill-error-cell-tag"}
NO_CODE = {"hide-input", "remove-input"}
#: What of an output is shown: nothing that needs a script.
SHOWN = ["text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]
#: Outputs for the batch (the completion marker), not for readers.
MACHINE = "application/vnd.auditlib."
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
#: Whose page it is, as what it shows of a county says.
UNIT = re.compile(r'data-unit="([^"]*)"')
FAILED = '<p class="fail">本报告未完成：运行到下面一处时出错，其后内容没有生成。<a href="#error">查看错误</a></p>\n'


@lru_cache(1024)
def _highlighted(source: str) -> str:
    """Code in colours; the same cells come with every county."""
    return Highlight2HTML(pygments_lexer="python3")(source)


class AuditHTMLExporter(HTMLExporter):
    """Cells tagged ``hide``, ``parameters`` and ``injected-parameters`` are dropped, code is folded away, text outputs are scrubbed of
    numbers of persons.

    One exporter can serve many notebooks (making one costs 0.03 s). The title is the first heading of level 1, else the file name, after
    the name of the county. Same notebook, same bytes.
    """

    export_from_notebook = "Audit report (HTML)"
    home = Unicode("", help="Link to the index page, shown in the head of the page (empty: none).").tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "audit"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(page.TEMPLATES)]

    @property
    def default_config(self) -> Config:
        return Config({"NbConvertBase": {"display_data_priority": SHOWN}, "Exporter": {"optimistic_validation": True}})

    def default_filters(self):
        yield from super().default_filters()
        yield "dropped", lambda cell: bool(DROPPED & set(cell.metadata.get("tags", ())))
        yield "shows_code", lambda cell: bool(cell.source.strip()) and not NO_CODE & set(cell.metadata.get("tags", ()))
        yield "highlight_code", _highlighted
        yield "machine", lambda output: any(kind.startswith(MACHINE) for kind in output.get("data", {}))
        yield "plain", lambda text: html.escape(scrub(strip_ansi(text)), quote=False)
        yield "alt", lambda output, kind: html.escape(output.metadata.get(kind, {}).get("alt") or "图（无文字说明）")
        yield "inline_svg", inline_svg

    # jinja2 hands over the context because the parent's method is marked so; a markdown cell is ours, an output may hold data.
    def markdown2html(self, context, source):
        """Markdown as HTML; raw HTML stays in markdown cells and is escaped in outputs."""
        cell = context.get("cell", {})
        trusted = cell.get("cell_type") == "markdown"
        renderer = IPythonRenderer(escape=not trusted, attachments=cell.get("attachments", {}), exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)

    markdown2html.jinja_pass_arg = HTMLExporter.markdown2html.jinja_pass_arg

    def from_notebook_node(self, nb: NotebookNode, resources: dict | None = None, **kw) -> tuple[str, dict]:
        """The page of a notebook. Skips HTMLExporter's own pass over the finished page (BeautifulSoup: 99 % of the time)."""
        body, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        found = TITLE.search(body)
        title = html.unescape(page.TAG.sub("", found.group(1))).strip() if found else resources["metadata"]["name"]
        unit = UNIT.search(body)
        if unit and (whose := html.unescape(unit.group(1))) not in title:
            title = f"{whose} {title}"
        heading = f"<h1>{html.escape(title)}</h1>"
        body = body.replace(found.group(), heading, 1) if found else f"{heading}\n{body}"
        if '<div class="error">' in body:
            body = body.replace('<div class="error">', '<div class="error" id="error">', 1).replace("</h1>", "</h1>\n" + FAILED, 1)
        body = NOBODY.mask(body)
        said = (output["data"][DONE] for cell in nb.cells for output in cell.get("outputs", ()) if DONE in output.get("data", {}))
        run = next(said, {}).get("run")
        made_of = f"运行摘要 {run[:16]}" if run else ""
        return page.build(title, body, home=self.home, code='<div class="src">' in body, made_of=made_of), resources
