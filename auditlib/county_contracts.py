"""What a county's parameters add to the contracts: its own wordings of categories. And whether they name what there is."""

from collections.abc import Iterator, Mapping

from auditlib.columns import TYPES, Column
from auditlib.contracts import Ledger
from auditlib.errors import ParameterError
from auditlib.messages import _, meant
from auditlib.parameters import IGNORE, County, Parameters
from auditlib.strict_yaml import Faults, line_of

#: Place in the file, what is wrong there, and what is allowed.
Fault = tuple[tuple[str | int, ...], str, str]


def check_counties(parameters: Parameters, ledgers: Mapping[str, Ledger]) -> None:
    """Whether the synonyms, categories and files of all counties name ledgers, columns, categories and units that exist.

    Raises ParameterError with the faults of all counties together. To be called once, before anything runs.
    """
    faults = Faults()
    for county in parameters.counties.values():
        path = parameters.folder / "counties" / f"{county.id}.yaml"
        for place, what, allowed in _faults(county, ledgers):
            faults.add(what, path, line_of(path, *place), allowed)
    faults.tell()


def for_county(ledgers: Mapping[str, Ledger], county: County) -> dict[str, Ledger]:
    """The contracts with the county's wordings among the `values` of their columns.

    Raises ParameterError when the county's parameters name what there is not.
    """
    for _place, what, allowed in _faults(county, ledgers):
        raise ParameterError(what, f"parameters/counties/{county.id}.yaml", None, allowed)
    return {name: _with_words(ledger, county.categories[name]) if name in county.categories else ledger for name, ledger in ledgers.items()}


def _with_words(ledger: Ledger, words: Mapping[str, Mapping[str, str]]) -> Ledger:
    columns = dict(ledger.columns)
    for name, meanings in words.items():
        values = {category: [*texts] for category, texts in _categories(columns[name]).items()}
        for word, category in meanings.items():
            if word not in columns[name].canonical:
                values[category].append(word)
        # validated anew: what the copy has worked out of its values would be of the old ones
        columns[name] = Column.model_validate(columns[name].model_dump(exclude_unset=True) | {"values": values})
    return ledger.model_copy(update={"columns": columns})


def _categories(column: Column) -> dict[str, list[str]]:
    return {"是": [], "否": []} | column.values if column.type == "boolean" else column.values


def _faults(county: County, ledgers: Mapping[str, Ledger]) -> Iterator[Fault]:
    """What the county's parameters name and there is not."""
    named = [((what, ledger), ledger, columns) for what in ("synonyms", "categories") for ledger, columns in getattr(county, what).items()]
    for n, pin in enumerate(county.files):
        if pin.ledger != IGNORE:
            named += [(("files", n), pin.ledger, ()), (("files", n, "values"), pin.ledger, pin.values)]
            named += [(("files", n, "units"), pin.ledger, pin.units)]
    for place, name, columns in named:
        if name not in (None, *ledgers):
            if len(place) == 2:
                yield place, _("ledger {name} is unknown{hint}", name=name, hint=meant(name, ledgers)), ", ".join(ledgers)
            continue
        known = ledgers[name].columns if name else {column for ledger in ledgers.values() for column in ledger.columns}
        for column in (column for column in columns if column not in known):
            what = _("{name} has no column {column}{hint}", name=name or _("no ledger"), column=column, hint=meant(column, known))
            yield (*place, column), what, ", ".join(known)
    yield from _strange_words(county, ledgers)
    yield from _strange_units(county, ledgers)


def _strange_words(county: County, ledgers: Mapping[str, Ledger]) -> Iterator[Fault]:
    for name, columns in county.categories.items():
        for column, words in columns.items():
            if name not in ledgers or column not in ledgers[name].columns:
                continue
            contract = ledgers[name].columns[column]
            categories = _categories(contract)
            for word, category in words.items():
                place, called = ("categories", name, column, word), f"{name}.{column}"
                if not categories:
                    what, allowed = (
                        _("{called} keeps every wording as written", called=called),
                        _("a column with values in parameters/ledgers/"),
                    )
                elif category not in categories:
                    what, allowed = _("{called} has no category {category}", called=called, category=category), ", ".join(categories)
                elif (said := contract.canonical.get(word, category)) != category:
                    what = _("{word} says {canonical} in {called}", word=word, canonical=said, called=called)
                    allowed = _("a wording that the ledger does not list")
                else:
                    continue
                yield place, what, allowed


def _strange_units(county: County, ledgers: Mapping[str, Ledger]) -> Iterator[Fault]:
    for n, pin in enumerate(county.files):
        for name, unit in pin.units.items():
            meaning = [ledger for ledger in ledgers.values() if name in ledger.columns and pin.ledger in (None, ledger.name)]
            allowed = sorted({unit for ledger in meaning for unit in TYPES[ledger.columns[name].type].units})
            if meaning and unit not in allowed:
                what = _("unit {unit} of {name}", unit=unit, name=name)
                yield ("files", n, "units", name), what, ", ".join(allowed) or _("a column that counts or dates")
