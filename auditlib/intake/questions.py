"""Questions to the auditor, each with the exact lines to paste into the county's parameters."""

import fnmatch
import json
from dataclasses import dataclass
from pathlib import PurePosixPath

from auditlib.contracts import Ledger
from auditlib.intake.headers import STEP, Header
from auditlib.outside import shown
from auditlib.parameters import IGNORE, County, Pin


def pins_of(county: County, path: str, sheet: str | None, table: int | None = None) -> list[Pin]:
    """The county's entries for a file and sheet, and for one of several tables on it, in their order."""
    return [
        pin for pin in county.files if fnmatch.fnmatchcase(path, pin.match) and pin.sheet in (None, sheet) and pin.table in (None, table)
    ]


def set_aside(county: County, path: str, sheet: str | None, table: int | None = None) -> bool:
    """Whether the county's parameters set a table, a sheet, or with no sheet the whole file, aside: nobody has to read it then."""
    named = [pin.ledger for pin in pins_of(county, path, sheet, table) if pin.ledger]
    return named[-1:] == [IGNORE]


@dataclass(frozen=True)
class Asker:
    """Asks about one sheet of one county, or one of several tables on it: `table` its number, `where` it stands in words."""

    county: County
    path: str
    sheet: str
    table: int | None = None
    where: str = ""

    def which_ledger(self, ledgers: list[Ledger]) -> str:
        names = "、".join(f"「{ledger.title}」({ledger.id})" for ledger in ledgers)
        others = "，或 ".join(ledger.name for ledger in ledgers[1:])
        return self._files(
            f"表头同时符合 {names}，未作猜测，此表未读取。请选定其一", f"ledger: {ledgers[0].name}  # {others}，或 ignore（搁置不读）"
        )

    def missing_header(self, ledger: Ledger, group: list[str], wanted: list[tuple[Header, str]]) -> str:
        columns = [ledger.columns[name] for name in group]
        names = "、".join(f"「{column.header}」" for column in columns)
        also = "、".join(column.synonyms[0] for column in columns if column.synonyms)
        text = f"此表像是「{ledger.title}」({ledger.id})，但没有表头 {names}" + (f"（也可写作 {also} 等）" if also else "") + "，未读取。"
        if not wanted:
            return self._files(text + "请补上该列后重新提交；如不属于审计资料", "ledger: ignore")
        header, column = wanted[0]
        return self._synonym(text + f"如果表头「{header.text}」就是「{ledger.columns[column].header}」", ledger, column, header.leaf)

    def unknown(self, looks: str = "") -> str:
        """`looks`: what kind of table it is and what then to do, where that can be seen."""
        looks = looks or "没有一种台账认得此表的表头，未读取。如属应读的台账，请对照 docs/ledgers.md 改正表头后重新提交"
        text = f"{looks}；如不属于审计资料"
        return self._files(text, "ledger: ignore")

    def is_column(self, ledger: Ledger, column: str, header: Header) -> str:
        text = f"表头「{header.text}」未识别。如果它就是「{ledger.columns[column].header}」"
        return self._synonym(text, ledger, column, header.leaf)

    def which_column(self, ledger: Ledger, column: str, twins: list[Header]) -> str:
        names = "、".join(f"「{twin.text}」(第 {letters(twin.index)} 列)" for twin in twins)
        text = f"有几列都可能是「{ledger.columns[column].header}」：{names}，未作猜测，该列未读取。"
        if len({twin.text for twin in twins}) < len(twins):
            return text + "请在表中改名区分后重新提交"
        return self._synonym(text + "请选定其一", ledger, column, STEP.join((*twins[0].path, twins[0].leaf)))

    def unit(self, column: str, told: str, units: tuple[str, ...]) -> str:
        return self._files(f"{told}。请注明该列的单位（{'、'.join(units)}）", f"units: {{{column}: {_quoted(units[0])}}}")

    def category(self, ledger: Ledger, column: str, words: dict[str, int]) -> str:
        """`words`: wordings that the column does not know → how many cells."""
        known = list(ledger.columns[column].values) or ["是", "否"]
        listed = "、".join(f"「{shown(word)}」{count:,} 格" for word, count in words.items())
        text = f"「{ledger.columns[column].header}」有不认识的写法：{listed}；这些格按未知处理，有关规则对这些行不作判断。请写明各属哪一类（{'、'.join(known)}）"
        lines = [f"      {_quoted(shown(word))}: {_quoted(known[0])}  # 改为实际的类别" for word in words]
        return self._paste(text, ["categories:", f"  {ledger.name}:", f"    {column}:", *lines])

    def which_version(self, ledger: Ledger, old: str, new: str, common: int, replaced: int) -> str:
        done = (
            f"暂以 {new} 为准，{old} 中 {replaced:,} 行已搁置、未入账，不会算作重复" if replaced else "两份都已入账，同一笔的金额只计一次"
        )
        text = (
            f"{old} 与 {new} 有 {common:,} 行是同一笔，像是同一份资料的两个版本；{done}。如 {old} 才有效，按下面几行搁置 {new}；"
            f"如是两份不同的资料，把 ignore 改为 {ledger.name}，并为 {old} 写同样的几行。如需改变"
        )
        return self._files(text, f"ledger: {IGNORE}")

    def value(self, column: str, header: str, example: str, reason: str) -> str:
        return self._files(f"表中没有「{header}」一列，{reason}。请填写", f"values: {{{column}: {_quoted(example)}}}")

    def _files(self, text: str, line: str) -> str:
        lines = ["files:", f"  - match: {_quoted(_literal(self.path))}"]
        if self.sheet != PurePosixPath(self.path).stem:
            lines.append(f"    sheet: {_quoted(self.sheet)}")
        if self.table:
            lines.append(f"    table: {self.table}")
        return self._paste(text, [*lines, f"    {line}"])

    def _synonym(self, text: str, ledger: Ledger, column: str, header: str) -> str:
        return self._paste(text, ["synonyms:", f"  {ledger.name}:", f"    {column}: [{_quoted(shown(' '.join(header.split())))}]"])

    def _paste(self, text: str, lines: list[str]) -> str:
        where = f"{self.where}。" if self.where else ""
        return f"{where}{text}，在 parameters/counties/{self.county.id}.yaml 中加入：\n" + "\n".join(lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _literal(path: str) -> str:
    """A path as a pattern that matches only itself."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in path)


def letters(index: int) -> str:
    """A column's name in Excel, from its place counted from 0."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
