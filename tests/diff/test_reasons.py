"""Why a lead is new, gone or changed, told from two runs over files that differ in one thing. Expected numbers are the arithmetic of tests/diff/runs.py."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from auditlib.contracts import load_ledgers
from auditlib.diff.changes import leads_changed
from auditlib.diff.reasons import Compared, Sides, compare
from auditlib.diff.runs import finished, results
from auditlib.parameters import load_parameters
from tests.conftest import only
from tests.diff.runs import DEAD, DEATHS, PAID, PAYMENTS, ROOT, WANG, files, paid, run

CONTRACTS, PARAMETERS = load_ledgers(ROOT / "parameters" / "ledgers"), load_parameters(ROOT / "parameters")
GRACE = "{from: 2013-01-01, value: 1, document: 国发〔2014〕8号, confirmed: false}"
few = only("FUND-01", "FUND-04")


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    return run(tmp_path_factory.mktemp("first"), files())


def compared(before: Path, now: Path) -> Compared:
    return compare(*(results(finished(folder), "linqu") for folder in (before, now)), PARAMETERS, CONTRACTS)


def told(found: Compared) -> dict[str, set[tuple[str, bool]]]:
    """State of a matter → kinds of its reasons, and whether they are certain."""
    states: dict[str, set] = {}
    for change in found.matters.found:
        if change.state != "same":
            states.setdefault(change.state, set()).update((reason.kind, reason.certain) for reason in found.why[change.id])
    return states


def sha256(folder: Path, file: str) -> str:
    return hashlib.sha256((folder.parent / "received" / file).read_bytes()).hexdigest()


def test_the_same_files_under_other_names_and_in_another_order(first, tmp_path):
    again = files([*reversed(PAYMENTS)])
    found = compared(first, run(tmp_path, {"补报/明细.csv": again[PAID], DEAD: again[DEAD]}))
    assert (found.matters.counts, found.leads.counts, found.why) == ({"same": 2}, {"same": 5}, {})


def test_a_row_compared_with_is_gone_and_its_file_replaced(first, tmp_path):
    now = run(tmp_path, files(deaths=DEATHS[1:]))
    found = compared(first, now)
    assert (found.matters.counts, found.leads.counts) == ({"gone": 1, "same": 1}, {"gone": 3, "same": 2})
    [reason] = found.why[found.matters.of("gone")[0].id]
    assert (reason.kind, reason.certain, reason.sha256) == ("row_gone", True, (sha256(first, DEAD), sha256(now, DEAD)))
    assert reason.text == f"比对的《死亡人员信息》行已不在资料中（{DEAD}，文件已替换）"
    back = compared(now, first)
    [reason] = back.why[back.matters.of("new")[0].id]
    assert (reason.kind, reason.sha256) == ("row_new", (sha256(now, DEAD), sha256(first, DEAD)))


def test_a_file_not_sent_again_and_the_row_accused_gone(first, tmp_path):
    """The payments come in two files, of which the second run has one."""
    both = run(tmp_path / "both", {"甲.csv": files(PAYMENTS[:3])[PAID], "乙.csv": files(PAYMENTS[3:])[PAID], DEAD: files()[DEAD]})
    one = run(tmp_path / "one", {"甲.csv": files(PAYMENTS[:3])[PAID], DEAD: files()[DEAD]})
    found = compared(both, one)
    [reason] = found.why[found.matters.of("gone")[0].id]
    assert (reason.text, reason.sha256[1]) == ("被指的《到户资金发放明细》行已不在资料中（乙.csv，文件后一次没有报送）", None)
    back = compared(one, both)
    assert back.why[back.matters.of("new")[0].id][0].text == "被指的《到户资金发放明细》行此前不在资料中（乙.csv，文件前一次没有报送）"


def test_a_row_says_something_else(first, tmp_path):
    """A payment that was returned; and another name for the dead, which an exception weighs."""
    found = compared(first, run(tmp_path / "returned", files([*PAYMENTS[:2], paid("王小明", WANG, 6, "退回"), *PAYMENTS[3:]])))
    assert found.leads.counts == {"gone": 1, "same": 4} and told(found) == {"changed": {("row_changed", True)}}
    assert found.why[found.leads.of("gone")[0].id][0].text == "被指的《到户资金发放明细》行内容已改：发放状态"
    found = compared(first, run(tmp_path / "named", files(deaths=[["陈大伟", *DEATHS[0][1:]], DEATHS[1]])))
    [matter] = found.matters.of("changed")
    assert {"x_name", "severity", "questioned_amount"} <= {*found.facts[matter.id]}
    assert [reason.text for reason in found.why[matter.id]] == ["比对的《死亡人员信息》行内容已改：死者姓名"]


def test_an_exception_clears_it_now(first, tmp_path):
    """He died a month later: the month of April is lawful."""
    found = compared(first, run(tmp_path, files(deaths=[[*DEATHS[0][:2], "2019-04-15", "火化"], DEATHS[1]])))
    [gone] = found.leads.of("gone")
    assert str(gone.before["occurred_on"]) == "2019-04-20"
    assert [reason.kind for reason in found.why[gone.id]] == ["row_gone", "spared"]
    assert found.why[gone.id][1].text == "现经例外检验排除：应发未超期（所属期在事件之前）"


def test_a_rule_that_did_not_run_then_or_now(first, tmp_path):
    none = run(tmp_path, {DEAD: files()[DEAD]})
    found = compared(first, none)
    assert (found.matters.counts, found.leads.counts) == ({"not_judged": 2}, {"not_judged": 5})
    assert told(found) == {"not_judged": {("not_run", True)}}
    assert found.why[found.matters.found[0].id][0].text == "后一次未执行该规则：缺少资料：到户资金发放明细(L09)"
    back = compared(none, first)
    assert back.matters.counts == {"new": 2} and told(back) == {"new": {("not_run", True)}}


@pytest.mark.parametrize(
    ("entry", "kind", "text"),
    [
        (GRACE.replace("value: 1", "value: 6"), "policy", "参数 death_grace_months（2013-01-01 起）由 1 月 改为 6 月"),
        (GRACE.replace("2013", "2014", 1), "law_date", "适用的参数 death_grace_months 由 2013-01-01 起的 1 月 改为 2014-01-01 起的 1 月"),
        (GRACE.replace("false", "true"), "policy", "参数 death_grace_months 的文号或核对状态已改，取值未变"),
    ],
    ids=["another value", "another day of the law", "confirmed"],
)
def test_a_policy_value(first, tmp_path, entry, kind, text):
    found = compared(first, run(tmp_path, files(), policy=(GRACE, entry)))
    assert found.leads.counts == {"changed": 5}
    for change in found.leads.found:
        assert change.differ == ("policy death_grace_months",)
        assert [(reason.kind, reason.certain, reason.text) for reason in found.why[change.id]] == [(kind, True, text)]


def test_a_lead_that_is_gone_by_another_value_of_what_it_cited(tmp_path):
    """Paid in the second month after the death, for no period that anybody wrote down: late by one month's grace, not by six."""
    received = files([["王小明", WANG, "高龄津贴", "", "100", "2019-05-20", "成功", ""]])
    one, six = (run(tmp_path / name, received, policy=(GRACE, GRACE.replace("value: 1", f"value: {name}"))) for name in ("1", "6"))
    found = compared(one, six)
    [gone] = found.leads.of("gone")
    changed = "参数 death_grace_months（2013-01-01 起）由 1 月 改为 6 月"
    assert [(reason.kind, reason.text) for reason in found.why[gone.id]] == [
        ("policy", changed),
        ("spared", "现经例外检验排除：在宽限期内"),
    ]
    back = compared(six, one)
    texts = [reason.text for reason in back.why[gone.id]]
    assert texts == ["参数 death_grace_months（2013-01-01 起）由 6 月 改为 1 月", "此前经例外检验排除，现不再排除：在宽限期内"]


def test_outside_the_period_of_the_other_run(first, tmp_path):
    """Paid on 20 December; audited until the end of November."""
    found = compared(first, run(tmp_path, files(), as_of="2019-11-30"))
    [gone] = found.leads.of("gone")
    assert (str(gone.before["occurred_on"]), gone.state) == ("2019-12-20", "gone")
    assert [(r.kind, r.text) for r in found.why[gone.id]] == [("period", "发生日期不在后一次的审计期间（2014-01-01 至 2019-11-30）内")]


def test_the_day_of_a_lead_that_is_the_audit_date_tells_nothing_of_the_period(first, tmp_path):
    """A state found at the audit date is dated so: audited a month earlier it is dated a month earlier, and not outside the period."""
    then, now = shutil.copytree(first, tmp_path / "then"), run(tmp_path, files(), as_of="2019-11-30")
    path = then / "linqu" / "leads.parquet"
    table = pq.read_table(path)
    days = pc.if_else(pc.equal(table["occurred_on"], dt.date(2019, 12, 20)), pa.scalar(dt.date(2019, 12, 31)), table["occurred_on"])
    pq.write_table(table.set_column(table.schema.get_field_index("occurred_on"), "occurred_on", days), path)
    found = compared(then, now)
    [gone] = found.leads.of("gone")
    assert [(r.kind, r.certain, r.text) for r in found.why[gone.id]][0] == ("dates", False, "审计截止日不同：2019-12-31 → 2019-11-30")


def without(folder: Path, lead_id: str) -> None:
    """As if the rule had not found one lead."""
    for name in ("leads.parquet", "matters.parquet"):
        table = pq.read_table(folder / "linqu" / name)
        column = "lead_id" if name == "leads.parquet" else "matter_id"
        pq.write_table(table.filter(pc.not_equal(table[column], lead_id)), folder / "linqu" / name)


def test_only_possible_reasons_are_called_possible_and_none_is_said_to_be_none(first, tmp_path):
    now = run(tmp_path, files())
    lost = pq.read_table(now / "linqu" / "leads.parquet")["lead_id"][0].as_py()
    without(now, lost)
    found = compared(first, now)
    assert [(reason.kind, reason.certain) for reason in found.why[lost]] == [("unknown", False)]
    stage = now / "linqu" / "stage.txt"
    stage.write_text(
        "".join(line if not line.startswith("规则程序") else "规则程序：other\n" for line in stage.read_text("utf-8").splitlines(True)),
        "utf-8",
    )
    found = compared(first, now)
    assert [(reason.kind, reason.certain) for reason in found.why[lost]] == [("program", False)]


def test_a_file_that_is_the_same_under_another_name_of_which_a_row_was_not_read(first, tmp_path):
    """As if another version had not understood the row."""
    received = files()
    now = run(tmp_path, {"补报/明细.csv": received[PAID], DEAD: received[DEAD]})
    path = now / "linqu" / "ledgers" / "benefit_payment.parquet"
    table = pq.read_table(path)
    pq.write_table(table.filter(pc.not_equal(table["pay_date"], dt.date(2019, 12, 20))), path)
    lost = next(
        lead["lead_id"] for lead in pq.read_table(now / "linqu" / "leads.parquet").to_pylist() if str(lead["occurred_on"]) == "2019-12-20"
    )
    without(now, lost)
    [reason] = compared(first, now).why[lost]
    assert reason.text == f"被指的《到户资金发放明细》行已不在资料中（{PAID}，文件两次相同，该行只有一次读入）"
    assert reason.sha256 == (sha256(first, PAID), sha256(first, PAID))


def test_decisions_made_between_the_runs_may_be_why_a_rule_that_reads_them_says_something_else(first, tmp_path):
    now = shutil.copytree(first, tmp_path / "now")
    stage = now / "linqu" / "stage.txt"
    stage.write_text(
        "".join(line if not line.startswith("案件记录") else "案件记录：other\n" for line in stage.read_text("utf-8").splitlines(True)),
        "utf-8",
    )
    then, later = (results(finished(folder), "linqu") for folder in (first, now))
    sides = Sides(then, later, PARAMETERS, CONTRACTS, leads_changed([], [], set()))
    assert [reason.kind for reason in sides.possible("RECT-04")] == ["decisions"]
    assert [reason.kind for reason in sides.possible("FUND-01")] == ["unknown"]


def test_leads_under_another_matter_have_not_gone(first, tmp_path):
    now = run(tmp_path, files())
    path = now / "linqu" / "leads.parquet"
    table = pq.read_table(path)
    old = next(lead["matter_id"] for lead in table.to_pylist() if lead["questioned_amount"] and str(lead["occurred_on"]) == "2019-08-20")
    for name in ("leads.parquet", "matters.parquet"):
        table = pq.read_table(now / "linqu" / name)
        ids = ["FUND-01-Mffffffffff" if id == old else id for id in table["matter_id"].to_pylist()]
        pq.write_table(table.set_column(table.schema.get_field_index("matter_id"), "matter_id", pa.array(ids)), now / "linqu" / name)
    found = compared(first, now)
    assert told(found) == {"gone": {("regrouped", True)}, "new": {("regrouped", True)}}
    assert found.why[old][0].text == "疑点仍在，改列事项 FUND-01-Mffffffffff"
    assert found.why["FUND-01-Mffffffffff"][0].text == f"疑点仍在，此前列在事项 {old}"


def test_a_parameter_file_is_named_where_the_rule_uses_a_value_of_it(first, tmp_path):
    """A rule's lead is lost for no reason that the results tell; the file of its values has a further comment."""
    now = run(tmp_path, files(), policy=(GRACE, f"{GRACE}  # read again"))
    lost = pq.read_table(now / "linqu" / "leads.parquet")["lead_id"][0].as_py()
    without(now, lost)
    [reason] = compared(first, now).why[lost]
    assert (reason.kind, reason.certain) == ("parameters", False)
    assert reason.text == "参数文件 policy/special_funds.yaml 已改（该规则用其中的 death_grace_months）"


def test_a_matter_that_differs_though_its_leads_do_not_has_a_reason_too(first, tmp_path):
    """As if another version told the place of a matter otherwise."""
    now = shutil.copytree(first, tmp_path / "now")
    path = now / "linqu" / "matters.parquet"
    table = pq.read_table(path)
    pq.write_table(table.set_column(table.schema.get_field_index("village"), "village", pa.array(["东村"] * table.num_rows)), path)
    found = compared(first, now)
    assert (found.matters.counts, found.leads.counts) == ({"changed": 2}, {"same": 5})
    assert told(found) == {"changed": {("unknown", False)}}
