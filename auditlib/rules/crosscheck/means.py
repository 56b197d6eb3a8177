"""One account or telephone number for several households (CROSS-02)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.persons import household_of
from auditlib.models.texts import said
from auditlib.models.vocabulary import subquery

NO, UNKNOWN = ibis.literal(False), ibis.null("boolean")
#: Column → what it holds.
MEANS, PHONES = {"account_no": "账号", "phone": "电话"}, {"phone": "电话", "hh_phone": "电话"}
#: Place of the payments among the ledgers: only they say for whom somebody holds the account.
PAYMENTS = 3
USE = ("row_id", "on", "kind", "value", "person", "home", "village", "holder", "said", "place")


def uses(benefit_payment: ir.Table | None, poor_household: ir.Table | None, poor_person: ir.Table | None, more_than: int) -> ir.Table:
    """Who gives which account or number, from the register (before payments, so that a lead stands on the household): columns USE.

    Only what more than so many households or persons give.
    """
    ledgers = enumerate(((poor_household, MEANS), (poor_person, PHONES), (benefit_payment, MEANS)), 1)
    given = [(place, t, kind, c) for place, (t, means) in ledgers if t is not None for c, kind in means.items()]
    names = [
        t.filter(t.id_no.notnull()).select(kind=ibis.literal(kind), value=t[c], who=t.id_no + "|" + t.hh_no.fill_null(""))
        for _place, t, kind, c in given
    ]
    whole = ibis.union(*names) if len(names) > 1 else names[0]
    # 00000000000 and 13000000000 fill a cell that may not stay empty; nobody has such a number.
    whole = whole.filter(~said("means.placeholder", whole.value).fill_null(False))
    crowded = whole.group_by("kind", "value").agg(givers=_.who.nunique()).filter(_.givers > more_than)
    parts = []
    for place, table, kind, column in given:
        rows = table.semi_join(crowded.filter(_.kind == kind), [(column, "value")])
        home, on = _.hh_no, _.snapshot_date if "snapshot_date" in table.columns else _.pay_date
        if "pay_date" in table.columns:
            rows = rows.filter(_.amount > 0)
            if poor_person is not None:
                register = household_of(poor_person).select("reg_hh", of_id="id_no")
                rows, home = subquery(rows.left_join(register, [("id_no", "of_id")])), ibis.coalesce(_.reg_hh, _.hh_no)
        parts.append(_of(rows, place, kind, column, home, on))
    return subquery(ibis.union(*parts) if len(parts) > 1 else parts[0])


def _of(rows: ir.Table, place: int, kind: str, column: str, home, on) -> ir.Table:
    texts = [rows[c] for c in ("account_name", "remark", "proxy_relation") if c in rows.columns]
    said = ibis.literal("")
    for text in texts if kind == "账号" else ():
        said = said + ibis.coalesce(text, "") + "；"
    return (
        rows.filter(rows[column].notnull(), rows.id_no.notnull())
        .select(
            "row_id",
            on=on,
            kind=ibis.literal(kind),
            value=column,
            person="id_no",
            home=home,
            village="village_name",
            holder=_.account_name if "account_name" in rows.columns else ibis.null("string"),
            said=said,
            place=ibis.literal(place),
        )
        .select(*USE)
    )


def shared(rows: ir.Table, more_than: int, village_cadre: ir.Table | None) -> ir.Table:
    """One candidate per account or number of more than so many households, on its first row."""
    content = [rows.place, rows.home, rows.person, rows.on, rows.row_id]
    rows = subquery(rows.mutate(nth=ibis.row_number().over(order_by=content)))
    groups = (
        rows.group_by("kind", "value")
        .agg(
            homes=_.home.nunique(),
            persons=_.person.nunique(),
            villages=_.village.nunique(),
            row_id=_.row_id.argmin(_.nth),
            occurred_on=_.on.max(),
            related=_.row_id.collect(),
            institution=said("place.care_home", rows.said).any(),
            village=said("place.village_body", rows.said).any(),
            guardian=said("person.authorised", rows.said).all(where=rows.place == PAYMENTS),
        )
        .filter(_.homes > more_than)
    )
    groups = subquery(groups)
    if village_cadre is None:
        cadre = ibis.ifelse(groups.kind == "电话", UNKNOWN, NO)
    else:
        own = (
            subquery(rows.filter(_.kind == "电话", _.person.isin(village_cadre.filter(_.id_no.notnull()).id_no)))
            .select(own="value")
            .distinct()
        )
        groups = subquery(groups.left_join(own, [("value", "own")]))
        cadre = (groups.kind == "电话") & groups.own.notnull()
    return groups.select(
        "row_id",
        "occurred_on",
        "kind",
        "value",
        "homes",
        "persons",
        "villages",
        "related",
        x_institution="institution",
        x_village="village",
        x_guardian="guardian",
        x_cadre=cadre,
    )
