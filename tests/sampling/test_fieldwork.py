"""What the fieldwork notebook and the county report show: sampling papers, projected errors with their limits, coverage by way."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from auditlib.casework.samples import SAMPLES
from auditlib.notebook import Audit
from auditlib.sampling import Evaluation
from auditlib.sampling.paper import evaluation_of, summary
from auditlib.sampling.plan import load_plan
from auditlib.sampling.preparing import population_of, prepare

FOUND = Evaluation(3, 1, 0, Decimal("150.00"), Decimal("150.00"), Decimal("480.00"), Decimal("18.00"), Decimal("0.95"))


@pytest.fixture
def fieldwork(county):
    (county / "linqu" / SAMPLES).unlink(missing_ok=True)
    return Audit("linqu", str(county.parent / "received"), str(county), "2019-12-31").fieldwork


def rows(table) -> dict[str, list[str]]:
    return {line.split(" | ")[0]: line.split(" | ")[1:] for line in repr(table).splitlines()[2:]}


def leave(fieldwork, **more) -> dict:
    """A sample of payments evaluated, in the county's folder."""
    plan, key = load_plan(fieldwork.parameters.folder, fieldwork.contracts), fieldwork.parameters.key
    frame = plan.frames["payments"]
    population = population_of(frame, fieldwork.out, fieldwork.contracts, key)
    paper = prepare(frame, population, key, name="payments", county=("linqu", "临朐县"), confidence=plan.confidence, seed=plan.seed)
    told = json.loads(json.dumps(summary(paper, FOUND, {}, [one.unit.key for one in paper.sample.drawn]) | more))
    (fieldwork.out / SAMPLES).write_text(json.dumps([told]), encoding="utf-8")
    return told


def test_a_summary_tells_the_whole_evaluation(fieldwork):
    told = leave(fieldwork)
    assert evaluation_of(told) == FOUND and (told["precision"], told["accepted"], told["checked_amount"]) == ("330.00", False, "600.00")
    assert FOUND.precision == Decimal("330.00") and not FOUND.accepted and replace(FOUND, upper=Decimal("17.99")).accepted


def test_nothing_is_said_before_a_sample_is_evaluated(fieldwork):
    assert "尚未评价" in repr(fieldwork.results()) and "尚未核查和评价" in repr(fieldwork.papers())
    assert all(cells[2:] == ["—", "—"] for cells in rows(fieldwork.coverage()).values())


def test_the_projected_error_stands_with_its_limit(fieldwork):
    leave(fieldwork)
    (line,) = rows(fieldwork.results()).values()
    # 600 元 were paid in all
    assert (
        line[:6] == ["货币单位抽样", "3", "3", "1", "150.00 元（占账面 25.00%）", "480.00 元（占账面 80.00%）"] and "不能接受" in line[-1]
    )
    assert "480.00 元（占账面 80.00%）" in repr(fieldwork.papers())


def test_coverage_by_way(fieldwork):
    """Three payments in two villages of one town, one of them a key village, looked at in papers; households and projects were not received."""
    leave(fieldwork)
    table = rows(fieldwork.coverage())
    assert table["省定重点村"] == ["1 个", "1 个", "1 个（100.0%）", "—"] and table["项目"] == ["未收到资料", "未审计", "—", "—"]
    leave(fieldwork, check="现场", covers="loans")
    del fieldwork.evaluated
    table = rows(fieldwork.coverage())
    assert table["省定重点村"][2:] == ["—", "1 个（100.0%）"] and table["贷款"] == ["未收到资料", "未审计", "—", "3 笔"]


def test_samples_of_other_counties_stay_out(fieldwork):
    leave(fieldwork, county="anqiu")
    assert "尚未评价" in repr(fieldwork.results())


def test_papers_show_no_name_and_say_what_was_not_received(fieldwork):
    text = repr(fieldwork.papers()) + fieldwork.papers()._repr_html_()
    assert "王*" in text and not any(name in text for name in ("王小明", "刘会兰", "张三丰", "370799"))
    assert "未抽样：年度项目实施台账（L12）没有收到" in text
