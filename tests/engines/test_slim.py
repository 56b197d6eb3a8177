"""What nobody reads is not translated, and what is answered stays the same."""

from __future__ import annotations

import re

import ibis
import pyarrow as pa
import pytest
from ibis import _

from auditlib.engines import connect
from auditlib.models.vocabulary import subquery

PAID = pa.table({"id": ["甲", "甲", "乙", None], "year": [2018, 2019, 2019, 2019], "amount": [5, 7, 7, 9], "remark": ["a", "b", "b", None]})
DEAD = pa.table({"id": ["甲", "丙"], "year": [2018, 2019], "remark": ["病故", "迁出"]})


def paid() -> ibis.Table:
    return ibis.table(ibis.schema(PAID.schema), name="paid")


def dead() -> ibis.Table:
    return ibis.table(ibis.schema(DEAD.schema), name="dead")


def told(rows: ibis.Table) -> ibis.Table:
    """Two more columns, the one made of the other."""
    return rows.mutate(unread=_.remark.upper(), key=_.id + "|" + _.year.cast("string"))


def two_joins(rows: ibis.Table) -> ibis.Table:
    """Joins what two joins upon the same rows find."""
    died, left = (rows.inner_join(dead().filter(_.year == year), "id").select("key", "amount") for year in (2018, 2019))
    return died.left_join(left, "key").select("key", "amount")


def asked_twice(rows: ibis.Table) -> ibis.Table:
    """An answer read out of the remark, and a second column that asks it again."""
    says = ibis.cases((rows.remark.isnull(), ibis.null("boolean")), else_=rows.remark.re_search("[ab]"))
    return rows.select("amount", says=says, words=ibis.cases((says, rows.remark.upper()), else_="无"))


#: Each reads some columns of a step before it, by every kind of step that there is.
ASKED = {
    "fields": lambda: told(paid()).select("key"),
    "filter, sort and limit": lambda: told(paid()).filter(_.amount > 5).order_by("key", "amount").limit(2).select("key"),
    "nothing but how many": lambda: told(paid()).aggregate(n=_.count()).select("n"),
    "how many of a union": lambda: told(paid()).drop("id", "amount").union(told(dead()).drop("id")).aggregate(n=_.count()),
    "a sum nobody reads": lambda: told(paid()).group_by("key").agg(n=_.count(), unread_too=_.unread.max()).select("n"),
    "one of two sums": lambda: told(paid()).agg(n=_.amount.sum(), unread_too=_.unread.max()).select("n"),
    "join": lambda: told(paid()).left_join(told(dead()), "key").select("amount", gone=_.key_right.notnull()),
    "join with itself": lambda: subquery(told(paid())).inner_join(told(paid()).view(), "id").select("key", "amount_right"),
    "semi join": lambda: told(paid()).semi_join(told(dead()), "key").select("amount"),
    "is among": lambda: told(paid()).filter(_.key.isin(told(dead()).key)).select("amount"),
    "union": lambda: told(paid()).drop("amount").union(told(dead()).select("id", "year", "remark", "unread", "key")).select("year", "key"),
    "union of ledgers": lambda: paid().drop("amount").union(dead()).select("year"),
    "union without doubles": lambda: told(paid()).drop("amount").union(told(dead()), distinct=True).select("year"),
    "distinct": lambda: told(paid()).select("id", "remark").distinct().select("id"),
    "window": lambda: told(paid()).mutate(nth=ibis.row_number().over(group_by="id", order_by="amount")).filter(_.nth == 0).select("key"),
    "worked out, picked by it and passed on": lambda: (
        told(paid()).filter(_.key.notnull()).mutate(long=_.key.length()).select("key", "long")
    ),
    "picked, picked again and renamed": lambda: paid().filter(_.amount > 5).filter(_.year == 2019).select(sum="amount", of="id"),
    "one name for another": lambda: paid().select(id="remark", remark="id", n="amount").filter(_.id == "b").select("remark", "n"),
    "window over what is picked": lambda: paid().filter(_.year == 2019).mutate(n=_.amount.sum().over()).select("n", "id"),
    "picked by a window": lambda: paid().filter(ibis.row_number().over(group_by="year", order_by="amount") == 0).select(n=_.amount + 1),
    "window over a window": lambda: paid().mutate(n=_.amount.sum().over(group_by="year")).mutate(m=_.n.max().over()).select("m", "n"),
    "groups of what is worked out": lambda: paid().select(key=_.id + "!", n="amount").group_by("key").agg(n=_.n.sum(), rows=_.count()),
    "groups by what is always the same": lambda: paid().select(one=ibis.literal(7), n="amount").group_by("one").agg(n=_.n.sum()),
    "sum of what is always the same": lambda: paid().select(one=ibis.literal(7), of="year").group_by("of").agg(n=_.one.sum()),
    "count over what is always the same": lambda: paid().mutate(one=ibis.literal(7)).mutate(n=_.one.sum().over()).select("n"),
    "sum of what is picked": lambda: paid().filter(_.amount > 5).select("year", "amount").group_by("year").agg(n=_.amount.sum()),
    "worked out of a join, and counted": lambda: (
        paid().left_join(dead(), "id").select("amount", by=_.remark_right).mutate(n=_.by.count().over())
    ),
    "two joins upon one step": lambda: two_joins(told(paid()).filter(_.amount > 5)),
    "asked twice of one text": lambda: asked_twice(paid()),
    "asked twice of a text that is worked out": lambda: asked_twice(paid().filter(_.amount > 5).mutate(remark=_.remark + "后")),
    "a number found apart": lambda: paid().filter(_.amount == told(paid()).agg(most=_.amount.max(), last=_.key.max()).most.as_scalar()),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_answer_is_the_same(name):
    engine, asked = connect(), ASKED[name]()
    engine.add("paid", PAID)
    engine.add("dead", DEAD)
    rows = engine.query(engine.sql(asked))
    whole = engine.query(str(ibis.to_sql(asked, dialect="duckdb")))
    assert rows.column_names == whole.column_names == [*asked.columns]
    assert sorted(map(repr, rows.to_pylist())) == sorted(map(repr, whole.to_pylist())) != []


def test_what_nobody_reads_is_left_out():
    kept = {"distinct", "union without doubles"}
    texts = {name: connect().sql(asked()) for name, asked in ASKED.items()}
    assert {name for name, text in texts.items() if "unread" in text} <= kept
    assert '"remark"' not in texts["fields"]


def test_what_one_select_can_say_is_one():
    picked = told(paid()).filter(_.amount > 5).mutate(twice=_.amount * 2).select("key", "twice")
    assert connect().sql(picked).count("SELECT") == 1
    assert connect().sql(picked.left_join(dead(), picked.key == dead().id).select("twice", "year")).count("SELECT") == 2


def test_what_is_worked_out_is_written_once():
    assert connect().sql(told(paid()).select("key", again=_.key + "!")).count("CAST") == 1
    assert connect().sql(asked_twice(paid())).count("REGEXP") == 1


def test_a_column_that_the_answer_has_is_read():
    assert "UPPER" in connect().sql(told(paid()))


def twice(rows: ibis.Table) -> ibis.Table:
    """Reads ``rows`` two times."""
    return rows.union(rows.filter(_.amount > 5))


def looked_up(rows: ibis.Table) -> ibis.Table:
    return subquery(rows.left_join(dead().select("id", died="year"), "id").select("id", "amount", "died"))


#: A step that is read twice → whether DuckDB keeps its rows in memory meanwhile.
STEPS = {
    "looked up": (lambda: looked_up(paid()), False),
    "counted": (lambda: subquery(paid().group_by("id").agg(amount=_.amount.sum())), True),
    "read for its words": (lambda: subquery(paid().mutate(id=_.remark.re_search("死"))), True),
    "looked up in what is looked up twice": (lambda: looked_up(subquery(twice(looked_up(paid())).select("id", "amount"))), True),
}


@pytest.mark.parametrize("step", STEPS)
def test_what_only_looks_up_is_read_again_and_not_kept(step):
    make, kept = STEPS[step]
    steps = re.findall('"t[0-9]+" AS (NOT MATERIALIZED )?[(]', connect().sql(twice(make())))
    assert (not steps[-1]) == kept
