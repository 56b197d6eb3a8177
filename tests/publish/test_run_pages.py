"""The pages of a run, one of each kind: nothing that axe-core finds, in light and dark, wide and narrow; one number wherever it is told; paper."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.matters import figures
from auditlib.parameters import load_parameters
from auditlib.report.manual.entries import Entry, Manual
from auditlib.report.manual.html import index_page, rule_page
from auditlib.rules import RULES
from tests.publish.chromium import MARKS, opened, violations
from tests.publish.county import received

ROOT = Path(__file__).parents[2]
PAGES = {
    "index": "index.html",
    "county report": "linqu/county_report.html",
    "subject": "linqu/special_funds.html",
    "intake": "linqu/intake.html",
    "city": "city_overview.html",
    "rules": "rules/index.html",
    "rule": "rules/FUND-09.html",
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a run over the tiny county, and what the terminal said."""
    top = tmp_path_factory.mktemp("run")
    notebooks = [part for name in ("special_funds", "county_report", "city_overview") for part in ("--notebook", name)]
    command = [
        sys.executable,
        "-m",
        "auditlib",
        "run",
        "--data",
        received(top / "received"),
        "--outputs",
        top / "out",
        "--jobs",
        "2",
        *notebooks,
    ]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "LC_ALL": "C.UTF-8"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    manual = Manual(load_parameters(ROOT / "parameters"))
    # the index shows no rule's expression, and to build all of them takes half a minute
    bare = {rule_id: Entry(rule, manual, None, (), (), []) for rule_id, rule in RULES.items()}
    manual.entries = bare | {"FUND-09": manual.entry(RULES["FUND-09"])}
    (top / "out" / "rules").mkdir()
    (top / "out" / "rules" / "index.html").write_text(index_page(manual), encoding="utf-8")
    (top / "out" / "rules" / "FUND-09.html").write_text(rule_page(manual.entries["FUND-09"]), encoding="utf-8")
    return top / "out", done.stdout + done.stderr


def test_one_number_on_terminal_index_report_and_manifest(run):
    """Of the tiny county: two paid after their death, 500 yuan; an issue overdue. The whole report and each page tell it in one unit."""
    out, said = run
    told = {"matters": "3", "leads": "3", "ranks": "0", "(万元)": "0.05"}
    header, line = (re.split(r"\s{2,}", row.strip()) for row in re.findall(r"^ *(?:county|linqu) .*$", said, re.MULTILINE))
    assert {name.split(" ")[0]: value for name, value in zip(header, line, strict=True)}.items() >= told.items()
    index = (out / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<td class="n">(?:<b>)?([^<]*)', re.search(r'<th scope="row">临朐县.*?</tr>', index, re.DOTALL).group())[:4] == [
        "3",
        "3",
        "0.05",
        "0",
    ]
    assert re.findall(r"<li><b>([^<]*)", index)[1:3] == ["3", "0.05"]
    report = (out / "linqu" / "county_report.html").read_text(encoding="utf-8")
    assert re.findall(r"<li[^>]*><b>([\d,.]+)</b>", report)[:3] == ["3", "3", "0.05"]
    leads = out / "linqu" / "leads.parquet"
    found = figures(pq.read_table(leads))
    assert (found.matters, found.leads, found.ranks, found.amount) == (3, 3, 0, Decimal("500.00"))
    proved = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert proved["linqu/leads.parquet"] == sha256(leads.read_bytes()).hexdigest()


def test_titles_say_whose_page_it_is_and_speak_chinese(run):
    out, _ = run
    titles = {name: re.search(r"<title>(.*?)</title>", (out / path).read_text(encoding="utf-8")).group(1) for name, path in PAGES.items()}
    assert titles["county report"] == "临朐县扶贫审计疑点报告" and titles["subject"].startswith("临朐县 ")
    for path in PAGES.values():
        text = (out / path).read_text(encoding="utf-8")
        heads = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", text, re.DOTALL)
        assert [head for head in heads if re.search(r" · [A-Za-z]", head)] == [], path


def test_the_county_report_is_in_the_order_of_a_report(run):
    out, _ = run
    report = (out / "linqu" / "county_report.html").read_text(encoding="utf-8")
    body = report[report.index("<main") :]
    parts = [
        "临朐县扶贫审计疑点报告",
        "审计截止日 2019-12-31",
        'class="cards result"',
        'class="top"',
        "没有审计到的",
        ">一、",
        ">二、",
        ">三、",
        ">四、",
        ">五、",
        ">附件一",
        ">附件三",
    ]
    places = [body.index(part) for part in parts]
    assert places == sorted(places)
    columns = [len(re.findall("<th[ >]", head)) for head in re.findall(r"<thead.*?</thead>", body, re.DOTALL)]
    assert columns and max(columns) <= 8


class TestInChromium:
    pytestmark = MARKS

    @pytest.mark.parametrize("name", PAGES)
    def test_axe_finds_nothing(self, run, browser, name):
        assert violations(browser, run[0] / PAGES[name]) == []

    @pytest.mark.parametrize("name", PAGES)
    def test_quiet_and_no_wider_than_the_screen(self, run, browser, name):
        for width in (1280, 768, 360):
            tab = opened(browser, run[0] / PAGES[name], width)
            assert tab.heard == [] and tab.evaluate("document.documentElement.scrollWidth") <= width
            tab.close()

    def test_paper_is_light_and_its_letters_are_readable(self, run, browser):
        tab = opened(browser, run[0] / PAGES["county report"])
        tab.emulate_media(media="print", color_scheme="dark")
        assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        sizes = tab.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && e.getClientRects().length)"
            ".map(e => parseFloat(getComputedStyle(e).fontSize) * .75)"
        )
        assert min(sizes) >= 8
        pages = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True)))
        assert pages <= 20 and tab.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"
