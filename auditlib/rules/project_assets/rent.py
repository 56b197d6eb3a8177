"""Rent and guaranteed income: due by contract and year, received, and by which day (ASSET-04)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.asset_income import receipts
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.texts import quoted, said, sum_said
from auditlib.models.vocabulary import as_listed, first_true, lookup, one_per, subquery

#: What a remark may say of rent not collected: column → concept.
EXCUSES = {"x_waiver": "rent.waived", "x_offset": "rent.offset", "x_ended": "asset.contract_ended"}
#: The year in a document's number, of which the document does not speak.
NUMBER = r"[〔\[（(]20\d\d[〕\]）)]"
EPOCH = literal_date(dt.date(2000, 1, 1))
YEARS = 40


def contracts(asset_contract: ir.Table) -> ir.Table:
    """One row per contract and asset with ``contract`` (its key), ``asset``, ``start``, ``end``.

    A contract that the same operator of the same asset renewed before its end, ends with the renewal.
    """
    asset = plain(ibis.coalesce(_.asset_no, _.asset_name))
    rows = as_listed(asset_contract.mutate(asset=asset), "contract_no", asset_contract)
    rows = rows.mutate(start=ibis.coalesce(rows.start_date, rows.sign_date))
    rows = one_per(rows, ["contract_no", "asset", "operator", "start"], [_.end_date.desc(nulls_first=False), _.row_id])
    number = ibis.coalesce(rows.contract_no, rows.operator, ibis.literal("")) + "|" + ibis.coalesce(rows.asset, ibis.literal(""))
    rows = rows.mutate(contract=ibis.ifelse(rows.contract_no.isnull(), number + "|" + rows.start.cast("string").fill_null(""), number))
    later = rows.start.lead(1).over(ibis.window(group_by=["asset", "operator"], order_by=["start", "row_id"]))
    renewed = (later - ibis.interval(days=1)).cast("date")
    end = ibis.ifelse((renewed < rows.end_date).fill_null(False) & (later > rows.start), renewed, rows.end_date)
    return rows.select(
        "row_id", "contract", "contract_no", "asset", "asset_name", "operator", "start", "annual_rent", "payment_terms", "remark", end=end
    )


def incomes(asset_income: ir.Table, leases: ir.Table) -> ir.Table:
    """``asset_income`` with ``year``, ``asset`` and the ``contract`` it belongs to (null where none is known).

    By contract number and asset, by a number that stands for one contract, else by the asset's contract that covers the year: of a row
    whose number nobody knows, only where it is not another operator's.
    """
    rows = as_listed(receipts(asset_income), "contract_no", leases)
    both = leases.filter(_.contract_no.notnull()).group_by("contract_no", "asset").agg(by_both=_.contract.min())
    number = leases.filter(_.contract_no.notnull()).group_by("contract_no").agg(n=_.contract.nunique(), by_number=_.contract.min())
    rows = lookup(rows, both, ["contract_no", "asset"])
    rows = lookup(rows, number.filter(_.n == 1).drop("n"), "contract_no")
    covering = leases.select("asset", "start", by_asset="contract", lessee="operator", until=ibis.coalesce(leases.end.year(), 9999))
    numbered = rows.contract_no.notnull()
    open_ = rows.mutate(numbered=numbered).filter(_.by_both.isnull(), _.by_number.isnull())
    pairs = open_.select("row_id", "asset", "operator", "year", "numbered").join(covering, "asset")
    pairs = pairs.filter((_.year >= _.start.year()) & (_.year <= _.until))
    pairs = pairs.mutate(stranger=(pairs.operator != pairs.lessee).fill_null(False)).filter(~(_.numbered & _.stranger))
    rows = lookup(rows, one_per(pairs, "row_id", [_.stranger, _.start.desc(), _.by_asset]).select("row_id", "by_asset"), "row_id")
    rows = rows.mutate(contract=ibis.coalesce(rows.by_both, rows.by_number, rows.by_asset))
    return subquery(rows.drop("by_both", "by_number", "by_asset"))


def received(rows: ir.Table, leases: ir.Table, as_of: dt.date) -> ir.Table:
    """One row per contract (or asset without one) and year: ``due``, ``received`` up to the audit date, and the first row to accuse.

    Equal amounts due repeated beside each receipt count once, different ones are instalments; equal ones that add up to the year's rent are
    instalments too. A blank receipt is what the arrears leave of the amount due, without arrears nothing; where no amount due is told, the
    rent of a whole contract year is. ``x_waiver``, ``x_offset``: what the receipts' remarks say, in
    ``…_words``; ``remark`` is the contract's.
    """
    rows = rows.mutate(unit=ibis.coalesce(ibis.literal("合同 ") + rows.contract, ibis.literal("资产 ") + rows.asset))
    rows = rows.filter(_.year.notnull(), _.unit.notnull())
    same_due = ibis.window(group_by=["unit", "year", "due_amount"], order_by="row_id")
    in_time = rows.received_on.isnull() | (rows.received_on <= literal_date(as_of))
    rows = rows.mutate(repeat=ibis.row_number().over(same_due), in_time=in_time)
    said_there = {x: said(EXCUSES[x], rows.remark).any() for x in ("x_waiver", "x_offset")}
    words = {f"{x}_words": quoted(EXCUSES[x], rows.remark).max() for x in said_there}
    sums = rows.group_by("unit", "year").agg(
        stated=_.due_amount.sum(where=_.repeat == 0).cast(MONEY),
        repeated=_.due_amount.sum().cast(MONEY),
        received=ibis.coalesce(_.received_amount, _.due_amount - _.arrears).sum(where=_.in_time).fill_null(0).cast(MONEY),
        related=_.row_id.collect(),
        **said_there,
        **words,
    )
    order = [_.due_amount.isnull(), _.received_on.asc(nulls_first=True), _.received_amount, _.row_id]
    first = one_per(rows, ["unit", "year"], order)
    first = first.select(*"row_id unit year asset asset_name contract operator".split(), named="contract_no")
    terms = leases.select(*"contract contract_no start end annual_rent payment_terms remark".split())
    found = subquery(lookup(lookup(first, sums, ["unit", "year"]), terms, "contract"))
    instalments = (found.repeated == found.annual_rent).fill_null(False)
    turn = (found.start + ((found.year - found.start.year() + 1) * 12).as_interval("M") - ibis.interval(days=1)).cast("date")
    whole = ibis.ifelse((turn <= found.end).fill_null(True), found.annual_rent, ibis.null(MONEY))
    due = ibis.ifelse(instalments, found.repeated, ibis.coalesce(found.stated, whole))
    return found.mutate(
        due=due,
        not_judged=ibis.ifelse(due.isnull(), "“应收收益”为空", ibis.null("string")),
        due_on=due_on(found),
        contract_no=ibis.coalesce(found.contract_no, found.named),
    )


def unrecorded(leases: ir.Table, rows: ir.Table) -> ir.Table:
    """Whole contract years (``year``, the year they begin in) for which the income ledger has no row; ``not_judged`` where that says
    nothing.

    A ledger that never names the first year but the next one, while the rent falls due in the next, counts by the year of payment.
    """
    numbered = leases.filter(_.start.notnull(), (_.annual_rent > 0).fill_null(True)).mutate(k=ibis.array(list(range(YEARS))).unnest())
    years = numbered.mutate(k=_.k.cast("int32"))
    finish = (years.start + ((years.k + 1) * 12).as_interval("M") - ibis.interval(days=1)).cast("date")
    years = years.filter(years.end.isnull() | (finish <= years.end)).mutate(year=(_.start.year() + _.k).cast("int32"))
    years = years.mutate(due_on=due_on(years))
    every = _held(leases, rows)
    first = every.join(leases.select("contract", first=_.start.year()), "contract").group_by("contract")
    shifted = first.agg(
        shifted=~(_.held_year == _["first"]).any() & (_.held_year == _["first"] + 1).any(), last_held=_.held_year.max().cast("int32")
    )
    years = lookup(years, shifted, "contract")
    by_payment = years.shifted.fill_null(False) & (years.due_on.year() == years.year + 1)
    years = years.mutate(held_year=ibis.ifelse(by_payment, years.year + 1, years.year))
    years = years.anti_join(every, ["contract", "held_year"]).cross_join(rows.agg(begins=_.year.min()))
    return _certain(subquery(years), leases, rows)


def undated(leases: ir.Table) -> ir.Table:
    """Contracts of which nobody tells since when rent is due: ``row_id``, ``contract``, ``not_judged``."""
    rows = leases.filter(_.start.isnull(), (_.annual_rent > 0).fill_null(True))
    return rows.select("row_id", "contract", not_judged=ibis.literal("“起始日期”为空"))


def _held(leases: ir.Table, rows: ir.Table) -> ir.Table:
    """``contract``, ``held_year``: the years of which the income ledger has a row."""
    held = rows.filter(_.year.notnull()).select("contract", "asset", "contract_no", held_year="year")
    # rows of the asset that name no contract speak for any of its contracts
    by_asset = leases.select("contract", "asset").join(held.filter(_.contract_no.isnull()).drop("contract", "contract_no"), "asset")
    return held.filter(_.contract.notnull()).select("contract", "held_year").union(by_asset.select("contract", "held_year")).distinct()


def _certain(years: ir.Table, leases: ir.Table, rows: ir.Table) -> ir.Table:
    """``years`` with ``due``, ``received`` and not_judged: a year before the first of the whole ledger, of which it says nothing, a
    contract without rent, one without end after its first year and the last that is held, and a year that receipts may be of which do not
    tell their year, or neither asset nor contract."""
    vague = rows.filter(_.contract.notnull(), _.income_year.isnull())
    guessed = vague.select("contract", year=(_.year - 1).cast("int32"), why=ibis.literal("有收益没有写明年度"))
    loose = rows.filter(_.contract.isnull()).select(l_asset="asset", l_operator="operator", l_year=_.year.cast("int32"))
    pairs = leases.select("contract", "asset", "operator").cross_join(loose)
    pairs = pairs.filter(_.asset.isnull() | _.l_asset.isnull(), (_.operator == _.l_operator).fill_null(True))
    told = guessed.union(pairs.select("contract", year="l_year", why=ibis.literal("有收益没有写明资产和合同")))
    by_year = told.filter(_.year.notnull()).group_by("contract", "year").agg(of_year=_.why.max())
    ever = told.filter(_.year.isnull()).group_by("contract").agg(ever=_.why.max())
    years = lookup(lookup(years, by_year, ["contract", "year"]), ever, "contract")
    last = ibis.greatest(years.start.year(), ibis.coalesce(years.last_held, years.start.year()))
    reason = {"收益收缴台账没有该年度": years.held_year < years.begins, "“年租金”为空": years.annual_rent.isnull()}
    reason |= {"“终止日期”为空": years.end.isnull() & (years.year > last)}
    not_judged = ibis.coalesce(first_true(reason), years.of_year, years.ever)
    due = ibis.ifelse(not_judged.isnull(), years.annual_rent, ibis.null(MONEY))
    return years.mutate(due=due, received=money(0), not_judged=not_judged)


def due_on(rows: ir.Table) -> ir.DateValue:
    """The day by which a year's rent is due: as agreed (每年12月20日前, 次年1月底前), else the later of 31 December and the contract year's
    end.

    ``rows`` carries ``year``, ``start``, ``end``, ``payment_terms``. Of several days agreed the last; a day before the contract began is
    one of the next year.
    """
    terms = ibis.literal(" ") + rows.payment_terms.fill_null("")
    dated, monthly = r".*[^0-9](\d{1,2})月(\d{1,2})[日号]?", r".*[^0-9](\d{1,2})月"
    exact = terms.re_search(dated)
    month = ibis.ifelse(exact, terms.re_extract(dated, 1), terms.re_extract(monthly, 1)).nullif("").cast("int64")
    day = ibis.ifelse(exact, terms.re_extract(dated, 2), ibis.null("string")).nullif("").cast("int64")
    later = said("terms.next_year", terms).cast("int64")
    first = (EPOCH + ((rows.year.cast("int64") + later - 2000) * 12 + month - 1).as_interval("M")).cast("date")
    last = (first + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")
    agreed = ibis.least(ibis.coalesce((first + (day - 1).as_interval("D")).cast("date"), last), last)
    agreed = ibis.ifelse(agreed < rows.start, (agreed + ibis.interval(months=12)).cast("date"), agreed)
    new_year = (EPOCH + ((rows.year.cast("int64") + 1 - 2000) * 12).as_interval("M") - ibis.interval(days=1)).cast("date")
    turn = (rows.start + ((rows.year - rows.start.year() + 1) * 12).as_interval("M") - ibis.interval(days=1)).cast("date")
    turn = ibis.least(turn, ibis.coalesce(rows.end, turn))
    usual = ibis.greatest(new_year, ibis.coalesce(turn, new_year))
    return ibis.ifelse(month.between(1, 12), agreed, usual).fill_null(usual)


def excused(rows: ir.Table, unrecorded: ir.BooleanValue) -> ir.Table:
    """``rows`` with ``owed`` and the EXCUSES of the contract's remark beside those of the receipts.

    A waiver that names less than what is owed lessens it and excuses nothing more. An ended contract excuses years without a record only.
    """
    told = {}
    for x in ("x_waiver", "x_offset"):
        told |= {x: rows[x].fill_null(False) | _of_year(rows.remark, EXCUSES[x], rows.year)}
        told |= {f"{x}_words": ibis.coalesce(rows[f"{x}_words"], quoted(EXCUSES[x], rows.remark))}
    words = ibis.ifelse(unrecorded, quoted(EXCUSES["x_ended"], rows.remark), ibis.null("string"))
    rows = rows.mutate(**told, x_ended=unrecorded & _ended(rows), x_ended_words=words, owed=(rows.due - rows.received).cast(MONEY))
    waived = ibis.ifelse(rows.x_waiver, sum_said(EXCUSES["x_waiver"], rows.x_waiver_words), ibis.null(MONEY))
    part = ibis.ifelse(waived < rows.owed, waived, ibis.null(MONEY))
    return rows.mutate(owed=rows.owed - ibis.coalesce(part, money(0)), x_waiver=rows.x_waiver & part.isnull())


def with_other_years(rows: ir.Table) -> ir.Table:
    """``rows`` with x_other_year: what other years of the contract brought beyond their due covers these ``overdue`` arrears, and those of
    all years before (rent paid in advance, or made up later)."""
    rows = rows.mutate(whose=ibis.coalesce(rows.unit, ibis.literal("合同 ") + rows.contract))
    more, less = ibis.greatest(-rows.owed, money(0)), ibis.ifelse(rows.overdue, ibis.greatest(rows.owed, money(0)), money(0))
    up_to = ibis.cumulative_window(group_by="whose", order_by="year")
    covered = less.sum().over(up_to) <= more.sum().over(ibis.window(group_by="whose"))
    return rows.mutate(x_other_year=covered.fill_null(False))


def _of_year(remark: ir.StringValue, concept: str, year: ir.IntegerValue) -> ir.BooleanValue:
    """Whether a contract's remark says so for this year: it names no year, or this one (2018-2020 names 2019)."""
    text = remark.re_replace(NUMBER, "")
    first, last = (text.re_extract(r"(20\d\d)年?(?:[-—~～至到]+(20\d\d))?", n).nullif("").cast("int64") for n in (1, 2))
    named = text.contains(year.cast("string")) | year.between(first, last).fill_null(False)
    return (said(concept, remark) & (first.isnull() | named)).fill_null(False)


def _ended(rows: ir.Table) -> ir.BooleanValue:
    """Whether the contract ended before the contract year did, by its remark: 2018年底终止 leaves 2018 due, 2018年6月解除 and 2018年终止 do
    not."""
    text = rows.remark.re_replace(NUMBER, "")
    named, month = (text.re_extract(r"(20\d\d)[年./-]?(\d{1,2})?", n).nullif("").cast("int64") for n in (1, 2))
    ended = named * 12 + ibis.cases((text.re_search("20[0-9]{2}年?年?[底末]"), 12), (month.between(1, 12), month), else_=1)
    last = rows.year * 12 + rows.start.month() + 11
    return (said(EXCUSES["x_ended"], rows.remark) & (last > ended).fill_null(True)).fill_null(False)
