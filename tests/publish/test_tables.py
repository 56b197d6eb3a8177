import datetime as dt
import json
import re
from decimal import Decimal
from html.parser import HTMLParser

import pandas as pd
import pyarrow as pa

from auditlib.report import page
from auditlib.report.tables import html_table
from tests.publish.samples import HOSTILE, LABELS, PERSONS, leads


class Cells(HTMLParser):
    """Tags and the text of each cell as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.tags, self.cells = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data.removesuffix("\n")


def read(table) -> Cells:
    parser = Cells()
    parser.feed(table._repr_html_())
    return parser


def test_hostile_strings_are_inert():
    columns = [*(f"c{n}" for n in range(3)), "<script>alert(2)</script>", "name", "payee", "loan_no", "facts"]
    rows = [dict.fromkeys(columns[:-1], text) | {"facts": '{"a": "<b>"}'} for text in HOSTILE]
    table = html_table(rows, caption="<img src=x onerror=alert(1)>")
    tags = read(table).tags
    assert set(tags) <= {"div", "table", "caption", "small", "thead", "tbody", "tr", "th", "td"}
    assert tags.count("tr") == len(HOSTILE) + 1
    assert not re.search("[\x00\x0b\u202e\u200f]", table.html + table.text)
    assert len(table.html) < 60_000  # the cell of 100,000 characters is cut


def test_nobody_is_named():
    table = html_table(leads(60), LABELS, "疑点")
    for text in (table._repr_html_(), repr(table)):
        for originals in PERSONS.values():
            assert not [original for original in originals if original in text]
    assert "3707************11" in table.html and "欧阳*" in table.text


def test_values_are_written_as_an_auditor_expects():
    row = {
        "amount": Decimal("1234567.50"),
        "ratio": Decimal("0.12500000"),
        "members": None,
        "count": 12345,
        "plan_year": 2019,
        "source_row": 12345,
        "day": dt.date(2019, 12, 31),
        "time": dt.datetime(2019, 12, 31, 8, 30),
        "paid": True,
        "x_hh": None,
        "loan_no": 20190001,
        "share": 0.5,
    }
    assert read(html_table([row])).cells[len(row) :] == [
        "1,234,567.50",
        "0.125",
        "",
        "12,345",
        "2019",
        "12345",
        "2019-12-31",
        "2019-12-31 08:30:00",
        "是",
        "未知",
        "20190001",
        "0.5",
    ]


def test_numbers_stand_right_and_headings_have_a_scope():
    html = html_table(
        [{"amount": Decimal("1.00"), "name": "王小明"}, {"amount": None, "name": "李四"}], {"amount": "金额（元）", "name": "姓名"}, "表"
    )._repr_html_()
    assert '<th scope="col" class=n data-m>金额（元）' in html and "<td class=n>1.00<td>王*" in html and "<caption>表 " in html


def test_a_long_table_says_how_much_it_shows():
    table = html_table(leads(30), LABELS, "疑点", max_rows=20)
    assert "共 30 行，显示前 20 行，全部见 leads.parquet" in table.html and table.html.count("<tr") == 21
    assert "共 30 行，显示前 20 行" in repr(table)


def test_arrow_pandas_and_dicts_give_the_same_table():
    rows = [
        {"name": "王小明", "amount": Decimal("5.00"), "day": dt.date(2019, 1, 1), "ok": None},
        {"name": None, "amount": None, "day": None, "ok": True},
    ]
    tables = [html_table(source, caption="表") for source in (rows, pa.Table.from_pylist(rows), pd.DataFrame(rows, dtype=object))]
    assert tables[0] == tables[1] == tables[2]


def test_empty_tables():
    assert "共 0 行" in html_table([], LABELS).html
    assert "共 0 行" in repr(html_table(pa.table({"a": pa.array([], pa.string())})))


def test_two_thousand_rows_are_compact():
    rows = [
        {
            name: row[name]
            for name in ("lead_id", "town", "village", "borrower_name", "borrower_id", "issue_date", "principal", "source_row")
        }
        for row in leads(2000)
    ]
    assert len(html_table(rows).html.encode()) < 2000 * 165


def test_free_text_is_cut_to_its_first_clauses():
    """A name in a remark stands in no column; what of the text is not shown gives nobody away."""
    remark = "本人外出务工，补贴由村会计代为领取并转交其家属，收款凭证和签字单据存放于村委会档案室备查；经向其邻居核实，情况属实"
    name = "临朐县某某镇某某村二〇一九年度产业扶贫蔬菜大棚建设及配套灌溉设施项目（第一标段）一期工程"
    kinds = {"remark": "words", "project_name": "words", "free": None}
    shown = repr(html_table([{"remark": remark, "project_name": name, "free": remark}], kinds=kinds))
    assert "存放于村委会档案室备查… | " in shown and name in shown and shown.count("经向其邻居核实") == 1


def test_a_row_has_the_id_of_its_lead_or_matter_once_a_page():
    matters = html_table([{"matter_id": "LOAN-02-00000000aa", "leads": 2}, {"matter_id": 'x"y', "leads": 1}])
    below = html_table([{"matter_id": "LOAN-02-00000000aa", "lead_id": f"LOAN-02-00000000b{n}"} for n in range(2)])
    other = html_table([{"subject": "某户", "amount": 1, "matter_id": "LOAN-02-00000000cc"}])
    built = page.build("表", matters.html + below.html + matters.html + other.html)
    assert re.findall(r"<tr id=([^>]*)>", built) == ['"LOAN-02-00000000aa"', '"x&quot;y"', '"LOAN-02-00000000b0"', '"LOAN-02-00000000b1"']


def test_columns_tell_what_a_reader_may_do_with_them():
    """Words that repeat can be chosen, money has a least and a greatest, a column is added up whose total is the sum of its rows; persons are neither."""
    rows = [
        {
            "town": "东镇" if n % 2 else "西镇",
            "plan_year": 2018 + n % 3,
            "borrower_name": "王小明",
            "village": f"某{n}村",
            "q": "是" if n % 2 else "否",
        }
        | {"principal": Decimal(n) + Decimal("0.10"), "questioned_amount": Decimal("1.00"), "leads": n, "code": n % 2}
        for n in range(12)
    ]
    foot = [{"town": "合计", "questioned_amount": Decimal("11.00"), "leads": 66}]
    heads = re.findall(r'<th scope="col"([^>]*)>(\w+)', html_table(rows, foot=foot).html)
    assert {name: able.strip() for able, name in heads if able} == {
        "town": 'data-f="town"',
        "plan_year": 'class=n data-f="plan_year"',
        "principal": "class=n",
        "questioned_amount": "class=n data-m",  # counted once per thing: eleven yuan, not twelve
        "leads": "class=n data-s=0",
    }


def test_rows_beyond_the_first_are_data_and_the_total_is_below_all():
    rows = [{"matter_id": f"LOAN-02-{n:010x}", "text": text} for n, text in zip(range(len(HOSTILE) * 20), HOSTILE * 20, strict=True)]
    table = html_table(rows, foot=[{"matter_id": "合计", "text": "完"}], full_list="全部.xlsx")
    block = re.search(r'<script type="application/json">(.*?)</script>', table.html, re.DOTALL)[1]
    data = json.loads(block)
    assert "<" not in block and len(block.splitlines()) == len(data) + 2
    assert [row[0] for row in data] == [row["matter_id"] for row in rows[200:]] and data[0][1] == HOSTILE[200 % len(HOSTILE)]
    assert "其余 40 行" in table.html and "全部.xlsx" in table.html and "<tfoot><tr><td>合计<small>全部 240 行</small>" in table.html
    assert repr(table).endswith("…\n合计 | 完")


def test_one_row_has_no_total_below_it():
    assert "合计" not in html_table([{"a": "甲", "amount": Decimal("1.00")}], foot=[{"a": "合计", "amount": Decimal("1.00")}]).html
