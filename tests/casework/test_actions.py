"""行动台账: who had to do what by when, as the notice of 21 September 2019 says; filed in time, late or not; terms of matters. Days counted by hand."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from auditlib.casework.actions import (
    DONE,
    FILED,
    LATE,
    NO_DAY,
    OPEN,
    OVERDUE,
    SOON,
    Due,
    actions,
    filed,
    line,
    load_plan,
    open_on,
    refusals,
    standing,
    terms,
)
from auditlib.casework.cases import Case
from auditlib.casework.record import Entry
from auditlib.errors import ParameterError
from auditlib.parameters import Parameters, load_parameters
from auditlib.project_key import PUBLISHED, Key
from auditlib.report.casework import calendar, summary

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = load_parameters(ROOT / "parameters").keyed(PUBLISHED)
PLAN = load_plan(PARAMETERS)
END = dt.date(2019, 12, 31)


def ledger(*entries: Entry) -> dict[tuple[str, str], Due]:
    """(ACT-01, unit or county id) → the action."""
    return {(due.plan_id, due.county or due.unit): due for due in actions(PLAN, filed(entries), PARAMETERS)}


def entry(due: Due, **values: str) -> Entry:
    return Entry(due.county, due.id, FILED, {"values": values})


def test_who_had_to_do_what_by_when():
    """The notice: offices file with the city's leading group by the end of September; counties and zones with their own, for which it gives no day;
    all of them finish by the end of November."""
    found = ledger()
    offices = ["市教育局", "市民政局", "市住建局", "市水利局", "市卫健委", "市医保局"]
    assert [unit for id, unit in found if id == "ACT-02"] == offices
    assert {found["ACT-02", office].last_day for office in offices} == {dt.date(2019, 9, 30)}
    assert {found["ACT-02", office].to for office in offices} == {"市扶贫开发领导小组"}
    for unit in ("linqu", "binhai"):
        assert (found["ACT-01", unit].last_day, found["ACT-01", unit].to) == (None, "同级扶贫开发领导小组")
        assert found["ACT-03", unit].last_day == dt.date(2019, 11, 30)
        assert found["ACT-03", unit].basis == "潍扶贫组发〔2019〕7号 五.三"
    assert len([1 for id, _ in found if id == "ACT-03"]) == 16


def test_ids_are_made_under_the_key_and_stay():
    ids = [due.id for due in ledger().values()]
    assert len(set(ids)) == len(ids) and ids == [due.id for due in ledger().values()]
    others = [due.id for due in actions(PLAN, {}, PARAMETERS.keyed(Key("another key, of this test and of no project")))]
    assert not {*ids} & {*others}


@pytest.mark.parametrize(
    ("filed_on", "as_of", "state", "late"),
    [
        ("", "2019-11-19", OPEN, 0),
        ("", "2019-11-20", SOON, 0),
        ("", "2019-11-30", SOON, 0),
        ("", "2019-12-01", OVERDUE, 1),
        ("2019-11-30", "2019-12-31", DONE, 0),
        ("2019-12-03", "2019-12-31", LATE, 3),
        ("2019-12-03", "2019-12-02", OVERDUE, 2),  # what came later was open then
    ],
)
def test_how_a_thing_stood_on_a_day(filed_on, as_of, state, late):
    due = ledger()["ACT-03", "linqu"]
    if filed_on:
        due = ledger(entry(due, filed_on=filed_on, evidence="临扶贫组发〔2019〕9号"))["ACT-03", "linqu"]
    assert (due.state(dt.date.fromisoformat(as_of), PLAN.soon), due.late(dt.date.fromisoformat(as_of))) == (state, late)


def test_what_was_filled_in_last_counts_column_by_column():
    due = ledger()["ACT-02", "市教育局"]
    entries = [
        entry(due, filed_on="2019-10-09", evidence="传真"),
        entry(due, filed_on="2019-09-29"),
        Entry("linqu", due.id, "raised", {"values": {"evidence": "x"}}),
    ]
    assert filed(entries) == {due.id: {"filed_on": "2019-09-29", "evidence": "传真"}}
    now = ledger(*entries)["ACT-02", "市教育局"]
    assert (now.done_on, now.evidence, now.state(END, 10)) == (dt.date(2019, 9, 29), "传真", DONE)
    assert ledger(*entries)["ACT-02", "市民政局"].state(END, 10) == OVERDUE
    assert line(now, filed(entries)[due.id], END, 10)["filed_on"] == "2019-09-29"


def test_a_day_that_the_document_leaves_open():
    due = ledger()["ACT-01", "linqu"]
    assert due.state(END, 10) == NO_DAY
    assert ledger(entry(due, due_set="2019-10-08"))["ACT-01", "linqu"].state(END, 10) == OVERDUE
    assert ledger(entry(due, filed_on="2019-10-20", evidence="方案"))["ACT-01", "linqu"].state(END, 10) == DONE


def test_days_counted_from_a_day_that_is_entered():
    """Ninety days from 10 January 2020: 21 days left of January, 29 of February, 31 of March are 81; nine more."""
    due = ledger()["ACT-04", "linqu"]
    assert due.state(END, 10) == NO_DAY
    assert ledger(entry(due, begun_on="2020-01-10"))["ACT-04", "linqu"].last_day == dt.date(2020, 4, 9)


def case(**values: str) -> Case:
    return Case("FUND-01-M0123456789", "linqu", {}, values=values)


@pytest.mark.parametrize(
    ("values", "plan_id", "last_day", "state"),
    [
        ({"comment_sent_on": "2019-12-21"}, "TERM-01", "2019-12-31", SOON),
        ({"comment_sent_on": "2019-12-20"}, "TERM-01", "2019-12-30", OVERDUE),
        ({"comment_sent_on": "2019-12-01", "comment": "无异议"}, "TERM-01", "2019-12-11", DONE),
        ({"comment_sent_on": "2019-12-01", "reported": "报告反映"}, "TERM-01", "2019-12-11", DONE),
        ({"deadline": "2019-11-30"}, "TERM-02", "2019-11-30", OVERDUE),
        ({"deadline": "2019-11-30", "deadline_new": "2020-03-31"}, "TERM-02", "2020-03-31", OPEN),
        ({"deadline": "2019-11-30", "done_on": "2019-12-05"}, "TERM-02", "2019-11-30", LATE),
        ({"deadline": "2019-11-30", "done_on": "2019-11-30"}, "TERM-02", "2019-11-30", DONE),
    ],
)
def test_terms_of_matters(values, plan_id, last_day, state):
    [due] = terms(PLAN, [case(unit="县民政局", **values)], PARAMETERS)
    assert (due.plan_id, str(due.last_day), due.state(END, PLAN.soon), due.unit) == (plan_id, last_day, state, "县民政局")


def test_a_matter_in_which_nothing_runs_has_no_term():
    assert terms(PLAN, [case(), case(comment="先说了")], PARAMETERS) == []


@pytest.mark.parametrize(
    ("plan_id", "values", "columns"),
    [
        ("ACT-03", {"filed_on": "2019-11-30", "evidence": "报告"}, []),
        ("ACT-03", {"filed_on": "2019-11-30"}, ["evidence"]),
        ("ACT-03", {"filed_on": "2019-09-20", "evidence": "报告"}, ["filed_on"]),  # the day before the notice
        ("ACT-03", {"filed_on": "2019-09-21", "evidence": "报告"}, []),
        ("ACT-03", {"due_set": "2019-12-31"}, ["due_set"]),
        ("ACT-03", {"begun_on": "2019-10-01"}, ["begun_on"]),
        ("ACT-01", {"due_set": "2019-10-08"}, []),
        ("ACT-01", {"due_set": "2019-09-20"}, ["due_set"]),
        ("ACT-04", {"begun_on": "2020-01-10", "filed_on": "2020-01-09", "evidence": "报告"}, ["filed_on"]),
        ("ACT-04", {"begun_on": "2020-01-10"}, []),
    ],
)
def test_what_may_be_filled_in(plan_id, values, columns):
    action = next(action for action in PLAN.actions if action.id == plan_id)
    assert [refusal.column for refusal in refusals(action, values)] == columns


def test_the_calendar_begins_with_what_is_longest_overdue_and_ends_with_what_has_no_day():
    due = ledger()["ACT-03", "linqu"]
    days = {"a": dt.date(2019, 9, 30), "b": dt.date(2019, 11, 30), "c": dt.date(2019, 12, 31), "d": dt.date(2020, 3, 31), "e": None}
    things = [replace(due, id=id, last_day=day) for id, day in days.items()] + [
        replace(due, id="f", last_day=days["a"], done=True, done_on=dt.date(2019, 10, 2))
    ]
    assert [due.id for due in open_on(reversed(things), END, 10)] == ["a", "b", "c", "d", "e"]
    assert standing(things, END, 10) == {"ACT-03": {OVERDUE: 2, SOON: 1, OPEN: 1, NO_DAY: 1, LATE: 1}}
    assert [row.split(" | ")[:3] for row in calendar(reversed(things), END, 10).text.splitlines()[2:]] == [
        ["2019-09-30", "逾期未办", "92"],
        ["2019-11-30", "逾期未办", "31"],
        ["2019-12-31", "即将到期", ""],
        ["2020-03-31", "未到期", ""],
        ["", "未定期限", ""],
    ]
    assert summary(things, END, 10).text.splitlines()[2] == "ACT-03 | 完成“回头看”工作 | 2 | 1 | 1 | 1 | 1 | 0"


def test_a_person_typed_in_as_the_unit_is_masked():
    [due] = terms(PLAN, [case(unit="王小明", deadline="2019-11-30")], PARAMETERS)
    assert "王小明" not in calendar([due], END, 10).html


def other(tmp_path: Path, old: str, new: str) -> Parameters:
    folder = shutil.copytree(ROOT / "parameters", tmp_path / "parameters", ignore=shutil.ignore_patterns("project.key"))
    text = (folder / "actions.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "actions.yaml").write_text(text.replace(old, new), encoding="utf-8")
    return load_parameters(folder).keyed(PUBLISHED)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("due: lookback.done_by", "due: lookback.done", "lookback.done is no policy value of unit 日期"),
        ("days: rect.report_days", "days: lookback.done_by", "lookback.done_by is no policy value of unit 天"),
        ("days: rect.report_days", "due: lookback.done_by", "ACT-04 does not say its last day in one way"),
        ("    due: [deadline_new, deadline]\n", "", "TERM-02 does not say its last day in one way"),
        ("id: TERM-02", "id: TERM-01", "TERM-01 stands twice"),
        ("begins: comment_sent_on", "starts: comment_sent_on", "unknown key starts"),
    ],
)
def test_a_plan_that_is_wrong_is_refused_with_file_and_line(tmp_path, old, new, told):
    with pytest.raises(ParameterError, match=r"actions\.yaml:\d+: .*" + told.replace(".", r"\.")):
        load_plan(other(tmp_path, old, new))


def test_an_office_adds_a_term_of_its_own(tmp_path):
    """Fifteen calendar days from the day of the evidence sheet, say: one value, one line."""
    parameters = other(tmp_path, "days: audit.comment_days", "days: audit.other_days")
    file = parameters.folder / "policy" / "rectification.yaml"
    value = "  description: 本办规定的天数\n  unit: 天\n  scope: audit\n  checked_on: 2026-11-25\n  values:\n    - {from: 2013-01-01, value: 15, document: 本办规定, confirmed: true}\n"
    file.write_text(file.read_text(encoding="utf-8") + f"audit.other_days:\n{value}", encoding="utf-8")
    parameters = load_parameters(parameters.folder).keyed(PUBLISHED)
    [due] = terms(load_plan(parameters), [case(comment_sent_on="2019-12-20")], parameters)
    assert due.last_day == dt.date(2020, 1, 4)
