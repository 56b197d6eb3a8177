"""What the auditor decides: counties, period, programmes, dated policy values with their legal source.

Everything lives in `parameters/` as strict YAML (see `strict_yaml`) and is loaded as a whole before anything
runs. A fault is a ParameterError with file, line, what is wrong and what is allowed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from auditlib.dated_values import DatedValue, PolicyFile, PolicyValue, Programme, ProgrammeFile, fits, in_order, programmes_agree
from auditlib.errors import ParameterError, Wrong
from auditlib.fingerprint import COUNTY, POLICY, WORDS, Noting, contents, digest, digests_of, together
from auditlib.messages import _, meant
from auditlib.project_key import PUBLISHED, Key, made_under, project_key, refuse_another
from auditlib.strict_yaml import Day, Faults, Strict, line_of
from auditlib.words import Words, load_words

Code6 = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Code9 = Annotated[str, Field(pattern=r"^[0-9]{9}$")]


def home() -> Path:
    """The folder that holds `parameters/` and `notebooks/`.

    $AUDITLIB_HOME; else the working folder or the nearest parent with parameters/run.yaml; else the checkout
    beside the package; else the copy shipped in the wheel. Raises ParameterError when none is there.
    """
    if named := os.environ.get("AUDITLIB_HOME"):
        if not (Path(named) / "parameters" / "run.yaml").is_file():
            raise ParameterError(_("AUDITLIB_HOME names a folder without parameters/run.yaml"), named)
        return Path(named)
    package = Path(__file__).resolve().parent
    here = Path.cwd()
    for folder in (here, *here.parents, package.parent, package / "_shipped"):
        if (folder / "parameters" / "run.yaml").is_file():
            return folder
    raise ParameterError(_("no folder with parameters/run.yaml found; change to it or set AUDITLIB_HOME"), here)


#: `ledger:` of a pin that sets a file or sheet aside.
IGNORE = "ignore"


class Pin(Strict):
    """Which ledger a file or sheet is, said by the auditor. `match`: pattern on the path below the county's folder, as `*/2019*.xlsx`.

    ledger null: only `values` or `units` are given; "ignore": set aside. `values`: texts for columns that the sheet lacks, as the
    programme's name; `units`: in what a column counts whose header does not tell. `table`: of several tables on the sheet this one, counted
    from 1 from top to bottom and from left to right.
    """

    match: str = Field(min_length=1)
    sheet: str | None = None
    table: int | None = None
    ledger: str | None = None
    values: dict[str, str] = {}
    units: dict[str, str] = {}


class County(Strict):
    """A county, or a municipal development zone, which has no code of its own or a statistical one only.

    townships: 9-digit code → name; synonyms: {ledger: {column: [header]}} added for this county; categories: {ledger: {column: {wording:
    category}}} likewise; policy: {id: values} of the county's own.
    """

    id: str = Field(pattern=r"^[a-z]+$")
    name: str = Field(min_length=2)
    english: str
    kind: Literal["县", "市", "区", "开发区"]
    code: Code6 | None
    aliases: list[str] = []
    townships: dict[Code9, str] = {}
    synonyms: dict[str, dict[str, list[str]]] = {}
    categories: dict[str, dict[str, dict[str, str]]] = {}
    files: list[Pin] = []
    policy: dict[str, list[DatedValue]] = {}
    programmes: list[Programme] = []

    @model_validator(mode="after")
    def _consistent(self) -> County:
        for values in self.policy.values():
            in_order(values)
        return self

    @cached_property
    def names(self) -> list[str]:
        """Everything that this county is called."""
        return [self.name, *self.aliases, self.id, *([self.code] if self.code else [])]


class Run(Strict):
    """The audit: `as_of` 审计截止日, the period audited (without audit_to until as_of), the notebooks of a batch, and where the rules run.

    `engine`: duckdb, in this process, or the address of a Spark Connect server, sc://host:port. The leads are the same.
    """

    as_of: Day
    audit_from: Day
    audit_to: Day | None = None
    notebooks: list[str] = Field(min_length=1)
    engine: str = Field("duckdb", pattern=r"^(duckdb|sc://\S+)$")

    @model_validator(mode="after")
    def _consistent(self) -> Run:
        last = self.audit_to or self.as_of
        if not self.audit_from <= last <= self.as_of:
            raise Wrong(
                "{audit_from}, {last}, {as_of} are not in order; allowed: audit_from ≤ audit_to ≤ as_of",
                audit_from=self.audit_from,
                last=last,
                as_of=self.as_of,
            )
        return self


class Parameters(BaseModel):
    """Everything under `parameters/`, loaded and checked together."""

    counties: dict[str, County]
    policy: dict[str, PolicyValue]
    programmes: list[Programme]
    run: Run
    words: Words
    folder: Path

    def county(self, text: str) -> County:
        """The county that `text` names: id, code, name or alias, or a folder name that contains exactly one county's name.

        Raises ParameterError, listing what there is, when none or several fit.
        """
        wanted = text.strip().casefold()
        exact = self._called.get(wanted)
        found = [exact] if exact else _longest(self._called, wanted)
        if len(found) == 1:
            return found[0]
        allowed = ", ".join(f"{county.id} ({county.name})" for county in self.counties.values())
        if found:
            told = _("{text!r} names several: {found}", text=text, found=", ".join(county.name for county in found))
        else:
            called = {name: county.name for county in self.counties.values() for name in (*county.names, county.name.rstrip("县市区"))}
            told = _("{text!r} names no county{hint}", text=text, hint=meant(text, called, called.get))
        raise ParameterError(told, self.folder / "counties", None, allowed)

    @cached_property
    def _called(self) -> dict[str, County]:
        """The counties by everything they are called: a province's folders are looked up for each of its notebooks."""
        return {name.casefold(): county for county in self.counties.values() for name in county.names}

    def at(self, as_of: date) -> Parameters:
        """With another audit date (审计截止日). An audit_to after it gives way. Raises ParameterError for one before audit_from."""
        run = self.run
        if as_of < run.audit_from:
            told = _("the audit date {as_of} lies before audit_from {audit_from}", as_of=as_of, audit_from=run.audit_from)
            raise ParameterError(told, self.folder / "run.yaml", None, _("a later day"))
        to = run.audit_to if run.audit_to is None or run.audit_to <= as_of else None
        return self.model_copy(update={"run": run.model_copy(update={"as_of": as_of, "audit_to": to})})

    @cached_property
    def key(self) -> Key:
        """The project's key, under which all ids are made; read, or made, when first asked."""
        return project_key(self.folder)

    def keyed(self, key: Key) -> Parameters:
        """The same parameters under another key: the published one of the demo and the tests."""
        return self.model_copy(update={"key": key})

    def for_results(self, outputs: Path) -> Parameters:
        """The parameters under the key of the results in ``outputs``: the demo's are read under its published key, whoever reads them.

        Raises AuditError when they were made under a key that is neither that nor ours.
        """
        before = made_under(outputs)
        if before is None:
            return self
        if before == PUBLISHED.fingerprint:
            return self.keyed(PUBLISHED)
        refuse_another(outputs, self.key)
        return self

    def policy_of(self, county: County) -> dict[str, PolicyValue]:
        """Policy values as they hold in a county: its own entries replace those of the common files, id by id."""
        file = f"parameters/counties/{county.id}.yaml"
        own = {id: self.policy[id].model_copy(update={"values": values, "file": file}) for id, values in county.policy.items()}
        return self.policy | own

    def programmes_of(self, county: County) -> list[Programme]:
        """The programme list of a county: its own programmes replace those of the same code, or are added."""
        own = {programme.code: programme for programme in county.programmes}
        return [*(own.pop(programme.code, programme) for programme in self.programmes), *own.values()]

    def noting(self, read: set[str]) -> Parameters:
        """The same parameters; which policy values, words and counties are looked up in them is noted in ``read`` (fingerprint.KINDS)."""
        kinds = {"policy": Noting(self.policy, POLICY, read), "counties": Noting(self.counties, COUNTY, read)}
        words = replace(self.words, concepts=Noting(self.words.concepts, WORDS, read))
        return self.model_copy(update={**kinds, "words": words, "_called": self._called, "names": self.names})

    def digests_of(self, names: Iterable[str], county: County | None = None) -> dict[str, str]:
        """SHA-256 of what was looked up, by the names of `noting`, as it stands in a county, or in the files common to all."""
        policy = self.policy_of(county) if county else self.policy
        return digests_of(names, policy=policy, words=self.words, county=self.counties)

    def read_with(self, county: County) -> dict[str, str]:
        """All that a county's files are read with: its own parameters but for its policy values, ledgers, programmes."""
        own = digest(county.model_dump(exclude={"policy"}))
        ledgers, programmes = together(contents(self.folder / "ledgers")), digest(self.programmes_of(county))
        return {f"parameters of {county.id}": own, "parameters/ledgers": ledgers, "parameters/programmes.yaml": programmes}

    @cached_property
    def names(self) -> dict[str, str]:
        """County id → what it is called."""
        return {county.id: county.name for county in self.counties.values()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the paths and bytes of all files of the folder, in the order of their paths, when first asked."""
        total = hashlib.sha256()
        for path in sorted(self.folder.rglob("*.yaml"), key=lambda path: path.relative_to(self.folder).as_posix()):
            name = path.relative_to(self.folder).as_posix()
            total.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
        return total.hexdigest()


def _longest(names: dict[str, County], text: str) -> list[County]:
    """Counties whose name stands in the text and is no mere part of another county's name found there (经济开发区 in 滨海经济开发区)."""
    inside = [name for name in names if name in text]
    whole = [name for name in inside if not any(name != other and name in other and names[name] != names[other] for other in inside)]
    return list({names[name].id: names[name] for name in whole}.values())


def load_parameters(folder: Path | None = None) -> Parameters:
    """Everything under `folder` (default: `home()/parameters`). Raises ParameterError with the faults of all files together."""
    folder = Path(folder) if folder is not None else home() / "parameters"
    faults = Faults()
    run, programmes = faults.load(folder / "run.yaml", Run), faults.load(folder / "programmes.yaml", ProgrammeFile)
    policy = faults.entries((folder / "policy").glob("*.yaml"), PolicyFile)
    counties, words = _counties(folder, faults), load_words(folder, faults)
    if not faults:
        _refuse_misfits(folder, counties, policy, programmes.root, faults)
    faults.tell()
    return Parameters(counties=counties, policy=policy, programmes=programmes.root, run=run, words=words, folder=folder)


def _counties(folder: Path, faults: Faults) -> dict[str, County]:
    counties: dict[str, County] = {}
    owner: dict[str, str] = {}
    for path in sorted((folder / "counties").glob("*.yaml")):
        if (county := faults.load(path, County)) is None:
            continue
        if county.id != path.stem:
            faults.add(_("id {id} in a file of another name", id=county.id), path, None, f"id: {path.stem}")
        for name in county.names:
            if (other := owner.setdefault(name.casefold(), county.id)) != county.id:
                faults.add(_("{name} names {owner} too", name=name, owner=other), path, None, _("each name for one county"))
        counties[county.id] = county
    if not counties:
        faults.add(_("no county"), folder / "counties", None, _("one file per county"))
    return dict(sorted(counties.items(), key=lambda item: (item[1].kind == "开发区", item[1].code or "", item[0])))


def _refuse_misfits(
    folder: Path, counties: dict[str, County], policy: dict[str, PolicyValue], programmes: list[Programme], faults: Faults
) -> None:
    """What a county's file says about things that other files define and that they do not."""
    for county in counties.values():
        own = {programme.code for programme in county.programmes}
        together = [*county.programmes, *(programme for programme in programmes if programme.code not in own)]
        checks = [(("policy", id), partial(_refuse_policy, id, values, policy)) for id, values in county.policy.items()]
        for place, check in [*checks, *([(("programmes",), partial(programmes_agree, together))] if own else [])]:
            try:
                check()
            except ValueError as error:
                path = folder / "counties" / f"{county.id}.yaml"
                faults.add(error.args[0], path, line_of(path, *place))


def _refuse_policy(id: str, values: list[DatedValue], policy: dict[str, PolicyValue]) -> None:
    if id not in policy:
        raise Wrong("policy value {id} is unknown{hint}; allowed: {policy}", id=id, hint=meant(id, policy), policy=", ".join(policy))
    fits(policy[id].unit, values)
