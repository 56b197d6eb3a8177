"""A county of a million persons and ten million payments: our rules beside hand-written SQL and plain pandas, in one run.

    python bench/large.py [--persons 1000000] [--runs 3] [--pandas-runs 1]

Each contender runs in a process of its own, in turn (ours, SQL, ours, SQL, …); a figure is the median of its runs. All must find the same
rows, or the comparison is void. Writes outputs/bench/large.md and prints it. The county: county.py; the contenders: contenders.py.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
LIBRARIES = ("duckdb", "ibis-framework", "pandas", "pyarrow")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--persons", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--pandas-runs", type=int, default=1)
    options.add_argument("--report", type=Path, default=Path("outputs/bench/large.md"))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as place:
        folder, cache = Path(place) / "ledgers", Path(place) / "cache"
        write_county(folder, chosen.persons)
        runs = {"ours": [], "sql": [], "pandas": []}
        for turn in range(max(chosen.runs, chosen.pandas_runs)):
            for name, times in (("ours", chosen.runs), ("sql", chosen.runs), ("pandas", chosen.pandas_runs)):
                if turn < times:
                    runs[name].append(child(name, folder, cache))
        whole = child("catalogue", folder, cache)
    compare(runs)
    text = report(runs, whole, chosen.persons)
    chosen.report.parent.mkdir(parents=True, exist_ok=True)
    chosen.report.write_text(text, encoding="utf-8")
    print(text)


def write_county(folder: Path, persons: int) -> None:
    from county import write

    from auditlib.contracts import load_ledgers
    from auditlib.parameters import load_parameters

    write(folder, persons, load_ledgers(load_parameters().folder / "ledgers"))


def child(contender: str, folder: Path, cache: Path) -> dict:
    """One run of a contender. The first of ours finds no compiled SQL in ``cache``, the others do."""
    line = [sys.executable, str(HERE / "contenders.py"), contender, str(folder)]
    environment = os.environ | {"AUDITLIB_CACHE": str(cache)}
    print(f"{dt.datetime.now():%H:%M:%S} {contender}", file=sys.stderr)
    done = subprocess.run(line, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{contender} broke:\n{done.stderr}")
    return json.loads(done.stdout)


def compare(runs: dict[str, list[dict]]) -> None:
    """All contenders find the same rows; ours and SQL also judge them alike (amount, cleared by an exception). Raises SystemExit."""
    expected = runs["ours"][0]["found"]
    for name, results in runs.items():
        for result in results:
            for rule_id, found in result["found"].items():
                parts = ("count", "rows") if name == "pandas" else ("count", "rows", "judged")
                if [found[p] for p in parts] != [expected[rule_id][p] for p in parts]:
                    raise SystemExit(f"{rule_id}: {name} finds other rows than ours ({found['count']} and {expected[rule_id]['count']})")


def report(runs: dict[str, list[dict]], whole: dict, persons: int) -> str:
    def seconds(name: str, part: str, entry: str, unit: str) -> float:
        values = [run[part][entry][unit] for run in runs[name] if entry in run[part]]
        return median(values) if values else 0.0

    rule_ids = sorted(runs["ours"][0]["rules"])
    lines = [
        f"# Ten rules on {persons:,} persons and {10 * persons:,} payments",
        "",
        f"{dt.date.today()}; {os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, "
        + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
        + f". Median of {len(runs['ours'])} runs (pandas: {len(runs['pandas'])}). Seconds of wall (and of CPU, over all threads).",
        "",
        "| rule | found | ours | SQL | pandas | ours : SQL, CPU | pandas : ours, wall |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    totals = {(name, unit): 0.0 for name in runs for unit in ("wall", "cpu")}

    def row(label: str, part: str, entry: str, found: object = "") -> str:
        cells, cost = [], {}
        for name in runs:
            for unit in ("wall", "cpu"):
                cost[name, unit] = seconds(name, part, entry, unit)
                totals[name, unit] += cost[name, unit]
            cells.append(f"{cost[name, 'wall']:.1f} ({cost[name, 'cpu']:.1f})")
        return line(label, found, cells, cost)

    lines.append(row("made ready for all", "ready", "prepare"))
    lines += [row(rule_id, "rules", rule_id, runs["ours"][0]["found"][rule_id]["count"]) for rule_id in rule_ids]
    lines.append(line("**together**", "", [f"{totals[n, 'wall']:.1f} ({totals[n, 'cpu']:.1f})" for n in runs], totals))
    peaks = ", ".join(f"{name} {max(run['peak'] for run in results):,.0f} MB" for name, results in runs.items() if results)
    built = sum(seconds("ours", "built", rule_id, "wall") for rule_id in rule_ids)
    cold, warm = runs["ours"][0]["ready"]["compile"], runs["ours"][-1]["ready"]["compile"]
    cost = whole["rules"]["catalogue"]
    lines += [
        "",
        f"- Peak of memory: {peaks}.",
        f"- Not in the table: our rules compiled to SQL, {cold['wall']:.1f} s when nothing is kept, {warm['wall']:.1f} s from the user's cache; "
        f"their leads built with origin, key and evidence, {built:.1f} s.",
        f"- The whole catalogue in one process: {whole['ran']} of {whole['all']} rules have their ledgers here and ran, {whole['leads']:,} leads, "
        f"{cost['wall']:.0f} s of wall, {cost['cpu']:.0f} s of CPU, {whole['peak']:,.0f} MB at the peak.",
        "",
    ]
    return "\n".join(lines)


def line(label: str, found: object, cells: list[str], cost: dict) -> str:
    def ratio(one: float, other: float) -> str:
        return f"{one / other:.2f}" if one and other else ""

    ratios = ratio(cost["ours", "cpu"], cost["sql", "cpu"]), ratio(cost["pandas", "wall"], cost["ours", "wall"])
    return "| " + " | ".join([label, str(found), *cells, *ratios]) + " |"


if __name__ == "__main__":
    main()
