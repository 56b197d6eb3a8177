"""One account or telephone number for several households (CROSS-02)."""

from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import own_number
from auditlib.models.persons import household_of
from auditlib.models.register import newest_year
from auditlib.models.texts import said
from auditlib.models.vocabulary import either, exists, lookup, subquery

ACCOUNT, PHONE = "账号", "电话"
#: What may say for whom somebody holds the account.
WORDS = ("account_name", "remark", "proxy_relation")
#: Place of the payments among the ledgers, which come after the register, so that a lead stands on the household.
PAYMENTS = 3


def uses(benefit_payment: ir.Table, poor_household: ir.Table, poor_person: ir.Table, more_than: int) -> ir.Table:
    """Who gives which account or number: row_id, on, kind, value, person, home, village, words, place. Only what more than so many persons
    give. Of the register's lists the newest: a number of an earlier year may have changed hands."""
    paid, homes, people = benefit_payment.filter((_.amount > 0).fill_null(True)), newest_year(poor_household), newest_year(poor_person)
    whole = either(
        *(_given(homes, 1, column, kind) for column, kind in (("account_no", ACCOUNT), ("phone", PHONE))),
        *(_given(people, 2, column, PHONE) for column in ("phone", "hh_phone")),
        *(_given(paid, PAYMENTS, column, kind) for column, kind in (("account_no", ACCOUNT), ("phone", PHONE))),
    )
    crowded = whole.group_by("kind", "value").agg(givers=(_.person + "|" + _.hh_no.fill_null("")).nunique()).filter(_.givers > more_than)
    crowded = crowded.filter(own_number(crowded.value).notnull())
    rows = subquery(whole.semi_join(crowded, ["kind", "value"]))
    rows = rows.mutate(words=reduce(add, (rows[word].fill_null("") + "；" for word in WORDS)))
    rows = lookup(rows, household_of(poor_person).select("reg_hh", person="id_no"), "person")
    return subquery(rows.mutate(home=ibis.ifelse(_.place == PAYMENTS, ibis.coalesce(_.reg_hh, _.hh_no), _.hh_no)))


def _given(table: ir.Table, place: int, column: str, kind: str) -> ir.Table:
    of_account = {word: table[word] for word in WORDS if kind == ACCOUNT and word in table.columns}
    return table.filter(_.id_no.notnull() | _.hh_no.notnull()).select(
        "row_id",
        "hh_no",
        on=table.snapshot_date if "snapshot_date" in table.columns else table.pay_date,
        kind=ibis.literal(kind),
        value=column,
        person=ibis.coalesce(table.id_no, table.hh_no),
        village="village_name",
        **{word: of_account.get(word, ibis.null("string")) for word in WORDS},
        place=ibis.literal(place),
    )


def shared(rows: ir.Table, more_than: int, village_cadre: ir.Table) -> ir.Table:
    """One candidate per account or number of more than so many households, on its first row."""
    rows = subquery(rows.mutate(nth=ibis.row_number().over(order_by=["place", "home", "person", "on", "row_id"])))
    groups = rows.group_by("kind", "value").agg(
        homes=_.home.nunique(),
        persons=_.person.nunique(),
        villages=_.village.nunique(),
        row_id=_.row_id.argmin(_.nth),
        on=_.on.max(),
        related=_.row_id.collect(),
        x_institution=said("place.care_home", rows.words).any(),
        x_village=said("place.village_body", rows.words).any(),
        x_guardian=said("person.authorised", rows.words).all(where=rows.place == PAYMENTS),
    )
    own = rows.filter(_.kind == PHONE).semi_join(village_cadre, [("person", "id_no")])
    groups = exists(groups.filter(_.homes > more_than), own, "value", "of_cadre")
    return groups.mutate(x_cadre=(_.kind == PHONE) & _.of_cadre)
