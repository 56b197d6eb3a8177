"""Signs of a forged payment list (FUND-11): each finds groups of payments and says them as one lead on the group's first row."""

import datetime as dt
from decimal import Decimal
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import month
from auditlib.models.identity import alike, false_number
from auditlib.models.payees import one_home, persons, placed, with_payee
from auditlib.models.persons import deaths, household_of, with_death
from auditlib.models.texts import said
from auditlib.models.vocabulary import either, exists, lookup, one_per, subquery

ROSTER = ["item", "batch_no", "village_name", "period_from", "pay_date"]
RUN = ["checked", "start", "run"]
TAIL = 6


def one_account(paid: ir.Table, least: int) -> ir.Table:
    """One account that receives for many persons of different households."""
    several = paid.group_by("account_no").agg(ids=_.id_no.nunique()).filter(_.ids >= least)
    groups = placed(with_payee(paid.semi_join(several, "account_no"))).group_by("account_no")
    groups = groups.agg(
        **_sums(paid),
        holder=_.account_name.min(),
        x_institution=_.x_institution.any(),
        x_village=_.x_village.any(),
        x_proxy=_.x_proxy.all(where=_.other.fill_null(True)).fill_null(False),
    )
    groups = groups.filter(_.persons >= least)
    return groups.mutate(x_hh=one_home(groups), detail=ibis.literal("同一账号为多人收款"), thing=groups.account_no)


def consecutive_accounts(paid: ir.Table, least: int) -> ir.Table:
    """Accounts of one list whose numbers follow one another, with or without their check digit: opened by one hand.

    A bank's batch for a village looks the same; hence only a sign, and only for persons of as many households.
    """
    paid = paid.mutate(of_village=_.village_name.fill_null(""))
    # What follows one another in a list does so in its village, where each account stands once and not with every payment.
    accounts = paid.select("of_village", "account_no").distinct().filter(_.account_no.re_search("^[0-9]{10,}$"))
    accounts = _runs(accounts, ["of_village"])
    long = accounts.group_by("of_village", *RUN).agg(tails=_.tail.nunique()).filter(_.tails >= least)
    accounts = accounts.semi_join(long, ["of_village", *RUN])
    runs = _runs(placed(paid.semi_join(accounts, ["of_village", "account_no"])), ROSTER)
    ends = {"holder": _.account_no.min(), "last": _.account_no.max(), "accounts": _.account_no.nunique(), "tails": _.tail.nunique()}
    groups = runs.group_by(*ROSTER, *RUN).agg(**_sums(runs), **ends)
    groups = groups.filter(_.accounts >= least, _.accounts == _.tails, ibis.coalesce(_.homes.nullif(0), _.persons) >= least)
    return groups.mutate(x_hh=one_home(groups), detail="账号连号：" + groups.holder + "至" + groups["last"], thing=_roster(groups))


def _runs(rows: ir.Table, key: list[str]) -> ir.Table:
    """Each account twice, whole and without its check digit: checked, start, tail; of a key's accounts those with one run follow one
    another."""
    whole = rows.mutate(number=_.account_no, checked=ibis.literal("无"))
    runs = either(whole, rows.mutate(number=_.account_no.substr(0, _.account_no.length() - 1), checked=ibis.literal("有")))
    runs = subquery(runs).mutate(start=_.number.substr(0, _.number.length() - TAIL), tail=_.number.right(TAIL).cast("int64"))
    return subquery(runs).mutate(run=_.tail - ibis.dense_rank().over(group_by=[*key, "checked", "start"], order_by="tail"))


def bad_lists(paid: ir.Table, death_register: ir.Table, as_of: dt.date, least_rows: int, percent: Decimal) -> ir.Table:
    """A list that holds too many dead persons, repeated entries and numbers that are missing or false. A list without any number is not
    judged."""
    paid = paid.mutate(false=false_number(paid))
    marked = _marked(paid, deaths(death_register, as_of)).select("row_id", "dead", "again", "place")
    rows = lookup(paid.select("row_id", "id_no", "false", "amount", *ROSTER), marked, "row_id")
    rows = rows.mutate(**{name: rows[name].fill_null(False) for name in ("dead", "again", "false")})
    rows = rows.mutate(bad=_.dead | _.again | _["false"])
    lists = rows.group_by(ROSTER).agg(
        listed=_.count(),
        known=_.id_no.count(),
        dead_rows=_.dead.sum(),
        again_rows=_.again.sum(),
        false_rows=_["false"].sum(),
        persons=_.id_no.nunique(where=_.bad),
        rows_in_group=_.bad.sum(),
        total=_.amount.sum(where=_.bad).cast(MONEY),
        related=_.row_id.collect(where=_.bad),
        row_id=_.row_id.argmin(_.place, where=_.bad),
        first_on=_.pay_date.min(),
    )
    share = _.rows_in_group * 100 >= _.listed * ibis.literal(percent, type="decimal(9,2)")
    bad = lists.filter(_.listed >= least_rows, _.known > 0, share)
    told = {"笔中死亡": "listed", "、重复": "dead_rows", "、证件号码缺失或无效": "again_rows"}
    detail = reduce(add, (bad[count].cast("string") + text for text, count in told.items())) + bad.false_rows.cast("string")
    return bad.mutate(detail=detail, thing=_roster(bad))


def _marked(paid: ir.Table, dead: ir.Table) -> ir.Table:
    """The few payments that may be false, with ``dead`` (before the time paid for) and ``again`` (not the first such entry of the list)."""
    several = paid.group_by("id_no", "amount", "pay_date").agg(entries=_.row_id.count()).filter(_.entries > 1)
    suspects = either(several.select("id_no"), dead.select("id_no"))
    false = paid["false"].fill_null(False)
    rows = either(paid.filter(~false).semi_join(suspects, "id_no"), paid.filter(false))
    rows = with_death(placed(subquery(rows)), dead)
    return rows.mutate(
        again=_.id_no.notnull() & (ibis.row_number().over(group_by=[*ROSTER, "id_no", "amount"], order_by="place") > 0),
        dead=_.dead & (month(_.dead_on) < month(ibis.coalesce(_.period_from, _.pay_date))),
    )


def to_cadres(paid: ir.Table, village_cadre: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Somebody else's benefit on the account of a village cadre or of a cadre's relative, or collected by one of them."""
    people = _cadres(village_cadre)
    hits = _collected(paid, people).inner_join(paid, "row_id").inner_join(people, ["cadre_id", "pid"])
    homes = either(paid.select("id_no", "home"), household_of(poor_person).select("id_no", home="reg_hh")).filter(_.home.notnull())
    homes = one_per(homes.select(pid="id_no", of_home="home").distinct(), "pid", [_.of_home])
    hits = lookup(subquery(hits), homes, "pid")
    hits = exists(hits, village_cadre.select(cadre_id="id_no", id_no="relative_id"), ["cadre_id", "id_no"], "related")
    hits = (
        with_payee(hits)
        .mutate(
            kin=(_.related | (_.of_home == _.home) | said("kin.relative", hits.proxy_relation)).fill_null(False),
            left=(_.to_date < _.pay_date).fill_null(False) | (_.from_date > _.pay_date).fill_null(False),
        )
        .drop("related")
    )
    groups = placed(subquery(hits)).group_by("cadre_id", "pid")
    groups = groups.agg(
        **_sums(hits),
        holder=_.pname.min(),
        x_kin=_.kin.all(),
        x_left=_.left.all(),
        x_proxy=_.x_proxy.all(),
        tie=_.tie.min(),
        x_institution=_.x_institution.all(),
    )
    return groups.mutate(detail="他人补贴由" + _.tie + "收款或代领", thing=_.pid)


def _collected(paid: ir.Table, people: ir.Table) -> ir.Table:
    """Which payments went through which cadre's hands: row_id, cadre_id, pid (the cadre or the relative)."""
    rows = paid.filter((~alike(_.account_name, _.name) | _.proxy_name.notnull()).fill_null(False)).rename(payee_id="id_no")
    own = paid.inner_join(people, [("id_no", "pid")]).select("account_no", "cadre_id", "pid").distinct()
    ways = (
        rows.inner_join(people, [("proxy_id", "pid")]),
        rows.inner_join(people, [("account_name", "pname"), ("village_name", "at_village")]),
        rows.inner_join(own, "account_no"),
    )
    met = either(*(way.filter((_.pid != _.payee_id).fill_null(True)).select("row_id", "cadre_id", "pid") for way in ways))
    return one_per(subquery(met), ["row_id", "cadre_id"], [_.pid])


def _cadres(village_cadre: ir.Table) -> ir.Table:
    """Cadres and their relatives: pid, pname, cadre_id, at_village, tie (村干部 or the relation), from_date, to_date."""
    cadre = village_cadre.filter(_.id_no.notnull()).mutate(cadre_id=_.id_no, at_village=_.village_name)
    kin = cadre.filter(_.relative_id.notnull()).mutate(
        pid=_.relative_id, pname=_.relative_name, tie=ibis.coalesce("村干部" + _.relation, "村干部亲属")
    )
    own = cadre.mutate(pid=_.id_no, pname=_.name, tie=ibis.literal("村干部"))
    both = either(*(part.select(*"pid pname cadre_id at_village from_date to_date tie".split()) for part in (own, kin)))
    return subquery(one_per(both, ["cadre_id", "pid"], [_.to_date.desc(nulls_first=True), _.from_date, _.at_village, _.pname]))


def in_cash(spent: ir.Table, limit: Decimal) -> ir.Table:
    """Poverty money paid out in cash from the sum on at which payment goes through the bank."""
    rows = spent.filter(_.cash.fill_null(False), _.poverty, ~_.other.fill_null(False), _.kept, _.amount >= money(limit))
    return rows.mutate(
        first_on=_.occurred_on,
        holder=ibis.coalesce(_.payee, _.unit),
        rows_in_group=ibis.literal(1, type="int64"),
        total=_.amount,
        related=ibis.array([_.row_id]),
        detail=_.text,
        x_wages=said("payment.cash_wages", rows.text).fill_null(False),
    )


def _roster(groups: ir.Table) -> ir.StringValue:
    """A list as one text: what, for where, and of which day."""
    return reduce(add, (groups[c].cast("string").fill_null("") + "｜" for c in ROSTER))


def _sums(rows: ir.Table) -> dict[str, ir.Value]:
    """What is told of every group of payments, the first of which (row_id) stands for it."""
    return {
        **persons(rows),
        "rows_in_group": _.count(),
        "total": _.amount.sum().cast(MONEY),
        "related": _.row_id.collect(),
        "row_id": _.row_id.argmin(_.place),
        "first_on": _.pay_date.min(),
    }
