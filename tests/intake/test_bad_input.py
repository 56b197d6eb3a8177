"""Bad input: each file named in the journal with what to do, nothing else of the county lost, no exception out of `read_county`."""

from __future__ import annotations

import os
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from auditlib.intake import grids, load_intake, sheets
from auditlib.parameters import Pin
from tests.intake.helpers import identity, workbook

A, B = identity("19450312", "101"), identity("19630724", "202")
DEATHS = [["姓名", "身份证号", "死亡日期"], ["张三", A, "2019-05-01"]]
DEATHS_CSV = f"姓名,身份证号,死亡日期\n张三,{A},2019-05-01\n李四,{B},2019-06-01\n"


def ole2(*streams: str) -> bytes:
    """The smallest compound file: header, one FAT sector, one directory sector with these streams (empty)."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    for place, value in ((24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)):
        header[place : place + 2] = value.to_bytes(2, "little")
    for place, value in ((44, 1), (48, 1), (56, 4096), (60, 0xFFFFFFFE), (68, 0xFFFFFFFE), (76, 0)):
        header[place : place + 4] = value.to_bytes(4, "little")
    header[80:512] = b"\xff" * 432
    fat = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    directory, none = b"", 0xFFFFFFFF
    for number, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le")
        right, child = (none, 1) if number == 0 else (number + 1 if number < len(streams) else none, none)
        links = b"".join(place.to_bytes(4, "little") for place in (none, right, child))
        entry = text.ljust(64, b"\0") + (len(text) + 2).to_bytes(2, "little") + bytes([2 if number else 5, 1]) + links
        directory += entry.ljust(128, b"\0")
    return bytes(header) + fat + directory.ljust(512, b"\0")


@pytest.fixture
def county(folder):
    """A good file; every test puts a bad one beside it."""
    workbook(folder / "死亡.xlsx", {"s": DEATHS})
    return folder


def survives(result, rows: int = 1):
    assert len(result.rows("death_register")) == rows
    assert load_intake(result.out) == result.intake


def of(result, path: str) -> list[dict]:
    """The deaths that came from one file, in its order."""
    return sorted((row for row in result.rows("death_register") if row["source_file"] == path), key=lambda row: row["source_row"])


def refused(result, path: str, *words: str) -> None:
    state, problem = result.state(path)
    assert state == "refused", (state, problem)
    assert all(word in problem for word in words), problem


def test_an_encrypted_workbook(county, read):
    (county / "贷款.xlsx").write_bytes(ole2("EncryptionInfo", "EncryptedPackage"))
    result = read()
    refused(result, "贷款.xlsx", "密码", "另存")
    survives(result)


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_truncated_workbook(county, read, keep):
    whole = workbook(county / "x.xlsx", {"s": DEATHS * 50}).read_bytes()
    (county / "x.xlsx").write_bytes(whole[: int(len(whole) * keep)])
    result = read()
    refused(result, "x.xlsx", "不完整", "重新")
    survives(result)


def test_a_workbook_with_damaged_contents(county, read):
    with zipfile.ZipFile(county / "x.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook><sheets>")
    result = read()
    refused(result, "x.xlsx", "损坏", "另存")
    survives(result)


BROKEN = {"utf-8": b"\xe5\xbc,", "gb18030": b"\xff\xff,", "utf-16": b"\x00\xd8"}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_cost_their_cell_and_name_the_line(county, read, encoding):
    lines = [line.encode(encoding) for line in DEATHS_CSV.splitlines(keepends=True)]
    (county / "x.csv").write_bytes(lines[0] + lines[1] + BROKEN[encoding] + lines[2].partition(b",")[2])
    result = read()
    sheet = result.sheet("x.csv")
    assert any("第 3 行" in warning and "损坏的字节" in warning for warning in sheet["warnings"])
    assert (sheet["rows"], sheet["kept"] + sheet["quarantined"]) == (2, 2)
    assert [(row["name"], row["id_no"], row["unread"]) for row in of(result, "x.csv")] == [("张三", A, None), (None, B, ",name,")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_where_many_lines_are_broken_the_file_is_not_read(county, read, encoding):
    head, good, bad = (line.encode(encoding) for line in DEATHS_CSV.splitlines(keepends=True))
    (county / "x.csv").write_bytes(head + (good * 4 + BROKEN[encoding] + bad[2:]) * 20)
    result = read()
    refused(result, "x.csv", "第 6 行" if encoding != "utf-16" else "行", "损坏的字节")
    survives(result)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_zero_bytes_in_a_text_make_it_no_utf_16(county, read, encoding):
    (county / "x.csv").write_bytes(DEATHS_CSV.replace("李四,", "李四\0\0\0,").encode(encoding))
    result = read()
    assert [row["name"] for row in of(result, "x.csv")] == ["张三", "李四"]
    assert any("第 3 行" in warning and "NUL" in warning for warning in result.sheet("x.csv")["warnings"])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(county, read, encoding):
    (county / "x.csv").write_bytes(DEATHS_CSV.encode(encoding))
    assert [row["id_no"] for row in of(read(), "x.csv")] == [A, B]


def test_a_truncated_parquet_and_a_damaged_one(county, read):
    table = pa.table({"姓名": ["张三"] * 1000, "身份证号": [A] * 1000, "死亡日期": ["2019-05-01"] * 1000})
    pq.write_table(table, county / "x.parquet")
    whole = (county / "x.parquet").read_bytes()
    (county / "x.parquet").write_bytes(whole[:-10])
    (county / "y.parquet").write_bytes(whole[:4] + b"\xff" * 60 + whole[64:])
    result = read()
    refused(result, "x.parquet", "不完整")
    refused(result, "y.parquet", "损坏")
    survives(result)


def test_a_sheet_of_2000_columns_costs_only_that_sheet(county, read):
    wide = [[f"列{i}" for i in range(2000)], list(range(2000))]
    workbook(county / "x.xlsx", {"宽表": wide, "死亡": [DEATHS[0], ["李四", B, "2019-06-01"]]})
    (county / "y.csv").write_text("\n".join(",".join(map(str, row)) for row in wide), encoding="utf-8")
    result = read()
    sheet = result.sheet("x.xlsx", "宽表")
    assert sheet["ledger"] is None and any("2,000" in w and "1,000" in w and "请" in w for w in sheet["warnings"])
    assert any("2,000" in w for w in result.sheet("y.csv")["warnings"])
    survives(result, 2)


def test_a_zip_bomb(county, read):
    good = workbook(county / "x.xlsx", {"s": DEATHS})
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/sharedStrings.xml"] = members["xl/sharedStrings.xml"].replace(b"</sst>", b" " * 60_000_000 + b"</sst>")
    with zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert good.stat().st_size < 100_000
    result = read()
    refused(result, "x.xlsx", "炸弹", "另存")
    survives(result)


def test_one_far_cell_is_refused_and_a_far_empty_one_is_harmless(county, read):
    with xlsxwriter.Workbook(str(county / "x.xlsx")) as book:
        far = book.add_worksheet("远")
        far.write(0, 0, "姓名")
        far.write(1_048_575, 16_383, "远")
        tall = book.add_worksheet("高")
        tall.write(0, 0, "姓名")
        tall.write(1_048_575, 600, "远")
        plain = book.add_worksheet("死亡")
        for r, row in enumerate([DEATHS[0], ["李四", B, "2019-06-01"]]):
            plain.write_row(r, 0, row)
        plain.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    result = read()
    assert "16,384" in result.sheet("x.xlsx", "远")["warnings"][0]
    assert "1,048,576" in result.sheet("x.xlsx", "高")["warnings"][0]
    survives(result, 2)


def test_a_reader_that_dies_takes_only_its_own_file(county, read, monkeypatch):
    """A sheet that is within all limits and still more than the child's memory: the file is named and the next one read by a fresh child."""
    with xlsxwriter.Workbook(str(county / "x.xlsx")) as book:
        sheet = book.add_worksheet("高")
        sheet.write(0, 0, "姓名")
        sheet.write(1_048_575, 50, "远")
    monkeypatch.setattr(grids, "MEMORY_LIMIT", 2_000_000_000)
    (county / "李.csv").write_text(f"姓名,身份证号,死亡日期\n李四,{B},2019-06-01\n", encoding="utf-8")
    result = read()
    refused(result, "x.xlsx", "请")
    survives(result, 2)


def test_a_file_read_ahead_of_its_turn_is_not_lost_with_the_child(county, read, monkeypatch):
    """Whichever comes first by its content, the one that kills the child costs no other."""
    monkeypatch.setattr(grids, "MEMORY_LIMIT", 2_000_000_000)
    for n in range(4):
        with xlsxwriter.Workbook(str(county / f"x{n}.xlsx")) as book:
            sheet = book.add_worksheet("高")
            sheet.write(0, 0, f"姓名{n}")
            if n % 2:
                sheet.write(1_048_575, 50, "远")
    for n in range(3):
        (county / f"李{n}.csv").write_text(f"姓名,身份证号,死亡日期\n李{n},{B},2019-06-01\n", encoding="utf-8")
    result = read()
    assert {file["path"] for file in result.intake.files if file["state"] == "refused"} == {"x1.xlsx", "x3.xlsx"}
    survives(result, 4)


def test_links(county, read, tmp_path):
    secret = tmp_path / "outside.csv"
    secret.write_text(DEATHS_CSV, encoding="utf-8")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / "x.csv").write_text(DEATHS_CSV, encoding="utf-8")
    os.symlink(secret, county / "链接.csv")
    os.symlink(tmp_path / "dir", county / "外面")
    os.symlink(county / "死亡.xlsx", county / "里面.xlsx")
    os.symlink(county / "没有.xlsx", county / "断了.xlsx")
    os.symlink(county, county / "绕圈")
    result = read()
    refused(result, "链接.csv", "之外", "复制")
    refused(result, "外面", "之外")
    refused(result, "断了.xlsx", "不存在")
    assert result.state("绕圈")[0] == "ignored"
    assert {result.state("里面.xlsx")[0], result.state("死亡.xlsx")[0]} == {"read", "identical"}
    survives(result)


def test_a_folder_that_can_not_be_opened_is_named(folder, read, monkeypatch):
    """Its rights, or a network drive: what lies in it may not go missing in silence."""
    closed, scandir = folder / "贷款", os.scandir
    closed.mkdir()

    def refuse(path):
        if path == str(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (file,) = read().intake.files
    assert (file["path"], file["state"]) == ("贷款", "refused") and "文件夹打不开" in file["problem"]


def test_a_named_pipe_is_not_opened(county, read):
    os.mkfifo(county / "管道")
    result = read()
    refused(result, "管道", "普通文件")
    survives(result)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.pdf", b"%PDF-1.4 ...", "PDF"),
        ("a.xlsx", b"%PDF-1.4 ...", "PDF"),
        ("a.rar", b"Rar!\x1a\x07\x00....", "解压"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c....", "解压"),
        ("a.jpg", b"\xff\xd8\xff\xe0....", "图片"),
        ("a.doc", ole2("WordDocument"), "Word"),
        ("空.xlsx", b"", "0 字节"),
        ("坏.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, "不完整"),
        ("x.bin", bytes(range(256)) * 40, "不是可识别"),
    ],
)
def test_what_is_no_table_says_what_to_do(county, read, name, data, word):
    (county / name).write_bytes(data)
    result = read()
    refused(result, name, word)
    survives(result)


def test_a_word_file_is_told_from_a_workbook(county, read):
    with zipfile.ZipFile(county / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "x")
        archive.writestr("[Content_Types].xml", "x")
    result = read()
    refused(result, "a.docx", "另存")
    survives(result)


def test_an_empty_folder_and_one_that_is_not_there(folder, read, tmp_path, ledgers, parameters):
    result = read()
    assert result.intake.problem and "没有可读的文件" in result.intake.problem
    assert (result.intake.files, result.intake.sheets, result.intake.ledgers) == ([], [], {})
    assert result.quarantine == [] and result.set_aside == []
    folder.rmdir()
    assert "没有这个文件夹" in read().intake.problem


def test_system_files_are_ignored_and_identical_copies_read_once(county, read):
    for name in ("~$死亡.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini"):
        (county / name).write_bytes(b"x")
    (county / "副本").mkdir()
    (county / "副本" / "死亡 - 副本.xlsx").write_bytes((county / "死亡.xlsx").read_bytes())
    result = read()
    states = {f["path"]: f["state"] for f in result.intake.files}
    assert states.pop("副本/死亡 - 副本.xlsx") == "read" and states.pop("死亡.xlsx") == "identical"
    assert set(states.values()) == {"ignored"}
    survives(result)


def test_a_real_xls_an_html_named_xls_and_a_tab_text_named_xls(folder, read):
    book = xlwt.Workbook()
    sheet = book.add_sheet("s")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for c, text in enumerate(["姓名", "身份证号", "死亡日期"]):
        sheet.write(0, c, text)
    import datetime as dt

    for c, cell in enumerate(["张三", A]):
        sheet.write(1, c, cell)
    sheet.write(1, 2, dt.date(2019, 5, 1), style)
    book.save(str(folder / "a.xls"))
    html = f"<html><meta charset=gb2312><table><tr><td colspan=3>死亡人员</td></tr><tr><th>姓名</th><th>身份证号</th><th>死亡日期</th></tr><tr><td>李四</td><td>{B}</td><td>2019/6/1</td></tr></table></html>"
    (folder / "b.xls").write_bytes(html.encode("gb18030"))
    (folder / "c.xls").write_bytes(DEATHS_CSV.replace(",", "\t").encode("utf-16"))
    result = read()
    assert {f["state"] for f in result.intake.files} == {"read"}, result.intake.files
    found = sorted((r["source_file"], r["source_row"], r["name"], str(r["death_date"])) for r in result.rows("death_register"))
    assert found == [
        ("a.xls", 2, "张三", "2019-05-01"),
        ("b.xls", 3, "李四", "2019-06-01"),
        ("c.xls", 2, "张三", "2019-05-01"),
        ("c.xls", 3, "李四", "2019-06-01"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_and_line_numbers(folder, read, encoding):
    text = f'姓名,身份证号,死亡日期,备注\r\n"张\n三",{A},2019-05-01,"甲\n乙"\r\n䶮𫠆,{B},2019-06-01,\r\n'
    (folder / "a.txt").write_bytes(text.encode(encoding))
    found = [(r["name"], r["source_row"], r["id_no"]) for r in read().rows("death_register")]
    assert found == [("张三", 2, A), ("䶮𫠆", 5, B)]


@pytest.mark.skipif(os.name == "nt", reason="names of other encodings")
@pytest.mark.parametrize("name", ["火化.csv".encode("gb18030"), b"\xff\xfe.csv", b"\xff\xfe/\xfd.csv"])
def test_a_name_of_another_encoding_costs_nothing(county, read, name):
    place = county / os.fsdecode(name)
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"姓名,身份证号,死亡日期\n李四,{B},2019-06-01\n", encoding="utf-8")
    result = read()
    assert {file["state"] for file in result.intake.files} == {"read"}
    survives(result, 2)


@pytest.mark.skipif(os.name == "nt", reason="names that Windows refuses")
def test_a_name_as_it_was_shown_is_what_a_pin_matches(county, read):
    """What the page says is what an auditor pastes; the ledger knows the file and the sheet by these names too."""
    workbook(county / "名\x1b单\n一.xlsx", {"表\u202e一": DEATHS, "表二": [DEATHS[0], ["李四", B, "2019-06-01"]]})
    file, sheet = "名〈U+001B〉单〈U+000A〉一.xlsx", "表〈U+202E〉一"
    assert {(row["source_file"], row["source_sheet"]) for row in read().rows("death_register")} >= {(file, sheet), (file, "表二")}
    aside = read(files=[Pin(match=file, sheet=sheet, ledger="ignore")])
    assert {row["source_sheet"] for row in aside.rows("death_register") if row["source_file"] == file} == {"表二"}


def test_a_fault_of_our_own_costs_one_sheet_and_is_told_by_kind_and_place(county, read, monkeypatch):
    find = sheets.find_blocks

    def broken(grid, table, vocabulary):
        if grid.sheet == "坏":
            raise KeyError("张三")
        return find(grid, table, vocabulary)

    monkeypatch.setattr(sheets, "find_blocks", broken)
    workbook(county / "x.xlsx", {"坏": DEATHS, "好": [DEATHS[0], ["李四", B, "2019-06-01"]]})
    result = read()
    problem = result.sheet("x.xlsx", "坏")["problem"]
    assert "KeyError at auditlib/intake/" in problem and "请用 Excel/WPS" in problem and "张三" not in problem
    assert [file["by_chance"] for file in result.intake.files if file["path"] == "x.xlsx"] == [True]
    survives(result, 2)
