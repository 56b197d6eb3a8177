"""The screening ledger (L45): which rows report a problem, and of which household of the register they are."""

from collections.abc import Mapping

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.persons import at_home
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, subquery

#: What a row is known by where the register is not asked.
KEY = ibis.coalesce(_.hh_no, _.id_no, _.village_name + "|" + _.name)
#: Where it writes what was found and done.
TEXTS = ("problem", "measure", "remark")


def is_problem(rows: ir.Table) -> ir.BooleanValue:
    """The row reports a problem: by its result or by its text."""
    told = rows.problem.notnull() & ~said("problem.none", rows.problem)
    return (rows.result == "无保障").fill_null(False) | told


def unsolved(rows: ir.Table, by: ir.DateValue) -> ir.BooleanValue:
    """The row's problem was not solved by the day: no day of solution, or a later one, which is a plan."""
    return (rows.solved_on > by).fill_null(True)


def by_household(screening_ledger: ir.Table, people: ir.Table, places: ir.Table) -> ir.Table:
    """The screening rows with ``home``: the household by a number (``places``: see `homes`), or by a name that is one household's in its
    village; ``registered``: by one of them."""
    at = ibis.coalesce(_.village_name, "")
    rows = at_home(screening_ledger, places).mutate(at=at)
    known = at_home(people.filter(_.hh_no.notnull()), places)
    names = known.group_by(at=at, name=_.name).agg(named_hh=_.home.min(), homes=_.home.nunique())
    rows = lookup(rows, names.filter(_.homes == 1).drop("homes"), ["at", "name"])
    home = ibis.ifelse(rows.registered, rows.home, ibis.coalesce(rows.named_hh, rows.home))
    return subquery(rows.mutate(home=home, registered=rows.registered | rows.named_hh.notnull()).drop("at", "named_hh"))


def told_of(rows: ir.Table, screening_ledger: ir.Table, item: str, concepts: Mapping[str, str]) -> ir.Table:
    """``rows`` (persons with their home) with what the screenings of their households' ``item`` say of them: a column for each of
    ``concepts``.

    ``screening_ledger`` as `by_household` gives it. An entry that names one of ``rows``, by number, name or in its text, tells of nobody
    else.
    """
    notes = screening_ledger.filter((_.item == item).fill_null(True))
    told = {column: said(concept, *(notes[c] for c in TEXTS)) for column, concept in concepts.items()}
    notes = notes.select("home", *TEXTS, of="row_id", of_id="id_no", of_name="name", **told)
    pairs = subquery(rows.select("row_id", "home", "id_no", "name").inner_join(notes, "home"))
    marks = (pairs.id_no == pairs.of_id, pairs["name"] == pairs.of_name, *(pairs[c].contains(pairs["name"]) for c in TEXTS))
    named = ibis.or_(*(mark.fill_null(False) for mark in marks))
    pairs = pairs.mutate(named=named, one_is=named.any().over(ibis.window(group_by="of"))).filter(_.named | ~_.one_is)
    return lookup(rows, pairs.group_by("row_id").agg(**{column: _[column].any() for column in concepts}), "row_id")
