"""Taking back what was filled in, line by line: good lines are recorded, the others refused by cell and sentence.

Who exported a line, and when it was filled in, does not matter: what changed since it went out is compared with what the record says now.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.casework.decide import Refusal
from auditlib.casework.record import Entry
from auditlib.desk.columns import COLUMNS, KEY, LEAD, MARK, Column
from auditlib.desk.lines import Mark, fact, filled, masked
from auditlib.desk.office import Office
from auditlib.desk.read import Unfit, value_of
from auditlib.desk.things import entry, things
from auditlib.excel import cell_text
from auditlib.intake.returned import Row
from auditlib.privacy.open_gates import Gates


@dataclass(frozen=True)
class Refused:
    """A cell that stands in the way of its line."""

    line: Row
    column: str
    why: str

    def __str__(self) -> str:
        return f"{self.line.file} {self.line.place(self.column)}: {self.why}"


@dataclass
class Taken:
    """What became of the lines: recorded, unchanged, or refused."""

    entries: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def lines_refused(self) -> int:
        return len({id(refused.line) for refused in self.refused})


def take(office: Office, lines: list[Row], by: str, dry: bool = False) -> Taken:
    """Decide on every line and record what is good, in one transaction. ``dry``: record nothing."""
    taken = Taken()

    def make(entries: list[Entry]) -> list[Entry]:
        taker = _Taker(office, entries)
        for line in lines:
            taker.take(line, taken)
        return taken.entries

    if dry:
        make(office.record.entries())
    else:
        office.record.append(make, by)
    return taken


class _Taker:
    """Decides line after line, each on what the lines before it have left."""

    def __init__(self, office: Office, entries: list[Entry]):
        self.office, self.entries = office, entries
        self.cases = things(entries, office)
        self._then: dict[int, dict[str, Case]] = {}
        self._gates: dict[str, Gates] = {}
        self.today = date.today().isoformat()

    def take(self, line: Row, taken: Taken) -> None:
        found = self._decision(line)
        if isinstance(found, Entry):
            taken.entries.append(found)
            self.cases[found.thing].take(found)
        elif found:
            taken.refused += [Refused(line, refusal.column, refusal.why) for refusal in found]
        else:
            taken.unchanged += 1

    def _decision(self, line: Row) -> Entry | list[Refusal] | None:
        """The entry that a line makes, why it is refused, or nothing when it says nothing new."""
        if KEY.name not in line.cells:
            where = LEAD.name if LEAD.name in line.cells else KEY.name
            return [Refusal(where, "这一行没有事项编号；请填在事项所在的那一行")]
        case = self.cases.get(line.cells[KEY.name])
        if case is None:
            return [Refusal(KEY.name, "案件记录里没有这个事项；请核对编号，或重新导出（另一个项目、另一次运行的工作簿不能导入）")]
        mark = Mark.read(line.cells.get(MARK.name, ""))
        if wrong := self._of_another(case, mark, line):
            return wrong
        then = self._at(mark.seq)[case.id] if mark else case
        problems = self._changed_facts(then, mark, line)
        changes, kept = {}, {}
        for column in (COLUMNS[name] for name in line.places if COLUMNS[name].fill):
            try:
                said = value_of(line.cells.get(column.name, ""), column, self.office.moves)
            except Unfit as error:
                problems.append(Refusal(column.name, str(error)))
                continue
            went_out = filled(then, column)
            if mark and mark.masked:
                went_out = masked([went_out], column, self._gate(then.county))[0]
            if said == _text(went_out):
                kept[column.name] = _text(filled(then, column))
                continue
            if mark is None:
                if said:
                    return [Refusal(KEY.name, f"这一行没有“{MARK.title}”，认不出是哪一次导出的；请重新导出后填写")]
                continue
            if column.kind == "date" and column.name.endswith("_on") and said > self.today:
                problems.append(Refusal(column.name, "晚于今天；请核对"))
            if said != case.values.get(column.name, ""):
                if case.values.get(column.name, "") != then.values.get(column.name, ""):
                    problems.append(Refusal(column.name, "导出之后已有人填了别的内容；请重新导出后核对"))
                changes[column.name] = said
        if problems or not changes:
            return problems or None
        changes |= {name: text for name, text in kept.items() if text and not case.values.get(name)}  # proposed, and returned as it was
        made = entry(case, changes, mark.digest if mark else case.digest, f"{line.file}!{line.place(KEY.name)}", self.office)
        if isinstance(made, Entry):
            return made
        return [refusal if refusal.column in line.places else Refusal(KEY.name, refusal.why) for refusal in made]

    def _of_another(self, case: Case, mark: Mark | None, line: Row) -> list[Refusal]:
        """Why the line is not one that this record gave out."""
        if mark is None:
            return [Refusal(MARK.name, "核对码被改动；请重新导出")] if MARK.name in line.cells else []
        if mark.fingerprint != self.office.parameters.key.fingerprint:
            return [Refusal(MARK.name, "这一行是用另一把项目密钥（project.key）导出的，不能导入")]
        then = self._at(mark.seq).get(case.id)
        if then is None or then.digest != mark.digest or mark.seq > len(self.entries):
            return [Refusal(MARK.name, "这一行不是从这份案件记录导出的（另一次运行，或记录换成了旧的备份）；请重新导出")]
        return []

    def _at(self, seq: int) -> dict[str, Case]:
        """Every case as it stood after an entry."""
        if seq not in self._then:
            self._then[seq] = things((entry for entry in self.entries if entry.seq <= seq), self.office)
        return self._then[seq]

    def _changed_facts(self, then: Case, mark: Mark | None, line: Row) -> list[Refusal]:
        """Facts that are not what went out: plain or masked."""
        if mark is None:
            return []
        found = []
        for name in line.places:
            column = COLUMNS[name]
            if column.fill or column in (KEY, LEAD, MARK) or name == "before":
                continue
            value = fact(then, column)
            if mark.masked:
                value = masked([value], column, self._gate(then.county))[0]
            if not _same(value, line.cells.get(name, ""), column):
                found.append(Refusal(name, f"“{column.title}”是事实，被改动了；请改回，或重新导出"))
        return found

    def _gate(self, county: str) -> Gates:
        if county not in self._gates:
            self._gates[county] = self.office.gates(county)
        return self._gates[county]


def _text(value: object) -> str:
    """A typed value as the record keeps it."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _same(value: object, text: str, column: Column) -> bool:
    """Whether a cell still says what went out: programs write numbers and spaces in ways of their own."""
    if value is None or not text:
        return (value is None or value == "") and not text
    if column.kind in ("money", "whole"):
        try:
            return Decimal(text.replace(",", "")) == Decimal(str(value))
        except ArithmeticError:
            return False
    if isinstance(value, date):
        return text[:10] == value.isoformat()
    return _flat(text) == _flat(cell_text(str(value)))


def _flat(text: str) -> str:
    return "".join(text.split())
