"""Templates: those that auditlib brings, an office's own, and broken ones, which are named before anything is written."""

import datetime as dt
import io
import json
import shutil

import pytest
from docx import Document

from auditlib.desk.papers.forms import COMMON
from auditlib.desk.papers.kinds import KINDS, templates_of
from auditlib.errors import ParameterError
from auditlib.parameters import home
from tests.papers.conftest import HANDED_OVER, VERIFIED
from tests.papers.reading import lines
from tests.papers.test_sampling import SAMPLE

SHIPPED = home() / "parameters" / "papers"
FORMS = {form.name: form for kind in KINDS.values() for form in kind.forms}


@pytest.fixture
def office(tmp_path):
    """A folder of parameters whose templates may be replaced."""
    shutil.copytree(SHIPPED, tmp_path / "papers")
    return tmp_path


def saved(*paragraphs: str, row: dict[str, str] | None = None, above: str = "") -> bytes:
    """A template as an office writes it: paragraphs, a table in a loop, a header."""
    document, made = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    for name, cells in (row or {}).items():
        table = document.add_table(3, 1)
        for place, text in enumerate((f"{{%tr for x in {name} %}}", cells, "{%tr endfor %}")):
            table.rows[place].cells[0].text = text
    document.sections[0].header.paragraphs[0].text = above
    document.save(made)
    return made.getvalue()


def everything_of(name: str) -> bytes:
    """A template that uses every field of its form."""
    form = FORMS[name]
    row = {table: "｜".join(f"{column}={{{{ x.{column} }}}}" for column in columns) for table, columns in form.tables.items()}
    return saved(*(f"{field}={{{{ {field} }}}}" for field in form.allowed), row=row)


EVIDENCE = ("{{ number }} {{ title }} {{ summary }} {{ unit }} {{ refusal }}",)


def fields(form) -> list[str]:
    """The lines of the page about a form: its fields and tables, those that no such paper can do without with a star."""
    star = dict.fromkeys(form.needed, " *")
    told = [f"- `{name}` {about}{star.get(name, '')}" for name, about in form.fields.items()]
    for table, columns in form.tables.items():
        told.append(f"表 `{table}`{star.get(table, '')}：")
        told += [f"- `row.{name}` {about}{star.get(f'{table}.{name}', '')}" for name, about in columns.items()]
    return told


def test_the_page_beside_the_templates_names_every_field():
    _, common, *parts = (SHIPPED / "README.md").read_text(encoding="utf-8").split("\n## ")
    assert common.split("\n\n", 1)[1].splitlines() == [f"- `{name}` {about}" for name, about in COMMON.items()]
    page = dict(part.split("\n", 1) for part in parts)
    told = {f"{name}.docx　{form.title}": fields(form) for name, form in FORMS.items()}
    assert {title: [line for line in text.splitlines() if line] for title, text in page.items()} == told


def test_every_template_that_is_brought_is_a_forms():
    assert {path.name for path in SHIPPED.iterdir()} == {"README.md", *(f"{name}.docx" for name in FORMS)}
    assert templates_of(KINDS.values(), home() / "parameters").keys() == FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_every_field_that_the_page_names_can_be_used(desk, office, name):
    (office / "papers" / f"{name}.docx").write_bytes(everything_of(name))
    values = (
        VERIFIED | HANDED_OVER | {"evidence_no": "取-7", "title": "死亡后发放", "person": "周局长", "signed": "已签", "comment": "无异议"}
    )
    desk.decided(
        desk.first, "移送", **values, paper_no="底-9", paper_reviewed_by="孙底稿", paper_reviewed_on="2019-11-08", progress="未退回"
    )
    kind = next(kind for kind, known in KINDS.items() if FORMS[name] in known.forms)
    (office / "samples.json").write_text(json.dumps([SAMPLE]), encoding="utf-8")
    papers = desk.made(kind, folder=office, on=dt.date(2019, 11, 5), samples=office / "samples.json").papers
    text = next(text for paper in papers if paper.path.endswith(".docx") and (text := lines(paper.content)).startswith("county="))
    told = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and "｜" not in line)
    assert told.keys() == FORMS[name].allowed.keys() and told["county"] == "临朐县" and told["made_on"] == "2019年11月5日"
    for columns in FORMS[name].tables.values():
        assert any(all(f"{column}=" in line for column in columns) for line in text.splitlines()), columns


def test_an_offices_own_template_is_used(desk, office):
    (office / "papers" / "evidence.docx").write_bytes(saved("潍坊市审计局 {{ number }}", *EVIDENCE, above="内部 {{ county }}"))
    desk.decided(desk.first, "属实", **VERIFIED)
    text = lines(desk.made("evidence", folder=office).papers[0].content)
    assert text.startswith(f"潍坊市审计局 {desk.dossier().numbers[desk.first]}") and text.endswith("内部 临朐县\n")


BROKEN = {
    "unknown field": (saved(*EVIDENCE, "{{ numbr }}"), "unknown field numbr", "number"),
    "unknown field above": (saved(*EVIDENCE, above="{{ office }}"), "unknown field office", "county"),
    "unknown column": (saved(*EVIDENCE, row={"leads": "{{ x.name }}"}), "unknown field leads.name", "fact"),
    "unknown table": (saved(*EVIDENCE, row={"rows": "{{ x.no }}"}), "unknown field rows", "leads"),
    "a field that is missing": (
        saved("{{ number }} {{ title }} {{ summary }} {{ unit }}"),
        "the field refusal is missing",
        "{{ refusal }}",
    ),
    "no end": (saved(*EVIDENCE, "{%p if basis %}"), "can not be read", "endfor"),
    "no such filter": (saved(*EVIDENCE, "{{ number|gross }}"), "can not be read", "endfor"),
    "another file": (saved(*EVIDENCE, "{% include 'other.docx' %}"), "unknown field include", "number"),
    "a way into Python": (saved(*EVIDENCE, "{{ number.__class__.__mro__ }}"), "unknown field number.__class__", "number"),
    "a loop without an end": (saved(*EVIDENCE, "{% for n in range(10**9) %}{{ n }}{% endfor %}"), "unknown field range", "number"),
    "no Word document": (b"a text, not a document", "no Word document", ".docx"),
    "cut off": (saved(*EVIDENCE)[:3000], "no Word document", ".docx"),
    "not there": (None, "can not be read", "auditlib brings"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_template_is_named_with_what_is_allowed(office, fault):
    content, what, allowed = BROKEN[fault]
    path = office / "papers" / "evidence.docx"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ParameterError) as error:
        templates_of([KINDS["evidence"]], office)
    assert what in error.value.args[0] and "parameters/papers/evidence.docx" in error.value.args[0]
    assert allowed in error.value.args[0].split("; allowed: ")[1]


def test_all_faults_of_all_templates_are_told_together(office):
    (office / "papers" / "evidence.docx").write_bytes(saved("{{ number }} {{ nmbr }} {{ titel }}"))
    (office / "papers" / "transfer.docx").write_bytes(b"")
    with pytest.raises(ParameterError) as error:
        templates_of([KINDS["evidence"], KINDS["transfer"]], office)
    assert all(
        word in error.value.args[0]
        for word in ("nmbr", "titel", "title is missing", "refusal is missing", "transfer.docx: no Word document")
    )


@pytest.mark.parametrize(
    ("paragraph", "cell", "says"),
    [
        ("", ("{%p if basis %}", "{{ basis }}", "{%p endif %}"), "a cell of a table is left without a paragraph"),
        ("{% if basis %}依据", ("{% endif %}",), "begins in one row, paragraph or cell and ends in another"),
    ],
)
def test_what_word_could_not_open_is_refused(office, paragraph, cell, says):
    document, made = Document(), io.BytesIO()
    for text in (*EVIDENCE, paragraph):
        document.add_paragraph(text)
    place = document.add_table(1, 1).rows[0].cells[0]
    place.text = cell[0]
    for text in cell[1:]:
        place.add_paragraph(text)
    document.save(made)
    (office / "papers" / "evidence.docx").write_bytes(made.getvalue())
    with pytest.raises(ParameterError, match=says):
        templates_of([KINDS["evidence"]], office)
