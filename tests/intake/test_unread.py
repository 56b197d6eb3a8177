"""What was handed in and not read is named with what to do; a cover, notes or an empty sheet is only listed."""

from __future__ import annotations

from dataclasses import replace

import pyarrow.compute as pc
import pytest

from auditlib.intake import sheets
from auditlib.parameters import Pin
from tests.intake.helpers import identity, workbook

DEATHS = [["姓名", "身份证号", "死亡日期"], ["张三", identity(), "2019-05-01"], ["李四", identity(sequence="202"), "2019-06-01"]]
UNKNOWN = [["设备", "型号", "产地"], ["水泵", "B-1", "本地"], ["电机", "D-2", "外地"]]
LACKING = [["姓名", "身份证号", "火化证编号"], ["张三", identity(), "X1"]]
COVER = [["扶贫资料移交清单", None, None], [None, "移交单位：某局", None], [None, "移交日期", "2019年9月"], ["经办人", None, "（签章）"]]
NOTES = [["填表说明"], ["一、本表由各镇街填报。"], ["二、金额以元为单位。"], ["三、逾期不候。"]]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (UNKNOWN, "3 行未读取"),
        ([["村", "面积亩数"], *(["某村", str(n)] for n in range(10))], "11 行未读取"),
        ([[f"37079919450312{n:03}0 甲 2019"] for n in range(120)], "120 行未读取"),
        (LACKING, "1 行未读取"),
        ([["标题"], *LACKING], "1 行未读取"),
        (COVER, None),
        (NOTES, None),
        ([], None),
        ([[None, None]], None),
        ([DEATHS[0]], None),
    ],
)
def test_a_table_that_no_ledger_knows_is_named_and_a_cover_is_listed(folder, read, rows, told):
    workbook(folder / "材料.xlsx", {"死亡": DEATHS, "其他": rows})
    result = read()
    entry = result.sheet(sheet="其他")
    assert len(result.rows("death_register")) == 2
    if told is None:
        assert result.intake.unread == [] and entry["problem"] is None
        return
    ((place, problem),) = result.intake.unread
    assert place == "材料.xlsx · 其他" and told in problem and "待确认" in problem
    assert "ledger: ignore" in entry["questions"][-1] and "parameters/counties/changle.yaml" in entry["questions"][-1]


@pytest.mark.parametrize("rows", [UNKNOWN, LACKING, [[f"列{n}" for n in range(2000)]]])
def test_what_the_auditor_sets_aside_is_not_asked_for_again(folder, read, rows):
    workbook(folder / "材料.xlsx", {"其他": rows})
    assert [place for place, _ in read().intake.unread] == ["材料.xlsx · 其他"]
    for pin in (Pin(match="材料.xlsx", sheet="其他", ledger="ignore"), Pin(match="*", ledger="ignore")):
        result = read(files=[pin])
        assert (result.intake.unread, result.intake.questions) == ([], [])
        assert "搁置" in result.sheet()["evidence"]


def test_a_file_that_can_not_be_read_can_be_set_aside_too(folder, read):
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.4")
    ((place, problem),) = read().intake.unread
    assert place == "扫描件.pdf" and "请提交" in problem
    result = read(files=[Pin(match="*.pdf", ledger="ignore")])
    assert result.intake.unread == [] and result.state("扫描件.pdf")[0] == "ignored"


def test_a_pin_for_one_sheet_sets_no_file_aside(folder, read):
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert read(files=[Pin(match="坏.xlsx", sheet="一", ledger="ignore")]).intake.unread


def test_a_table_above_the_one_that_is_read_is_named(folder, read):
    other = [["设备", "型号", "产地", "功率", "电压"], *([f"泵{n}", "B", "本地", n, "x"] for n in range(4)), [None]]
    workbook(folder / "材料.xlsx", {"死亡": [*other, *DEATHS]})
    ((place, problem),) = read().intake.unread
    assert place == "材料.xlsx · 死亡" and "表头以上有 5 行" in problem and "另存" in problem


@pytest.mark.parametrize("piece", [1, 1 << 17])
def test_a_table_whose_rows_do_not_add_up_is_refused_by_name(folder, read, monkeypatch, piece):
    """No assert, which python -O would drop: a lost row costs its table, of which no piece stays, and nothing else."""
    typed = sheets.type_rows

    def losing(connection, ledger, sources, table):
        found = typed(connection, ledger, sources, table)
        return replace(found, kept=found.kept.filter(pc.not_equal(found.kept["row"], 4))) if ledger.name == "death_register" else found

    monkeypatch.setattr(sheets, "type_rows", losing)
    monkeypatch.setattr(sheets, "PIECE", piece)
    deaths = [DEATHS[0], ["张五", identity(sequence="303"), "去年"], *DEATHS[1:], ["合计", None, None]]
    workbook(
        folder / "材料.xlsx",
        {"死亡": deaths, "村": [["乡(镇)", "行政村", "是否重点村", "总户数", "贫困户数"], ["某镇", "某村", "是", "300", "12"]]},
    )
    result = read()
    ((place, problem),) = result.intake.unread
    assert place == "材料.xlsx · 死亡" and "行数不符" in problem and "重新运行" in problem
    assert {*result.intake.ledgers} == {"village"} and len(result.rows("village")) == 1
    assert [path.name for path in (result.out / "ledgers").iterdir()] == ["village.parquet"]
    assert result.sheet(sheet="死亡")["rows"] == 5 and result.quarantine == [] and result.set_aside == []
