"""Sites: complete, every link leads somewhere, nothing is asked of a network, nobody is named, and nothing of others is overwritten."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from openpyxl import load_workbook

from auditlib import cli
from auditlib.casework.cases import DECIDED, cases_of
from auditlib.casework.record import Entry
from auditlib.desk.office import open_office
from auditlib.desk.raised import leads_of, raised
from auditlib.parameters import load_parameters
from auditlib.report.manual import html as manual_pages
from auditlib.report.manual.entries import Manual
from auditlib.rules import RULES
from tests.publish.chromium import MARKS, opened, violations
from tests.publish.county import received

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ("special_funds", "county_report", "city_overview")


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main([*map(str, arguments)])
    return stop.value.code or 0


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A small run: one county, three notebooks."""
    top = tmp_path_factory.mktemp("site")
    received(top / "received")
    chosen = (part for name in NOTEBOOKS for part in ("--notebook", name))
    assert command("run", "--data", top / "received", "--outputs", top / "out", "--jobs", 1, *chosen) == 0
    return top


@pytest.fixture(scope="module")
def few():
    """Pages of a few rules, made once: those of all take a minute to compile."""
    manual = Manual(load_parameters(ROOT / "parameters"))
    manual.entries = {rule: manual.entry(RULES[rule]) for rule in ("FUND-01", "LOAN-02", "RECT-01")}
    pages = {"index.html": manual_pages.index_page(manual, "../index.html")}
    pages |= {f"{rule}.html": manual_pages.rule_page(entry) for rule, entry in manual.entries.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manual_pages, "pages", lambda parameters, home: pages.items())
        yield


@pytest.fixture(scope="module")
def internal(run, few):
    assert command("publish", "--outputs", run / "out", "--audience", "internal", "--to", run / "internal") == 0
    return run / "internal"


def attributes(page: str, name: str) -> list[str]:
    return [html.unescape(value) for value in re.findall(rf'<[a-z][^<>]*?\s{name}="([^"]*)"', page)]


def dead_links(site: Path) -> list[str]:
    """Every link of every page that leads out of the site, to no file, or to no anchor."""
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    anchors = {path: {*attributes(page, "id")} for path, page in pages.items()}
    found = []
    for path, page in pages.items():
        for link in attributes(page, "href"):
            address, anchor = urldefrag(link)
            to = (path.parent / unquote(address)).resolve() if address else path
            outside = ":" in address or address.startswith("/") or not to.is_relative_to(site.resolve())
            if outside or not to.is_file() or (anchor and unquote(anchor) not in anchors.get(to, ())):
                found.append(f"{path.relative_to(site)} → {link}")
    return found


def leads_to(site: Path, page: str) -> set[str]:
    """The pages of a site to which a page has a link, with anchors left out."""
    here = site / page
    links = attributes(here.read_text(encoding="utf-8"), "href")
    return {(here.parent / urldefrag(link)[0]).resolve().relative_to(site.resolve()).as_posix() for link in links if urldefrag(link)[0]}


def test_no_link_is_dead(internal):
    assert dead_links(internal) == []


def test_from_the_city_to_the_matter_and_its_rule(internal):
    assert {"linqu/county_report.html", "linqu/special_funds.html", "linqu/intake.html", "city_overview.html"} <= leads_to(
        internal, "index.html"
    )
    assert "linqu/county_report.html" in leads_to(internal, "city_overview.html")
    assert {"linqu/special_funds.html", "linqu/matters/FUND-01.html", "rules/LOAN-02.html"} <= leads_to(
        internal, "linqu/county_report.html"
    )
    assert "linqu/matters/FUND-01.html" in leads_to(internal, "linqu/special_funds.html")
    assert {"index.html", "linqu/county_report.html", "linqu/special_funds.html", "rules/FUND-01.html"} <= leads_to(
        internal, "linqu/matters/FUND-01.html"
    )
    matter = re.search(
        r'href="matters/FUND-01.html#(FUND-01-M[0-9a-f]{10})">\1<', (internal / "linqu/special_funds.html").read_text(encoding="utf-8")
    )
    assert f'<section class="matter" id="{matter[1]}">' in (internal / "linqu/matters/FUND-01.html").read_text(encoding="utf-8")


def test_the_manifest_tells_every_file(internal, run):
    told = json.loads((internal / "manifest.json").read_text(encoding="utf-8"))
    there = {
        path.relative_to(internal).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in internal.rglob("*")
        if path.is_file()
    }
    del there["manifest.json"]
    assert told["files"] == there and told["audience"] == "internal" and told["counties"] == ["linqu"]
    assert told["run"]["manifest"] == hashlib.sha256((run / "out" / "manifest.json").read_bytes()).hexdigest()


def test_again_the_same_bytes(internal, run):
    before = {path: path.read_bytes() for path in internal.rglob("*") if path.is_file()}
    assert command("publish", "--outputs", run / "out", "--audience", "internal", "--to", internal) == 0
    assert {path: path.read_bytes() for path in internal.rglob("*") if path.is_file()} == before


def test_nothing_of_others_is_overwritten(internal, run, tmp_path, capsys):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    assert command("publish", "--outputs", run / "out", "--audience", "internal", "--to", tmp_path / "notes") == 2
    assert "no site made by auditlib publish" in capsys.readouterr().err and (tmp_path / "notes" / "mine.txt").read_text() == "mine"
    shutil.copytree(internal, tmp_path / "site")
    (tmp_path / "site" / "笔记.txt").write_text("mine")
    assert command("publish", "--outputs", run / "out", "--audience", "internal", "--to", tmp_path / "site") == 2
    assert (tmp_path / "site" / "笔记.txt").exists() and sorted(path.name for path in tmp_path.iterdir()) == ["notes", "site"]


def test_a_page_that_was_changed_after_the_run_is_not_published(run, few, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    page = tmp_path / "out" / "linqu" / "special_funds.html"
    page.write_text(page.read_text(encoding="utf-8").replace("500.00", "5.00"), encoding="utf-8")
    assert command("publish", "--outputs", tmp_path / "out", "--audience", "internal", "--to", tmp_path / "to") == 2
    assert "linqu/special_funds.html is not as the run left it" in capsys.readouterr().err and not (tmp_path / "to").exists()


def decided(run: Path, state: str, **values: str) -> None:
    """Every matter of the run, in the case record beside it, comes to a state."""
    with open_office(run / "out", None, None, write=True) as office:
        leads = leads_of(run / "out" / "linqu")
        office.record.append(
            lambda entries: [*raised(run / "out" / "linqu", "linqu", cases_of(entries, office.moves), leads, office.contracts)], "审计员甲"
        )
        known = cases_of(office.record.entries(), office.moves)
        made = [
            Entry("linqu", id, DECIDED, {"values": values | {"verified_amount": "120.00"}, "from": case.state, "state": state}, case.digest)
            for id, case in known.items()
        ]
        office.record.append(made, "审计员甲")


def test_the_audit_team_sees_what_was_decided_and_the_rows_as_received(run, few, tmp_path):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "报告反映", reported="报告反映", reason="王小明已退回")
    assert (
        command("publish", "--outputs", tmp_path / "out", "--audience", "internal", "--to", tmp_path / "site", "--data", run / "received")
        == 0
    )
    page = (tmp_path / "site" / "linqu" / "matters" / "FUND-01.html").read_text(encoding="utf-8")
    assert re.search(r"审计员甲：报告反映（排除理由 王\*已退回；反映方式 报告反映；属实金额 120.00）", page)
    assert (
        "收到的原文" in page and "发放明细.csv" in page and "补贴项目" in page and "王小明" not in page and "370799194501010018" not in page
    )


def public(run: Path, *more: str) -> int:
    return command("publish", "--outputs", run / "out", "--audience", "public", "--to", run / "public", *more)


def test_the_public_sees_what_somebody_has_approved(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "报告反映", reported="报告反映")
    assert public(tmp_path) == 2 and "没有人批准" in capsys.readouterr().err
    assert not (tmp_path / "public").exists() and dead_links(tmp_path / "public-review") == []
    assert public(tmp_path, "--approve", "局长") == 0
    told = json.loads((tmp_path / "public" / "manifest.json").read_text(encoding="utf-8"))
    assert (
        told["approval"]["by"] == "局长"
        and told["approval"]["digest"] == told["digest"]
        and re.match(r"20\d\d-\d\d-\d\dT", told["approval"]["at"])
    )
    assert command("cases", "verify", "--outputs", tmp_path / "out") == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "public").iterdir()}
    assert public(tmp_path) == 0 and {path.name: path.read_bytes() for path in (tmp_path / "public").iterdir()} == before
    # two persons and one issue: the persons are too few to be told of
    page = (tmp_path / "public" / "index.html").read_text(encoding="utf-8")
    assert "个人和家庭的问题很少" in page and "FUND-01" not in page and "死亡" not in page and dead_links(tmp_path / "public") == []


def test_a_changed_content_needs_a_new_approval(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "报告反映", reported="报告反映")
    assert public(tmp_path, "--approve", "局长") == 2 and "再执行一次" in capsys.readouterr().err  # nobody has seen it
    assert public(tmp_path, "--approve", "局长") == 0
    decided(tmp_path, "报告反映", reported="报告反映", recovered="77000.00")
    assert public(tmp_path) == 2 and "没有人批准" in capsys.readouterr().err


@pytest.mark.parametrize(("state", "reported"), [("新生成", ""), ("征求意见", ""), ("未在报告反映", "未在报告反映"), ("排除", "报告反映")])
def test_the_public_sees_no_unverified_matter(run, tmp_path, capsys, state, reported):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, state, reported=reported)
    assert public(tmp_path, "--approve", "局长") == 2 and "只列经核实并写入审计报告的问题" in capsys.readouterr().err
    assert "120.00" not in (tmp_path / "public-review" / "pages" / "index.html").read_text(encoding="utf-8")


def test_parts_of_the_counties_are_not_announced(run, tmp_path, capsys):
    assert command("publish", "--outputs", run / "out", "--audience", "public", "--to", tmp_path / "to", "--county", "linqu") == 2
    assert command("publish", "--outputs", run / "out", "--audience", "internal", "--to", tmp_path / "to", "--approve", "局长") == 2


def auditee(run: Path, to: str, *more: str) -> int:
    return command("publish", "--outputs", run / "out", "--audience", "auditee", "--county", "linqu", "--to", run / to, *more)


def test_an_auditee_answers_its_own_matters(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    assert auditee(tmp_path, "site") == 0 and dead_links(tmp_path / "site") == []
    page = (tmp_path / "site" / "special_funds.html").read_text(encoding="utf-8")
    assert page.count('<section class="matter"') == 2 and "3707************18" in page and "是否认可" in page and "疑点待核实" in page
    assert not [name for name in ("王小明", "刘会兰", "370799194501010018") if name in page]
    before = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    assert auditee(tmp_path, "again") == 0 and {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == before
    assert auditee(tmp_path, "town", "--unit", "城关街道") == 0
    assert auditee(tmp_path, "other", "--unit", "东关街道") == 2 and "城关街道" in capsys.readouterr().err


def test_what_an_auditee_answers_comes_back(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    assert auditee(tmp_path, "site") == 0
    path = tmp_path / "site" / "疑点反馈表_临朐县.xlsx"
    book = load_workbook(path)
    sheet = book["疑点反馈表"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert "王小明" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])
    for title, text in {"是否认可": "不认可", "情况说明": "所属期在死亡之前", "填报人": "经办人"}.items():
        sheet.cell(2, heads[title]).value = text
    book.save(tmp_path / "answered.xlsx")
    assert command("cases", "import", "--outputs", tmp_path / "out", "--by", "审计员甲", tmp_path / "answered.xlsx") == 0
    assert "1 recorded" in capsys.readouterr().out
    with open_office(tmp_path / "out", None, None) as office:
        case = cases_of(office.record.entries(), office.moves)[sheet.cell(2, heads["事项编号"]).value]
    assert case.values["answer"] == "不认可" and case.state == "新生成"


def test_a_name_on_a_finished_page_stops_publishing_and_is_not_told(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "属实", unit="王小明")
    assert auditee(tmp_path, "site", "--unit", "王小明") == 2 and not (tmp_path / "site").exists()
    said = capsys.readouterr().err
    assert "临朐县" in said and "疑点反馈表" in said and "没有发布" in said and "王小明" not in said


def test_a_unit_may_be_called_what_no_file_may(run, tmp_path):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "属实", unit="民政局/扶贫办")
    assert auditee(tmp_path, "site", "--unit", "民政局/扶贫办") == 0 and dead_links(tmp_path / "site") == []
    assert (tmp_path / "site" / "疑点反馈表_民政局、扶贫办.xlsx").is_file()


def test_an_auditee_sees_nothing_that_was_settled(run, tmp_path, capsys):
    shutil.copytree(run / "out", tmp_path / "out")
    decided(tmp_path, "移送", transfer="OUT")
    assert auditee(tmp_path, "site") == 2 and not (tmp_path / "site").exists()
    assert command("publish", "--outputs", tmp_path / "out", "--audience", "auditee", "--to", tmp_path / "site") == 2


class TestInChromium:
    pytestmark = MARKS

    @pytest.mark.parametrize("kind", ["index.html", "*/matters/FUND-*.html", "*/special_funds.html", "rules/*.html"])
    def test_a_page_of_each_kind_is_quiet_and_open_to_everybody(self, internal, browser, kind):
        path = min(internal.glob(kind))
        assert violations(browser, path) == []
        for width in (1280, 768, 360):
            tab = opened(browser, path, width)
            assert tab.heard == [] and tab.evaluate("document.documentElement.scrollWidth") <= width
            tab.close()

    def test_from_the_city_to_the_rows_as_received(self, run, few, browser):
        assert (
            command("publish", "--outputs", run / "out", "--data", run / "received", "--audience", "internal", "--to", run / "walked") == 0
        )
        tab = opened(browser, run / "walked" / "index.html")
        tab.click("td a[href$='special_funds.html']")
        tab.click("a[href*='matters/FUND-'][href*='#FUND-']")
        tab.click("section summary")
        assert "#FUND-" in tab.url and tab.locator("details[open] tr.found, details[open] mark").first.is_visible()
        assert tab.heard == []
        tab.close()
