"""Papers filled from a record and read back: what they say of a matter, of which matters they are made, and where their figures come from."""

import datetime as dt
import hashlib
import time
from decimal import Decimal

import pytest

from auditlib.casework.record import Entry
from auditlib.desk.papers import texts
from tests.papers.conftest import COUNTY, HANDED_OVER, RECTIFIED, VERIFIED
from tests.papers.reading import beside, lines, listed, rows, sheet, word

LEADS = ("序号", "日期", "疑点金额", "事实", "来源文件", "行")


def by_path(made):
    return {paper.path.removeprefix("临朐县/"): paper.content for paper in made.papers}


def test_evidence_states_fact_amount_day_and_row_and_no_phrase(desk):
    desk.decided(desk.first, "属实", **VERIFIED)
    made = by_path(desk.made("evidence"))
    assert [*made] == [f"审计取证单/{desk.first}.docx"]
    paper = made[f"审计取证单/{desk.first}.docx"]
    assert beside(paper, "被审计（调查）单位或个人") == "民政局"
    assert beside(paper, "涉及金额") == "300.00 元（0.03 万元）"
    assert beside(paper, "地点和对象") == "城关街道东村　370799194501010018"
    assert beside(paper, "审计人员") == "李核实" and beside(paper, "编制日期") == "2019年11月5日"
    assert beside(paper, "附件").startswith("死亡证明第 12 号") and beside(paper, "取证情况").strip() == ""
    (lead,) = rows(paper, *LEADS)
    assert lead[1:3] + lead[4:] == ["2019年4月10日", "300.00", "一卡通/发放明细.csv", "2"]
    assert "死亡日期 2018-12-05" in lead[3] and "姓名 王小明" in lead[3]
    assert rows(paper, "序号", "来源文件", "工作表", "行") == [["1", "公安/死亡人员.csv", "死亡人员", "2"]]
    assert "300.00 元" in beside(paper, "审计（调查）事项摘要") and "违规发放" not in lines(paper)
    assert "编号：370724-2019-FUND01-" in lines(paper)


def test_who_will_not_sign_is_written_down_for_two_auditors(desk):
    desk.decided(desk.first, "取证", **VERIFIED, signed="拒签", refusal="认为已经退回", evidence_no="取-7")
    paper = desk.made("evidence").papers[0].content
    assert beside(paper, "取证情况") == "拒签\n理由：认为已经退回。由两名审计人员签名证明。"
    assert beside(paper, "审计人员签名（两名）").count("_" * 16) == 2
    assert "编号：取-7" in lines(paper)


def test_only_what_was_verified_is_called_a_problem(desk):
    desk.decided(
        desk.second,
        "排除",
        result="不属实",
        reason_code="RET",
        reason="款项已退回",
        evidence="退款单第 3 号",
        checked_by="李核实",
        reviewed_by="赵复核",
    )
    for kind in ("evidence", "evidence_group", "transfer"):
        made = desk.made(kind)
        assert (made.papers, made.refused) == ([], [])
        made = desk.made(kind, matters=(desk.first, desk.second))
        assert not made.papers and len(made.refused) == 2
        assert "新生成" in " ".join(made.refused) and "排除" in " ".join(made.refused)
    problems = by_path(desk.made("problems"))
    assert (
        rows(
            problems["问题清单.docx"],
            "序号",
            "问题编号",
            "标题",
            "事实",
            "金额（元）",
            "定性",
            "定性依据",
            "责任单位",
            "处理意见",
            "底稿号",
        )
        == []
    )


def test_facts_that_changed_after_the_decision_are_not_signed_but_stay_in_the_list(desk):
    desk.decided(desk.first, "属实", **VERIFIED)
    facts = desk.dossier().cases[desk.first].facts
    desk.office.record.append([Entry(COUNTY, desk.first, "raised", facts | {"questioned_amount": "900.00"}, "another digest")], "王导出")
    made = desk.made("evidence")
    assert not made.papers and "事实在核实之后有变化" in made.refused[0] and desk.first in made.refused[0]
    row, total = listed(desk.made("problems").papers[0].content)
    assert row["属实金额"] == 300 == total["属实金额"] and "300.00 → 900.00" in row["此前情况"]


def test_a_title_gathers_its_matters(desk):
    desk.decided(desk.first, "属实", **VERIFIED, title="死亡后发放")
    desk.decided(desk.second, "属实", **VERIFIED | {"verified_amount": "199.99", "unit": "城关街道"}, title="死亡后发放")
    (paper,) = desk.made("evidence_group").papers
    assert paper.path.endswith("001-死亡后发放.docx")
    text = lines(paper.content)
    assert "以上事项违反了财政违法行为处罚处分条例第六条。" in text and "该事项违反了" not in text
    assert "责任部门：民政局、城关街道" in text or "责任部门：城关街道、民政局" in text
    assert beside(paper.content, "涉及金额") == "499.99 元（0.049999 万元）"


def test_a_title_whose_matters_rest_on_different_law_says_it_one_by_one(desk):
    desk.decided(desk.first, "属实", **VERIFIED, title="死亡后发放")
    desk.decided(desk.second, "属实", **VERIFIED | {"basis": "预算法第五十七条"}, title="死亡后发放")
    text = lines(desk.made("evidence_group").papers[0].content)
    assert "该事项违反了财政违法行为处罚处分条例第六条。" in text and "该事项违反了预算法第五十七条。" in text and "以上事项" not in text


def test_working_paper_traces_every_figure(desk):
    desk.decided(desk.first, "底稿复核", **VERIFIED, paper_reviewed_by="孙底稿", paper_reviewed_on="2019-11-08", disposition="追缴")
    made = by_path(desk.made("working", on=dt.date(2019, 11, 6)))
    number = desk.dossier().numbers[desk.first]
    paper, sql = made[f"审计工作底稿/{number}.docx"], made["审计工作底稿/SQL/FUND-01.sql"]
    assert f"索引号：{number}" in lines(paper) and number.startswith("370724-2019-FUND01-00")
    assert f"SHA-256 {hashlib.sha256(sql).hexdigest()}" in lines(paper) and b"death" in sql
    assert beside(paper, "编制日期") == "2019年11月6日"
    assert beside(paper, "底稿复核人") == "孙底稿　2019年11月8日" and beside(paper, "复核人") == "赵复核"
    assert beside(paper, "审计结论").split("\n") == [
        "核实结果：属实。",
        "定性：违规发放。",
        "依据：财政违法行为处罚处分条例第六条。",
        "处理意见：追缴。",
    ]
    files = rows(paper, "文件", "工作表", "识别为", "行数", "读入", "隔离", "SHA-256")
    received = (desk.office.outputs.parent / "received" / "临朐县" / "公安" / "死亡人员.csv").read_bytes()
    assert ["公安/死亡人员.csv", "死亡人员", "死亡人员信息（L26）", "2", "2", "0", hashlib.sha256(received).hexdigest()] in files
    counts = dict(rows(paper, "项目", "行数"))
    assert (counts["读入 死亡人员信息（L26）"], counts["形成疑点"], counts["形成事项"]) == ("2", "2", "2")
    (value,) = [row for row in rows(paper, "参数", "取值", "单位", "起始日", "文件和条款", "核对") if "宽限" in row[0]]
    assert value[1:3] == ["1", "月"] and value[4:] == ["国发〔2014〕8号", "参数待核"]
    versions = dict(rows(paper, "项目", "版本或摘要"))
    assert versions["案卷记录"] == desk.office.record.head[1] and versions["密钥指纹"] == desk.office.parameters.key.fingerprint
    told = dict(line.split("：") for line in (desk.office.outputs / COUNTY / "stage.txt").read_text(encoding="utf-8").splitlines())
    assert {name: versions[name] for name in ("规则程序", "资料")} == {name: told[name] for name in ("规则程序", "资料")}
    assert ["在宽限期内", "0", "1", "0"] in rows(paper, "例外", "成立（笔）", "不成立（笔）", "无法检验（笔）")
    states = [row[3] for row in rows(paper, "记录序号", "时间（UTC）", "经办人", "到达的状态")]
    assert states == ["形成疑点，或事实有变化", "底稿复核"]


def test_working_paper_of_what_was_dismissed_says_why(desk):
    desk.decided(
        desk.second,
        "排除",
        result="不属实",
        reason_code="RET",
        reason="款项已退回",
        evidence="退款单第 3 号",
        checked_by="李核实",
        reviewed_by="赵复核",
    )
    _, paper = desk.made("working", matters=(desk.second,)).papers
    assert beside(paper.content, "审计结论") == "排除（RET 退回重发）：款项已退回\n依据的材料：退款单第 3 号\n释放疑点金额 200.00 元。"
    assert beside(paper.content, "核实金额") == "无"


def test_working_paper_of_a_lead_calls_it_no_problem(desk):
    *_, paper = desk.made("working", matters=(desk.first,)).papers
    assert beside(paper.content, "审计结论") == "尚在核查，没有结论。"


def test_an_index_number_stays_when_more_is_raised(desk):
    before = desk.dossier().numbers
    facts = desk.dossier().cases[desk.first].facts
    desk.office.record.append([Entry(COUNTY, f"FUND-01-M{n:010x}", "raised", facts, "digest") for n in range(3)], "王导出")
    after = desk.dossier().numbers
    assert {matter: after[matter] for matter in before} == before and len({*after.values()}) == len(after) == len(before) + 3
    assert after["FUND-01-M0000000002"] == "370724-2019-FUND01-005"


def test_a_matter_that_the_run_has_no_more_says_so(desk):
    facts = desk.dossier().cases[desk.first].facts
    gone = "FUND-01-M0000000000"
    desk.office.record.append([Entry(COUNTY, gone, "raised", facts, "digest")], "王导出")
    desk.decided(gone, "属实", **VERIFIED)
    (paper,) = desk.made("evidence", matters=(gone,)).papers
    assert rows(paper.content, *LEADS) == [] and "没有这一事项的明细" in lines(paper.content)


def test_lists_hold_numbers_and_days(desk):
    desk.decided(desk.first, "整改中", **VERIFIED, **RECTIFIED, recovered="120.50", done_on="2019-12-01", rules_made="2")
    desk.decided(desk.second, "属实", **VERIFIED | {"verified_amount": "200.00"})
    problems, _, rectified = desk.made("problems", "rectification").papers
    one, other, total = listed(problems.content)
    assert {one["属实金额"], other["属实金额"]} == {300, 200} and total["属实金额"] == 500
    found = one if one["事项编号"] == desk.first else other
    assert (found["问题编号"], found["标题"], found["状态"], found["责任单位"], found["金额类型"]) == (
        "W-01",
        "死亡后发放",
        "整改中",
        "民政局",
        "违规",
    )
    assert found["事实"].startswith("向已死亡人员发放补贴/扶贫资金：")
    issue, total = listed(rectified.content)  # only what was reported
    assert issue["追缴金额"] == 120.5 == total["追缴金额"] and issue["整改时限"] == dt.datetime(2019, 12, 31) and issue["制度（项）"] == 2
    page = sheet(rectified.content)
    assert (
        page.freeze_panes == "C4"
        and page.auto_filter.ref.startswith("A3:")
        and page.print_title_rows == "$3:$3"
        and page.page_setup.paperSize == 9
    )


def test_what_is_handed_over_goes_to_its_receiver(desk):
    desk.decided(desk.first, "移送", **VERIFIED, **HANDED_OVER)
    desk.decided(
        desk.second,
        "移送",
        **VERIFIED | {"verified_amount": "200.00"},
        **HANDED_OVER | {"transfer": "PART", "transfer_to": "县民政局/残联", "progress": "退回 50 元"},
    )
    made = by_path(desk.made("transfer"))
    assert [*made] == ["审计移送处理书/NOT-01-县纪委监委.docx", "审计移送处理书/PART-02-县民政局残联.docx"]
    text = lines(made["审计移送处理书/NOT-01-县纪委监委.docx"])
    assert "县纪委监委：" in text and "属于台账内不整改的问题" in text and "涉及金额 300.00 元（0.03 万元）" in text
    assert (
        "定性：违规发放" in text
        and "依据：财政违法行为处罚处分条例第六条" in text
        and "死亡证明第 12 号" in text
        and "整改情况" not in text
    )
    text = lines(made["审计移送处理书/PART-02-县民政局残联.docx"])
    assert "县民政局/残联：" in text and "整改情况：退回 50 元" in text and "移送情形：整改不到位" in text


def test_every_page_says_whose_it_is_and_which_of_how_many(desk):
    desk.decided(desk.first, "移送", **VERIFIED, **HANDED_OVER)
    for paper in desk.made("evidence", "evidence_group", "working", "problems", "transfer").papers:
        if not paper.path.endswith(".docx"):
            continue
        section = word(paper.content).sections[0]
        short, long = sorted((section.page_width.cm, section.page_height.cm))
        assert (round(short, 1), round(long, 1)) == (21.0, 29.7), paper.path
        fields = [found.get(found.keys()[0]) for found in section.footer._element.iter() if found.tag.endswith("}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"], paper.path
        seq, seal = desk.office.record.head
        assert f"王导出　案卷记录第 {seq} 条（{seal[:12]}）" in lines(paper.content) and "审计组内部资料" in lines(paper.content)


def test_the_same_record_gives_the_same_files_on_any_day(desk, monkeypatch):
    desk.decided(desk.first, "移送", **VERIFIED, **HANDED_OVER)
    kinds = ("evidence", "evidence_group", "working", "problems", "rectification", "transfer")
    first = desk.made(*kinds).papers
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1e8)
    assert desk.made(*kinds).papers == first
    assert word(first[0].content).core_properties.created == dt.datetime(2019, 11, 5, tzinfo=dt.UTC)


def test_a_paper_changes_only_with_its_own_matter(desk):
    desk.decided(desk.first, "属实", **VERIFIED)
    paper = desk.made("evidence").papers[0]
    desk.decided(desk.second, "已分派", assigned_to="李核实")
    assert desk.made("evidence").papers == [paper]
    desk.decided(desk.first, "取证", signed="已签")
    assert desk.made("evidence").papers != [paper]


@pytest.mark.parametrize(
    ("amount", "wan"),
    [
        ("0.01", "0.000001"),
        ("12345.67", "1.234567"),
        ("100000000.00", "10,000"),
        ("0.00", "0"),
        ("9999999999999999.99", "999,999,999,999.999999"),
    ],
)
def test_no_fen_is_lost_in_ten_thousands(amount, wan):
    assert texts.wan(Decimal(amount)) == wan


def test_issues_of_earlier_checks_stand_in_the_ledger_and_are_handed_over(desk):
    facts = {
        "issue_no": "Z002", "origin": "市委巡察", "category": "项目管理", "description": "项目未公示", "sentence": "项目未公示", "amount": "880.00",
        "questioned_amount": "880.00", "measure": "补公示", "resp_unit": "农业农村局", "deadline": "2019-09-30", "status": "未整改", "town": "城关街道",
    }  # fmt: skip
    issue = "L47-0123456789"
    desk.office.record.append([Entry(COUNTY, issue, "issue", facts, "digest")], "王导出")
    row, total = listed(desk.made("rectification").papers[0].content)
    assert (row["台账内问题编号"], row["问题描述"], row["责任单位"], row["整改状态"], row["镇街"]) == (
        "Z002",
        "项目未公示",
        "农业农村局",
        "未整改",
        "城关街道",
    )
    assert row["属实金额"] == 880 and row["整改时限"] == dt.datetime(2019, 9, 30)
    assert not desk.made("evidence", "transfer").papers and len(listed(desk.made("problems").papers[0].content)) == 1  # the totals
    values = {"transfer": "NOT", "transfer_to": "县扶贫开发领导小组", "progress": "一直没有公示"}
    desk.office.record.append([Entry(COUNTY, issue, "decided", {"state": "移送", "values": values}, "digest")], "李核实")
    (paper,) = desk.made("transfer").papers
    text = lines(paper.content)
    assert paper.path.endswith("NOT-01-县扶贫开发领导小组.docx") and "涉及金额 880.00 元（0.088 万元）" in text
    assert (
        "（1）项目管理" in text
        and "事实：项目未公示" in text
        and "整改情况：一直没有公示" in text
        and "整改台账：问题编号 Z002" in text
        and "底稿" not in text
        and "定性" not in text
    )
