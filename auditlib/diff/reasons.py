"""Why a lead or a matter is new, gone or changed, where that can be told: the most certain reason first.

Certain is what stands in the results of both runs: an exception that clears it, a row that is there no more, another value of a cited
parameter. Where nothing of that explains it, what differs between the runs is told as possible reasons: dates, files, parameters, the
rules' program.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from auditlib.contracts import Ledger
from auditlib.decisions import LEDGER
from auditlib.diff.changes import CITED, Change, Changes, leads_changed
from auditlib.diff.changes import changes as matters_changed
from auditlib.diff.rows import Fate, Place, fates
from auditlib.diff.runs import Results
from auditlib.leads import cited_by, places_of
from auditlib.ledgers import ORIGIN
from auditlib.parameters import Parameters
from auditlib.rules import RULES, Rule
from auditlib.standing import read_by_rules

#: Files and versions that a reason names one by one.
NAMED = 3
#: What a reason is asked for.
MOVED = ("gone", "changed", "new", "not_judged")


@dataclass(frozen=True)
class Reason:
    """One reason, for an auditor. ``certain``: it stands in the results; else it differs between the runs, and may be why.

    ``explains``: nothing else is needed to understand it. ``text`` may name a file, which may be called after a person; ``sha256``: of that
    file in the earlier and the later run, None where it was not received.
    """

    kind: str
    text: str
    certain: bool = True
    explains: bool = True
    sha256: tuple[str | None, str | None] | None = None


UNKNOWN = Reason("unknown", "原因未能判明", certain=False)


@dataclass(frozen=True)
class Compared:
    """One county in two runs. ``why``: the reasons of each lead and matter that is not the same, by its id; ``facts``: matter → what
    differs in its leads, ``leads`` where some are new or gone."""

    matters: Changes
    leads: Changes
    why: dict[str, list[Reason]]
    facts: dict[str, list[str]]


def compare(before: Results, now: Results, parameters: Parameters, contracts: Mapping[str, Ledger]) -> Compared:
    """What became of all that a county's two results tell, and why. ``parameters``: of today, to tell in which file a value stands."""
    leads = leads_changed(before.leads.values(), now.leads.values(), now.judged)
    matters = matters_changed({row["matter_id"]: row for row in before.matters.to_pylist()}, now.matters, now.judged)
    sides = Sides(before, now, parameters, contracts, leads)
    why, facts, below = {}, {}, defaultdict(list)
    for change in leads.of(*MOVED):
        why[change.id] = sides.of_lead(change)
        for matter in {row["matter_id"] for row in (change.before, change.now) if row}:
            below[matter].append(change)
    for matter in matters.of(*MOVED):
        own = below[matter.id]
        moved = sides.regrouped(matter, own)
        why[matter.id] = moved or _in_order(reason for change in own for reason in why[change.id]) or sides.possible(matter.rule_id)
        differ = (name for change in own for name in (change.differ if change.state == "changed" else ["leads"]))
        facts[matter.id] = [*dict.fromkeys(differ)]
    return Compared(matters, leads, why, facts)


@dataclass(frozen=True)
class Sides:
    """Two results of one county, and what each has of the rows that the other's leads rest on."""

    before: Results
    now: Results
    parameters: Parameters
    contracts: Mapping[str, Ledger]
    leads: Changes

    @cached_property
    def lost(self) -> dict[Place, Fate]:
        """Of the rows of leads that are gone or changed: what the later run has of them."""
        places = {place for change in self.leads.of("gone", "changed") for place in _places(change.before)}
        return fates(places, self.before.ledgers_of(places), self.now.ledgers, self.contracts)

    @cached_property
    def come(self) -> dict[Place, Fate]:
        """Of the rows of leads that are new or changed: what the earlier run had of them."""
        places = {place for change in self.leads.of("new", "changed") for place in _places(change.now)}
        return fates(places, self.now.ledgers_of(places), self.before.ledgers, self.contracts)

    def of_lead(self, change: Change) -> list[Reason]:
        """The reasons of one lead, the most certain first; never none."""
        rule = RULES.get(change.rule_id)
        if change.state == "not_judged":
            return [Reason("not_run", f"后一次未执行该规则：{self._not_run(self.now, change.rule_id)}")]
        if change.state == "new" and change.rule_id not in self.before.judged:
            return [Reason("not_run", f"前一次未执行该规则：{self._not_run(self.before, change.rule_id)}")]
        certain = [*self._spared(change, rule), *self._out_of_period(change), *self._rows(change), *self._cited(change)]
        return _in_order([*certain, *(() if any(reason.explains for reason in certain) else self.possible(change.rule_id))])

    def possible(self, rule_id: str) -> list[Reason]:
        """What differs between the two runs and could be why a rule says something else, the nearest first; never none."""
        return list(self._different(rule_id, RULES.get(rule_id))) or [UNKNOWN]

    def regrouped(self, matter: Change, leads: list[Change]) -> list[Reason]:
        """A matter whose leads are all there under other matters: what the rule takes for one thing has changed, not what it found."""
        if matter.state not in ("gone", "new") or not leads or any(change.before is None or change.now is None for change in leads):
            return []
        there = sorted({(change.now if matter.state == "gone" else change.before)["matter_id"] for change in leads})
        return [Reason("regrouped", f"疑点仍在，{'改列' if matter.state == 'gone' else '此前列在'}事项 {'、'.join(there)}")]

    @staticmethod
    def _not_run(side: Results, rule_id: str) -> str:
        return side.records.get(rule_id, {}).get("reason") or "没有该规则的记录"

    def _spared(self, change: Change, rule: Rule | None) -> Iterator[Reason]:
        other = (self.now if change.state == "gone" else self.before).spared.get(change.id)
        if change.state in ("gone", "new") and other:
            names = "、".join(rule and rule.label(name) or name for name in other["spared_by"].split(","))
            text = f"现经例外检验排除：{names}" if change.state == "gone" else f"此前经例外检验排除，现不再排除：{names}"
            yield Reason("spared", text, explains=False)

    def _out_of_period(self, change: Change) -> Iterator[Reason]:
        """The day of a lead that a rule dates at the audit date moves with it: that says nothing."""
        if change.state not in ("gone", "new"):
            return
        row, own, other = (change.before, self.before, self.now) if change.state == "gone" else (change.now, self.now, self.before)
        first, last = other.period
        day = row["occurred_on"]
        if day and not first <= day <= last and day.isoformat() != own.basis["审计截止日"]:
            yield Reason("period", f"发生日期不在{'后' if other is self.now else '前'}一次的审计期间（{first} 至 {last}）内")

    def _rows(self, change: Change) -> Iterator[Reason]:
        """The row accused, then the rows that it was compared with: gone, new, or saying something else."""
        for row, found, side, other in ((change.before, "lost", self.before, self.now), (change.now, "come", self.now, self.before)):
            for number, place in enumerate(_places(row) if row else ()):
                if fate := getattr(self, found).get(place):
                    yield from self._row("被指" if number == 0 else "比对", place, fate, side, other)

    def _row(self, which: str, place: Place, fate: Fate, side: Results, other: Results) -> Iterator[Reason]:
        ledger, file = self.contracts[fate.ledger], place[0]
        if fate.differ:
            names = "、".join(ledger.columns[name].header if name in ledger.columns else name for name in fate.differ)
            yield Reason("row_changed", f"{which}的《{ledger.title}》行内容已改：{names}")
        elif not fate.there:
            # what the other run received for the file: itself, wherever it lay; another of its name; nothing
            gone, own = side is self.before, place[3]
            digests = (own, own if own in other.files.values() else other.files.get(file))
            state = "文件已替换" if all(digests) else f"文件{'后' if gone else '前'}一次没有报送"
            state = "文件两次相同，该行只有一次读入" if len({*digests}) == 1 else state
            text = f"{which}的《{ledger.title}》行{'已不在资料中' if gone else '此前不在资料中'}（{file}，{state}）"
            yield Reason("row_gone" if gone else "row_new", text, sha256=digests if gone else digests[::-1])

    def _cited(self, change: Change) -> Iterator[Reason]:
        """Values of parameters that both runs cite: the lead itself in both, or of a lead in one only, other leads of its rule."""
        if change.state == "changed":
            then, now = (_cited(row) for row in (change.before, change.now))
            ids = [name.removeprefix(CITED) for name in change.differ if name.startswith(CITED)]
            yield from (_other_value(then.get(id), now.get(id), id) for id in ids)
            return
        row, other = (change.before, self.now) if change.state == "gone" else (change.now, self.before)
        for id, entry in _cited(row).items():
            there = other.cited.get(change.rule_id, {}).get(id, {}).get(entry["from"])
            if there and there["value"] != entry["value"]:
                yield _other_value(*((entry, there) if change.state == "gone" else (there, entry)), id)

    def _different(self, rule_id: str, rule: Rule | None) -> Iterator[Reason]:
        then, now = self.before.basis, self.now.basis
        for name in ("审计截止日", "审计期间"):
            if then[name] != now[name]:
                yield Reason("dates", f"{name}不同：{_period(then[name])} → {_period(now[name])}", certain=False)
        yield from self._parameters(rule_id, rule)
        if then["资料"] != now["资料"]:
            yield from self._files(rule)
        if then.get("案件记录") != now.get("案件记录") and rule and {"finding", LEDGER} & {*rule.ledgers, *rule.optional}:
            yield Reason("decisions", "案件记录不同：两次运行之间收录了核实、整改等决定", certain=False)
        if rule is None or rule.scope == "city":
            yield Reason("other_counties", "全市比对的规则：其他单位的资料可能已变", certain=False)
        if then.get("规则程序") != now.get("规则程序"):
            yield Reason("program", "规则程序已改，该规则本身是否改变不能判明", certain=False)
        versions = [side.run.manifest["versions"] for side in (self.before, self.now)]
        packages = [name for name in versions[1] if name != "code" and versions[0].get(name) != versions[1][name]]
        if packages:
            told = _named(f"{name} {versions[0].get(name)} → {versions[1][name]}" for name in packages)
            yield Reason("versions", f"软件版本不同：{told}", certain=False)

    def _parameters(self, rule_id: str, rule: Rule | None) -> Iterator[Reason]:
        """The files of parameters that the rule can depend on, where the manifests tell of the parameters that the county was judged by."""
        sides = (self.before, self.now)
        earlier = any(side.out.name not in side.run.manifest["counties"] for side in sides)
        if earlier and len({str(read_by_rules(side.out)) for side in sides}) > 1:
            yield Reason("parameters", "参数不同（该单位的结果来自更早的运行，不能指明文件）", certain=False)
            return
        then, now = (side.run.manifest["parameters"]["files"] for side in sides)
        used = {id for side in sides for id in side.records.get(rule_id, {}).get("policy", {})}
        files = {id: self.parameters.policy[id].file.removeprefix("parameters/") for id in used if id in self.parameters.policy}
        near = {"run.yaml", "programmes.yaml", "ledgers/_shared.yaml", f"counties/{self.now.out.name}.yaml", *files.values()}
        near |= {f"ledgers/{name}.yaml" for name in ((*rule.ledgers, *rule.optional) if rule else ())}
        for path in sorted(near):
            if then.get(path) != now.get(path):
                values = "、".join(sorted(id for id, file in files.items() if file == path))
                yield Reason("parameters", f"参数文件 {path} 已改" + (f"（该规则用其中的 {values}）" if values else ""), certain=False)

    def _files(self, rule: Rule | None) -> Iterator[Reason]:
        for name in (*rule.ledgers, *rule.optional) if rule else ():
            then, now = ({path: side.files.get(path) for path in side.read.get(name, ())} for side in (self.before, self.now))
            if {*then.values()} != {*now.values()}:
                differ = [path for path in sorted(then.keys() | now.keys()) if then.get(path) != now.get(path)]
                title = self.contracts[name].title if name in self.contracts else name
                yield Reason("files", f"该规则所读的《{title}》资料不同：{_named(differ)}", certain=False)


def _places(lead: Mapping) -> list[Place]:
    """The row accused, then those that it was compared with."""
    rows = [lead, *places_of(lead)]
    return list(dict.fromkeys(tuple(row[name] for name in ORIGIN) for row in rows))


def _cited(lead: Mapping) -> dict[str, dict]:
    return {entry["id"]: entry for entry in cited_by(lead)}


def _other_value(then: dict | None, now: dict | None, id: str) -> Reason:
    if then is None or now is None:
        return Reason("policy", f"参数 {id} {'此前未引用' if then is None else '现不再引用'}", explains=False)
    if then["from"] != now["from"]:
        return Reason("law_date", f"适用的参数 {id} 由 {then['from']} 起的 {_value(then)} 改为 {now['from']} 起的 {_value(now)}")
    if then["value"] != now["value"]:
        return Reason("policy", f"参数 {id}（{now['from']} 起）由 {_value(then)} 改为 {_value(now)}")
    return Reason("policy", f"参数 {id} 的文号或核对状态已改，取值未变")


def _value(entry: dict) -> str:
    value = entry["value"]
    return f"{'、'.join(value) if isinstance(value, list) else value} {entry['unit']}"


def _period(text: str) -> str:
    return text.removesuffix(" None").replace(" ", " 至 ")


def _named(texts: Iterable[str]) -> str:
    texts = list(texts)
    return "、".join(texts[:NAMED]) + (f" 等 {len(texts)} 项" if len(texts) > NAMED else "")


def _in_order(reasons: Iterable[Reason]) -> list[Reason]:
    """Each reason once: certain ones that explain it, certain ones, possible ones."""
    return sorted(dict.fromkeys(reasons), key=lambda reason: (not reason.certain, not reason.explains))
