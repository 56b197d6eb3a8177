"""Runs of one small county for the tests: files as received → what a run leaves, with a manifest. All persons are invented (prefix 370799)."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

from auditlib import __version__
from auditlib.audit import audit_county
from auditlib.contracts import Ledger, load_ledgers
from auditlib.fingerprint import contents
from auditlib.intake import load_intake, read_county
from auditlib.parameters import load_parameters
from auditlib.project_key import MANIFEST, MARK, PUBLISHED, Key

ROOT = Path(__file__).resolve().parents[2]
HEAD = ["姓名", "身份证号", "补贴项目", "所属期", "实发金额", "发放日期", "发放状态", "银行账号"]
WANG, LIU, ZHAO = (f"37079919{50 + n}010{n}00{n}X" for n in (1, 2, 3))


def paid(name: str, number: str, month: int, status: str = "成功", account: str = "") -> list[str]:
    return [name, number, "高龄津贴", f"2019年{month}月", "100", f"2019-{month:02d}-20", status, account]


#: Three months of an allowance after the month of death for one, two for another, and one who lives.
PAYMENTS = [
    *(paid("王小明", WANG, month) for month in (4, 5, 6)),
    *(paid("刘会兰", LIU, month) for month in (8, 12)),
    paid("赵六", ZHAO, 5),
]
DEATHS = [["王小明", WANG, "2019-03-15", "火化"], ["刘会兰", LIU, "2019-07-02", "火化"]]
PAID, DEAD = "一卡通/发放.csv", "公安/死亡.csv"


def files(payments=PAYMENTS, deaths=DEATHS) -> dict[str, list[list[str]]]:
    return {PAID: [HEAD, *payments], DEAD: [["姓名", "身份证号", "死亡日期", "数据来源"], *deaths]}


@cache
def ledgers() -> dict[str, Ledger]:
    return load_ledgers(ROOT / "parameters" / "ledgers")


def run(top: Path, received: dict[str, list[list[str]]], policy: tuple[str, str] = ("", ""), as_of: str = "", key: Key = PUBLISHED) -> Path:
    """A run below ``top`` that has ended; returns its folder. ``policy``: a text of parameters/policy/special_funds.yaml and what stands there instead."""
    data, outputs, folder = top / "received", top / "out", top / "parameters"
    for path, rows in received.items():
        (data / path).parent.mkdir(parents=True, exist_ok=True)
        (data / path).write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    shutil.copytree(ROOT / "parameters", folder, ignore=shutil.ignore_patterns("project.key"))
    if policy[0]:
        file = folder / "policy" / "special_funds.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count(policy[0]) == 1
        file.write_text(text.replace(*policy), encoding="utf-8")
    if as_of:
        file = folder / "run.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("as_of: 2019-12-31", f"as_of: {as_of}"), encoding="utf-8")
    parameters, contracts = load_parameters(folder).keyed(key), ledgers()
    county = parameters.county("linqu")
    read_county(data, county, parameters, contracts, outputs / "linqu")
    audit_county(outputs / "linqu", county, parameters, contracts)
    (outputs / MARK).parent.mkdir()
    (outputs / MARK).write_text(key.fingerprint + "\n", encoding="ascii")
    manifest = {
        **dict.fromkeys(("cases", "data", "chosen", "notebooks", "all_counties", "outputs", "records")),
        "as_of": parameters.run.as_of.isoformat(),
        "versions": {"auditlib": __version__, "code": "the same"},
        "key": key.fingerprint,
        "parameters": {"digest": parameters.digest, "files": contents(folder)},
        "counties": {"linqu": {"digest": load_intake(outputs / "linqu").digest, "jobs": {"stage": {"status": "done"}}}},
        "beside": {},
    }
    (outputs / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return outputs
