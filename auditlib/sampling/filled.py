"""A sampling paper as it comes back, filled in by whatever program: each fault told by its cell and a sentence."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorkbookClosed
from xlsxwriter.utility import xl_col_to_name

from auditlib.errors import AuditError, IntakeError
from auditlib.excel import formulas
from auditlib.intake.guard import inspect
from auditlib.outside import readable, shown
from auditlib.project_key import Key
from auditlib.sampling.drawing import Sample, Unit, replaced
from auditlib.sampling.evaluating import Result
from auditlib.sampling.paper import Paper, from_record
from auditlib.sampling.workbook import (
    AGREES,
    AUDITED,
    BOOK,
    DIFFERS,
    KEY,
    NOTE,
    RECORD,
    REPLACED,
    RESERVE,
    SAMPLE,
    STRATUM,
    UNCHECKED,
    VERDICT,
    VERDICTS,
    WHEN,
    WHO,
    WHY,
    WRONG,
    Filled,
)

#: A note that is longer was not meant for a cell.
LONGEST = 2000
FEN = Decimal("0.01")


class Refused(AuditError):
    """The paper can not be evaluated as it is: ``faults`` are lines ``Sheet!K17: sentence``."""

    def __init__(self, name: str, faults: list[str]):
        super().__init__("\n".join(f"{name} {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Completed:
    """A paper filled in: its sample after replacements is ``sample``; ``results`` by key; ``replacements``: key → reason."""

    paper: Paper
    sample: Sample
    results: dict[str, Result]
    replacements: dict[str, str]
    filled: dict[str, Filled]


@dataclass(frozen=True)
class _Row:
    """A row of a sheet by titles: value and address of each cell."""

    sheet: str
    number: int
    values: dict[str, object]
    columns: dict[str, str]
    formulas: frozenset[str] = frozenset()

    def at(self, title: str) -> str:
        return f"{self.sheet}!{self.columns.get(title, 'A')}{self.number}"

    def text(self, title: str) -> str:
        value = self.values.get(title)
        if isinstance(value, (dt.date, dt.datetime)):
            return value.isoformat()[:10]
        return shown(str(int(value) if isinstance(value, float) and value.is_integer() else "" if value is None else value)).strip()


def read(path: Path, keys: Iterable[Key]) -> tuple[Key, Completed]:
    """The filled paper, and which of the keys it was drawn under.

    Raises Refused with all that is wrong in it, AuditError for a file that is no sampling paper or of none of the keys.
    """
    name = readable(path.name)
    sheets = _sheets(path, name)
    key, paper = _recorded(sheets, name, [*keys])
    worked_out = formulas(path)
    rows = {sheet: [*_rows(sheet, sheets.get(sheet, []), frozenset(worked_out.get(sheet, ())))] for sheet in (SAMPLE, RESERVE)}
    return key, _Reader(paper, name).completed(rows)


def drawn(path: Path, keys: Iterable[Key]) -> Paper:
    """What was drawn, whether or not anything is filled in yet. Raises AuditError as `read`."""
    name = readable(path.name)
    return _recorded(_sheets(path, name), name, [*keys])[1]


def _sheets(path: Path, name: str) -> dict[str, list[list]]:
    try:
        inspect(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            return {sheet: book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in book.sheet_names}
    except IntakeError as error:
        raise AuditError(f"{name}：{error}") from None
    except PasswordError:
        raise AuditError(f"{name} 有密码，读不出来；请取消密码后重试") from None
    except (CalamineError, WorkbookClosed, OSError, ValueError):
        raise AuditError(f"{name} 打不开或没有保存完整；请用 Excel/WPS 打开并另存为 .xlsx 后重试") from None


def _recorded(sheets: dict[str, list[list]], name: str, keys: list[Key]) -> tuple[Key, Paper]:
    """What was drawn, from the record that the paper carries."""
    seal, *pieces = [str(row[0]) for row in sheets.get(RECORD, []) if row] or [""]
    try:
        paper = from_record("".join(pieces))
    except ValueError:
        raise AuditError(
            f"{name} 不是 auditlib sample draw 生成的抽样底稿，或隐藏的记录已丢失；请在原文件中填写，不要复制到新工作簿"
        ) from None
    key = next((key for key in keys if key.fingerprint == paper.facts.key), None)
    if key is None:
        raise AuditError(
            f"{name} 是用另一个项目密钥（指纹 {shown(paper.facts.key)}）抽取的，"
            f"本项目的指纹为 {keys[0].fingerprint}；请放回原来的 project.key"
        )
    if paper.seal(key) != seal:
        raise AuditError(f"{name} 的抽样记录被改动，不能评价；请用 auditlib sample draw 以同一种子重新生成底稿后填写")
    return key, paper


def _rows(sheet: str, cells: list[list], formulas: frozenset[str]) -> Iterator[_Row]:
    """The rows below the one with the titles, wherever it stands."""
    columns: dict[str, int] = {}
    for number, row in enumerate(cells, 1):
        texts = [str(value).strip() for value in row]
        if not columns:
            columns = {text: place for place, text in enumerate(texts)} if {KEY, VERDICT} <= {*texts} else {}
        elif any(texts):
            letters = {title: xl_col_to_name(place) for title, place in columns.items()}
            yield _Row(sheet, number, {title: row[place] for title, place in columns.items()}, letters, formulas)


class _Reader:
    def __init__(self, paper: Paper, name: str):
        self.paper, self.name, self.faults = paper, name, []
        self.money = AUDITED if paper.valued else WRONG

    def fault(self, row: _Row, title: str, sentence: str) -> None:
        self.faults.append(f"{row.at(title)}：{sentence}")

    def completed(self, rows: dict[str, list[_Row]]) -> Completed:
        drawn = {one.unit.key: one.unit for one in self.paper.sample.drawn}
        ready = {unit.key: unit for unit in self.paper.sample.reserve}
        certain = {one.unit.key for one in self.paper.sample.drawn if one.certain}
        places = self._located(rows[SAMPLE], SAMPLE, drawn) | self._located(rows[RESERVE], RESERVE, ready)
        filled = {unit: self._filled(row, drawn.get(unit) or ready[unit]) for unit, row in places.items()}
        gone = {unit: told.why for unit, told in filled.items() if told and told.verdict == REPLACED}
        for unit in gone:
            if unit in certain or self.paper.sample.method == "mus":
                self.fault(places[unit], VERDICT, "必查层和货币单位抽样的单位不得替换；不能核查的填“无法核查”，按错误计")
            elif not filled[unit].why:
                self.fault(places[unit], WHY, "替换须写原因：为什么该单位不属于总体")
        self._stop()
        # a reserve unit may itself not belong to the population, and the next one takes its place
        sample, used = self.paper.sample, set()
        while out := [one.unit.key for one in sample.drawn if one.unit.key in gone]:
            sample, used = self._replaced(sample, out[0], places[out[0]]), used | {out[0]}
        wanted = {one.unit.key for one in sample.drawn}
        for unit, row in places.items():
            if unit in wanted and filled[unit] is None:
                self.fault(row, VERDICT, f"没有填核查结果；填：{'、'.join(VERDICTS)}")
            elif unit in ready and unit not in wanted | used and filled[unit]:
                self.fault(row, VERDICT, "该备用单位没有轮到：备用样本按顺序使用，没有替换的不填")
        self._stop()
        results = {unit: self._result(filled[unit], drawn.get(unit) or ready[unit]) for unit in wanted}
        return Completed(self.paper, sample, results, gone, {unit: told for unit, told in filled.items() if told})

    def _stop(self) -> None:
        if self.faults:
            raise Refused(self.name, self.faults)

    def _replaced(self, sample: Sample, unit: str, row: _Row) -> Sample:
        try:
            return replaced(sample, [unit])
        except ValueError:
            raise Refused(self.name, [f"{row.at(VERDICT)}：本层的备用样本已用完，不能再替换；请重新抽样"]) from None

    def _located(self, rows: list[_Row], sheet: str, units: dict[str, Unit]) -> dict[str, _Row]:
        """Each unit's row, whatever the order; facts must be those that were drawn."""
        places: dict[str, _Row] = {}
        if rows and (lacking := [title for title in (self.money, NOTE, WHY) if title not in rows[0].columns]):
            self.faults.append(f"{sheet}!A{rows[0].number - 1}：缺少列 {'、'.join(lacking)}；请恢复表头")
            self._stop()
        for row in rows:
            unit = units.get(row.text(KEY))
            if unit is None:
                self.fault(row, KEY, "不是抽中的样本编号；样本编号不得改动，也不得另加行")
            elif unit.key in places:
                self.fault(row, KEY, f"与第 {places[unit.key].number} 行重复；每个样本一行")
            else:
                places[unit.key] = row
                if self.paper.valued and self._amount(row, BOOK) != unit.amount:
                    self.fault(row, BOOK, f"账面金额被改动，抽样时为 {unit.amount:,.2f}")
                if row.text(STRATUM) != unit.stratum:
                    self.fault(row, STRATUM, "所属的层被改动；请恢复")
        if missing := len(units) - len(places):
            self.faults.append(f"{sheet}!A1：少了 {missing} 个样本的行；删去的行请从原底稿恢复")
        return places

    def _filled(self, row: _Row, unit: Unit) -> Filled | None:
        for title in (VERDICT, self.money, NOTE, WHY, WHO, WHEN):
            if f"{row.columns.get(title)}{row.number}" in row.formulas:
                self.fault(row, title, "这里是公式；请填写结果本身")
        verdict, note, why = row.text(VERDICT), row.text(NOTE), row.text(WHY)
        if not verdict and not any(row.text(title) for title in (self.money, NOTE, WHY)):
            return None
        if verdict not in VERDICTS:
            self.fault(row, VERDICT, f"核查结果只能填：{'、'.join(VERDICTS)}")
        for title, text in ((NOTE, note), (WHY, why)):
            if len(text) > LONGEST:
                self.fault(row, title, f"超过 {LONGEST} 个字；请写要点，详细情况附后")
        money = self._amount(row, self.money)
        if row.text(self.money) and money is None:
            self.fault(row, self.money, "不是金额；填至多两位小数的数（元）")
        if verdict in (DIFFERS, UNCHECKED) and not note:
            self.fault(row, NOTE, f"“{verdict}”须写说明：与什么资料不符，或者为什么不能核查")
        if money is not None or verdict == DIFFERS:
            self._checked_money(row, verdict, money, unit)
        day = row.text(WHEN)
        try:
            day and dt.date.fromisoformat(day)
        except ValueError:
            self.fault(row, WHEN, "不是存在的日期；填如 2019-12-31")
        return Filled(verdict, money, note, why, row.text(WHO), day)

    def _checked_money(self, row: _Row, verdict: str, money: Decimal | None, unit: Unit) -> None:
        monetary = self.paper.sample.method == "mus"
        if money is None:
            if monetary:
                self.fault(row, AUDITED, "“不符”须填核实金额（元）")
        elif money < 0:
            self.fault(row, self.money, "金额不得小于 0；全部有错的，核实金额填 0")
        elif unit.amount is not None and verdict == AGREES and money != unit.amount:
            self.fault(row, AUDITED, "核实金额与账面不同，核查结果应为“不符”")
        elif monetary and verdict == DIFFERS and money == unit.amount:
            self.fault(row, AUDITED, "核实金额与账面相同，核查结果应为“相符”")

    def _result(self, told: Filled, unit: Unit) -> Result:
        if told.verdict == AGREES:
            return Result(False)
        if unit.amount is None:
            return Result(True, told.money or Decimal("0.00"))
        if told.verdict == UNCHECKED:
            return Result(True, unit.amount)
        return Result(True, Decimal("0.00") if told.money is None else unit.amount - told.money)

    def _amount(self, row: _Row, title: str) -> Decimal | None:
        value = row.values.get(title)
        try:
            amount = Decimal(repr(value) if isinstance(value, (int, float)) else str(value).replace(",", "").replace("，", "").strip())
        except InvalidOperation:
            return None
        if not amount.is_finite() or abs(amount) >= Decimal("1e13") or abs(amount - amount.quantize(FEN)) > Decimal("0.0001"):
            return None
        return amount.quantize(FEN)
