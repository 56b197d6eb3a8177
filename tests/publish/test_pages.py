"""What every page promises: one file, no request, Chinese, readable, repeatable, nobody named."""

import base64
import datetime as dt
import hashlib
import html
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import nbformat
import pyarrow as pa
import pytest
from fontTools.ttLib import TTFont

from auditlib.leads import LEADS, write
from auditlib.parameters import load_parameters
from auditlib.report import fonts, page
from auditlib.report.exporter import AuditHTMLExporter
from auditlib.report.intake_page import intake_html
from auditlib.report.site import collect, index_html
from auditlib.rules import SUBJECTS
from auditlib.standing import basis, stage_key
from tests.publish import samples

ROOT = Path(__file__).parents[2]
MAKERS = {
    "report": lambda: samples.page(),
    "failed": lambda: samples.page(10, failed=True),
    "intake": lambda: intake_html(samples.intake(), samples.Unit, samples.GATES),
    "index": lambda: index_html(samples.counties(), samples.RUN),
}


@pytest.fixture(scope="module")
def pages():
    return {name: make() for name, make in MAKERS.items()}


@pytest.mark.parametrize("name", MAKERS)
def test_no_address_outside_the_page(pages, name):
    text = pages[name]
    assert not re.search(r"(?i)https?:|\b(?:src|srcset|action|poster|data)=[\"']?(?!data:)[\w./]|@import|\burl\((?!data:|#)", text)
    assert all(re.match(r"#|\.\./index\.html$|[\w/]+\.html$", link) for link in re.findall(r'<a[^>]* href="([^"]*)"', text))


def test_a_page_of_a_run_says_what_it_was_made_from_and_how_that_is_proved(pages):
    for name, digest in (("report", samples.DIGEST), ("intake", samples.intake()["digest"]), ("index", samples.RUN["made_of"])):
        foot = pages[name].partition("<footer>")[2]
        assert f"摘要 {digest[:16]}" in foot and "auditlib verify --outputs" in foot and "auditlib explain" in foot
    assert "auditlib verify" not in page.build("规则", "<h1>规则</h1>"), "a page of no run has nothing to prove"


@pytest.mark.parametrize("name", MAKERS)
def test_policy_allows_only_our_script(pages, name):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', pages[name]).group(1)
    scripts = re.findall(r"<script>(.*?)</script>", pages[name], re.DOTALL)
    assert policy.startswith("default-src 'none'") and len(scripts) == 1
    assert base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode() in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert pages[name].index("Content-Security-Policy") < pages[name].index("<style")


@pytest.mark.parametrize("name", MAKERS)
def test_language_title_and_charset(pages, name):
    assert re.match(r'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">', pages[name])
    assert re.search(r"<title>[^<]*[\u4e00-\u9fff][^<]*</title>", pages[name]) and pages[name].count("<h1") == 1


@pytest.mark.parametrize("name", MAKERS)
def test_links_within_the_page_resolve(pages, name):
    ids = re.findall(r'\bid="([^"]*)"', pages[name])
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', pages[name])) <= set(ids)


@pytest.mark.parametrize("name", MAKERS)
def test_every_figure_and_picture_has_a_text(pages, name):
    assert all(
        re.search(r'<svg[^>]* role="img"[^>]* aria-label="[^"]+"', figure)
        for figure in re.findall(r"<figure.*?</figure>", pages[name], re.DOTALL)
    )
    assert all(re.search(r'alt="[^"]+"', picture) for picture in re.findall(r"<img[^>]*>", pages[name]))


@pytest.mark.parametrize("name", MAKERS)
def test_same_input_same_bytes(pages, name):
    assert MAKERS[name]() == pages[name]
    assert not re.search(r"(?i)generator|nbconvert|papermill|jupyter", pages[name])


@pytest.mark.parametrize("name", MAKERS)
def test_nobody_is_named(pages, name):
    for originals in samples.PERSONS.values():
        assert not [original for original in originals if original in pages[name]]


def test_a_usual_page_is_small(pages):
    assert len(samples.page(1000).encode()) < 500_000
    assert len(pages["index"].encode()) < 130_000 and len(samples.empty_page("# 空").encode()) < 40_000


def test_contents_lead_to_rules_and_headings(pages):
    contents = re.search(r"<nav.*?</nav>", pages["report"], re.DOTALL).group()
    assert re.findall(r'<li class="l(\d)"><a href="#([^"]*)"', contents) == [
        ("2", "LOAN-02"),
        ("2", "图-·-Charts"),
        ("3", "分布"),
        ("2", "LOAN-04"),
        ("3", "说明"),
    ]


def test_cells_for_the_machine_are_dropped_and_code_is_folded(pages):
    text = pages["report"]
    assert "/home/somebody" not in text and "county: str" not in text and "完成 {}" not in text
    assert '<div class="src">' in text and ".src{display:none}" in text


def test_a_failed_notebook_says_so_on_top_and_leads_to_its_error(pages):
    text = pages["failed"]
    assert text.index('href="#error"') < text.index('id="LOAN-02"') < text.index('id="error"')
    assert "没有 &lt;b&gt;3707************11" in text and "\x1b" not in text


def test_hostile_outputs_are_inert():
    data = [{mime: text} for text in samples.HOSTILE[:-1] for mime in ("text/plain", "text/markdown")]
    data.append({"application/javascript": "pwn()", "text/plain": "js"})
    outputs = [nbformat.v4.new_output("display_data", data=entry) for entry in data]
    outputs += [nbformat.v4.new_output("stream", name="stderr", text=text) for text in samples.HOSTILE[:-1]]
    outputs += [nbformat.v4.new_output("error", ename=text, evalue=text, traceback=[text]) for text in samples.HOSTILE[:-1]]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    text, _ = AuditHTMLExporter().from_notebook_node(notebook, {"metadata": {"name": "x"}})
    main = text.partition('<main id="main">')[2].partition("</main>")[0]
    assert set(re.findall(r"<([a-z]\w*)", main)) <= {"h1", "div", "p", "a", "b", "pre", "details", "summary", "em", "strong", "span"}
    assert "pwn()" not in text


def test_intake_page_asks_with_the_lines_to_paste(pages):
    text = html.unescape(pages["intake"])
    assert '<pre>files:\n  - match: "扶贫办/表1.xls"\n    ledger: poor_household' in text
    assert "工作簿有打开密码" in text and "重复文件" in text and "全部相符" in text


def test_intake_page_tells_rows_that_are_not_accounted_for():
    record = samples.intake()
    record["sheets"][0]["kept"] -= 1
    assert "行数不平" in intake_html(record, samples.Unit, samples.GATES)


def test_intake_page_of_an_empty_folder():
    empty = {"county": "linqu", "digest": "0" * 64, "files": [], "sheets": [], "ledgers": {}}
    assert "没有收到任何文件" in intake_html(empty, samples.Unit, samples.GATES)


def test_index_never_shows_a_zero_for_a_failed_county(pages):
    rows = re.findall(r"<tr><th scope=\"row\">奎文区.*?</tr>", pages["index"], re.DOTALL)
    assert len(rows) == 3 and "未完成" in rows[0] and re.findall(r'<td class="n">(?:<b>)?([^<]*)', rows[0])[:4] == [""] * 4
    assert all(re.findall(r'<td class="n">([^<]*)', row) == [""] * 13 for row in rows[1:])
    assert "青州市：扶贫项目建设与运行没有完成" in pages["index"] and 'href="city_overview.html"' in pages["index"]


def test_index_leads_to_every_report(pages):
    links = set(re.findall(r'href="([^"#]*)"', pages["index"]))
    assert {f"c0/{name}.html" for name in (*SUBJECTS, "county_report", "intake")} <= links
    assert re.search(r'<a href="c6/projects.html" class="bad"', pages["index"])


def test_font_holds_the_characters_of_the_page_and_no_more(pages):
    data = re.search(r"font/woff2;base64,([^)]*)\)", pages["index"]).group(1)
    font = TTFont(io.BytesIO(base64.b64decode(data)))
    assert font.flavor == "woff2" and font.sfntVersion == "OTTO" and len(data) < 120_000
    text = set(html.unescape(re.sub(r"<style>@font-face.*?</style>", "", pages["index"])))
    assert {ord(c) for c in text if c > "\x7f"} - set(font.getBestCmap()) == {ord(c) for c in fonts.missing("".join(text))}
    assert len(font.getBestCmap()) < 700
    font["CFF "].cff.topDictIndex[0].CharStrings.values()[0].decompile()


def test_nbconvert_command(tmp_path):
    nbformat.write(samples.notebook(5), tmp_path / "x.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "auditlib.report.exporter.AuditHTMLExporter", "x.ipynb"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.html").read_text(encoding="utf-8").startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert 'audit = "auditlib.report.exporter:AuditHTMLExporter"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_index_of_counties_that_all_failed_has_no_zero():
    failed = {"state": "failed", "problem": "没有结果", "subjects": {}, "total_amount": None, "reports": [], "intake": None}
    text = index_html([{"id": "linqu", "name": "临朐县"} | failed], samples.RUN)
    assert re.findall(r"<li[^>]*><b>([^<]*)</b>", text)[1:6] == ["—"] * 5
    assert set(re.findall(r'<td class="n">(?:<b>)?([^<]*)', text)) == {""}


def test_index_reads_what_a_run_leaves(tmp_path):
    out = tmp_path / "linqu"
    out.mkdir()
    lead = dict.fromkeys(LEADS.names) | {
        "lead_id": "LOAN-02-1",
        "rule_id": "LOAN-02",
        "severity": "M",
        "matter_id": "LOAN-02-M1",
        "county": "linqu",
        "strength": "A",
        "amount_class": "I",
        "source_row": 4,
    }
    other = lead | {"lead_id": "LOAN-07-1", "rule_id": "LOAN-07", "matter_id": "LOAN-07-M1"}
    money = '[{"of": "loan", "thing": "a", "ledger": "micro_loan", "row": "%s", "amount": "%s", "own": "50000.00"}]'
    rows = [lead | {"money": money % ("a", "100.00")}, other | {"money": money % ("a", "300.00")}]  # of one loan
    rows.append(other | {"lead_id": "LOAN-07-2", "strength": "C", "source_row": 5, "money": money % ("b", "900.00")})
    write(pa.Table.from_pylist(rows, schema=LEADS), out / "leads.parquet")
    records = [{"rule_id": "LOAN-02", "status": "run", "leads": 1}, {"rule_id": "LOAN-07", "status": "run", "leads": 1}]
    records += [{"rule_id": rule_id, "status": "not_run", "leads": 0} for rule_id in ("LOAN-09", "PROJ-02")]
    (out / "rules.json").write_text(json.dumps(records), encoding="utf-8")
    (out / "intake.json").write_text(json.dumps(samples.intake()), encoding="utf-8")
    for name in ("intake", "micro_loans", "projects"):
        (out / f"{name}.html").write_text("", encoding="utf-8")
    (out / "micro_loans.ipynb").write_text('"application/vnd.auditlib.done+json"', encoding="utf-8")
    (tmp_path / "kuiwen").mkdir()
    parameters = load_parameters(ROOT / "parameters")
    (out / "stage.txt").write_text(stage_key(out, basis(parameters)))
    counties, run = collect(tmp_path, parameters)
    kuiwen, linqu = sorted(counties, key=lambda county: county["id"])
    assert linqu["subjects"]["micro_loans"] == {"matters": 2, "leads": 2, "ranks": 1, "amount": Decimal("300.00"), "not_run": 1}
    assert linqu["subjects"]["projects"] == {"matters": None, "leads": None, "ranks": None, "amount": None, "not_run": 1}
    assert linqu["total_amount"] == Decimal("300.00") and linqu["intake"]["rows"] == 1250 and run["overview"] == ""
    assert [(report["name"], report["state"]) for report in linqu["reports"]] == [("projects", "failed"), ("micro_loans", "done")]
    assert kuiwen["state"] == "failed" and kuiwen["subjects"] == {}
    assert "300.00" not in index_html(counties, run) and "0.03" in index_html(counties, run)
    # figures of another audit date or other parameters may not be summed up with those of this run
    later = {county["id"]: county for county in collect(tmp_path, parameters.at(dt.date(2020, 12, 31)))[0]}["linqu"]
    assert later["state"] == "failed" and "较早一次运行" in later["problem"] and later["subjects"] == {} and later["total_amount"] is None


def test_intake_page_of_a_file_that_was_never_opened():
    """A link out of the folder has neither size nor digest."""
    linked = {"path": "外链.csv", "sha256": None, "size": None, "state": "refused", "problem": "这是指向文件夹之外的链接，未读取"}
    record = samples.intake()
    record["files"].append(linked)
    assert "外链.csv" in intake_html(record, samples.Unit, samples.GATES)


def test_every_colour_is_a_variable_that_the_dark_has_too():
    style = (page.TEMPLATES / "page.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root\{([^}]*)\}", style)
    names = [set(re.findall(r"(--\w+):", part)) for part in (light, dark)]
    assert names[0] == names[1] and set(re.findall(r"var\((--\w+)\)", style)) <= names[0]
    rules = re.sub(r":root\{[^}]*\}|/\*.*?\*/", "", style, flags=re.DOTALL)
    assert re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\b(?:white|black|rgba?\())", rules) == []


def test_a_title_stays_within_the_style_sheet():
    text = page.build('"}</style><b>临朐\\\n', "<h1>x</h1>")
    head = text[: text.index("</head>")]
    assert head.count("</style>") == head.count("<style>") and 'content:"\\22 \\7d \\3c \\2f style\\3e \\3c b\\3e 临朐\\5c \\a "' in head
