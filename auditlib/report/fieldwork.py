"""Fieldwork of one county as pages show it: the sampling papers (DOMAIN §5.9), what evaluated samples say of the whole, what was covered how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from html import escape
from pathlib import Path

import pyarrow.parquet as pq

from auditlib.casework.samples import SAMPLES
from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.parameters import County, Parameters
from auditlib.report.finding import Note
from auditlib.report.scope import Scope
from auditlib.report.tables import Table, html_table
from auditlib.sampling.paper import Paper, conclusion, evaluation_of, found_lines, planned_lines
from auditlib.sampling.plan import METHODS, Frame, load_plan
from auditlib.sampling.preparing import population_of, prepare

#: What the coverage table counts: the field of Scope, its name, its unit.
COUNTED = (
    ("towns", "镇街", "个"),
    ("villages", "村（社区）", "个"),
    ("key_villages", "省定重点村", "个"),
    ("projects", "项目", "个"),
    ("loans", "贷款", "笔"),
    ("households", "建档立卡户", "户"),
    ("persons", "建档立卡人口", "人"),
)
WAYS = {"资料": "documents", "现场": "site"}


class Fieldwork:
    """``out``: the county's folder of a run. Evaluated samples are read from samples.json there."""

    def __init__(self, out: Path, county: County, parameters: Parameters, contracts: Mapping[str, Ledger], scope: Scope):
        self.out, self.county, self.parameters, self.contracts, self.scope = out, county, parameters, contracts, scope

    @cached_property
    def evaluated(self) -> list[dict]:
        """Summaries of the county's samples evaluated (sampling.paper.summary); empty before there are any."""
        path = self.out / SAMPLES
        told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        return [one for one in told if one["county"] == self.county.id]

    def papers(self, rows: int = 20) -> Papers:
        """The samples of parameters/sampling.yaml, drawn; at most ``rows`` units of each shown."""
        plan = load_plan(self.parameters.folder, self.contracts)
        return Papers([self._paper(name, frame, plan.confidence_of(frame), plan.seed, rows) for name, frame in plan.frames.items()])

    def _paper(self, name: str, frame: Frame, confidence: Decimal, seed: str, rows: int) -> tuple[str, list[Table | Note]]:
        key, whose = self.parameters.key, (self.county.id, self.county.name)
        try:
            population = population_of(frame, self.out, self.contracts, key)
            paper = prepare(frame, population, key, name=name, county=whose, confidence=confidence, seed=seed)
        except AuditError as error:
            return frame.title, [Note(f"未抽样：{error}")]
        done = [one for one in self.evaluated if one["frame"] == name]
        found = [line for one in done for line in found_lines(one["method"], _money(one["value"]), evaluation_of(one), _replaced(one))]
        lines = [{"item": item, "value": value} for item, value in (*planned_lines(paper), *(found or [("核查结果", "尚未核查和评价")]))]
        labels = {"item": "项目", "value": "内容"}
        return frame.title, [
            html_table(lines, labels, f"{frame.title}抽样底稿", kinds=dict.fromkeys(labels)),
            _drawn(paper, population.kinds, rows),
        ]

    def results(self) -> Table | Note:
        """What the evaluated samples say of the whole: the projected error with its upper limit."""
        if not self.evaluated:
            return Note("抽样核查尚未评价：填好抽样底稿后运行 auditlib sample evaluate。抽样结果不等于数据比对的疑点，两者分别列示。")
        rows = []
        for told in self.evaluated:
            found, value = evaluation_of(told), _money(told["value"])
            lines = dict(found_lines(told["method"], value, found))
            likely, upper = (next(text for name, text in lines.items() if name.startswith(start)) for start in ("推断的错误", "错误"))
            rows.append(
                {
                    "title": told["title"],
                    "method": METHODS[told["method"]],
                    "units": told["units"],
                    "examined": found.examined,
                    "errors": found.errors,
                }
                | {"likely": likely, "upper": upper, "tolerable": lines["可容忍错误"], "conclusion": conclusion(found)}
            )
        labels = {
            "title": "抽样",
            "method": "方法",
            "units": "总体",
            "examined": "核查",
            "errors": "有错误",
            "likely": "推断的错误",
            "upper": "上限",
        }
        labels |= {"tolerable": "可容忍", "conclusion": "结论"}
        return html_table(rows, labels, "抽样核查结果", kinds=dict.fromkeys(labels), full_list=SAMPLES)

    def coverage(self) -> Table:
        """What of the county was audited how: all of it by comparing data, and what was looked at in papers or on site."""
        rows = []
        for name, title, unit in COUNTED:
            whole = getattr(self.scope, name)
            looked = {way: self._looked(name, way) for way in WAYS}
            rows.append(_row(title, whole, looked, lambda n, unit=unit: f"{n:,} {unit}"))
        money = {way: self._looked_money(way, ("projects",)) for way in WAYS}
        rows.insert(4, _row("项目资金", self.scope.money.get("project"), money, lambda n: f"{n:,.2f} 元"))
        money = {way: self._looked_money(way) for way in WAYS}
        rows.insert(5, _row("资金（安排的资金＋贷款）", self.scope.managed or None, money, lambda n: f"{n:,.2f} 元"))
        labels = {"item": "内容", "whole": "总数", "data": "数据比对（100%）", "documents": "抽查资料", "site": "现场核查"}
        return html_table(rows, labels, f"{self.county.name}审计覆盖情况", kinds=dict.fromkeys(labels))

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


class Papers:
    """Sampling papers one after the other, each under its title."""

    def __init__(self, papers: list[tuple[str, list[Table | Note]]]):
        self.papers = papers

    def __repr__(self) -> str:
        return "\n".join("\n".join([title, *map(repr, parts)]) for title, parts in self.papers)

    def _repr_html_(self) -> str:
        return "".join(f"<h3>{escape(title)}</h3>" + "".join(part._repr_html_() for part in parts) for title, parts in self.papers)


def _drawn(paper: Paper, kinds: Mapping[str, str | None], rows: int) -> Table:
    """The units drawn, those of the top stratum first; what is shown of persons is masked."""
    units = sorted(paper.sample.drawn, key=lambda one: not one.certain)
    listed = [
        {
            "样本编号": one.unit.key,
            "层": one.unit.stratum,
            **paper.units[one.unit.key]["shown"],
            "账面金额（元）": one.unit.amount,
            "必查": "是" if one.certain else "",
        }
        for one in units
    ]
    empty = () if paper.valued else ("账面金额（元）",)
    labels = {name: name for name in listed[0] if name not in empty}
    own = {"样本编号": None, "层": "place", "账面金额（元）": None, "必查": None}
    return html_table(listed, labels, "抽取的样本", kinds={**kinds, **own}, max_rows=rows, full_list="auditlib sample draw 写出的抽样底稿")


def _row(title: str, whole: int | Decimal | None, looked: Mapping[str, int | Decimal], told) -> dict:
    if whole is None:
        return {"item": title, "whole": "未收到资料", "data": "未审计"} | {
            column: told(looked[way]) if looked[way] else "—" for way, column in WAYS.items()
        }
    shares = {column: f"{told(looked[way])}（{looked[way] / whole:.1%}）" if looked[way] and whole else "—" for way, column in WAYS.items()}
    return {"item": title, "whole": told(whole), "data": told(whole)} | shares


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _replaced(told: Mapping[str, object]) -> str:
    return f"{told['replaced']} 个单位由备用样本替换，原因见底稿" if told["replaced"] else ""
