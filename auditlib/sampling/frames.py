"""The population of a sample as rows: of a ledger, or of a file that the auditor gives. The id of a unit tells nobody's number."""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.columns import header_key
from auditlib.contracts import BESIDE, Ledger
from auditlib.errors import AuditError
from auditlib.leads import plain
from auditlib.outside import readable
from auditlib.project_key import Key
from auditlib.sampling.drawing import Unit

#: Characters of the id of a unit.
ID = 12
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Population:
    """The ``units`` of a frame, and what is told of them.

    ``first``: by key the row of the ledger or file that a unit is told by; ``headings``: what is shown of it, heading → column; ``kinds``:
    what of persons a heading's column holds, for masks.
    """

    units: list[Unit]
    sha256: str
    source: str
    first: dict[str, dict]
    headings: dict[str, str]
    kinds: dict[str, str | None]

    def told(self, key: str) -> dict:
        """What a sampling paper says of a unit."""
        row = self.first[key]
        texts = {heading: row.get(name) for heading, name in self.headings.items()}
        shown = {heading: "" if value is None else str(plain(value)) for heading, value in texts.items()}
        return {"shown": shown, "town": row.get("town_name") or "", "village": row.get("village_name") or ""}


def ledger_population(
    path: Path, contract: Ledger, key: Key, *, unit: Iterable[str] = (), amount: str | None, stratum: str | None, show: Iterable[str]
) -> Population:
    """The units of a ledger as intake left it (``path``).

    A unit is made of content, never of a row's place: of the values of ``unit``, whose rows count together, else of the first alternative
    of the contract's business key that a row has whole; rows alike in it are told apart by all their content. Raises AuditError where the
    ledger was not received.
    """
    if not path.is_file():
        raise AuditError(f"{contract.title}（{contract.id}）没有收到，不能抽样；请先用 auditlib intake 或 run 读取资料")
    table, unit = pq.read_table(path), [*unit]
    headings = {contract.columns[name].header: name for name in show}
    wanted = {*unit, *headings.values(), *(name for names in contract.key for name in names), "town_name", "village_name", amount, stratum}
    rows = table.select([name for name in table.column_names if name in wanted]).to_pylist()
    groups: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        groups[_business_key(row, [unit, *contract.key])].append(place)
    content = _contents(table, contract, [place for places in groups.values() if len(places) > 1 for place in places])
    together = "|".join(unit) + "=" if unit else None
    units: list[tuple[str, list[int]]] = []
    for text, places in sorted(groups.items()):
        if len(places) > 1:
            places = sorted(places, key=content.get)
        if together and text.startswith(together):
            units.append((text, places))
        else:
            units += [(f"{text}|{copy}" if copy else text, [place]) for copy, place in enumerate(places)]
    made = [(key.digest(f"unit|{contract.name}|{text}", ID), [rows[place] for place in places]) for text, places in units]
    kinds = {heading: contract.columns[name].kind for heading, name in headings.items()}
    return _population(made, path.read_bytes(), f"{contract.title}（{contract.id}）", amount, stratum, headings, kinds)


def file_population(
    path: Path, key: Key, contracts: Mapping[str, Ledger], *, unit: str, amount: str | None, stratum: str | None
) -> Population:
    """The rows of a Parquet or CSV file, each a unit by its column ``unit``; all columns are shown.

    Raises AuditError for a file that is neither, a column that is not there, a unit without key or with another's, an amount that is none.
    """
    name, data = readable(path.name), path.read_bytes()
    rows = _parquet_rows(path, name) if path.suffix.lower() == ".parquet" else _csv_rows(data, name)
    columns = [*rows[0]] if rows else []
    for column in filter(None, (unit, amount, stratum)):
        if column not in columns:
            raise AuditError(f"{name} 没有列“{column}”；可用的列：{'、'.join(columns)}")
    made: dict[str, list[dict]] = {}
    for place, row in enumerate(rows, 1):
        text = "" if row[unit] is None else str(row[unit]).strip()
        digest = key.digest(f"unit|frame|{text}", ID)
        if not text or digest in made:
            raise AuditError(f"{name} 第 {place} 条记录的“{unit}”为空或与前面重复；样本单位的编号须各不相同")
        made[digest] = [row | {amount: _money(row[amount], f"{name} 第 {place} 条记录的“{amount}”")} if amount else row]
    # nobody has declared what a file of the auditor's own holds: its headings tell, as those of ledgers, or else all is taken for free text
    known = {
        rank: column.kind for contract in contracts.values() for column in contract.columns.values() if column.kind for rank in column.ranks
    }
    kinds = {column: known.get(header_key(column), "words") for column in columns}
    return _population([*made.items()], data, name, amount, stratum, {column: column for column in columns if column != amount}, kinds)


def _population(
    made: list[tuple[str, list[dict]]],
    data: bytes,
    source: str,
    amount: str | None,
    stratum: str | None,
    headings: dict[str, str],
    kinds: dict,
) -> Population:
    units = [
        Unit(
            digest,
            sum((row[amount] or Decimal("0.00") for row in parts), Decimal("0.00")) if amount else None,
            str(parts[0].get(stratum) or "未注明") if stratum else "",
        )
        for digest, parts in made
    ]
    return Population(units, hashlib.sha256(data).hexdigest(), source, {digest: parts[0] for digest, parts in made}, headings, kinds)


def _business_key(row: dict, alternatives: list[list[str]]) -> str:
    for names in filter(None, alternatives):
        if all(row.get(name) is not None for name in names):
            return "|".join(names) + "=" + "|".join(str(plain(row[name])) for name in names)
    return ""


def _contents(table: pa.Table, contract: Ledger, places: list[int]) -> dict[int, str]:
    """All that rows hold, as one text each, but for where they stood: rows of one business key are put in its order."""
    there = {*table.column_names}
    names = [name for name in contract.schema().names if name not in BESIDE and name in there]
    rows = table.select(names).take(pa.array(places, pa.int64())).to_pylist()
    return {place: "|".join(str(plain(value)) for value in row.values()) for place, row in zip(places, rows, strict=True)}


def _parquet_rows(path: Path, name: str) -> list[dict]:
    try:
        return pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowException):
        raise AuditError(f"{name} 不是完整的 Parquet 文件；请重新导出，或另存为 CSV") from None


def _csv_rows(data: bytes, name: str) -> list[dict]:
    for encoding in ENCODINGS:
        try:
            rows = [*csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True)]
        except (UnicodeDecodeError, csv.Error):
            continue
        rows = [row for row in rows if any(cell.strip() for cell in row)]
        if len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows) and len({*rows[0]}) == len(rows[0]):
            return [dict(zip(map(str.strip, rows[0]), map(str.strip, row), strict=True)) for row in rows[1:]]
    raise AuditError(f"{name} 不是抽样总体清单：须为 CSV（UTF-8 或 GB18030，第一行为各不相同的列名，每行列数相同，至少一条记录）或 Parquet")


def _money(value: object, place: str) -> Decimal:
    try:
        if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
            amount = Decimal(value.replace(",", "").replace("，", "") if isinstance(value, str) else value)
            if amount.is_finite() and amount == amount.quantize(Decimal("0.01")):
                return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        pass
    raise AuditError(f"{place}不是金额；须为至多两位小数的数，不得为浮点数")
