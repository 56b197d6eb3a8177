"""How each county hands its ledgers in: which file, which folder, which sheet, in what shape.

One line a filing: ledger | path below the county's folder | options. Several filings of one path share a workbook; with the same
`sheet=` they stand one below the other. Options:

    sheet=…        name of the sheet            by=…         town, village, year, programme, half: a sheet each, or a file each where the path says {part}
    title          a title row                  unit=…       a unit row: 元 or 万元           wan=a+b   these columns in 万元, the others in 元
    head=2|3       rows of header               merge=a+b    merged cells                     totals=…  end, village, among
    page=40        header again on each page    footer       signatures below                 noserial  without 序号
    encoding=…     of text files                sort=…       village or shuffle               bare      programme only in the title
    plain=a+b      these columns in 万元 without saying so            numbers=a+b  codes typed as numbers
    repeat=…       each row as often as this column says          brackets=[]  around the year of document numbers
    numbering      a row 1, 2, 3 … below the header
    notes          a further sheet of explanations                sort=shuffle rows in any order
    dates= messy= bool= period= rate= term= ratio= keep=     how values are written, see dirt.Style; keep: share of optional columns shown
    national       the national register's 32 columns         wide      the county's loan sheet of 76 columns
"""

from __future__ import annotations

from dataclasses import dataclass, field

HOUSES = {
    # One workbook a ledger, by department.
    "departments": """
        poor_household        | 扶贫办/{short}建档立卡贫困户信息{part}.xlsx | by=year
        poor_person           | 扶贫办/{short}建档立卡人口信息{part}.xlsx | by=year
        register_change       | 扶贫办/动态调整台账.xlsx | title
        budget_allocation     | 财政局/扶贫资金指标台账.xlsx | title unit=元 totals=end
        treasury_payment      | 财政局/国库支付明细.csv | encoding=gb18030 dates=dash noserial
        benefit_payment       | 财政局/一卡通发放明细2019.xlsx | sort=shuffle messy=0.02 numbers=hh_no
        project               | 扶贫办/年度项目实施台账.xlsx | title unit=万元
        procurement_contract  | 扶贫办/招标采购与合同台账.xlsx |
        project_payment       | 扶贫办/项目报账支付明细.xlsx |
        acceptance            | 扶贫办/验收结算台账.xlsx |
        asset_register        | 农业农村局/扶贫资产台账.xlsx | title head=2 bool=字母
        asset_share           | 农业农村局/资产确权份额.xlsx |
        asset_contract        | 农业农村局/资产租赁合同.xlsx |
        asset_income          | 农业农村局/资产收益收缴.xlsx |
        income_distribution   | 农业农村局/收益分配明细.xlsx | sort=village
        micro_loan            | 银行/扶贫小额信贷台账.xlsx |
        loan_txn              | 银行/贷款流水.csv | encoding=utf-8-sig dates=digits noserial
        interest_subsidy      | 扶贫办/小额信贷贴息明细.xlsx |
        death_register        | 公安民政/死亡人员名单.xlsx | messy=0.02
        business_registration | 市场监管局/市场主体登记.xlsx | wan=reg_capital
        motor_vehicle         | 公安民政/机动车登记.xlsx |
        fiscal_payroll        | 财政局/财政供养人员工资.csv | encoding=gb18030 dates=dash noserial
        village_cadre         | 组织部/村干部及亲属.xlsx |
        programme             | 财政局/补贴项目目录.xlsx | title
        household_income      | 扶贫办/农户收入登记.xlsx |
        village               | 扶贫办/村基础信息.xlsx |
        voucher               | 镇街财政所/镇街村级账凭证.csv | encoding=gb18030 dates=dash noserial
        project_library       | 扶贫办/县级项目库.xlsx | wan=planned_amount
        public_notice         | 扶贫办/公告公示台账.xlsx |
        operation_inspection  | 镇街/建后运行巡查.xlsx |
        risk_fund             | 财政局/风险补偿金台账.xlsx | wan=txn_amount+balance
        real_estate           | 自然资源局/不动产登记.xlsx |
        housing_fund          | 公积金中心/公积金及职工养老.xlsx |
        student_register      | 教育局/学籍信息.xlsx |
        education_aid         | 教育局/教育资助发放.xlsx |
        school_fee            | 教育局/学校收费明细.xlsx |
        medical_enrol         | 医保局/医保参保.csv | encoding=gb18030 noserial
        medical_settlement    | 医保局/医保结算明细.csv | encoding=gb18030 dates=dash noserial
        doctor_contract       | 卫健局/家庭医生签约.xlsx |
        house_appraisal       | 住建局/房屋安全鉴定.xlsx |
        house_renovation      | 住建局/危房改造台账.xlsx |
        water_project         | 水利局/农村供水工程.xlsx |
        water_test            | 卫健局/水质检测.xlsx |
        household_water       | 水利局/农户饮水安全评价.xlsx |
        social_assistance     | 民政局/社会救助对象.xlsx |
        disability            | 残联/持证残疾人.xlsx |
        screening_ledger      | 扶贫办/三保障排查台账.xlsx |
        consumption_sales     | 发改局/消费扶贫台账.xlsx |
        issue_ledger          | 扶贫办/问题整改台账.xlsx |
        visit_log             | 扶贫办/入户走访记录.xlsx |
    """,
    # Everything printed and signed: titles, two header rows, totals, merged cells.
    "printed": """
        poor_household        | 01 扶贫/{part}年贫困户信息表.xlsx | by=year title head=2 merge=town_name+village_name sort=village footer bool=勾
        poor_person           | 01 扶贫/{part}年贫困人口信息表.xlsx | by=year national title
        register_change       | 01 扶贫/动态调整.xlsx | title footer dates=dot
        budget_allocation     | 02 财政/资金指标下达.xlsx | title unit=万元 head=2 brackets=[] totals=among merge=doc_no+doc_name footer
        treasury_payment      | 02 财政/集中支付.xlsx | title unit=元 page=40 totals=end dates=words
        benefit_payment       | 02 财政/花名册/{part}发放花名册.xlsx | by=programme title unit=元 totals=end footer sort=village merge=town_name+village_name dates=dot messy=0.03 bare
        project               | 03 项目/项目台账.xlsx | title unit=万元 head=2 totals=end footer dates=dot
        procurement_contract  | 03 项目/合同台账.xlsx | title head=2 dates=dot
        project_payment       | 03 项目/工程款支付台账.xlsx | title unit=元 totals=end page=30 dates=words
        acceptance            | 03 项目/验收及评审台账.xlsx | title head=2 footer dates=dot numbering
        asset_register        | 04 资产/扶贫资产登记表.xlsx | title unit=万元 head=3 totals=end footer
        asset_share           | 04 资产/确权份额.xlsx | title merge=asset_no+asset_name ratio=.
        asset_contract        | 04 资产/经营合同.xlsx | title
        asset_income          | 04 资产/收益收缴.xlsx | title unit=元 head=2 totals=end
        income_distribution   | 04 资产/收益分配.xlsx | title unit=元 totals=end footer
        micro_loan            | 05 信贷/小额信贷台账.xlsx | title head=3 wan=principal+balance+repaid_amount term=个月
        loan_txn              | 05 信贷/流水.txt | encoding=gb18030 dates=dash noserial
        interest_subsidy      | 05 信贷/贴息明细表.xlsx | title head=2 totals=end
        death_register        | 06 外部数据/死亡火化注销.xlsx | dates=serial
        business_registration | 06 外部数据/工商登记.xlsx | wan=reg_capital
        motor_vehicle         | 06 外部数据/车辆.xlsx | wan=price
        fiscal_payroll        | 06 外部数据/统发工资.xlsx | merge=unit dates=words
        village_cadre         | 06 外部数据/村干部.xlsx | title
        household_income      | 08 台账/农户收入登记.xlsx | title dates=dot
        village               | 08 台账/村基础信息.xlsx | title dates=words footer
        voucher               | 08 台账/镇街村级账凭证.xlsx | title numbering
        project_library       | 08 台账/县级项目库.xlsx | title wan=planned_amount page=50
        public_notice         | 08 台账/公告公示台账.xlsx | title dates=dot
        operation_inspection  | 08 台账/建后运行巡查.xlsx | title dates=words footer
        risk_fund             | 08 台账/风险补偿金台账.xlsx | title wan=txn_amount+balance numbering
        real_estate           | 07 保障/不动产登记.xlsx | title page=50
        housing_fund          | 07 保障/公积金及职工养老.xlsx | title dates=dot
        student_register      | 07 保障/学籍信息.xlsx | title dates=words footer
        education_aid         | 07 保障/教育资助发放.xlsx | title numbering
        school_fee            | 07 保障/学校收费明细.xlsx | title page=50
        medical_enrol         | 07 保障/医保参保.xlsx | title dates=dot
        medical_settlement    | 07 保障/医保结算明细.xlsx | title dates=words footer
        doctor_contract       | 07 保障/家庭医生签约.xlsx | title numbering
        house_appraisal       | 07 保障/房屋安全鉴定.xlsx | title page=50
        house_renovation      | 07 保障/危房改造台账.xlsx | title dates=dot
        water_project         | 07 保障/农村供水工程.xlsx | title dates=words footer
        water_test            | 07 保障/水质检测.xlsx | title numbering
        household_water       | 07 保障/农户饮水安全评价.xlsx | title page=50
        social_assistance     | 07 保障/社会救助对象.xlsx | title dates=dot
        disability            | 07 保障/持证残疾人.xlsx | title dates=words footer
        screening_ledger      | 07 保障/三保障排查台账.xlsx | title numbering
        consumption_sales     | 08 台账/消费扶贫台账.xlsx | title page=50
        issue_ledger          | 08 台账/问题整改台账.xlsx | title dates=dot
        visit_log             | 08 台账/入户走访记录.xlsx | title dates=words footer
    """,
    # Exports of systems: text files and Parquet.
    "exports": """
        poor_household        | export/poor_household.csv | encoding=utf-8 noserial dates=dash bool=数字
        poor_person           | export/poor_person.parquet | noserial
        register_change       | export/动态调整.csv | encoding=utf-16 noserial dates=slash
        budget_allocation     | 财政/指标台账.xlsx | title unit=元 merge=doc_no+doc_name+level
        treasury_payment      | 财政/国库支付.csv | encoding=gb18030 noserial money=千分 dates=digits brackets=()
        benefit_payment       | 财政/一卡通导出_{part}.csv | by=half encoding=gb18030 noserial dates=digits period=digits messy=0.02
        project               | 项目/项目清单.xls | dates=dash
        procurement_contract  | 项目/合同.xls | dates=dash
        project_payment       | 项目/支付.csv | encoding=utf-8-sig noserial dates=dash
        acceptance            | 项目/验收.csv | encoding=utf-8-sig noserial dates=dash
        asset_register        | 资产/资产卡片.parquet | noserial
        asset_share           | 资产/份额.csv | encoding=utf-8 noserial ratio=.
        asset_contract        | 资产/租赁合同.csv | encoding=gb18030 noserial dates=dash
        asset_income          | 资产/收益.csv | encoding=gb18030 noserial dates=dash
        income_distribution   | 资产/分配.txt | encoding=utf-16 noserial dates=dash
        micro_loan            | 信贷/贷款台账导出.xls | rate=‰ term=月 dates=digits
        loan_txn              | 信贷/loan_txn.parquet | noserial
        interest_subsidy      | 信贷/贴息.csv | encoding=gb18030 noserial dates=dash
        death_register        | 外部/死亡.csv | encoding=gb18030 noserial dates=digits messy=0.03
        business_registration | 外部/market.parquet | noserial
        motor_vehicle         | 外部/车管.csv | encoding=gb18030 noserial dates=dash
        fiscal_payroll        | 外部/工资.parquet | noserial
        village_cadre         | 外部/村干部.csv | encoding=utf-8-sig noserial dates=dash
        household_income      | 导出/农户收入登记.csv | noserial encoding=gb18030 dates=dash
        village               | export/village.csv | noserial encoding=gb18030 dates=dash
        voucher               | 导出/镇街村级账凭证.parquet | noserial
        project_library       | export/project_library.csv | noserial wan=planned_amount encoding=utf-8-sig dates=digits
        public_notice         | 导出/公告公示台账.csv | noserial encoding=utf-16 dates=slash
        operation_inspection  | export/operation_inspection.parquet | noserial
        risk_fund             | 导出/风险补偿金台账.csv | noserial wan=txn_amount+balance encoding=gb18030 dates=dash
        real_estate           | export/real_estate.csv | noserial encoding=gb18030 dates=dash
        housing_fund          | 导出/公积金及职工养老.parquet | noserial
        student_register      | export/student_register.csv | noserial encoding=utf-8-sig dates=digits
        education_aid         | 导出/教育资助发放.csv | noserial encoding=utf-16 dates=slash
        school_fee            | export/school_fee.parquet | noserial
        medical_enrol         | 导出/医保参保.csv | noserial encoding=gb18030 dates=dash
        medical_settlement    | export/medical_settlement.csv | noserial encoding=gb18030 dates=dash
        doctor_contract       | 导出/家庭医生签约.parquet | noserial
        house_appraisal       | export/house_appraisal.csv | noserial encoding=utf-8-sig dates=digits
        house_renovation      | 导出/危房改造台账.csv | noserial encoding=utf-16 dates=slash
        water_project         | export/water_project.parquet | noserial
        water_test            | 导出/水质检测.csv | noserial encoding=gb18030 dates=dash
        household_water       | export/household_water.csv | noserial encoding=gb18030 dates=dash
        social_assistance     | 导出/社会救助对象.parquet | noserial
        disability            | export/disability.csv | noserial encoding=utf-8-sig dates=digits
        screening_ledger      | 导出/三保障排查台账.csv | noserial encoding=utf-16 dates=slash
        consumption_sales     | export/consumption_sales.parquet | noserial
        issue_ledger          | 导出/问题整改台账.csv | noserial encoding=gb18030 dates=dash
        visit_log             | export/visit_log.csv | noserial encoding=gb18030 dates=dash
    """,
    # A few thick workbooks, a sheet each for ledger, town or village.
    "workbooks": """
        poor_household        | 建档立卡信息.xlsx | by=year sheet=贫困户{part}年 period=dash
        poor_person           | 建档立卡信息.xlsx | by=year sheet=人口{part}年 messy=0.02
        register_change       | 建档立卡信息.xlsx | sheet=动态调整 notes
        budget_allocation     | 资金.xlsx | sheet=指标 unit=元 title merge=doc_no
        treasury_payment      | 资金.xlsx | sheet=国库支付 dates=slash
        benefit_payment       | 补贴发放（分镇街）.xlsx | by=town title unit=元 totals=village sort=village footer period=dot messy=0.02
        project               | 项目及资产.xlsx | sheet=项目 wan=approved_amount+central_amount+provincial_amount+city_amount+county_amount+other_amount
        procurement_contract  | 项目及资产.xlsx | sheet=合同
        project_payment       | 项目及资产.xlsx | sheet=支付 dates=words
        acceptance            | 项目及资产.xlsx | sheet=验收
        asset_register        | 项目及资产.xlsx | sheet=资产 head=2 title bool=有无
        asset_share           | 项目及资产.xlsx | sheet=份额
        asset_contract        | 项目及资产.xlsx | sheet=租赁和收益 title
        asset_income          | 项目及资产.xlsx | sheet=租赁和收益 title
        income_distribution   | 收益分配（分村）.xlsx | by=village title unit=元 totals=end
        micro_loan            | 小额信贷.xlsx | sheet=台账 wide
        loan_txn              | 小额信贷.xlsx | sheet=流水
        interest_subsidy      | 小额信贷.xlsx | sheet=贴息
        death_register        | 比对数据.xlsx | sheet=死亡
        business_registration | 比对数据.xlsx | sheet=工商 wan=reg_capital
        motor_vehicle         | 比对数据.xlsx | sheet=车辆
        fiscal_payroll        | 比对数据.xlsx | sheet=供养人员
        village_cadre         | 比对数据.xlsx | sheet=村干部
        household_income      | 其他台账.xlsx | sheet=农户收入登记 title
        village               | 其他台账.xlsx | sheet=村基础信息
        voucher               | 其他台账.xlsx | sheet=镇街村级账凭证 dates=slash
        project_library       | 其他台账.xlsx | sheet=县级项目库 wan=planned_amount title
        public_notice         | 其他台账.xlsx | sheet=公告公示台账
        operation_inspection  | 其他台账.xlsx | sheet=建后运行巡查 dates=slash
        risk_fund             | 其他台账.xlsx | sheet=风险补偿金台账 wan=txn_amount+balance title
        real_estate           | 其他台账.xlsx | sheet=不动产登记
        housing_fund          | 其他台账.xlsx | sheet=公积金及职工养老 dates=slash
        student_register      | 三保障.xlsx | sheet=学籍信息 title
        education_aid         | 三保障.xlsx | sheet=教育资助发放
        school_fee            | 三保障.xlsx | sheet=学校收费明细 dates=slash
        medical_enrol         | 三保障.xlsx | sheet=医保参保 title
        medical_settlement    | 三保障.xlsx | sheet=医保结算明细
        doctor_contract       | 三保障.xlsx | sheet=家庭医生签约 dates=slash
        house_appraisal       | 三保障.xlsx | sheet=房屋安全鉴定 title
        house_renovation      | 三保障.xlsx | sheet=危房改造台账
        water_project         | 三保障.xlsx | sheet=农村供水工程 dates=slash
        water_test            | 三保障.xlsx | sheet=水质检测 title
        household_water       | 三保障.xlsx | sheet=农户饮水安全评价
        social_assistance     | 三保障.xlsx | sheet=社会救助对象 dates=slash
        disability            | 三保障.xlsx | sheet=持证残疾人 title
        screening_ledger      | 三保障.xlsx | sheet=三保障排查台账
        consumption_sales     | 其他台账.xlsx | sheet=消费扶贫台账 dates=slash
        issue_ledger          | 其他台账.xlsx | sheet=问题整改台账 title
        visit_log             | 其他台账.xlsx | sheet=入户走访记录
    """,
}


@dataclass(frozen=True)
class Filing:
    """One line of a house: what goes where, and how it looks."""

    ledger: str
    path: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """What one county hands in.

    folder    name of its folder                       house     its ways of filing, own: filings that replace the house's, ledger by ledger
    variety   share of synonyms among its headers and category values        missing   ledgers that it does not hand in
    """

    folder: str
    house: str
    variety: float = 0.0
    own: str = ""
    missing: tuple[str, ...] = ()


COUNTIES: dict[str, Delivery] = {
    "weicheng": Delivery("潍城区", "departments", 0.2),
    "hanting": Delivery("寒亭区报送资料", "workbooks", 0.3),
    "fangzi": Delivery("370704坊子区", "printed", 0.3),
    "kuiwen": Delivery("奎文区", "departments", 0.5, "micro_loan | 银行/贷款明细.xls | term=年 dates=words", ("death_register",)),
    "linqu": Delivery("临朐县", "departments", 0.0),
    "changle": Delivery("昌乐县审计资料", "exports", 0.3),
    "qingzhou": Delivery("青州市", "printed", 0.4, "poor_person | 01 扶贫/人口信息.parquet | noserial"),
    "zhucheng": Delivery(
        "诸城市",
        "workbooks",
        0.5,
        """
        benefit_payment | 惠农补贴/{part}.xlsx | by=village title unit=元 totals=end sort=village dates=dot period=words messy=0.02
        micro_loan      | 小额信贷.xlsx | sheet=银行台账
        micro_loan      | 小额信贷（扶贫办）.xlsx | dates=dash keep=0
        """,
    ),
    "shouguang": Delivery("寿光市", "exports", 0.5),
    "anqiu": Delivery("370784", "departments", 0.5, "benefit_payment | 财政局/{part}.xls | by=programme title sort=village dates=dash"),
    "gaomi": Delivery(
        "高密市",
        "printed",
        0.6,
        """
        micro_loan     | 05 信贷/小额信贷（76列）.xlsx | wide
        poor_household | 01 扶贫/贫困户信息（一人一行）.xlsx | repeat=member_count title sort=village
        """,
    ),
    "changyi": Delivery("昌邑", "workbooks", 0.4, "poor_person | 建档立卡信息.xlsx | by=year sheet=人口{part}年 national"),
    "gaoxin": Delivery("高新区", "departments", 0.4, "fiscal_payroll | 财政局/工资表.xlsx | dates=dot period=digits"),
    "binhai": Delivery("滨海区资料", "exports", 0.4, "micro_loan | 信贷/小额信贷.xlsx | plain=principal+balance+repaid_amount term=年"),
    "xiashan": Delivery("峡山区", "printed", 0.5),
    "jingji": Delivery(
        "经济开发区",
        "workbooks",
        0.5,
        "project | 项目及资产.xlsx | sheet=项目 plain=approved_amount+central_amount+provincial_amount+city_amount+county_amount+other_amount",
        ("fiscal_payroll",),
    ),
}


def filings(county: Delivery) -> list[Filing]:
    """The filings of a county: its house's, those of its own in their place."""
    own = _parse(county.own)
    replaced = {filing.ledger for filing in own}
    return [f for f in _parse(HOUSES[county.house]) if f.ledger not in replaced] + own


def _parse(text: str) -> list[Filing]:
    filings = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        ledger, path, options = (part.strip() for part in line.split("|"))
        pairs = (option.partition("=") for option in options.split())
        filings.append(Filing(ledger, path, {name: value or "yes" for name, _, value in pairs}))
    return filings
