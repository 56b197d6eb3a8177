"""Who bid for which package, and the signs that bidders of a package acted together (PROJ-04)."""

from functools import reduce

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.identity import plain
from auditlib.models.texts import said
from auditlib.models.vocabulary import TRUE, either, first_true, lookup, one_per, subquery

SEPARATORS = r"[、，,；;/|\n]+"
#: Steps that differ by less than a yuan are equal.
YUAN = 1


def acting_together(procurement_contract: ir.Table, business_registration: ir.Table, offers: ir.Table, times: int) -> ir.Table:
    """One row per package with a sign that its bidders acted together (`linked`, `stepped`, `companions`): its contract's row and
    ``package``, ``bidders`` and ``market`` (how many bid for it, and for any package of its kind), ``all_bidders`` and ``prices``, joined
    by 、."""
    rows = _packages(procurement_contract)
    market = offers.group_by(kind=_.category.fill_null("")).agg(market=_.bidder.nunique())
    rows = lookup(rows.mutate(kind=rows.category.fill_null("")), market, "kind")
    shared = linked(offers, procurement_contract, business_registration)
    for signs in (offers.group_by("package").agg(bidders=_.count()), shared, stepped(offers), companions(offers, times)):
        rows = lookup(rows, signs, "package")
    found = rows.filter(rows.linked.notnull() | rows.steps.notnull() | rows.rotating.notnull())
    priced = offers.filter(_.price.notnull())
    found = lookup(found, together(priced, "package", prices=priced.bidder + priced.price.cast("string") + "元"), "package")
    return lookup(found, together(offers, "package", all_bidders=offers.bidder), "package")


def _keyed(rows: ir.Table) -> ir.Table:
    """``package``: by its number, which holds within its project only where it is short (一标段, 02), else its project's; ``winner``.

    A short number that contracts of no known project share is none's.
    """
    project = ibis.coalesce(rows.project_no, rows.project_name)
    alike, contract = ibis.window(group_by="package_no"), ibis.ifelse(project.isnull(), rows.contract_no, ibis.null("string"))
    shared = (contract.min().over(alike) != contract.max().over(alike)).fill_null(False)
    of = ibis.coalesce(project, ibis.ifelse(shared, ibis.null("string"), ""))
    number = ibis.ifelse(rows.package_no.re_search("[0-9]{4}"), rows.package_no, of + "｜" + rows.package_no)
    package = ibis.coalesce(number, rows.project_no, rows.contract_no, rows.project_name)
    return rows.mutate(package=package, winner=plain(rows.supplier)).filter(_.package.notnull())


def _packages(procurement_contract: ir.Table) -> ir.Table:
    """One row per package: its contract's."""
    order = [_.contract_amount.desc(nulls_first=False), _.supplier.asc(nulls_first=False), _.row_id]
    return one_per(_keyed(procurement_contract), "package", order)


def doubtful(procurement_contract: ir.Table, business_registration: ir.Table, offers: ir.Table) -> ir.Table:
    """Packages of which too little is known to see who acts with whom: ``row_id``, ``package``, ``not_judged``.

    Who bid, where only the winner is named of what was not let directly; who stands behind two bidders; what three of them asked.
    """
    known = offers.semi_join(_people(procurement_contract, business_registration), "bidder").group_by("package").agg(known=_.count())
    sums = offers.group_by("package").agg(bidders=_.count(), priced=_.price.count())
    cells = _keyed(procurement_contract).group_by("package")
    cells = cells.agg(named=_.bidder.count(), direct=said("project.no_tender", _.method).fill_null(False).any())
    rows = reduce(lambda one, other: lookup(one, other, "package"), (known, sums, cells), _packages(procurement_contract))
    told = {
        "投标单位为空": (rows.named == 0) & ~rows.direct,
        "投标单位的法定代表人、股东不明": (rows.bidders > 1) & (rows.known.fill_null(0) < 2),
        "投标报价不全": (rows.bidders > 2) & (rows.priced < 3),
    }
    return rows.select("row_id", "package", not_judged=first_true(told)).filter(_.not_judged.notnull())


def bids(procurement_contract: ir.Table) -> ir.Table:
    """``package``, ``bidder``, ``price``, ``won``, ``kind``: one row per bidder of a package, whether a row or only a name in a cell is
    its own."""
    # 、 means nothing in a pattern: what one engine splits at is a text, another's a regular expression
    rows = _keyed(procurement_contract).mutate(names=_.bidder.re_replace(SEPARATORS, "、"))
    rows = rows.mutate(alone=~rows.names.contains("、"))
    listed = rows.mutate(bidder=rows.names.split("、").unnest(), price=ibis.ifelse(rows.alone, _.bid_price, ibis.null("decimal(18,2)")))
    listed = listed.select("package", "winner", "category", "price", bidder=plain(listed.bidder))
    # The price of a row that is another bidder's is not the winner's.
    other = (rows.alone & (plain(rows.bidder) != rows.winner)).fill_null(False)
    price = ibis.ifelse(other, ibis.null("decimal(18,2)"), rows.bid_price)
    won = rows.select("package", "winner", "category", bidder="winner", price=price)
    found = either(listed, won).filter(_.bidder.notnull())
    found = found.group_by("package", "bidder").agg(
        price=_.price.max(), category=_.category.max(), won=(_.bidder == _.winner).fill_null(False).any()
    )
    return subquery(found)


def together(rows: ir.Table, by: str, **texts: ir.StringValue) -> ir.Table:
    """Per ``by`` each of ``texts``, its different values in their order, joined by 、."""
    parts = [rows.select(by, **{name: text}).filter(_[name].notnull()).distinct() for name, text in texts.items()]
    lists = [part.group_by(by).agg(_[name].collect().sort().join("、").name(name)) for name, part in zip(texts, parts, strict=True)]
    return reduce(lambda one, other: lookup(one, other, by), lists)


def linked(offers: ir.Table, procurement_contract: ir.Table, business_registration: ir.Table) -> ir.Table:
    """``package``, ``linked``, ``common_name``: bidders of a package with a person in common (法定代表人, 股东, no members of a
    co-operative), and who."""
    people = _people(procurement_contract, business_registration)
    present = subquery(offers.select("package", "bidder").join(people, "bidder"))
    shared = present.group_by("package", "person").agg(bidders=_.bidder.nunique()).filter(_.bidders > 1)
    return together(subquery(present.semi_join(shared, ["package", "person"])), "package", linked=_.bidder, common_name=_.called)


def _people(procurement_contract: ir.Table, business_registration: ir.Table) -> ir.Table:
    """``bidder``, ``person``, ``called``: who stands behind a bidder. Whether a person of a co-operative is more than a member must be
    told."""
    rows = procurement_contract
    own = rows.filter(rows.legal_rep_id.notnull())
    firms = business_registration.mutate(bidder=plain(business_registration.ent_name))
    member = ibis.coalesce(said("firm.member", firms.role), said("firm.co_operative", firms.ent_name))
    holders = firms.filter(~member.fill_null(False)).select("bidder", person="id_no", called="name")
    people = either(
        own.select(bidder=plain(ibis.coalesce(own.supplier, own.bidder)), person="legal_rep_id", called="legal_rep"),
        firms.select("bidder", person="legal_rep_id", called="legal_rep"),
        holders,
    )
    return people.filter(_.bidder.notnull() & _.person.notnull()).distinct()


def stepped(offers: ir.Table) -> ir.Table:
    """``package``, ``steps`` (true): three or more prices in equal steps."""
    prices = offers.filter(_.price > 0).select("package", "price").distinct()
    gaps = prices.mutate(gap=prices.price - prices.price.lag().over(ibis.window(group_by="package", order_by="price"))).filter(
        _.gap.notnull()
    )
    found = gaps.group_by("package").agg(gaps=_.count(), least=_.gap.min(), most=_.gap.max())
    return found.filter((_.gaps > 1) & (_.most - _.least < YUAN)).select("package", steps=TRUE)


def companions(offers: ir.Table, times: int) -> ir.Table:
    """``package``, ``rotating``, ``companions``: packages of a bidder who never bids without the same other one, over ``times`` packages or
    more.

    Rotating: both win in turn; otherwise the companion always loses to the other.
    """
    bidders = offers.group_by("bidder").agg(bid=_.package.nunique(), wins=_.won.sum())
    one = offers.select("package", "bidder", "won")
    other = offers.select("package", partner="bidder", partner_won="won")
    pairs = subquery(one.join(other, "package")).filter(_.bidder != _.partner)
    facts = pairs.group_by("bidder", "partner").agg(together=_.package.nunique(), partner_wins=_.partner_won.sum())
    facts = lookup(facts, bidders, "bidder").filter((_.together >= times) & (_.together == _.bid) & (_.wins + _.partner_wins == _.together))
    facts = facts.filter(_.partner_wins > 0).mutate(rotating=_.wins > 0)
    found = subquery(
        pairs.join(facts.select("bidder", "partner", "rotating"), ["bidder", "partner"]), "package", "bidder", "partner", "rotating"
    )
    ring = found.select("package", one="bidder").union(found.select("package", one="partner"))
    return lookup(found.group_by("package").agg(rotating=_.rotating.any()), together(ring, "package", companions=_.one), "package")
