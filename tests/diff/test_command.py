"""`auditlib diff` on the terminal and as JSON: refusals, exit codes, and that nobody's name, number or file name of a person leaves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from auditlib import cli
from auditlib.project_key import PUBLISHED, Key
from tests.conftest import only
from tests.diff.runs import DEAD, DEATHS, PAID, PAYMENTS, ROOT, WANG, files, paid, run

few = only("FUND-01", "FUND-04")


@pytest.fixture
def call(capsys, monkeypatch):
    """Give the command; returns its exit code and what it said."""
    monkeypatch.setenv("AUDITLIB_HOME", str(ROOT))

    def given(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stop:
            cli.main(["diff", *map(str, arguments)])
        captured = capsys.readouterr()
        return stop.value.code or 0, captured.out + captured.err

    return given


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """The dead are told of in a file that is called after one of them."""
    received = files()
    return run(tmp_path_factory.mktemp("first"), {PAID: received[PAID], "公安/王小明.csv": received[DEAD]})


@pytest.fixture(scope="module")
def second(tmp_path_factory) -> Path:
    """One has another name, the other is not dead any more."""
    received = files(deaths=[["王小朋", *DEATHS[0][1:]]])
    return run(tmp_path_factory.mktemp("second"), {PAID: received[PAID], "公安/王小明.csv": received[DEAD]})


def test_people_read_what_has_changed_and_nobodys_name(call, first, second):
    code, said = call(first, second)
    assert code == 0
    row = next(line.split() for line in said.splitlines() if "FUND-01" in line)
    assert row == ["临朐县", "FUND-01", "1（2）", "1（3）"]  # a matter of two leads is gone, one of three has changed
    for text in (
        "变化 1 个事项，原因：比对的《死亡人员信息》行内容已改：死者姓名",
        "不同：",
        "300.00 元 → 0.00 元",
        "消失 1 个事项",
        "文件已替换",
        "SHA-256",
    ):
        assert text in said
    assert not any(private in said for private in ("小明", "小朋", "会兰", WANG, "19510101"))


def test_json_holds_everything_masked(call, first, second):
    code, said = call(first, second, "--json", "--county", "临朐县")
    told = json.loads(said)
    assert code == 0 and told["not_compared"] == {} and told["before"]["as_of"] == "2019-12-31"
    county = told["counties"]["linqu"]
    assert county["counts"] == {"matters": {"changed": 1, "gone": 1}, "leads": {"changed": 3, "gone": 2}}
    assert county["rules"] == {"FUND-01": {"matters": {"changed": 1, "gone": 1}, "leads": {"changed": 3, "gone": 2}}}
    changed = next(matter for matter in county["matters"] if matter["state"] == "changed")
    assert (changed["amount_before"], changed["amount_now"]) == ("300.00", "0.00")
    assert {entry["matter_id"] for entry in county["leads"] if entry["state"] == "changed"} == {changed["id"]}
    values = next(entry["values"] for entry in county["leads"] if entry["state"] == "changed")
    assert values["x_name"] == [False, True] and values["severity"] == ["H", "D"]
    assert all(
        len(digest) == 64
        for entry in county["leads"]
        if entry["state"] == "gone"
        for reason in entry["reasons"]
        for digest in reason["sha256"]
    )
    assert not any(private in said for private in ("小明", "小朋", "会兰", WANG))


def test_values_of_facts_are_masked_and_on_the_terminal_not_shown(call, first, tmp_path):
    account = "6217000000370799"
    payments = [*PAYMENTS[:2], paid("王小明", WANG, 6, account=account), *PAYMENTS[3:]]
    now = run(tmp_path, {PAID: files(payments)[PAID], "公安/王小明.csv": files()[DEAD]})
    code, said = call(first, now)
    assert code == 0 and "不同：银行卡号" in said and "行内容已改：银行卡号" in said and account[-4:] not in said
    told = json.loads(call(first, now, "--json")[1])["counties"]["linqu"]
    [changed] = [entry for entry in told["leads"] if entry["state"] == "changed"]
    assert changed["values"] == {"account_no": [None, f"****{account[-4:]}"]}  # DOMAIN §6.4: of an account the last four


def test_many_matters_of_one_reason_are_told_once(call, tmp_path):
    many = [[f"王{n}", f"3707991952010{n:02d}00X", "高龄津贴", "2019年6月", "100", "2019-06-20", "成功", ""] for n in range(10, 22)]
    dead = [[row[0], row[1], "2019-01-15", "火化"] for row in many]
    many += [[f"李{n}", f"3707991952020{n:02d}00X", "高龄津贴", "2019年6月", "100", "2019-06-20", "成功", ""] for n in range(10, 40)]
    code, said = call(run(tmp_path / "a", files(many, dead)), run(tmp_path / "b", files(many, dead[:0])))
    assert code == 0 and "消失 12 个事项" in said and "另有 2 个，见 --json" in said and said.count("FUND-01-M") == 10


def test_runs_under_different_keys_are_refused_by_both_fingerprints(call, first, tmp_path):
    other = Key("another project's key, made for this test only")
    code, said = call(first, run(tmp_path, files(), key=other))
    assert code == 2 and PUBLISHED.fingerprint in said and other.fingerprint in said and other.text not in said


def test_a_folder_in_which_no_run_has_ended(call, first, tmp_path):
    (tmp_path / "begun").mkdir()
    assert call(first, tmp_path / "begun")[0] == 2
    (tmp_path / "begun" / "manifest.json").write_text('{"as_of": "2019-12')
    code, said = call(tmp_path / "begun", first)
    assert code == 2 and "damaged" in said
    assert call(first, tmp_path / "nowhere")[0] == 2
    assert call(first)[0] == 2
    assert call(first, first, "--county", "no such county")[0] == 2


@pytest.mark.parametrize("damage", ["county not in the run", "stage failed", "leads cut off", "no record of rules"])
def test_a_county_without_results_is_said_and_nothing_of_it_has_gone(call, first, tmp_path, damage):
    now = shutil.copytree(first, tmp_path / "now")
    manifest = json.loads((now / "manifest.json").read_text())
    if damage == "county not in the run":
        manifest["counties"] = {}
    elif damage == "stage failed":
        manifest["counties"]["linqu"]["jobs"]["stage"]["status"] = "failed"
    elif damage == "leads cut off":
        (now / "linqu" / "leads.parquet").write_bytes((now / "linqu" / "leads.parquet").read_bytes()[:100])
    else:
        (now / "linqu" / "rules.json").unlink()
    (now / "manifest.json").write_text(json.dumps(manifest))
    code, said = call(first, now)
    assert code == 1 and "未比较：临朐县，后一次运行：" in said and "个事项" not in said
    told = json.loads(call(first, now, "--json")[1])
    assert (told["not_compared"].keys(), told["counties"]) == ({"linqu"}, {})


def test_what_could_not_be_judged_again_makes_exit_code_one(call, first, tmp_path):
    code, said = call(first, run(tmp_path, {DEAD: files()[DEAD]}))
    assert code == 1 and "未再判断 2 个事项，原因：后一次未执行该规则：缺少资料：到户资金发放明细(L09)" in said


def test_a_rule_that_this_version_does_not_have_any_more(call, first, tmp_path):
    """What it found before is told by its id, and has not gone."""
    then = shutil.copytree(first, tmp_path / "then")
    for name in ("leads.parquet", "matters.parquet"):
        table = pq.read_table(then / "linqu" / name)
        rules = pa.array(["OLD-01"] * table.num_rows)
        pq.write_table(table.set_column(table.schema.get_field_index("rule_id"), "rule_id", rules), then / "linqu" / name)
    matters = pq.read_table(then / "linqu" / "matters.parquet")
    ids = pa.array([f"OLD-01-M{number:010}" for number in range(matters.num_rows)])
    pq.write_table(matters.set_column(0, "matter_id", ids), then / "linqu" / "matters.parquet")
    code, said = call(then, first)
    assert code == 1 and "OLD-01-M0000000000" in said and "未再判断 2 个事项" in said
