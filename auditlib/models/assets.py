"""Projects behind assets: one key per project over all ledgers, what was accepted, audited, paid."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date
from auditlib.models.texts import said
from auditlib.models.vocabulary import one_copy, one_per

ACCEPTANCE = ("contract_no", "village_name", "accept_date", "conclusion", "audited_amount", "settlement_amount")
ASSET = "asset_no asset_name asset_class original_value village_name booked formed_on owner right_date right_cert_no".split()
PAYMENT = ("contract_no", "pay_date", "payee", "amount", "voucher_no", "purpose", "stage", "source_file", "source_sheet")


def plain(text: ir.StringValue) -> ir.StringValue:
    """A name or number as it is compared: without spaces, brackets and dashes; null when nothing is left."""
    return text.re_replace(r"[\s()（）〔〕\[\]【】·\-—_]", "").nullif("")


def one_asset(assets: ir.Table) -> ir.Table:
    """One row per asset: the same number and name in two lists is one asset (a running number alone may be several)."""
    return one_per(assets, ["asset_no", "asset_name"], [_.original_value.desc(nulls_first=False), _.row_id])


def settled(acceptance: ir.Table) -> ir.Table:
    """Per ``project``: ``audited`` (审定金额) and ``submitted`` (送审金额), each the sum over contracts, null when one contract has none.

    ``acceptance`` carries ``project``. First and final acceptance of one contract count once.
    """
    contracts = acceptance.filter(_.project.notnull()).group_by("project", "contract_no", "village_name")
    contracts = contracts.agg(audited=_.audited_amount.max(), submitted=_.settlement_amount.max())
    sums = {
        name: ibis.ifelse(contracts[name].isnull().any(), ibis.null(MONEY), contracts[name].sum().cast(MONEY))
        for name in ("audited", "submitted")
    }
    return contracts.group_by("project").agg(**sums)


def last_acceptance(acceptance: ir.Table, as_of: dt.date) -> ir.Table:
    """Per ``project``: ``passed`` (as the last conclusion says), ``accepted_on``, ``acceptance_row``; of two conclusions of one day the
    worse."""
    concluded = acceptance.filter(_.project.notnull() & _.conclusion.notnull())
    concluded = concluded.filter(_.accept_date.isnull() | (_.accept_date <= literal_date(as_of)))
    concluded = concluded.mutate(passed=said("acceptance.passed", concluded.conclusion))
    last = one_per(concluded, "project", [_.accept_date.desc(nulls_first=False), _.passed.cast("int8"), _.row_id])
    return last.select("project", "passed", accepted_on="accept_date", acceptance_row="row_id")


def paid(project_payment: ir.Table, as_of: dt.date) -> ir.Table:
    """Per ``project``: ``paid`` up to the audit date, and ``fees`` of it for design, supervision and the like."""
    rows = one_copy(project_payment, ("project", "contract_no", "pay_date", "payee", "amount", "voucher_no"))
    rows = rows.filter(_.project.notnull() & (_.pay_date.isnull() | (_.pay_date <= literal_date(as_of))))
    sums = rows.mutate(fee=said("contract.service_fee", rows.payee, rows.purpose, rows.stage).fill_null(False)).group_by("project")
    return sums.agg(paid=_.amount.sum().cast(MONEY), fees=_.amount.sum(where=_.fee).fill_null(0).cast(MONEY))
