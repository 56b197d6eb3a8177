"""What an example says of people and projects before they are made: the rest of them follows from it."""

import datetime as dt

#: Words of a mark beside the ages → how the household is made.
WORDS = {
    "五保": {"attr": "五保贫困户"},
    "低保": {"attr": "低保贫困户"},
    "一般": {"attr": "一般贫困户"},
    "2018": {"snapshots": (2018,)},
    "2014": {"first_identified": dt.date(2014, 3, 1)},
}
REGION = ("county_name", "town_name", "village_name", "village_code", "villages", "natural_village")
#: What the register says of a household → the world's word for it; of a person likewise.
HOUSEHOLD = {"household_attr": "attr", "exit_year": "exit_year", "exit_status": "exit_status", "monitored_type": "monitored"}
PERSON = {"health": "health", "labour": "labour"}
#: What goes without saying, or is said by the household.
UNSAID = {
    *"snapshot_date hh_no person_no name id_no policy_status identified_on first_identified alive birth_date".split(),
    *REGION,
    *HOUSEHOLD,
    *PERSON,
}
#: What an example can say of a project from which the rest of it follows, ledger by ledger.
SAID = {
    "project": {"approval_date", "start_date", "finish_date", "approved_amount"},
    "procurement_contract": {"notice_date", "bid_open_date", "award_date", "contract_date", "contract_amount"},
    "acceptance": {"accept_date", "settled_on", "audited_amount"},
}
SAID_OF_VALUES = {"original_value", "annual_rent", "due_amount", "received_amount", "income_year"}
LEASED = ("asset_contract", "asset_income", "income_distribution")
STATUS = ("储备", "取消", "在建", "完工")


def as_registered(said: list[dict[str, str]]) -> dict:
    """How a household must be made for the register to say this of it."""
    changes: dict = {}
    for row in said:
        changes |= {word: int(row[column]) if word == "exit_year" else row[column] for column, word in HOUSEHOLD.items() if row.get(column)}
        if on := row.get("first_identified") or row.get("identified_on"):
            changes["first_identified"] = dt.date.fromisoformat(on)
        if status := row.get("policy_status"):
            year = int(row.get("snapshot_date", "2019")[:4])
            changes["policy"] = {2018: status, 2019: status} | {y: s for y, s in changes.get("policy", {}).items() if y < year}
            usual = {"脱贫不享受政策": 2016, "脱贫享受政策": 2017}.get(status)
            changes = {"exit_year": usual, "exit_status": "已脱贫" if usual else "未脱贫"} | changes
    if (on := changes.get("first_identified")) and on.year == 2019:
        changes |= {"snapshots": (2019,), "policy": {2018: None, 2019: "未脱贫"}, "exit_year": None, "exit_status": "未脱贫"}
    return changes
