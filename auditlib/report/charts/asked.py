"""What a chart is made from: the rows that a question on the ledgers gave, those that a rule accuses, and where they came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from auditlib.found import Judged
from auditlib.ledgers import Ledgers
from auditlib.report.charts.drawing import FEWEST
from auditlib.report.parts import Note
from auditlib.rules.populations import PLACE
from auditlib.rules.run import Outcome


@dataclass
class Asked:
    """``outcome``: the answer to the question; ``judged``: what the rule said whose leads are marked, where it is one."""

    outcome: Outcome
    ledgers: Ledgers
    judged: Judged | None = None

    @property
    def rows(self) -> list[dict]:
        return self.outcome.statement

    @property
    def rule(self) -> str:
        """The rule by name, and that it was not run where it was not: nothing accused would otherwise look like nothing found."""
        if self.judged is None:
            return "各规则"
        named = self.judged.title
        return named if self.judged.ran else f"{named}（未执行：{self.judged.reason}）"

    @cached_property
    def accused(self) -> set[tuple]:
        """Where the accused rows stand."""
        return {tuple(row.values()) for row in self.judged.leads.select(PLACE).to_pylist()}

    def is_accused(self, row: Mapping[str, object]) -> bool:
        return tuple(row[name] for name in PLACE) in self.accused

    def drawable(self, column: str) -> list[dict]:
        """The rows that can be drawn: those of which this is known."""
        return [row for row in self.rows if row[column] is not None]

    def lacking(self, what: str, unit: str, drawn: Sequence[dict]) -> Note | None:
        """The sentence that stands instead of the chart, where there is none to draw: nothing was asked, or of too few things."""
        if not self.outcome.ran:
            return Note(f"{what}不作图：{self.outcome.reason}。")
        return Note(f"{what}只有 {len(drawn)} {unit}，不作图；逐{unit}见疑点表。") if len(drawn) < FEWEST else None

    def source(self, unit: str) -> str:
        """Unit and ledgers, as they stand under a chart."""
        read = "、".join(f"{self.ledgers.title(name)} {rows:,} 行" for name, rows in self.outcome.rows_read.items())
        return f"单位：{unit}。来源：{read}；疑点（未经核实）：{self.rule}。"
