"""Fieldwork of one county as pages show it: sampling papers (DOMAIN §5.9), what samples say of the whole, what was covered how."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq

from auditlib.casework.samples import SAMPLES
from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.parameters import County, Parameters
from auditlib.report.parts import Heading, Note, Together
from auditlib.report.scope import COUNTED, Scope
from auditlib.report.tables import Table, headed
from auditlib.sampling.paper import Paper, conclusion, evaluation_of, found_lines, planned_lines
from auditlib.sampling.plan import METHODS, Frame, load_plan
from auditlib.sampling.preparing import population_of, prepare

#: How a unit is looked at, and the heading of what was looked at so.
WAYS = {"资料": "抽查资料", "现场": "现场核查"}


@dataclass(eq=False)
class Fieldwork:
    """``out``: the county's folder of a run. Evaluated samples are read from samples.json there."""

    out: Path
    county: County
    parameters: Parameters
    contracts: Mapping[str, Ledger]
    scope: Scope

    @cached_property
    def evaluated(self) -> list[dict]:
        """Summaries of the county's samples evaluated (sampling.paper.summary); empty before there are any."""
        path = self.out / SAMPLES
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return [one for one in told if one["county"] == self.county.id]

    def papers(self, rows: int = 20) -> Together:
        """The samples of parameters/sampling.yaml, drawn; at most ``rows`` units of each shown."""
        plan = load_plan(self.parameters.folder, self.contracts)
        parts = (self._paper(name, frame, plan.confidence_of(frame), plan.seed, rows) for name, frame in plan.frames.items())
        return Together(*chain.from_iterable(parts))

    def _paper(self, name: str, frame: Frame, confidence: Decimal, seed: str, rows: int) -> list[Table | Note]:
        key, whose = self.parameters.key, (self.county.id, self.county.name)
        try:
            population = population_of(frame, self.out, self.contracts, key)
            paper = prepare(frame, population, key, name=name, county=whose, confidence=confidence, seed=seed)
        except AuditError as error:
            return [Heading(frame.title), Note(f"未抽样：{error}")]
        done = [one for one in self.evaluated if one["frame"] == name]
        found = [line for one in done for line in found_lines(one["method"], _money(one["value"]), evaluation_of(one), _replaced(one))]
        lines = [{"项目": item, "内容": value} for item, value in (*planned_lines(paper), *(found or [("核查结果", "尚未核查和评价")]))]
        return [Heading(frame.title), headed(lines, f"{frame.title}抽样底稿"), _drawn(paper, population.kinds, rows)]

    def results(self) -> Table | Note:
        """What the evaluated samples say of the whole: the projected error with its upper limit."""
        if not self.evaluated:
            return Note("抽样核查尚未评价：填好抽样底稿后运行 auditlib sample evaluate。抽样结果不等于数据比对的疑点，两者分别列示。")
        rows = []
        for told in self.evaluated:
            found = evaluation_of(told)
            lines = dict(found_lines(told["method"], _money(told["value"]), found))
            likely, upper = (next(text for name, text in lines.items() if name.startswith(start)) for start in ("推断的错误", "错误"))
            row = {"抽样": told["title"], "方法": METHODS[told["method"]], "总体": told["units"], "核查": found.examined}
            row |= {"有错误": found.errors, "推断的错误": likely, "上限": upper, "可容忍": lines["可容忍错误"]}
            rows.append(row | {"结论": conclusion(found)})
        return headed(rows, "抽样核查结果", full_list=SAMPLES)

    def coverage(self) -> Table:
        """What of the county was audited how: all of it by comparing data, and what was looked at in papers or on site."""
        counted = [
            (title, unit, getattr(self.scope, name), {way: self._looked(name, way) for way in WAYS}) for name, title, unit in COUNTED
        ]
        rows = [_row(title, whole, looked, lambda n, unit=unit: f"{n:,} {unit}") for title, unit, whole, looked in counted]
        for place, title, whole, covers in (
            (6, "项目资金", self.scope.money.get("project"), ("projects",)),
            (7, "资金（安排的资金＋贷款）", self.scope.managed or None, ()),
        ):
            money = {way: self._looked_money(way, covers) for way in WAYS}
            rows.insert(place, _row(title, whole, money, lambda n: f"{n:,.2f} 元"))
        return headed(rows, f"{self.county.name}审计覆盖情况")

    def _looked(self, name: str, way: str) -> int:
        """How many of these the samples of one way have looked at."""
        of_way = [one for one in self.evaluated if one["check"] == way]
        places = {tuple(place) for one in of_way for place in one["places"]}
        if name == "towns":
            return len({town for town, _ in places if town})
        if name == "villages":
            return len({place for place in places if place[1]})
        if name == "key_villages":
            return len(places & self._key_villages)
        return sum(one["examined"] for one in of_way if one["covers"] == name)

    def _looked_money(self, way: str, covers: tuple[str, ...] = ()) -> Decimal:
        """The money of the units that monetary samples have looked at."""
        of_way = (one for one in self.evaluated if one["check"] == way and one["method"] == "mus")
        return sum((_money(one["checked_amount"]) for one in of_way if not covers or one["covers"] in covers), Decimal("0.00"))

    @cached_property
    def _key_villages(self) -> set[tuple[str, str]]:
        path = self.out / "ledgers" / "village.parquet"
        rows = pq.read_table(path, columns=["town_name", "village_name", "is_key_village"]).to_pylist() if path.exists() else []
        return {(row["town_name"] or "", row["village_name"] or "") for row in rows if row["is_key_village"]}


def _drawn(paper: Paper, kinds: Mapping[str, str | None], rows: int) -> Table:
    """The units drawn, those of the top stratum first; what is shown of persons is masked."""
    listed = []
    for one in sorted(paper.sample.drawn, key=lambda one: not one.certain):
        row = {"样本编号": one.unit.key, "层": one.unit.stratum} | paper.units[one.unit.key]["shown"]
        row |= {"账面金额（元）": one.unit.amount} if paper.valued else {}
        listed.append(row | {"必查": "是" if one.certain else ""})
    own = {"样本编号": None, "层": "place", "账面金额（元）": None, "必查": None}
    return headed(listed, "抽取的样本", kinds={**kinds, **own}, max_rows=rows, full_list="auditlib sample draw 写出的抽样底稿")


def _row(title: str, whole: int | Decimal | None, looked: Mapping[str, int | Decimal], told) -> dict:
    """``told``: a number with its unit."""
    row = {"内容": title, "总数": "未收到资料", "数据比对（100%）": "未审计"}
    if whole is not None:
        row |= dict.fromkeys(("总数", "数据比对（100%）"), told(whole))
    share = {way: f"（{count / whole:.1%}）" if whole else "" for way, count in looked.items()}
    return row | {column: told(looked[way]) + share[way] if looked[way] and whole != 0 else "—" for way, column in WAYS.items()}


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _replaced(told: Mapping[str, object]) -> str:
    return f"{told['replaced']} 个单位由备用样本替换，原因见底稿" if told["replaced"] else ""
