"""Projects: into the library before money, with notices to the public."""

from tests.rules.tables import rule_tests

PROJ_01 = [
    """
    project
    project_no | project_name | village_name | plan_year | approval_date | approved_amount | status | category | remark | lead        | why
    A          | 甲村大棚     | 甲村         | 2019      | 2019-03-15    | 300000          |        |          |        |             | entered before approval
    B          | 乙村大棚     | 乙村         | 2019      | 2019-03-15    | 300000          |        |          |        | 300000      | no entry
    C          | 丙村大棚     | 丙村         | 2019      | 2019-03-15    | 300000          |        |          |        | 300000      | entered a day after approval
    D          | 丁村大棚     | 丁村         | 2019      | 2019-03-15    | 300000          |        |          |        |             | boundary: entered on the day
    E          | 戊村大棚     | 戊村         | 2019      | 2019-03-15    | 300000          |        |          |        |             | day of entry unknown
    F          | 己村大棚     | 己村         | 2019      |               | 300000          |        |          |        |             | day of approval unknown, entered
    G          | 庚村大棚     | 庚村         | 2018      | 2018-03-31    | 300000          |        |          |        | x_before    | before there was a library
    H          | 辛村大棚     | 辛村         | 2018      | 2018-04-01    | 300000          |        |          |        | 300000      | boundary: from the first day on
    I          | 壬村大棚     | 壬村         | 2017      |               | 300000          |        |          |        | x_before    | approved in 2017, day unknown
    J          | 癸村大棚     | 癸村         | 2018      |               | 300000          |        |          |        | 300000      | in 2018, day unknown: open
    K          | 子村大棚     | 子村         | 2019      | 2019-03-15    | 300000          |        |          | 水毁应急抢修 | x_emergency | emergency
    L          | 丑村大棚     | 丑村         | 2019      | 2019-03-15    |                 |        |          |        |             | no money
    M          | 寅村大棚     | 寅村         | 2019      | 2019-03-15    | 300000          | 取消   |          |        | 300000      | budgets unknown: open
               | 卯村大棚     | 卯村         | 2019      | 2019-03-15    | 300000          |        |          |        |             | by name
    N          | 辰村大棚     | 辰村         | 2018      | 2018-05-15    | 300000          |        |          |        | 300000      | listed in two years: once
    N          | 辰村大棚     | 辰村         | 2017      | 2018-05-15    | 300000          |        |          |        |             |

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

    budget_allocation
    project_no | amount
    H          | 80000
    I          | 50000
    I          | 30000
    """,
]

test_rule = rule_tests({"PROJ-01": PROJ_01})
