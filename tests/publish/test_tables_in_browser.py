"""Tables in Chromium as a reader uses them: sought, chosen from, sorted, added up, linked to, saved and printed."""

import csv
import datetime as dt
import io
import re
import shutil
import subprocess
from decimal import Decimal
from urllib.parse import quote

import openpyxl
import pytest

from auditlib.report import page
from auditlib.report.tables import html_table
from tests.publish.chromium import MARKS, opened
from tests.publish.samples import HOSTILE, leads

pytestmark = MARKS
SEVERITIES = ("重大", "较大", "一般")
TOWNS = ("城关街道", "五井镇", "寺头镇", "冶源街道")
LABELS = {
    "lead_id": "疑点编号",
    "severity": "严重程度",
    "town": "镇街",
    "village": "村",
    "borrower_name": "借款人",
    "issue_date": "放款日期",
}
LABELS |= {"questioned_amount": "疑点金额（元）", "remark": "备注", "source_row": "行号"}
ROWS = [
    row | {"severity": SEVERITIES[n % 3], "town": TOWNS[n % 4], "questioned_amount": Decimal(n) + Decimal("0.07"), "remark": ""}
    for n, row in enumerate(leads(600))
]
TOTAL = Decimal("179742.00")  # 0 + 1 + … + 599 = 179,700, and 600 times 0.07


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """The page with a table of 600 rows, a small one, one of one row, one of none, one of thirty columns."""
    table = html_table(ROWS, LABELS, "疑点（元）", foot=[{"lead_id": "合计", "questioned_amount": TOTAL}])
    others = [html_table(ROWS[:3], LABELS, "三行"), html_table(ROWS[:1], LABELS, "一行"), html_table([], LABELS, "零行")]
    wide = html_table([{f"c{n}": n * k for n in range(30)} for k in range(20)], caption="三十列")
    path = tmp_path_factory.mktemp("tables") / "页面.html"
    path.write_text(page.build("表", "<h1>表</h1>" + "".join(one.html for one in (table, *others, wide))), encoding="utf-8")
    return path


def column(tab, n, table=0):
    return tab.evaluate(f"[...document.querySelectorAll('table.t')[{table}].tBodies[0].rows].map(r => r.cells[{n}].textContent.trim())")


def state(tab):
    return tab.get_by_role("status").first.text_content()


def test_several_words_are_sought_in_any_column(browser, at):
    tab = opened(browser, at)
    assert column(tab, 0)[0] == "LOAN-02-0000000000" and len(column(tab, 0)) == 50 and state(tab) == "第 1 / 12 页"
    tab.get_by_role("searchbox").first.fill("欧阳　五井镇 2018-02")  # a blank of full width parts words, too
    assert {*zip(column(tab, 2), column(tab, 4), (day[:7] for day in column(tab, 5)), strict=True)} == {("五井镇", "欧阳*", "2018-02")}
    assert state(tab) == "50 / 600 行"  # every twelfth row: n % 4 == 1 and n % 3 == 1 and n % 12 == 1
    tab.get_by_role("searchbox").first.fill("LOAN-02-000000001F")
    assert column(tab, 0) == ["LOAN-02-000000001f"]
    tab.get_by_role("searchbox").first.fill("没有 五井镇")
    assert column(tab, 0) == [] and tab.heard == []
    tab.get_by_role("button", name="清除").first.click()
    assert state(tab) == "第 1 / 12 页" and tab.get_by_role("searchbox").first.input_value() == ""


def test_an_amount_is_found_without_its_separators(browser, tmp_path):
    (tmp_path / "x.html").write_text(
        page.build("表", html_table([{"a": Decimal("1234.50") + n, "b": str(n)} for n in range(9)]).html), encoding="utf-8"
    )
    tab = opened(browser, tmp_path / "x.html")
    for word in ("1236.5", "1,236.5"):
        tab.get_by_role("searchbox").fill(word)
        assert column(tab, 0) == ["1,236.50"]


def test_facets_and_amounts_choose_and_are_added_up_exactly(browser, at):
    tab = opened(browser, at)
    foot = "[...document.querySelectorAll('table.t')[0].tFoot.rows].map(r => [r.cells[0].textContent, r.cells[6].textContent])"
    assert tab.evaluate(foot) == [["合计全部 600 行", "179,742.00"]]
    town = tab.get_by_label("镇街", exact=True).first
    assert town.locator("option").all_text_contents() == ["全部", "城关街道（150）", "寺头镇（150）", "五井镇（150）", "冶源街道（150）"]
    town.select_option("五井镇")
    tab.get_by_label("严重程度", exact=True).first.select_option("较大")
    # n = 1, 13, 25, … 589: fifty rows, sum 50 × 295, and 50 × 0.07
    assert tab.evaluate(foot) == [["合计所示 50 行", "14,753.50"], ["合计全部 600 行", "179,742.00"]]
    assert "寺头镇（50）" in town.locator("option").all_text_contents()  # so many of this severity in the other town
    tab.get_by_label("疑点金额（元） 不少于").fill("13.07")
    tab.get_by_label("疑点金额（元） 不多于").fill("37.07")
    assert column(tab, 6) == ["13.07", "25.07", "37.07"] and tab.evaluate(foot)[0] == ["合计所示 3 行", "75.21"]
    tab.get_by_label("疑点金额（元） 不多于").fill("五万")
    assert tab.get_by_label("疑点金额（元） 不多于").get_attribute("aria-invalid") == "true"
    assert (
        tab.locator("caption").first.text_content().endswith("（严重程度＝较大；镇街＝五井镇；不少于 13.07；不多于 五万）")
        and tab.heard == []
    )


def test_large_and_negative_amounts_lose_no_fen(browser, tmp_path):
    amounts = [Decimal("9007199254740993.01"), Decimal("-0.03"), Decimal("0.01"), *[Decimal("0.10")] * 9]
    table = html_table(
        [{"unit": f"单位{n % 2}", "amount": a} for n, a in enumerate(amounts)], foot=[{"unit": "合计", "amount": sum(amounts)}]
    )
    (tmp_path / "x.html").write_text(page.build("表", table.html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html")
    tab.get_by_role("searchbox").fill("单位0")
    assert tab.locator("tfoot td").all_text_contents() == [
        "合计所示 6 行",
        "9,007,199,254,740,993.42",
        "合计全部 12 行",
        "9,007,199,254,740,993.89",
    ]
    tab.get_by_role("searchbox").fill("-0.03")
    assert tab.locator("tfoot td").all_text_contents()[:2] == ["合计所示 1 行", "-0.03"]


def test_a_total_that_is_not_the_sum_of_its_rows_is_not_added_up(browser, tmp_path):
    """Money counts once per real thing: of fewer rows nobody can tell the total from the rows."""
    table = html_table([{"a": f"某{n}", "amount": Decimal("1.00")} for n in range(12)], foot=[{"a": "合计", "amount": Decimal("7.00")}])
    (tmp_path / "x.html").write_text(page.build("表", table.html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html")
    tab.get_by_role("searchbox").fill("某1")
    assert tab.locator("tfoot td").all_text_contents() == ["合计全部 12 行", "7.00"]


def test_sorting_numbers_words_and_back(browser, at):
    tab = opened(browser, at)
    heading = tab.locator("table.t").first.get_by_role("button", name="疑点金额（元）")
    heading.click()
    heading.click()
    assert column(tab, 6)[:2] == ["599.07", "598.07"] and tab.locator("th[aria-sort=descending]").text_content() == "疑点金额（元）"
    assert tab.locator("tfoot td").first.text_content() == "合计全部 600 行"  # not among the rows
    tab.locator("table.t").first.get_by_role("button", name="镇街").press("Enter")
    assert column(tab, 2)[0] == "城关街道" and tab.locator("th[aria-sort]").count() == 1  # cheng < si < wu < ye
    tab.locator("table.t").first.get_by_role("button", name="镇街").press("Space")
    assert column(tab, 2)[0] == "冶源街道"
    tab.locator("table.t").first.get_by_role("button", name="镇街").click()
    assert column(tab, 0)[0] == "LOAN-02-0000000000" and tab.locator("th[aria-sort]").count() == 0
    assert tab.evaluate("document.activeElement.className") == "sort"


def test_empty_cells_stay_last_whichever_way(browser, tmp_path):
    rows = [{"n": n, "w": w} for n, w in ((3, "丙"), (None, None), (-20, "甲"), (100, "乙"))]
    (tmp_path / "x.html").write_text(page.build("表", html_table(rows).html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html")
    for name, up in (("n", ["-20", "3", "100"]), ("w", ["丙", "甲", "乙"])):  # bing < jia < yi
        button, at = tab.get_by_role("button", name=f"{name} 排序"), "nw".index(name)
        button.click()
        assert column(tab, at) == [*up, ""]
        button.click()
        assert column(tab, at) == [*up[::-1], ""]


def test_the_address_shows_the_view_again(browser, at):
    tab = opened(browser, at)
    tab.get_by_label("镇街", exact=True).first.select_option("寺头镇")
    tab.get_by_role("searchbox").nth(1).fill("57")
    tab.locator("table.t").first.get_by_role("button", name="行号").click()
    tab.locator("table.t").first.get_by_role("button", name="行号").click()
    tab.get_by_role("button", name="下一页").first.click()
    seen = column(tab, 0), column(tab, 0, 4), state(tab)
    assert seen[0][0] == f"LOAN-02-{598 - 4 * 50:010x}"  # the third town's rows from the last one on, the second fifty of them
    again = browser.new_page()
    again.goto(tab.url)
    assert (column(again, 0), column(again, 0, 4), state(again)) == seen
    assert again.get_by_role("searchbox").nth(1).input_value() == "57"
    tab.go_back()
    assert state(tab) == "150 / 600 行，第 1 / 3 页"
    for _ in range(3):
        tab.go_back()
    assert tab.url.endswith(f"?1.town={quote('寺头镇')}") and len(column(tab, 0, 4)) == 20
    tab.go_back()
    assert tab.url == at.as_uri() and state(tab) == "第 1 / 12 页"
    tab.go_forward()
    assert state(tab) == "150 / 600 行，第 1 / 3 页" and tab.heard == []


def test_a_word_typed_letter_by_letter_is_one_step_back(browser, at):
    tab = opened(browser, at)
    tab.get_by_role("searchbox").first.press_sequentially("五井镇")
    tab.go_back()
    assert tab.url == at.as_uri() and state(tab) == "第 1 / 12 页"


@pytest.mark.parametrize(
    "query", ["?1.sort=zz&1.page=-3&1.from=x&9.q=a", "?1.sort=999&1.page=999&1.__proto__=a&1.constructor=b", "?%ff&1.q="]
)
def test_an_address_of_nonsense_does_nothing(browser, at, query):
    tab = browser.new_page()
    tab.on("pageerror", lambda error: pytest.fail(str(error)))
    tab.goto(at.as_uri() + query)
    assert len(column(tab, 0)) == 50


def test_a_row_that_the_address_names_is_shown_beside_the_view(browser, at):
    """Also one that the page holds as data only, and one that the view of the same address hides."""
    tab = opened(browser, at)
    for query in ("", "?1.sort=-7", f"?1.town={quote('五井镇')}"):
        tab.goto("about:blank")
        tab.goto(f"{at.as_uri()}{query}#LOAN-02-0000000240")  # row 576, of the first town
        row = tab.locator("#LOAN-02-0000000240")
        assert row.evaluate("r => r.matches('.aim')") and 0 < row.bounding_box()["y"] < 800
    assert state(tab) == "第 12 / 12 页"
    tab.get_by_role("button", name="上一页").first.click()
    assert "#" not in tab.url  # who turns the page has left the row
    tab.go_back()
    assert tab.url.endswith("#LOAN-02-0000000240") and row.is_visible() and tab.heard == []


def test_a_row_in_a_folded_part_is_unfolded(browser, tmp_path):
    body = f"<details><summary>逐条</summary>{html_table(ROWS, LABELS).html}</details>"
    (tmp_path / "x.html").write_text(page.build("表", body), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html")
    tab.evaluate("location.hash = 'LOAN-02-0000000200'")
    tab.wait_for_selector("#LOAN-02-0000000200")
    assert 0 < tab.locator("#LOAN-02-0000000200").bounding_box()["y"] < 800


def saved(tab, name, table=0):
    with tab.expect_download() as waiting:
        tab.get_by_role("button", name=name).nth(table).click()
    return waiting.value


def workbook(download):
    return openpyxl.load_workbook(io.BytesIO(download.path().read_bytes()))


def sheets(download):
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in workbook(download)}


def test_excel_holds_the_rows_shown_of_every_page(browser, at):
    tab = opened(browser, at)
    tab.get_by_label("镇街", exact=True).first.select_option("五井镇")
    download = saved(tab, "存为 Excel")
    assert download.suggested_filename == "疑点（元）.xlsx"
    rows = sheets(download)["数据"]
    chosen = [row for row in ROWS if row["town"] == "五井镇"]
    assert rows[0] == [*LABELS.values()] and len(rows) == 151
    assert [row[0] for row in rows[1:]] == [row["lead_id"] for row in chosen]
    assert [Decimal(str(row[6])) for row in rows[1:]] == [row["questioned_amount"] for row in chosen]
    assert [row[8] for row in rows[1:]] == [row["source_row"] for row in chosen]
    cells = workbook(download)["数据"][2]
    assert (cells[0].number_format, cells[6].number_format, cells[8].number_format) == ("@", "#,##0.00", "General")
    assert sheets(download)["说明"] == [["说明"], ["疑点（元）"], ["表"], ["所示 150 行（镇街＝五井镇）"], ["内部使用 · 疑点未经核实"]]
    assert tab.heard == []


def test_excel_of_a_browser_that_cannot_compress(browser, at):
    tab = opened(browser, at)
    tab.evaluate("delete window.CompressionStream")
    assert len(sheets(saved(tab, "存为 Excel", 1))["数据"]) == 21 and tab.heard == []


def test_csv_holds_the_same_rows(browser, at):
    tab = opened(browser, at)
    tab.get_by_role("searchbox").first.fill("五井镇 欧阳")
    tab.locator("table.t").first.get_by_role("button", name="疑点金额").click()
    download = saved(tab, "存为 CSV")
    data = download.path().read_bytes()
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n") and download.suggested_filename == "疑点（元）.csv"
    chosen = [row for row in ROWS if row["town"] == "五井镇" and "欧阳" in row["borrower_name"]]
    assert rows[0] == [*LABELS.values()] and [row[6] for row in rows[1:]] == [str(row["questioned_amount"]) for row in chosen]


HARMLESS = {
    "=1+1": "'=1+1",
    "+86 138": "'+86 138",
    "-甲": "'-甲",
    "@SUM(A1)": "'@SUM(A1)",
    " =1": "'=1",
    "＝1": "'＝1",
    "-5": "-5",
    "+5": "'+5",
    "-1,234.50": "-1,234.50",
}


def test_no_cell_saved_is_a_formula(browser, tmp_path):
    rows = [{"code": text, "n": n} for n, text in enumerate([*HARMLESS, 'a"b', "a,b", "</script><b>", "😀𫠆", "0012345678901234567"])]
    (tmp_path / "x.html").write_text(page.build("表", html_table(rows, caption='a/b:c*"d').html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html")
    download = saved(tab, "存为 CSV")
    read = [row[0] for row in csv.reader(io.StringIO(download.path().read_text("utf-8-sig"), newline=""))]
    assert read == ["code", *HARMLESS.values(), 'a"b', "a,b", "</script><b>", "😀𫠆", "0012345678901234567"]
    assert download.suggested_filename == "a b c d.csv"
    assert [row[0] for row in sheets(saved(tab, "存为 Excel"))["数据"]] == ["code", *(row["code"].strip() for row in rows)]
    kinds = {cell.data_type for cell in workbook(saved(tab, "存为 Excel"))["数据"]["A"]}
    assert "f" not in kinds


def test_large_numbers_are_saved_whole(browser, tmp_path):
    rows = [{"amount": Decimal("1234567890123.45"), "big": 10**17 + n, "year": 2019, "day": dt.date(2019, 1, 2)} for n in range(9)]
    (tmp_path / "x.html").write_text(page.build("表", html_table(rows).html), encoding="utf-8")
    first = sheets(saved(opened(browser, tmp_path / "x.html"), "存为 Excel"))["数据"][1]
    assert first == [1234567890123.45, "100,000,000,000,000,000", 2019, "2019-01-02"]


def test_hostile_cells_beyond_the_first_rows_are_texts(browser, tmp_path):
    hostile = ["</script><script>document.title='pwned'</script>", "<!--<script>", *HOSTILE]
    rows = [{"a": str(n), "b": hostile[n % len(hostile)]} for n in range(260)]
    (tmp_path / "x.html").write_text(page.build("表", html_table(rows).html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html", 360)
    tab.get_by_role("searchbox").fill("title='pwned'")
    assert {*column(tab, 1)} == {hostile[0]} and tab.title() == "表" and tab.locator("main img, main h2").count() == 0
    tab.get_by_role("searchbox").fill("<!--")
    assert {*column(tab, 1)} == {hostile[1]} and tab.heard == []


def test_small_empty_and_wide_tables(browser, at):
    tab = opened(browser, at, 360)
    counts = tab.evaluate(
        "[...document.querySelectorAll('table.t')].map(t => [t.tBodies[0].rows.length, t.querySelectorAll('button').length])"
    )
    assert counts == [[50, 9], [3, 9], [1, 0], [0, 0], [20, 30]]
    assert tab.get_by_role("searchbox").count() == 2 and tab.evaluate("document.documentElement.scrollWidth") == 360
    assert tab.locator(".bar summary").first.is_visible() and not tab.get_by_label("镇街", exact=True).first.is_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_head_and_first_column_stay_in_sight(browser, at, width):
    tab = opened(browser, at, width)
    box = tab.locator(".scroll").first
    box.evaluate("b => b.scrollTo(120, 700)")
    edges = box.evaluate(
        "b => { const at = e => e.getBoundingClientRect(), t = b.firstChild;"
        "return [at(t.tHead.rows[0].cells[1]).top - at(b).top, at(t.tBodies[0].rows[20].cells[0]).left - at(b).left, b.scrollTop] }"
    )
    assert abs(edges[0]) < 3 and abs(edges[1]) < 3 and edges[2] > 600
    assert box.bounding_box()["height"] < 800


def test_without_script_the_first_rows_read(browser, at):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(at.as_uri() + "#LOAN-02-0000000002")
    first = tab.locator("table.t").first
    assert first.locator("tbody tr").count() == 200 and first.locator("tfoot").text_content().startswith("合计全部 600 行")
    assert tab.locator(".more").text_content() == "这里列出前 200 行，其余 400 行须由本页的脚本显示；也可查阅 leads.parquet。"
    assert tab.locator("tr:target td").first.evaluate("c => getComputedStyle(c.parentNode).backgroundColor") == "rgb(255, 244, 214)"
    context.close()


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed: apt-get install poppler-utils")
def test_paper_holds_what_was_chosen_and_no_pager(browser, at, tmp_path):
    tab = opened(browser, at)
    tab.get_by_label("镇街", exact=True).first.select_option("五井镇")
    tab.pdf(path=tmp_path / "x.pdf", prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "x.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert len(re.findall(r"LOAN-02-\s*[0-9a-f]{10}|LOAN-02-", text)) >= 150 and "所示 150 行（镇街＝五井镇）" in text
    assert "下一页" not in text and text.count("疑点编号") > 3  # the head again on every page
    assert len(column(tab, 0)) == 50  # and the page again on the screen


def test_a_long_caption_is_read_on_a_phone(browser, tmp_path):
    caption = "各专题情况（事项按严重程度分列；各专题内每笔资金只计一次，涉及几个专题的各计一次，故之和可能大于合计）"
    table = html_table([{f"c{n}": n * k for n in range(30)} for k in range(9)], caption=caption)
    (tmp_path / "x.html").write_text(page.build("表", table.html), encoding="utf-8")
    tab = opened(browser, tmp_path / "x.html", 360)
    tab.locator(".scroll").evaluate("b => b.scrollTo(900, 0)")
    box = tab.locator("caption").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] > 60
