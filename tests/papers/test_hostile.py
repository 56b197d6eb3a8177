"""What somebody typed is data: nothing in it is executed, nothing of it lost, nothing of it hidden."""

from auditlib.desk.papers.texts import LONGEST
from tests.papers.conftest import RECTIFIED, VERIFIED
from tests.papers.reading import beside, everything, listed, sheet

JINJA = "{{ 7*7 }} {% for x in ().__class__.__mro__ %}x{% endfor %} {# 注 #} {_{ }_} {_% %_} {{ number }}"
MARKUP = "</w:t></w:r><w:p/> <甲&乙> \"引\" '号' &amp; &#x41; ]]>"
UNSEEN = "退\u202e款\x00单\u200b第\x1b[31m3\ud800号\ufffe"


def evidence(desk, **values):
    desk.decided(desk.first, "属实", **VERIFIED | values)
    return desk.made("evidence").papers[0].content


def test_jinja_in_a_cell_is_not_executed_and_nothing_of_it_is_lost(desk):
    paper = evidence(desk, evidence=JINJA, unit=JINJA, title=JINJA, evidence_no=JINJA)
    for label in ("被审计（调查）单位或个人", "审计（调查）事项"):
        assert beside(paper, label) == JINJA
    assert beside(paper, "附件").startswith(JINJA)


def test_signs_of_xml_are_letters(desk):
    paper = evidence(desk, unit=MARKUP)
    assert beside(paper, "被审计（调查）单位或个人") == MARKUP


def test_what_nobody_sees_is_shown_by_its_number(desk):
    desk.decided(desk.first, "排除", result="不属实", reason_code="RET", reason=UNSEEN.replace("\ud800", ""), evidence="一\n二")
    _, paper = desk.made("working", matters=(desk.first,)).papers
    told = beside(paper.content, "审计结论")
    assert "退〈U+202E〉款〈U+0000〉单〈U+200B〉第〈U+001B〉[31m3号〈U+FFFE〉" in told
    assert "依据的材料：一\n二" in told


def test_a_megabyte_is_cut_with_a_note(desk):
    paper = evidence(desk, unit="长" * 1_000_000)
    told = beside(paper, "被审计（调查）单位或个人")
    assert told.startswith("长" * LONGEST + "……") and "全文 1,000,000 字" in told and len(told) < LONGEST + 60


def test_a_formula_is_a_text_in_excel(desk):
    formula = '=HYPERLINK("http://example.invalid","点我")'
    desk.decided(
        desk.first,
        "整改中",
        **VERIFIED | RECTIFIED | {"title": formula, "phrase": "@SUM(1)", "measure": "-2+3", "basis": "http://example.invalid/x"},
    )
    for paper in desk.made("problems", "rectification").papers:
        if paper.path.endswith(".xlsx"):
            assert listed(paper.content)[0]["标题"] == formula
            assert all(cell.data_type != "f" for row in sheet(paper.content).iter_rows() for cell in row)
            assert "<hyperlink" not in everything(paper.content) and "vbaProject" not in everything(paper.content)


def test_a_title_is_no_path(desk):
    desk.decided(desk.first, "属实", **VERIFIED | {"title": "../../etc/passwd\x00 CON:*?"})
    (paper,) = desk.made("evidence_group").papers
    assert paper.path == "临朐县/审计取证单（按标题汇总）/001-etcpasswdU0000CON.docx"
