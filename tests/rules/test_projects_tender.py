"""Projects: contracts split to stay below the limit for tender; signs that bidders acted together."""

from tests.rules.tables import rule_tests

PROJ_03 = [
    # One supplier; the owner is the village that the contract names.
    """
    procurement_contract
    contract_no | town_name | village_name | category | method     | contract_date | contract_amount | supplier | lead      | why
    A1          | 东镇      | 甲村         | 工程     | 直接发包   | 2019-01-05    | 2000000         | 甲公司   | 2000000   | boundary: together at the limit
    A2          | 东镇      | 甲村         | 工程     | 询价       | 2019-04-05    | 2000000         | 甲公司   | 2000000   | boundary: ninety days apart
    B1          | 东镇      | 乙村         | 工程     | 直接发包   | 2019-01-05    | 2000000         | 乙公司   |           | a fen below
    B2          | 东镇      | 乙村         | 工程     | 直接发包   | 2019-01-06    | 1999999.99      | 乙公司   |           |
    C1          | 东镇      | 丙村         | 工程     | 直接发包   | 2019-01-05    | 3000000         | 丙公司   |           | ninety-one days apart
    C2          | 东镇      | 丙村         | 工程     | 直接发包   | 2019-04-06    | 3000000         | 丙公司   |           |
    D1          | 东镇      | 丁村         | 工程     | 直接发包   | 2019-01-05    | 5000000         | 丁公司   |           | not below the limit: no splitting
    D2          | 东镇      | 丁村         | 工程     | 直接发包   | 2019-01-06    | 3000000         | 丁公司   |           |
    E1          | 东镇      | 戊村         | 工程     | 公开招标   | 2019-01-05    | 3000000         | 戊公司   |           | put out to tender
    E2          | 东镇      | 戊村         | 工程     | 公开招标   | 2019-01-06    | 3000000         | 戊公司   |           |
    F1          | 东镇      | 己村         | 货物     | 询价       | 2019-01-05    | 1200000         | 己公司   | 1200000   | goods: limit 2,000,000
    F2          | 东镇      | 己村         | 货物     | 询价       | 2019-01-06    | 1200000         | 己公司   | 1200000   |
    G1          | 东镇      | 庚村         | 服务     | 询价       | 2018-05-20    | 300000          | 庚公司   | 300000    | services before June 2018: 500,000
    G2          | 东镇      | 庚村         | 服务     | 询价       | 2018-05-31    | 300000          | 庚公司   | 300000    |
    H1          | 东镇      | 辛村         | 服务     | 询价       | 2018-06-01    | 300000          | 辛公司   |           | from June 2018: 1,000,000
    H2          | 东镇      | 辛村         | 服务     | 询价       | 2018-06-02    | 300000          | 辛公司   |           |
    I1          | 东镇      | 壬村         | 工程     | 村级四议两公开 | 2019-01-05 | 2000000         | 壬公司   | x_small   | the village's own decision
    I2          | 东镇      | 壬村         | 工程     | 村级四议两公开 | 2019-01-06 | 2000000         | 壬公司   | x_small   |
    J1          | 东镇      | 癸村         | 工程     | 直接发包   | 2018-12-20    | 2000000         | 癸公司   |           | separate years
    J2          | 东镇      | 癸村         | 工程     | 直接发包   | 2019-01-06    | 2000000         | 癸公司   |           |
    K1          | 东镇      | 子村         | 工程     | 直接发包   | 2019-01-05    | 2000000         | 子公司   |           | villages apart are owners apart
    K2          | 东镇      | 丑村         | 工程     | 直接发包   | 2019-01-06    | 2000000         | 子公司   |           |
    L1          | 东镇      | 寅村         | 工程     | 直接发包   |               | 2000000         | 寅公司   |           | no date
    L2          | 东镇      | 寅村         | 工程     | 直接发包   | 2019-01-06    | 2000000         | 寅公司   |           |
    """,
    # One content; the owner is the unit of the project.
    """
    procurement_contract
    contract_no | project_no | village_name | category | method   | contract_date | contract_amount | supplier | lead    | matter | why
    A1          | A          | 甲村         | 工程     | 直接发包 | 2019-02-05    | 1500000         | 甲公司   | 1500000 | a | parts of one matter
    A2          | B          | 甲村         | 工程     | 直接发包 | 2019-03-05    | 1500000         | 乙公司   | 1500000 | a |
    A3          | C          | 甲村         | 工程     | 直接发包 | 2019-04-05    | 1500000         | 丙公司   | 1500000 | a |
    D1          | D          | 丁村         | 工程     | 直接发包 | 2019-02-05    | 2500000         | 丁公司   |         |   | another content, another supplier
    E1          | E          | 戊村         | 工程     | 直接发包 | 2019-02-05    | 2500000         | 戊公司   | 2500000 | b | one town as owner of works in two villages
    E2          | F          | 己村         | 工程     | 直接发包 | 2019-02-06    | 2500000         | 戊公司   | 2500000 | b |
    G1          | G          | 庚村         | 工程     | 直接发包 | 2019-02-05    | 2500000         | 庚公司   |         |   | two villages, each its own owner
    H1          | H          | 辛村         | 工程     | 直接发包 | 2019-02-06    | 2500000         | 庚公司   |         |
    I1          | I          | 壬村         | 工程     | 直接发包 | 2019-02-05    | 2500000         | 壬公司   |         |   | money of 2018
    J1          | J          | 壬村         | 工程     | 直接发包 | 2019-02-06    | 2500000         | 壬公司   |         |   | money of 2019

    project
    project_no | project_name           | village_name | plan_year | owner_unit
    A          | 东镇生产路硬化一标段   | 甲村         | 2019      | 东镇人民政府
    B          | 东镇生产路硬化二标段   | 甲村         | 2019      | 东镇人民政府
    C          | 东镇生产路硬化（三）   | 甲村         | 2019      | 东镇人民政府
    D          | 东镇文化广场           | 丁村         | 2019      | 东镇人民政府
    E          | 戊村道路               | 戊村         | 2019      | 西镇人民政府
    F          | 己村水渠               | 己村         | 2019      | 西镇人民政府
    G          | 庚村道路               | 庚村         | 2019      | 庚村村民委员会
    H          | 辛村道路               | 辛村         | 2019      | 辛村村民委员会
    I          | 壬村道路               | 壬村         | 2018      | 北镇人民政府
    J          | 壬村水渠               | 壬村         | 2019      | 北镇人民政府
    """,
    # A limit for 政府采购 that the county has entered.
    """
    policy
    id                   | from       | value
    gov_procurement.limit | 2019-01-01 | 500000

    procurement_contract
    contract_no | village_name | category | method | contract_date | contract_amount | supplier | lead   | why
    A1          | 甲村         | 货物     | 询价   | 2019-02-05    | 300000          | 甲公司   | 300000 |
    A2          | 甲村         | 货物     | 询价   | 2019-03-05    | 300000          | 甲公司   | 300000 |
    B1          | 乙村         | 工程     | 询价   | 2019-02-05    | 300000          | 乙公司   |        | works: the limit for tender only
    B2          | 乙村         | 工程     | 询价   | 2019-03-05    | 300000          | 乙公司   |        |
    """,
]

PROJ_04 = [
    # A person in common, by the contract list or by the register of businesses; prices in equal steps.
    """
    procurement_contract
    package_no | contract_no | bidder               | supplier | legal_rep_id | bid_price | contract_amount | category | lead   | why
    A          | CA          | 甲公司               | 甲公司   | P1           | 100000    | 100000          | 工程     | 100000 | P1 stands behind both
    A          |             | 乙公司               |          | P1           | 101500    |                 | 工程     |        |
    B          | CB          | 甲公司、丙公司       | 甲公司   | P1           | 90000     | 90000           | 工程     | 90000  | two names in one cell, P3 holds shares in both
    C          | CC          | 丁合作社、戊合作社   | 丁合作社 |              | 80000     | 80000           | 工程     |        | farmers are members of two co-operatives
    D          | CD          | 己公司               | 己公司   | P5           | 100000    | 100000          | 工程     | 100000 | 2000, 2000
    D          |             | 庚公司               |          | P6           | 102000    |                 | 工程     |        |
    D          |             | 辛公司               |          | P7           | 104000    |                 | 工程     |        |
    E          | CE          | 己公司               | 己公司   | P5           | 100000    | 100000          | 工程     |        | 2000, 3000
    E          |             | 庚公司               |          | P6           | 102000    |                 | 工程     |        |
    E          |             | 壬公司               |          | P8           | 105000    |                 | 工程     |        |
    F          | CF          | 己公司               | 己公司   | P5           | 100000    | 100000          | 工程     |        | two prices have one step
    F          |             | 癸公司               |          | P9           | 102000    |                 | 工程     |        |
    G          | CG          |                      | 子公司   | P5           | 100000    | 100000          | 工程     |        | bidders unknown

    business_registration
    ent_name | legal_rep_id | id_no | role
    甲公司   | P1           | P3    | 股东
    丙公司   | P4           | P3    | 股东
    丁合作社 | P11          | P13   | 成员
    戊合作社 | P12          | P13   | 成员
    """,
    # Who must be asked: the bidders that have somebody in common and who that is, all bidders with their prices, the package and contract.
    """
    procurement_contract
    package_no | contract_no | bidder         | supplier | legal_rep | legal_rep_id | bid_price | contract_amount | lead   | matter | fact:linked    | fact:common_name | fact:bidder            | fact:prices                          | fact:package_no | fact:contract_no
    A          | CA          | 甲公司         | 甲公司   | 赵甲      | P1           | 100000    | 100000          | 100000 | a      | 丁公司、甲公司 | 赵甲、钱乙       | 丁公司、丙公司、甲公司 | 丙公司103000.00元、甲公司100000.00元 | A               | CA
    A          |             | 丙公司         |          | 孙丙      | P5           | 103000    |                 |        |        |                |                  |                        |                                      |                 |
    A          |             | 丁公司         |          | 赵甲      | P1           |           |                 |        |        |                |                  |                        |                                      |                 |
    B          | CB          | 丁公司、甲公司 | 丁公司   | 赵甲      | P1           | 90000     | 90000           | 90000  | a      | 丁公司、甲公司 |                  |                        |                                      | B               | CB

    business_registration
    ent_name | legal_rep | legal_rep_id | name | id_no | role
    甲公司   | 赵甲      | P1           | 钱乙 | P3    | 股东
    丁公司   | 赵甲      | P1           | 钱乙 | P3    | 股东
    """,
    # The same companion, in a market of six.
    """
    procurement_contract
    package_no | contract_no | bidder        | supplier | contract_amount | category | lead     | matter | why
    A          | CA          | 甲公司、乙公司 | 甲公司  | 100000          | 工程     | 100000   | a | 乙公司 bids beside 甲公司 only and loses
    B          | CB          | 甲公司、乙公司 | 甲公司  | 100000          | 工程     | 100000   | a | the two are one matter
    C          | CC          | 甲公司、乙公司 | 甲公司  | 100000          | 工程     | 100000   | a |
    D          | CD          | 丙公司、丁公司 | 丙公司  | 100000          | 工程     |          |  | twice only
    E          | CE          | 丙公司、丁公司 | 丙公司  | 100000          | 工程     |          |  |
    F          | CF          | 戊公司、己公司 | 戊公司  | 100000          | 货物     | x_market | b | a market of two
    G          | CG          | 戊公司、己公司 | 己公司  | 100000          | 货物     | x_market | b |
    H          | CH          | 戊公司、己公司 | 戊公司  | 100000          | 货物     | x_market | b |
    I          | CI          | 庚公司、辛公司 | 庚公司  | 100000          | 工程     |          |  | each bids with others too
    J          | CJ          | 庚公司、辛公司 | 庚公司  | 100000          | 工程     |          |  |
    K          | CK          | 庚公司、辛公司 | 庚公司  | 100000          | 工程     |          |  |
    L          | CL          | 庚公司、丙公司 | 庚公司  | 100000          | 工程     |          |  |
    M          | CM          | 辛公司、丙公司 | 丙公司  | 100000          | 工程     |          |  |
    """,
]

test_rule = rule_tests({"PROJ-03": PROJ_03, "PROJ-04": PROJ_04})
