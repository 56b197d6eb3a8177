"""What a notebook costs by the way its kernel is started, side by side on the demo's own notebooks: python bench/kernels.py.

    (a) a loop of the commands papermill and jupyter nbconvert, on a sample of the notebooks, scaled by their number
    (b) one worker of the batch, every kernel started cold      (c) the same, kernels forked
    (d) the floor: the same cells in one process that has run them before, without kernels, checks or pages

CPU is of all processes, imports and fork server included in (a) to (c). The counties' ledgers and leads are there before. Medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import command, timed

AS_OF = "2019-12-31"
WAYS = {
    "commands": "(a) loop of papermill + jupyter nbconvert",
    "cold": "(b) batch, cold kernels",
    "warm": "(c) batch, warm kernels",
    "floor": "(d) the cells in one process",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--counties", type=int, default=2, help="of the sixteen of the demo")
    options.add_argument("--sample", type=int, default=3, help="notebooks that (a) runs")
    options.add_argument("--measure", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        print(json.dumps({"cold": in_a_worker, "warm": in_a_worker, "floor": floor}[chosen.measure[0]](*chosen.measure)))
        return
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        prepare(Path(folder), chosen.counties)
        rounds = [measure(Path(folder), chosen.sample) for _ in range(chosen.rounds)]
    table = Table(
        f"per notebook, {rounds[0]['count']} notebooks", "CPU s", "wall s", "own memory of a kernel, MB", f"median of {chosen.rounds}"
    )
    middle = {way: [statistics.median(values) for values in zip(*(each[way] for each in rounds), strict=True)] for way in WAYS}
    for way, name in WAYS.items():
        cpu, wall, memory = middle[way]
        table.add_row(name, f"{cpu:.2f}", f"{wall:.2f}", f"{memory:.0f}" if memory else "–", f"{cpu / middle['warm'][0]:.1f} × (c)")
    Console(width=120).print(table)


def prepare(folder: Path, counties: int) -> None:
    """Files as received, and what the batch's stages leave."""
    from auditlib.parameters import load_parameters
    from synthetic import write_demo

    write_demo(folder / "received", counties=list(load_parameters().counties)[:counties])
    command("auditlib", "run", "--data", folder / "received", "--outputs", folder / "out", "--notebook", "screening")


def measure(folder: Path, sample: int) -> dict:
    """CPU and wall seconds of a notebook, and megabytes of its kernel, each way."""
    jobs = list(todo(folder))
    some = jobs[:: max(1, len(jobs) // sample)][:sample]
    wall, cpu = timed(lambda: commands(folder, some))
    made: dict = {"count": len(jobs), "commands": (cpu / len(some), wall / len(some), 0)}
    for way in ("cold", "warm", "floor"):
        line = [sys.executable, __file__, "--measure", way, str(folder)]
        told: dict = {}
        wall, cpu = timed(
            lambda line=line, told=told: told.update(json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE).stdout))
        )
        made[way] = (told["cpu"] / len(jobs) if way == "floor" else cpu / (len(jobs) + 1), told["wall"] / len(jobs), told["memory"])
    return made


def todo(folder: Path):
    """County and notebook of every job that has both."""
    from auditlib.parameters import load_parameters

    for county in sorted(path.name for path in (folder / "received").iterdir() if path.is_dir()):
        yield from ((load_parameters().county(county).id, name) for name in load_parameters().run.notebooks if name != "city_overview")


def notebook(name: str) -> Path:
    from auditlib.parameters import home

    return home() / "notebooks" / f"{name}.ipynb"


def commands(folder: Path, jobs) -> None:
    (folder / "loop").mkdir(exist_ok=True)
    for county, name in jobs:
        page = folder / "loop" / f"{county}-{name}.ipynb"
        fixed = ("-r", "county", county, "-r", "data", folder / "received", "-r", "outputs", folder / "out", "-r", "as_of", AS_OF)
        command("papermill", notebook(name), page, "--no-progress-bar", *fixed)
        command("jupyter", "nbconvert", "--to", "html", page)


def in_a_worker(way: str, folder: str) -> dict:
    """All notebooks as one worker of the batch runs them; then one more, to see what memory its kernel has for its own."""
    from auditlib.batch.environment import environment
    from auditlib.batch.execute import run_notebook
    from auditlib.batch.jobs import Job
    from auditlib.batch.notebooks import find_notebooks
    from auditlib.batch.settings import Settings
    from auditlib.kernels import client
    from auditlib.parameters import home, load_parameters

    top, parameters = Path(folder), load_parameters()
    place = home() / "notebooks"
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(environment(parameters, Path(scratch), os.cpu_count() or 1))
        if way == "cold":
            del os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"]
        settings = Settings(
            data=top / "received",
            outputs=top / "out",
            folders={},
            parameters=parameters,
            parameter_files={},
            contracts={},
            notebooks={book.name: book for book in find_notebooks(place, list(parameters.run.notebooks))},
            notebook_folder=place,
            data_shown="received",
            scratch=Path(scratch),
            stage=None,
            parts=(),
            resume=True,
        )
        jobs, started = list(todo(top)), time.perf_counter()
        for county, name in jobs:
            run_notebook(Job("notebook", county, name), settings)
        wall = time.perf_counter() - started
        servers = list(client._servers.values())
        peak = Peak({server.process.pid for server in servers})
        run_notebook(Job("notebook", jobs[0][0], "county_report"), settings)
        memory = peak.stop()
        for server in servers:
            server.close()
    return {"wall": wall, "memory": memory}


class Peak:
    """The largest own memory (USS) of a kernel below this process, in MB; ``servers`` are the processes that are none."""

    def __init__(self, servers: set[int]):
        self.servers = servers
        self.seen, self.over = 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()

    def _look(self) -> None:
        import psutil

        while not self.over.wait(0.2):
            for process in psutil.Process().children(recursive=True):
                try:
                    kernel = process.pid not in self.servers and process.pid == os.getpgid(process.pid)
                    self.seen = max(self.seen, process.memory_full_info().uss / 2**20 if kernel else 0)
                except (psutil.Error, OSError):
                    continue

    def stop(self) -> float:
        self.over.set()
        self.thread.join()
        return self.seen


def floor(way: str, folder: str) -> dict:
    """The cells in this process, which has run those of the first county before."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    os.environ |= {"AUDITLIB_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    shell, jobs = InteractiveShell.instance(), list(todo(Path(folder)))
    for some in ([job for job in jobs if job[0] == jobs[0][0]], jobs):
        wall = cpu = 0.0
        for county, name in some:
            values = {"county": county, "data": f"{folder}/received", "outputs": f"{folder}/out", "as_of": AS_OF}
            shell.reset(new_session=True)  # a notebook of its own has nothing to collect: not counted
            wall, cpu = wall - time.perf_counter(), cpu - time.process_time()
            for cell in nbformat.read(notebook(name), as_version=4).cells:
                if cell.cell_type == "code":
                    given = (
                        "".join(f"\n{key} = {value!r}" for key, value in values.items())
                        if "parameters" in cell.metadata.get("tags", [])
                        else ""
                    )
                    with capture_output():
                        shell.run_cell(cell.source + given).raise_error()
            wall, cpu = wall + time.perf_counter(), cpu + time.process_time()
    return {"cpu": cpu, "wall": wall, "memory": 0}


if __name__ == "__main__":
    main()
