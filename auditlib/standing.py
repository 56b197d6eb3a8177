"""Whether a county's results stand, in the folder that a run leaves: of what they were made (STAGE), which values each rule read (READ)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from auditlib.fingerprint import code_of, differing, rule_code, sha256
from auditlib.parameters import Parameters

#: A line for each thing that the results of all rules depend on.
STAGE = "stage.txt"
#: Scope → rule → name → SHA-256 of what the rule looked up, as it stood in the county, or in the files common to all.
READ = "read.json"
#: How many names a reader is told.
MOST = 3


def basis(parameters: Parameters) -> Basis:
    """What the results of all counties depend on: the dates, the code of the rules, and the parameters, by which each county's is told."""
    run = parameters.run
    period = f"{run.audit_from} {run.audit_to}"
    return Basis(parameters, {"审计截止日": f"{run.as_of}", "审计期间": period, "规则程序": code_of(rule_code())})


class Basis(NamedTuple):
    """``lines``: of STAGE those that are the same for all counties."""

    parameters: Parameters
    lines: dict[str, str]


def stage_key(out: Path, now: Basis) -> str:
    """STAGE of a county: its files as they were read, what the case record said of it, and the lines of the basis."""
    cases = out / "cases.json"
    received = json.loads((out / "intake.json").read_text(encoding="utf-8"))["digest"]
    lines = {**now.lines, "资料": received, "案件记录": sha256(cases) if cases.exists() else "无"}
    return "".join(f"{name}：{value}\n" for name, value in lines.items())


def departs(out: Path, now: Basis) -> str:
    """Why the results under ``out`` are not those of a run on ``now``, for a reader; nothing when they are."""
    if not (out / "intake.json").exists():
        return "结果文件夹里没有该单位的运行结果"
    if not (out / "rules.json").exists() or not (out / STAGE).exists():
        return "该单位的运行没有完成"
    try:
        stood, here = (out / STAGE).read_text(encoding="utf-8").splitlines(), stage_key(out, now).splitlines()
        differ = [line.split("：")[0] for line in here if line not in stood] + _other_values(out, now.parameters)
    except (ValueError, TypeError, KeyError, AttributeError):
        return "该单位的运行记录已损坏"
    return f"与运行时不同：{'、'.join(differ)}" if differ else ""


def _other_values(out: Path, parameters: Parameters) -> list[str]:
    """The parameters that a rule read and that are others now, as a reader is told them."""
    unit = json.loads((out / "intake.json").read_text(encoding="utf-8"))["county"]
    names = set()
    for scope, rules in read_by_rules(out).items():
        stood = {name: of for read in rules.values() for name, of in read.items()}
        names |= {*differing(stood, parameters.digests_of(stood, parameters.counties[unit] if scope == "county" else None))}
    ids = sorted(name.partition(":")[2] for name in names)
    return [f"参数（{'、'.join(ids[:MOST])}{' 等' * (len(ids) > MOST)}）"] if ids else []


def read_by_rules(out: Path) -> dict[str, dict[str, dict[str, str]]]:
    """READ as it stands under ``out``; empty where there is none."""
    return json.loads((out / READ).read_text(encoding="utf-8")) if (out / READ).exists() else {}


def run_digest(*outs: Path) -> str:
    """What results were made from, for the foot of a page: of one county the SHA-256 of its STAGE, of several that of all theirs.

    Empty where no county has come to its end. Which values of the parameters a rule used stands with the rule, on the page.
    """
    digests = [sha256(path) for path in (out / STAGE for out in outs) if path.exists()]
    return hashlib.sha256("".join(digests).encode()).hexdigest() if len(digests) > 1 else "".join(digests)
