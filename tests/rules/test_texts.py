"""The reader of remarks on every engine: what is said, what is denied, what is not spoken of.

    text | concept | yes, no or -

``yes``: said; ``no``: spoken of and denied; ``-``: not spoken of. An empty text answers nothing at all.
"""

from __future__ import annotations

import itertools
import shutil

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import _

from auditlib.engines import connect
from auditlib.models.amounts import sum_named
from auditlib.models.texts import QUOTED, claim, denied, quoted, reading, said
from auditlib.words import Words, words_of
from tests.rules.tables import ROOT, loaded

CASES = {
    "as an office unknown so far wrote it": """
        付镇政府食堂伙食补助                | fund.office_expense   | yes
        扶贫办购复印纸、硒鼓                | fund.office_expense   | yes
        外出参观学习费用                    | fund.office_expense   | yes
        组织致富带头人外出参观学习          | fund.office_expense   | -
        种植茶叶30亩                        | fund.office_expense   | -
        更换单位车辆轮胎                    | fund.vehicles         | yes
        支付司机工资                        | fund.bonus            | yes
        补助镇供销社亏损                    | fund.company_losses   | yes
        档案室改造                          | fund.office_buildings | yes
        镇驻地街道改造                      | fund.town_works       | yes
        个人不承担任何费用                  | std.promise           | yes
        为每户建一套新房                    | std.promise           | yes
        政府全额买单                        | std.promise           | yes
        政策范围内报销比例达到90%           | std.promise           | -
        自筹0元                             | std.paid_by_family    | no
        自筹0.5万元                         | std.paid_by_family    | yes
        按乐政办发〔2019〕14号每头加补200元 | payment.top_up        | yes
        减半收取                            | rent.waived           | yes
        被他人打伤                          | med.third_party       | yes
        材料已交，正在审核                  | med.not_settled       | yes
        因病不能就学，有诊断证明            | pupil.physical        | yes
        冬季停工                            | project.season        | yes
        家庭条件较好，子女有工作            | screen.supported      | yes
        住闺女家                            | house.lives_elsewhere | yes
        未经村民代表大会表决通过            | approval.given        | no
        退汇                                | remark.returned       | yes
        病虫害绝收                          | disaster              | yes
        病虫害防治                          | disaster              | -
    """,
    "negation before": """
        不同意拆除                               | house.old_gone        | no
        不可抵押                                 | asset.pledged         | no
        未按期退回                               | remark.returned       | -
        无力退还                                 | remark.returned       | -
        非城镇户口                               | person.urban          | -
        误报死亡                                 | person.died           | no
        死亡登记有误，本人健在                   | person.died           | no
        主体完工                                 | project.finished      | no
        未办理展期手续                           | loan.extended         | no
        无自然灾害影响，承租户弃租               | disaster              | no
        未办理委托手续，村会计代领               | person.authorised     | no
        无批复文件                               | document.cited        | no
        不予退回                                 | remark.returned       | no
        未提供质量保函                           | contract.guarantee    | no
        资金未冻结、无诉讼                       | budget.frozen         | no
        没有相关部门出具的批复                   | approval.given        | no
        未 办理展期                              | loan.extended         | no
        在建（计划未作调整）                     | project.adjusted      | no
        未完工                                   | project.finished      | no
        非贫困户                                 | label.registered      | no
        未拆除                                   | house.old_gone        | no
        不随子女居住                             | house.lives_elsewhere | no
    """,
    "negation between and behind": """
        退款至今无果                               | remark.returned       | no
        口头委托                                 | person.authorised     | no
        解除暂缓拨付                             | budget.withheld       | no
        公示照片缺失                             | notice.posted         | no
        批复尚未下                               | approval.given        | no
        委托书缺失                               | person.authorised     | no
        展期被银行拒绝                           | loan.extended         | no
        未经村民代表会议通过，减免租金           | rent.waived           | no
        减免租金，村委未予答复                   | rent.waived           | no
        口头同意缓学                             | pupil.deferred        | no
        冻结已解除                               | budget.frozen         | no
        展期未办理                               | loan.extended         | no
        减免未获批准                             | rent.waived           | no
        退款失败                                 | remark.returned       | no
        减免（未批）                             | rent.waived           | no
        抵押：无                                 | asset.pledged         | no
        减免租金，镇政府不同意                   | rent.waived           | no
        未经批准结转                             | distribution.carried_over | no
        擅自延期                                 | issue.extended        | no
    """,
    "what nobody consented to may still have happened": """
        未经批准抵押给农商行贷款30万元           | asset.pledged         | yes
        未经批准抵押给农商行贷款30万元           | approval.given        | no
        受灾属实，减免未获批准                   | disaster              | yes
        减免未获批准                             | loan.extended         | -
    """,
    "two clauses": """
        多发部分已退回                           | remark.returned       | yes
        多发部分退回                             | remark.returned       | yes
        未办理展期，已还清                       | loan.extended         | no
        未展期，后经批准展期                     | loan.extended         | yes
        逾期未还，经批准展期                     | loan.extended         | yes
        旧房已拆除，住新房                       | house.old_gone        | yes
        未按期缴纳但已退回                       | remark.returned       | yes
        款项没用完已退回                         | remark.returned       | yes
        未用于项目但退回                         | remark.returned       | yes
        因无力偿还展期一年                       | loan.extended         | yes
        验收不合格，退回多付款                   | remark.returned       | yes
        无人承租因冰雹受损                       | disaster              | yes
        含质保金1.5万元                          | budget.retention      | yes
    """,
    "an enumeration is denied as a whole": """
        无抵押、担保                             | loan.collateral       | no
        无自然灾害和台风                         | disaster              | no
        普通粉刷，无吊顶、无空调                 | std.luxury            | no
        无吊顶、空调                             | std.luxury            | no
        无房、租住亲戚家                         | house.lives_elsewhere | yes
    """,
    "innocent compounds": """
        已追回一部分                             | remark.returned       | -
        列入追缴名单                             | remark.returned       | -
        差额已退回                               | payment.top_up        | -
        补发存折                                 | payment.arrears       | -
        剩余1人未发                              | payment.instalment    | -
        猪病治疗用药                             | loan.unproductive_use | -
        汽车配件加工厂                           | loan.unproductive_receiver | -
        农村小学教师                             | staff.not_fiscal      | -
        村委会主任                               | place.village_body    | -
        青海路便民超市                           | place.listed_province | -
        母亲病故                                 | person.died           | -
        户主病故                                 | person.died           | yes
        应急路灯                                 | project.emergency     | -
        完工80%                               | project.finished      | -
        翻修鸡舍                                 | loan.unproductive_use | -
        安全报告                                 | std.promise           | -
        井已干                                   | water.own_source      | no
        不同地块退回一笔                         | remark.returned       | yes
        冷冻库无人承租                           | disaster              | -
        购买防灾设备                             | disaster              | -
        兴农机械有限公司                         | loan.input_dealer     | -
        黄烟种苗繁育大棚建设项目                 | asset.consumable      | -
        寺头镇扶贫技能培训中心楼建设项目         | asset.consumable      | -
        饮水安全包保责任人公示                   | std.promise           | -
        餐饮服务技能培训                         | fund.office_expense   | -
        贫困户手机电商技能培训补助               | fund.vehicles         | -
        能繁母猪保险                             | loan.unproductive_use | -
        已退休                                   | remark.returned       | -
        普通PVC吊顶                              | std.luxury            | -
        1号棚                                    | document.cited        | -
        因台风倒塌，购买防灾设备                 | disaster              | yes
        潍坊市惠农农资经营部                     | loan.input_dealer     | yes
        饮水安全包保，看病全包                   | std.promise           | yes
        公务用餐餐费                             | fund.office_expense   | yes
    """,
    "what holds a negative and denies nothing": """
        无棣县敬老院                             | place.care_home       | yes
        不慎失火                                 | disaster              | yes
        不可抗力，洪水冲毁                       | disaster              | yes
        淹没                                     | disaster              | yes
        无还本续贷                               | loan.renewed          | yes
        免担保免抵押                             | loan.credit_only      | yes
        非农业户口                               | person.urban          | yes
        拒绝签约                                 | med.refused           | yes
        常年外出，无人居住                       | person.away           | yes
    """,
    "intention, duty, condition, question": """
        已通知家属退回                           | remark.returned       | no
        家属同意退回                             | remark.returned       | no
        已立案追缴                               | remark.returned       | no
        接通知后退回                             | remark.returned       | yes
        展期材料已上报                           | loan.extended         | no
        责令退回                                 | remark.returned       | no
        限期退回                                 | remark.returned       | no
        追缴中                                   | remark.returned       | -
        正在办理退款                             | remark.returned       | no
        拟展期                                   | loan.extended         | no
        承租方口头申请减免                       | rent.waived           | no
        计划退回                                 | remark.returned       | no
        应退回500元                              | remark.returned       | no
        旧房拟拆除、尚未封存                     | house.old_gone        | no
        建议随子女居住                           | house.lives_elsewhere | no
        如遇台风等灾害可减免                     | disaster              | no
        减免申请待批                             | rent.waived           | no
        是否展期                                 | loan.extended         | no
    """,
    "an application that was granted": """
        申请展期获批准                           | loan.extended         | yes
        展期申请已批准                           | loan.extended         | yes
        展期申请表已交                           | loan.extended         | no
        凭展期申请表办理展期                     | loan.extended         | yes
        经申请批准展期                           | loan.extended         | yes
        按上级要求退回                           | remark.returned       | yes
        经村民会议纪要〔2019〕3号同意疫情减免    | rent.waived           | yes
        经村民会议纪要〔2019〕3号同意疫情减免    | approval.given        | yes
        县领导小组批准延期至2020年9月            | issue.extended        | yes
    """,
    "a purpose counts when it is planned": """
        医疗费用全部由政府承担                   | std.promise           | yes
        供孩子读大学                             | loan.unproductive_use | yes
        计划建房                                 | loan.unproductive_use | yes
        不建房                                   | loan.unproductive_use | no
    """,
    "denied outright": """
        质保金已支付                             | budget.retention      | no
        诉讼已撤诉                               | budget.frozen         | no
        全免费政策已取消                         | std.promise           | no
        不符合送教上门条件                       | pupil.physical        | -
        原抵押贷款20万元，已解除抵押             | asset.pledged         | no
        验收不合格                               | acceptance.passed     | no
        合格，同意交付使用                       | acceptance.passed     | yes
        一般居民                                 | label.registered      | no
        东政字〔2019〕3号                        | document.cited        | yes
        县城某小区1号楼                          | document.cited        | -
    """,
    "one cell": """
        无                                       | cell.nothing          | yes
        无台风                                   | cell.nothing          | -
        未发现问题                               | problem.none          | yes
    """,
    "what is under way happens, and is not yet done": """
        正在服刑                                 | person.serving        | yes
        正在检修                                 | water.seasonal        | yes
        诉讼正在进行                             | budget.frozen         | yes
        正在施工                                 | project.going_on      | yes
        正在拆除                                 | house.old_gone        | no
    """,
    "blank": """
                                                 | loan.extended         |
    """,
}


ANSWERS = {(True, False): "yes", (False, True): "no", (False, False): "-", (None, None): ""}


def rows(text: str) -> list[tuple[str | None, str, str]]:
    cells = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines() if line.strip()]
    return [(text or None, concept, answer) for text, concept, answer in cells]


def answers(asked: list[tuple[str | None, str]], engine: str) -> list[str]:
    """What the reader answers to (text, concept), as the tables write it."""
    made = connect(engine)
    made.add("remarks", pa.table({"n": range(len(asked)), "text": pa.array([text for text, _ in asked], pa.string())}))
    remarks, found = made.connection.table("remarks"), {}
    for concept in dict.fromkeys(of for text, of in asked):
        read = remarks.select("n", said=said(concept, remarks.text), denied=denied(concept, remarks.text))
        for row in made.query(made.sql(read)).to_pylist():
            found[row["n"], concept] = ANSWERS[row["said"], row["denied"]]
    return [found[n, concept] for n, (_, concept) in enumerate(asked)]


@pytest.mark.parametrize("kind", CASES)
def test_read(kind: str, engine: str):
    cases = rows(CASES[kind])
    found = answers([(text, concept) for text, concept, _ in cases], engine)
    wrong = [
        f"{text} | {concept} | {answer or 'null'} | not {got or 'null'}"
        for (text, concept, answer), got in zip(cases, found, strict=True)
        if got != answer
    ]
    assert not wrong, "\n".join(wrong)


#: Clauses that say nothing of the concepts below, though they deny, ask for or plan something else.
SILENT = ["详见附件", "2019年3月", "金额5000元", "未缴水费", "申请材料齐全", "拟于下月核查", "无其他情况", "村文书经手", "不再另行说明"]
SPOKEN = [("loan.extended", text) for text in ("展期6个月", "未办理展期", "展期未办理", "申请展期", "展期申请已批准")]
SPOKEN += [("disaster", text) for text in ("受台风影响", "无自然灾害", "冷冻库无人承租", "因冰雹倒塌")]
SPOKEN += [("remark.returned", text) for text in ("已退回", "应退回", "不予退回", "已退休")]


@pytest.fixture(scope="module")
def answer():
    made, numbers = connect(), itertools.count()

    def ask(concept: str, text: str) -> tuple[bool, bool]:
        name = f"remark{next(numbers)}"
        made.add(name, pa.table({"text": [text]}))
        remark = made.connection.table(name)
        (row,) = made.query(made.sql(remark.select(said=said(concept, remark.text), denied=denied(concept, remark.text)))).to_pylist()
        return row["said"], row["denied"]

    return ask


@given(data=st.data())
@settings(max_examples=40)
def test_clauses_that_say_nothing_and_the_order_of_clauses_change_nothing(answer, data):
    concept = data.draw(st.sampled_from(sorted({concept for concept, _ in SPOKEN})))
    spoken = data.draw(st.lists(st.sampled_from([text for of, text in SPOKEN if of == concept]), min_size=1, max_size=3))
    clauses = data.draw(st.permutations(spoken + data.draw(st.lists(st.sampled_from(SILENT), max_size=3))))
    ends = data.draw(st.lists(st.sampled_from("，；。 "), min_size=len(clauses), max_size=len(clauses)))
    assert answer(concept, "".join(map("".join, zip(clauses, ends, strict=True)))) == answer(concept, "，".join(spoken))


ROWS = """
    未办理展期   | 经批准展期     | loan.extended | yes
    未办理展期   |                | loan.extended | no
                 | 展期6个月      | loan.extended | yes
    已还清       | 按期付息       | loan.extended | -
    减免租金     | 镇政府未批准   | rent.waived   | no
                 |                | loan.extended |
"""


def test_texts_of_one_row_are_read_as_one(engine):
    cases = [[cell.strip() or None for cell in line.split("|")] for line in ROWS.strip("\n").splitlines()]
    made = connect(engine)
    one, other, concepts, expected = map(list, zip(*cases, strict=True))
    made.add(
        "pairs",
        pa.table({"one": pa.array(one, pa.string()), "other": pa.array(other, pa.string()), "expected": expected, "concept": concepts}),
    )
    pairs = made.connection.table("pairs")
    for concept in dict.fromkeys(concepts):
        of = pairs.filter(pairs.concept == concept)
        read = of.select("one", "other", "expected", said=said(concept, of.one, of.other), denied=denied(concept, of.one, of.other))
        for row in made.query(made.sql(read)).to_pylist():
            assert ANSWERS[row["said"], row["denied"]] == (row["expected"] or ""), row


def test_a_claim_keeps_the_words(engine):
    made = connect(engine)
    long = "某镇某村" * 30 + "，大棚受台风影响倒塌，" + "租金照收" * 30
    made.add("remarks", pa.table({"n": range(4), "text": ["2018年8月台风", "无自然灾害", long, None]}))
    read = claim(made.connection.table("remarks"), "x_disaster", "disaster", _.text).order_by("n")
    found = made.query(made.sql(read)).to_pylist()
    assert [row["x_disaster"] for row in found] == [True, False, True, None]
    assert found[0]["x_disaster_words"] == "2018年8月台风" and found[1]["x_disaster_words"] is None is found[3]["x_disaster_words"]
    quotation = found[2]["x_disaster_words"]
    assert "受台风影响" in quotation and quotation in long and len(quotation) <= 2 * QUOTED + len("台风")


SUMS = """
    抵押贷款50万元             | 500000.00
    最高额抵押 200,000.00元    | 200000.00
    抵押50万用于流动资金       | 500000.00
    抵押2万余亩林地，50万余元  | 500000.00
    租金2.5万                  | 25000.00
    涉及3万人、1.2万公里       |
    5万 千瓦时，0.39元/千瓦时  |
    800元每亩，共1600元        | 1600.00
"""


def test_what_counts_acres_or_persons_is_no_sum(engine):
    texts, expected = zip(*([cell.strip() or None for cell in line.split("|")] for line in SUMS.strip("\n").splitlines()), strict=True)
    made = connect(engine)
    made.add("remarks", pa.table({"n": range(len(texts)), "text": texts}))
    found = made.query(made.sql(made.connection.table("remarks").select("n", sum=sum_named(_.text)).order_by("n"))).to_pylist()
    assert [row["sum"] and str(row["sum"]) for row in found] == [*expected]


def test_a_wording_added_in_one_line_is_read(tmp_path):
    shutil.copytree(ROOT / "parameters" / "words", tmp_path / "words")
    file = tmp_path / "words" / "micro_loans.yaml"
    file.write_text(file.read_text("utf-8").replace("says: [展期,", "says: [展限, 展期,", 1), "utf-8")
    made, asked = connect(), set()
    made.add("remark", pa.table({"text": ["展限半年", "未展限"]}))
    remark = made.connection.table("remark")
    shipped = made.sql(remark.select(found=said("loan.extended", remark.text)))
    with reading(words_of(tmp_path), asked):
        own = made.sql(remark.select(found=said("loan.extended", remark.text)))
    assert made.query(shipped)["found"].to_pylist() == [False, False]
    assert made.query(own)["found"].to_pylist() == [True, False]
    assert asked == {"words:loan.extended"}


def test_an_unknown_concept_is_refused():
    with pytest.raises(KeyError, match="loan.prolonged"), reading(Words({}), set()):
        said("loan.prolonged", ibis.literal("展期"))


def test_every_pattern_is_one_that_all_engines_know(engine):
    """Each concept reads a text, so that no engine refuses its expressions."""
    made = connect(engine)
    made.add("remark", pa.table({"text": ["没有内容"]}))
    remark = made.connection.table("remark")
    read = remark.select(
        **{id: said(id, remark.text) for id in loaded()[0].words.concepts},
        **{f"{id} q": quoted(id, remark.text) for id in loaded()[0].words.concepts},
    )
    assert made.query(made.sql(read)).num_rows == 1
