"""The ten checks as plain pandas: each reads what it needs and returns the row ids that it finds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd

from auditlib.ledgers import programme_code
from auditlib.parameters import load_parameters

PARAMETERS = load_parameters()
AS_OF = PARAMETERS.run.as_of
PROGRAMMES = {programme.code: programme for programme in PARAMETERS.programmes}
SAME = ["id_no", "programme", "period_from", "period_to", "amount", "pay_date"]
LIST = ["item", "batch_no", "village_name", "period_from", "pay_date"]
INTERVALS = {"月": 1, "季": 3, "半年": 6, "学期": 6, "年": 12}


def read(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder / f"{name}.parquet", columns=columns)


def value(policy_id: str) -> int:
    return int(PARAMETERS.policy[policy_id].values[-1].value)


def month(date: pd.Series) -> pd.Series:
    date = pd.to_datetime(date, errors="coerce")
    return date.dt.year * 12 + date.dt.month


def paid(folder: Path, *columns: str) -> pd.DataFrame:
    """Money that reached somebody, each payment once, with its programme, item and slot."""
    needed = {
        "row_id",
        "id_no",
        "programme",
        "period_from",
        "period_to",
        "amount",
        "pay_date",
        "pay_status",
        "source_file",
        "source_sheet",
        *columns,
    }
    rows = read(folder, "benefit_payment", sorted(needed))
    rows["amount"] = rows["amount"].astype("float64")
    copies = rows[rows.duplicated(SAME, keep=False) & rows["id_no"].notna()]
    nth = copies.groupby([*SAME, "source_file", "source_sheet"], dropna=False).cumcount()
    rows = rows.drop(copies.index[copies.assign(nth=nth).duplicated([*SAME, "nth"])])
    failed = rows["pay_status"].str.contains("失败|待|退|未").fillna(False).astype(bool)
    rows = rows[~failed & (rows["amount"] > 0)].drop(columns=["pay_status", "source_file", "source_sheet"])
    codes = {text: programme_code(text, PARAMETERS.programmes) for text in rows["programme"].dropna().unique()}
    rows["code"] = rows["programme"].map(codes)
    rows["item"] = rows["code"].fillna(rows["programme"])
    rows["every"] = rows["code"].map({code: INTERVALS.get(p.frequency) for code, p in PROGRAMMES.items()})
    rows["joint"] = rows["code"].map({code: p.payee_level == "到户" for code, p in PROGRAMMES.items()}).fillna(False).astype(bool)
    begins, ends = rows["period_from"].fillna(rows["period_to"]), rows["period_to"].fillna(rows["period_from"])
    rows["slot_from"], rows["slot_to"], on = month(begins), month(ends), month(rows["pay_date"])
    long = rows[rows["every"] < rows["slot_to"] - rows["slot_from"] + 1]
    shared = long.index[long.duplicated(["id_no", "item", "slot_from", "slot_to"], keep=False)]
    by_day = rows["slot_from"].isna() | rows.index.isin(shared)
    rows["slot_to"] = rows["slot_to"].where(~by_day, on + rows["every"].fillna(1) - 1)
    rows["slot_from"] = rows["slot_from"].where(~by_day, on)
    return rows.assign(dated=~by_day)


def register(folder: Path) -> pd.Series:
    """The present household of each person."""
    people = read(folder, "poor_person", ["row_id", "id_no", "hh_no", "snapshot_date"]).dropna(subset=["id_no"])
    people = people.sort_values(["snapshot_date", "hh_no", "row_id"], ascending=[False, True, True])
    return people.drop_duplicates("id_no").set_index("id_no")["hh_no"]


def dead(folder: Path) -> pd.Series:
    deaths = read(folder, "death_register", ["id_no", "death_date"]).dropna()
    deaths = deaths[(deaths["death_date"] >= dt.date(1990, 1, 1)) & (deaths["death_date"] <= AS_OF)]
    return deaths.groupby("id_no")["death_date"].min()


def fund_01(folder: Path) -> pd.Series:
    rows = paid(folder)
    rows["death_date"] = rows["id_no"].map(dead(folder))
    rows = rows.dropna(subset=["death_date"])
    later = (pd.to_datetime(rows["pay_date"]) > pd.to_datetime(rows["death_date"])) | (
        rows["dated"] & (rows["slot_to"] > month(rows["death_date"]))
    )
    return rows.loc[later, "row_id"]


def fund_02(folder: Path) -> pd.Series:
    rows = paid(folder, "hh_no")
    rows["home"] = rows["id_no"].map(register(folder)).fillna(rows["hh_no"])
    staff = read(folder, "fiscal_payroll", ["row_id", "id_no", "name", "staff_type", "status", "month"]).dropna(subset=["id_no"])
    staff["m"] = month(staff["month"])
    oldest, newest = staff["m"].min(), staff["m"].max()
    spent = staff["staff_type"].str.contains("离退休|退休|遗属|公益|村|社区|编外|临时") | staff["status"].str.contains(
        "退休|离休|离职|调出|辞|停薪|开除|死亡"
    )
    spell = (
        staff[~spent.fillna(False).astype(bool)].groupby("id_no").agg(first=("m", "min"), last=("m", "max"), staff_row=("row_id", "min"))
    )
    people = read(folder, "poor_person", ["row_id", "id_no", "hh_no", "snapshot_date", "first_identified"]).dropna(subset=["hh_no"])
    people = people[people["snapshot_date"] == people.groupby("hh_no")["snapshot_date"].transform("max")]
    since = month(people["first_identified"]).groupby(people["hh_no"]).min()
    kin = people.merge(spell, left_on="id_no", right_index=True).rename(columns={"id_no": "kin", "hh_no": "home"})
    since = kin["home"].map(since)
    kin = kin[~((kin["last"] < since) | ((kin["first"] > since) & (kin["first"] > oldest)))]
    homes = rows[rows["joint"]].merge(kin.drop(columns="row_id"), on="home")
    found = pd.concat([rows.loc[rows["id_no"].isin(staff["id_no"]), "row_id"], homes.loc[homes["kin"] != homes["id_no"], "row_id"]])
    told = rows.loc[rows["row_id"].isin(found), "home"]
    listed = kin[~kin["home"].isin(told) & ((kin["last"] == newest) | (kin["last"] >= month(kin["snapshot_date"])))]
    return pd.concat([found, listed.sort_values(["staff_row", "row_id"]).drop_duplicates("home")["row_id"]]).drop_duplicates()


def fund_04(folder: Path) -> pd.Series:
    rows = paid(folder, "hh_no", "account_no", "batch_no", "remark")
    rows["home"] = rows["hh_no"].fillna(rows["id_no"].map(register(folder)))
    slot = ["item", "slot_from", "slot_to"]
    found = []
    for keys in (["id_no", *slot], ["home", *slot], ["account_no", *slot, "amount"]):
        some = (rows[rows["joint"]] if keys[0] == "home" else rows).dropna(subset=keys)
        some = some[some.duplicated(keys, keep=False)]
        if keys[0] == "account_no":
            some = some[some.groupby(keys)["id_no"].transform("nunique") > 1]
        order = ["amount", "pay_date", "batch_no", "programme", "account_no", "id_no", "remark", "row_id"]
        some = some.sort_values(order, ascending=[False] + [True] * 7)
        found.append(some.loc[some.duplicated(keys), "row_id"])
    return pd.concat(found).drop_duplicates()


def fund_05(folder: Path) -> pd.Series:
    pairs = {(p.code, other) for p in PROGRAMMES.values() for other in p.exclusive_with}
    pairs |= {(other, code) for code, other in pairs}
    rows = paid(folder, "hh_no")
    rows["home"] = rows["hh_no"].fillna(rows["id_no"].map(register(folder)))
    rows = rows[rows["code"].isin({code for code, _ in pairs})]
    columns = ["row_id", "code", "amount", "slot_from", "slot_to", "who"]
    keyed = pd.concat(
        [rows.assign(who="id|" + rows["id_no"])[columns], rows[rows["joint"]].assign(who="hh|" + rows["home"])[columns]]
    ).dropna(subset=["who"])
    keyed = keyed[keyed.groupby("who")["code"].transform("nunique") > 1]
    met = keyed.merge(pd.DataFrame(sorted(pairs), columns=["code", "other"]), on="code")
    met = met.merge(keyed, left_on=["who", "other"], right_on=["who", "code"], suffixes=("", "_o"))
    met = met[met[["slot_from", "slot_from_o"]].max(axis=1) <= met[["slot_to", "slot_to_o"]].min(axis=1)]
    sides = ["who", "code", "other"]
    own = met.drop_duplicates([*sides, "row_id"]).groupby(sides)["amount"].sum()
    theirs = met.drop_duplicates([*sides, "row_id_o"]).groupby(sides)["amount_o"].sum()
    sums = pd.concat([own, theirs], axis=1).reset_index()
    accused = sums[(sums["amount"] < sums["amount_o"]) | ((sums["amount"] == sums["amount_o"]) & (sums["code"] > sums["other"]))]
    return met.merge(accused[sides], on=sides)["row_id"].drop_duplicates()


def fund_06(folder: Path) -> pd.Series:
    rows = paid(folder, "standard", "quantity", "unit")
    standards = [(p.code, s.from_, s.to, float(s.value), INTERVALS.get(s.per)) for p in PROGRAMMES.values() for s in p.standards]
    in_months = rows["unit"].str.fullmatch("个?月(数)?").fillna(False).astype(bool)
    quantity, own = rows["quantity"].astype("float64"), rows["standard"].astype("float64")
    stated = rows["slot_to"] - rows["slot_from"] + 1
    months = stated.where(~(in_months & quantity.notna()), quantity)
    heads = quantity.where(quantity != 0).fillna(1).where(~(in_months | (rows["unit"].isna() & (quantity == stated))), 1)
    timed = in_months | (rows["every"] == 1) | (rows["amount"] == own * heads * stated)
    lawful = own.where(own != 0) * heads * months.fillna(1).where(timed & ~rows["unit"].str.contains("亩").fillna(False).astype(bool), 1)
    for code, begins, ends, standard, per in standards:
        valid = (rows["code"] == code) & (rows["period_to"] >= begins) & ((ends is None) | (rows["period_from"] <= (ends or AS_OF)))
        lawful = lawful.mask(valid, standard * heads * months / (per or 1))
    return rows.loc[rows["amount"] > lawful + 1, "row_id"]


def fund_07(folder: Path) -> pd.Series:
    rows = paid(folder)
    rows = rows[
        rows["code"].map({code: bool(p.poverty_only) for code, p in PROGRAMMES.items()}).fillna(False).astype(bool) & rows["id_no"].notna()
    ]
    rows["year"] = (rows["slot_from"] - 1) // 12
    rows["on"] = pd.to_datetime(rows["period_from"].fillna(rows["pay_date"]))
    people = read(folder, "poor_person", ["id_no", "hh_no", "snapshot_date", "policy_status"])
    homes = read(folder, "poor_household", ["id_no", "hh_no", "snapshot_date", "policy_status"])
    members = homes.drop(columns="id_no").merge(people[["id_no", "hh_no"]].dropna().drop_duplicates(), on="hh_no")
    entries = pd.concat([people.assign(listed=True), homes.assign(listed=True), members.assign(listed=False)]).dropna(subset=["id_no"])
    entries = entries[entries["id_no"].isin(rows["id_no"])]
    entries["at"] = pd.to_datetime(entries["snapshot_date"])
    entries["stopped"] = entries["policy_status"].str.contains("不享受|不再享受")
    entries["year"] = entries["at"].dt.year
    listed = entries[entries["listed"]][["id_no", "year"]].drop_duplicates().assign(listed=True)
    rows = rows.merge(listed, on=["id_no", "year"], how="left")
    said = entries.dropna(subset=["stopped", "at"]).sort_values("at")[["id_no", "at", "stopped"]]
    if len(said):
        rows = pd.merge_asof(rows.sort_values("on"), said, left_on="on", right_on="at", by="id_no")
    else:
        rows["stopped"] = False
    return rows.loc[rows["listed"].isna() | rows["stopped"].fillna(False).astype(bool), "row_id"]


def fund_11(folder: Path) -> pd.Series:
    rows = paid(folder, "hh_no", "account_no", "account_name", "name", "batch_no", "village_name")
    order = ["pay_date", "programme", "village_name", "id_no", "name", "amount", "row_id"]
    rows["home"] = rows["id_no"].map(register(folder)).fillna(rows["hh_no"])
    found = []
    ids = rows.groupby("account_no")["id_no"].nunique()
    crowded = rows[rows["account_no"].isin(ids.index[ids >= 3])].sort_values(order)
    names = crowded.groupby("account_no")["name"].nunique()
    found.append(crowded[crowded["account_no"].isin(names.index[(names >= 3) | (names == 0)])].drop_duplicates("account_no")["row_id"])
    least = value("fund.consecutive_accounts")
    digits = rows[rows["account_no"].str.fullmatch("[0-9]{10,}").fillna(False).astype(bool)]
    accounts = digits[["village_name", "account_no"]].drop_duplicates()
    for cut in (0, 1):
        number = accounts["account_no"].str[: -cut or None]
        near = accounts.assign(start=number.str[:-6], tail=number.str[-6:].astype(int))
        rank = near.groupby(["village_name", "start"], dropna=False)["tail"].rank(method="dense")
        near = near[
            near.groupby([near["village_name"], near["start"], near["tail"] - rank], dropna=False)["tail"].transform("nunique") >= least
        ]
        some = digits.merge(near, on=["village_name", "account_no"])
        if len(some):
            rank = some.groupby([*LIST, "start"], dropna=False)["tail"].rank(method="dense")
            groups = some.assign(run=some["tail"] - rank).sort_values(order).groupby([*LIST, "start", "run"], dropna=False)
            sizes = groups.agg(
                row_id=("row_id", "first"), accounts=("account_no", "nunique"), tails=("tail", "nunique"), homes=("home", "nunique")
            )
            found.append(
                sizes.loc[(sizes["accounts"] >= least) & (sizes["accounts"] == sizes["tails"]) & (sizes["homes"] >= least), "row_id"]
            )
    death = pd.to_datetime(rows["id_no"].map(dead(folder)))
    again = rows.duplicated([*LIST, "id_no", "amount"]) & rows["id_no"].notna()
    rows["bad"] = rows["id_no"].isna() | again | (month(death) < month(rows["period_from"].fillna(rows["pay_date"])))
    lists = rows.groupby(LIST, dropna=False).agg(listed=("row_id", "size"), known=("id_no", "count"), bad=("bad", "sum"))
    percent = Decimal(value("fund.roster_bad_percent"))
    worst = lists[
        (lists["listed"] >= value("fund.roster_rows_min")) & (lists["known"] > 0) & (lists["bad"] * 100 >= lists["listed"] * int(percent))
    ]
    bad = rows[rows["bad"]].merge(worst.reset_index()[LIST], on=LIST).sort_values(order)
    found.append(bad.drop_duplicates(LIST)["row_id"])
    return pd.concat(found)


def fund_12(folder: Path) -> pd.Series:
    rows = paid(folder, "hh_no", "account_no", "account_name", "name", "remark")
    rows["home"] = rows["id_no"].map(register(folder)).fillna(rows["hh_no"])
    days = (pd.to_datetime(rows["pay_date"]) - pd.to_datetime(rows["period_to"].fillna(rows["period_from"]))).dt.days
    other = (rows["account_name"] != rows["name"]) & rows["account_name"].notna() & rows["name"].notna()
    homes = rows[other].groupby("account_no")["home"].nunique()
    by_hand = other & rows["account_no"].isin(homes.index[homes > 1])
    text = rows["account_name"].fillna("") + rows["remark"].fillna("")
    village = text.str.contains(
        "村民委员会|居民委员会|村委|居委|村集体|股份经济合作社|经济合作社|经济联合社|敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养"
    )
    by_hand |= village | rows["remark"].str.contains("个人代发|现金发放|干部代发|代为发放").fillna(False).astype(bool)
    return pd.concat([rows.loc[days > value("fund.disburse_days"), "row_id"], rows.loc[by_hand, "row_id"]])


def cross_02(folder: Path) -> pd.Series:
    home = register(folder)
    rows = read(folder, "benefit_payment", ["row_id", "id_no", "hh_no", "account_no", "phone", "pay_date", "amount"])
    rows = rows[rows["amount"].astype("float64") > 0].rename(columns={"pay_date": "on"})
    rows["hh_no"] = rows["id_no"].map(home).fillna(rows["hh_no"])
    homes = read(folder, "poor_household", ["row_id", "id_no", "hh_no", "account_no", "phone", "snapshot_date"]).rename(
        columns={"snapshot_date": "on"}
    )
    people = read(folder, "poor_person", ["row_id", "id_no", "hh_no", "phone", "hh_phone", "snapshot_date"]).rename(
        columns={"snapshot_date": "on"}
    )
    found = []
    for columns in (("account_no",), ("phone", "hh_phone")):
        parts = [
            table.assign(value=table[column], place=place)[["row_id", "id_no", "hh_no", "on", "value", "place"]].dropna(
                subset=["value", "id_no"]
            )
            for place, table in enumerate((homes, people, rows))
            for column in columns
            if column in table
        ]
        used = pd.concat(parts)
        count = used.groupby("value")["hh_no"].nunique()
        crowded = used[used["value"].isin(count.index[count > value("cross.households_per_means")])]
        found.append(crowded.sort_values(["place", "hh_no", "id_no", "on", "row_id"]).drop_duplicates("value")["row_id"])
    return pd.concat(found)


def screen_02(folder: Path) -> pd.Series:
    people = read(
        folder, "poor_person", ["row_id", "id_no", "town_name", "snapshot_date", "moved_out", "hukou_cancelled_on", "decreased_on"]
    )
    people = people[people["snapshot_date"] <= AS_OF]
    people = people[people["snapshot_date"] == people.groupby("town_name", dropna=False)["snapshot_date"].transform("max")]
    died = people["id_no"].map(dead(folder))
    away = people["moved_out"].fillna(False).astype(bool) | people["hukou_cancelled_on"].notna()
    event = died.fillna(people["hukou_cancelled_on"]).fillna(people["decreased_on"])
    gone = (died.notna() | away) & (event.isna() | (pd.to_datetime(event) <= pd.to_datetime(people["snapshot_date"])))
    return people.loc[gone, "row_id"]


CHECKS = {name.upper().replace("_", "-"): check for name, check in list(globals().items()) if name[-3:-2] == "_" and name[-2:].isdigit()}
