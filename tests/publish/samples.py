"""A notebook, an intake record and a city of counties as the pages meet them. All persons are invented (prefix 370799)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditlib.report import charts
from auditlib.report.exporter import AuditHTMLExporter
from auditlib.report.tables import html_table

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "@SUM(1+1)",
    "\u202e反向\u200f",
    "😀𫠆㙍䢺",
    "a\x00b\x0bc",
    "</td></table><h2>假标题</h2>",
    "&lt;b&gt; &amp;",
    "{{ 7*7 }} {% raw %}",
    "$x^2$",
    "长" * 100_000,
]
PERSONS = {
    "names": ["王小明", "欧阳建国", "刘会兰"],
    "ids": ["370799199001010018", "370799195512310024", "370799196807150033"],
    "accounts": ["6222021234567890123", "6222029876543210987", "6217001122334455667"],
    "phones": ["13812345678", "15912345679", "18812345670"],
}


def leads(count: int = 3) -> list[dict]:
    """Rows as a rule's table shows them, unmasked."""
    return [
        {
            "lead_id": f"LOAN-02-{n:010x}",
            "severity": "M",
            "town": "城关街道",
            "village": f"某某{n % 7}村",
            "borrower_name": PERSONS["names"][n % 3],
            "borrower_id": PERSONS["ids"][n % 3],
            "payee_account": PERSONS["accounts"][n % 3],
            "phone": PERSONS["phones"][n % 3],
            "issue_date": dt.date(2018, 1 + n % 12, 1),
            "principal": Decimal("50000.00") + n,
            "questioned_amount": Decimal(n) if n % 5 else None,
            "x_hh": (None, False, True)[n % 3],
            "remark": f"电话{PERSONS['phones'][n % 3]}，证件{PERSONS['ids'][n % 3]}",
            "source_file": "银行/扶贫小额信贷台账.xlsx",
            "source_row": 1004 + n,
        }
        for n in range(count)
    ]


LABELS = {
    "lead_id": "疑点编号",
    "severity": "严重程度",
    "town": "镇街",
    "village": "村",
    "borrower_name": "借款人",
    "borrower_id": "证件号码",
    "payee_account": "收款账号",
    "phone": "电话",
    "issue_date": "放款日期",
    "principal": "贷款本金（元）",
    "questioned_amount": "疑点金额（元）",
    "x_hh": "户级发放",
    "remark": "备注",
    "source_file": "来源文件",
    "source_row": "行号",
}


def shown(thing: object) -> list:
    """The output that Jupyter stores for an object."""
    return [new_output("execute_result", data={"text/html": thing._repr_html_(), "text/plain": repr(thing)}, execution_count=1)]


def some_charts() -> list[charts.Chart]:
    units = "潍城区 寒亭区 坊子区 奎文区 临朐县 昌乐县 青州市 诸城市 寿光市 安丘市 高密市 昌邑市 高新区 滨海区 峡山区 经济区".split()
    months = [dt.date(2017 + n // 12, n % 12 + 1, 1) for n in range(36)]
    return [
        charts.bar({unit: Decimal(1234567) * (16 - n) for n, unit in enumerate(units)}, title="各县疑点金额", alt="潍城区最多", threshold=8_000_000),
        charts.bar({str(year): year - 2010 for year in range(2015, 2021)}, title="各年笔数", alt="逐年增加", y="笔数", horizontal=False),
        charts.histogram([n * 37 % 60000 for n in range(2000)], title="单笔本金分布", alt="多数在五万元以内", x="本金（元）", threshold=50000),
        charts.strip({"农商行": [n * 37 % 60000 for n in range(80)], "邮储银行": [n * 91 % 52000 for n in range(40)]}, title="各行本金", alt="个别超过五万元", threshold=50000),
        charts.line(
            {"发放": [(m, n * 7919 % 50000) for n, m in enumerate(months)], "收回": [(m, n * 6007 % 40000) for n, m in enumerate(months)]},
            title="逐月发放与收回",
            alt="发放多于收回",
            threshold=45000,
        ),
    ]


def notebook(rows: int = 120, *, failed: bool = False) -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell("# 临朐县扶贫小额信贷审计 · Poverty micro-loans\n\n依据潍扶贫组发〔2019〕7号“四、6”。", id="a"),
        new_code_cell('county: str = "linqu"', id="b", metadata={"tags": ["parameters"]}),
        new_code_cell('data = "/home/somebody/secret"', id="c", metadata={"tags": ["injected-parameters"]}),
        new_code_cell("# 打开\naudit = open_audit(globals())", id="d", outputs=[new_output("stream", name="stdout", text="已读取 12,345 行\n")]),
        new_markdown_cell("## LOAN-02 单户超过 5 万元 · Over the ceiling\n\n按户汇总任一天的未还本金。", id="e"),
        new_code_cell('audit.rule("LOAN-02")', id="f", outputs=shown(html_table(leads(rows), LABELS, "LOAN-02 疑点（金额单位：元）"))),
        new_markdown_cell("## 图 · Charts\n\n### 分布", id="g"),
        *(new_code_cell("chart", id=f"chart{n}", outputs=shown(chart)) for n, chart in enumerate(some_charts())),
        new_markdown_cell("## LOAN-04 利率\n\n| 期限 | 利率 |\n|---|---|\n| 一年 | 4.35% |\n\n### 说明", id="h"),
    ]
    if failed:
        trace = ["\x1b[31mValueError\x1b[0m: 370799199001010018"]
        error = new_output("error", ename="ValueError", evalue="没有 <b>370799199001010018</b>", traceback=trace)
        cells.append(new_code_cell("boom()", id="i", outputs=[error]))
    else:
        done = {"application/vnd.auditlib.done+json": {"rows": 1}, "text/plain": "完成 {}"}
        cells.append(new_code_cell('audit.finish("x")', id="i", outputs=[new_output("execute_result", data=done, execution_count=2)]))
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def page(rows: int = 120, **more) -> str:
    return AuditHTMLExporter(home="../index.html").from_notebook_node(notebook(rows, **more), {"metadata": {"name": "micro_loans"}})[0]


def empty_page(body: str) -> str:
    cells = [new_markdown_cell(body, id="a")]
    return AuditHTMLExporter().from_notebook_node(new_notebook(cells=cells), {"metadata": {"name": "x"}})[0]
