"""审计移送处理书 (DOMAIN §5.6): one for each receiver and kind: OUT 台账外, NOT 台账内不整改, PART 整改不到位."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditlib.casework.cases import Case
from auditlib.desk.columns import COLUMNS
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import Form, Template
from auditlib.desk.papers.paper import Kind, Paper, not_verified
from auditlib.desk.papers.texts import amount_fields, amounts, safe, total, yuan

#: Why a matter of each kind is handed over, as the plan says (潍扶贫组发〔2019〕7号 五.二).
GROUNDS = {
    "OUT": "属于新发现的台账外问题",
    "NOT": "属于台账内不整改的问题",
    "PART": "属于整改不到位的问题",
}
FORM = Form(
    "transfer",
    "审计移送处理书",
    {
        "number": "文号，留空由办公室编",
        "receiver": "移送对象（受移送单位）",
        "kind": "移送情形代码：OUT、NOT、PART",
        "kind_name": "移送情形：台账外、台账内不整改、整改不到位",
        "grounds": "移送依据：属于哪一种情形",
        "count": "移送事项数",
        **amount_fields("涉及金额合计"),
    },
    {
        "items": {
            "no": "序号",
            "title": "标题",
            "fact": "事实",
            "amount": "核实金额，元",
            "phrase": "定性",
            "basis": "定性依据",
            "disposition": "审计机关的处理意见",
            "unit": "责任单位",
            "person": "责任人",
            "progress": "整改情况",
            "evidence_no": "取证单号",
            "paper_no": "底稿号；以往检查的问题没有",
            "issue_no": "台账内问题编号",
            "evidence": "证据材料",
            "matter": "事项编号",
        }
    },
    ("receiver", "grounds", "items.fact", "items.basis"),
)


def _make(dossier: Dossier, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.values["transfer"], dossier.value(case, "transfer_to")].append(case)
    for place, ((kind, receiver), found) in enumerate(sorted(groups.items()), 1):
        values = {
            **dossier.common(found),
            "number": "",
            "receiver": receiver,
            "kind": kind,
            "kind_name": dossier.moves.lists["transfer"].get(kind, kind),
            "grounds": GROUNDS.get(kind, dossier.moves.lists["transfer"].get(kind, kind)),
            "count": str(len(found)),
            **amounts(total(dossier.amount(case) for case in found)),
            "items": [_item(dossier, case, no) for no, case in enumerate(found, 1)],
        }
        name = f"{kind}-{place:02d}-{safe(receiver)}"
        yield Paper(f"{FORM.title}/{name}.docx", templates[FORM.name].fill(values, dossier.day(found)))


def _item(dossier: Dossier, case: Case, no: int) -> dict[str, str]:
    evidence = dict.fromkeys(filter(None, (dossier.value(case, "evidence"), dossier.value(case, "evidence_rectified"))))
    return {
        "no": str(no),
        "title": dossier.title(case),
        "fact": dossier.summary(case),
        "amount": yuan(dossier.amount(case)),
        **{name: dossier.value(case, name) for name in "phrase basis disposition progress evidence_no unit person".split()},
        "paper_no": dossier.number(case),
        "issue_no": dossier.cell(case, COLUMNS["issue_no"]) or "",
        "evidence": "；".join(evidence),
        "matter": case.id,
    }


def _handed_over(case: Case) -> bool:
    return case.verified and bool(case.values.get("transfer"))


def _refuses(case: Case) -> str:
    return not_verified(case) or ("" if _handed_over(case) else "该事项没有填写移送情形，不移送")


TRANSFER = Kind(FORM.title, [FORM], _handed_over, _refuses, _make, issues=True)
