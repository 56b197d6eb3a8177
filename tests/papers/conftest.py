"""One small county, audited, with a case record in which matters stand at every step. All persons are invented (prefix 370799)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from auditlib.audit import audit_county
from auditlib.casework.cases import DECIDED, cases_of
from auditlib.casework.record import Entry
from auditlib.desk.office import Office, open_office
from auditlib.desk.papers.dossier import Dossier, gates_of
from auditlib.desk.papers.kinds import KINDS, make, templates_of
from auditlib.desk.raised import leads_of, raised
from auditlib.intake import read_county
from auditlib.parameters import home
from tests.publish.county import received

COUNTY = "linqu"
VERIFIED = {
    "result": "属实", "verified_amount": "300.00", "checked_by": "李核实", "checked_on": "2019-11-05", "reviewed_by": "赵复核", "method": "查资料",
    "evidence": "死亡证明第 12 号", "unit": "民政局", "basis": "财政违法行为处罚处分条例第六条", "phrase": "违规发放", "due": "2019-11-20",
}  # fmt: skip
RECTIFIED = {
    "finding_no": "W-01",
    "title": "死亡后发放",
    "reported": "报告反映",
    "status": "未整改",
    "deadline": "2019-12-31",
    "disposition": "追缴 300.00 元",
}
HANDED_OVER = {"transfer": "NOT", "transfer_to": "县纪委监委", "finding_no": "W-02", "reported": "报告反映"}


@dataclass
class Desk:
    """The office of the county, and the ids of its two matters of FUND-01 (payments after death), of 300 and of 200 元."""

    office: Office
    first: str
    second: str

    def decided(self, matter: str, state: str, **values: str) -> None:
        case = cases_of(self.office.record.entries(COUNTY), self.office.moves)[matter]
        self.office.record.append([Entry(COUNTY, matter, DECIDED, {"state": state, "values": values}, case.digest)], "李核实")

    def dossier(self, masked: bool = False, on: dt.date | None = None, samples: Path | None = None) -> Dossier:
        return Dossier.of(
            self.office, self.office.parameters.county(COUNTY), gates_of(self.office) if masked else None, on, "王导出", samples
        )

    def made(self, *kinds: str, matters: tuple[str, ...] = (), folder: Path | None = None, **more):
        asked = [KINDS[kind] for kind in kinds]
        return make([self.dossier(**more)], asked, templates_of(asked, folder or self.office.parameters.folder), matters)


@pytest.fixture(scope="session")
def audited(tmp_path_factory) -> Path:
    """The folder of a run: one county, read and audited."""
    top = tmp_path_factory.mktemp("papers")
    received(top / "received")
    with open_office(top, None, home() / "parameters") as office:
        county = office.parameters.county(COUNTY)
        out = top / "out" / COUNTY
        read_county(top / "received" / county.name, county, office.parameters, office.contracts, out)
        audit_county(out, county, office.parameters, office.contracts)
    return top / "out"


@pytest.fixture
def desk(audited, tmp_path):
    """Its record as the run left it: all matters are raised, nothing is decided."""
    with open_office(audited, str(tmp_path / "cases.db"), home() / "parameters", write=True) as office:
        leads = leads_of(audited / COUNTY)
        office.record.append(raised(audited / COUNTY, COUNTY, {}, leads, office.contracts), "王导出")
        ids = [matter for matter in leads if matter.startswith("FUND-01-")]
        first, second = sorted(ids, key=lambda matter: -leads[matter][0]["questioned_amount"])
        yield Desk(office, first, second)
