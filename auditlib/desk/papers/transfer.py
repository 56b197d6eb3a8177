"""审计移送处理书 (DOMAIN §5.6): one for each receiver and kind: OUT 台账外, NOT 台账内不整改, PART 整改不到位."""

from collections import defaultdict
from collections.abc import Iterator

from auditlib.casework.cases import Case
from auditlib.desk.columns import COLUMNS
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled, not_verified
from auditlib.desk.papers.texts import safe, yuan

#: Why a matter of each kind is handed over, as the plan says (潍扶贫组发〔2019〕7号 五.二).
GROUNDS = {"OUT": "属于新发现的台账外问题", "NOT": "属于台账内不整改的问题", "PART": "属于整改不到位的问题"}
FORM = FORMS["transfer"]


def _make(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.values["transfer"], dossier.value(case, "transfer_to")].append(case)
    for place, ((kind, receiver), found) in enumerate(sorted(groups.items()), 1):
        kind_name = dossier.moves.lists["transfer"].get(kind, kind)
        values = {"number": "", "receiver": receiver, "kind": kind, "kind_name": kind_name, "grounds": GROUNDS.get(kind, kind_name)}
        values |= dossier.sums(found) | {"items": [_item(dossier, case, no) for no, case in enumerate(found, 1)]}
        yield filled(dossier, templates, FORM, f"{FORM.title}/{kind}-{place:02d}-{safe(receiver)}", found, values)


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


TRANSFER = Kind(FORM.title, [FORM], _make, _handed_over, _refuses, issues=True)
