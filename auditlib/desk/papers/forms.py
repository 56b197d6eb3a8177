"""Forms in Word: a template of the office and the fields it may use. A template is checked whole before anything is filled in.

Templates are filled by docxtpl. What is filled in is data: it is written once, with every sign of Jinja and XML taken as a letter. A
template itself runs in Jinja's sandbox, and may say nothing but the fields of its kind.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from auditlib.errors import ParameterError
from auditlib.messages import _
from auditlib.strict_yaml import Faults, Strict, load

FOLDER = "papers"
ENVIRONMENT = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
#: The same bytes whenever a paper is made: a zip holds times, of which the first it can say is this.
BEFORE_ALL = (1980, 1, 1, 0, 0, 0)
#: How fields are written.
ALLOWED = (
    "{{ field }}; {%tr for row in table %} … {%tr endfor %} in rows of their own, {%p if field %} … {%p endif %} in paragraphs of their own"
)

Values = dict[str, "str | list[dict[str, str]]"]


class Form(Strict):
    """``name``: of its template, <name>.docx; ``fields``: field → what it holds; ``tables``: table → column → what it holds;
    ``needed``: fields and tables without which it is no such paper."""

    name: str = ""
    title: str
    needed: list[str]
    fields: dict[str, str]
    tables: dict[str, dict[str, str] | None]

    @property
    def allowed(self) -> dict[str, str]:
        return {**COMMON, **self.fields}

    def template(self, parameters: Path) -> Template:
        """Its template in a folder of parameters. Raises ParameterError with file, field and what is allowed."""
        return Template(self, parameters / FOLDER / f"{self.name}.docx")


class Forms(Strict):
    """forms.yaml. ``common``: fields of every form (Dossier.common); ``rows``: tables that several have (Dossier.rows)."""

    common: dict[str, str]
    rows: dict[str, dict[str, str]]
    forms: dict[str, Form]


TOLD = load(Path(__file__).with_name("forms.yaml"), Forms)
COMMON = TOLD.common
FORMS = {
    name: form.model_copy(update={"name": name, "tables": {table: has or TOLD.rows[table] for table, has in form.tables.items()}})
    for name, form in TOLD.forms.items()
}


class Template:
    """One template, read and checked."""

    def __init__(self, form: Form, path: Path):
        self.form, self.path = form, path
        try:
            self.content = path.read_bytes()
        except OSError as error:
            raise self._wrong(
                _("the template can not be read ({fault})", fault=error.strerror), _("the one that auditlib brings, or the office's own")
            ) from None
        try:
            parts = [*_parts(DocxTemplate(io.BytesIO(self.content)))]
        except Exception as error:  # of zip, XML or Word: whatever it is, nobody can fill it in
            raise self._wrong(
                _("no Word document ({name})", name=type(error).__name__), _("a document saved as .docx, without macros")
            ) from None
        try:
            readable = [ENVIRONMENT.from_string(part) for part in parts]
            self._check({name for part in parts for name in _used(ENVIRONMENT.parse(part))})
        except TemplateError as error:
            raise self._wrong(_("its fields can not be read: {message}", message=error.message), ALLOWED) from None
        for part in readable:
            self._try(part)

    def _check(self, used: set[str]) -> None:
        form = self.form
        columns = {f"{table}.{column}" for table, has in form.tables.items() for column in has}
        faults = Faults(
            self._wrong(_("unknown field {name}", name=name), self._near(name))
            for name in sorted(used - {*form.allowed, *form.tables, *columns})
        )
        faults += [
            self._wrong(_("the field {name} is missing: without it this is no {title}", name=name, title=form.title), f"{{{{ {name} }}}}")
            for name in form.needed
            if name not in used
        ]
        faults.tell()

    def _try(self, part: JinjaTemplate) -> None:
        """Fill in everything, and nothing: Word opens neither rows cut in two nor a cell without a paragraph."""
        rows = {table: [dict.fromkeys(columns, "字")] * 2 for table, columns in self.form.tables.items()}
        full = dict.fromkeys(self.form.allowed, "字") | rows
        for values in (full, {name: value[:0] for name, value in full.items()}):
            try:
                filled = etree.fromstring(part.render(values))
            except etree.XMLSyntaxError:
                raise self._wrong(_("a loop or condition begins in one row, paragraph or cell and ends in another"), ALLOWED) from None
            if any(cell.find(qn("w:p")) is None for cell in filled.iter(qn("w:tc"))):
                raise self._wrong(
                    _("a cell of a table is left without a paragraph when a condition in it does not hold"),
                    _("{{% if field %}}…{{% endif %}} within one paragraph"),
                )

    def _near(self, name: str) -> str:
        table, dot, _rest = name.partition(".")
        return ", ".join([*self.form.tables[table]] if dot and table in self.form.tables else [*self.form.allowed, *self.form.tables])

    def _wrong(self, what: str, allowed: str) -> ParameterError:
        return ParameterError(what, f"parameters/{FOLDER}/{self.path.name}", None, allowed)

    def fill(self, values: Values, day: dt.date) -> bytes:
        """The paper: the same bytes for the same values. ``day``: what the file says of when it was made."""
        word = DocxTemplate(io.BytesIO(self.content))
        try:
            word.render({name: _data(value) for name, value in values.items()}, ENVIRONMENT)
        except TemplateError as error:
            raise self._wrong(
                _("can not be filled in: {message}", message=error.message), _("fields in the text, its tables, header and footer")
            ) from None
        about = word.docx.core_properties
        about.created = about.modified = dt.datetime.combine(day, dt.time())
        made = io.BytesIO()
        word.save(made)
        return timeless(made.getvalue())


def timeless(content: bytes) -> bytes:
    """A zip with the time of none of its files."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            info = zipfile.ZipInfo(name, BEFORE_ALL)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, before.read(name))
    return made.getvalue()


def _data(value: object) -> object:
    """Texts that are written as they are: braces as numbers, for docxtpl goes over what it has written once more."""
    if isinstance(value, str):
        return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))
    return [{name: _data(cell) for name, cell in row.items()} for row in value]


def _parts(word: DocxTemplate) -> Iterator[str]:
    """Body, headers and footers, as Jinja reads them."""
    word.init_docx()
    yield word.patch_xml(word.get_xml())
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        for _kind, part in word.get_headers_footers(uri):
            yield word.patch_xml(word.get_part_xml(part))


def _used(node: nodes.Node, rows: Mapping[str, str] | None = None) -> Iterator[str]:
    """Every name that a template asks for: ``field``, ``table``, ``table.column``, or none of them. ``rows``: loop variable → table."""
    rows = rows or {}
    if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name):
        yield node.iter.name
        inside = {**rows, node.target.name: node.iter.name}
        for child in node.body:
            yield from _used(child, inside)
    elif isinstance(node, nodes.Getattr):
        *_, name = _used(node.node, rows)
        if name != "loop":  # loop.index is the number of a row
            yield f"{rows.get(name, name)}.{node.attr}"
    elif isinstance(node, nodes.Name):
        yield node.name
    elif isinstance(node, (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        yield type(node).__name__.lower()
    else:
        for child in node.iter_child_nodes():
            yield from _used(child, rows)
