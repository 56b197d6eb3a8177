"""What one more county costs, at 16, 160 and 1,600 small ones: python bench/counties.py [--sizes 16 160] [--notebook NAME].

Every county has the same four ledgers of a small synthetic county, with persons of its own: else the rules over all counties would find
everybody everywhere. Flat means that a county costs the same in a run over many; the start of the workers, paid once a run, is in the figures,
compiling the rules, done once a machine, is not: two counties are run before.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import re
import shutil
import string
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import command, identity, timed

PERSON = re.compile(r"370799\d{11}[\dX]")
FILES = ("扶贫小额信贷台账.xlsx", "小额信贷贴息明细.xlsx", "临朐建档立卡贫困户信息2019.xlsx", "临朐建档立卡人口信息2019.xlsx")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sizes", type=int, nargs="+", default=[16, 160])
    options.add_argument("--notebook", nargs="+", default=["micro_loans"])
    options.add_argument("--scale", type=float, default=0.1)
    chosen = options.parse_args()
    table = Table(
        "counties",
        "wall s",
        "CPU s",
        "wall s a county",
        "CPU s a county",
        "CPU s of each further",
        "again, nothing changed: wall s a county",
    )
    before, spent = 0, 0.0
    measure(2, chosen)
    for size in chosen.sizes:
        wall, cpu, again = measure(size, chosen)
        further = f"{(cpu - spent) / (size - before):.2f}" if before else "–"
        table.add_row(f"{size:,}", f"{wall:.0f}", f"{cpu:.0f}", f"{wall / size:.2f}", f"{cpu / size:.2f}", further, f"{again / size:.3f}")
        before, spent = size, cpu
        Console(width=130).print(table)


def measure(size: int, chosen: argparse.Namespace) -> tuple[float, float, float]:
    """Wall and CPU seconds of a run over ``size`` counties, and wall seconds of the same again."""
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        run = prepare(Path(folder), size, chosen.scale, chosen.notebook)
        return *timed(lambda: command(*run)), timed(lambda: command(*run))[0]


def as_text(path: Path) -> str:
    """The cells of a workbook's first sheet as CSV."""
    from python_calamine import CalamineWorkbook

    text = io.StringIO()
    csv.writer(text).writerows(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())
    # without sex and date of birth, which would not fit the persons of each county's own
    return text.getvalue().replace("出生日期", "登记号").replace("性别", "登记类")


def prepare(folder: Path, size: int, scale: float, notebooks: list[str]) -> list[object]:
    """Parameters and received files of ``size`` counties. Returns the command."""
    from auditlib.parameters import home
    from synthetic import write_demo

    shutil.copytree(home() / "parameters", folder / "parameters", ignore=shutil.ignore_patterns("counties"))
    (folder / "parameters" / "counties").mkdir()
    write_demo(folder / "made", counties=["linqu"], scale=scale)
    ledgers = {path.stem: as_text(path) for path in sorted((folder / "made").rglob("*")) if path.name in FILES}
    persons = sorted({person for text in ledgers.values() for person in PERSON.findall(text)})
    for number, letters in zip(range(size), itertools.product(string.ascii_lowercase, repeat=3), strict=False):
        unit = "".join(letters)
        text = f'id: {unit}\nname: 第{number}县\nenglish: County {number}\nkind: 县\ncode: "37{number:04d}"\n'
        (folder / "parameters" / "counties" / f"{unit}.yaml").write_text(text, encoding="utf-8")
        own = {person: identity(number * len(persons) + place) for place, person in enumerate(persons)}
        (folder / "received" / unit).mkdir(parents=True)
        for name, ledger in ledgers.items():
            (folder / "received" / unit / f"{name}.csv").write_text(
                PERSON.sub(lambda found, own=own: own[found.group()], ledger), encoding="utf-8"
            )
    places = ["--data", folder / "received", "--outputs", folder / "out", "--parameters", folder / "parameters"]
    return ["auditlib", "run", *places, *itertools.chain(*(("--notebook", name) for name in notebooks))]


if __name__ == "__main__":
    main()
