"""The poverty register as rules ask it: was somebody listed, entitled, struck off, on a day or in a span of days?

`Register.ask` is the one answer. Three ledgers tell of it: the yearly lists of persons and of households (snapshots), and the changes
between. Persons, households and their accounts stand under keys (``id:…``, ``hh:…``, ``acc:…``), so that a row is asked through all its
keys at once.

**Time.** A snapshot tells of the year of its date. A span of whose years there is none takes the nearest earlier one (``snapshot`` says
which was used); before the first snapshot nobody is known not to be listed. A day of identification and a recorded change tell more than
silence does. A snapshot without a date holds for any time, and its status for no day in particular.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.dates import literal_date
from auditlib.models.persons import homes
from auditlib.models.prepared import prepared
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, UNKNOWN, either, lookup, one_per, subquery, unread

#: What a list writes of a household that enjoys the policies no more.
NOT_ENTITLED = "register.not_entitled"
#: Who has not left poverty is entitled, whatever the column of the policy says or does not say.
STILL_POOR = ("未脱贫", "预脱贫", "返贫")
#: Kinds of change: taken into the register, among them again after an exit; gone from it.
ADMITTED = ("新识别", "返贫", "自然增加", "即时帮扶")
AGAIN = ("即时帮扶", "返贫")
STRUCK_OFF = "清退"
DECREASED = "自然减少"
LEFT = ("脱贫", DECREASED)
OF_PERSONS = ("自然增加", DECREASED)
#: Beside the kinds of key: the households in which the register knows the persons of these columns.
HOMES_OF = "homes_of"
Keys = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Register:
    """The register of one county: its lists of persons and of households, and the changes recorded. Each of them may be `absent`.

    A rule that asks takes all three ledgers, so that every rule means the same register.
    """

    persons: ir.Table
    households: ir.Table
    changes: ir.Table

    def ask(
        self, rows: ir.Table, *, on: str, until: str | None = None, own: Keys | None = None, house: Keys | None = None, by: str = "row_id"
    ) -> ir.Table:
        """``rows`` with what the register says of the span ``on`` – ``until`` (columns of days; without ``until`` of the day).

        ``own`` are the keys of the person, ``house`` those of the household: ``id`` (an identity number), ``hh`` (a household's number),
        ``acc`` (its account), ``homes_of`` (persons in whose households, by the register). ``by`` tells the rows apart. Adds ``own_…`` and
        ``house_…``:

        - ``seen`` in the register at any time; ``listed`` in the span; ``edge`` only ever as 边缘户; ``snapshot`` the newest day of a list
          used;
        - ``since`` first day of identification or admission, ``edge_since`` the same as 边缘户; ``first_seen`` first snapshot, where an
          earlier one lacks it;
        - ``stopped`` no longer entitled (不享受政策) on the first day, by the newest status up to it, ``stopped_on``; ``stopped_next`` by
          the next status within the years of the span, ``stopped_next_on``, or by one without a day; ``stopped_by_end`` by the newest of
          those years or before;
        - ``removed_on`` struck off (清退) before the first day, and not taken in again by the last; ``removed_undated`` struck off, on a
          day that nobody tells; ``instant`` listed for 即时帮扶;
        - ``admitted_on`` first admission, ``again_on`` last 即时帮扶 or 返贫 of those years or before; ``left_before`` a record of 脱贫 or
          自然减少 up to the first day, ``left_ever`` at any time, ``decreased_later`` of 自然减少 from the first day on;
        - ``entitled`` listed, not stopped and not removed.

        All are null where nothing tells. Where several keys or entries differ, the answer is in favour of the person.
        """
        rows = subquery(rows)
        span = {"row": rows[by], "on": rows[on], "until": ibis.coalesce(rows[until or on], rows[on])}
        asked = either(*(part for role, keys in (("own", own), ("house", house)) for part in self._keys(rows, role, keys or {}, span)))
        answers = self._answers(self._reaching(asked.filter(_.key.notnull(), _.on.notnull()).distinct()))
        for role in (name for name, keys in (("own", own), ("house", house)) if keys):
            of_role = answers.filter(_.role == role).select(**{f"{role}_row": "row"}, **{f"{role}_{c}": c for c in ANSWERS})
            rows = subquery(rows.left_join(of_role, [(by, f"{role}_row")]).drop(f"{role}_row"))
        return rows

    def _keys(self, rows: ir.Table, role: str, keys: Keys, span: Mapping[str, ir.Value]) -> list[ir.Table]:
        """Of each key of a role: row, on, until, role, key."""
        parts = []
        for kind, named in keys.items():
            for column in [named] if isinstance(named, str) else named:
                part = rows.select(**span, number=rows[column])
                if kind == HOMES_OF:
                    part = part.inner_join(register_homes(self.persons, self.households), [("number", "id_no")]).mutate(number=_.of_hh)
                elif kind == "hh":
                    part = _at_home(part.rename(hh_no="number"), self.persons, self.households).rename(number="home")
                parts.append(part.select(*span, role=ibis.literal(role), key=_key("hh" if kind == HOMES_OF else kind, part.number)))
        return parts

    def _reaching(self, asked: ir.Table) -> ir.Table:
        """``asked`` with year_from, year_to, ``snapshot`` (the newest list of those years or before) and ``undated`` (there is a list
        without a date).

        Of a person the lists of persons tell, where there are any.
        """
        asked = subquery(asked.mutate(year_from=_.on.year(), year_to=_.until.year()))
        days = register_snapshots(self.persons, self.households)
        days = days if absent(self.persons) else days.filter(_.of_persons | (_.role == "house"))
        reached = asked.select("role", "year_to").distinct().inner_join(days, "role")
        reached = reached.filter((_.snapshot_date.year() <= _.year_to).fill_null(True)).group_by("role", "year_to")
        return subquery(
            lookup(asked, reached.agg(snapshot=_.snapshot_date.max(), undated=_.snapshot_date.isnull().any()), ["role", "year_to"])
        )

    def _answers(self, asked: ir.Table) -> ir.Table:
        """ANSWERS of each row and role asked."""
        rows = self._found(asked)
        # A list of households alone says of nobody but its heads that he is not in the register.
        lacking = (rows.role == "own") | absent(self.households) if absent(self.persons) else FALSE
        no = ibis.ifelse(lacking, UNKNOWN, FALSE)
        recorded = UNKNOWN if absent(self.changes) else FALSE
        since = _earlier(ibis.coalesce(rows.own_since, rows.any_since), rows.admitted_on)
        known, covered = ibis.coalesce(since, rows.edge_since), rows.snapshot.notnull()
        # A list of its years that lacks it outweighs its day of identification; an earlier list does not, where a later entry holds it
        # again.
        of_years = (rows.undated | (rows.snapshot.year() >= rows.year_from)).fill_null(False)
        told = (known <= rows.until) & (
            (rows.last_seen > rows.snapshot).fill_null(False) | (rows.back > rows.snapshot).fill_null(False) | ~covered
        )
        # Still entitled later on and identified by then, or taken in by then: entitled on the day, too.
        kept = ((rows.next % 2 == 0) & (known <= rows.on)).fill_null(False) | (rows.back <= rows.on).fill_null(False)
        rows = rows.mutate(
            since=since,
            listed=ibis.cases(
                (rows.covering.fill_null(False), True),
                (of_years, no),
                (told.fill_null(False), True),
                (covered | (known > rows.until).fill_null(False), no),
                else_=UNKNOWN,
            ),
            stopped=ibis.cases((rows.newest.notnull(), rows.newest % 2 == 0), (kept, False), else_=UNKNOWN),
            removed_on=ibis.ifelse((rows.back >= rows.out).fill_null(False), ibis.null("date"), rows.out),
        )
        entitled = (rows.listed == False) | rows.stopped | rows.removed_on.notnull()  # noqa: E712 - null is not known
        answers = rows.mutate(
            seen=ibis.ifelse((rows.seen | rows.admitted_on.notnull()).fill_null(False), True, no),
            first_seen=ibis.ifelse((rows["first"] > rows.earliest).fill_null(False), rows["first"], ibis.null("date")),
            stopped_next=ibis.ifelse(rows.stopped_undated.fill_null(False), True, rows.next % 2 == 1),
            stopped_by_end=rows.newest_by_end % 2 == 0,
            left_before=rows.left_before.fill_null(recorded),
            left_ever=rows.left_ever.fill_null(recorded),
            decreased_later=rows.decreased_later.fill_null(recorded),
            removed_undated=rows.removed_undated.fill_null(False),
            entitled=ibis.cases((entitled.fill_null(False), False), (rows.listed & ~rows.stopped, True), else_=UNKNOWN),
        )
        return subquery(answers, "row", "role", *ANSWERS)

    def _found(self, asked: ir.Table) -> ir.Table:
        """One row per row and role asked: what entries of lists and changes say, taken together."""
        met = asked.left_join(register_facts(self.persons, self.households, self.changes), [("key", "of_key")])
        year, change, itself = met.day.year(), met.change, met.itself
        within = (year.between(met.year_from, met.year_to) | (met.day == met.snapshot) | met.day.isnull()) & itself
        told, by_end = met.stopped.notnull(), year <= met.year_to
        before, after = told & (met.day <= met.on), told & (met.day > met.on) & by_end
        # A day and the status told, as one number: of two entries of one day the one in favour is the newest, and the next.
        stamp = (year * 10000 + met.day.month() * 100 + met.day.day()) * 2
        enjoys = ibis.ifelse(met.stopped, 0, 1)
        admitted, left = change.isin(ADMITTED), change.isin(LEFT)
        found = met.group_by("row", "role", "on", "until", "year_from", "snapshot", "undated").agg(
            seen=itself.any(),
            covering=within.any(),
            edge=met.edge.all(where=itself),
            own_since=met.since.min(where=itself & ~met.edge & met.direct),
            any_since=met.since.min(where=itself & ~met.edge),
            edge_since=met.since.min(where=itself & met.edge),
            first=met.day.min(where=itself),
            earliest=met.earliest.min(),
            last_seen=met.day.max(where=itself),
            newest=(stamp + enjoys).max(where=before),
            next=(stamp + 1 - enjoys).min(where=after),
            newest_by_end=(stamp + enjoys).max(where=told & by_end),
            stopped_on=met.day.max(where=before & met.stopped),
            stopped_next_on=met.day.min(where=after & met.stopped),
            stopped_undated=(met.stopped & met.day.isnull()).any(),
            instant=(met.instant & within).any(),
            out=met.day.max(where=(change == STRUCK_OFF) & (met.day < met.on)),
            removed_undated=((change == STRUCK_OFF) & met.day.isnull()).any(),
            back=met.day.max(where=admitted & (met.day <= met.until)),
            admitted_on=met.day.min(where=admitted),
            again_on=met.day.max(where=change.isin(AGAIN) & by_end),
            left_before=(left & (met.day <= met.on)).any(),
            left_ever=left.any(),
            decreased_later=((change == DECREASED) & (met.day >= met.on)).any(),
        )
        return subquery(found)


#: The columns that `Register.ask` adds under each role.
ANSWERS = (
    "seen listed edge snapshot since edge_since first_seen stopped stopped_on stopped_next stopped_next_on stopped_by_end instant "
    "removed_on removed_undated admitted_on again_on left_before left_ever decreased_later entitled"
).split()


def _key(kind: str, column: ir.StringValue) -> ir.StringValue:
    return ibis.literal(f"{kind}:") + column


def is_edge(table: ir.Table) -> ir.BooleanValue:
    """A 边缘户 is no registered household, unless the row itself names a kind of poor household or a status of exit; unknown where the row
    says nothing."""
    poor = said("register.poor", table.household_attr).fill_null(False) | table.exit_status.notnull() | table.policy_status.notnull()
    return ibis.ifelse(poor, False, said("register.edge", table.monitored_type, table.household_attr))


def _entry(table: ir.Table, key: ir.StringValue, since: ir.DateValue, *, itself: bool = True, direct: bool = True) -> ir.Table:
    edge = is_edge(table)
    return table.select(
        of_key=key,
        day=table.snapshot_date,
        itself=ibis.literal(itself),
        direct=ibis.literal(direct),
        edge=edge,
        since=ibis.ifelse(edge.fill_null(False), ibis.coalesce(table.risk_identified_on, since), since),
        stopped=ibis.ifelse(table.exit_status.isin(STILL_POOR).fill_null(False), False, said(NOT_ENTITLED, table.policy_status)),
        instant=table.policy_status == "即时帮扶",
    )


def _earlier(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The earlier of two days; where one is unknown, the other."""
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))


@prepared
def register_facts(persons: ir.Table, households: ir.Table, changes: ir.Table) -> ir.Table:
    """One row per key and entry of a list or change: of_key, day, and

    of an entry: ``itself`` (not only its household), ``direct`` (by the list of its kind), edge, since, stopped, instant, earliest (day of
    all lists); of a change: ``change``. A person takes the status of the household, too: the national list of persons has none.
    """
    p, h = (_at_home(table, persons, households) for table in (persons, households))
    lived = h.inner_join(register_homes(persons, households).select("of_hh", member="id_no"), [("home", "of_hh")])
    person, first = ibis.coalesce(p.identified_on, p.first_identified), ibis.coalesce(p.first_identified, p.identified_on)
    parts = [
        _entry(p, _key("id", p.id_no), person),
        _entry(p, _key("hh", p.home), first),
        _entry(h, _key("id", h.id_no), h.first_identified, direct=False),
        _entry(h, _key("hh", h.home), h.first_identified),
        _entry(h, _key("acc", h.account_no), h.first_identified),
        _entry(lived, _key("id", lived.member), lived.first_identified, itself=False),
    ]
    # Filled after the union: Sail makes what is never null in one part null in another, and breaks.
    entries = (
        either(*parts)
        .mutate(edge=_.edge.fill_null(False), instant=_.instant.fill_null(False))
        .group_by("of_key", "day", "edge", "itself", "direct")
    )
    entries = entries.agg(since=_.since.min(), stopped=_.stopped.all(), instant=_.instant.any())
    entries = entries.mutate(earliest=_.day.min().over(ibis.window()), change=ibis.null("string"))
    told = _changes(persons, households, changes)
    no = dict.fromkeys(("edge", "itself", "direct", "instant"), FALSE)
    told = told.mutate(since=ibis.null("date"), stopped=UNKNOWN, earliest=ibis.null("date"), **no).select(*entries.columns)
    return either(entries, told).filter(_.of_key.notnull())


def _changes(persons: ir.Table, households: ir.Table, changes: ir.Table) -> ir.Table:
    """One row per key and change: of_key, day, change.

    A change of the head that is no matter of the person alone, or of a household without a person, is everybody's of the household.
    Any member's change shows that the household was in the register, but only the head's 清退 is the household's.
    """
    c = changes.select("id_no", "hh_no", change=_.change_type, day=_.change_date, nobody=names_nobody(changes))
    c = _at_home(c, persons, households)
    heads = either(persons.filter(_.relation == "户主").select(head_id="id_no"), households.select(head_id="id_no"))
    whole = c.left_join(heads.filter(_.head_id.notnull()).distinct(), [("id_no", "head_id")])
    whole = subquery(whole.mutate(common=whole.nobody | (whole.head_id.notnull() & ~whole.change.isin(OF_PERSONS))))
    shared = whole.filter(_.common).select("home", "change", "day").inner_join(register_homes(persons, households), [("home", "of_hh")])
    household = whole.filter(_.common | (_.change != STRUCK_OFF))
    return either(
        c.select("day", "change", of_key=_key("id", c.id_no)),
        household.select("day", "change", of_key=_key("hh", household.home)),
        shared.select("day", "change", of_key=_key("id", shared.id_no)),
    ).distinct()


def names_nobody(changes: ir.Table) -> ir.BooleanValue:
    """A change that names no person is one of the whole household. A household's exit may give the head's name; a birth or a death is that
    of whom it names, by name or by a number that could not be read."""
    unnamed = changes.name.isnull() & changes.id_no_note.isnull() & ~unread(changes, "id_no")
    return changes.id_no.isnull() & changes.person_no.isnull() & (unnamed | ~changes.change_type.isin(OF_PERSONS)).fill_null(False)


@prepared
def register_homes(persons: ir.Table, households: ir.Table) -> ir.Table:
    """Every household in which a list of persons has somebody: id_no, of_hh."""
    listed = persons.filter(_.hh_no.notnull(), _.id_no.notnull()).select("id_no", "hh_no").distinct()
    return _at_home(listed, persons, households).select("id_no", of_hh="home").distinct()


def _at_home(table: ir.Table, persons: ir.Table, households: ir.Table) -> ir.Table:
    """``table`` with ``home``: the number under which the register now knows the household of the row's hh_no."""
    joined = table.left_join(homes(households, persons), [("hh_no", "number")])
    return subquery(joined.select(*table.columns, home=ibis.coalesce(joined.home, joined.hh_no)))


@prepared
def register_snapshots(persons: ir.Table, households: ir.Table) -> ir.Table:
    """The days of the lists for each role: role, snapshot_date (null: a list without one), ``of_persons``.

    A list in which nobody, or no household, has a number tells of none that it is not there.
    """
    days = either(
        *(t.select("snapshot_date", "id_no", "hh_no", of_persons=ibis.literal(own)) for t, own in ((persons, True), (households, False)))
    )
    known = {"own": days.id_no.notnull(), "house": days.id_no.notnull() | days.hh_no.notnull()}
    return either(
        *(days.filter(told).select("snapshot_date", "of_persons").distinct().mutate(role=ibis.literal(r)) for r, told in known.items())
    )


def list_day(snapshot_date: ir.DateValue, as_of: dt.date) -> ir.DateValue:
    """The day as of which a list tells: its own; of a list of a whole year (written 2019年, read as its 1 January) the year's last, or the
    audit date."""
    whole = (snapshot_date.month() == 1) & (snapshot_date.day() == 1)
    return ibis.ifelse(whole, ibis.least(ibis.date(snapshot_date.year(), 12, 31), literal_date(as_of)), snapshot_date)


@prepared
def newest_year(table: ir.Table) -> ir.Table:
    """The rows of the register's newest year (whoever left it before is in none of them), and those without a date."""
    year = table.snapshot_date.year()
    newest = year.max().over(ibis.window())
    return subquery(table.mutate(newest_year=newest).filter((year == _.newest_year) | _.snapshot_date.isnull()), *table.columns)


@prepared
def yearly(poor_person: ir.Table, as_of: dt.date) -> ir.Table:
    """One row per registered id_no and year of the snapshot (the newest within the year), with ``year``."""
    rows = poor_person.filter(_.id_no.notnull()).mutate(year=ibis.coalesce(_.snapshot_date.year(), as_of.year).cast("int32"))
    return subquery(one_per(rows, ["id_no", "year"], [_.snapshot_date.desc(), _.hh_no, _.row_id]))


@prepared
def yearly_status(poor_person: ir.Table, as_of: dt.date, poor_household: ir.Table) -> ir.Table:
    """`yearly` without 边缘户, with ``stopped`` (policies ended): the national export of persons names no status, it is the household's of
    that year then."""
    homes = poor_household.mutate(edge=is_edge(poor_household), year=ibis.coalesce(_.snapshot_date.year(), as_of.year).cast("int32"))
    homes = homes.filter(_.hh_no.notnull(), _.policy_status.notnull() | _.edge)
    homes = one_per(homes, ["hh_no", "year"], [_.snapshot_date.desc(), _.row_id])
    rows = lookup(yearly(poor_person, as_of), homes.select("hh_no", "year", hh_status="policy_status", hh_edge="edge"), ["hh_no", "year"])
    rows = rows.filter(~ibis.coalesce(is_edge(rows), rows.hh_edge, False))
    stopped = said(NOT_ENTITLED, ibis.coalesce(rows.policy_status, rows.hh_status))
    return subquery(rows.mutate(stopped=stopped).drop("hh_status", "hh_edge"))


def in_years(rows: ir.Table, years: ir.Table) -> ir.Table:
    """``rows`` of `yearly` as they hold in each year of ``years``: of a year without a list those of the newest earlier one; ``listed`` is
    the year of the list."""
    lists = rows.select(listed="year").distinct()
    reach = years.select("year").distinct().inner_join(lists, lists.listed <= years.year).group_by("year").agg(listed=_.listed.max())
    return subquery(rows.rename(listed="year").inner_join(reach, "listed"))


def aspect_of_year(rows: ir.Table, aspect: ir.StringValue) -> ir.StringValue:
    """The aspect of a row of `in_years`, with the year where the list is an earlier one: one row of it may be accused for several years."""
    return ibis.ifelse(rows.year == rows.listed, aspect, aspect.fill_null("") + rows.year.cast("string") + "年")
