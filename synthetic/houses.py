"""How each county hands its ledgers in: which file, which folder, which sheet, in what shape. What they hand in: houses.yaml.

One line a filing: ledger | path below the county's folder | options. Several filings of one path share a workbook; with the same
`sheet=` they stand one below the other. Options:

    sheet=…        name of the sheet            by=…         town, village, year, programme, half: a sheet each, or, with {part}, a file
    title          a title row                  unit=…       a unit row: 元 or 万元           wan=a+b   these columns in 万元, the others in 元
    head=2|3       rows of header               merge=a+b    merged cells                     totals=…  end, village, among
    page=40        header again on each page    footer       signatures below                 noserial  without 序号
    encoding=…     of text files                sort=…       village or shuffle               bare      programme only in the title
    plain=a+b      these columns in 万元 without saying so            numbers=a+b  codes typed as numbers
    repeat=…       each row as often as this column says          brackets=[]  around the year of document numbers
    numbering      a row 1, 2, 3 … below the header
    notes          a further sheet of explanations                sort=shuffle rows in any order
    dates= messy= bool= period= rate= term= ratio= keep=     how values are written, see dirt.Style; keep: share of optional columns shown
    national       the national register's 32 columns         wide      the county's loan sheet of 76 columns
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Filing:
    """One line of a house: what goes where, and how it looks."""

    ledger: str
    path: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """What one county hands in.

    folder    name of its folder                       house     its ways of filing, own: filings that replace the house's, ledger by ledger
    variety   share of synonyms among its headers and category values        missing   ledgers that it does not hand in
    """

    folder: str
    house: str
    variety: float = 0.0
    own: str = ""
    missing: list[str] = field(default_factory=list)


_SAID = yaml.safe_load(Path(__file__).with_name("houses.yaml").read_text(encoding="utf-8"))
HOUSES: dict[str, str] = _SAID["houses"]
COUNTIES: dict[str, Delivery] = {id: Delivery(**said) for id, said in _SAID["counties"].items()}


def filings(county: Delivery) -> list[Filing]:
    """The filings of a county: its house's, those of its own in their place."""
    own = _parse(county.own)
    replaced = {filing.ledger for filing in own}
    return [f for f in _parse(HOUSES[county.house]) if f.ledger not in replaced] + own


def _parse(text: str) -> list[Filing]:
    filings = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        ledger, path, options = (part.strip() for part in line.split("|"))
        pairs = (option.partition("=") for option in options.split())
        filings.append(Filing(ledger, path, {name: value or "yes" for name, _, value in pairs}))
    return filings
