"""The columns of all workbooks that go to the desk and come back: one description for writing, reading and checking (DOMAIN §5.5).

A title stands for one column, whatever workbook it is in, so that a workbook is understood by its titles alone: sorted, filtered, with
columns moved, inserted or hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "long", "money", "date", "whole", "choice"]


@dataclass(frozen=True)
class Column:
    """One column. ``fill``: somebody fills it in; the others hold facts, which nobody may change. ``holds``: what a fact tells of persons,
    for masks (gates.column). ``choice``: its values are those of the list of its name in parameters/casework.yaml.
    """

    name: str
    title: str
    kind: Kind = "text"
    width: int = 12
    fill: bool = False
    holds: str | None = None
    hint: str = ""

    @property
    def masks(self) -> str | None:
        """What of persons a cell may hold: in what somebody wrote, anything."""
        return "words" if self.fill and self.kind in ("text", "long") else self.holds


#: The id of the matter, or of an issue handed in: how a line is known when it comes back.
KEY = Column("matter_id", "事项编号", width=20)
#: The id of a lead, on the lines below its matter; such lines are for reading.
LEAD = Column("lead_id", "疑点编号", width=19)
#: What the line was when it went out: entry of the record, digest of the facts, fingerprint of the key.
MARK = Column("mark", "核对码", width=4)
#: In the copy that goes back to the auditor.
REFUSED = "未收下的原因"

_FACTS = (
    KEY,
    LEAD,
    Column("state", "状态", width=9),
    Column("rule", "规则", "long", 22),
    Column("sentence", "疑点描述", "long", 60, holds="words"),
    Column("questioned_amount", "疑点金额（元）", "money", 14),
    Column("procedure", "应取证据", "long", 30),
    Column("severity", "严重程度", width=8),
    Column("town", "镇街", width=10, holds="place"),
    Column("village", "村", width=12, holds="place"),
    Column("subject", "对象", width=20, holds="party"),
    Column("leads", "疑点条数", "whole", 7),
    Column("first_on", "最早日期", "date", 11),
    Column("last_on", "最晚日期", "date", 11),
    Column("strength", "证据强度", width=16),
    Column("amount_class", "金额类型", width=12),
    Column("source", "数据来源", "long", 30, holds="words"),
    Column("law", "比对依据", "long", 30),
    Column("before", "此前情况", "long", 26, holds="words"),
    # 行动台账
    Column("actor", "行动单位", width=20, holds="party"),
    Column("action", "应办事项", "long", 40),
    Column("filed_with", "报送对象", width=24),
    Column("last_day", "期限", "date", 11),
    Column("action_basis", "文件依据", width=26),
    Column("action_state", "办理情况", width=10),
    MARK,
)
_FILLS = (
    # 核查
    Column("assigned_to", "分派人", width=9, fill=True, hint="派给谁核查"),
    Column("due", "截止日期", "date", 11, fill=True, hint="核查应完成的日期"),
    Column("method", "核查方式", "choice", 9, fill=True),
    Column("result", "核实结果", "choice", 9, fill=True),
    Column("verified_amount", "属实金额", "money", 13, fill=True, hint="核实后的问题金额（元）"),
    Column("reason_code", "排除理由代码", "choice", 16, fill=True),
    Column("reason", "排除理由", "long", 30, fill=True, hint="一句话说清；无法核实的，写原因"),
    Column("evidence", "佐证材料", "long", 26, fill=True, hint="文件名称、文号、页码或照片"),
    Column("checked_by", "核实人", width=9, fill=True),
    Column("checked_on", "核实日期", "date", 11, fill=True),
    Column("reviewed_by", "复核人", width=9, fill=True, hint="不能是核实人"),
    Column("reopen", "重新核实理由", "long", 24, fill=True, hint="已有结论要重来时，由复核人填写"),
    # 取证、底稿、报告
    Column("finding_no", "问题编号", width=14, fill=True),
    Column("category", "问题类别", width=14, fill=True, hint="一级/二级/三级"),
    Column("title", "标题", "long", 26, fill=True),
    Column("phrase", "定性", "long", 20, fill=True),
    Column("basis", "定性依据", "long", 34, fill=True, hint="文件和条款"),
    Column("unit", "责任单位", width=16, fill=True),
    Column("person", "责任人", width=9, fill=True),
    Column("disposition", "处理意见", "long", 26, fill=True),
    Column("evidence_no", "取证单号", width=14, fill=True),
    Column("signed", "取证情况", "choice", 9, fill=True),
    Column("refusal", "拒签理由", "long", 20, fill=True, hint="拒签的，写明理由和两名审计人员"),
    Column("paper_no", "底稿号", width=18, fill=True),
    Column("paper_reviewed_by", "底稿复核人", width=10, fill=True),
    Column("paper_reviewed_on", "底稿复核日期", "date", 12, fill=True),
    Column("comment_sent_on", "征求意见日期", "date", 12, fill=True, hint="10 日内反馈"),
    Column("comment", "反馈意见", "long", 26, fill=True),
    Column("reported", "反映方式", "choice", 13, fill=True),
    Column("unreported_reason", "未反映理由", "long", 22, fill=True),
    Column("issue_no", "台账内问题编号", width=15, fill=True, hint="已列入整改台账的，填台账里的编号"),
    Column("transfer", "移送情形", "choice", 14, fill=True),
    Column("transfer_to", "移送对象", width=16, fill=True, hint="纪委监委、公安、主管部门"),
    # 整改
    Column("measure", "整改措施", "long", 26, fill=True),
    Column("standard", "整改标准", "long", 22, fill=True),
    Column("deadline", "整改时限", "date", 11, fill=True),
    Column("progress", "进展", "long", 24, fill=True),
    Column("done_on", "完成日期", "date", 11, fill=True),
    Column("recovered", "追缴金额", "money", 12, fill=True),
    Column("returned", "归还金额", "money", 12, fill=True),
    Column("reactivated", "盘活金额", "money", 12, fill=True),
    Column("made_good", "补发金额", "money", 12, fill=True),
    Column("adjusted", "调账金额", "money", 12, fill=True),
    Column("rules_made", "制度（项）", "whole", 8, fill=True),
    Column("disciplined", "处分人数", "whole", 8, fill=True),
    Column("evidence_rectified", "整改佐证材料", "long", 26, fill=True, hint="财务凭证、书面证明、办理回复、审批文件、制度文本"),
    Column("accepted_town", "镇级验收", width=16, fill=True, hint="验收人和日期"),
    Column("accepted_county", "县级验收", width=16, fill=True, hint="验收人和日期"),
    Column("accepted_city", "市级验收", width=16, fill=True, hint="验收人和日期"),
    Column("status", "整改状态", "choice", 10, fill=True),
    Column("closed_on", "销号日期", "date", 11, fill=True),
    Column("reason_continued", "持续整改原因", "long", 22, fill=True),
    Column("deadline_new", "新期限", "date", 11, fill=True),
    # 被审计单位反馈
    Column("answer", "是否认可", "choice", 10, fill=True),
    Column("explanation", "情况说明", "long", 40, fill=True, hint="不认可的，写明理由和依据"),
    Column("documents", "所附材料", "long", 26, fill=True, hint="文件名称、文号、页码"),
    Column("answered_by", "填报人", width=9, fill=True),
    Column("answered_on", "填报日期", "date", 11, fill=True),
    # 行动台账
    Column("begun_on", "起算日期", "date", 11, fill=True, hint="期限从这一天起算，如决定书送达日期"),
    Column("due_set", "另定期限", "date", 11, fill=True, hint="文件没有写期限的，填本级规定的日期"),
    Column("filed_on", "报送（完成）日期", "date", 11, fill=True),
    Column("remark", "备注", "long", 20, fill=True),
)
COLUMNS = {column.name: column for column in (*_FACTS, *_FILLS)}


@dataclass(frozen=True)
class Desk:
    """One workbook: its title, which columns it shows in their order, and what it is for."""

    name: str
    title: str
    names: tuple[str, ...]
    about: str

    @property
    def columns(self) -> list[Column]:
        return [COLUMNS[name] for name in self.names]


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: 疑点核查表: every matter, from raised to verified or dismissed.
CHECK = Desk(
    "check",
    "疑点核查表",
    _names(
        "matter_id lead_id state rule sentence questioned_amount procedure severity town village subject leads first_on last_on"
        " assigned_to due method result verified_amount reason_code reason evidence checked_by checked_on reviewed_by reopen"
        " strength amount_class source law before mark"
    ),
    "每个事项核查到哪一步、结论是什么",
)
#: 问题清单: verified matters, from evidence to the report.
PROBLEMS = Desk(
    "problems",
    "问题清单",
    _names(
        "matter_id state rule sentence questioned_amount town village subject"
        " finding_no category title phrase basis unit person disposition evidence_no signed refusal paper_no paper_reviewed_by"
        " paper_reviewed_on comment_sent_on comment reported unreported_reason issue_no transfer transfer_to before mark"
    ),
    "属实的事项：取证、底稿、征求意见、报告反映、移送",
)
#: 整改台账: findings reported, and the issues that were handed in, until they are signed off.
RECTIFY = Desk(
    "rectify",
    "整改台账",
    _names(
        "matter_id state rule sentence questioned_amount town village subject"
        " unit person measure standard deadline progress done_on recovered returned reactivated made_good adjusted rules_made disciplined"
        " evidence_rectified accepted_town accepted_county accepted_city status closed_on reason_continued deadline_new"
        " transfer transfer_to reopen remark before mark"
    ),
    "整改、验收、销号、移交",
)
#: 行动台账: what the plan asks of every unit, and when it was filed.
ACTIONS = Desk(
    "actions",
    "行动台账",
    _names("matter_id actor action filed_with last_day action_basis action_state begun_on due_set filed_on evidence remark mark"),
    "方案要求各单位在期限前办的事",
)
#: 疑点反馈表: what an auditee says of each matter, before anything is found.
ANSWERS = Desk(
    "answers",
    "疑点反馈表",
    _names(
        "matter_id rule sentence questioned_amount town village subject first_on last_on source law"
        " answer explanation documents answered_by answered_on mark"
    ),
    "被审计单位对每个待核实疑点的意见",
)
