"""Which category a wording says: what holds one known word and does not deny it; anything else is unknown, listed and asked about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.errors import ParameterError
from auditlib.intake.wordings import DENIED, category_of
from tests.intake.helpers import identity, table, workbook

# ledger.column | as written | category
WORDINGS = """
social_assistance.assist_type    | 农村特困分散供养     | 特困分散
social_assistance.assist_type    | 低保边缘家庭         | 低保边缘
social_assistance.assist_type    | 农村低保（A类）       | 农村低保
social_assistance.assist_type    | 原农村低保           | ␀
social_assistance.assist_type    | 低保转特困           | ␀
medical_enrol.status             | 断保                | 停保
medical_enrol.status             | 欠费未缴             | 未参保
medical_enrol.status             | 未停保              | ␀
medical_enrol.status             | 正常参保（居民）      | 参保
medical_enrol.status             | 待核                | ␀
operation_inspection.state       | 空置                | 闲置
operation_inspection.state       | 长期闲置            | 闲置
operation_inspection.state       | 无闲置              | ␀
operation_inspection.state       | 由闲置转为低效        | ␀
asset_register.state             | 已变卖              | 处置
acceptance.conclusion            | 合格，同意交付使用     | 合格
acceptance.conclusion            | 不合格              | 不合格
acceptance.conclusion            | 未发现不合格项        | ␀
acceptance.conclusion            | 经验收合格           | 合格
fiscal_payroll.staff_type        | 退休教师             | 离退休
fiscal_payroll.staff_type        | 事业单位在编人员      | 事业
motor_vehicle.status             | 达到报废标准         | 在册异常
water_test.result                | 基本不合格           | 不合格
business_registration.ent_type   | 有限责任公司(自然人独资) | 有限公司
real_estate.status               | 现势                | 现势
student_register.status          | 非在校              | ␀
student_register.status          | 疑似辍学             | ␀
house_appraisal.level            | B/C级               | ␀
house_appraisal.level            | C级/D               | ␀
"""


@pytest.mark.parametrize("row", table(WORDINGS), ids=lambda row: row[0] + row[1])
def test_wordings(ledgers, row):
    place, text, expected = row
    ledger, column = place.split(".")
    known = tuple(sorted(ledgers[ledger].columns[column].canonical.items(), key=lambda pair: (-len(pair[0]), pair[0])))
    assert (category_of(text.replace("（", "(").replace("）", ")"), known) or "") == expected


KNOWN = (("不合格", "不合格"), ("合格", "合格"), ("整改", "整改"))
PLAIN = st.text(alphabet="经验收查村镇路灯水项目", max_size=6)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PLAIN, PLAIN, st.sampled_from(sorted(DENIED)), st.sampled_from(KNOWN))
def test_words_around_change_nothing_and_a_denial_before_leaves_nothing(before, after, denial, known):
    word, category = known
    assert category_of(before + word + after, KNOWN) == category
    denied = category_of(denial + word + after, KNOWN)
    assert denied is None or denied == "不合格" != category, "不 before 合格 is a word of its own"


def test_every_word_of_every_contract_is_its_own_category(ledgers):
    for ledger in ledgers.values():
        for column in ledger.columns.values():
            if column.type == "category" and column.values:
                known = tuple(sorted(column.canonical.items(), key=lambda pair: (-len(pair[0]), pair[0])))
                assert {word: category_of(word, known) for word in column.canonical} == column.canonical


ENROLMENT = ["姓名", "证件号码", "参保类型", "参保年度", "参保状态", "是否代缴"]
A, B, C = (identity(sequence=f"{n}02") for n in (1, 2, 3))
ROWS = [
    ["张三", A, "居民", "2019", "冻结待查", None],
    ["李四", B, "居民", "2019", "冻结待查", None],
    ["王五", C, "居民", "2019", "参保", None],
]


def test_a_word_that_nobody_knows_is_listed_and_asked_about(folder, read):
    workbook(folder / "参保.xlsx", {"s": [ENROLMENT[:5], *(row[:5] for row in ROWS)]})
    result = read()
    assert [(row["status"], row["unread"]) for row in result.rows("medical_enrol")] == [
        (None, ",status,"),
        (None, ",status,"),
        ("参保", None),
    ]
    sheet = result.sheet()
    assert sheet["unknown"] == {"status": {"冻结待查": 2}} and (sheet["kept"], sheet["quarantined"]) == (3, 0)
    assert any("参保状态" in text and text.endswith("2 行") for text in sheet["warnings"])
    (question,) = sheet["questions"]
    assert "「冻结待查」2 格" in question and question.endswith(
        'categories:\n  medical_enrol:\n    status:\n      "冻结待查": "参保"  # 改为实际的类别'
    )


def test_whoever_stands_in_the_wrong_column_is_not_named(folder, read):
    words = ["李四", B, "13800000000", "冻结待查"]
    workbook(folder / "参保.xlsx", {"s": [ENROLMENT[:5], *(row[:4] + [word] for row, word in zip([*ROWS, ROWS[0]], words, strict=True))]})
    sheet = read().sheet()
    assert sheet["unknown"] == {"status": {"冻结待查": 1}} and sheet["unread_cells"] == {"status": 4}
    assert not [text for text in sheet["questions"] + sheet["warnings"] if "李四" in text or B in text or "138" in text]


def test_the_county_adds_a_word_in_one_line(folder, read):
    workbook(folder / "参保.xlsx", {"s": [ENROLMENT[:5], *(row[:5] for row in ROWS)]})
    result = read(categories={"medical_enrol": {"status": {"冻结待查": "停保"}}})
    assert [row["status"] for row in result.rows("medical_enrol")] == ["停保", "停保", "参保"]
    assert result.sheet()["questions"] == [] and result.sheet()["unknown"] == {} and result.quarantine == []


def test_the_county_adds_a_word_for_yes_and_no(folder, read):
    header, rows = ["户编号", "姓名", "危房户"], [["H1", "张三", "住瓦房"], ["H2", "李四", "否"]]
    workbook(folder / "贫困户2019.xlsx", {"s": [[*header, "人数", "贫困户属性"], *([*row, "2", "低保户"] for row in rows)]})
    assert [row["unread"] for row in read().rows("poor_household")] == [",dangerous_house,", None]
    said = read("again", categories={"poor_household": {"dangerous_house": {"住瓦房": "否"}}})
    assert [row["dangerous_house"] for row in said.rows("poor_household")] == [False, False]


@pytest.mark.parametrize(
    ("categories", "told"),
    [
        ({"medical": {"status": {"断档": "停保"}}}, "ledger medical is unknown"),
        ({"medical_enrol": {"state": {"断档": "停保"}}}, "no column state"),
        ({"medical_enrol": {"status": {"断档": "断档"}}}, "no category 断档.*allowed: 参保"),
        ({"medical_enrol": {"status": {"断保": "参保"}}}, "断保 says 停保"),
        ({"medical_enrol": {"name": {"张": "李"}}}, "keeps every wording"),
    ],
)
def test_words_that_make_no_sense_are_refused(folder, read, categories, told):
    with pytest.raises(ParameterError, match=told):
        read(categories=categories)
