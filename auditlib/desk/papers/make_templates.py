"""The templates that auditlib brings, and the page that tells which fields they may use.

    python -m auditlib.desk.papers.make_templates parameters/papers

writes them anew, over those of an office too: an office edits its own in Word or WPS and never needs this.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from auditlib.desk.papers import blocks
from auditlib.desk.papers.forms import COMMON, Form, timeless
from auditlib.desk.papers.kinds import KINDS

#: Of the template itself, which is made at no time.
DAY = dt.datetime(2019, 1, 1)
SIGN = "________________"


def evidence(word: Word) -> None:
    blocks.title(word, "审计取证单")
    blocks.paragraphs(word, "编号：{{ number }}", align=ALIGN.RIGHT, size=10.5)
    blocks.pairs(
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
    blocks.heading(word, "事项明细（金额单位：元）")
    blocks.listing(
        word,
        "leads",
        {
            "no": ("序号", 1.2),
            "on": ("日期", 2.8),
            "amount": ("疑点金额", 2.4),
            "fact": ("事实", 6.0),
            "file": ("来源文件", 2.6),
            "row": ("行", 1.2),
        },
    )
    blocks.paragraphs(word, "{%p if leads_note %}", "{{ leads_note }}", "{%p endif %}")
    blocks.heading(word, "比对的资料")
    blocks.listing(word, "related", {"no": ("序号", 1.2), "file": ("来源文件", 9.0), "sheet": ("工作表", 4.0), "row": ("行", 2.0)})
    blocks.heading(word, "证据提供单位或个人意见")
    _signing(word, "{{ attachments }}\n")


def evidence_group(word: Word) -> None:
    blocks.title(word, "审计取证单")
    blocks.paragraphs(word, "编号：{{ number }}", align=ALIGN.RIGHT, size=10.5)
    blocks.pairs(
        word,
        ("项目名称", "{{ project }}"),
        ("审计（调查）事项", "{{ title }}（{{ count }} 项）"),
        ("涉及金额", "{{ amount }}"),
        ("审计人员", "{{ auditor }}"),
        ("编制日期", "{{ made_on }}"),
    )
    blocks.heading(word, "事项摘要（金额单位：元）")
    columns = {
        "no": ("序号", 1.2),
        "number": ("编号", 2.4),
        "summary": ("事实", 5.4),
        "amount": ("金额", 2.2),
        "unit": ("责任单位", 2.0),
        "sources": ("来源", 3.0),
    }
    blocks.listing(word, "items", columns, more={"summary": "{{ row.summary }}{% if row.violates %}\n{{ row.violates }}{% endif %}"})
    blocks.paragraphs(word, "{{ violates }}")
    blocks.paragraphs(word, "{{ departments }}")
    blocks.heading(word, "证据提供单位或个人意见")
    _signing(word)


def working(word: Word) -> None:
    blocks.title(word, "审计工作底稿")
    blocks.paragraphs(word, "索引号：{{ number }}", align=ALIGN.RIGHT, size=10.5)
    blocks.pairs(
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
    blocks.heading(word, "一、查询结果（金额单位：元）")
    blocks.listing(
        word,
        "leads",
        {
            "no": ("序号", 1.2),
            "on": ("日期", 2.8),
            "amount": ("疑点金额", 2.4),
            "fact": ("事实", 6.0),
            "file": ("来源文件", 2.6),
            "row": ("行", 1.2),
        },
    )
    blocks.paragraphs(word, "{%p if leads_note %}", "{{ leads_note }}", "{%p endif %}")
    blocks.heading(word, "二、例外检验")
    blocks.listing(
        word,
        "exceptions",
        {"what": ("例外", 8.2), "yes": ("成立（笔）", 2.6), "no": ("不成立（笔）", 2.7), "unknown": ("无法检验（笔）", 2.7)},
    )
    blocks.heading(word, "三、政策参数")
    names = {
        "name": ("参数", 5.0),
        "value": ("取值", 2.4),
        "unit": ("单位", 1.3),
        "since": ("起始日", 2.4),
        "document": ("文件和条款", 3.3),
        "confirmed": ("核对", 1.8),
    }
    blocks.listing(word, "values", names)
    blocks.heading(word, "四、资料和行数")
    names = {
        "file": ("文件", 3.6),
        "sheet": ("工作表", 2.2),
        "ledger": ("识别为", 3.0),
        "rows": ("行数", 1.4),
        "kept": ("读入", 1.4),
        "quarantined": ("隔离", 1.2),
        "sha256": ("SHA-256", 3.4),
    }
    blocks.listing(word, "files", names)
    blocks.listing(word, "counts", {"what": ("项目", 12.2), "count": ("行数", 4.0)})
    blocks.heading(word, "五、程序和依据的版本")
    blocks.listing(word, "versions", {"what": ("项目", 4.0), "value": ("版本或摘要", 12.2)})
    blocks.paragraphs(word, "查询语句见附件 {{ sql_file }}，SHA-256 {{ sql_sha256 }}")
    blocks.heading(word, "六、办理经过")
    blocks.listing(
        word, "history", {"seq": ("记录序号", 2.2), "at": ("时间（UTC）", 5.0), "by": ("经办人", 3.5), "state": ("到达的状态", 5.5)}
    )
    blocks.pairs(word, ("编制人签名", SIGN), ("复核人签名", SIGN), ("审核人签名", SIGN), together=True)


def working_summary(word: Word) -> None:
    blocks.wide(word)
    blocks.title(word, "审计工作底稿（汇总）")
    blocks.paragraphs(word, "{{ project }}", align=ALIGN.RIGHT, size=10.5)
    blocks.paragraphs(word, "分项底稿 {{ count }} 份，核实金额 {{ amount }}。编制日期：{{ made_on }}")
    columns = {
        "no": ("序号", 1.2),
        "category": ("审计证实问题类别", 3.6),
        "content": ("分项底稿主要内容", 9.0),
        "number": ("分项索引号", 3.4),
        "reported": ("与审计报告对应关系", 3.2),
        "disposition": ("处理处罚意见", 4.4),
    }
    blocks.listing(word, "items", columns)
    blocks.pairs(word, ("编制人签名", SIGN), ("复核人签名", SIGN), together=True)


def problems(word: Word) -> None:
    blocks.wide(word)
    blocks.title(word, "问题清单")
    blocks.paragraphs(word, "{{ project }}", align=ALIGN.RIGHT, size=10.5)
    blocks.paragraphs(word, "问题 {{ count }} 项，涉及金额 {{ amount }}。编制日期：{{ made_on }}")
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
    blocks.listing(word, "items", columns)


def transfer(word: Word) -> None:
    blocks.title(word, "审计移送处理书")
    blocks.paragraphs(word, "文号：{{ number }}", align=ALIGN.RIGHT, size=10.5)
    blocks.paragraphs(word, "{{ receiver }}：")
    blocks.paragraphs(
        word,
        "　　在{{ project }}中，对{{ period }}的扶贫资金、项目、小额信贷和资产进行了审计，审计截止日为{{ as_of }}。审计发现以下 {{ count }} 项事项，涉及金额 {{ amount }}，{{ grounds }}，现移送你单位处理。",
    )
    blocks.heading(word, "一、移送事项（移送情形：{{ kind_name }}）")
    blocks.paragraphs(
        word,
        "{%p for row in items %}",
        "（{{ row.no }}）{{ row.title }}",
        "　　事实：{{ row.fact }}",
        "{%p if row.phrase %}",
        "　　定性：{{ row.phrase }}",
        "{%p endif %}",
        "{%p if row.basis %}",
        "　　依据：{{ row.basis }}",
        "{%p endif %}",
        "{%p if row.disposition %}",
        "　　审计机关意见：{{ row.disposition }}",
        "{%p endif %}",
        "　　责任单位：{{ row.unit }}{% if row.person %}　责任人：{{ row.person }}{% endif %}",
        "{%p if row.progress %}",
        "　　整改情况：{{ row.progress }}",
        "{%p endif %}",
        "{%p if row.issue_no %}",
        "　　整改台账：问题编号 {{ row.issue_no }}",
        "{%p endif %}",
        "　　证据：{% if row.evidence_no %}取证单 {{ row.evidence_no }}；{% endif %}{% if row.paper_no %}底稿 {{ row.paper_no }}；{% endif %}{{ row.evidence }}",
        "{%p endfor %}",
    )
    blocks.heading(word, "二、办理要求")
    blocks.paragraphs(word, "　　请依法依规处理，并将处理结果连同有关材料书面告知我单位。")
    blocks.heading(word, "三、附件")
    blocks.paragraphs(word, "　　证据材料共　　　页。")
    blocks.paragraphs(word, "审计机关（印章）", align=ALIGN.RIGHT)
    blocks.paragraphs(word, "{{ made_on }}", align=ALIGN.RIGHT)


def sampling(word: Word) -> None:
    blocks.title(word, "抽样底稿")
    blocks.pairs(
        word,
        ("项目名称", "{{ project }}"),
        ("抽样事项", "{{ title }}"),
        ("总体", "{{ population }}"),
        ("总体文件 SHA-256", "{{ sha256 }}"),
        ("抽样方法", "{{ method }}，随机种子：{{ seed }}"),
        ("样本量和核查", "样本量 {{ size }}，核查 {{ examined }}，替换 {{ replaced }}；核查方式：{{ check }}"),
        ("置信度", "{{ confidence }}，可容忍错误 {{ tolerable }}，预计错误率 {{ expected }}"),
        ("查出的错误", "{{ errors }} 个单位，其中必查层 {{ certain_errors }} 个；错误金额：{{ found }}"),
        ("推断的错误", "{{ most_likely }}，精确度 {{ precision }}"),
        ("错误上限", "{{ upper }}"),
        ("结论", "{{ conclusion }}"),
        ("编制日期", "{{ made_on }}"),
    )
    blocks.heading(word, "核查地点")
    blocks.listing(word, "places", {"no": ("序号", 1.8), "town": ("镇街", 7.0), "village": ("村", 7.4)})
    blocks.pairs(word, ("编制人签名", SIGN), ("复核人签名", SIGN), together=True)


LAYOUTS = {layout.__name__: layout for layout in (evidence, evidence_group, working, working_summary, problems, transfer, sampling)}


def template(form: Form) -> bytes:
    """The template of a form, as Word saves it; the same bytes every time."""
    word = Document()
    blocks.page(word)
    LAYOUTS[form.name](word)
    blocks.foot(word)
    about = word.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.title, about.created, about.modified = form.title, DAY, DAY
    made = io.BytesIO()
    word.save(made)
    return timeless(made.getvalue())


def _signing(word: Word, attachments: str = "") -> None:
    blocks.pairs(
        word,
        ("意见", "\n\n\n"),
        ("证据提供单位盖章、负责人或者其确定的人员签名", "\n\n　　　　　　年　　月　　日"),
        ("取证情况", "{{ signed }}\n{{ refusal }}"),
        ("审计人员签名（两名）", f"{SIGN}　{SIGN}\n　　　　　　年　　月　　日"),
        ("附件", f"{attachments}共　　　页"),
        together=True,
    )


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
