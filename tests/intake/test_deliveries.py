"""Deliveries as they come: archives with Chinese names, copies, what systems leave behind, web pages and XML under other names."""

from __future__ import annotations

import base64
import io
import os
import quopri
import struct
import zipfile

import pytest

from auditlib.intake import archives
from auditlib.parameters import Pin
from tests.intake.helpers import identity, workbook
from tests.intake.test_bad_input import ole2

A, B, C = identity("19450312", "101"), identity("19630724", "202"), identity("19710203", "303")
HEAD = ["姓名", "身份证号", "死亡日期"]


def csv(*rows: tuple[str, str]) -> bytes:
    return "\n".join(",".join(row) for row in [HEAD, *((name, number, "2019-05-01") for name, number in rows)]).encode()


def zipped(members: dict[str, bytes], encoding: str | None = None, **options) -> bytes:
    """A zip; with `encoding` the names are bytes of it, as programs write them that know no UTF-8."""
    buffer, raw = io.BytesIO(), {name: name.encode(encoding or "ascii", "replace") for name in members}
    plain = {name: f"{number:0{len(raw[name])}}" if encoding else name for number, name in enumerate(members)}
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        for name, data in members.items():
            archive.writestr(plain[name], data)
    data = buffer.getvalue()
    for name in members if encoding else ():
        data = data.replace(plain[name].encode(), raw[name])
    return data


def test_an_archive_is_read_file_by_file_with_what_lies_in_it(folder, read):
    inner = zipped({"乙.csv": csv(("李四", B))})
    workbook(folder / "丙.xlsx", {"s": [HEAD, ["王五", C, "2019-05-01"]]})
    book = (folder / "丙.xlsx").read_bytes()
    (folder / "丙.xlsx").unlink()
    (folder / "资料.zip").write_bytes(zipped({"民政/甲.csv": csv(("张三", A)), "内.zip": inner, "丙.xlsx": book, "说明.docx": b"%PDF-1.4"}))
    result = read()
    rows = {(row["source_file"], row["name"]) for row in result.rows("death_register")}
    assert rows == {("资料.zip/民政/甲.csv", "张三"), ("资料.zip/内.zip/乙.csv", "李四"), ("资料.zip/丙.xlsx", "王五")}
    assert result.state("资料.zip")[0] == "unpacked" and "4 个文件" in result.state("资料.zip")[1]
    assert result.state("资料.zip/说明.docx")[0] == "refused"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_archives_are_read_whatever_made_them(folder, read, encoding):
    (folder / "a.zip").write_bytes(zipped({"民政\\死亡人员.csv": csv(("张三", A)), "李.csv": csv(("李四", B))}, encoding))
    assert {row["source_file"] for row in read().rows("death_register")} == {"a.zip/民政/死亡人员.csv", "a.zip/李.csv"}


def test_what_systems_leave_in_archives_is_no_material(folder, read):
    litter = ["__MACOSX/._死亡.csv", "__MACOSX/死亡.csv", ".DS_Store", "民政/Thumbs.db", "民政/~$死亡.xlsx"]
    (folder / "a.zip").write_bytes(zipped({"死亡.csv": csv(("张三", A)), **dict.fromkeys(litter, b"x")}))
    result = read()
    assert {result.state(f"a.zip/{name}")[0] for name in litter} == {"ignored"}
    assert len(result.rows("death_register")) == 1 and result.intake.unread == []


def test_a_copy_in_an_archive_is_read_once_and_one_of_a_refused_file_is_refused_too(folder, read):
    data = csv(("张三", A))
    (folder / "死亡.csv").write_bytes(data)
    (folder / "扫描.pdf").write_bytes(b"%PDF-1.4")
    (folder / "a.zip").write_bytes(zipped({"死亡(1).csv": data, "扫描 - 副本.pdf": b"%PDF-1.4"}))
    result = read()
    assert len(result.rows("death_register")) == 1
    assert {result.state("死亡.csv")[0], result.state("a.zip/死亡(1).csv")[0]} == {"read", "identical"}
    pdfs = [result.state(path) for path in ("扫描.pdf", "a.zip/扫描 - 副本.pdf")]
    assert {state for state, _ in pdfs} == {"refused"} and all("PDF" in problem for _, problem in pdfs)


def test_a_copy_of_a_file_that_is_set_aside_is_read(folder, read):
    for name in ("旧", "新"):
        (folder / name).mkdir()
        (folder / name / "死亡.csv").write_bytes(csv(("张三", A)))
    for aside, kept in (("旧", "新"), ("新", "旧")):
        (row,) = read(files=[Pin(match=f"{aside}/*", ledger="ignore")]).rows("death_register")
        assert row["source_file"] == f"{kept}/死亡.csv"


def test_an_archive_may_be_set_aside_whole(folder, read):
    (folder / "a.zip").write_bytes(zipped({"死亡.csv": csv(("张三", A))}))
    result = read(files=[Pin(match="a.zip", ledger="ignore")])
    assert [(file["path"], file["state"]) for file in result.intake.files] == [("a.zip", "ignored")]


@pytest.mark.parametrize(("limit", "value", "word"), [("MAX_DEPTH", 1, "层"), ("MAX_FILES", 2, "过多"), ("MAX_BYTES", 400, "过大")])
def test_limits_of_archives(folder, read, monkeypatch, limit, value, word):
    monkeypatch.setattr(archives, limit, value)
    (folder / "a.zip").write_bytes(zipped({"内.zip": zipped({"甲.csv": csv(("张三", A)), "乙.csv": csv(("李四", B))})}))
    (folder / "死亡.csv").write_bytes(csv(("王五", C)))
    result = read()
    assert [file["path"] for file in result.intake.files if file["state"] == "refused" and word in file["problem"]] == ["a.zip/内.zip"]
    assert len(result.rows("death_register")) == 1


def test_a_bomb_in_an_archive_costs_that_member(folder, read):
    members = {"大.csv": b" " * 30_000_000, "死亡.csv": csv(("张三", A))}
    (folder / "a.zip").write_bytes(zipped(members, compression=zipfile.ZIP_DEFLATED))
    result = read()
    assert result.state("a.zip/大.csv")[0] == "refused" and "炸弹" in result.state("a.zip/大.csv")[1]
    assert len(result.rows("death_register")) == 1


def test_an_archive_with_a_password_says_so(folder, read):
    data = bytearray(zipped({"死亡.csv": csv(("张三", A))}))
    data[6] |= 1
    data[data.find(b"PK\1\2") + 8] |= 1
    (folder / "a.zip").write_bytes(data)
    state, problem = read().state("a.zip")
    assert state == "refused" and "压缩包有密码" in problem


def page(rows: str) -> str:
    cells = "".join(f"<td>{text}" for text in HEAD)
    return f"<html><body><table width=100%><tr><td>死亡人员<tr><td><table><tr>{cells}{rows}</table></table></body></html>"


ROW = f"<tr><td>张三<td>{A}<td>2019-05-01"
MHTML = (
    "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?x?=\r\n\tx\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
    "--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n{}\r\n--B\r\nContent-Type: image/png\r\n\r\nx\r\n--B--\r\n"
)
XML = f"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="空"><Table/></Worksheet>
<Worksheet ss:Name="死亡"><Table>
<Row ss:Index="2"><Cell ss:MergeAcross="2"><Data ss:Type="String">死亡人员</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">姓名</Data></Cell><Cell><Data ss:Type="String">备注</Data></Cell><Cell><Data ss:Type="String">身份证号</Data></Cell><Cell><Data ss:Type="String">死亡日期</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">张<B xmlns="http://www.w3.org/TR/REC-html40">三</B></Data></Cell><Cell ss:Index="3"><Data ss:Type="String">{A}</Data></Cell><Cell><Data ss:Type="DateTime">2019-05-01T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + page(ROW).encode(),
        b"<!DOCTYPE html>" + b" " * 70_000 + page(ROW).encode(),
        page(ROW).encode("utf-16"),
        page(ROW).encode("gb18030"),
        MHTML.format("quoted-printable", quopri.encodestring(page(ROW).encode()).decode()).encode(),
        MHTML.format("base64", base64.encodebytes(page(ROW).encode()).decode()).encode(),
        XML.encode(),
        XML.replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16"),
    ],
)
def test_web_pages_and_xml_named_xls(folder, read, data):
    (folder / "死亡.xls").write_bytes(data)
    ((name, number, day),) = [(row["name"], row["id_no"], str(row["death_date"])) for row in read().rows("death_register")]
    assert (name, number, day) == ("张三", A, "2019-05-01")


def test_a_page_too_deep_to_be_read_whole_is_refused(folder, read):
    (folder / "死亡.xls").write_text(page(f"<tr><td>{'<b>' * 3000}张三<td>{A}<td>2019-05-01"), encoding="utf-8")
    state, problem = read().state("死亡.xls")
    assert state == "refused" and "读不完整" in problem


@pytest.mark.parametrize("text", ["PKID,姓名,身份证号,死亡日期\n1,张三,{},2019-05-01", "BM,姓名,身份证号,死亡日期\n1,张三,{},2019-05-01"])
def test_a_text_that_begins_as_another_format_does(folder, read, text):
    (folder / "a.csv").write_text(text.format(A), encoding="utf-8")
    assert len(read().rows("death_register")) == 1


def test_a_workbook_under_another_ending(folder, read):
    for ending, person in (("xls", ("张三", A)), ("et", ("李四", B)), ("ods", ("王五", C))):
        workbook(folder / "x.xlsx", {"s": [HEAD, [*person, "2019-05-01"]]}).rename(folder / f"死亡.{ending}")
    assert {row["name"] for row in read().rows("death_register")} == {"张三", "李四", "王五"}


@pytest.mark.parametrize("form", ["[{}]", '{{"code": 0, "data": {{"total": 2, "rows": [{}]}}}}', "{}"])
def test_records_of_an_interface_are_rows(folder, read, form):
    records = [f'{{"姓名": "{name}", "身份证号": {number}, "死亡日期": "2019-05-01"}}' for name, number in (("张三", A), ("李四", B))]
    (folder / "接口.json").write_text(form.format(("\n" if form == "{}" else ",").join(records)), encoding="utf-8")
    assert [(row["name"], row["id_no"]) for row in read().rows("death_register")] == [("张三", A), ("李四", B)]


def test_records_within_records_are_groups_of_columns(folder, read):
    """Two persons with the same keys are told apart by where they stand."""
    person = '{{"姓名": "{}", "证件号码": "{}"}}'
    record = f'{{"户主": {person.format("张三", A)}, "借据号": "J1", "借款人": {person.format("李四", B)}, "贷款金额": 50000, "放款日期": "2018-01-01"}}'
    (folder / "贷款.json").write_text(f"[{record}]", encoding="utf-8")
    (row,) = read().rows("micro_loan")
    assert (row["borrower_name"], row["borrower_id"], row["head_name"], row["head_id"]) == ("李四", B, "张三", A)


def test_every_list_of_records_is_a_sheet(folder, read):
    dead = ", ".join(
        f'{{"姓名": "{name}", "身份证号": "{number}", "死亡日期": "2019-05-01"}}' for name, number in (("张三", A), ("李四", B))
    )
    paid = f'{{"姓名": "王五", "身份证号": "{C}", "发放项目": "农村低保", "发放金额": 300, "发放日期": "2019-03-05"}}'
    (folder / "接口.json").write_text(f'{{"死亡": [{dead}], "发放": [{paid}]}}', encoding="utf-8")
    result = read()
    assert len(result.rows("death_register")) == 2 and [row["name"] for row in result.rows("benefit_payment")] == ["王五"]


FIELDS = (("姓名", "C", 8), ("身份证号", "C", 18), ("死亡日期", "D", 8), ("发放金额", "N", 9), ("备注", "C", 5))


def dbf(*records: tuple[str, str, str], encoding: str = "gb18030", count: int | None = None) -> bytes:
    """A table of FoxPro, its records marked by their first character; the last field is too narrow for the remark in it."""
    size = 1 + sum(width for _, _, width in FIELDS)
    head = struct.pack("<4BIHH20x", 3, 119, 9, 3, len(records) if count is None else count, 33 + 32 * len(FIELDS), size)
    fields = b"".join(struct.pack("<11sc4xB15x", name.encode(encoding), kind.encode(), width) for name, kind, width in FIELDS)
    cells = [(mark, name, number, "20190501", "  300.50", "很长的话") for mark, name, number in records]
    widths = [1, *(width for _, _, width in FIELDS)]
    body = b"".join(cell.encode(encoding)[:width].ljust(width) for row in cells for cell, width in zip(row, widths, strict=True))
    return head + fields + b"\r" + body + b"\x1a"


def test_a_table_of_foxpro_is_read_and_what_it_hides_is_told(folder, read):
    data = dbf((" ", "张三", A), ("*", "李四", B), (" ", "王五", C))
    (folder / "死亡.DBF").write_bytes(data)
    (folder / "死亡.cdx").write_bytes(b"\0\2\3" * 50)
    result = read()
    kept = {(row["name"], row["id_no"], str(row["death_date"]), row["source_row"]) for row in result.rows("death_register")}
    assert kept == {("张三", A, "2019-05-01", 2), ("王五", C, "2019-05-01", 4)}
    told = "；".join(result.sheet()["warnings"])
    assert "1 条记录打了删除标记" in told and "「备注」有 2 格的文字超出字段宽度" in told
    assert result.state("死亡.cdx")[0] == "ignored" and result.intake.unread == []


@pytest.mark.parametrize(
    ("data", "word"), [(dbf((" ", "张三", A), count=9), "不完整"), (dbf(count=0).replace(struct.pack("<H", 49), b"\0\0", 1), "损坏")]
)
def test_a_broken_table_of_foxpro_says_so(folder, read, data, word):
    (folder / "死亡.dbf").write_bytes(data)
    state, problem = read().state("死亡.dbf")
    assert state == "refused" and word in problem


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (zipped({"Index/Document.iwa": b"x", "Metadata/Properties.plist": b"x"}), "Numbers"),
        (zipped({"OFD.xml": b"x", "Doc_0/Document.xml": b"x"}), "OFD"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}), "文字文档"),
        (b'{"code": 0, "data": [{"xm": "x"}]}', "JSON"),
        (b"II*\0" + b"x" * 50, "图片"),
        (b"BM\x36\x10\0\0\0\0\0\0" + b"\n" * 50, "图片"),
        (b"\0\1\0\0Standard ACE DB\0", "数据库"),
        (b'<?xml version="1.0"?><data><xm>x</xm></data>', "XML"),
        (ole2("PowerPoint Document"), "文字文档"),
    ],
)
def test_what_is_no_table_is_named_with_what_to_do(folder, read, data, word):
    (folder / "发放表.xlsx").write_bytes(data)
    state, problem = read().state("发放表.xlsx")
    assert state == "refused" and word in problem and "请" in problem


@pytest.mark.skipif(os.name == "nt", reason="names of other encodings")
def test_a_folder_and_a_file_of_different_encodings_are_both_shown(folder, read):
    place = folder / os.fsdecode("民政".encode("gb18030")) / "死亡.csv"
    place.parent.mkdir()
    place.write_bytes(csv(("张三", A)))
    assert [file["path"] for file in read().intake.files] == ["民政/死亡.csv"]


def test_an_empty_sheet_and_one_with_a_header_alone_cost_no_other(folder, read):
    workbook(
        folder / "死亡.xlsx", {"一": [HEAD, ["张三", A, "2019-05-01"]], "模板": [HEAD], "空": [], "二": [HEAD, ["李四", B, "2019-05-01"]]}
    )
    (folder / "只有表头.csv").write_text(",".join(HEAD), encoding="utf-8")
    (folder / "不认得.csv").write_text("一,二,三\n", encoding="utf-8")
    result = read()
    assert {row["name"] for row in result.rows("death_register")} == {"张三", "李四"} and result.intake.unread == []
