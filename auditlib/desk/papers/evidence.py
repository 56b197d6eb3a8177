"""审计取证单 (DOMAIN §5.2): facts, days, amounts and the rows they come from, for the auditee to sign. No 定性 in the summary.

One a matter; or one a title, with all its matters: “该事项违反了…”, “以上事项违反了…”, “责任部门：…”.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from auditlib.casework.cases import Case
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled
from auditlib.desk.papers.texts import day, safe, yuan

#: What is written when nobody of the auditee will sign.
REFUSED = "拒签"
ONE, GROUPED = FORMS["evidence"], FORMS["evidence_group"]


def _one(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    for case in cases:
        values = dossier.about(case) | dossier.rows(case) | _signing(dossier, [case])
        values |= {"number": _number(dossier, case), "attachments": dossier.value(case, "evidence"), "basis": dossier.value(case, "basis")}
        yield filled(dossier, templates, ONE, f"{ONE.title}/{case.id}", [case], values | {"reply_by": day(case.values.get("due"))})


def _grouped(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[dossier.title(case)].append(case)
    for place, (title, found) in enumerate(groups.items(), 1):
        basis, *others = dict.fromkeys(dossier.value(case, "basis") for case in found)
        values = {
            **_signing(dossier, found),
            **dossier.sums(found),
            "number": _number(dossier, found[0]) + (f" 等 {len(found)} 项" if len(found) > 1 else ""),
            "title": title,
            "violates": "各事项违反的规定见上表。" if others else _violates(basis, len(found)),
            "departments": f"责任部门：{_each(dossier.value(case, 'unit') for case in found)}",
            "items": [_item(dossier, case, no, alone=bool(others)) for no, case in enumerate(found, 1)],
        }
        yield filled(dossier, templates, GROUPED, f"{GROUPED.title}/{place:03d}-{safe(title)}", found, values)


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
    return f"{'该事项' if count == 1 else '以上事项'}违反了{basis}。" if basis else "定性依据尚未填写。"


def _number(dossier: Dossier, case: Case) -> str:
    return dossier.value(case, "evidence_no") or dossier.numbers[case.id]


def _signing(dossier: Dossier, cases: list[Case]) -> dict[str, str]:
    auditor, signed, why = (_each(dossier.value(case, name) for case in cases) for name in ("checked_by", "signed", "refusal"))
    refused = any(case.values.get("signed") == REFUSED for case in cases)
    refusal = f"理由：{why or '（未填写）'}。由两名审计人员签名证明。" if refused else ""
    return {"auditor": auditor, "signed": signed, "refusal": refusal}


def _each(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, texts)))


EVIDENCE, EVIDENCE_GROUP = Kind(ONE.title, [ONE], _one), Kind(GROUPED.title, [GROUPED], _grouped)
