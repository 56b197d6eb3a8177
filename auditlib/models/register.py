"""The poverty register as rules ask it: was somebody listed, entitled, struck off, on a day or in a span of days?

`Register.ask` is the one answer. Three ledgers tell of it: the yearly lists of persons and of households (snapshots), and the changes between.
Persons, households and their accounts stand under keys (``id:…``, ``hh:…``, ``acc:…``), so that a row is asked through all its keys at once.

**Time.** A snapshot tells of the year of its date. A span of whose years there is none takes the nearest earlier one (``snapshot`` says which
was used); before the first snapshot nobody is known not to be listed. A day of identification and a recorded change tell more than silence does.
A snapshot without a date holds for any time, and its status for no day in particular.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.persons import homes
from auditlib.models.prepared import prepared
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, either, lookup, one_per, subquery

STOPPED = "不享受|不再享受"
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

        ``own`` are the keys of the person, ``house`` those of the household: ``id`` (an identity number), ``hh`` (a household's number), ``acc`` (its
        account), ``homes_of`` (persons in whose households, by the register). ``by`` tells the rows apart. Adds ``own_…`` and ``house_…``:

        - ``seen`` in the register at any time; ``listed`` in the span; ``edge`` only ever as 边缘户; ``snapshot`` the newest day of a list used;
        - ``since`` first day of identification or admission, ``edge_since`` the same as 边缘户; ``first_seen`` first snapshot, where an earlier one lacks it;
        - ``stopped`` no longer entitled (不享受政策) on the first day, by the newest status up to it, ``stopped_on``; ``stopped_next`` by the next
          status within the years of the span, ``stopped_next_on``, or by one without a day; ``stopped_by_end`` by the newest of those years or before;
        - ``removed_on`` struck off (清退) before the first day, and not taken in again by the last; ``instant`` listed for 即时帮扶;
        - ``admitted_on`` first admission, ``again_on`` last 即时帮扶 or 返贫 of those years or before; ``left_before`` a record of 脱贫 or 自然减少 up to
          the first day, ``left_ever`` at any time, ``decreased_later`` of 自然减少 from the first day on;
        - ``entitled`` listed, not stopped and not removed.

        All are null where nothing tells. Where several keys or entries differ, the answer is in favour of the person.
        """
        rows = subquery(rows)
        for role, kinds in (("own", own), ("house", house)):
            if kinds:
                asked = self._asked(rows, kinds, by, on, until or on, role)
                answers = self._answered(asked, role).rename({f"{role}_{c}": c for c in ANSWERS})
                rows = subquery(lookup(rows, answers.rename({by: "row"}), by))
        return rows

    def _asked(self, rows: ir.Table, kinds: Keys, by: str, on: str, until: str, role: str) -> ir.Table:
        """One row per row and key: row, key, on, until, year_from, year_to, ``snapshot`` and ``undated`` (whether there is one without a date)."""
        span = {"row": rows[by], "on": rows[on], "until": ibis.coalesce(rows[until], rows[on])}
        parts = []
        for kind, named in kinds.items():
            for column in [named] if isinstance(named, str) else named:
                if kind == HOMES_OF:
                    inside = rows.select(**span, id_no=rows[column]).inner_join(self._homes(), "id_no")
                    parts.append(inside.select(*span, key=_key("hh", inside.of_hh)))
                elif kind == "hh":
                    inside = self._at_home(rows.select(**span, hh_no=rows[column]))
                    parts.append(inside.select(*span, key=_key("hh", inside.home)))
                else:
                    parts.append(rows.select(**span, key=_key(kind, rows[column])))
        asked = either(*parts).filter(_.key.notnull(), _.on.notnull()).distinct()
        asked = subquery(asked.mutate(year_from=_.on.year(), year_to=_.until.year()))
        days = self._snapshots()
        if role == "own" and not absent(self.persons):
            days = days.filter(_.of_persons)
        reached = asked.select("year_to").distinct().cross_join(days.select("snapshot_date"))
        reached = reached.filter((_.snapshot_date.year() <= _.year_to).fill_null(True))
        reached = reached.group_by("year_to").agg(snapshot=_.snapshot_date.max(), undated=_.snapshot_date.isnull().any())
        return subquery(lookup(asked, reached, "year_to"))

    def _answered(self, asked: ir.Table, role: str) -> ir.Table:
        """ANSWERS of each row asked. A list of households alone says of nobody but the heads that he is not in the register."""
        no = UNKNOWN if absent(self.persons) and (role == "own" or absent(self.households)) else FALSE
        spans = asked.group_by("row").agg(
            on=_.on.min(), until=_.until.max(), year_from=_.year_from.min(), snapshot=_.snapshot.max(), undated=_.undated.any()
        )
        rows = lookup(subquery(lookup(spans, self._standing(asked), "row")), self._moves(asked), "row")
        recorded = UNKNOWN if absent(self.changes) else FALSE
        rows = subquery(
            rows.mutate(
                seen=ibis.cases((rows.seen.fill_null(False) | rows.admitted_on.notnull(), True), else_=no),
                since=_earlier(rows.since, rows.admitted_on),
                removed_on=ibis.ifelse((rows.back >= rows.out).fill_null(False), ibis.null("date"), rows.out),
                left_before=rows.left_before.fill_null(recorded),
                left_ever=rows.left_ever.fill_null(recorded),
                decreased_later=rows.decreased_later.fill_null(recorded),
            )
        )
        # A list of its years that lacks it outweighs its day of identification; an earlier list does not, where a later one holds it again.
        of_years = rows.undated.fill_null(False) | (rows.snapshot.year() >= rows.year_from).fill_null(False)
        known, covered = ibis.coalesce(rows.since, rows.edge_since), rows.snapshot.notnull()
        again = (rows.last_seen > rows.snapshot).fill_null(False) | (rows.back > rows.snapshot).fill_null(False) | ~covered
        told = (known <= rows.until) & again
        listed = ibis.cases(
            (rows.covering.fill_null(False), True), (of_years, no), (told.fill_null(False), True), (covered | (known > rows.until).fill_null(False), no), else_=UNKNOWN
        )  # fmt: skip
        # Still entitled later on and identified by then, or taken in by then: entitled on the day, too.
        kept = ((rows.stopped_next == False) & (known <= rows.on)).fill_null(False) | (rows.back <= rows.on).fill_null(False)  # noqa: E712 - null is not known
        rows = rows.mutate(
            listed=listed,
            stopped=ibis.cases((rows.stopped.notnull(), rows.stopped), (kept, False), else_=UNKNOWN),
            stopped_next=ibis.ifelse(rows.stopped_undated.fill_null(False), True, rows.stopped_next),
        )
        out = (rows.listed == False) | rows.stopped | rows.removed_on.notnull()  # noqa: E712
        rows = rows.mutate(entitled=ibis.cases((out.fill_null(False), False), (rows.listed & ~rows.stopped, True), else_=UNKNOWN))
        return subquery(rows, "row", *ANSWERS)

    def _standing(self, asked: ir.Table) -> ir.Table:
        """What the entries of all snapshots say of each row met."""
        met = asked.inner_join(self._entries(), "key")
        year, dated = (
            met.snapshot_date.year(),
            (met.snapshot_date.year() * 10000 + met.snapshot_date.month() * 100 + met.snapshot_date.day()) * 2,
        )
        within = year.between(met.year_from, met.year_to) | (met.snapshot_date == met.snapshot) | met.snapshot_date.isnull()
        told = met.stopped.notnull()
        met = subquery(
            met.mutate(
                covering=within.fill_null(False) & met.itself,
                before=((met.snapshot_date <= met.on) & told).fill_null(False),
                after=((met.snapshot_date > met.on) & (year <= met.year_to) & told).fill_null(False),
                by_end=((year <= met.year_to) & told).fill_null(False),
                # A day and the status told, as one number: of one day the status in favour is the newest, and the next.
                newest=dated + ibis.ifelse(met.stopped, 0, 1),
                next=dated + ibis.ifelse(met.stopped, 1, 0),
            )
        )
        found = met.group_by("row").agg(
            seen=_.itself.any(),
            covering=_.covering.any(),
            edge=_.edge.all(where=_.itself),
            own_since=_.since.min(where=_.itself & ~_.edge & _.direct),
            any_since=_.since.min(where=_.itself & ~_.edge),
            edge_since=_.since.min(where=_.itself & _.edge),
            first=_.snapshot_date.min(where=_.itself),
            earliest=_.earliest.min(),
            last_seen=_.snapshot_date.max(where=_.itself),
            newest=_.newest.max(where=_.before),
            next=_.next.min(where=_.after),
            newest_by_end=_.newest.max(where=_.by_end),
            stopped_on=_.snapshot_date.max(where=_.before & _.stopped),
            stopped_next_on=_.snapshot_date.min(where=_.after & _.stopped),
            stopped_undated=(_.stopped & _.snapshot_date.isnull()).fill_null(False).any(),
            instant=(_.instant & _.covering).any(),
        )
        return found.mutate(
            since=ibis.coalesce(_.own_since, _.any_since),
            first_seen=ibis.ifelse((_["first"] > _.earliest).fill_null(False), _["first"], ibis.null("date")),
            stopped=_.newest % 2 == 0,
            stopped_next=_["next"] % 2 == 1,
            stopped_by_end=_.newest_by_end % 2 == 0,
        ).drop("own_since", "any_since", "first", "earliest", "newest", "next", "newest_by_end")

    def _moves(self, asked: ir.Table) -> ir.Table:
        """What the changes say of each row met: out, back, admitted_on, again_on, left_before, left_ever, decreased_later."""
        met = asked.inner_join(self._events(), "key")
        admitted, left = _.type.isin(ADMITTED), _.type.isin(LEFT)
        return met.group_by("row").agg(
            out=_.day.max(where=(_.type == STRUCK_OFF) & (_.day < _.on)),
            back=_.day.max(where=admitted & (_.day <= _.until)),
            admitted_on=_.day.min(where=admitted),
            again_on=_.day.max(where=_.type.isin(AGAIN) & (_.day.year() <= _.year_to)),
            left_before=(left & (_.day <= _.on)).fill_null(False).any(),
            left_ever=left.fill_null(False).any(),
            decreased_later=((_.type == DECREASED) & (_.day >= _.on)).fill_null(False).any(),
        )

    def _entries(self) -> ir.Table:
        """One row per key and snapshot: key, snapshot_date, ``itself`` (not only its household), ``direct`` (by the list of its kind), edge, since, stopped, instant.

        A person takes the status of the household, too: the national list of persons has none. ``earliest`` is the first snapshot of all.
        """
        p, h = self._at_home(self.persons), self._at_home(self.households)
        lived = h.inner_join(self._homes().select(member="id_no", of_hh="of_hh"), [("home", "of_hh")])
        person, first = ibis.coalesce(p.identified_on, p.first_identified), ibis.coalesce(p.first_identified, p.identified_on)
        parts = [
            _entry(p, _key("id", p.id_no), person),
            _entry(p, _key("hh", p.home), first),
            _entry(h, _key("id", h.id_no), h.first_identified, direct=False),
            _entry(h, _key("hh", h.home), h.first_identified),
            _entry(h, _key("acc", h.account_no), h.first_identified),
            _entry(lived, _key("id", lived.member), lived.first_identified, itself=False),
        ]
        entries = either(*parts).filter(_.key.notnull()).group_by("key", "snapshot_date", "edge", "itself", "direct")
        entries = entries.agg(since=_.since.min(), stopped=_.stopped.all(), instant=_.instant.any())
        return prepared("_register_entries", entries.mutate(earliest=_.snapshot_date.min().over(ibis.window())))

    def _events(self) -> ir.Table:
        """One row per key and change: key, type, day.

        A change of the head that is no matter of the person alone, or of a household without a person, is everybody's of the household.
        Any member's change shows that the household was in the register, but only the head's 清退 is the household's.
        """
        c = self._at_home(self.changes.select("id_no", "hh_no", type=_.change_type, day=_.change_date))
        heads = either(self.persons.filter(_.relation == "户主").select(head_id="id_no"), self.households.select(head_id="id_no"))
        whole = c.left_join(heads.filter(_.head_id.notnull()).distinct(), [("id_no", "head_id")])
        whole = subquery(whole.mutate(common=whole.id_no.isnull() | (whole.head_id.notnull() & ~whole.type.isin(OF_PERSONS))))
        shared = whole.filter(_.common).select("home", "type", "day").inner_join(self._homes(), [("home", "of_hh")])
        household = whole.filter(_.common | (_.type != STRUCK_OFF))
        events = either(
            c.select("type", "day", key=_key("id", c.id_no)),
            household.select("type", "day", key=_key("hh", household.home)),
            shared.select("type", "day", key=_key("id", shared.id_no)),
        )
        return prepared("_register_events", events.filter(_.key.notnull()).distinct())

    def _homes(self) -> ir.Table:
        """Every household in which a list of persons has somebody: id_no, of_hh."""
        people = self._at_home(self.persons.filter(_.hh_no.notnull(), _.id_no.notnull()).select("id_no", "hh_no").distinct())
        return prepared("_register_homes", people.select("id_no", of_hh="home").distinct())

    def _at_home(self, table: ir.Table) -> ir.Table:
        """``table`` with ``home``: the number under which the register now knows the household of the row's hh_no."""
        joined = table.left_join(homes(self.households, self.persons), [("hh_no", "number")])
        return subquery(joined.select(*table.columns, home=ibis.coalesce(joined.home, joined.hh_no)))

    def _snapshots(self) -> ir.Table:
        """The days of the lists: snapshot_date (null: a list without one), ``of_persons``."""
        days = either(self.persons.select("snapshot_date", of_persons=TRUE), self.households.select("snapshot_date", of_persons=FALSE))
        return prepared("_register_snapshots", days.distinct())


#: The columns that `Register.ask` adds under each role.
ANSWERS = (
    "seen", "listed", "edge", "snapshot", "since", "edge_since", "first_seen", "stopped", "stopped_on", "stopped_next", "stopped_next_on",
    "stopped_by_end", "instant", "removed_on", "admitted_on", "again_on", "left_before", "left_ever", "decreased_later", "entitled",
)  # fmt: skip


def _key(kind: str, column: ir.StringValue) -> ir.StringValue:
    return ibis.literal(f"{kind}:") + column


def _entry(table: ir.Table, key: ir.StringValue, since: ir.DateValue, *, itself: bool = True, direct: bool = True) -> ir.Table:
    """A 边缘户 is no registered household, unless the row itself names a kind of poor household or a status of exit."""
    poor = (
        table.household_attr.re_search("贫困户|脱贫户|低保|五保|特困").fill_null(False)
        | table.exit_status.notnull()
        | table.policy_status.notnull()
    )
    edge = table.monitored_type.contains("边缘").fill_null(False) & ~poor
    return table.select(
        "snapshot_date",
        key=key,
        itself=ibis.literal(itself),
        direct=ibis.literal(direct),
        edge=edge,
        since=ibis.ifelse(edge, ibis.coalesce(table.risk_identified_on, since), since),
        stopped=ibis.ifelse(table.exit_status.isin(STILL_POOR).fill_null(False), False, table.policy_status.re_search(STOPPED)),
        instant=(table.policy_status == "即时帮扶").fill_null(False),
    )


def _earlier(one: ir.DateValue, other: ir.DateValue) -> ir.DateValue:
    """The earlier of two days; where one is unknown, the other."""
    return ibis.least(ibis.coalesce(one, other), ibis.coalesce(other, one))


def newest_year(table: ir.Table) -> ir.Table:
    """The rows of the register's newest year (whoever left it before is in none of them), and those without a date."""
    year = table.snapshot_date.year()
    newest = year.max().over(ibis.window())
    return subquery(table.mutate(newest_year=newest).filter((year == _.newest_year) | _.snapshot_date.isnull()), *table.columns)


def yearly(poor_person: ir.Table, as_of: dt.date, poor_household: ir.Table | None = None) -> ir.Table:
    """One row per registered id_no and year of the snapshot (the newest within the year), with ``year`` and ``stopped`` (policies ended).

    The national export of persons names no policy status: it is the household's of that year then.
    """
    of_year = ibis.coalesce(_.snapshot_date.year(), as_of.year).cast("int32")
    rows = poor_person.filter(_.id_no.notnull()).mutate(year=of_year)
    rows = one_per(rows, ["id_no", "year"], [_.snapshot_date.desc(), _.hh_no, _.row_id])
    if poor_household is None:
        return subquery(rows.mutate(stopped=rows.policy_status.re_search(STOPPED)))
    homes = poor_household.filter(_.hh_no.notnull(), _.policy_status.notnull()).mutate(year=of_year)
    homes = one_per(homes, ["hh_no", "year"], [_.snapshot_date.desc(), _.row_id]).select("hh_no", "year", hh_status="policy_status")
    rows = lookup(rows, homes, ["hh_no", "year"])
    return subquery(rows.mutate(stopped=ibis.coalesce(rows.policy_status, rows.hh_status).re_search(STOPPED)).drop("hh_status"))
