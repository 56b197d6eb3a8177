"""What one more county costs in a site, at 16 and 160 copies of one: python bench/site.py --outputs outputs/demo [--county ID] [--sizes 16 160].

The copies are made of a finished run's county; the pages of the rules, the same for every site, are left out. Flat means linear.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from auditlib.publish import auditee, internal, public
from auditlib.publish.audience import AUDITEE, INTERNAL, PUBLIC
from auditlib.publish.folder import Site
from auditlib.publish.source import Source, open_source


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--outputs", type=Path, required=True)
    options.add_argument("--county", default="linqu")
    options.add_argument("--sizes", type=int, nargs="+", default=[16, 160])
    chosen = options.parse_args()
    internal.manual = lambda parameters: []
    print("counties  internal CPU s a county  MB a county  public CPU s a county  auditee CPU s")
    for size in chosen.sizes:
        with (
            tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder,
            copies(chosen.outputs, chosen.county, size, Path(folder)) as source,
        ):
            one, mb = spent(lambda site, source=source: internal.write(site, source, INTERNAL, None), Path(folder))
            told, _ = spent(lambda site, source=source: public.findings(source, PUBLIC), Path(folder))
            first = replace(source, counties=source.counties[:1])
            asked, _ = spent(lambda site, first=first: auditee.write(site, first, AUDITEE, ""), Path(folder))
            print(f"{size:8,}  {one / size:23.2f}  {mb / size:11.1f}  {told / size:21.3f}  {asked:13.2f}", flush=True)


@contextmanager
def copies(outputs: Path, county: str, size: int, folder: Path):
    """The run with so many copies of a county instead of its counties."""
    with open_source(outputs, None, None, [county]) as source:
        (unit,), files = source.counties, source.manifest["outputs"] | source.manifest["beside"]
        own = {path.partition("/")[2]: digest for path, digest in files.items() if path.startswith(f"{county}/")}
        units = [unit] + [unit.model_copy(update={"id": f"copy{n}", "name": f"{unit.name}{n}"}) for n in range(1, size)]
        for one in units:
            shutil.copytree(outputs / county, folder / "run" / one.id, copy_function=os.link)
        shutil.copy(outputs / "manifest.json", folder / "run")
        manifest = source.manifest | {
            "outputs": {f"{one.id}/{path}": digest for one in units for path, digest in own.items()},
            "beside": {},
        }
        yield Source(replace(source.office, outputs=folder / "run"), manifest, units, source.entries)


def spent(write, folder: Path) -> tuple[float, float]:
    """CPU seconds to write a site, and its size in MB."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        site, begun = Site(Path(place)), time.process_time()
        write(site)
        return time.process_time() - begun, sum(path.stat().st_size for path in Path(place).rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
