"""A sampling paper as it comes back, filled in by whatever program: each fault told by its cell and a sentence."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from auditlib.errors import AuditError
from auditlib.intake.returned import FORMULA, Row, Sheet, returned
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
    EDGE,
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


def read(path: Path, keys: Iterable[Key]) -> tuple[Key, Completed]:
    """The filled paper, and which of the keys it was drawn under.

    Raises Refused with all that is wrong in it, AuditError for a file that is no sampling paper or of none of the keys.
    """
    sheets = {sheet.title: sheet for sheet in returned(path)}
    key, paper = _recorded(sheets, readable(path.name), [*keys])
    return key, _Reader(paper, readable(path.name)).completed(sheets)


def drawn(path: Path, keys: Iterable[Key]) -> Paper:
    """What was drawn, whether or not anything is filled in yet. Raises AuditError as `read`."""
    return _recorded({sheet.title: sheet for sheet in returned(path)}, readable(path.name), [*keys])[1]


def _recorded(sheets: dict[str, Sheet], name: str, keys: list[Key]) -> tuple[Key, Paper]:
    """What was drawn, from the record that the paper carries."""
    seal, *pieces = [texts[0] for _, texts in sheets[RECORD].rows if texts[0]] if RECORD in sheets else [""]
    try:
        paper = from_record("".join(piece.removeprefix(EDGE).removesuffix(EDGE) for piece in pieces))
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


class _Reader:
    def __init__(self, paper: Paper, name: str):
        self.paper, self.name, self.faults = paper, name, []
        self.money = AUDITED if paper.valued else WRONG
        self.asked = (VERDICT, self.money, NOTE, WHY, WHO, WHEN)
        self.titles = {title: title for title in (KEY, STRATUM, *([BOOK] if paper.valued else []), *self.asked)}

    def fault(self, row: Row, title: str, sentence: str) -> None:
        self.faults.append(f"{row.place(title)}：{sentence}")

    def completed(self, sheets: dict[str, Sheet]) -> Completed:
        drawn = {one.unit.key: one.unit for one in self.paper.sample.drawn}
        ready = {unit.key: unit for unit in self.paper.sample.reserve}
        certain = {one.unit.key for one in self.paper.sample.drawn if one.certain}
        places = self._located(sheets.get(SAMPLE), SAMPLE, drawn) | self._located(sheets.get(RESERVE), RESERVE, ready)
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

    def _replaced(self, sample: Sample, unit: str, row: Row) -> Sample:
        try:
            return replaced(sample, [unit])
        except ValueError:
            raise Refused(self.name, [f"{row.place(VERDICT)}：本层的备用样本已用完，不能再替换；请重新抽样"]) from None

    def _located(self, sheet: Sheet | None, title: str, units: dict[str, Unit]) -> dict[str, Row]:
        """Each unit's row, whatever the order; facts must be those that were drawn."""
        places: dict[str, Row] = {}
        if sheet and sheet.problem:
            raise Refused(self.name, [f"{title}：{sheet.problem}"])
        rows = sheet.filled(self.titles.get, KEY, self.asked) if sheet else []
        if rows and (lacking := [title for title in self.titles if title not in rows[0].places]):
            raise Refused(self.name, [f"{title}：缺少列 {'、'.join(lacking)}；请恢复表头"])
        for row in rows:
            unit = units.get(_text(row, KEY))
            if unit is None:
                self.fault(row, KEY, "不是抽中的样本编号；样本编号不得改动，也不得另加行")
            elif unit.key in places:
                self.fault(row, KEY, f"与 {places[unit.key].places[KEY]} 重复；每个样本一行")
            else:
                places[unit.key] = row
                if self.paper.valued and _amount(row, BOOK) != unit.amount:
                    self.fault(row, BOOK, f"账面金额被改动，抽样时为 {unit.amount:,.2f}")
                if _text(row, STRATUM) != unit.stratum:
                    self.fault(row, STRATUM, "所属的层被改动；请恢复")
        if missing := len(units) - len(places):
            self.faults.append(f"{title}!A1：少了 {missing} 个样本的行；删去的行请从原底稿恢复")
        return places

    def _filled(self, row: Row, unit: Unit) -> Filled | None:
        if worked_out := [title for title in self.asked if row.cells.get(title) == FORMULA]:
            for title in worked_out:
                self.fault(row, title, "这里是公式；请填写结果本身")
            return None
        verdict, amount, note, why, who, day = (_text(row, title) for title in self.asked)
        if not (verdict or amount or note or why):
            return None
        if verdict not in VERDICTS:
            self.fault(row, VERDICT, f"核查结果只能填：{'、'.join(VERDICTS)}")
        for title, text in ((NOTE, note), (WHY, why)):
            if len(text) > LONGEST:
                self.fault(row, title, f"超过 {LONGEST} 个字；请写要点，详细情况附后")
        money = _amount(row, self.money)
        if amount and money is None:
            self.fault(row, self.money, "不是金额；填至多两位小数的数（元）")
        if verdict in (DIFFERS, UNCHECKED) and not note:
            self.fault(row, NOTE, f"“{verdict}”须写说明：与什么资料不符，或者为什么不能核查")
        if money is not None or verdict == DIFFERS:
            self._checked_money(row, verdict, money, unit)
        day = day.partition(" ")[0]
        try:
            day and dt.date.fromisoformat(day)
        except ValueError:
            self.fault(row, WHEN, "不是存在的日期；填如 2019-12-31")
        return Filled(verdict, money, note, why, who, day)

    def _checked_money(self, row: Row, verdict: str, money: Decimal | None, unit: Unit) -> None:
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


def _text(row: Row, title: str) -> str:
    return shown(row.cells.get(title, "")).strip()


def _amount(row: Row, title: str) -> Decimal | None:
    try:
        amount = Decimal(row.cells.get(title, "").replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or abs(amount) >= Decimal("1e13") or abs(amount - amount.quantize(FEN)) > Decimal("0.0001"):
        return None
    return amount.quantize(FEN)
