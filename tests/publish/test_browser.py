"""The pages in Chromium: no request, no message, nothing wider than the screen, tables that work, paper of A4 size."""

import re

import pytest

from auditlib.report.intake_page import intake_html
from auditlib.report.site import index_html
from tests.publish import samples
from tests.publish.chromium import MARKS, opened

pytestmark = MARKS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "report": samples.page(),
        "failed": samples.page(10, failed=True),
        "intake": intake_html(samples.intake(), samples.Unit, samples.GATES),
        "index": index_html(samples.counties(), samples.RUN),
    }
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["report", "failed", "intake", "index"])
def test_quiet_and_no_wider_than_the_screen(browser, folder, name, width):
    tab = opened(browser, folder / f"{name}.html", width)
    assert tab.heard == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("document.fonts.check('16px \"Noto Sans SC\"', '审计')")


def test_filter_pages_and_sort(browser, folder):
    tab = opened(browser, folder / "report.html")
    shown = "[...document.querySelectorAll('table.t')[0].tBodies[0].rows].filter(r => r.offsetHeight)"
    first = shown + "[0].cells[14].textContent.trim()"
    assert tab.evaluate(shown + ".length") == 50
    tab.get_by_text("下一页").first.click()
    assert tab.evaluate(first) == "1054"
    tab.get_by_role("searchbox").first.fill("欧阳")
    assert tab.evaluate(shown + ".length") == 40
    tab.get_by_role("searchbox").first.fill("")
    tab.get_by_role("button", name="贷款本金（元）").click()
    tab.get_by_role("button", name="贷款本金（元）").click()
    assert tab.evaluate(first) == "1123" and tab.locator("th[aria-sort=descending]").count() == 1
    tab.get_by_role("button", name="借款人").press("Enter")
    assert tab.evaluate(shown + "[0].cells[4].textContent") == "刘*"  # liu < ouyang < wang
    assert tab.heard == []


def test_a_row_that_the_address_names_is_shown(browser, folder):
    tab = opened(browser, folder / "report.html")
    tab.goto((folder / "report.html").as_uri() + "#LOAN-02-0000000046")
    row = tab.locator("#LOAN-02-0000000046")
    assert row.is_visible() and row.evaluate("r => getComputedStyle(r).backgroundColor") == "rgb(255, 244, 214)"
    assert 0 < row.bounding_box()["y"] < 800
    tab.get_by_role("searchbox").first.fill("没有这样的字")
    assert not row.is_visible()
    tab.evaluate("location.hash = 'LOAN-02-0000000001'")
    tab.wait_for_selector("#LOAN-02-0000000001")
    assert tab.locator("tr.aim").count() == 1 and tab.get_by_role("searchbox").first.input_value() == ""
    assert tab.heard == []


def test_sorting_the_index_by_amount(browser, folder):
    tab = opened(browser, folder / "index.html")
    heading = tab.locator("table.t").first.get_by_role("button", name="金额")
    heading.click()
    heading.click()
    assert tab.evaluate("document.querySelector('table.t').tBodies[0].rows[0].cells[0].textContent") == "经济区"
    assert "奎文区" in tab.evaluate("document.querySelector('table.t').tBodies[0].rows[15].cells[0].textContent")


def test_wide_tables_keep_the_county_in_sight(browser, folder):
    tab = opened(browser, folder / "index.html", 360)
    box = tab.locator(".scroll").nth(1)
    assert box.evaluate("b => b.scrollWidth > b.clientWidth")
    box.evaluate("b => b.scrollTo(b.scrollWidth, 0)")
    left = box.evaluate("b => b.getBoundingClientRect().left")
    assert abs(box.locator("tbody th").first.evaluate("c => c.getBoundingClientRect().left") - left) < 3
    wide = opened(browser, folder / "index.html")
    assert wide.evaluate("[...document.querySelectorAll('.scroll')].every(b => b.scrollWidth <= b.clientWidth)")


def test_code_unfolds(browser, folder):
    tab = opened(browser, folder / "report.html")
    assert not tab.locator(".src").first.is_visible()
    tab.get_by_text("显示代码").click()
    assert tab.locator(".src").first.is_visible()


def test_contents_fold_on_a_phone(browser, folder):
    tab = opened(browser, folder / "report.html", 360)
    entry = tab.locator("nav a").first
    assert not entry.is_visible()
    tab.get_by_text("目录", exact=True).click()
    assert entry.is_visible()


def test_hostile_rows_do_nothing(browser, tmp_path):
    from auditlib.report import page
    from auditlib.report.tables import html_table

    table = html_table([{"a": text, "b": text} for text in samples.HOSTILE], caption="表")
    (tmp_path / "x.html").write_text(page.build("表", f"<h1>表</h1>{table.html}"), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html", 360)
    assert tab.heard == [] and tab.locator("main script, main img, main h2").count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_policy_stops_what_slips_in(browser, tmp_path):
    from auditlib.report import page

    body = "<h1>页</h1><script>document.title='pwned'</script><img src='file:///x.png' onerror=\"document.title='pwned'\" alt='图'>"
    (tmp_path / "x.html").write_text(page.build("页", body), encoding="utf-8")
    assert opened(browser, tmp_path / "x.html").title() == "页"


@pytest.mark.parametrize(("name", "size"), [("report", (842, 595)), ("intake", (595, 842)), ("index", (842, 595))])
def test_prints_on_a4_with_every_row(browser, folder, name, size):
    tab = opened(browser, folder / f"{name}.html")
    paper = tab.pdf(prefer_css_page_size=True)
    pages = [[float(n) for n in box] for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)]
    assert pages and all(abs(width - size[0]) < 2 and abs(height - size[1]) < 2 for width, height in pages)
    tab.emulate_media(media="print")
    assert tab.evaluate("[...document.querySelectorAll('table.t tbody tr')].every(r => r.offsetHeight || r.closest('details'))")
    assert tab.locator("nav:visible").count() == 0
