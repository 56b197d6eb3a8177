"""What is published: a run that has ended, as its manifest tells it, with its case record as it stands now."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditlib.batch.verify import audit_date
from auditlib.casework.cases import Case, cases_of
from auditlib.casework.record import Entry
from auditlib.desk.office import Office, heads, open_office
from auditlib.desk.raised import leads_of, raised
from auditlib.errors import AuditError
from auditlib.fingerprint import sha256
from auditlib.parameters import County
from auditlib.privacy.markup import said
from auditlib.privacy.open_gates import Gates
from auditlib.project_key import MANIFEST, run_manifest


@dataclass(frozen=True)
class Source:
    """``entries``: of the case record, in their order; ``counties``: those to be published."""

    office: Office
    manifest: dict
    counties: list[County]
    entries: list[Entry]

    @property
    def outputs(self) -> Path:
        return self.office.outputs

    @cached_property
    def _made(self) -> dict[str, str]:
        return self.manifest["outputs"] | self.manifest["beside"]

    @cached_property
    def _by_county(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {county.id: [] for county in self.counties}
        for entry in self.entries:
            found.setdefault(entry.county, []).append(entry)
        return found

    def pages(self, county: str = "") -> Iterator[tuple[str, str]]:
        """Name and text of the pages that the run made of a county, or of all. Raises AuditError where one is not as the run left it."""
        for path in self._made:
            folder, _, name = path.rpartition("/")
            if folder == county and name.endswith(".html"):
                self.demand(path)
                yield name, (self.outputs / path).read_text(encoding="utf-8")

    def has(self, path: str) -> bool:
        """Whether the run made this file."""
        return path in self._made

    def demand(self, path: str) -> None:
        if not (self.outputs / path).is_file() or sha256(self.outputs / path) != self._made.get(path):
            raise AuditError("{path} is not as the run left it, so it is not published; run this county again", path=path)

    def leads(self, county: County) -> dict[str, list[dict]]:
        """The leads of each matter, the gravest matter first."""
        self.demand(f"{county.id}/leads.parquet")
        return leads_of(self.outputs / county.id)

    def of(self, county: str) -> list[Entry]:
        """The entries of the record about a county."""
        return self._by_county[county]

    def recorded(self, county: County) -> dict[str, Case]:
        """Every matter of a county that the record knows, by id."""
        return cases_of(self.of(county.id), self.office.moves)

    def cases(self, county: County) -> dict[str, Case]:
        """Every matter of a county, by id: those of the record as they stand, and those of the run that it has not learnt yet."""
        self.demand(f"{county.id}/matters.parquet")
        new = raised(self.outputs / county.id, county.id, self.recorded(county), self.leads(county), self.office.contracts)
        return cases_of([*self.of(county.id), *new], self.office.moves)

    def gates(self, county: County) -> Gates:
        return self.office.gates(county.id)

    @property
    def about(self) -> dict:
        """Of the manifest of a site: which run, and up to which entry of the record."""
        last = self.entries[-1] if self.entries else None
        return {
            "run": {
                "manifest": sha256(self.outputs / MANIFEST),
                "as_of": self.manifest["as_of"],
                "parameters": self.manifest["parameters"]["digest"],
            },
            "counties": [county.id for county in self.counties],
            "cases": {"entries": last.seq, "hash": last.hash} if last else None,
        }


def refuse_found(text: str, gates: Gates, county: County, path: str) -> None:
    """Raises AuditError where a finished page holds a name or number of a county's ledgers; it is not told which."""
    if gates.found(said(text)):
        told = "页面仍含该县资料中的姓名、证件号码、账号或电话，没有发布；请检查规则的事实和核查记录中填写的文字"
        raise AuditError(f"{county.name} {gates.words(path)}: {told}")


@contextmanager
def open_source(
    outputs: Path, address: str | None, parameters: Path | None, chosen: Iterable[str], *, write: bool = False
) -> Iterator[Source]:
    """The run in ``outputs`` and its record. Raises AuditError where no run has ended, or the record is not the one that the run knew."""
    manifest = run_manifest(outputs)
    with open_office(outputs, address, parameters, write=write) as office:
        if lost := office.record.verify(heads(outputs)):
            raise AuditError(
                "{record}: {problem}; auditlib cases verify tells all that is wrong", record=office.record.name, problem=lost[0]
            )
        office = Office(outputs, office.parameters.at(audit_date(manifest)), office.contracts, office.record, office.moves)
        told = {path.partition("/")[0] for path in manifest["outputs"] | manifest["beside"]}
        counties = [county for county in office.counties(chosen) if county.id in told]
        yield Source(office, manifest, counties, office.record.entries())
