"""One sheet: its tables, the ledger of each, their rows typed and counted. Rows in = kept + quarantined + totals + notes."""

from collections import Counter
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import TYPES
from auditlib.contracts import Ledger
from auditlib.errors import IntakeError
from auditlib.intake.column_units import decided
from auditlib.intake.forms import empty_form, examples
from auditlib.intake.grids import Grid
from auditlib.intake.headers import Header, unit_of_rows
from auditlib.intake.joined import separated
from auditlib.intake.journal import sheet_entry
from auditlib.intake.layout import Block, find_blocks
from auditlib.intake.questions import Asker, letters, pins_of, set_aside
from auditlib.intake.recognise import Match, Recognised, recognise, suggestions
from auditlib.intake.refusals import REFUSED, ROW
from auditlib.intake.rows import Places, classify
from auditlib.intake.session import Session
from auditlib.intake.store import cells_of_rows
from auditlib.intake.titles import period_in, programme_in
from auditlib.intake.typed_cells import Source
from auditlib.intake.typing_rows import fill_down, fill_merged, type_rows, where
from auditlib.intake.unknown_tables import IGNORED, looks, name_unread, not_blank, unread

#: Rows of many cells above the header, from which on they are a table of their own.
DENSE = 3
LOST = "读取前后行数不符，为免漏行，此表未入账；请用 Excel/WPS 打开该文件另存为 .xlsx，换下原文件后重新运行，仍不符时请连同 run.log 告知软件维护人"
DOUBTFUL = (
    "疑似合计行：没有编号，又没有写明“合计”，金额等于以上几行之和，或与相邻几行合起来等于上面的合计；"
    "如是合计或其中项，请写明后重新提交；如是明细，请补上证件号码等编号后重新提交"
)
SHIFTED_ROW = "这一行比表头多出几格，有一格里的逗号没有加引号，各格错位，整行隔离；请给含逗号的格加上引号，或另存为 .xlsx 后重新提交"
BY_SUM = "没有写明“合计”而金额等于以上各行之和，按合计搁置"
UNNUMBERED = "只有一项文字和金额，没有号码，而同表其他行都有，仍作数据读入；请核对是否为上年结转、手续费之类"
EXAMPLES = "写明是示例（例、样例），未入账"
UNUSED = "下列各列没有对应的台账栏目，未读入："
SHIFTED = "如是一格被拆成了两格，同一行的内容会错位，请核对；如是一列资料，请补上表头后重新提交"
#: Headers of columns that only count the rows, as `header_key` gives them.
ROW_NUMBERS = {"序号", "编号", "行号", "no", "no."}
#: Ledgers of which a title may say for all rows what no column says.
FROM_TITLE = {"benefit_payment": ("programme", "period")}
MAX_SUGGESTIONS = 5
#: Rows named in a message.
NAMED = 10
#: Wordings that a question lists, the most frequent first.
MAX_WORDS = 20
#: Rows that are typed, and written, at once.
PIECE = 1 << 17
#: Where every row of a table that is read has gone.
ACCOUNTED = ("kept", "quarantined", "totals", "notes")


def read_sheet(grid: Grid, origin: dict[str, str], session: Session) -> list[dict[str, Any]]:
    """Journal entries of a sheet's tables, after their rows have gone to the store. Row ids: one span of numbers per sheet."""
    base = session.next_row_id
    entries: list[dict[str, Any]] = []
    plans: list[Plan] = []
    for number, table in enumerate(grid.batches()):
        if number == 0:
            blocks = find_blocks(grid, table, session.vocabulary)
            if told := empty_form(table, [(block.start, block.end) for block in blocks]):
                blocks, entries = [], [sheet_entry(origin["source_file"], grid.sheet, evidence=told, rows=not_blank(table))]
            elif not blocks:
                entries = [unread(grid, table, origin, session)]
            several = len(blocks) > 1
            plans = [Plan(block, grid, origin, session, (place, len(blocks)) if several else None) for place, block in enumerate(blocks, 1)]
            beside = max((block.beside for block in blocks), default=0)
        last = table["row"][-1].as_py() if table.num_rows else 0
        for plan in plans:
            plan.take(table if grid.names is not None else plan.block.rows(table), base + plan.block.beside * last)
        session.next_row_id = max(session.next_row_id, base + (1 + beside) * last)
    for plan in plans:
        plan.close(looks(table, session.vocabulary) if not (plan.ledger or plan.aside) else "")
    return entries + [plan.entry for plan in plans]


def _unit_shown(source: Source) -> str | None:
    """The unit that the column's numbers are taken in; null for money where magnitude decides row by row."""
    if source.unit or source.column.type != "money" or source.column.magnitude:
        return source.unit
    return source.column.unit or "元"


def _where(block: Block, number: int, count: int) -> str:
    columns = f"{letters(block.left)} 至 {letters(block.right)} 列"
    return f"本工作表上有 {count} 张表，分别读取；这是第 {number} 张（第 {block.line} 行起，{columns}）"


def _places(ledger: Ledger, sources: list[Source]) -> Places:
    """Which columns of the table tell what a row is."""
    at = {source.column.name: source.header.index for source in sources if source.header}
    naming = {name for group in [*ledger.key, ledger.subject, *ledger.recognise] for name in group}
    kinds = {name: ledger.columns[name] for name in at}
    return Places(
        persons=[at[name] for name, column in kinds.items() if column.type in ("identity", "account")],
        keys=[
            at[name]
            for name, column in kinds.items()
            if name in naming
            and column.type == "text"
            and column.holds in (None, "identity")
            and not column.fill_down
            and not column.catalogue
        ],
        amounts=[at[name] for name, column in kinds.items() if column.type == "money"],
        remarks=[at[name] for name, column in kinds.items() if column.holds == "words" and name not in naming],
        mapped=sorted(at.values()),
    )


class Plan:
    """How one table is read: its ledger, where each column comes from, and its journal entry.

    `place`: the how manieth of how many on its sheet.
    """

    def __init__(self, block: Block, grid: Grid, origin: dict[str, str], session: Session, place: tuple[int, int] | None):
        self.block, self.grid, self.origin, self.session = block, grid, origin, session
        path = origin["source_file"]
        number = place[0] if place else None
        self.ask = Asker(session.county, path, grid.sheet, number, _where(block, *place) if place else "")
        pins = pins_of(session.county, path, grid.sheet, number)
        given = {name: text for pin in pins for name, text in pin.values.items()}
        self.units = {name: unit for pin in pins for name, unit in pin.units.items()}
        self.counts, self.told, self.unused_cells = Counter(), Counter(), Counter()
        self.unread, self.unknown = Counter(), Counter()
        self.headless: dict[int, list[int]] = {}
        self.decided = False
        pinned = next((pin.ledger for pin in reversed(pins) if pin.ledger), None)
        self.aside = set_aside(session.county, path, grid.sheet, number)
        titles = {"标题": " ".join(block.above), "上一张表的标题": " ".join(block.before)}
        self.places = titles | {"工作表名": grid.sheet, "文件名": PurePosixPath(path).stem}
        self.entry = sheet_entry(path, grid.sheet, header_rows=block.depth)
        self.sources: list[Source] = []
        self.unused: list[Header] = []
        self.numbers: list[Header] = []
        self.ledger: Ledger | None = None
        self.tells = Places([], [], [], [], [])
        if self.aside:
            found = Recognised(None, 1.0, IGNORED)
        else:
            found = recognise(block.headers, self.places, set(given), pinned, session.vocabulary, self.ask)
        self.entry |= {"certainty": found.certainty, "evidence": found.evidence, "questions": found.questions}
        if self.ask.where:
            self.entry["warnings"].append(self.ask.where)
        if block.dense_above:
            above = f"表头以上有 {block.dense_above} 行内容不属于本表，未读取"
            self.entry["warnings"].append(above)
            if block.dense_above >= DENSE and not self.aside:
                self.entry["problem"] = f"{above}；请把它们另存为单独的工作表后重新提交"
        if found.match:
            self._feed(found.match, given)
        self._map()

    def _feed(self, match: Match, given: dict[str, str]) -> None:
        ledger = match.ledger
        unit_row = unit_of_rows([*self.block.above, *self.block.below]) or unit_of_rows([self.places["工作表名"], self.places["文件名"]])
        texts = {name: text for name, text in given.items() if name not in match.columns and name in ledger.columns}
        texts |= self._from_title(ledger, {*match.columns, *texts})
        for name, header in match.columns.items():
            column = ledger.columns[name]
            unit = self.units.get(name) or header.unit or (unit_row if column.type == "money" else None)
            self.sources.append(Source(column, header, unit=unit, part=match.parts.get(name), settled=name in self.units))
        self.sources += [Source(ledger.columns[name], None, constant=text) for name, text in texts.items()]
        self.entry["questions"] += match.questions
        self.entry["questions"] += suggestions(match, self.block.headers, self.session.vocabulary, self.ask)[:MAX_SUGGESTIONS]
        self.entry["warnings"] += match.warnings
        there = {source.column.name for source in self.sources}
        if any(column.required and column.name not in there for column in ledger.columns.values()):
            return  # the question says which; reading on would quarantine every row
        self.ledger = ledger
        self.tells = _places(ledger, self.sources)
        self.entry["ledger"] = ledger.name

    def _from_title(self, ledger: Ledger, there: set[str]) -> dict[str, str]:
        """Programme and period that the title, the sheet's or the file's name gives for the whole roster."""
        texts = {}
        for name in FROM_TITLE.get(ledger.name, ()):
            column = ledger.columns.get(name)
            if column is None or there & {name, *column.into}:
                continue
            found = programme_in(self.places, self.session.programmes) if name == "programme" else period_in(self.places)
            if found:
                texts[name] = found[0]
                self.entry["warnings"].append(f"「{column.header}」取自{found[1]}：{found[0]}")
            else:
                example = "补贴项目名称" if name == "programme" else "2019年"
                self.entry["questions"].append(self.ask.value(name, column.header, example, "标题、工作表名、文件名里也没有唯一的写法"))
        return texts

    def _decide(self, rows: pa.Table) -> None:
        """In which units the columns count whose headers do not tell: once for a table, from all its rows (of Parquet: its first
        million)."""
        self.decided = True
        found = decided(self.sources, rows)
        self.sources = [source for source, _ in found]
        for source, decision in found:
            if decision:
                self.entry["warnings"].append(decision.told)
                if decision.asked:
                    self.entry["questions"].append(self.ask.unit(source.column.name, decision.told, TYPES[source.column.type].units))
        self._map()

    def _map(self) -> None:
        by_header = {header.index: source for source in reversed(self.sources) for header in (source.header, source.part) if header}
        self.entry["mapping"] = [
            {
                "header": header.text,
                "column": source.column.name if source else None,
                "unit": _unit_shown(source) if source else header.unit,
            }
            for header in self.block.headers
            for source in [by_header.get(header.index)]
        ]
        unused = [header for header in self.block.headers if header.index not in by_header]
        self.unused = [header for header in unused if header.key not in ROW_NUMBERS]
        self.numbers = [header for header in unused if header.key in ROW_NUMBERS]

    def take(self, table: pa.Table, base: int) -> None:
        """Type the rows of one batch and hand them to the store. Raises IntakeError when rows are lost on the way."""
        if self.ledger is None:
            self.counts["rows"] += not_blank(table)
            return
        store, name = self.session.store, self.ledger.name
        filled, merged, covered = fill_merged(table, self.block.start, self.sources, self.grid.merges)
        classified = classify(self.session.connection, self.block, table, self.tells, covered)
        kinds = classified.kinds
        if self.grid.shifted:
            shifted = pc.and_(pc.is_in(table["row"], value_set=pa.array(self.grid.shifted, pa.int32())), pc.equal(kinds, "data"))
            kinds = pc.if_else(shifted, "shifted", kinds)
        received = where(filled, pc.equal(kinds, "data"))
        rows = fill_down(received, self.sources, merged) if self.grid.names is None else received
        if rows.num_rows and not self.decided:
            self._decide(rows)
        of_kind = Counter({entry["values"]: entry["counts"] for entry in kinds.value_counts().to_pylist()})
        self.counts.update(
            rows=len(kinds) - of_kind["blank"],
            quarantined=of_kind["doubt"] + of_kind["shifted"],
            totals=of_kind["total"],
            notes=of_kind["note"] + of_kind["example"],
        )
        bare = self._typed(rows, base)
        for kind, reason in (("doubt", DOUBTFUL), ("shifted", SHIFTED_ROW)):
            store.quarantine(name, self._not_taken(table.filter(pc.equal(kinds, kind)), reason), self.origin)
        aside = pc.is_in(kinds, value_set=pa.array(["total", "note", "example"]))
        chosen = pc.or_(aside, pc.is_in(table["row"], value_set=bare))
        if pc.any(chosen).as_py():
            these, why = table.filter(chosen), kinds.filter(chosen)
            cells = cells_of_rows(self.session.connection, these, these.column_names[1:])
            store.set_aside(name, pc.if_else(pc.equal(why, "data"), "no_content", why), these["row"], cells, self.origin)
        self.unused_cells.update({header.index: pc.count(received[f"c{header.index}"]).as_py() for header in self.unused})
        self._without_header(received)
        # in place of a running number the word is beyond doubt
        doubted = of_kind["example"] - sum(examples(table, f"c{header.index}") for header in self.numbers)
        self.told.update({("", BY_SUM): classified.by_sum, ("", UNNUMBERED): classified.unnumbered, ("", EXAMPLES): doubted})

    def _typed(self, rows: pa.Table, base: int) -> pa.Array:
        """Type rows of data and store them, piece by piece; the numbers of those without content."""
        bare = []
        for start in range(0, max(rows.num_rows, 1), PIECE):
            piece = rows.slice(start, PIECE).combine_chunks()
            typed = type_rows(self.session.connection, self.ledger, *reversed(separated(piece, self.sources)))
            here = {"kept": typed.kept.num_rows, "quarantined": typed.quarantined, "notes": len(typed.no_content)}
            if piece.num_rows != sum(here.values()):
                raise IntakeError(LOST)
            self.session.store.keep(self.ledger.name, typed.kept, self.origin, base)
            self.session.store.quarantine(self.ledger.name, typed.refused, self.origin)
            self.counts.update(here)
            self.unread.update(typed.unread)
            self.unknown.update(typed.unknown)
            self.told.update(typed.warnings)
            bare += typed.no_content.to_pylist()
        return pa.array(bare, pa.int32())

    def _without_header(self, rows: pa.Table) -> None:
        """Note the rows that hold something in a column over which no header stands."""
        headed = {header.index for header in self.block.headers}
        for index in range(self.block.left, self.block.right + 1):
            if index not in headed and (found := rows["row"].filter(pc.is_valid(rows[f"c{index}"]))):
                self.headless.setdefault(index, []).extend(found.to_pylist())

    def _not_taken(self, rows: pa.Table, reason: str) -> pa.Table:
        """Rows as a whole as refused values: the text of their first amount (or first column), and why."""
        fed = [source for source in self.sources if source.header]
        shown = next((source for source in fed if source.header.index in self.tells.amounts), fed[0])
        texts = rows[f"c{shown.header.index}"].cast(pa.string())
        values = (pa.repeat(text, rows.num_rows) for text in (shown.column.name, reason, ROW))
        column, why, scope = values
        return pa.table([rows["row"], column, texts, why, scope], schema=REFUSED)

    def close(self, look: str) -> None:
        """Put the counts into the journal; rows of a table that nobody read are named, with what its sheet looks like."""
        for name in ("rows", *ACCOUNTED):
            self.entry[name] = self.counts[name]
        if self.ledger is None and self.counts["rows"] and not self.aside and not self.entry["problem"]:
            name_unread(self.entry, self.ask, look)
        warnings = self.entry["warnings"]
        if unused := [f"「{header.text}」{count:,} 格" for header in self.unused if (count := self.unused_cells[header.index])]:
            warnings.append(UNUSED + "、".join(unused))
        for index, rows in self.headless.items():
            named = "、".join(f"{row:,}" for row in rows[:NAMED]) + "等" * (len(rows) > NAMED)
            warnings.append(f"第 {letters(index)} 列没有表头，{len(rows):,} 格未读入（第 {named} 行）；{SHIFTED}")
        warnings += [f"{text}：{count} 行" for (_, text), count in self.told.items() if count]
        self.entry["unread_cells"] = dict(sorted(self.unread.items()))
        for (column, word), count in sorted(self.unknown.items(), key=lambda entry: (entry[0][0], -entry[1], entry[0][1])):
            self.entry["unknown"].setdefault(column, {})[word] = count
        if self.ledger:
            for column, words in self.entry["unknown"].items():
                self.entry["questions"].append(self.ask.category(self.ledger, column, dict(islice(words.items(), MAX_WORDS))))
            found = self.session.found.setdefault(self.ledger.name, set())
            for column in (source.column for source in self.sources):
                found |= {column.name, *column.into, *filter(None, [column.part])}
