"""Assets in operation: idle, lost, pledged or disposed of without approval (ASSET-09)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.amounts import MONEY, share
from auditlib.models.assets import plain
from auditlib.models.dates import NO_DATE
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import lookup
from auditlib.rules.catalogue import rule

SUM = r"([0-9][0-9,，]{0,12}(?:\.[0-9]{1,6})?)\s*(万?)\s*元"


@rule(
    "ASSET-09",
    severity="H",
    strength="B",
    amount="W",
    accuses=("asset_register", "operation_inspection"),
)
def idle_lost_or_disposed(asset_register, operation_inspection=None, real_estate=None, *, as_of):
    """An asset that stands idle, is damaged or cannot be found (损失浪费), or was pledged, disposed of or written off without approval (违规).

    The newest inspection is accused of what it found, the register of what only it says. Amount: the book value, else the original one; of
    what is partly in use the idle part; of a pledge the sum pledged, where the land registry or the remark names it.
    """
    assets = operation.registered(asset_register)
    inspected = None if operation_inspection is None else operation.inspected(operation_inspection, asset_register, None, as_of)
    found = _by_register(assets, inspected).union(_disposed(assets)).union(_pledged(assets, real_estate))
    return found if inspected is None else found.union(_by_inspection(inspected))


def _lead(rows, kind, amount_class, **changes):
    usual = {
        "state": rows.state, "inspect_date": NO_DATE, "pledge": ibis.null("string"), "since": rows.formed_on, "aspect": kind,
        "value": ibis.coalesce(rows.book_value, rows.original_value), "occurred_on": rows.formed_on, "amount_class": ibis.literal(amount_class),
        "related": ibis.array([ibis.null("int64")]), "x_household": rows.asset_class.contains("到户"),
    }  # fmt: skip
    usual |= {name: ibis.literal(False) for name in ("x_running", "x_doc", *operation.EXCEPTIONS)}
    usual["questioned_amount"] = usual["value"]
    found = rows.select("row_id", "asset_no", "asset_name", "disposal_doc", kind=kind, **usual | changes)
    return found.mutate(questioned_amount=_.questioned_amount.cast(MONEY))


def _by_inspection(inspected):
    rows = inspected.filter(_.newest & _.state.isin((*operation.IDLE, operation.LOST)) & _.asset_row.notnull())
    rows = rows.mutate(disposal_doc=ibis.null("string"))
    kind = ibis.cases((rows.state == operation.LOST, "流失"), (rows.state == "损毁", "损毁"), else_="闲置")
    value = ibis.coalesce(rows.book_value, rows.original_value)
    unused = ibis.ifelse((kind == "闲置") & rows.utilisation.between(0, 100), 100 - rows.utilisation, 100).fill_null(100)
    return _lead(
        rows,
        kind,
        "W",
        questioned_amount=share(value, (unused * 100).cast("int64"), 10_000),
        inspect_date=rows.inspect_date,
        occurred_on=rows.inspect_date,
        related=ibis.array([rows.asset_row]),
        **operation.spared(rows),
    )


def _by_register(assets, inspected):
    """Idle by the register; a later inspection that finds it so is accused itself, one that finds it in use spares it."""
    rows = assets.filter(_.state == "闲置")
    if inspected is None:
        return _lead(rows, ibis.literal("闲置"), "W", x_running=ibis.null("boolean"))
    newest = inspected.filter(_.newest & _.asset_row.notnull()).select("asset_row", found_state="state", found_row="row_id")
    rows = lookup(rows, newest, "asset_row")
    rows = rows.filter(~rows.found_state.isin((*operation.IDLE, operation.LOST)).fill_null(False))
    running = ibis.ifelse(rows.found_row.isnull(), False, rows.found_state == "正常")
    return _lead(
        rows,
        ibis.literal("闲置"),
        "W",
        x_running=running,
        related=ibis.array([rows.found_row]),
        x_disaster=said("disaster", rows.remark),
    )


def _disposed(assets):
    rows = assets.filter(_.state.isin(("处置", "报废")) & answered(_.disposal_doc, "asset.disposal_approved").isnull())
    kind = ibis.ifelse(rows.state == "处置", "违规处置", "擅自报废")
    return _lead(rows, kind, "V", x_doc=said("asset.disposal_approved", rows.remark).fill_null(False))


def _sum_named(text):
    """The sum that a text names: 抵押贷款50万元, 最高额抵押 200,000.00元; null where it names none."""
    number = text.re_extract(SUM, 1).re_replace("[,，]", "").nullif("").cast(MONEY)
    return (number * ibis.ifelse(text.re_extract(SUM, 2) == "万", 10_000, 1)).cast(MONEY)


def _pledged(assets, real_estate):
    """Pledged by the register's remark, or by the land registry under the certificate of the asset's title or at its place under its operator's name."""
    noted = said("asset.pledged", assets.remark)
    if real_estate is None:
        rows = assets.mutate(pledge=ibis.ifelse(noted, assets.remark, ibis.null("string")), pledge_row=ibis.null("int64"))
    else:
        titles = real_estate.filter(answered(real_estate.mortgage, "asset.pledged").notnull())
        titles = titles.mutate(cert=plain(titles.cert_no), holder=plain(titles.name))
        by_cert = titles.filter(_.cert.notnull()).group_by("cert").agg(by_cert=_.mortgage.min(), cert_row=_.row_id.min())
        keyed = assets.mutate(cert=plain(assets.right_cert_no), holder=plain(assets.operator), place=plain(assets.asset_name))
        at = titles.select("holder", place_text=plain(titles.location), at_mortgage="mortgage", at_row="row_id")
        near = keyed.select("asset", "holder", "place").join(at, "holder").filter(_.place_text.contains(_.place))
        near = near.group_by("asset").agg(by_place=_.at_mortgage.min(), place_row=_.at_row.min())
        rows = lookup(lookup(keyed, by_cert, "cert"), near, "asset")
        noted = said("asset.pledged", rows.remark)
        remark = ibis.ifelse(noted, rows.remark, ibis.null("string"))
        rows = rows.mutate(
            pledge=ibis.coalesce(rows.by_cert, rows.by_place, remark), pledge_row=ibis.coalesce(rows.cert_row, rows.place_row)
        )
    rows = rows.filter(_.pledge.notnull())
    related = ibis.array([rows.pledge_row])
    value = ibis.coalesce(rows.book_value, rows.original_value)
    pledged = ibis.ifelse(value.isnull(), value, ibis.least(ibis.coalesce(_sum_named(rows.pledge), value), value))
    return _lead(
        rows,
        ibis.literal("抵押"),
        "V",
        questioned_amount=pledged,
        pledge=rows.pledge,
        related=related,
        x_doc=said("asset.disposal_approved", rows.remark).fill_null(False),
    )
