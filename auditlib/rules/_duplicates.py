"""The same entitlement paid more than once (FUND-04): groups of payments, the one that stays, what speaks for the others."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.rules._payments import is_arrears, lawful_amount
from auditlib.rules.shared import UNREADABLE, folded, household_of, one_per, says, year_month

LABELS = {
    "group": "重复方式", "times": "成功发放次数", "total": "合计发放", "kept": "视为应发的一笔", "lawful": "按标准应发", "slot": "所属期",
    "x_supplement": "补发差额，合计未超标准", "x_instalment": "分期发放", "x_parcels": "不同地块", "x_persons": "按人发放的户级补贴",
    "x_event": "一事一次的救助", "x_institution": "集中供养机构账户",
    "x_hh": "同户成员共用账号",
}  # fmt: skip
#: Exceptions of a group, in the order in which a reader sees them.
EXCEPTIONS = ("x_ret", "x_supplement", "x_instalment", "x_parcels", "x_persons", "x_event", "x_hh", "x_institution")

#: Halves, seasons, instalments. The number of a batch (第2批) is none: rosters of one entitlement run through several batches.
PART = "上半年|下半年|春季|秋季|[一二三四1-4]季度|首期|尾款|余款|首付|[0-9]{1,2}月"
INSTALMENT = "第[一二三四五六七八九十0-9]+[批期次笔]"
PARCEL = "地块|宗地|块地|承包地"
INSTITUTION = "敬老院|养老院|福利院|供养中心|供养服务|幸福院|集中供养"

#: From so many households on, of which more than a fifth hold several payees, a roster is taken to be kept by heads.
HOUSEHOLDS, FIFTH = 10, 5

#: Group A needs one person, B one household, C one account and amount with several persons.
GROUPS = {
    "同一人": ["id_no", "item", "slot_from", "slot_to"],
    "同一户": ["home", "item", "slot_from", "slot_to"],
    "同一账号不同人": ["account_no", "item", "slot_from", "slot_to", "amount"],
}
CONTENT = ("pay_date", "batch_no", "programme", "account_no", "id_no", "remark", "row_id")


def repeated(paid: ir.Table, poor_person: ir.Table | None) -> ir.Table:
    """Candidates of FUND-04: one row per payment that is not the largest of its group, whatever the number of groups that it is in."""
    rows = _described(paid, poor_person)
    found = [_hits(rows, name, keys) for name, keys in GROUPS.items()]
    hits = ibis.union(*found)
    spared = sum(hits[c].fill_null(False).cast("int32") for c in EXCEPTIONS)
    order = ibis.cases(*((hits.group == name, n) for n, name in enumerate(GROUPS)), else_=len(GROUPS))
    best = one_per(hits.mutate(spared=spared, order=order), "row_id", [_.spared, _.x_name.fill_null(False), _.order])
    return best.select(*hits.columns)


def _described(paid: ir.Table, poor_person: ir.Table | None) -> ir.Table:
    """Payments with what the groups are judged by: home, live (arrived and not taken back), lawful amount, the part that a text names."""
    rows = paid.filter(_.amount > 0)
    if poor_person is None:
        rows = rows.mutate(home=rows.hh_no)
    else:
        register = household_of(poor_person).select("reg_hh", of_id="id_no")
        rows = rows.left_join(register, [("id_no", "of_id")]).select(*rows.columns, home=ibis.coalesce(rows.hh_no, register.reg_hh))
    live = rows.succeeded & ~rows.x_ret
    months = (rows.slot_to - rows.slot_from + 1).cast("int32")
    part = [rows[c].re_extract(PART, 0).nullif("") for c in ("period_part", "remark", "batch_no", "programme")]
    instalment = [rows[c].re_extract(INSTALMENT, 0).nullif("") for c in ("period_part", "remark", "programme")]
    rows = rows.mutate(
        live=live,
        lawful=lawful_amount(rows, months),
        lawful_stated=lawful_amount(rows, rows.stated),
        part=ibis.coalesce(*part, *instalment),
        parcel=ibis.ifelse(says(PARCEL, rows.remark).fill_null(False), rows.remark, ibis.null("string")),
        by_area=((rows.unit == "亩") | (rows.per == "亩")).fill_null(False),
        by_person=(rows.unit.re_search("人|口") & (rows.quantity == 1)).fill_null(False),
        joint=((rows.payee_level == "到户") & (ibis.coalesce(rows.grant_level, "到户") != "到人")).fill_null(False),
    )
    stated = ibis.window(group_by=["id_no", "item", "period_from", "period_to"])
    total = ibis.ifelse(rows.live, rows.amount, 0).sum().over(stated)
    # Terms and quarters of a stated year are paid when it suits: within the standard of the whole year nothing was paid twice.
    return rows.mutate(year_is_lawful=((rows.every >= 3) & (rows.stated > months) & (total <= rows.lawful_stated)).fill_null(False))


def _hits(rows: ir.Table, name: str, keys: list[str]) -> ir.Table:
    rows = rows.filter(*(rows[k].notnull() for k in keys))
    if name == "同一户":
        rows = rows.filter(_.joint)
    of = {f"of_{k}": rows[k] for k in keys}
    readable = ~_.name.re_search(UNREADABLE)
    groups = rows.group_by(**of).agg(
        rows=_.count(),
        times=_.live.sum(),
        total=_.amount.sum(where=_.live),
        kept=_.amount.max(where=_.live),
        persons=_.id_no.nunique(where=_.live),
        names=folded(_.name).nunique(where=_.live & readable),
        homes=_.home.nunique(where=_.live),
        homeless=(_.live & _.home.isnull()).sum(),
        group_lawful=_.lawful.max(where=_.live),
        arrears=is_arrears(_).fill_null(False).any(),
        parts=_.part.nunique(where=_.live),
        areas=_.quantity.nunique(where=_.live & _.by_area),
        parcels=_.parcel.nunique(where=_.live),
        amounts=_.amount.nunique(where=_.live),
        all_persons=_.by_person.all(),
        year_is_lawful=_.year_is_lawful.all(),
        related=_.row_id.collect(where=_.live),
    )
    kept = rows.select(*(c for c in rows.columns if c not in groups.columns))
    joined = kept.inner_join(groups, [(k, f"of_{k}") for k in keys])
    if name == "同一户":
        rosters = groups.group_by(r_item=_.of_item).agg(homes_paid=_.count(), homes_shared=(_.persons > 1).sum())
        joined = joined.left_join(rosters, [("item", "r_item")])
        joined = joined.mutate(by_heads=(joined.homes_paid >= HOUSEHOLDS) & (joined.homes_shared * FIFTH > joined.homes_paid))
    content = [_.amount.desc(), *(getattr(_, c) for c in CONTENT)]
    live = joined.filter(_.live).mutate(place=ibis.row_number().over(group_by=[f"of_{k}" for k in keys], order_by=content))
    repeated = (_.times > 1) & (_.place > 0)
    if name == "同一账号不同人":
        return _judged(live.filter(repeated & (_.persons > 1)), name)
    return _judged(live.filter(repeated | ((_.times == 1) & (_.rows > 1))), name)


def _judged(hits: ir.Table, name: str) -> ir.Table:
    no, unknown = ibis.literal(False), ibis.null("boolean")
    person, household, account = (name == n for n in GROUPS)
    within = hits.total <= hits.group_lawful
    supplement = ibis.ifelse(hits.group_lawful.notnull(), within, ibis.ifelse(hits.arrears, True, unknown))
    same_home = ibis.cases((hits.homeless > 0, unknown), else_=hits.homes == 1)
    return hits.select(
        "row_id", "programme", "period_from", "period_to", "pay_date", "amount", "times", "total", "kept",
        group=ibis.literal(name),
        slot=year_month(hits.slot_from) + "至" + year_month(hits.slot_to),
        lawful=hits.group_lawful,
        occurred_on=ibis.coalesce(hits.pay_date, hits.period_from),
        questioned_amount=hits.amount,
        x_ret=hits.times == 1,
        x_supplement=(supplement | hits.year_is_lawful) if person else (no if account else supplement),
        x_instalment=no if account else (hits.parts >= hits.times) & (hits.times > 1) & within.fill_null(True),
        x_parcels=no if account else ((hits.areas >= hits.times) | (hits.parcels >= hits.times)) & (hits.times > 1),
        x_persons=(hits.all_persons | hits.by_heads) if household else no,
        x_event=(hits.frequency == "一次性").fill_null(False) & hits.programme.re_search("救助").fill_null(False) & (hits.amounts >= hits.times) & (hits.times > 1),
        x_hh=same_home if account else no,
        x_institution=says(INSTITUTION, hits.account_name, hits.remark, hits.programme) if account else no,
        x_name=(hits.names > 1) if person else no,
        related="related",
    )  # fmt: skip
