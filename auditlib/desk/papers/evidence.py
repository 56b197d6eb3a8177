"""审计取证单 (DOMAIN §5.2): facts, days, amounts and the rows they come from, for the auditee to sign. No 定性 in the summary.

One a matter; or one a title, with all its matters: “该事项违反了…”, “以上事项违反了…”, “责任部门：…”.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS, Template
from auditlib.desk.papers.paper import Kind, Paper, is_verified, not_verified
from auditlib.desk.papers.rows import rows_of
from auditlib.desk.papers.texts import amounts, day, safe, total, yuan

#: What is written when nobody of the auditee will sign.
REFUSED = "拒签"
ONE, GROUPED = FORMS["evidence"], FORMS["evidence_group"]


def _one(dossier: Dossier, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    for case in cases:
        values = {
            **dossier.common([case]),
            **dossier.about(case),
            **_signing(dossier, [case]),
            **rows_of(dossier, case),
            "number": _number(dossier, case),
            "attachments": dossier.value(case, "evidence"),
            "basis": dossier.value(case, "basis"),
            "reply_by": day(case.values.get("due")),
        }
        yield Paper(f"{ONE.title}/{case.id}.docx", templates[ONE.name].fill(values, dossier.day([case])))


def _grouped(dossier: Dossier, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[dossier.title(case)].append(case)
    for place, (title, found) in enumerate(groups.items(), 1):
        bases = list(dict.fromkeys(dossier.value(case, "basis") for case in found))
        units = dict.fromkeys(filter(None, (dossier.value(case, "unit") for case in found)))
        values = {
            **dossier.common(found),
            **_signing(dossier, found),
            "number": _number(dossier, found[0]) + (f" 等 {len(found)} 项" if len(found) > 1 else ""),
            "title": title,
            "count": str(len(found)),
            **amounts(total(case.money("verified_amount") for case in found)),
            "violates": _violates(bases[0], len(found)) if len(bases) == 1 else "各事项违反的规定见上表。",
            "departments": f"责任部门：{'、'.join(units)}",
            "items": [_item(dossier, case, no, alone=len(bases) > 1) for no, case in enumerate(found, 1)],
        }
        name = f"{place:03d}-{safe(title)}"
        yield Paper(f"{GROUPED.title}/{name}.docx", templates[GROUPED.name].fill(values, dossier.day(found)))


def _item(dossier: Dossier, case: Case, no: int, alone: bool) -> dict[str, str]:
    return {
        "no": str(no),
        "number": _number(dossier, case),
        "summary": dossier.summary(case),
        "amount": yuan(case.money("verified_amount")),
        "unit": dossier.value(case, "unit"),
        "violates": _violates(dossier.value(case, "basis"), 1) if alone else "",
        "sources": dossier.text(case.facts.get("source")),
    }


def _violates(basis: str, count: int) -> str:
    if not basis:
        return "定性依据尚未填写。"
    return f"{'该事项' if count == 1 else '以上事项'}违反了{basis}。"


def _number(dossier: Dossier, case: Case) -> str:
    return dossier.value(case, "evidence_no") or dossier.numbers[case.id]


def _signing(dossier: Dossier, cases: list[Case]) -> dict[str, str]:
    def all_of(column: str) -> str:
        return "、".join(dict.fromkeys(filter(None, (dossier.value(case, column) for case in cases))))

    refused = any(case.values.get("signed") == REFUSED for case in cases)
    refusal = f"理由：{all_of('refusal') or '（未填写）'}。由两名审计人员签名证明。" if refused else ""
    return {"auditor": all_of("checked_by"), "signed": all_of("signed"), "refusal": refusal}


EVIDENCE = Kind(ONE.title, [ONE], is_verified, not_verified, _one)
EVIDENCE_GROUP = Kind(GROUPED.title, [GROUPED], is_verified, not_verified, _grouped)
