"""What each ledger must hold: columns, Chinese headers and their variants, types, units, keys.

A ledger is data: one file `parameters/ledgers/<name>.yaml`, which an auditor may edit, plus `_shared.yaml`
with the blocks of columns that many ledgers share (`include: [region, person.name]`: a block or one column).
A column given both in a block and in the ledger takes the ledger's keys first; synonyms of both are kept.

Order of synonyms is priority: the canonical header has rank 0, the first synonym 1, and so on; `fallback`
headers, which a column takes only when no other column wants them, rank from 100. When one header could
serve two columns of a ledger, the lower rank wins; equal ranks are refused at loading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import pyarrow as pa
from pydantic import Field, RootModel, ValidationInfo, model_validator

from auditlib.errors import ParameterError
from auditlib.messages import _
from auditlib.outside import MARK, shown
from auditlib.strict_yaml import Strict, load

Type = Literal[
    "text",
    "name",
    "identity",
    "account",
    "phone",
    "category",
    "money",
    "rate",
    "percent",
    "ratio",
    "number",
    "integer",
    "year",
    "term",
    "date",
    "snapshot",
    "period",
    "boolean",
]

#: Types that say of whom a value tells.
PERSONAL = ("name", "identity", "account", "phone")
#: What else a column may hold, of persons or not. party: a person or an organisation; body: an organisation; place: where people live;
#: birth: a day of birth; identity: a number made of an identity number; account: where an account may stand; words: free text, which may name anybody.
Holds = Literal["party", "body", "place", "birth", "identity", "account", "words"]

_ARROW = {
    "money": pa.decimal128(18, 2),
    "rate": pa.decimal128(9, 6),
    "percent": pa.decimal128(9, 6),
    "ratio": pa.decimal128(12, 8),
    "number": pa.decimal128(18, 4),
    "integer": pa.int32(),
    "year": pa.int32(),
    "term": pa.int32(),
    "date": pa.date32(),
    "snapshot": pa.date32(),
    "boolean": pa.bool_(),
}
#: What a cell can plausibly hold, by type, ends included: what lies beyond is a number in the wrong column or unit, and goes to the quarantine. A column
#: whose cells are of another order says so itself (`plausible`). Wide: a thousand times what counties have, yet below a telephone number in yuan.
PLAUSIBLE: dict[str, tuple[int, int] | tuple[date, date]] = {
    "money": (-10_000_000_000, 10_000_000_000),
    "rate": (-100, 100),
    "percent": (-100, 100),
    "ratio": (0, 1),
    "number": (-100_000_000, 100_000_000),
    "integer": (0, 10_000_000),
    "year": (1900, 2099),
    "term": (0, 1200),
    "date": (date(1900, 1, 1), date(2099, 12, 31)),
    "snapshot": (date(1900, 1, 1), date(2099, 12, 31)),
}
#: In which units a column can count, by type: what the county's parameters may say of a file's column that does not tell.
UNITS = {
    "money": ("元", "百元", "千元", "万元", "百万元", "亿元"),
    "rate": ("%", "小数", "‰", "月%", "月小数"),
    "percent": ("%", "小数"),
    "ratio": ("%", "小数"),
    "term": ("年", "月"),
    "date": ("年月", "日序"),
    "snapshot": ("年月", "日序"),
}
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
#: (``,closed_on,rate,``); null when all was read. Such a cell is null and yet not blank: a rule asks here before it takes null for an answer.
UNREAD = "unread"
#: What every ledger has beside its content: where a row comes from, and what of it was not read. In no key, digest or page.
BESIDE = frozenset((*dict(ORIGIN), UNREAD))

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}|<[^<>]*>|《[^《》]*》")
_NOISE = re.compile(r"[\s*:的]+")


def header_key(text: str) -> str:
    """A header as it is compared: NFKC, lower case, without spaces, 的, asterisks, colons, what nobody sees, and brackets with their content.

    When nothing but a bracket is there, its content stays: `(元)` → `元`.
    """
    text = MARK.sub("", shown(unicodedata.normalize("NFKC", text))).casefold()
    bare = _NOISE.sub("", _BRACKETED.sub("", text))
    return bare or re.sub(r"[()\[\]【】〔〕{}<>《》]", "", _NOISE.sub("", text))


class Column(Strict):
    """One column of a ledger.

    fallback   headers taken only when no other column takes them at a better rank
    unit       what a number means when neither header nor unit row tells: money 元 (default) or 万元; others free text
    magnitude  money only: when neither header nor unit row tells, a column of values below it counts in 万元, another in 元
    per        money only: an amount for each month, head or term; 110元/月 is 110
    required   the value must be present, or the row is quarantined
    fill_down  an empty cell takes the value above (merged cells)
    values     category: {canonical: [variants]}; a wording that holds one of them and does not deny it is that one, any other is unknown: null, and
               named in `unread`. Without values every wording is kept as written
               boolean: {是: [texts], 否: [texts]}, for a heading under which offices write other words than yes and no
    into       period: the two date columns filled with its first and last day
    part       a further text column kept from the same cell: of a period the half, season or instalment that it names,
               of a category the wording before it was mapped, of a text the identity number that it begins with
    plausible  numbers only: lowest and highest value, where those of the type (PLAUSIBLE) are too narrow or too wide
    catalogue  the text names a programme: on opening it is looked up in the programme list and the ledger gains `programme_code`
    holds      what of persons it holds where the type does not tell: party (a person or an organisation), body (an organisation), place, birth, identity (a
               number made of one), account, words (free text). Pages mask by it
    """

    name: str = ""
    header: str
    synonyms: list[str] = []
    fallback: list[str] = []
    type: Type = "text"
    unit: str | None = None
    magnitude: int | None = None
    per: bool = False
    required: bool = False
    fill_down: bool = False
    values: dict[str, list[str]] = {}
    into: list[str] = Field(default=[], min_length=0, max_length=2)
    part: str | None = None
    plausible: list[int] = Field(default=[], min_length=2, max_length=2)
    catalogue: bool = False
    holds: Holds | None = None

    @property
    def kind(self) -> str | None:
        """What of a person the column holds, for masks: as `holds` says, else the type."""
        return self.holds or (self.type if self.type in PERSONAL else None)

    @property
    def bounds(self) -> tuple[int, int] | tuple[date, date] | None:
        """The lowest and the highest value that a cell can plausibly hold; None where any will do."""
        return (self.plausible[0], self.plausible[1]) if self.plausible else PLAUSIBLE.get(self.type)

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Every header that may stand for this column, as `header_key` gives it → its rank (the best one)."""
        ranks: dict[str, int] = {}
        for rank, header in [*enumerate([self.header, *self.synonyms]), *enumerate(self.fallback, 100)]:
            ranks.setdefault(header_key(header), rank)
        return ranks

    @cached_property
    def canonical(self) -> dict[str, str]:
        """Category: every text of `values` (canonical and variant) → canonical."""
        return {text: canonical for canonical, variants in self.values.items() for text in (canonical, *variants)}

    @model_validator(mode="after")
    def _consistent(self) -> Column:
        if self.values and self.type not in ("category", "boolean"):
            raise ValueError(
                _(
                    "values are given for a column of type {type}; allowed: values only with type: category or boolean",
                    type=self.type,
                )
            )
        if self.type == "boolean" and not self.values.keys() <= {"是", "否"}:
            raise ValueError(_("values {values} of a boolean; allowed: 是, 否", values=", ".join(self.values)))
        texts = [text for canonical, variants in self.values.items() for text in (canonical, *variants)]
        twice = sorted({text for text in texts if texts.count(text) > 1})
        if twice:
            raise ValueError(_("{twice} stands under two values; allowed: each variant once", twice=", ".join(twice)))
        if self.type == "period" and len(self.into) != 2 or self.type != "period" and self.into:
            raise ValueError(_("into does not fit the type; allowed: type: period with into: [first day, last day]"))
        if self.type == "money" and self.unit not in (None, "元", "万元"):
            raise ValueError(_("unit {unit} of money; allowed: 元, 万元", unit=self.unit))
        if (self.magnitude is not None or self.per) and self.type != "money":
            raise ValueError(_("magnitude and per are for money; allowed: type: money"))
        if self.plausible and (self.type not in PLAUSIBLE or self.type in ("date", "snapshot")):
            raise ValueError(_("plausible is for numbers, not for {type}; allowed: a type that counts or measures", type=self.type))
        if self.plausible and self.plausible[0] >= self.plausible[1]:
            raise ValueError(_("plausible leaves no value; allowed: [lowest, highest]"))
        if self.catalogue and self.type != "text":
            raise ValueError(_("catalogue is for the text that names a programme, not for {type}; allowed: type: text", type=self.type))
        return self


#: Kinds of money (资金种类), each with what it is called beside its amounts. What is owed but was never paid, or stands in no row, is ``other``.
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
            raise ValueError(_("a column's name is its key; allowed: no key 'name' inside a column"))
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
            raise ValueError(_("{name} is a table of auditlib's own; allowed: any other name", name=self.name))
        known = [*self.columns, *self.parts]
        reserved = sorted(BESIDE & set(known))
        if reserved:
            raise ValueError(_("{reserved}: every ledger has it beside its columns; allowed: any other name", reserved=", ".join(reserved)))
        named = [*self.row_if, *self.subject, *self.evidence, *([self.occurred] if self.occurred else [])]
        named += [name for group in [*self.recognise, *self.key] for name in group]
        named += [name for column in self.columns.values() for name in column.into]
        if self.money:
            named += [*self.money.amount, *self.money.thing, *([self.money.project] if self.money.project else [])]
        unknown = sorted(set(named) - set(known))
        if unknown:
            raise ValueError(
                _(
                    "{unknown}: no such column in {name}; allowed: {known}",
                    unknown=", ".join(unknown),
                    name=self.name,
                    known=", ".join(known),
                )
            )
        periods = {column.name for column in self.columns.values() if column.type == "period"}
        keyed = sorted(periods & {name for group in [[*self.row_if, *self.subject, *self.evidence], *self.key] for name in group})
        if keyed:
            raise ValueError(
                _(
                    "{keyed} is a period; allowed in row_if, key, subject and evidence: the columns that it fills",
                    keyed=", ".join(keyed),
                )
            )
        undated = [name for column in self.columns.values() for name in column.into if self.columns[name].type != "date"]
        if undated:
            raise ValueError(_("{undated} is filled by a period; allowed: type: date", undated=", ".join(undated)))
        priceless = [name for name in (self.money.amount if self.money else []) if self.columns[name].type != "money"]
        if priceless:
            raise ValueError(_("money counts {priceless}; allowed: columns of type: money", priceless=", ".join(priceless)))
        taken: dict[tuple[str, int], str] = {}
        for column in self.columns.values():
            for header, rank in column.ranks.items():
                other = taken.setdefault((header, rank), column.name)
                if other != column.name:
                    raise ValueError(
                        _(
                            "header {header} serves {other} and {name} at the same rank {rank}; allowed: different places "
                            "among the synonyms",
                            header=header,
                            other=other,
                            name=column.name,
                            rank=rank,
                        )
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
        """Column of the typed table → what of a person it holds: name, identity, account, phone, party, body, place, birth, words, or nothing."""
        return dict.fromkeys(self.fields(), "words") | {name: column.kind for name, column in self.columns.items()}

    def fields(self) -> dict[str, pa.DataType]:
        """Columns of the typed table with their Arrow types, without origin: a period is replaced by what it fills."""
        fields: dict[str, pa.DataType] = {}
        for column in self.columns.values():
            if column.type != "period":
                fields[column.name] = _ARROW.get(column.type, pa.string())
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
    errors: list[ParameterError] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "_shared.yaml":
            continue
        try:
            ledger = load(path, Ledger, {"shared": shared})
        except ParameterError as error:
            errors.append(error)
            continue
        if ledger.name != path.stem:
            errors.append(ParameterError(_("name {name} in a file of another name", name=ledger.name), path, 1, f"name: {path.stem}"))
        ledgers.append(ledger)
    ids = [ledger.id for ledger in ledgers]
    errors += [
        ParameterError(_("id {id} stands in two ledgers", id=id), folder, None, _("each id once"))
        for id in sorted({id for id in ids if ids.count(id) > 1})
    ]
    if errors:
        raise ParameterError.joined(errors)
    return {ledger.name: ledger for ledger in sorted(ledgers, key=lambda ledger: ledger.id)}


def _included(include: list[str], shared: Mapping[str, Mapping[str, dict]]) -> dict[str, dict]:
    columns: dict[str, dict] = {}
    for item in include:
        block, _dot, name = str(item).partition(".")
        chosen = shared.get(block, {})
        if not chosen or name and name not in chosen:
            offered = [*shared, *(f"{b}.{c}" for b, cs in shared.items() for c in cs)]
            raise ValueError(
                _(
                    "include {item}: no such block or column in _shared.yaml; allowed: {offered}",
                    item=item,
                    offered=", ".join(offered),
                )
            )
        columns.update({name: chosen[name]} if name else chosen)
    return columns
