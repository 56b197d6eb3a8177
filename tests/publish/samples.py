"""A notebook, an intake record and a city of counties as the pages meet them. All persons are invented (prefix 370799)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from auditlib.privacy.gate import Gate, Known
from auditlib.privacy.open_gates import Gates
from auditlib.report.charts import bars
from auditlib.report.charts.drawing import Chart
from auditlib.report.exporter import AuditHTMLExporter
from auditlib.report.tables import html_table
from auditlib.rules import SUBJECTS

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org","x")',
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
UNITS = "潍城区 寒亭区 坊子区 奎文区 临朐县 昌乐县 青州市 诸城市 寿光市 安丘市 高密市 昌邑市 高新区 滨海区 峡山区 经济区"
PERSONS = {
    "names": ["王小明", "欧阳建国", "刘会兰"],
    "ids": ["370799199001010011", "370799195512310026", "370799196807150036"],
    "accounts": ["6222021234567890123", "6222029876543210987", "6217001122334455667"],
    "phones": ["13812345678", "15912345679", "18812345670"],
}
#: The gate of the county that these persons live in.
GATES = Gates(
    [
        Gate(
            Known(
                {n: kind for kind, key in (("identity", "ids"), ("account", "accounts"), ("phone", "phones")) for n in PERSONS[key]},
                frozenset(PERSONS["names"]),
            )
        )
    ]
)
#: What a notebook says that its results were made from.
DIGEST = "89abcdef01234567" * 4


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


def some_charts() -> list[Chart]:
    return [
        bars.bar(
            {unit: Decimal(1234567) * (16 - n) for n, unit in enumerate(UNITS.split())},
            caption="各县疑点金额",
            alt="潍城区最多",
        ),
        bars.bar({str(year): year - 2010 for year in range(2015, 2021)}, caption="各年笔数", alt="逐年增加", unit="笔"),
        bars.histogram(
            [n * n * 37 % 60000 for n in range(2000)], caption="单笔本金分布", alt="多数在五万元以内", unit="本金（元）", limit=50000
        ),
    ]


def notebook(rows: int = 120, *, failed: bool = False) -> nbformat.NotebookNode:
    cells = [
        new_markdown_cell("# 临朐县扶贫小额信贷审计 · Poverty micro-loans\n\n依据潍扶贫组发〔2019〕7号“四、6”。", id="a"),
        new_code_cell('county: str = "linqu"', id="b", metadata={"tags": ["parameters"]}),
        new_code_cell('data = "/home/somebody/secret"', id="c", metadata={"tags": ["injected-parameters"]}),
        new_code_cell(
            "# 打开\naudit = open_audit(globals())", id="d", outputs=[new_output("stream", name="stdout", text="已读取 12,345 行\n")]
        ),
        new_markdown_cell("## LOAN-02 单户超过 5 万元 · Over the ceiling\n\n按户汇总任一天的未还本金。", id="e"),
        new_code_cell('audit.rule("LOAN-02")', id="f", outputs=shown(html_table(leads(rows), LABELS, "LOAN-02 疑点（金额单位：元）"))),
        new_markdown_cell("## 图 · Charts\n\n### 分布", id="g"),
        *(new_code_cell("chart", id=f"chart{n}", outputs=shown(chart)) for n, chart in enumerate(some_charts())),
        new_markdown_cell("## LOAN-04 利率\n\n| 期限 | 利率 |\n|---|---|\n| 一年 | 4.35% |\n\n### 说明", id="h"),
    ]
    if failed:
        trace = ["\x1b[31mValueError\x1b[0m: 370799199001010011"]
        error = new_output("error", ename="ValueError", evalue="没有 <b>370799199001010011</b>", traceback=trace)
        cells.append(new_code_cell("boom()", id="i", outputs=[error]))
    else:
        done = {"application/vnd.auditlib.done+json": {"rows": 1, "run": DIGEST}, "text/plain": "完成 {}"}
        cells.append(new_code_cell('audit.finish("x")', id="i", outputs=[new_output("execute_result", data=done, execution_count=2)]))
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def page(rows: int = 120, **more) -> str:
    return AuditHTMLExporter(home="../index.html").from_notebook_node(notebook(rows, **more), {"metadata": {"name": "micro_loans"}})[0]


def empty_page(body: str) -> str:
    cells = [new_markdown_cell(body, id="a")]
    return AuditHTMLExporter().from_notebook_node(new_notebook(cells=cells), {"metadata": {"name": "x"}})[0]


class Unit:
    """A county as the pages use it."""

    id, name = "linqu", "临朐县"


def intake() -> dict:
    """The content of intake.json."""
    sheet = {
        "file": "银行/扶贫小额信贷台账.xlsx",
        "sheet": "2018年",
        "ledger": "micro_loan",
        "certainty": 0.93,
        "evidence": "31 个表头属于「小额信贷台账」，占可识别表头权重的 93%；文件名含“小额信贷”",
        "header_rows": 3,
        "mapping": [
            {"header": "扶贫小额信贷 贷款金额（万元）", "column": "principal", "unit": "万元"},
            {"header": "姓名", "column": "borrower_name", "unit": None},
            {"header": "备用", "column": None, "unit": None},
        ],
        "rows": 1210,
        "kept": 1200,
        "quarantined": 3,
        "totals": 6,
        "notes": 1,
        "problem": None,
        "questions": [],
        "warnings": ["「贷款金额」未注明单位，小于 100 的按万元：12 行"],
    }
    unknown = sheet | {
        "file": "扶贫办/表1.xls",
        "sheet": "Sheet1",
        "ledger": None,
        "certainty": 0.0,
        "evidence": "接近「建档立卡贫困户信息表」，但缺少必需的表头",
        "mapping": [],
        "rows": 40,
        "kept": 0,
        "quarantined": 0,
        "totals": 0,
        "notes": 0,
        "problem": "接近「建档立卡贫困户信息表」，但缺少必需的表头，40 行未读取",
        "questions": [
            "表头同时符合 「贫困户」(L01)、「贫困人口」(L02)，未作猜测。请选定其一，在 parameters/counties/linqu.yaml 中加入：\n"
            'files:\n  - match: "扶贫办/表1.xls"\n    ledger: poor_household  # poor_person，或 ignore（搁置不读）'
        ],
        "warnings": [],
    }
    files = [
        {"path": "银行/扶贫小额信贷台账.xlsx", "sha256": "ab" * 32, "size": 183_442, "state": "read", "problem": None},
        {"path": "扶贫办/表1.xls", "sha256": "cd" * 32, "size": 20_480, "state": "read", "problem": None},
        {
            "path": "财政/加密.xlsx",
            "sha256": "ef" * 32,
            "size": 9_216,
            "state": "refused",
            "problem": "工作簿有打开密码：请提供单位去掉密码后重新提交",
        },
        {
            "path": "财政/副本.xlsx",
            "sha256": "ab" * 32,
            "size": 183_442,
            "state": "identical",
            "problem": "与 银行/扶贫小额信贷台账.xlsx 内容相同",
        },
    ]
    ledgers = {"micro_loan": {"rows": 1200, "absent_columns": ["renewal_of"]}}
    return {"county": "linqu", "digest": "0123456789abcdef" * 4, "files": files, "sheets": [sheet, unknown], "ledgers": ledgers}


def counties() -> list[dict]:
    titles = {subject.name: subject.title for subject in SUBJECTS.values()} | {"county_report": "综合报告"}
    rows = []
    for n, name in enumerate(UNITS.split()):
        subjects = {
            s: {
                "matters": (n * 7 + k * 5) % 20,
                "leads": (n * 7 + k * 5) % 40,
                "ranks": k // 12,
                "amount": Decimal(n * 104729 + k * 7919) / 4,
                "not_run": (n + k) % 3 // 2,
            }
            for k, s in enumerate(SUBJECTS)
        }
        reports = [
            {"name": s, "title": t, "href": f"c{n}/{s}.html", "state": "failed" if (n, s) == (6, "projects") else "done"}
            for s, t in titles.items()
        ]
        row = {"id": f"c{n}", "name": name, "state": "done", "problem": "", "subjects": subjects, "reports": reports}
        row |= {
            "total_amount": sum(s["amount"] for s in subjects.values()),
            "intake": {"files": 14, "rows": 5000 + n, "quarantined": n % 4, "questions": n % 2, "href": f"c{n}/intake.html"},
        }
        if n == 3:
            row |= {"state": "failed", "problem": "没有结果：资料接收没有完成", "subjects": {}, "total_amount": None, "reports": []}
        rows.append(row)
    return rows


RUN = {
    "as_of": "2019-12-31",
    "audit_from": "2016-01-01",
    "digest": "fedcba9876543210" * 4,
    "overview": "city_overview.html",
    "made_of": "0123456789abcdef" * 4,
}
