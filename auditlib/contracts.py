"""What each ledger must hold: columns, Chinese headers and their variants, types, units, keys.

A ledger is data: one file `parameters/ledgers/<name>.yaml`, which an auditor may edit, plus `_shared.yaml`
with the blocks of columns that many ledgers share (`include: [region, person.name]`: a block or one column).
A column given both in a block and in the ledger takes the ledger's keys first; synonyms of both are kept.

When one header could serve two columns of a ledger, the lower rank (columns.py) wins; equal ranks are refused at loading.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field, RootModel, ValidationInfo, model_validator

from auditlib.columns import Column
from auditlib.errors import Wrong
from auditlib.messages import _
from auditlib.strict_yaml import Faults, Strict, load

#: Tables that auditlib makes itself, which rules read like ledgers.
OWN_TABLES = {"programme_standard": "补贴标准", "lead": "本次疑点", "finding": "经核实的问题（案件记录）"}
ORIGIN = (
    ("row_id", pa.int64()),
    ("source_file", pa.string()),
    ("source_sheet", pa.string()),
    ("source_row", pa.int32()),
    ("source_sha256", pa.string()),
)
#: Names the columns of a row whose cells held what could not be read, in the contract's order with a comma before and after each
#: (``,closed_on,rate,``); null when all was read. Such a cell is null and yet not blank: a rule asks here before it takes null for an
#: answer.
UNREAD = "unread"
#: What every ledger has beside its content: where a row comes from, and what of it was not read. In no key, digest or page.
BESIDE = frozenset((*dict(ORIGIN), UNREAD))

#: Kinds of money (资金种类), each with what it is called beside its amounts. What is owed but was never paid, or stands in no row, is
#: ``other``.
MONEY = {
    "payment": "到户补助",
    "loan": "扶贫小额贷款",
    "subsidy": "贷款贴息",
    "project": "项目资金",
    "allotment": "指标资金",
    "treasury": "财政支付",
    "asset": "扶贫资产",
    "income": "资产收益",
    "medical": "医疗费用",
    "fee": "学校收费",
    "premium": "参保缴费",
    "risk_fund": "风险补偿金",
    "sale": "消费扶贫销售额",
    "issue": "整改中的问题",
    "other": "应付未付等",
}


class Money(Strict):
    """Which money a ledger's rows tell of, so that it is counted once whatever ledgers tell of it (DESIGN §4).

    of       kind, one of MONEY
    amount   columns with the row's own amount: the largest counts; none: the row tells of money, not how much
    thing    the real thing whose money it is: the first of these columns that is present; none: the row itself
    project  the column with the number of the project that the money became, or came from: then it is that project's money
    """

    of: Literal[tuple(MONEY)]
    amount: list[str] = []
    thing: list[str] = []
    project: str | None = None


class Shared(RootModel[dict[str, dict[str, Column]]]):
    """`_shared.yaml`: block → columns, as DOMAIN §1.0 names them."""


class Ledger(Strict):
    """One kind of table.

    supplier   who hands it in        hints      words in file, sheet or title that speak for it
    offices    who is asked for it (auditlib request), each for what it records itself, not for copies; none: the supplier
    recognise  groups of columns: of each group at least one must stand among the headers
    groups     headings whose columns are meant when the same header repeats under several headings
    row_if     a row where all of these are empty is no row of this ledger
    key        business key: the first alternative whose columns are all present in the row
    subject    whom a lead is about: the first present      occurred   the date of the matter
    money      which money its rows tell of (see Money); none: of no money
    evidence   columns that every lead on a row shows: which account, batch, voucher, contract or unit to ask for the paper
    """

    id: str = Field(pattern=r"^(L\d\d[a-z]?|U\d\d)$")
    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: str
    english: str
    supplier: str
    offices: list[Annotated[str, Field(pattern=r"^\w{2,20}$")]] = []
    hints: list[str] = []
    include: list[str] = []
    recognise: list[list[str]] = Field(min_length=1)
    groups: list[str] = []
    row_if: list[str] = Field(min_length=1)
    key: list[list[str]] = Field(min_length=1)
    subject: list[str] = Field(min_length=1)
    occurred: str | None = None
    money: Money | None = None
    evidence: list[str] = []
    columns: dict[str, Column]

    @model_validator(mode="before")
    @classmethod
    def _with_blocks(cls, raw: Any, info: ValidationInfo) -> Any:
        """Put the included blocks' columns before the ledger's own, and let each column know its name."""
        own = raw.get("columns") if isinstance(raw, dict) else None
        if not isinstance(own, dict) or not all(isinstance(column, dict) for column in own.values()):
            return raw
        if any("name" in column for column in own.values()):
            raise Wrong("a column's name is its key; allowed: no key 'name' inside a column")
        columns = _included(raw.get("include") or [], (info.context or {}).get("shared", {}))
        for name, column in own.items():
            block = columns.get(name, {})
            columns[name] = {**block, **column, "synonyms": [*column.get("synonyms", []), *block.get("synonyms", [])]}
            if "header" in column and "header" in block:
                columns[name]["synonyms"].insert(len(column.get("synonyms", [])), block["header"])
        return {**raw, "columns": {name: {**column, "name": name} for name, column in columns.items()}}

    @model_validator(mode="after")
    def _consistent(self) -> Ledger:
        if self.name in OWN_TABLES:
            raise Wrong("{name} is a table of auditlib's own; allowed: any other name", name=self.name)
        known = [*self.columns, *self.parts]
        reserved = sorted(BESIDE & set(known))
        if reserved:
            raise Wrong("{reserved}: every ledger has it beside its columns; allowed: any other name", reserved=", ".join(reserved))
        named = [*self.row_if, *self.subject, *self.evidence, *([self.occurred] if self.occurred else [])]
        named += [name for group in [*self.recognise, *self.key] for name in group]
        named += [name for column in self.columns.values() for name in column.into]
        if self.money:
            named += [*self.money.amount, *self.money.thing, *([self.money.project] if self.money.project else [])]
        unknown = sorted(set(named) - set(known))
        if unknown:
            raise Wrong(
                "{unknown}: no such column in {name}; allowed: {known}", unknown=", ".join(unknown), name=self.name, known=", ".join(known)
            )
        periods = {column.name for column in self.columns.values() if column.type == "period"}
        keyed = sorted(periods & {name for group in [[*self.row_if, *self.subject, *self.evidence], *self.key] for name in group})
        if keyed:
            raise Wrong(
                "{keyed} is a period; allowed in row_if, key, subject and evidence: the columns that it fills", keyed=", ".join(keyed)
            )
        undated = [name for column in self.columns.values() for name in column.into if self.columns[name].type != "date"]
        if undated:
            raise Wrong("{undated} is filled by a period; allowed: type: date", undated=", ".join(undated))
        priceless = [name for name in (self.money.amount if self.money else []) if self.columns[name].type != "money"]
        if priceless:
            raise Wrong("money counts {priceless}; allowed: columns of type: money", priceless=", ".join(priceless))
        taken: dict[tuple[str, int], str] = {}
        for column in self.columns.values():
            for header, rank in column.ranks.items():
                other = taken.setdefault((header, rank), column.name)
                if other != column.name:
                    raise Wrong(
                        "header {header} serves {other} and {name} at the same rank {rank}; allowed: different places among the synonyms",
                        header=header,
                        other=other,
                        name=column.name,
                        rank=rank,
                    )
        return self

    @property
    def catalogued(self) -> str | None:
        """The column that names a programme."""
        return next((column.name for column in self.columns.values() if column.catalogue), None)

    @property
    def parts(self) -> dict[str, str]:
        """Text columns kept beside another column, which need no header of their own: name → that column."""
        return {column.part: column.name for column in self.columns.values() if column.part}

    @cached_property
    def kinds(self) -> dict[str, str | None]:
        """Column of the typed table → what of a person it holds: name, identity, account, phone, party, body, place, birth, words; None."""
        return dict.fromkeys(self.fields(), "words") | {name: column.kind for name, column in self.columns.items()}

    def fields(self) -> dict[str, pa.DataType]:
        """Columns of the typed table with their Arrow types, without origin: a period is replaced by what it fills."""
        fields: dict[str, pa.DataType] = {}
        for column in self.columns.values():
            if column.type != "period":
                fields[column.name] = column.arrow
            if column.type == "identity":
                fields[f"{column.name}_note"] = pa.string()
            if column.part:
                fields.setdefault(column.part, pa.string())
        return fields

    def schema(self) -> pa.Schema:
        """Schema of the ledger's Parquet file: typed columns, then origin columns, then what could not be read."""
        return pa.schema([*self.fields().items(), *ORIGIN, (UNREAD, pa.string())])


def load_ledgers(folder: Path) -> dict[str, Ledger]:
    """All ledgers of `folder` by name, in the order of their ids.

    Raises ParameterError: file, line, what is wrong, what is allowed; the faults of all files together.
    """
    shared = load(folder / "_shared.yaml", Shared).model_dump(exclude_unset=True)
    ledgers: list[Ledger] = []
    faults = Faults()
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "_shared.yaml" or (ledger := faults.load(path, Ledger, {"shared": shared})) is None:
            continue
        if ledger.name != path.stem:
            faults.add(_("name {name} in a file of another name", name=ledger.name), path, 1, f"name: {path.stem}")
        ledgers.append(ledger)
    ids = [ledger.id for ledger in ledgers]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        faults.add(_("id {id} stands in two ledgers", id=id), folder, None, _("each id once"))
    faults.tell()
    return {ledger.name: ledger for ledger in sorted(ledgers, key=lambda ledger: ledger.id)}


def _included(include: list[str], shared: Mapping[str, Mapping[str, dict]]) -> dict[str, dict]:
    columns: dict[str, dict] = {}
    for item in include:
        block, _dot, name = str(item).partition(".")
        chosen = shared.get(block, {})
        if not chosen or name and name not in chosen:
            offered = [*shared, *(f"{b}.{c}" for b, cs in shared.items() for c in cs)]
            raise Wrong(
                "include {item}: no such block or column in _shared.yaml; allowed: {offered}", item=item, offered=", ".join(offered)
            )
        columns.update({name: chosen[name]} if name else chosen)
    return columns
