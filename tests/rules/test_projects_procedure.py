"""Projects: into the library before money, with notices to the public."""

from tests.rules.tables import rule_tests

PROJ_01 = [
    """
    project
    project_no | project_name | village_name | plan_year | approval_date | approved_amount | status | remark | lead        | why
    A          | 甲村大棚     | 甲村         | 2019      | 2019-03-15    | 300000          |        |        |             | entered before approval
    B          | 乙村大棚     | 乙村         | 2019      | 2019-03-15    | 300000          |        |        | 300000      | no entry
    C          | 丙村大棚     | 丙村         | 2019      | 2019-03-15    | 300000          |        |        | 300000      | entered a day after approval
    D          | 丁村大棚     | 丁村         | 2019      | 2019-03-15    | 300000          |        |        |             | boundary: entered on the day
    E          | 戊村大棚     | 戊村         | 2019      | 2019-03-15    | 300000          |        |        |             | day of entry unknown
    F          | 己村大棚     | 己村         | 2019      |               | 300000          |        |        |             | day of approval unknown, entered
    G          | 庚村大棚     | 庚村         | 2018      | 2018-03-31    | 300000          |        |        | x_before    | before there was a library
    H          | 辛村大棚     | 辛村         | 2018      | 2018-04-01    | 300000          |        |        | 300000      | boundary: from the first day on
    I          | 壬村大棚     | 壬村         | 2017      |               | 300000          |        |        | x_before    | approved in 2017, day unknown
    J          | 癸村大棚     | 癸村         | 2018      |               | 300000          |        |        | 300000      | in 2018, day unknown: open
    K          | 子村大棚     | 子村         | 2019      | 2019-03-15    | 300000          |        | 水毁应急抢修 | x_emergency | emergency
    L          | 丑村大棚     | 丑村         | 2019      | 2019-03-15    |                 |        |        |             | no money
    M          | 寅村大棚     | 寅村         | 2019      | 2019-03-15    | 300000          | 取消   |        | 300000      | budgets unknown: open
               | 卯村大棚     | 卯村         | 2019      | 2019-03-15    | 300000          |        |        |             | by name
    N          | 辰村大棚     | 辰村         | 2018      | 2018-05-15    | 300000          |        |        | 300000      | listed in two years: once
    N          | 辰村大棚     | 辰村         | 2017      | 2018-05-15    | 300000          |        |        |             |

    project_library
    project_no | project_name | village_name | planned_amount | entry_date
    A          | 甲村大棚     | 甲村         | 300000         | 2018-11-20
    C          | 丙村大棚     | 丙村         | 300000         | 2019-03-16
    D          | 丁村大棚     | 丁村         | 300000         | 2019-03-15
    E          | 戊村大棚     | 戊村         | 300000         |
    F          | 己村大棚     | 己村         | 300000         | 2019-03-16
               | 卯村大棚     | 卯村         | 300000         | 2018-11-20
    """,
    # Under another name; with the budgets.
    """
    project
    project_no | project_name         | village_name | plan_year | approval_date | approved_amount | status | lead        | why
    A          | 2019年甲村蔬菜大棚项目 | 甲村       | 2019      | 2019-03-15    | 300000          |        | x_renamed   | same village and amount, similar name
    B          | 2019年乙村蔬菜大棚项目 | 乙村       | 2019      | 2019-03-15    | 300000          |        | 300000      | another amount
    C          | 2019年丙村蔬菜大棚项目 | 丙村       | 2019      | 2019-03-15    | 300000          |        | 300000      | another kind of project
    D          | 2019年丁村蔬菜大棚项目 | 丁村       | 2019      | 2019-03-15    | 300000          |        | 300000      | entered too late
    E          | 2019年戊村蔬菜大棚项目 | 戊村       | 2019      | 2019-03-15    | 300000          |        | 300000      | the like entry is another project's
    F          | 2019年戊村蔬菜棚项目 | 戊村         | 2019      | 2019-03-15    | 300000          |        |             | that other project
    J          | 2019年癸村东片大棚项目 | 癸村       | 2019      | 2019-03-15    | 300000          |        | x_renamed   | boundary: two of four characters
    K          | 2019年子村东北片大棚项目 | 子村     | 2019      | 2019-03-15    | 300000          |        | 300000      | two of five
    G          | 庚村道路             | 庚村         | 2019      | 2019-03-15    | 300000          | 已取消 | x_cancelled | no money was issued
    H          | 辛村道路             | 辛村         | 2019      | 2019-03-15    | 300000          | 已取消 | 300000      | money was issued
    I          | 壬村道路             | 壬村         | 2019      | 2019-03-15    |                 |        | 80000       | issued, not in the approval

    project_library
    project_no | project_name       | village_name | place      | planned_amount | entry_date
    K1         | 甲村新建蔬菜大棚   |              | 东镇甲村   | 300000         | 2018-11-20
    K2         | 乙村新建蔬菜大棚   | 乙村         |            | 400000         | 2018-11-20
    K3         | 丙村文化广场及路灯 | 丙村         |            | 300000         | 2018-11-20
    K4         | 丁村新建蔬菜大棚   | 丁村         |            | 300000         | 2019-04-20
    F          | 戊村新建蔬菜大棚   | 戊村         |            | 300000         | 2018-11-20
    K5         | 癸村大棚           | 癸村         |            | 300000         | 2018-11-20
    K6         | 子村大棚           | 子村         |            | 300000         | 2018-11-20

    budget_allocation
    project_no | amount
    H          | 80000
    I          | 50000
    I          | 30000
    """,
    # Only the budget knows the project; a name that two villages use.
    """
    project
    project_no | project_name | village_name | plan_year | approval_date | approved_amount | remark           | lead        | why
    A          | 村内道路     | 甲村         | 2019      | 2019-03-15    | 300000          |                  |             | the entry of its own village
    B          | 村内道路     | 乙村         | 2019      | 2019-03-15    | 300000          |                  | 300000      | another village's entry of the same name
    C          | 应急照明     | 丙村         | 2019      | 2019-03-15    | 300000          | 不属于应急抢修   | 300000      | no emergency, in words

    project_library
    project_no | project_name | village_name | planned_amount | entry_date
    K1         | 村内道路     | 甲村         | 250000         | 2018-11-20
    K2         | 丁村冷库     | 丁村         | 200000         | 2018-11-20
    K3         |              |              |                | 2019-05-01

    budget_allocation
    doc_no | project_no | project_name | village_name | amount  | received_on | issued_on  | lead     | matter | why
    D1     | B          |              |              | 300000  | 2019-03-01  | 2019-03-20 |          |        | its project is judged
    D2     | X1         |              |              | 100000  | 2019-03-01  | 2019-03-20 | 100000   | x      | in no list at all
    D3     | X1         |              |              | 50000   | 2019-03-01  | 2019-03-20 | 50000    | x      | its second part
    D4     | X2         |              |              | 80000   | 2018-03-01  | 2018-03-20 | x_before |        | before there was a library
    D5     | X3         | 丁村冷库     | 丁村         | 200000  | 2019-03-01  | 2019-03-20 |          |        | in the library by name
    D6     | X4         |              |              | 70000   | 2019-03-01  | 2019-03-20 |          |        | given and taken back
    D7     | X4         |              |              | -70000  | 2019-03-01  | 2019-06-20 |          |        |
    D8     |            |              |              | 70000   | 2019-03-01  | 2019-03-20 |          |        | no project's money
    D9     | K3         |              |              | 60000   | 2019-03-01  | 2019-03-20 | 60000    |        | entered after the money was issued
    """,
]

PROJ_10 = [
    # Which points call for a notice, and when.
    """
    project
    project_no | project_name | town_name | village_name | plan_year | approval_date | start_date | finish_date | remark     | lead | why
    A          | 甲项目       | 东镇      | 甲村         | 2019      | 2019-03-15    | 2019-06-01 | 2019-09-01  |            |      | all there, one named in the text only
    B          | 乙项目       | 东镇      | 乙村         | 2019      | 2019-03-15    | 2019-06-01 | 2019-09-01  |            | -    | none after completion
    C          | 丙项目       | 东镇      | 丙村         | 2019      | 2019-03-15    | 2019-12-01 |             |            |      | boundary: begun thirty days ago
    D          | 丁项目       | 东镇      | 丁村         | 2019      | 2019-03-15    | 2019-11-30 |             |            | -    | a day longer
    E          | 戊项目       | 东镇      | 戊村         | 2019      | 2019-03-15    |            |             |            |      | not begun
    F          | 己项目       | 西镇      | 己村         | 2017      | 2017-05-01    | 2017-06-01 | 2017-09-01  |            |      | before the rule
    G          | 庚项目       | 南镇      | 庚村         | 2019      |               | 2019-06-01 |             | 已公示，存照片 | x_photo | kept as a photo only
    G2         | 庚二项目     | 南镇      | 庚村         | 2019      |               | 2019-06-01 |             | 未公示，无照片 | -      | not announced, in words
    H          | 辛项目       | 西镇      | 辛村         | 2019      | 2019-03-15    | 2019-06-01 |             |            | x_combined | the town's combined notice
    I          | 壬项目       | 北镇      | 壬村         | 2018      | 2018-05-15    |            |             |            | -    | no plan of that year
    J          | 癸项目       | 东镇      | 癸村         | 2019      | 2019-03-15    | 2019-06-01 |             |            |      | two numbers in one cell
    K          | 子项目       | 东镇      | 子村         | 2019      | 2019-03-15    | 2019-06-01 |             |            |      |

    public_notice
    object_type | object_no | notice_object            | level | town_name | from_date  | to_date    | lead | why
    年度计划    |           | 2019年度扶贫项目计划     | 县    |           | 2019-03-20 | 2019-03-30 |      | boundary: ten days
    项目实施前  | A         |                          | 村    | 东镇      | 2019-05-20 | 2019-05-29 | -    | a day less
    项目完成后  |           | 甲项目完工公示           | 村    | 东镇      | 2019-09-10 |            |      | end unknown
    项目实施前  | B         |                          | 村    | 东镇      | 2019-05-20 | 2019-06-20 |      |
    项目实施前  |           | 2019年扶贫项目合并公示   | 镇    | 西镇      | 2019-05-20 | 2019-06-20 |      |
    项目实施前  | J、K      |                          | 村    | 东镇      | 2019-05-20 | 2019-06-20 |      |
    贫困户名单  |           | 动态调整名单             | 村    | 东镇      | 2019-05-20 | 2019-05-27 |      | not one of the points
    项目实施前  | C         |                          | 村    | 东镇      | 2018-03-20 | 2018-03-25 |      | before the rule
    """,
    # Money, income, acceptance; a notice renewed.
    """
    project
    project_no | project_name | plan_year | approval_date | finish_date | lead | why
    A          | 甲项目       | 2019      |               |             | -    | money without notice, the plan's notice is none of it
    B          | 乙项目       | 2019      |               |             |      | money with its own notice
    C          | 丙项目       | 2019      |               |             | -    | income without notice
    D          | 丁项目       | 2019      |               |             |      | income with a notice of the asset
    E          | 戊项目       | 2019      |               |             | -    | accepted, completion not in the list

    public_notice
    object_type | object_no | level | from_date  | to_date    | lead    | why
    年度计划    | A         | 县    | 2019-03-20 | 2019-03-30 |         |
    资金分配    | B         | 县    | 2019-03-20 | 2019-03-30 |         |
    收益分配    | ZD        | 村    | 2019-03-20 | 2019-03-24 | x_again | put up again
    收益分配    | ZD        | 村    | 2019-04-20 | 2019-04-30 |         |

    budget_allocation
    project_no | issued_on  | amount
    A          | 2019-03-01 | 100000
    B          | 2019-03-01 | 100000

    asset_register
    asset_no | project_no
    ZC       | C
    ZD       | D

    income_distribution
    asset_no | project_no | pay_date   | amount
    ZC       |            | 2019-04-01 | 500
    ZD       | D          | 2019-04-01 | 500

    acceptance
    project_no | accept_date | conclusion
    E          | 2019-09-01  | 合格
    """,
]

test_rule = rule_tests({"PROJ-01": PROJ_01, "PROJ-10": PROJ_10})
