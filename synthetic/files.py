"""A county's ledgers into files as that county hands them in: filing by filing, see `houses`."""

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from random import Random

from auditlib.contracts import Ledger
from synthetic import books, houses, layouts, wide
from synthetic.dirt import Style
from synthetic.grid import Grid, Table, lay_out
from synthetic.houses import Delivery, Filing
from synthetic.world import World

PARTS = {
    "town": lambda row: row["town_name"],
    "village": lambda row: row["village_name"],
    "year": lambda row: str(row["snapshot_date"].year),
    "programme": lambda row: row["programme"],
    "half": lambda row: f"{row['pay_date'].year}{'上' if row['pay_date'].month < 7 else '下'}半年",
}


@dataclass
class Clerk:
    """Writes one county's ledgers. `files`: path → sheet name → the tables of that sheet, from top to bottom."""

    world: World
    contracts: dict[str, Ledger]
    rng: Random
    house: Delivery
    files: dict[str, dict[str, list[Grid]]] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write all files of the county below `folder`."""
        for filing in houses.filings(self.house):
            for path, grid in self.sheets(filing):
                self.files.setdefault(path, {}).setdefault(grid.name, []).append(grid)
                self.encodings[path] = filing.options.get("encoding", "")
                if "notes" in filing.options:
                    self.files[path]["填表说明"] = [
                        Grid("填表说明", [["一、本表由各镇街汇总后报送。"], ["二、金额按实际发生数填写，不得空项。"]])
                    ]
        for path, named in self.files.items():
            books.write(folder / path, [_stacked(grids) for grids in named.values()], self.encodings[path])

    def sheets(self, filing: Filing) -> list[tuple[str, Grid]]:
        """(path, sheet) of a filing; its rows in one sheet or part by part."""
        rows = self.world.tables.get(filing.ledger, [])
        if not rows:
            return []
        if "wide" in filing.options:
            return [(filing.path, wide.lay_out(filing.options.get("sheet", "Sheet1"), rows, self.rng))]
        rows = self._sorted(rows, filing)
        split = filing.options.get("by")
        parts = _parts(rows, split)
        shown, headers = self._columns(filing, rows)
        result = []
        for part, members in parts.items():
            if split == "town":  # every town has a clerk of its own
                headers = layouts.headers(self.contracts[filing.ledger], shown, self.rng, self.house.variety)
            path = filing.path.format(short=self.world.short, part=part)
            name = filing.options.get("sheet", "{part}" if split and "{part}" not in filing.path else "Sheet1").format(part=part)
            result.append((path, lay_out(name, self._table(filing, members, shown, headers, part), self.rng)))
        return result

    def _sorted(self, rows: list[dict], filing: Filing) -> list[dict]:
        rows = list(rows)
        if filing.options.get("sort") == "village":
            rows.sort(key=lambda row: (row["town_name"], row["village_name"]))
        elif filing.options.get("sort") == "shuffle":
            self.rng.shuffle(rows)
        if repeat := filing.options.get("repeat"):
            rows = [row for row in rows for _ in range(max(1, row[repeat]))]
        return rows

    def _columns(self, filing: Filing, rows: list[dict]) -> tuple[list[str], dict[str, str]]:
        ledger = self.contracts[filing.ledger]
        national = "national" in filing.options
        shown = list(layouts.NATIONAL) if national else layouts.columns(ledger, rows, self.rng, float(filing.options.get("keep", "0.5")))
        return shown, layouts.headers(ledger, shown, self.rng, 0.0 if national else self.house.variety)

    def _table(self, filing: Filing, rows: list[dict], shown: list[str], headers: dict[str, str], part: str) -> Table:
        ledger, options = self.contracts[filing.ledger], filing.options
        if "bare" in options and rows[0]["programme"] in self.world.programme_names:
            shown = [column for column in shown if column != "programme"]
        title = self._title(filing, part) if "title" in options else None
        return Table(ledger, rows, shown, _style(options, filing.path), headers, self._words(filing.ledger, shown), title, options)

    def _words(self, ledger: str, shown: list[str]) -> dict[tuple[str, str], str]:
        """This clerk's wording of categories, where it differs from the contract's."""
        columns = self.contracts[ledger].columns
        choices = [(name, value, variants) for name in shown for value, variants in columns[name].values.items() if variants]
        return {(name, value): self.rng.choice(variants) for name, value, variants in choices if self.rng.random() < self.house.variety}

    def _title(self, filing: Filing, part: str) -> str:
        county, ledger = self.world.county.name, self.contracts[filing.ledger]
        if filing.options.get("by") == "programme":
            return f"{county}{part}发放花名册"
        return f"{county}{part}{ledger.title}"


def _parts(rows: list[dict], split: str | None) -> dict[str, list[dict]]:
    """Rows by part, in the order in which the parts first come up."""
    parts: dict[str, list[dict]] = {}
    for row in rows:
        parts.setdefault(PARTS[split](row) if split else "", []).append(row)
    return parts


def _stacked(grids: list[Grid]) -> Grid:
    for grid in grids[1:]:
        grids[0].below(grid)
    return grids[0]


def _style(options: dict[str, str], path: str) -> Style:
    habits = {field.name for field in fields(Style)} & set(options) - {"messy"}
    style = replace(Style(), **{name: options[name] for name in habits})
    if options.get("unit") == "万元":
        style = replace(style, money="万元")
    ending = Path(path).suffix
    return replace(style, messy=float(options.get("messy", "0")), text_only=ending in (*books.TEXT, ".xls"), typed=ending == ".parquet")
