"""What one more county costs, at 16, 160 and 1,600 small ones: python bench/counties.py [--sizes 16 160] [--notebook NAME].

Every county has the same files under a name of its own: a small synthetic county of four ledgers. Flat means that a county costs
the same in a run over many; the start of the workers, paid once, is in the figures.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import string
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import command, timed

FILES = ("扶贫小额信贷台账.xlsx", "小额信贷贴息明细.xlsx", "临朐建档立卡贫困户信息2019.xlsx", "临朐建档立卡人口信息2019.xlsx")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sizes", type=int, nargs="+", default=[16, 160])
    options.add_argument("--notebook", nargs="+", default=["micro_loans"])
    options.add_argument("--scale", type=float, default=0.1)
    chosen = options.parse_args()
    table = Table("counties", "wall s", "CPU s", "wall s a county", "CPU s a county", "CPU, of the first", "again, nothing changed: wall s a county")
    first = 0.0
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
            run = prepare(Path(folder), size, chosen.scale, chosen.notebook)
            wall, cpu = timed(lambda run=run: command(*run))
            again, _ = timed(lambda run=run: command(*run))
        first = first or cpu / size
        table.add_row(f"{size:,}", f"{wall:.0f}", f"{cpu:.0f}", f"{wall / size:.2f}", f"{cpu / size:.2f}", f"{cpu / size / first:.2f}", f"{again / size:.3f}")
        Console(width=130).print(table)


def prepare(folder: Path, size: int, scale: float, notebooks: list[str]) -> list[object]:
    """Parameters and received files of ``size`` counties. Returns the command."""
    from auditlib.demo import write_demo
    from auditlib.parameters import home

    shutil.copytree(home() / "parameters", folder / "parameters", ignore=shutil.ignore_patterns("counties"))
    (folder / "parameters" / "counties").mkdir()
    write_demo(folder / "made", counties=["linqu"], scale=scale)
    small = next(path for path in (folder / "made").iterdir() if path.is_dir())
    for path in small.rglob("*"):
        if path.is_file() and path.name not in FILES:
            path.unlink()
    for number, letters in zip(range(size), itertools.product(string.ascii_lowercase, repeat=3), strict=False):
        unit = "".join(letters)
        text = f'id: {unit}\nname: 第{number}县\nenglish: County {number}\nkind: 县\ncode: "37{number:04d}"\n'
        (folder / "parameters" / "counties" / f"{unit}.yaml").write_text(text, encoding="utf-8")
        shutil.copytree(small, folder / "received" / unit)
    places = ["--data", folder / "received", "--outputs", folder / "out", "--parameters", folder / "parameters"]
    return ["auditlib", "run", *places, *itertools.chain(*(("--notebook", name) for name in notebooks))]


if __name__ == "__main__":
    main()
