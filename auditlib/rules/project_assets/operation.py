"""Assets in operation: idle, lost, pledged or disposed of without approval (ASSET-09)."""

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.amounts import MONEY, sum_named
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.texts import answered, claim, said
from auditlib.models.vocabulary import breach, kinds, match
from auditlib.rules.catalogue import ABSENT, rule

#: Kinds of loss; all others break a rule.
LOSSES = ("闲置", "流失", "损毁")


@rule(
    "ASSET-09",
    severity="H",
    strength="B",
    amount="W",
    accuses=("asset_register", "operation_inspection"),
    decides=(
        "operation_inspection.state",
        "operation_inspection.asset_no|operation_inspection.asset_name|operation_inspection.project_no|operation_inspection.project_name",
    ),
    claims=("x_doc", "x_disaster", "x_waiver"),
)
def idle_lost_or_disposed(asset_register, operation_inspection=ABSENT, real_estate=ABSENT, *, as_of):
    """An asset that stands idle, is damaged or cannot be found (损失浪费), or was pledged, disposed of or written off without approval
    (违规).

    The newest inspection is accused of what it found, the register of what only it says. Amount: the book value, else the original one; of
    what is partly in use the idle part; of a pledge the sum pledged, where the land registry or the remark names it. Not tested: pledges of
    movables (动产抵押), which no ledger tells.
    """
    assets = operation.registered(asset_register).mutate(since=_.formed_on)
    inspected = operation.inspected(operation_inspection, asset_register, as_of)
    told = {
        "巡检": _by_inspection(operation.speaking_for(inspected)),
        "台账": _by_register(assets, inspected, as_of),
        "处置": _disposed(assets),
        "抵押": _pledged(assets, real_estate),
        "未判断": _unseen(assets, inspected),
    }
    found = kinds(told)
    facts = (
        "asset_no asset_name disposal_doc kind state inspect_date pledge since value related x_household x_running "
        "x_doc x_doc_words x_trial "
        "x_disaster x_disaster_words x_waiver x_waiver_words not_judged"
    )
    return breach(
        found.mutate(x_household=found.asset_class.contains("到户"), value=ibis.coalesce(found.book_value, found.original_value)),
        facts,
        on=ibis.coalesce(found.inspect_date, found.since),
        amount="amount",
        aspect="kind",
        amount_class=ibis.ifelse(found.kind.isin(LOSSES), "W", "V"),
    )


def _by_inspection(inspected):
    rows = inspected.filter(_.newest & _.state.isin((*operation.IDLE, operation.LOST)) & _.asset_row.notnull())
    kind = ibis.cases((rows.state == operation.LOST, "流失"), (rows.state == "损毁", "损毁"), else_="闲置")
    value = ibis.coalesce(rows.book_value, rows.original_value)
    lost = ibis.ifelse(kind == "闲置", operation.unused(rows, value), value)
    doubt = ibis.ifelse(rows.disordered, operation.DISORDERED, ibis.null("string"))
    return rows.mutate(kind=kind, amount=lost.cast(MONEY), related=ibis.array([rows.asset_row]), not_judged=doubt)


def _by_register(assets, inspected, as_of):
    """Idle by the register; a later inspection that finds it so is accused itself, one that finds it in use spares it."""
    rows = match(assets.filter(_.state == "闲置"), inspected.filter(_.newest), "asset_row", "found", take=["state"])
    rows = rows.filter(~rows.found_state.isin((*operation.IDLE, operation.LOST)).fill_null(False))
    rows = rows.mutate(
        kind=ibis.literal("闲置"),
        amount=ibis.coalesce(rows.book_value, rows.original_value),
        related=ibis.array([rows.found_row]),
        x_running=ibis.ifelse(rows.found, rows.found_state == "正常", rows.found),
        x_trial=operation.first_year(rows.since, literal_date(as_of)),
    )
    return claim(rows, "x_disaster", "disaster", _.remark)


def _unseen(assets, inspected):
    """Assets whose state neither the register nor an inspection tells."""
    rows = assets.filter(_.state.isnull(), ~_.asset_class.contains("到户").fill_null(False)).anti_join(inspected, "asset_row")
    return rows.select("row_id", not_judged=ibis.literal("“使用状况”为空，也没有巡查记录"))


def _disposed(assets):
    rows = assets.filter(_.state.isin(("处置", "报废")) & answered(_.disposal_doc, "asset.disposal_approved").isnull())
    kind = ibis.ifelse(rows.state == "处置", "违规处置", "擅自报废")
    return _approved(rows.mutate(kind=kind, amount=ibis.coalesce(rows.book_value, rows.original_value)))


def _approved(rows):
    """With x_doc: the remark names the approval. Where nothing is remarked none is."""
    return claim(rows, "x_doc", "asset.disposal_approved", _.remark).mutate(x_doc=_.x_doc.fill_null(False))


def _pledged(assets, real_estate):
    """Pledged by the register's remark, or by the land registry under the certificate of the asset's title or at its place under its
    operator's name."""
    titles = real_estate.filter(answered(real_estate.mortgage, "asset.pledged").notnull())
    titles = titles.mutate(cert=plain(titles.cert_no), holder=plain(titles.name), at=plain(titles.location))
    keyed = assets.mutate(cert=plain(assets.right_cert_no), holder=plain(assets.operator), place=plain(assets.asset_name))
    rows = match(keyed, titles, "cert", "titled", take=["mortgage"])
    rows = match(rows, titles, "holder", "held", lambda pair: pair.held_at.contains(pair.place), take=["mortgage"])
    remark = ibis.ifelse(said("asset.pledged", rows.remark), rows.remark, ibis.null("string"))
    rows = rows.mutate(pledge=ibis.coalesce(rows.titled_mortgage, rows.held_mortgage, remark)).filter(_.pledge.notnull())
    value = ibis.coalesce(rows.book_value, rows.original_value)
    pledged = ibis.ifelse(value.isnull(), value, ibis.least(ibis.coalesce(sum_named(rows.pledge), value), value))
    related = ibis.array([ibis.coalesce(rows.titled_row, rows.held_row)])
    return _approved(rows.mutate(kind=ibis.literal("抵押"), amount=pledged.cast(MONEY), related=related))
