"""Cells that hold something which a reader loses: errors, formulas never calculated, noughts and letters of a number's format, merges."""

from __future__ import annotations

import re
import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from auditlib.intake.grids import UNREAD
from auditlib.intake.overlay import format_of, is_code
from auditlib.intake.read_workbook import read as read_workbook
from tests.intake.helpers import identity, workbook


def grid(path, folder):
    """The one sheet's rows of text, and its grid."""
    (folder / "grids").mkdir(exist_ok=True)
    (found,) = read_workbook(path, folder / "grids")
    assert found.problem is None, found.problem
    columns = found.table().to_pydict()
    numbers = columns.pop("row")
    assert numbers == list(range(1, len(numbers) + 1))
    return [list(row) for row in zip(*columns.values(), strict=True)], found


def test_a_formula_without_a_value_stays_a_formula(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "金额", "合计"])
    book.active.append(["张三", "=5*100", 3])
    book.active["D4"] = "=SUM(B2:B3)"
    book.save(tmp_path / "a.xlsx")
    rows, _ = grid(tmp_path / "a.xlsx", tmp_path)
    assert rows == [["姓名", "金额", "合计", None], ["张三", "=5*100", "3", None], [None] * 4, [None, None, None, "=SUM(B2:B3)"]]
    assert re.fullmatch(UNREAD, "=5*100")


def test_a_nought_that_was_never_calculated_is_no_nought(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["金额", 0])
        sheet.write_formula(1, 0, "=250*2")
        sheet.write_formula(1, 1, "=250*2", value=500)
    rows, _ = grid(tmp_path / "a.xlsx", tmp_path)
    assert rows == [["金额", "0"], ["=250*2", "500"]]


def test_a_nought_that_excel_calculated_is_one(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet().write_formula(0, 0, "=1-1")
        book.worksheets()[0].write(0, 1, "x")
    rewrite(tmp_path / "a.xlsx", "xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    assert grid(tmp_path / "a.xlsx", tmp_path)[0] == [["0", "x"]]


def rewrite(path, member: str, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in members[member]
    members[member] = members[member].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def test_parts_named_with_backslashes(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["张三", "=5*100"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("/", "\\"), data)
    assert grid(tmp_path / "b.xlsx", tmp_path)[0] == [["张三", "=5*100"]]


def test_errors_stay_as_excel_writes_them(tmp_path):
    errors = ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NULL!", "#NUM!"]
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write(1, 1, "x")
        for column, error in enumerate(errors):
            sheet.write_formula(2, column, "=1/0", value=error)
    rows, _ = grid(tmp_path / "a.xlsx", tmp_path)
    assert rows[1:] == [[None, "x", *[None] * 5], errors]
    assert all(re.fullmatch(UNREAD, error) for error in [*errors, "########", "Err:502"])
    assert not any(re.fullmatch(UNREAD, text) for text in ["#1", "3#", "==========", "=", "", "A=B", "##"])


def test_an_error_that_the_reader_does_not_know_costs_its_cell(folder, read):
    path = workbook(
        folder / "死亡.xlsx", {"s": [["姓名", "身份证号", "死亡日期"], ["张三", identity(), "2019-05-01"], ["李四", 777, "2019-05-02"]]}
    )
    rewrite(path, "xl/worksheets/sheet1.xml", "><v>777</v>", ' t="e"><v>#BUSY!</v>')
    result = read()
    assert [(row["name"], row["id_no"]) for row in result.rows("death_register")] == [("张三", identity()), ("李四", None)]
    assert any("1 格的写法不是 Excel 的规定（B3）" in warning for warning in result.sheet()["warnings"])


def test_a_word_in_a_yes_or_no_cell_costs_its_cell_and_is_asked_about(folder, read):
    head = ["乡(镇)", "行政村", "是否重点村", "总户数", "贫困户数"]
    rows = [head, ["某镇", "某村", 777, 300, 12], [None, "又一村", True, 200, 9]]
    path = workbook(folder / "村.xlsx", {"s": rows}, {"s": [(1, 0, 2, 0)]})
    rewrite(path, "xl/worksheets/sheet1.xml", "><v>777</v>", ' t="b"><v>看情况</v>')
    result = read()
    assert [(row["town_name"], row["is_key_village"], row["unread"]) for row in result.rows("village")] == [
        ("某镇", None, ",is_key_village,"),
        ("某镇", True, None),
    ]
    assert any("C2" in warning for warning in result.sheet()["warnings"]) and "看情况" in result.sheet()["questions"][0]


def test_cells_and_rows_without_their_places_are_counted(tmp_path):
    """Some programs write neither r= of a row nor of a cell, and prefix every element."""
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet().write(0, 0, "X")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    data = re.search("<sheetData>.*</sheetData>", xml).group()
    new = "<sheetData><row><c><v>1</v></c><c t='e'><v>#REF!</v></c></row><row><c><f>A1</f></c><c t='str'><f>T(0)</f><v></v></c></row></sheetData>"
    rewrite(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", data, new.replace("'", '"'))
    assert grid(tmp_path / "a.xlsx", tmp_path)[0] == [["1", "#REF!"], ["=A1", None]]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0000", 12, "0012"),
        ("000000000000", 37079900, "000037079900"),
        ('"JX-"0000000000', 20180, "JX-0000020180"),
        ("\\N\\o000", 7, "No007"),
        ("000-0000", 1234567, "123-4567"),
        ("000-0000", 12345678, "1234-5678"),
        ('"第"0"号"', 7, "第7号"),
        ("[$-804]0000;[Red]-0000", 12, "0012"),
        ("0000_ ", 12345, "12345"),
        ('#,##0.00"万元"', 5, "5万元"),
        ("0.0_ 亿元;-0.0亿元", 1.25, "1.25亿元"),
        ("0000", 12.5, None),
        ("0000", -12, None),
        ("0000", 1e15, None),
    ],
)
def test_formats_that_carry_digits(code, number, shown):
    assert format_of(code).text(number) == shown


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0",
        '0!.0,"万元"',
        '0,"万元"',
        "#,##0",
        "0.00",
        "00.00",
        "#,##0.00_ ",
        '0"元"',
        '"￥"#,##0',
        '"￥"0',
        '"人民币"0"元"',
        "0%",
        "yyyy-mm-dd",
        "00:00",
        "@",
        '"x"',
        "0.00E+00",
    ],
)
def test_formats_that_carry_none(code):
    if code == "00:00":
        assert format_of(code).text(930) == "09:30"
    else:
        assert format_of(code) is None


@given(st.integers(0, 10**14), st.integers(2, 20))
def test_noughts_never_change_a_number(number, width):
    assert int(format_of("0" * width).text(number)) == number


def test_codes_by_format_are_read_as_they_are_shown(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        code, name, money = (book.add_format({"num_format": text}) for text in ("0000", '"JX-"0000', "#,##0.00"))
        sheet.write_row(0, 0, ["村代码", "借据号", "金额"])
        for row in (1, 2):
            sheet.write(row, 0, 12, code)
            sheet.write(row, 1, 20180, name)
            sheet.write(row, 2, 500, money)
    assert grid(tmp_path / "a.xlsx", tmp_path)[0][1:] == [["0012", "JX-20180", "500"]] * 2


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="s">{}</table:table></office:spreadsheet></office:body></office:document-content>"""
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path, *rows: str):
    manifest = f"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
    <manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/></manifest:manifest>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", ODS.format("".join(rows)))
    return path


def cell(text: str, attributes: str = "", tag: str = "table-cell") -> str:
    return f"<table:{tag} {attributes}><text:p>{text}</text:p></table:{tag}>"


TEXT, COVERED = 'office:value-type="string"', "<table:covered-table-cell/>"


def test_merges_of_an_ods(tmp_path):
    path = ods(
        tmp_path / "a.ods",
        "<table:table-row>"
        + cell("户", f'{TEXT} table:number-columns-spanned="2" table:number-rows-spanned="1"')
        + COVERED
        + cell("人", TEXT)
        + "</table:table-row>",
        "<table:table-row>"
        + cell("甲", TEXT)
        + cell("1", f'{TEXT} table:number-rows-spanned="2" table:number-columns-spanned="1"')
        + cell("张三", TEXT)
        + "</table:table-row>",
        "<table:table-row>" + cell("甲", TEXT) + COVERED + cell("李四", TEXT) + "</table:table-row>",
    )
    rows, found = grid(path, tmp_path)
    assert rows == [["户", None, "人"], ["甲", "1", "张三"], ["甲", None, "李四"]]
    assert found.merges == [(0, 0, 0, 1), (1, 1, 2, 1)]


def test_cells_of_an_ods_as_they_are_shown(tmp_path):
    number = 'office:value-type="float" office:value="{}"'.format
    path = ods(
        tmp_path / "a.ods",
        "<table:table-row>" + "".join(cell(name, TEXT) for name in "一二三四五六") + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="2">'
        + cell("0012", number(12))
        + cell("JX-0012", number("12"))
        + cell("1,200", number(1200))
        + cell("￥12", number(12))
        + cell("#REF!", f'{TEXT} calcext:value-type="error" table:formula="of:=[.A1]"')
        + '<table:table-cell table:formula="of:=2*5"/>'
        + "</table:table-row>",
    )
    assert grid(path, tmp_path)[0][1:] == [["0012", "JX-0012", "1200", "12", "#REF!", "=2*5"]] * 2


def test_what_shows_a_code():
    assert is_code("0012", "12") and is_code("J12", "12.0")
    assert not any(
        is_code(shown, value)
        for shown, value in [("12", "12"), ("12.00", "12"), ("1,200", "1200"), ("12元", "12"), ("50%", "0.5"), ("013", "12")]
    )


def test_codes_and_errors_of_an_xls(tmp_path):
    book = xlwt.Workbook()
    sheet, code = book.add_sheet("死亡"), xlwt.easyxf(num_format_str='"JX-"0000')
    sheet.write(0, 0, "x")
    sheet.write(1, 0, 12, code)
    sheet.write(1, 1, 12.25, code)
    for column in (2, 3):
        sheet.row(1).set_cell_number(column, 7, code)
    sheet.row(2).set_cell_error(0, 0x17)
    sheet.write(2, 1, xlwt.Formula("1+1"))
    sheet.write(3, 0, "备注" * 3000)
    book.add_sheet("另").write(0, 0, 5)
    book.save(str(tmp_path / "a.xls"))
    found, other = read_workbook(tmp_path / "a.xls", tmp_path)
    rows = [list(row.values())[1:] for row in found.table().to_pylist()]
    assert rows[1:3] == [["JX-0012", "12.25", "JX-0007", "JX-0007"], ["#REF!", "=公式", None, None]]
    assert other.table()["c0"].to_pylist() == ["5"]


def record(kind: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(data) & 0x7F | 0x80, len(data) >> 7]) + data


def four(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(4, "little") for number in numbers)


def counted(text: str) -> bytes:
    return four(len(text)) + text.encode("utf-16-le")


def xlsb(path, *formulas: bytes, on_load: bool = False):
    """A sheet of two rows: "户" merged over both beside the number 12 of style 1, then an error beside text; then a row of `formulas`."""
    types = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    styles = [
        record(615, four(1)), record(44, (200).to_bytes(2, "little"), counted("0000")), record(616),
        record(626, four(1)), record(47, b"\xff\xff", (200).to_bytes(2, "little"), b"\0" * 12), record(627),
        record(617, four(2)), record(47, b"\0" * 16), record(47, b"\0\0", (200).to_bytes(2, "little"), b"\0" * 12), record(618),
    ]  # fmt: skip
    sheet = [
        record(129), record(148, four(0, 1, 0, 1)), record(145),
        record(0, four(0), b"\0" * 21), record(6, four(0, 0), counted("户")), record(5, four(1), (1).to_bytes(3, "little"), b"\0", struct.pack("<d", 12)),
        record(0, four(1), b"\0" * 21), record(3, four(1, 0), b"\x17"),
        record(0, four(2), b"\0" * 21), *formulas,
        record(146), record(177, four(1)), record(176, four(0, 1, 0, 0)), record(178), record(130),
    ]  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.bin" ContentType="{types}"/></Types>',
        )
        archive.writestr(
            "xl/workbook.bin",
            record(131)
            + record(143)
            + record(156, four(0, 1), counted("r1"), counted("s"))
            + record(144)
            + record(157, b"\0" * 24, bytes([on_load, 0]))
            + record(132),
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/styles.bin", b"".join(styles))
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))
    return path


def test_merges_codes_and_errors_of_an_xlsb(tmp_path):
    rows, found = grid(xlsb(tmp_path / "a.xlsb"), tmp_path)
    assert rows == [["户", "0012"], [None, "#REF!"]]
    assert found.merges == [(0, 0, 1, 0)]


def test_what_was_never_calculated_is_told_with_its_formula(folder, read):
    book = openpyxl.Workbook()
    book.active.append(["姓名", "身份证号", "死亡日期"])
    book.active.append(["张三", identity("19450312", "101"), "=DATE(2019,5,1)"])
    book.active.append(["李四", identity("19630724", "202"), "2019-06-01"])
    book.save(folder / "死亡.xlsx")
    result = read()
    (cell,) = result.quarantine
    assert (cell["column"], cell["original"], cell["source_row"]) == ("death_date", "=DATE(2019,5,1)", 2) and "公式" in cell["reason"]
    assert "李四" in {row["name"] for row in result.rows("death_register")}


EMPTY_TEXT, NOUGHT, SUM = (
    record(8, four(0, 0), counted(""), b"\0" * 10),
    record(9, four(1, 0), struct.pack("<d", 0), b"\0" * 10),
    record(9, four(1, 0), struct.pack("<d", 7), b"\0" * 10),
)


@pytest.mark.parametrize(
    ("formulas", "on_load", "shown"),
    [
        ([EMPTY_TEXT], False, ["=公式", None]),
        ([EMPTY_TEXT, NOUGHT], True, ["=公式", "=公式"]),
        ([EMPTY_TEXT, NOUGHT], False, ["=公式", "0"]),
        ([EMPTY_TEXT, SUM], False, [None, "7"]),
    ],
)
def test_formulas_of_an_xlsb_that_nobody_calculated_are_not_empty(tmp_path, formulas, on_load, shown):
    rows, _ = grid(xlsb(tmp_path / "a.xlsb", *formulas, on_load=on_load), tmp_path)
    assert rows[2] == shown
