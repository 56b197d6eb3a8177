"""A county's stage without ledgers: what the files in its folder say. It runs in spawned workers, so it is a module of its own."""

import json
import os
import signal
from types import SimpleNamespace

from auditlib.errors import AuditError

DIGEST = "d" * 64
#: The index page reads what the real stage leaves; it has tests of its own.
SITE = SimpleNamespace(collect=lambda outputs, parameters: ([], {}), index_html=lambda counties, about: "<!doctype html>")


def stage(county, settings):
    """Leave rules.json and intake.json; a file called `broken`, `unforeseen` or `kill` makes the stage end that way."""
    out = settings.out(county)
    names = sorted(path.name for path in settings.folders[county].iterdir())
    if "broken" in names:
        raise AuditError("贷款.xlsx: the workbook is truncated; ask for it again")
    if "unforeseen" in names:
        raise KeyError("张三 370799199001010014")
    if "kill" in names:
        os.kill(os.getpid(), signal.SIGKILL)
    files = [{"path": name, "sha256": "0" * 64, "size": 1, "state": "refused" if name == "refused" else "read"} for name in names]
    (out / "intake.json").write_text(json.dumps({"digest": DIGEST, "files": files}))
    (out / "rules.json").write_text(json.dumps([{"rule_id": "LOAN-02", "status": "run", "leads": 3}]))
    problems = ["refused: not a workbook; ask for it again"] if "refused" in names else []
    return {"rows": 10, "leads": 3, "amount": "5.00", "questions": 0, "problems": problems}
