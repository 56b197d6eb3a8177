"""A county's stage without ledgers: what the files in its folder say. It runs in spawned workers, so it is a module of its own."""

import hashlib
import json
import os
import signal
from types import SimpleNamespace

from auditlib.audit import TOGETHER, basis, stage_key
from auditlib.batch import work
from auditlib.errors import AuditError
from auditlib.privacy.known import write_known

DIGEST = "d" * 64
#: The index page reads what the real stage leaves; it has tests of its own.
SITE = SimpleNamespace(collect=lambda outputs, parameters: ([], {}), index_html=lambda counties, about: "<!doctype html>")


def stage(county, settings):
    """Leave rules.json, intake.json and a ledger; a file called `broken`, `unforeseen` or `kill` makes the stage end that way, `changing` changes meanwhile,
    `edits` edits the parameters, `chance` asks for another reading."""
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
    files = [
        {
            "path": path.name,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": 1,
            "state": "refused" if path.name == "refused" else "read",
        }
        for path in received
    ]
    text = json.dumps({"county": county, "digest": DIGEST, "files": files, "ledgers": {"micro_loan": {"rows": 10}}})
    (out / "intake.json").write_text(text)
    write_known(out, {}, settings.parameters)
    (out / "ledgers" / "micro_loan.parquet").write_text("".join(path.read_text() for path in received))
    (out / "stage.txt").write_text(stage_key(out, basis(settings.parameters)))
    waits = [{"rule_id": "CROSS-01", "status": "not_run", "reason": TOGETHER, "leads": 0}] * ("apart" in names)
    (out / "rules.json").write_text(json.dumps([{"rule_id": "LOAN-02", "status": "run", "leads": 3}, *waits]))
    problems = ["refused: not a workbook; ask for it again"] if "refused" in names else []
    return {"rows": 10, "leads": 3, "amount": "5.00", "questions": 0, "problems": problems, "again": "chance" in names}


def together(settings):
    """A rule over all counties: who hands in what another county has handed in too. It breaks when a county has handed in a file called `apart`."""
    if any((folder / "apart").exists() for folder in settings.folders.values()):
        raise KeyError("张三 370799199001010014")
    texts = {path.parent.parent.name: path.read_text() for path in settings.outputs.glob("*/ledgers/micro_loan.parquet")}
    for county in settings.folders:
        path = settings.out(county) / "rules.json"
        if path.exists():
            same = [*texts.values()].count(texts[county]) - 1
            path.write_text(json.dumps([*json.loads(path.read_text()), {"rule_id": "CROSS-01", "status": "run", "leads": same}]))
    return {"leads": 0, "problems": []}


work.city_stage = together
