"""Signs of a forged payment list (FUND-11): each finds groups of payments and says them as one lead on the group's first row."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import month
from auditlib.models.payees import one_home, persons, placed
from auditlib.models.persons import deaths
from auditlib.models.texts import said
from auditlib.models.vocabulary import one_per, subquery

ROSTER = ["item", "batch_no", "village_name", "period_from", "pay_date"]
TAIL = 6
EXCEPTIONS = ("x_hh", "x_institution", "x_village", "x_proxy", "x_left", "x_kin", "x_wages")
NO, UNKNOWN = ibis.literal(False), ibis.null("boolean")


def one_account(paid: ir.Table, least: int) -> ir.Table:
    """One account that receives for many persons of different households."""
    several = paid.group_by("account_no").agg(ids=_.id_no.nunique()).filter(_.ids >= least)
    rows = placed(paid.semi_join(several, "account_no"))
    groups = (
        rows.group_by("account_no")
        .agg(
            **persons(rows),
            **_sums(),
            holder=_.account_name.min(),
            x_institution=_.x_institution.any(),
            x_village=_.x_village.any(),
            x_proxy=_.x_proxy.all(where=_.other.fill_null(True)).fill_null(False),
        )
        .filter(_.persons >= least)
    )
    groups = groups.mutate(x_hh=one_home(groups), detail=ibis.literal("同一账号为多人收款"), thing=groups.account_no)
    return _said(groups, "一账号多人", x_left=NO, x_kin=NO, x_wages=NO)


def consecutive_accounts(paid: ir.Table, least: int) -> ir.Table:
    """Accounts of one list whose numbers follow one another, with or without their check digit: opened by one hand.

    A bank's batch for a village looks the same; hence only a sign, and only for persons of as many households.
    """
    digits = paid.filter(_.account_no.re_search("^[0-9]{10,}$")).mutate(of_village=_.village_name.fill_null(""))
    # What follows one another in a list does so in its village, where each account stands once and not with every payment.
    accounts = _runs(digits.select("of_village", "account_no").distinct(), ["of_village"])
    long = accounts.group_by("of_village", "checked", "start", "run").agg(tails=_.tail.nunique()).filter(_.tails >= least)
    accounts = accounts.semi_join(long, ["of_village", "checked", "start", "run"])
    runs = _runs(placed(digits.semi_join(accounts, ["of_village", "account_no"])), ROSTER)
    groups = runs.group_by(*ROSTER, "checked", "start", "run").agg(
        **persons(runs),
        **_sums(),
        holder=_.account_no.min(),
        last=_.account_no.max(),
        accounts=_.account_no.nunique(),
        tails=_.tail.nunique(),
    )
    groups = groups.filter(_.accounts >= least, _.accounts == _.tails, ibis.coalesce(_.homes.nullif(0), _.persons) >= least)
    groups = groups.mutate(x_hh=one_home(groups), detail="账号连号：" + groups.holder + "至" + groups["last"], thing=_roster(groups))
    return _said(groups, "账号连号", x_institution=NO, x_village=NO, x_proxy=NO, x_left=NO, x_kin=NO, x_wages=NO)


def _runs(rows: ir.Table, key: list[str]) -> ir.Table:
    """Each account twice, whole and without its check digit: checked, start, tail; of a key's accounts those with one run follow one another."""
    whole = rows.mutate(number=_.account_no, checked=ibis.literal("无"))
    runs = ibis.union(whole, rows.mutate(number=_.account_no.substr(0, _.account_no.length() - 1), checked=ibis.literal("有")))
    runs = subquery(runs).mutate(start=_.number.substr(0, _.number.length() - TAIL), tail=_.number.right(TAIL).cast("int64"))
    return subquery(runs).mutate(run=_.tail - ibis.dense_rank().over(group_by=[*key, "checked", "start"], order_by="tail"))


def bad_lists(paid: ir.Table, death_register: ir.Table | None, as_of, least_rows: int, percent: Decimal) -> ir.Table:
    """A list that holds too many dead persons, repeated entries and numbers that are missing or false. A list without any number is not judged."""
    several = paid.group_by("id_no", "amount", "pay_date").agg(entries=_.row_id.count()).filter(_.entries > 1).select("id_no").distinct()
    wrong = paid.semi_join(several, "id_no").select("row_id").union(paid.filter(_.id_no.isnull()).select("row_id"))
    dead = None
    if death_register is not None:
        dead = deaths(death_register, as_of).select("death_date", of_id="id_no")
        wrong = wrong.union(paid.semi_join(dead, [("id_no", "of_id")]).select("row_id"))
    marked = placed(paid.semi_join(wrong, "row_id"))
    marked = marked.mutate(again=ibis.row_number().over(group_by=[*ROSTER, "id_no", "amount"], order_by="place") > 0)
    if dead is None:
        marked = marked.mutate(dead=NO)
    else:
        marked = marked.left_join(dead, [("id_no", "of_id")])
        marked = marked.mutate(dead=(month(_.death_date) < month(ibis.coalesce(_.period_from, _.pay_date))).fill_null(False))
    marked = subquery(marked).mutate(bad=_.dead | _.id_no.isnull() | _.again).filter(_.bad)
    marked = marked.select("bad", "dead", "again", "place", bad_row="row_id")
    rows = subquery(paid.select("row_id", "id_no", "amount", *ROSTER).left_join(marked, [("row_id", "bad_row")]))
    rows = rows.mutate(**{c: rows[c].fill_null(False) for c in ("bad", "dead", "again")})
    lists = rows.group_by(ROSTER).agg(
        listed=_.count(),
        known=_.id_no.count(),
        dead_rows=_.dead.sum(),
        again_rows=(_.again & _.id_no.notnull()).sum(),
        false_rows=_.id_no.isnull().sum(),
        persons=_.id_no.nunique(where=_.bad),
        rows_in_group=_.bad.sum(),
        total=_.amount.sum(where=_.bad).cast(MONEY),
        related=_.row_id.collect(where=_.bad),
        first_row=_.row_id.argmin(_.place, where=_.bad),
        first_on=_.pay_date.min(),
    )
    bad = lists.filter(_.listed >= least_rows, _.known > 0, _.rows_in_group * 100 >= _.listed * ibis.literal(percent, type="decimal(9,2)"))
    text = [bad.listed, "笔中死亡", bad.dead_rows, "、重复", bad.again_rows, "、证件号码缺失或无效", bad.false_rows]
    detail = ibis.literal("")
    for part in text:
        detail = detail + (part if isinstance(part, str) else part.cast("string"))
    bad = bad.mutate(detail=detail, holder=ibis.null("string"), thing=_roster(bad))
    return _said(bad, "名册失实", **dict.fromkeys(EXCEPTIONS, NO))


def to_cadres(paid: ir.Table, village_cadre: ir.Table) -> ir.Table:
    """Somebody else's benefit on the account of a village cadre or of a cadre's relative, or collected by one of them."""
    people = _cadres(village_cadre)
    own = (
        paid.filter(_.account_no.notnull()).inner_join(people, [("id_no", "pid")]).select(own_account="account_no", o_pid="pid").distinct()
    )
    rows = paid.filter((_.other | _.proxy_name.notnull()).fill_null(False))
    by = [
        rows.inner_join(people, [rows.proxy_id == people.pid]),
        rows.inner_join(people, [rows.account_name == people.pname, rows.village_name == people.at_village]),
        rows.inner_join(
            subquery(own.inner_join(people, [("o_pid", "pid")]), *people.columns, "own_account"), [("account_no", "own_account")]
        ),
    ]
    columns = (*rows.columns, *people.columns)
    hits = ibis.union(*(subquery(hit, *columns) for hit in by)).filter((_.pid != _.id_no).fill_null(True))
    kin = village_cadre.filter(_.relative_id.notnull()).select(k_cadre="id_no", k_kin="relative_id").distinct()
    hits = one_per(subquery(hits), ["row_id", "cadre_id"], [_.pid])
    hits = subquery(hits).left_join(kin, [("cadre_id", "k_cadre"), ("id_no", "k_kin")])
    cadre_home = paid.filter(_.home.notnull()).select(c_id="id_no", c_home="home").distinct()
    hits = subquery(hits).left_join(one_per(cadre_home, "c_id", [_.c_home]), [("pid", "c_id")])
    hits = subquery(hits).mutate(
        kin=(_.k_kin.notnull() | (_.c_home == _.home)).fill_null(False) | said("kin.relative", _.proxy_relation).fill_null(False),
        left=(_.to_date < _.pay_date).fill_null(False) | (_.from_date > _.pay_date).fill_null(False),
    )
    hits = placed(subquery(hits))
    groups = hits.group_by("cadre_id", "pid").agg(
        **persons(hits),
        **_sums(),
        holder=_.pname.min(),
        x_kin=_.kin.all(),
        x_left=_.left.all(),
        x_proxy=_.x_proxy.all(),
        tie=_.tie.min(),
        x_institution=_.x_institution.all(),
    )
    groups = groups.mutate(detail="他人补贴由" + groups.tie + "收款或代领", thing=groups.pid)
    return _said(groups, "村干部或亲属收款", x_hh=NO, x_village=NO, x_wages=NO)


def in_cash(spent: ir.Table, limit: Decimal) -> ir.Table:
    """Poverty money paid out in cash from the sum on at which payment goes through the bank."""
    rows = spent.filter(_.cash.fill_null(False), _.poverty, ~_.other.fill_null(False), _.kept, _.amount >= ibis.literal(limit, type=MONEY))
    rows = rows.mutate(
        first_row=_.row_id,
        first_on=_.occurred_on,
        holder=ibis.coalesce(_.payee, _.unit),
        persons=ibis.null("int64"),
        rows_in_group=ibis.literal(1, type="int64"),
        total=_.amount,
        related=ibis.array([_.row_id]),
        detail=_.text,
        thing=ibis.null("string"),
        x_wages=said("payment.cash_wages", rows.text).fill_null(False),
    )
    return _said(rows, "现金支付", **dict.fromkeys(EXCEPTIONS[:-1], NO))


def _roster(groups: ir.Table) -> ir.StringValue:
    """A list as one text: what, for where, and of which day."""
    return reduce(add, (groups[c].cast("string").fill_null("") + "｜" for c in ROSTER))


def _sums() -> dict:
    return {
        "rows_in_group": _.count(),
        "total": _.amount.sum().cast(MONEY),
        "related": _.row_id.collect(),
        "first_row": _.row_id.argmin(_.place),
        "first_on": _.pay_date.min(),
    }


def _cadres(village_cadre: ir.Table) -> ir.Table:
    """Cadres and their relatives: pid, pname, cadre_id, at_village, tie (村干部 or the relation), from_date, to_date."""
    cadre = village_cadre.filter(_.id_no.notnull())
    common = {"cadre_id": cadre.id_no, "at_village": cadre.village_name, "from_date": cadre.from_date, "to_date": cadre.to_date}
    own = cadre.select(pid=cadre.id_no, pname=cadre.name, **common, tie=ibis.literal("村干部"))
    kin = cadre.filter(_.relative_id.notnull()).select(
        pid="relative_id",
        pname="relative_name",
        **{name: column.get_name() for name, column in common.items()},
        tie=ibis.coalesce("村干部" + _.relation, "村干部亲属"),
    )
    return subquery(
        one_per(ibis.union(own, kin), ["cadre_id", "pid"], [_.to_date.desc(nulls_first=True), _.from_date, _.at_village, _.pname])
    )


def _said(groups: ir.Table, sign: str, **exceptions) -> ir.Table:
    """The group as a candidate on its first row."""
    rows = groups.mutate(**exceptions)
    return rows.select(
        "holder",
        "detail",
        "total",
        "related",
        "thing",
        *(rows[c].cast("boolean").name(c) for c in EXCEPTIONS),
        row_id="first_row",
        occurred_on="first_on",
        sign=ibis.literal(sign),
        persons=_.persons.cast("int64"),
        rows_in_group=_.rows_in_group.cast("int64"),
    )
