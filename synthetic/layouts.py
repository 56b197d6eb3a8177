"""Which columns a ledger's sheet shows, under which headers and group headings, and in which order of rows.

`?` marks a column that a county may leave out. No column that a rule needs is ever left out. A ledger that is not listed shows every
column that its rows fill.
"""

from __future__ import annotations

from random import Random

from auditlib.columns import header_key
from auditlib.contracts import Ledger

COLUMNS = {
    "poor_household": "snapshot_date county_name? town_name village_name village_code? hh_no name id_no member_count household_attr exit_status policy_status "
    "first_identified exit_year main_cause other_cause? per_capita_income dangerous_house safe_water bank_name? account_no? phone monitored_type",
    "poor_person": "snapshot_date county_name? town_name village_name hh_no person_no name id_no member_count? relation sex birth_date ethnicity? education_level "
    "student_status health labour work_months? resident_insured critical_illness_insured pension_insured? dibao? tekun? main_cause? first_identified "
    "identified_on household_attr exit_status policy_status? monitored_type alive death_date moved_out? phone?",
    "register_change": "town_name village_name hh_no person_no? name id_no change_type change_date entered_on reason? approved_by?",
    "budget_allocation": "doc_no doc_name level fund_type func_code? budget_year received_on issued_on amount recipient_unit project_no project_name? used_amount balance remark",
    "treasury_payment": "voucher_no pay_date budget_doc_no dept project_no project_name func_code econ_code payer_account? payee payee_account amount purpose pay_type",
    "benefit_payment": "county_name? town_name village_name batch_no programme period name id_no hh_no standard quantity unit? declared_amount? amount pay_date "
    "pay_status bank_name? account_no account_name grant_level? proxy_name proxy_id proxy_relation phone? remark",
    "project": "county_name? town_name village_name project_no project_name category plan_doc approval_date plan_year approved_amount central_amount "
    "provincial_amount city_amount county_amount other_amount planned_start planned_end start_date finish_date owner_unit supervising_unit? change_flag? "
    "change_doc? status remark",
    "procurement_contract": "town_name village_name package_no project_no project_name category method notice_date bid_open_date bidder award_date supplier uscc? "
    "control_price? bid_price contract_no contract_date contract_amount retention_ratio contract_period? change_doc remark?",
    "project_payment": "town_name? village_name? project_no project_name contract_no pay_date payee payee_account amount stage invoice_no invoice_amount? cash? "
    "voucher_no purpose remark?",
    "acceptance": "town_name village_name project_no project_name contract_no accept_date level members? conclusion quantity_plan quantity_actual "
    "settlement_amount audited_amount reduction? audit_report_no? settled_on remark?",
    "asset_register": "county_name? town_name village_name asset_no project_no project_name asset_name spec? quantity unit asset_class original_value formed_on "
    "owner right_cert_no right_date operator supervisor? booked book_value? state disposal_doc remark",
    "asset_share": "town_name village_name village_code? asset_no asset_name share_ratio share_amount",
    "asset_contract": "town_name village_name contract_no asset_no asset_name operator uscc sign_date term annual_rent yield_ratio? payment_terms deposit? "
    "guarantee? remark",
    "asset_income": "town_name village_name asset_no asset_name contract_no operator income_year due_amount received_amount received_on account? arrears remark",
    "income_distribution": "town_name village_name asset_no project_no income_year plan_doc hh_no name id_no reason amount pay_date bank_name? account_no? "
    "notice_id? remark",
    "micro_loan": "town_name village_name loan_no product borrower_name borrower_id head_name head_id relation hh_no bank branch? principal rate term_months "
    "issue_date due_date extended_due_date collateral purpose use_mode user_entity balance repaid_amount? repaid_on overdue_principal overdue_since "
    "overdue_interest five_class subsidised subsidy_total? renewal_of remark?",
    "loan_txn": "txn_no? loan_no borrower_name borrower_id txn_date type amount counterparty counterparty_account summary",
    "interest_subsidy": "batch_no period loan_no borrower_name borrower_id basis_principal days rate interest subsidy_ratio subsidy_amount applied_on? paid_on payee? remark?",
    "death_register": "town_name village_name name id_no death_date source cremation_no? reporter?",
    "business_registration": "ent_name uscc ent_type reg_capital est_date status legal_rep legal_rep_id name id_no role share_ratio?",
    "motor_vehicle": "plate name id_no vehicle_type use_nature brand reg_date price status",
    "fiscal_payroll": "unit name id_no staff_type status month net_pay",
    "programme": "code name dept payee_level frequency basis_doc fund_source poverty_only means_tested after_death accrual_rule grace_months?",
    "village_cadre": "town_name village_name name id_no post from_date to_date relative_name relative_id relation",
}  # fmt: skip

#: The 32 columns of the national register's export, 序号 included.
NATIONAL = (
    "snapshot_date county_name town_name village_name natural_village hh_no person_no name id_no member_count relation ethnicity education_level "
    "student_status health labour work_months critical_illness_insured main_cause dangerous_house safe_water per_capita_income hh_phone phone "
    "first_identified identified_on household_attr monitored_type risk_removed risk_identified_on risk_removed_on"
).split()

GROUPS = {
    "project": (
        ("批复情况", "plan_doc approval_date plan_year"),
        ("批复资金", "approved_amount central_amount provincial_amount city_amount county_amount other_amount"),
        ("实施进度", "planned_start planned_end start_date finish_date"),
    ),
    "procurement_contract": (("招标投标", "method notice_date bid_open_date bidder award_date"), ("合同情况", "contract_no contract_date contract_amount retention_ratio")),
    "asset_register": (("所有权", "owner right_cert_no right_date"), ("入账情况", "booked book_value"), ("资产情况", "spec quantity unit asset_class original_value formed_on")),
    "benefit_payment": (("补贴对象", "name id_no hh_no"), ("补贴计算", "standard quantity declared_amount amount"), ("发放情况", "pay_date pay_status bank_name account_no")),
    "poor_household": (("户主信息", "hh_no name id_no member_count"), ("属性", "household_attr exit_status policy_status first_identified exit_year")),
    "budget_allocation": (("上级文件", "doc_no doc_name level fund_type func_code budget_year received_on"), ("分解及支出", "issued_on amount recipient_unit project_no project_name used_amount balance")),
    "interest_subsidy": (("借款人", "loan_no borrower_name borrower_id"), ("贴息计算", "basis_principal days rate interest subsidy_ratio subsidy_amount")),
    "micro_loan": (("借款户", "borrower_name borrower_id head_name head_id relation hh_no"), ("贷款情况", "bank branch principal rate term_months issue_date due_date extended_due_date collateral purpose"), ("还款情况", "balance repaid_amount repaid_on overdue_principal overdue_since overdue_interest five_class")),
    "income_distribution": (("受益户", "hh_no name id_no"), ("分配情况", "reason amount pay_date")),
    "asset_income": (("收缴情况", "due_amount received_amount received_on account arrears"),),
    "acceptance": (("验收", "accept_date level members conclusion quantity_plan quantity_actual"), ("结算审计", "settlement_amount audited_amount reduction audit_report_no settled_on")),
}  # fmt: skip


def columns(ledger: Ledger, rows: list[dict], rng: Random, keep: float = 0.5) -> list[str]:
    """The columns that one county shows: the needed ones, and of the others each with probability `keep`."""
    if ledger.name not in COLUMNS:
        return _filled(ledger, rows)
    names = COLUMNS[ledger.name].split()
    return [n.rstrip("?") for n in names if not n.endswith("?") or rng.random() < keep]


def _filled(ledger: Ledger, rows: list[dict]) -> list[str]:
    """The columns that some row fills; a period stands for the two days that it gives."""
    filled = {name for row in rows for name, value in row.items() if value is not None}
    periods = {c.name: c.into for c in ledger.columns.values() if c.into and filled.issuperset(c.into)}
    covered = {name for into in periods.values() for name in into}
    return [name for name in ledger.columns if name in periods or (name in filled and name not in covered)]


def groups(ledger: str, shown: list[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The group headings whose columns stand side by side."""
    result = []
    for heading, names in GROUPS.get(ledger, ()):
        members = tuple(c for c in shown if c in names.split())
        places = [shown.index(c) for c in members]
        if len(members) > 1 and places == list(range(places[0], places[0] + len(members))):
            result.append((heading, members))
    return tuple(result)


def headers(ledger: Ledger, shown: list[str], rng: Random, variety: float) -> dict[str, str]:
    """One header a column: the canonical one, or with probability `variety` a synonym that can mean no other column."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for name in shown:
        column = ledger.columns[name]
        usable = [
            h for h in (column.header, *column.synonyms) if not h.isascii() and "元" not in h
        ]  # a unit in the header would speak for the values
        own = [h for h in usable if _owner(ledger, h) == name and header_key(h) not in taken]
        text = own[0] if rng.random() >= variety else rng.choice(own[:5])
        chosen[name] = text
        taken.add(header_key(text))
    return chosen


def _owner(ledger: Ledger, header: str) -> str | None:
    """The column that intake takes a header for: the one where it ranks first."""
    ranks = sorted(
        (column.ranks[header_key(header)], name) for name, column in ledger.columns.items() if header_key(header) in column.ranks
    )
    return ranks[0][1] if len(ranks) == 1 or ranks[0][0] < ranks[1][0] else None
