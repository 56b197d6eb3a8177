"""Masked papers name nobody: not the people of the county's files, not those that somebody typed into a reason. Identities: prefix 370799."""

import pytest

from auditlib.desk.papers.texts import hidden
from auditlib.errors import AuditError
from auditlib.privacy.open_gates import Gates
from auditlib.project_key import PUBLISHED
from tests.papers.conftest import HANDED_OVER, RECTIFIED, VERIFIED
from tests.papers.reading import everything, lines

KNOWN = ("王小明", "刘会兰", "张三丰", "欧阳建国", "370799194501010018", "370799194701010025", "370799195001010033", "13812345678")
#: What is left of a number when a character that nobody sees stands within it.
TAILS = ("194501010018", "194701010025")
KINDS = ("evidence", "evidence_group", "working", "problems", "rectification", "transfer")
TYPED = "王小明（3707991945 0101 0018）和刘会兰的钱由欧阳建国代领，电话138-1234-5678，证件370799\x01194701010025、370799\u202e194501010018"


def planted(desk):
    both = (
        VERIFIED
        | RECTIFIED
        | HANDED_OVER
        | {"evidence": TYPED, "title": f"死亡后发放{TYPED}", "basis": TYPED, "disposition": TYPED, "person": "欧阳建国", "unit": TYPED}
    )
    desk.decided(desk.first, "移送", **both | {"refusal": TYPED, "signed": "拒签", "transfer_to": "刘会兰"})
    other = both | dict.fromkeys(("measure", "progress", "comment", "category", "remark"), TYPED)
    desk.decided(desk.second, "移送", **other | {"finding_no": "370799194701010025", "evidence_no": "王小明"})


def test_nobody_is_named_in_any_part_of_any_file(desk):
    planted(desk)
    papers = desk.made(*KINDS, masked=True).papers
    assert len(papers) == 12
    for paper in papers:
        text = paper.path + (everything(paper.content) if not paper.path.endswith(".sql") else paper.content.decode())
        for word in (*KNOWN, *TAILS):
            assert word not in text and word not in text.replace(" ", "").replace("-", ""), (paper.path, word)
        if paper.path.endswith(".docx"):
            assert "个人信息已遮盖" in lines(paper.content)


def test_the_team_sees_the_names(desk):
    planted(desk)
    text = "".join(lines(paper.content) for paper in desk.made("evidence").papers)
    assert "王小明" in text and "370799194501010018" in text and "欧阳建国" in text


def test_masked_papers_are_as_complete_as_plain_ones(desk):
    planted(desk)
    plain, masked = desk.made(*KINDS).papers, desk.made(*KINDS, masked=True).papers
    assert len(plain) == len(masked)
    for one, other in zip(plain, masked, strict=True):
        if one.path.endswith(".docx"):
            assert len(lines(one.content).splitlines()) == len(lines(other.content).splitlines())


def test_a_template_that_names_somebody_makes_no_masked_paper(desk, tmp_path):
    from tests.papers.test_templates import EVIDENCE, saved

    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "evidence.docx").write_bytes(saved("主办：张三丰", *EVIDENCE))
    desk.decided(desk.first, "属实", **VERIFIED)
    assert "张三丰" in lines(desk.made("evidence", folder=tmp_path).papers[0].content)
    with pytest.raises(AuditError) as error:
        desk.made("evidence", folder=tmp_path, masked=True)
    assert "name of a person" in error.value.args[0] and "张三丰" not in error.value.args[0]


def test_the_key_itself_stands_nowhere(desk):
    planted(desk)
    assert all(PUBLISHED.text not in everything(paper.content) for paper in desk.made(*KINDS).papers if not paper.path.endswith(".sql"))


def test_an_identity_number_in_groups_is_one_and_amounts_are_none():
    mask = Gates().words
    assert hidden("郭某 3707 9919 5007 1740 19 同意", mask) == "郭某 3707************19 同意"
    assert hidden("共 12 项 560 元，2019 年 11 月", mask) == "共 12 项 560 元，2019 年 11 月"
