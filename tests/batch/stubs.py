"""A county's stage without ledgers: what the files in its folder say. It runs in spawned workers, so it is a module of its own."""

import hashlib
import json
import os
import signal
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.audit import TOGETHER
from auditlib.batch import records, work
from auditlib.errors import AuditError
from auditlib.leads import LEADS, SPARED, write
from auditlib.matters import MATTERS
from auditlib.privacy.known import FILE, _stamp
from auditlib.standing import READ, STAGE, basis, stage_key

DIGEST = "d" * 64
#: The index page reads what the real stage leaves; it has tests of its own.
SITE = SimpleNamespace(collect=lambda outputs, parameters: ([], {}), index_html=lambda counties, about: "<!doctype html>")


def stage(part, county, settings):
    """Leave rules.json, intake.json and a ledger; a file called `broken`, `unforeseen` or `kill` makes the stage end that way, `changing` changes meanwhile,
    `edits` edits the parameters, `chance` asks for another reading."""
    return {"files": files, "gate": gate, "rules": rules}[part](county, settings)


def files(county, settings):
    out = settings.out(county)
    received = sorted(settings.folders[county].iterdir())
    names = [path.name for path in received]
    if "broken" in names:
        raise AuditError("贷款.xlsx: the workbook is truncated; ask for it again")
    if "unforeseen" in names:
        raise KeyError("张三 370799199001010014")
    if "changing" in names:
        (settings.folders[county] / "changing").write_text("other")
    if "edits" in names:
        with (settings.parameters.folder / "counties" / "linqu.yaml").open("a") as file:
            file.write("# a note\n")
    if "kill" in names:
        os.kill(os.getpid(), signal.SIGKILL)
    (out / "ledgers").mkdir()
    (out / "ledgers" / "micro_loan.parquet").write_text("".join(path.read_text() for path in received))
    told = [
        {
            "path": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": 1,
            "state": "refused" if path.name == "refused" else "read",
        }
        for path in received
    ]
    text = json.dumps({"county": county, "digest": DIGEST, "files": told, "ledgers": {"micro_loan": {"rows": 10}}})
    (out / "intake.json").write_text(text)
    problems = ["refused: not a workbook; ask for it again"] if "refused" in names else []
    return {"rows": 10, "questions": 0, "problems": problems, "again": "chance" in names}


def gate(county, settings):
    """A gate that knows nobody: the ledgers of these tests are no tables."""
    out, nobody = settings.out(county), pa.table({"kind": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    pq.write_table(nobody.replace_schema_metadata({"of": _stamp(out, settings.parameters)}), out / FILE)
    return {}


def rules(county, settings):
    own = records.own_part(county, settings)
    own.mkdir(parents=True, exist_ok=True)
    apart = (settings.folders[county] / "apart").exists()
    waits = [{"rule_id": "CROSS-01", "status": "not_run", "reason": TOGETHER, "leads": 0}] * apart
    kept(own, [{"rule_id": "LOAN-02", "status": "run", "leads": 3}, *waits])
    (own / STAGE).write_text(stage_key(settings.out(county), basis(settings.parameters)))
    return {"leads": 3, "amount": "5.00"}


def kept(folder, said):
    """FILES without a lead, but for what the rules said."""
    for name, schema in (("leads", LEADS), ("spared", SPARED), ("matters", MATTERS)):
        write(schema.empty_table(), folder / f"{name}.parquet")
    (folder / "rules.json").write_text(json.dumps(said))
    (folder / READ).write_text("{}")


def together(units, settings):
    """A rule over all counties: who hands in what another county has handed in too. It breaks when a county has handed in a file called `apart`."""
    if any((folder / "apart").exists() for folder in settings.folders.values()):
        raise KeyError("张三 370799199001010014")
    records.over_all(settings).mkdir(parents=True, exist_ok=True)
    texts = {path.parent.parent.name: path.read_text() for path in settings.outputs.glob("*/ledgers/micro_loan.parquet")}
    for county in units:
        own, out = records.own_part(county, settings), settings.out(county)
        same = [*texts.values()].count(texts[county]) - 1
        said = json.loads((own / "rules.json").read_text())
        kept(out, [*said, {"rule_id": "CROSS-01", "status": "run", "leads": same}])
        (out / STAGE).write_text((own / STAGE).read_text())
    return {"leads": 0, "problems": []}


work.city_stage = together
