"""What has changed in a county, in words and as data, with every name and number masked through the gates of both runs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from auditlib.contracts import Ledger
from auditlib.diff.changes import CITED, STATE_ZH, Change, unfolded
from auditlib.diff.reasons import Compared, Reason
from auditlib.diff.runs import Results
from auditlib.headings import LEAD_LABELS, fact_label, severity_text
from auditlib.leads import plain
from auditlib.parameters import Parameters
from auditlib.privacy.known import gates_of
from auditlib.rules import RULES

#: Of a matter: what tells of facts that are named one by one, and of the number of its leads.
DIGEST = "evidence_digest"
#: Characters of a SHA-256 on a line.
SHOWN = 16


class Told:
    """One county's changes, told. ``sides``: its results in the earlier and the later run."""

    def __init__(self, county: str, compared: Compared, sides: list[Results], parameters: Parameters, contracts: Mapping[str, Ledger]):
        self.county = county
        self.compared = compared
        self.contracts = contracts
        self.gates = gates_of((side.out for side in sides), parameters, contracts)

    @cached_property
    def rules_changed(self) -> list[str]:
        """Rules of which anything is not the same, by id."""
        both = [*self.compared.matters.by_rule.items(), *self.compared.leads.by_rule.items()]
        return sorted({rule_id for rule_id, counts in both if counts.total() > counts["same"]})

    def counts(self, rule_id: str = "") -> list[str]:
        """Matters (leads) of each state, of a rule or of all."""
        both = (self.compared.matters, self.compared.leads)
        matters, leads = (part.by_rule.get(rule_id, {}) if rule_id else part.counts for part in both)
        return [f"{matters.get(state, 0)}（{leads.get(state, 0)}）" if matters.get(state) or leads.get(state) else "" for state in STATE_ZH]

    def lines(self, rule_id: str, most: int) -> Iterator[str]:
        """The matters of a rule that are not the same: what became of how many of them, and why; then which, ``most`` of each."""
        groups: dict[tuple, list[Change]] = defaultdict(list)
        for change in self.compared.matters.found:
            if change.rule_id == rule_id and change.state != "same":
                groups[change.state, *self._reasons(change.id)].append(change)
        if not groups:
            own = [change for change in self.compared.leads.of("changed") if change.rule_id == rule_id]
            names = dict.fromkeys(self._label(rule_id, name) for change in own for name in change.differ)
            yield f"事项没有变化，疑点中不同：{'、'.join(names)}"
        for (state, *reasons), matters in groups.items():
            yield f"{STATE_ZH[state]} {len(matters)} 个事项，原因：{'；'.join(reasons)}"
            yield from (f"  {self._line(matter)}" for matter in matters[:most])
            if len(matters) > most:
                yield f"  另有 {len(matters) - most} 个，见 --json"

    def _line(self, matter: Change) -> str:
        """A matter's id, its weight, and which facts differ; of the values none but the amount."""
        amounts = (row["questioned_amount"] for row in (matter.before, matter.now) if row)
        shown = dict.fromkeys("无金额" if amount is None else f"{amount:,.2f} 元" for amount in amounts)
        names = "、".join(self._label(matter.rule_id, name) for name in self._differ(matter)) if matter.state == "changed" else ""
        weight = severity_text((matter.now or matter.before)["severity"])
        return "，".join(filter(None, [matter.id, weight, " → ".join(shown), names and f"不同：{names}"]))

    def everything(self) -> dict:
        """All that is known of the changes, as JSON holds it; amounts in yuan as text."""
        both = (("matters", self.compared.matters), ("leads", self.compared.leads))
        rules = sorted({rule_id for _, part in both for rule_id in part.by_rule})
        return {
            "counts": {name: dict(part.counts) for name, part in both},
            "rules": {rule_id: {name: dict(part.by_rule.get(rule_id, {})) for name, part in both} for rule_id in rules},
            "matters": [self._entry(change, self._differ(change)) for change in self.compared.matters.found if change.state != "same"],
            "leads": [self._lead(change) for change in self.compared.leads.found if change.state != "same"],
        }

    def _entry(self, change: Change, differ: list[str]) -> dict:
        row = change.now or change.before
        return {
            "id": change.id,
            "rule_id": change.rule_id,
            "state": change.state,
            "severity": row["severity"],
            "amount_before": change.before and plain(change.before["questioned_amount"]),
            "amount_now": change.now and plain(change.now["questioned_amount"]),
            "differ": {name: self._label(change.rule_id, name) for name in differ},
            "reasons": [
                {"kind": reason.kind, "certain": reason.certain, "text": self.gates.words(reason.text), "sha256": reason.sha256}
                for reason in self.compared.why[change.id]
            ],
        }

    def _lead(self, change: Change) -> dict:
        matter = (change.now or change.before)["matter_id"]
        entry = self._entry(change, list(change.differ)) | {"matter_id": matter}
        if change.state == "changed":
            sides = [unfolded(change.before), unfolded(change.now)]
            entry["values"] = {name: [self._masked(name, side.get(name)) for side in sides] for name in change.differ}
        return entry

    def _differ(self, matter: Change) -> list[str]:
        return list(dict.fromkeys([*self.compared.facts[matter.id], *(name for name in matter.differ if name != DIGEST)]))

    def _reasons(self, id: str) -> list[str]:
        return [self.gates.words(reason.text) + _digests(reason) for reason in self.compared.why[id]]

    def _masked(self, name: str, value: object) -> object:
        return value if name.startswith(CITED) or isinstance(value, Decimal) else self.gates.facts({name: value})[name]

    def _label(self, rule_id: str, name: str) -> str:
        if name.startswith(CITED):
            return f"参数 {name.removeprefix(CITED)}"
        return fact_label(RULES.get(rule_id), name, self.contracts) or LEAD_LABELS.get(name, name)


def _digests(reason: Reason) -> str:
    """Beside the masked text: half of all digests hold digits that look like somebody's number."""
    return f"，SHA-256 {' → '.join(digest[:SHOWN] if digest else '无' for digest in reason.sha256)}" if reason.sha256 else ""
