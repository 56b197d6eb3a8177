"""The sampling paper (抽样底稿): what was planned, drawn and found, as lines for a reader and as a record that is read back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from pydantic import TypeAdapter

from auditlib.leads import plain
from auditlib.project_key import Key
from auditlib.sampling.drawing import Sample
from auditlib.sampling.evaluating import Evaluation
from auditlib.sampling.plan import METHODS

#: Characters of the seal over a record.
SEAL = 32


@dataclass(frozen=True)
class Facts:
    """What the paper says beside the sample. ``sha256`` is that of the frame's file, ``key`` the fingerprint of the project's key."""

    title: str
    county: str
    county_name: str
    frame: str
    source: str
    sha256: str
    population: str
    error: str
    check: str
    covers: str
    tolerable: str
    expected: str
    confidence: str
    reason: str
    key: str


@dataclass(frozen=True)
class Paper:
    """``units``: by key what the paper shows of a unit, ``{"shown": {heading: text}, "town": …, "village": …}``."""

    facts: Facts
    sample: Sample
    units: dict[str, dict] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        return list(dict.fromkeys(heading for unit in self.units.values() for heading in unit["shown"]))

    @property
    def valued(self) -> bool:
        """Whether the units have a book value."""
        return self.sample.value is not None

    def record(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str, sort_keys=True)

    def seal(self, key: Key) -> str:
        """Of all that was planned and drawn: a change of it no longer fits."""
        return key.digest(f"sampling paper|{self.record()}", SEAL)


def from_record(text: str) -> Paper:
    """The paper of a record. Raises ValueError for what is none."""
    return _PAPER.validate_json(text)


def planned_lines(paper: Paper) -> list[tuple[str, str]]:
    """What was planned and drawn, line by line (DOMAIN §5.9)."""
    facts, sample = paper.facts, paper.sample
    certain = [one for one in sample.drawn if one.certain]
    lines = [
        ("被审计单位", facts.county_name),
        ("总体定义", facts.population),
        ("错误定义", facts.error),
        ("总体来源", facts.source),
        ("总体文件 SHA-256", facts.sha256),
        ("抽样方法", METHODS[sample.method]),
        ("核查方式", facts.check),
        ("总体单位数 N", f"{sample.units:,}"),
        *([("账面总额（元）", f"{sample.value:,.2f}")] if paper.valued else []),
        ("可容忍错误率", f"{Decimal(facts.tolerable):%}"),
        ("预计错误率", f"{Decimal(facts.expected):%}"),
        ("置信度", f"{Decimal(facts.confidence):%}"),
    ]
    if sample.method == "mus":
        lines += [
            ("重要性水平（可容忍错报，元）", f"{sample.value * Decimal(facts.tolerable):,.2f}"),
            ("抽样间隔（元）", f"{sample.interval:,.2f}"),
            ("随机起点（元）", f"{sample.start:,.2f}"),
            (
                "高值层（不低于间隔，全部核查）",
                f"{len(certain)} 个单位，{sum((one.unit.amount for one in certain), Decimal('0.00')):,.2f} 元",
            ),
            ("无正金额、不在总体内的单位", f"{sample.left_out:,}"),
        ]
    elif sample.threshold is not None:
        lines.append((f"必查层（{sample.threshold:,.2f} 元及以上，全部核查）", f"{len(certain)} 个单位"))
    if len(sample.strata) > 1:
        lines.append(("分层（单位数：样本数）", "；".join(f"{part.name} {part.units:,}：{part.size}" for part in sample.strata)))
    return [
        *lines,
        ("样本量 n", f"{sample.size}（实际抽取 {len(sample.drawn)} 个单位，其中必查 {len(certain)} 个）"),
        ("样本量的依据", facts.reason),
        ("随机种子", sample.seed),
        ("抽取方法", f"以项目密钥（指纹 {facts.key}）对“种子＋样本编号”作 HMAC-SHA-256 排序，同一种子、总体和密钥可重现"),
    ]


def found_lines(method: str, value: Decimal | None, evaluation: Evaluation, replaced: str = "") -> list[tuple[str, str]]:
    """What was found and what it means for the population, whose ``value`` is in 元; ``replaced``: what is said of units replaced."""
    monetary = method == "mus"

    def told(error: Decimal) -> str:
        return f"{error:,.2f} 元（占账面 {error / value:.2%}）" if monetary else f"{error:.2%}"

    lines = [
        ("核查单位", f"{evaluation.examined:,}"),
        ("有错误的单位", f"{evaluation.errors:,}，其中必查层 {evaluation.certain_errors:,}（按实际计，不推断）"),
        ("查出的错误金额（元）", f"{evaluation.found:,.2f}"),
        ("推断的错误（最可能错误 MLE）" if monetary else "推断的错误率", told(evaluation.most_likely)),
        ("精确度", told(evaluation.precision)),
        ("错误上限 UEL" if monetary else "错误率上限", told(evaluation.upper)),
        ("可容忍错误", told(evaluation.tolerable)),
    ]
    if evaluation.understated:
        lines.append(("少计金额（元，不抵减）", f"{evaluation.understated:,.2f}"))
    if replaced:
        lines.append(("替换", replaced))
    return [*lines, ("结论", conclusion(evaluation))]


def conclusion(evaluation: Evaluation) -> str:
    sure = f"{evaluation.confidence:%}的置信度下"
    if evaluation.accepted:
        return f"{sure}错误上限低于可容忍水平，总体可以接受"
    return f"{sure}错误上限不低于可容忍水平，总体不能接受：扩大样本、全部核查，或按推断的错误作为问题反映"


def summary(paper: Paper, evaluation: Evaluation, replacements: Mapping[str, str], checked: Iterable[str]) -> dict:
    """What other pages may show: figures and places, no person. ``checked``: keys of units looked at. Amounts (元) and rates are text."""
    facts, sample = paper.facts, paper.sample
    checked = {*checked}
    places = sorted({(unit["town"], unit["village"]) for key, unit in paper.units.items() if key in checked})
    amounts = {unit.key: unit.amount for unit in (*(one.unit for one in sample.drawn), *sample.reserve)}
    money = sum((amounts[key] for key in checked), Decimal("0.00")) if paper.valued else None
    return {
        **{name: getattr(facts, name) for name in ("title", "county", "frame", "source", "sha256", "check", "covers", "expected")},
        **{name: plain(getattr(sample, name)) for name in ("method", "seed", "units", "value", "size")},
        **{name: plain(value) for name, value in asdict(evaluation).items()},
        "precision": plain(evaluation.precision),
        "accepted": evaluation.accepted,
        "checked_amount": plain(money),
        "replaced": len(replacements),
        "places": [list(place) for place in places],
    }


def evaluation_of(told: Mapping[str, object]) -> Evaluation:
    """The evaluation that a summary tells of."""
    return _EVALUATION.validate_python(told)


_PAPER, _EVALUATION = TypeAdapter(Paper), TypeAdapter(Evaluation)
