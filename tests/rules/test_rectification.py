"""Rectification: each rule fires, stands at its boundary, and spares what is lawful."""

from tests.rules.tables import rule_tests

RECT_01 = [
    """
    issue_ledger
    issue_no | description | found_on   | deadline   | status   | done_on    | progress             | amount | lead       | why
    1        | 甲          | 2019-03-01 | 2019-12-30 | 未整改   |            |                      | 500    | 500        | a day late
    2        | 乙          | 2019-03-01 | 2019-12-31 | 未整改   |            |                      | 500    |            | boundary: the last day
    3        | 丙          | 2019-03-01 | 2019-06-30 | 持续整改 |            |                      |        | -          | amount unknown
    4        | 丁          | 2019-03-01 | 2019-06-30 | 已整改   | 2019-06-01 |                      | 500    |            | done
    5        | 戊          | 2019-03-01 | 2019-06-30 | 销号     |            |                      | 500    |            | closed
    6        | 己          | 2019-03-01 |            | 未整改   |            |                      | 500    |            | no deadline
    7        | 庚          | 2019-03-01 | 2019-06-30 |          |            |                      | 500    | 500        | no status, no day
    8        | 辛          | 2019-03-01 | 2019-06-30 |          | 2019-05-01 |                      | 500    |            | no status, but done
    11       | 子          | 2019-03-01 | 2019-06-30 |          | 2019-05-01 | 正在推进             | 500    | 500        | no status, a day, and still under way
    12       | 丑          | 2019-03-01 | 2019-06-30 | 基本完成长期坚持 |    |                      | 500    | 500        | a status that nobody knows is not closed
    9        | 壬          | 2019-03-01 | 2019-06-30 | 持续整改 |            | 经批准延期至2020年3月 | 500    | x_extended |
    10       | 癸          | 2019-03-01 | 2019-06-30 | 持续整改 |            | 正在推进             | 500    | 500        |
    13       | 寅          | 2019-03-01 | 2019-06-30 | 持续整改 |            | 经批准延期至2019年9月30日 | 500 | 500      | that day has passed too
    14       | 卯          | 2019-03-01 | 2019-06-30 | 持续整改 |            | 经批准延期至2019年12月31日 | 500 | x_extended | boundary: the audit date
    15       | 辰          | 2019-03-01 | 2019-06-30 | 持续整改 |            | 延期申请未获批准     | 500    | 500        | no extension
    """,
    # What came of it so far is taken off.
    """
    issue_ledger
    issue_no | description | deadline   | status   | amount | recovered | returned | lead   | why
    1        | 甲          | 2019-06-30 | 持续整改 | 500    | 100.5     | 200      | 199.50 | the rest
    2        | 乙          | 2019-06-30 | 持续整改 | 500    | 400       | 100      | 0      | boundary: all of it came back, the issue is still open
    3        | 丙          | 2019-06-30 | 持续整改 | 500    | 600       |          | 0      | more than was asked
    4        | 丁          | 2019-06-30 | 持续整改 |        | 600       |          | -      | amount unknown
    """,
    # The list of the audit office and that of the inspectors.
    """
    issue_ledger
    source_file | issue_no | description | found_on   | deadline   | status   | amount | lead        | why
    甲.xlsx     | 1        | 甲          | 2019-03-01 | 2019-06-30 | 未整改   | 500    | x_elsewhere | closed in the other list
    乙.xlsx     | 7        | 甲          | 2019-03-01 | 2019-06-30 | 销号     | 500    |             |
    甲.xlsx     | 2        | 乙          | 2019-03-01 | 2019-06-30 | 未整改   | 500    | 500         | found again later, that one closed
    乙.xlsx     | 8        | 乙          | 2019-05-01 | 2019-06-30 | 销号     | 500    |             |
    """,
]

RECT_02 = [
    """
    issue_ledger
    issue_no | description | status   | measure | done_on    | amount | recovered | returned | evidence | accepted_by | remark       | lead      | why
    1        | 甲          | 销号     | 追缴    | 2019-06-01 | 1000   | 600       | 400      | 凭证     | 张          |              |           | all of it
    2        | 乙          | 销号     | 追缴    | 2019-06-01 | 1000   | 600       | 399.99   | 凭证     | 张          |              | 0.01      | a fen short
    3        | 丙          | 已整改   | 追缴    | 2019-06-01 | 1000   | 1000      |          |          | 张          |              | 1000      | no evidence: nothing is proven
    4        | 丁          | 已整改   | 追缴    | 2019-06-01 | 1000   | 1000      |          | 凭证     |             |              | 1000      | accepted by nobody
    5        | 戊          | 已整改   | 规范    | 2019-06-01 | 1000   |           |          | 制度     | 张          |              |           | no money was asked back
    6        | 己          | 持续整改 | 追缴    |            | 1000   | 100       |          |          |             |              |           | not reported as done
    7        | 庚          | 已整改   | 追缴    | 2019-06-01 |        |           |          | 凭证     | 张          |              |           | amount unknown
    8        | 辛          | 已整改   | 追缴    | 2019-06-01 | 1000   | 600       |          | 凭证     | 张          | 经核实核减   | x_reduced |
    9        | 壬          | 已整改   | 追缴    | 2019-06-01 | 1000   | 600       |          | 凭证     | 张          | 已催缴       | 400       |
    """,
    # 无 is no evidence and no acceptor; a clause that denies money asks for none, whatever the amount means.
    """
    issue_ledger
    issue_no | description | status | measure          | progress                   | amount | recovered | evidence | accepted_by | lead      | why
    1        | 甲          | 已整改 | 补充档案         | 档案已补齐，不涉及资金追缴 | 1000   |           | 凭证     | 张          |           | no money to come back
    2        | 乙          | 已整改 | 追缴违规资金     |                            | 1000   | 250       | 凭证     | 张          | 750       |
    3        | 丙          | 已整改 | 补充档案         | 已追缴250元，不涉及处分    | 1000   | 250       | 凭证     | 张          | 750       | it denies another thing
    4        | 丁          | 已整改 | 追缴违规资金     | 不涉及资金追缴             | 1000   |           | 凭证     | 张          | x_reduced | measure and progress differ: shown, with the words
    5        | 戊          | 已整改 | 补充档案         |                            | 1000   |           | 无       | 张          | 1000      |
    6        | 己          | 已整改 | 补充档案         |                            | 1000   |           | 凭证     | 暂无        | 1000      |
    """,
    # A list without a column says nothing of it, whatever another list says; the case record has every column.
    """
    issue_ledger
    source_file | issue_no | description | status | measure | amount | recovered | evidence | accepted_by | lead | why
    甲.xlsx     | 1        | 甲          | 已整改 | 追缴    | 1000   | 1000      | 凭证     | 张          |      |
    乙.xlsx     | 2        | 乙          | 已整改 | 追缴    | 1000   |           |          |             |      | a list of three columns
    案件记录    | 3        | 丙          | 已整改 | 追缴    | 1000   |           | 凭证     | 县级 张     | 1000 | nothing came back
    案件记录    | 4        | 丁          | 已整改 | 追缴    | 1000   | 1000      | 凭证     |             |      | it waits for its acceptance
    案件记录    | 5        | 戊          | 销号   | 追缴    | 1000   | 1000      | 凭证     |             | 1000 | signed off without one
    """,
    # Nobody was asked for evidence, signatures or sums.
    """
    issue_ledger
    issue_no | description | status | measure | done_on    | amount | lead
    1        | 甲          | 已整改 | 追缴    | 2019-06-01 | 1000   |
    """,
]

RECT_03 = [
    """
    issue_ledger
    issue_no | description            | object | status   | measure | done_on    | closed_on  | evidence_date | returned | amount | remark         | lead         | why
    1        | 虚列支出               |        | 销号     | 归还    | 2019-05-01 | 2019-06-01 | 2019-06-01    |          | 100    |                |              | boundary: evidence of the same day
    2        | 虚列支出               |        | 销号     | 归还    | 2019-05-01 | 2019-06-01 | 2019-06-02    |          | 100    |                | 100          | evidence made up later
    3        | 虚列支出               |        | 销号     | 归还    | 2019-05-01 | 2019-06-01 | 2019-06-02    |          | 100    | 已转为整改中   | x_reopened   |
    4        | 虚列支出               |        | 整改中   | 归还    |            |            | 2019-06-02    |          | 100    |                |              | not closed
    5        | 项目款付给甲公司有误   | 甲公司 | 销号     | 归还    | 2019-05-01 |            |               | 5000     | 5000   |                | 5000         | the same sum again, 180 days on
    6        | 项目款付给乙公司有误   | 乙公司 | 销号     | 归还    | 2019-05-01 |            |               | 6000     | 6000   |                |              | boundary: 181 days
    7        | 项目款付给丙公司有误   | 丙公司 | 销号     | 归还    | 2019-05-01 |            |               | 7000     | 7000   |                |              | another sum
    8        | 张三重复领取补贴       | 张三   | 销号     | 追缴    | 2019-05-01 |            |               | 300      | 300    |                | x_new_period | his own, of a later month
    9        | 李四重复领取补贴       | 李四   | 销号     | 追缴    | 2019-05-01 |            |               | 330      | 330    |                | 330          | of the same month again
    13       | 王五重复领取补贴       | 王五   | 销号     | 追缴    | 2019-05-01 |            |               | 100      | 330    |                | 100          | what went out again
    14       | 死亡后发放补贴         | P100   | 销号     | 追缴    | 2019-05-01 |            |               |          | 200    |                |              | P10 is another person
    10       | 死亡后发放补贴         | P10    | 销号     | 追缴    | 2019-05-01 |            |               |          | 200    |                | 200          | found again after the close
    11       | 死亡后发放补贴         | P11    | 销号     | 追缴    | 2019-05-01 |            |               |          | 200    |                |              | found for a day before it
    12       | 贷款用途不符           | P12    | 销号     | 整改    | 2019-05-01 |            |               |          | 200    |                |              | another matter

    treasury_payment
    voucher_no | pay_date   | payee  | amount
    V1         | 2019-04-01 | 甲公司 | 5000
    V2         | 2019-10-28 | 甲公司 | 5000
    V3         | 2019-10-29 | 乙公司 | 6000
    V4         | 2019-06-01 | 丙公司 | 6999

    benefit_payment
    name | id_no | programme | period_from | pay_date   | amount
    张三 | P8    | 低保      | 2019-06-01  | 2019-06-10 | 300
    李四 | P9    | 低保      | 2019-03-01  | 2019-06-10 | 330
    王五 | P13   | 低保      | 2019-03-01  | 2019-06-10 | 100

    lead
    lead_id | rule_id | severity | strength | subject | occurred_on
    L1      | FUND-01 | H        | B        | P10     | 2019-08-01
    L2      | FUND-01 | H        | B        | P11     | 2019-05-01
    L3      | FUND-01 | H        | B        | P12     | 2019-08-01
    """,
    # Without payments and leads only the papers speak.
    """
    issue_ledger
    issue_no | description | status | closed_on  | evidence_date | amount | lead
    1        | 甲          | 销号   | 2019-06-01 | 2019-07-01    |        | -
    2        | 乙          | 销号   | 2019-06-01 |               |        |
    """,
    # A finding of this audit, rectified: the files received still show what it was found by; another rule that accuses its object is another thing.
    """
    issue_ledger
    issue_no           | origin   | description    | object | status | measure | done_on    | amount | lead
    FUND-01-M0123abcde | 本次审计 | 死亡后发放补贴 | P20    | 销号   | 追缴    | 2019-05-01 | 200    |
    FUND-06-M0123abcde | 本次审计 | 超标准发放补贴 | P20    | 销号   | 追缴    | 2019-05-01 | 300    | 300
    1                  | 省审计   | 死亡后发放补贴 | P20    | 销号   | 追缴    | 2019-05-01 | 400    | 400

    lead
    lead_id | rule_id | severity | strength | subject | occurred_on
    A1      | FUND-01 | H        | B        | P20     | 2019-09-01
    """,
]

RECT_04 = [
    """
    finding
    matter_id | key | rule_id  | severity | strength | amount_class | subject | village | town | questioned_amount | issue_no | transfer | lead      | why
    M1        | K1  | FUND-01  | H        | B        | V            | P1      | 甲村    | 子镇 | 540               |          |          | 540       | no issue names it: P14 is another
    M2        | K2  | FUND-01  | H        | B        | V            | P2      | 甲村    | 子镇 | 540               |          |          | x_listed  | object and matter
    M3        | K3  | FUND-01  | H        | B        | V            | P3      | 甲村    | 子镇 | 540               |          |          | 0 L       | the object, another matter
    M4        | K4  | FUND-01  | H        | B        | V            | P4      | 丙村    | 子镇 | 540               |          |          | 540       | the matter in that village: unknown
    M5        | K5  | FUND-08  | M        | A        | I            | P5      | 甲村    | 子镇 | 540               |          |          | 540       | verified: it need not be grave
    M6        | K6  | SCREEN-01| D        | A        | N            | P6      | 甲村    | 子镇 | 540               |          |          |           | a correction of data
    M7        | K7  | LOAN-01  | H        | B        | V            | D7      | 甲村    | 子镇 |                   |          |          | -         | no amount
    M8        | K8  | FUND-01  | H        | B        | V            | P8      | 甲村    | 子镇 | 540               |          |          | 540       | found after the audit date
    M9        | K9  | FUND-01  | H        | B        | V            | P9      | 丁村    | 子镇 | 540               |          |          | x_listed  | by name and village
    M10       | K10 | FUND-01  | H        | B        | V            | P10     | 戊村    | 子镇 | 540               |          |          | 540       | the same name in another village
    M11       | K11 | RECT-01  | M        | A        | I            | 2       | 甲村    | 子镇 | 540               |          |          |           | the ledger's own lateness is in the ledger
    M12       | K12 | FUND-01  | H        | B        | V            | P12     | 甲村    | 子镇 | 540               | 2        |          | x_listed  | a person: issue 2 covers it
    M13       | K13 | FUND-01  | H        | B        | V            | P13     | 甲村    | 子镇 | 540               | 99       |          | 540       | a number that the ledger does not have
    M14       | K14 | FUND-01  | H        | B        | V            | P14     | 甲村    | 子镇 | 540               |          | OUT      | 540       | a person: not the matter that the issue means
    M15       | K15 | FUND-01  | H        | B        | V            | P15     | 甲村    | 子镇 | 540               |          |          | 540       | listed by this audit itself

    issue_ledger
    issue_no | category | description            | object | village_name | found_on   | status | origin
    1        | 资金     | 死亡后发放补贴         | P2     |              | 2018-05-01 | 整改中 | 省审计
    2        | 住房     | 危房未改造             | P3     |              | 2018-05-01 | 整改中 | 省审计
    3        | 资金     | 补贴发放不及时         |        | 丙村         | 2018-05-01 | 整改中 | 省审计
    4        | 资金     | 死亡后发放补贴         | P8     |              | 2020-01-01 | 整改中 | 省审计
    5        | 资金     | 王九死亡后仍发放补贴   |        | 丁村         | 2018-05-01 | 整改中 | 省审计
    6        | 住房     | 危房未改造             | P14    |              | 2018-05-01 | 整改中 |
    7        | 资金     | 死亡后发放补贴         | P15    |              | 2019-05-01 | 整改中 | 本次审计

    poor_person
    hh_no | id_no | name | relation
    H9    | P9    | 王九 | 户主
    H10   | P10   | 王九 | 户主
    """,
]

RECT_05 = [
    """
    issue_ledger
    issue_no | origin   | found_on   | category | description        | resp_unit | village_name | lead      | why
    1        | 省审计   | 2018-05-01 | 资金     | 甲项目资金闲置     | 子镇      |              |           | the first
    2        | 省审计   | 2019-05-01 | 资金     | 乙项目资金闲置     | 子镇      |              | -         | the next year
    3        | 市委巡察 | 2018-09-01 | 项目     | 丙项目未验收       | 子镇      |              |           | the first
    4        | 省审计   | 2018-10-01 | 项目     | 丁项目未验收       | 子镇      |              | -         | another check of the year
    5        | 省审计   | 2018-05-01 | 住房     | 危房一             | 子镇      |              |           |
    6        | 省审计   | 2018-06-01 | 住房     | 危房二             | 子镇      |              |           | boundary: the same check of the same year
    7        | 省审计   | 2018-05-01 | 医疗     | 未参保一人         | 子镇      |              |           |
    8        | 市委巡察 | 2019-05-01 | 医疗     | 未参保一人         | 子镇      |              | x_carried | carried on
    9        | 省审计   | 2019-05-01 | 资金     | 戊项目资金闲置     | 丑镇      |              |           | another unit
    10       | 省审计   | 2019-05-01 |          | 己项目资金闲置     | 子镇      |              |           | kind unknown
    11       | 省审计   | 2018-05-01 | 饮水     | 停水一次           |           | 甲村         |           |
    12       | 省审计   | 2019-05-01 | 饮水     | 停水两次           |           | 甲村         | -         | by village
    13       | 省审计   |            | 资金     | 庚项目资金闲置     | 子镇      |              |           | day unknown
    14       | 省审计   | 2019-06-01 | 资金     | 死亡人员领取补贴   | 子镇      |              | x_other_matter | the same category, another matter
    15       | 省审计   | 2019-06-01 | 资金     |                    | 子镇      |              | -         | of what matter: unknown
    16       | 省审计   | 2018-06-01 | 资金     | 补助发放不及时     |           | 乙村         |           |
    17       | 省审计   | 2019-06-01 | 资金     | 补助发放不及时3笔  |           | 丁村         |           | another village of the town
    """,
]

test_rectification = rule_tests({"RECT-01": RECT_01, "RECT-02": RECT_02, "RECT-03": RECT_03, "RECT-04": RECT_04, "RECT-05": RECT_05})
