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
