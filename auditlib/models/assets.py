"""Names and numbers of projects and assets as they are compared, and each asset once."""

from __future__ import annotations

from ibis import _
from ibis.expr import types as ir

from auditlib.models.vocabulary import one_per


def plain(text: ir.StringValue) -> ir.StringValue:
    """A name or number as it is compared: without spaces, brackets and dashes; null when nothing is left."""
    return text.re_replace(r"[\s()（）〔〕\[\]【】·\-—_]", "").nullif("")


def one_asset(assets: ir.Table) -> ir.Table:
    """One row per asset: the same number and name in two lists is one asset (a running number alone may be several)."""
    return one_per(assets, ["asset_no", "asset_name"], [_.original_value.desc(nulls_first=False), _.row_id])
