"""What the batch and the intake cost, beside the plain tools on the same data in the same run: make bench.

    python bench/bench.py [--counties 2] [--rows 200000]

Both sides start from the files as received, and make the same pages. The loop of commands is measured on a sample of
counties; the last column scales it to the sixteen of the demo, by the number of notebooks.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import ctypes
import datetime as dt
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

SAMPLE = ("linqu", "changle", "anqiu", "gaomi")
DEMO_COUNTIES = 16
#: Of linux/prctl.h: what loses its parent becomes a child of this process.
PR_SET_CHILD_SUBREAPER = 36
CONSOLE = Console(width=110)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--counties", type=int, default=2, choices=range(1, len(SAMPLE) + 1))
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--measure", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps(measured(*chosen.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        bench_batch(Path(folder), SAMPLE[: chosen.counties])
        bench_intake(Path(folder), chosen.rows)


def bench_batch(folder: Path, counties: tuple[str, ...]) -> None:
    """The command loop and the batch over the same counties and notebooks."""
    from auditlib.parameters import home, load_parameters
    from synthetic import write_demo

    write_demo(folder / "received", counties=list(counties))
    parameters = load_parameters()
    notebooks = home() / "notebooks"
    names = parameters.run.notebooks
    each = [name for name in names if name != "city_overview"]
    loop = timed(lambda: command_loop(folder, counties, each, names, notebooks, parameters.run.as_of))
    run = ["auditlib", "run", "--data", folder / "received", "--outputs", folder / "batch"]
    batch = timed(lambda: command(*run))
    single = timed(lambda: command(*run, "--jobs", 1, "--no-resume"))
    count = len(counties) * len(each) + (len(names) - len(each))
    full = DEMO_COUNTIES * len(each) + (len(names) - len(each))
    table = Table(
        f"{len(counties)} counties, {count} notebooks with their pages", "wall s", "CPU s", "s a notebook", f"{full} notebooks, scaled"
    )
    rows = (
        ("loop of papermill + jupyter nbconvert", loop),
        ("auditlib run --jobs 1", single),
        (f"auditlib run ({os.cpu_count()} workers)", batch),
    )
    for name, (wall, cpu) in rows:
        table.add_row(name, f"{wall:.1f}", f"{cpu:.1f}", f"{wall / count:.2f}", f"{wall / count * full:.0f} s")
    CONSOLE.print(table)
    CONSOLE.print(f"wall time, loop : batch = {loop[0] / batch[0]:.1f} : 1\n")


def command_loop(folder: Path, counties, each: list[str], names: list[str], notebooks: Path, as_of: dt.date) -> None:
    """What one would write in a shell: read the files once, then papermill and jupyter nbconvert, notebook after notebook."""
    outputs = folder / "loop"
    command("auditlib", "intake", "--data", folder / "received", "--outputs", outputs)
    fixed = ["-r", "outputs", outputs, "-r", "as_of", as_of.isoformat()]
    jobs = [(outputs / c, name, ["-r", "county", c, "-r", "data", folder / "received"]) for c in counties for name in each]
    jobs += [(outputs, name, []) for name in names if name not in each]
    for place, name, more in jobs:
        place.mkdir(parents=True, exist_ok=True)
        page = place / f"{name}.ipynb"
        command("papermill", notebooks / f"{name}.ipynb", page, "--no-progress-bar", *more, *fixed)
        command("jupyter", "nbconvert", "--to", "audit", page)


def command(*words: object) -> None:
    """Run a command of this environment. Raises with its output when it fails."""
    line = [str(Path(sys.executable).parent / str(words[0])), *map(str, words[1:])]
    done = subprocess.run(line, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(line)}\n{done.stdout}\n{done.stderr}")


def timed(work) -> tuple[float, float]:
    """Wall and CPU seconds of the child processes and theirs, also of those that nobody else waits for, as Python's fork server (Linux)."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with all_awaited():
        work()
        wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextlib.contextmanager
def all_awaited() -> Iterator[None]:
    """At the end every child has ended and is counted, and every process that a child left behind (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    yield
    with contextlib.suppress(ChildProcessError):
        while os.wait():
            pass


def bench_intake(folder: Path, rows: int) -> None:
    """Intake of one large file (read, recognised, typed, quarantined, written) against what another reader takes for the same file.

    A workbook against its cells only, a CSV of ten times its rows against DuckDB's own reader, which types it and writes Parquet, too.
    """
    for name, many, write, other in (
        ("workbook", rows, write_workbook, "python-calamine, cells only"),
        ("csv", 10 * rows, write_csv, "DuckDB's own reader, to typed Parquet"),
    ):
        received = folder / name / "linqu"
        received.mkdir(parents=True)
        write(received, many)
        table = Table(f"{name}, {many:,} rows × 12 columns", "wall s", "CPU s", "peak MB")
        results = {}
        for what, title in ((name, other), ("intake", "auditlib intake, to typed Parquet")):
            line = [sys.executable, __file__, "--measure", what, str(received)]
            results[what] = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
            table.add_row(title, *(f"{results[what][part]:.{digits}f}" for part, digits in (("wall", 2), ("cpu", 2), ("peak", 0))))
        CONSOLE.print(table)
        ratios = (results["intake"][part] / results[name][part] for part in ("cpu", "wall"))
        CONSOLE.print("intake : other reader = {:.1f} : 1 in CPU, {:.1f} : 1 in wall time\n".format(*ratios))


#: A benefit roster (L09); every person in it is made up (prefix 370799).
HEADERS = "序号 乡镇名称 村名称 项目名称 姓名 身份证号 补贴标准 数量 发放金额 发放日期 银行账号 备注".split()


def roster(rows: int) -> Iterator[list]:
    first = dt.date(2019, 1, 1)
    for n in range(rows):
        whose = [n + 1, f"镇{n % 20}", f"村{n % 400}", "耕地地力保护补贴", f"测试{n % 977}", identity(n)]
        yield [*whose, 125, n % 9 + 1, 125 * (n % 9 + 1), first + dt.timedelta(n % 365), f"6223{n:015d}", "一卡通"]


def write_workbook(folder: Path, rows: int) -> None:
    """The roster with a title row, typed and text cells."""
    import xlsxwriter

    book = xlsxwriter.Workbook(folder / "惠农补贴发放明细.xlsx", {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("发放明细")
    sheet.write(0, 0, "2019年惠农补贴发放明细表")
    for place, row in enumerate([HEADERS, *roster(rows)], 1):
        sheet.write_row(place, 0, row)
    book.close()


def write_csv(folder: Path, rows: int) -> None:
    with (folder / "惠农补贴发放明细.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(itertools.chain([HEADERS], roster(rows)))


def identity(n: int) -> str:
    """A well-formed number of nobody: prefix 370799, with its check digit."""
    day = dt.date(1940, 1, 1) + dt.timedelta(n % 20_000)
    body = f"370799{day:%Y%m%d}{n // 20_000 * 37 % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def measured(what: str, folder: str) -> dict[str, float]:
    """One measurement, in a child and those that it starts; what it imports before is not counted."""
    read = prepared(what, Path(folder))
    started = time.perf_counter()
    with all_awaited():
        if not (child := os.fork()):
            read()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{what} broke")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024}


def prepared(what: str, folder: Path):
    if what == "workbook":
        from python_calamine import CalamineWorkbook

        return lambda: [CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() for path in folder.iterdir()]
    if what == "csv":
        import duckdb

        (path,) = folder.iterdir()
        target = folder.parent / "duckdb.parquet"
        return lambda: duckdb.sql(f"COPY (SELECT * FROM read_csv('{path}')) TO '{target}' (FORMAT parquet)")
    import pandas  # noqa: F401 - pyarrow imports it at its first array

    from auditlib.contracts import load_ledgers
    from auditlib.intake import read_county
    from auditlib.parameters import load_parameters

    parameters = load_parameters()
    contracts = load_ledgers(parameters.folder / "ledgers")
    return lambda: read_county(folder, parameters.county("linqu"), parameters, contracts, folder.parent / "out")


if __name__ == "__main__":
    main()
