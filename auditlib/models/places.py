"""Where a school or hospital stands: as its list says, else as its name does."""

import ibis
from ibis.expr import types as ir

from auditlib.models.texts import said, worded
from auditlib.models.vocabulary import UNKNOWN


def place_of(place: ir.StringValue, name: ir.StringValue) -> ir.StringValue:
    """The place as the list has it, else the province, city or county with which the name begins (济南市历城二中); null where neither
    tells."""
    return ibis.coalesce(place, worded("place.begins", name))


def outside(place: ir.StringValue, county: ir.StringValue) -> ir.BooleanValue:
    """Whether a place lies outside the county: said so, or named as a place that is not the county; unknown without a place."""
    named = said("place.named", place) & ~place.contains(county.substr(0, 2))
    return ibis.cases((place.isnull(), UNKNOWN), (said("place.far", place), True), else_=named.fill_null(False))
