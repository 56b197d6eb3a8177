"""The templates that auditlib brings, and the page that tells which fields they may use.

    python -m auditlib.desk.papers.make_templates parameters/papers

writes them anew, over those of an office too: an office edits its own in Word or WPS and never needs this. Tables are plain, without
merged cells, which WPS shows otherwise; fonts are named with what stands in for them, none is embedded.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from auditlib.desk.papers.forms import COMMON, Form, timeless
from auditlib.desk.papers.kinds import KINDS

BODY, HEAD, LATIN = "仿宋", "黑体", "Times New Roman"
#: What Word and WPS take where a font is not there.
STAND_INS = {BODY: "仿宋_GB2312,FangSong,STFangsong,Noto Serif CJK SC", HEAD: "SimHei,STHeiti,Noto Sans CJK SC"}
#: Left, right: room for the binding; all in cm.
MARGINS = {"left_margin": 2.6, "right_margin": 2.2, "top_margin": 2.4, "bottom_margin": 2.0}
#: Of the template itself, which is made at no time.
DAY = dt.datetime(2019, 1, 1)
#: Fields of numbers, which stand to the right.
NUMBERS = ("amount", "count", "rows", "kept", "quarantined")
SIGN = "________________"


def evidence(word: Word) -> None:
    _title(word, "审计取证单")
    _numbered(word, "编号：{{ number }}")
    _pairs(
        word,
        ("项目名称", "{{ project }}"),
        ("被审计（调查）单位或个人", "{{ unit }}"),
        ("审计（调查）事项", "{{ title }}"),
        ("审计（调查）事项摘要", "{{ summary }}"),
        ("地点和对象", "{{ place }}　{{ subject }}"),
        ("涉及金额", "{{ amount }}"),
        ("审计人员", "{{ auditor }}"),
        ("编制日期", "{{ made_on }}"),
    )
    _part(word, "事项明细（金额单位：元）")
    _listing(word, "leads", {"no": ("序号", 1.2), "on": ("日期", 2.8), "amount": ("疑点金额", 2.4), "fact": ("事实", 6.0), "file": ("来源文件", 2.6), "row": ("行", 1.2)})
    _lines(word, "{%p if leads_note %}", "{{ leads_note }}", "{%p endif %}")
    _part(word, "比对的资料")
    _listing(word, "related", {"no": ("序号", 1.2), "file": ("来源文件", 9.0), "sheet": ("工作表", 4.0), "row": ("行", 2.0)})
    _part(word, "证据提供单位或个人意见")
    _signing(word, "{{ attachments }}\n")


def evidence_group(word: Word) -> None:
    _title(word, "审计取证单")
    _numbered(word, "编号：{{ number }}")
    _pairs(
        word,
        ("项目名称", "{{ project }}"),
        ("审计（调查）事项", "{{ title }}（{{ count }} 项）"),
        ("涉及金额", "{{ amount }}"),
        ("审计人员", "{{ auditor }}"),
        ("编制日期", "{{ made_on }}"),
    )
    _part(word, "事项摘要（金额单位：元）")
    columns = {"no": ("序号", 1.2), "summary": ("事实", 6.4), "amount": ("金额", 2.4), "unit": ("责任单位", 2.6), "sources": ("来源", 3.6)}
    _listing(word, "items", columns, more={"summary": "{{ row.summary }}{% if row.violates %}\n{{ row.violates }}{% endif %}"})
    _text(word, "{{ violates }}")
    _text(word, "{{ departments }}")
    _part(word, "证据提供单位或个人意见")
    _signing(word)


def working(word: Word) -> None:
    _title(word, "审计工作底稿")
    _numbered(word, "索引号：{{ number }}")
    _pairs(
        word,
        ("项目名称", "{{ project }}"),
        ("审计（调查）事项", "{{ title }}"),
        ("事项编号", "{{ matter }}"),
        ("规则", "{{ rule }}"),
        ("审计期间", "{{ period }}，审计截止日 {{ as_of }}"),
        ("责任单位", "{{ unit }}"),
        ("审计过程", "{{ procedure }}"),
        ("审计认定的事实摘要", "{{ summary }}"),
        ("地点和对象", "{{ place }}　{{ subject }}"),
        ("核实金额", "{{ amount }}"),
        ("状态", "{{ state }}"),
        ("审计结论", "{{ conclusion }}"),
        ("规则所依据的文件", "{{ law }}"),
        ("审核意见", "{{ review }}"),
        ("审计人员", "{{ auditor }}　{{ checked_on }}"),
        ("复核人", "{{ reviewed_by }}"),
        ("底稿复核人", "{{ paper_reviewed_by }}　{{ paper_reviewed_on }}"),
        ("编制日期", "{{ made_on }}"),
        ("附件", "{{ evidence }}\n{{ sql_file }}\n共　　　页"),
    )
    _part(word, "一、查询结果（金额单位：元）")
    _listing(word, "leads", {"no": ("序号", 1.2), "on": ("日期", 2.8), "amount": ("疑点金额", 2.4), "fact": ("事实", 6.0), "file": ("来源文件", 2.6), "row": ("行", 1.2)})
    _lines(word, "{%p if leads_note %}", "{{ leads_note }}", "{%p endif %}")
    _part(word, "二、例外检验")
    _listing(word, "exceptions", {"what": ("例外", 8.2), "yes": ("成立（笔）", 2.6), "no": ("不成立（笔）", 2.7), "unknown": ("无法检验（笔）", 2.7)})
    _part(word, "三、政策参数")
    names = {"name": ("参数", 5.0), "value": ("取值", 2.4), "unit": ("单位", 1.3), "since": ("起始日", 2.4), "document": ("文件和条款", 3.3), "confirmed": ("核对", 1.8)}
    _listing(word, "values", names)
    _part(word, "四、资料和行数")
    names = {"file": ("文件", 3.6), "sheet": ("工作表", 2.2), "ledger": ("识别为", 3.0), "rows": ("行数", 1.4), "kept": ("读入", 1.4), "quarantined": ("隔离", 1.2), "sha256": ("SHA-256", 3.4)}
    _listing(word, "files", names)
    _listing(word, "counts", {"what": ("项目", 12.2), "count": ("行数", 4.0)})
    _part(word, "五、程序和依据的版本")
    _listing(word, "versions", {"what": ("项目", 4.0), "value": ("版本或摘要", 12.2)})
    _text(word, "查询语句见附件 {{ sql_file }}，SHA-256 {{ sql_sha256 }}")
    _part(word, "六、办理经过")
    _listing(word, "history", {"seq": ("记录序号", 2.2), "at": ("时间（UTC）", 5.0), "by": ("经办人", 3.5), "state": ("到达的状态", 5.5)})
    _pairs(word, ("编制人签名", SIGN), ("复核人签名", SIGN), ("审核人签名", SIGN), together=True)


def problems(word: Word) -> None:
    _wide(word)
    _title(word, "问题清单")
    _numbered(word, "{{ project }}")
    _text(word, "问题 {{ count }} 项，涉及金额 {{ amount }}。编制日期：{{ made_on }}")
    columns = {
        "no": ("序号", 1.2),
        "finding_no": ("问题编号", 1.8),
        "title": ("标题", 2.6),
        "sentence": ("事实", 5.8),
        "verified_amount": ("金额（元）", 2.2),
        "phrase": ("定性", 2.0),
        "basis": ("定性依据", 3.2),
        "unit": ("责任单位", 2.0),
        "disposition": ("处理意见", 2.0),
        "paper_no": ("底稿号", 2.2),
    }
    _listing(word, "items", columns)


def transfer(word: Word) -> None:
    _title(word, "审计移送处理书")
    _numbered(word, "文号：{{ number }}")
    _text(word, "{{ receiver }}：")
    _text(word, "　　在{{ project }}中，对{{ period }}的扶贫资金、项目、小额信贷和资产进行了审计，审计截止日为{{ as_of }}。审计发现以下 {{ count }} 项事项，涉及金额 {{ amount }}，{{ grounds }}，现移送你单位处理。")
    _part(word, "一、移送事项（移送情形：{{ kind_name }}）")
    _lines(
        word,
        "{%p for row in items %}",
        "（{{ row.no }}）{{ row.title }}",
        "　　事实：{{ row.fact }}",
        "　　定性：{{ row.phrase }}",
        "　　依据：{{ row.basis }}",
        "　　审计机关意见：{{ row.disposition }}",
        "　　责任单位：{{ row.unit }}{% if row.person %}　责任人：{{ row.person }}{% endif %}",
        "{%p if row.progress %}",
        "　　整改情况：{{ row.progress }}",
        "{%p endif %}",
        "　　证据：{% if row.evidence_no %}取证单 {{ row.evidence_no }}，{% endif %}底稿 {{ row.paper_no }}{% if row.evidence %}；{{ row.evidence }}{% endif %}",
        "{%p endfor %}",
    )
    _part(word, "二、办理要求")
    _text(word, "　　请依法依规处理，并将处理结果连同有关材料书面告知我单位。")
    _part(word, "三、附件")
    _text(word, "　　证据材料共　　　页。")
    _text(word, "审计机关（印章）", ALIGN.RIGHT)
    _text(word, "{{ made_on }}", ALIGN.RIGHT)


LAYOUTS = {"evidence": evidence, "evidence_group": evidence_group, "working": working, "problems": problems, "transfer": transfer}


def template(form: Form) -> bytes:
    """The template of a form, as Word saves it; the same bytes every time."""
    word = Document()
    _page(word)
    LAYOUTS[form.name](word)
    _foot(word)
    about = word.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.title, about.created, about.modified = form.title, DAY, DAY
    made = io.BytesIO()
    word.save(made)
    return timeless(made.getvalue())


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for name, size in MARGINS.items():
        setattr(section, name, Cm(size))
    style = word.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(0)
    part = next(part for part in word.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{stand_ins}"/></w:font>' for name, stand_ins in STAND_INS.items())
    part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _wide(word: Word) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _foot(word: Word) -> None:
    """密级 above; below who took it out, and 第 x 页 共 y 页."""
    section = word.sections[0]
    above = section.header.paragraphs[0]
    above.alignment = ALIGN.RIGHT
    _run(above, "{{ notice }}", 9)
    below = section.footer.paragraphs[0]
    below.alignment = ALIGN.CENTER
    _pages(below, 9)
    mark = section.footer.add_paragraph()
    mark.alignment = ALIGN.CENTER
    _run(mark, "{{ exported }}", 8)


def _run(paragraph: Paragraph, text: str, size: float = 12, font: str = BODY, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), bold
    run._r.rPr.rFonts.set(qn("w:eastAsia"), font)


def _pages(paragraph: Paragraph, size: float) -> None:
    """第 x 页 共 y 页, which Word and WPS count."""
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _run(paragraph, text, size)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            _run(paragraph, "1", size)  # until somebody counts the pages
            simple.append(paragraph.runs[-1]._r)
            paragraph._p.append(simple)


def _title(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, text, 20, HEAD)


def _numbered(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN.RIGHT
    _run(paragraph, text, 10.5)


def _part(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(3)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, 12, HEAD)


def _text(word: Word, text: str, align: ALIGN | None = None) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = align
    _run(paragraph, text)


def _lines(word: Word, *lines: str) -> None:
    for line in lines:
        _text(word, line)


def _pairs(word: Word, *pairs: tuple[str, str], together: bool = False) -> None:
    """Labels and what stands beside them. ``together``: on one page, for signatures."""
    table = _table(word, (4.2, 12.0))
    for no, (label, value) in enumerate(pairs, 1):
        for cell, text, font in zip(table.add_row().cells, (label, value), (HEAD, BODY), strict=True):
            _cell(cell.paragraphs[0], text, font)
            cell.paragraphs[0].paragraph_format.keep_with_next = together and no < len(pairs)


def _listing(word: Word, name: str, columns: dict[str, tuple[str, float]], more: dict[str, str] | None = None) -> None:
    """A table of rows: header on every page, one row in a loop. ``columns``: field → header and width in cm; ``more``: field → what its cell says."""
    table = _table(word, [width for _, width in columns.values()])
    head = table.add_row()
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)
    for cell, (label, _) in zip(head.cells, columns.values(), strict=True):
        _cell(cell.paragraphs[0], label, HEAD)
    _cell(table.add_row().cells[0].paragraphs[0], f"{{%tr for row in {name} %}}", BODY)
    for cell, field in zip(table.add_row().cells, columns, strict=True):
        _cell(cell.paragraphs[0], (more or {}).get(field, f"{{{{ row.{field} }}}}"), BODY)
        if field.endswith(NUMBERS):
            cell.paragraphs[0].alignment = ALIGN.RIGHT
    _cell(table.add_row().cells[0].paragraphs[0], "{%tr endfor %}", BODY)
    word.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _signing(word: Word, attachments: str = "") -> None:
    _pairs(
        word,
        ("意见", "\n\n\n"),
        ("证据提供单位盖章、负责人或者其确定的人员签名", "\n\n　　　　　　年　　月　　日"),
        ("取证情况", "{{ signed }}\n{{ refusal }}"),
        ("审计人员签名（两名）", f"{SIGN}　{SIGN}\n　　　　　　年　　月　　日"),
        ("附件", f"{attachments}共　　　页"),
        together=True,
    )


def _table(word: Word, widths: Sequence[float]) -> Table:
    table = word.add_table(0, len(widths), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _cell(paragraph: Paragraph, text: str, font: str) -> None:
    _run(paragraph, text, 10.5, font)


def readme() -> str:
    """parameters/papers/README.md: the fields of every template."""
    lines = [
        "# 文书模板",
        "",
        "这里的每个 .docx 都是一种文书的模板，可以用 Word 或 WPS 打开、修改版式和文字，或者换成本单位自己的模板（文件名不变，保存为 .docx，不带宏）。",
        "下次运行 `auditlib papers` 就按新模板出具文书。本页由 `python -m auditlib.desk.papers.make_templates parameters/papers` 生成。",
        "",
        "- 字段写成 `{{ number }}`，放在正文、表格、页眉或页脚里都可以。内容为空的字段不占位置。",
        "- 多行的表格：表头下面一行第一格写 `{%tr for row in leads %}`，再下一行各格写 `{{ row.no }}` 等，最后一行第一格写 `{%tr endfor %}`；这两行不会印出来。",
        "- 成段重复的文字：单独一段写 `{%p for row in items %}`，结束处单独一段写 `{%p endfor %}`。有条件的文字：`{% if refusal %}…{% endif %}`。",
        "- 模板只能用下面列出的字段。写错或者缺了必需的字段（标 *），程序会说明是哪个文件、哪个字段、可以用哪些，什么也不写。",
        "- 表格不要合并单元格（WPS 和 Word 显示不同）。字体只写名称，不嵌入；没有仿宋、黑体的机器会用相近的字体。",
        "- 填入的内容一律当作文字，不会被当作字段、公式或程序执行。",
        "",
        "## 各种文书都可以用的字段",
        "",
        *(f"- `{name}` {about}" for name, about in COMMON.items()),
    ]
    for form in _forms():
        needed = {*form.needed}
        lines += ["", f"## {form.name}.docx　{form.title}", ""]
        lines += [f"- `{name}` {about}{' *' if name in needed else ''}" for name, about in form.fields.items()]
        for table, columns in form.tables.items():
            lines += ["", f"表 `{table}`{' *' if table in needed else ''}：", ""]
            lines += [f"- `row.{name}` {about}{' *' if f'{table}.{name}' in needed else ''}" for name, about in columns.items()]
    return "\n".join(lines) + "\n"


def _forms() -> list[Form]:
    return [form for kind in KINDS.values() for form in kind.forms]


def main(folder: Path) -> None:
    """Write the templates and their page into a folder."""
    for form in _forms():
        (folder / f"{form.name}.docx").write_bytes(template(form))
    (folder / "README.md").write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
