"""审计工作底稿（汇总） (DOMAIN §5.3): all verified matters of the county, each by the index number of its own working paper."""

from __future__ import annotations

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import Form, Values
from auditlib.desk.papers.texts import money, total

SUMMARY = Form(
    "working_summary",
    "审计工作底稿（汇总）",
    {"count": "分项底稿数", "amount": "核实金额合计，元和万元，不四舍五入"},
    {
        "items": {
            "no": "序号",
            "category": "审计证实的问题类别；没有填写时为标题",
            "content": "分项底稿主要内容",
            "number": "分项索引号",
            "reported": "与审计报告的对应关系：反映方式和问题编号",
            "disposition": "处理处罚意见",
        }
    },
    ("items.category", "items.content", "items.number", "items.disposition"),
)


def summary(dossier: Dossier, cases: list[Case]) -> Values:
    return {
        **dossier.common(cases),
        "count": str(len(cases)),
        "amount": money(total(case.money("verified_amount") for case in cases)),
        "items": [
            {
                "no": str(no),
                "category": dossier.value(case, "category") or dossier.title(case),
                "content": dossier.summary(case),
                "number": dossier.number(case),
                "reported": " ".join(filter(None, (dossier.value(case, "reported"), dossier.value(case, "finding_no")))),
                "disposition": dossier.value(case, "disposition"),
            }
            for no, case in enumerate(cases, 1)
        ],
    }
