"""A small world for the batch: three counties, tiny notebooks, a stage of stubs, and the real command."""

import functools
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import auditlib.batch.run as batch
from auditlib import cli
from auditlib.project_key import PUBLISHED
from tests.batch import stubs

ROOT = Path(__file__).parents[2]
COUNTIES = {"linqu": "临朐县", "changle": "昌乐县", "anqiu": "安丘市"}
TYPED = """
county: str = "linqu"
data: str = "received"
outputs: str = "out"
as_of: str = "2019-12-31"
"""
FINISH = f"""
from IPython.display import display
marker = {{"notebook": "small", "county": county, "as_of": as_of, "digest": "{stubs.DIGEST}",
          "rows": {{"micro_loan": 10}}, "rules": {{"LOAN-02": 3}}, "leads": 3}}
display({{"application/vnd.auditlib.done+json": marker, "text/plain": "完成"}}, raw=True)
"""
CITY = """
import json
from pathlib import Path
from IPython.display import display
units = {path.parent.name: sum(rule["leads"] for rule in json.loads(path.read_text())) for path in Path(outputs).glob("*/rules.json")}
marker = {"notebook": "all_counties", "as_of": as_of, "units": units}
display({"application/vnd.auditlib.done+json": marker}, raw=True)
"""


@dataclass
class World:
    """Folders of a run, and the command on them. ``says`` is what the last command printed."""

    top: Path
    capsys: pytest.CaptureFixture
    says: str = ""

    @property
    def out(self) -> Path:
        return self.top / "out"

    @property
    def arguments(self) -> list[str]:
        places = ["--data", self.top / "received", "--outputs", self.out, "--parameters", self.top / "parameters"]
        return [*map(str, places), "--jobs", "1"]

    def county(self, name: str, *files: str) -> Path:
        folder = self.top / "received" / name
        folder.mkdir(parents=True)
        for file in files:
            (folder / file).write_text("x")
        return folder

    def notebook(self, name: str, *cells: str, parameters: str = TYPED) -> None:
        """A notebook with a heading, a parameters cell and these cells."""
        tagged = new_code_cell(parameters.strip(), id="parameters", metadata={"tags": ["parameters"]})
        code = [new_code_cell(textwrap.dedent(cell).strip(), id=f"code-{n}") for n, cell in enumerate(cells)]
        notebook = new_notebook(cells=[new_markdown_cell(f"# {name}", id="title"), tagged, *code])
        (self.top / "notebooks").mkdir(exist_ok=True)
        nbformat.write(notebook, self.top / "notebooks" / f"{name}.ipynb")

    def run(self, *arguments: str, command: str = "run") -> int:
        """Run `auditlib run` (with the folders of this world) and return its exit code."""
        return self.call(command, *self.arguments, *arguments)

    def call(self, *arguments: str) -> int:
        with pytest.raises(SystemExit) as stop:
            cli.main(list(arguments))
        captured = self.capsys.readouterr()
        self.says = captured.out + captured.err
        return stop.value.code or 0

    def executed(self, county: str, name: str):
        return nbformat.read(self.out / county / f"{name}.ipynb", as_version=4)


def write_parameters(folder: Path, notebooks: list[str]) -> None:
    (folder / "counties").mkdir(parents=True)
    for number, (county, name) in enumerate(COUNTIES.items()):
        text = f'id: {county}\nname: {name}\nenglish: {county}\nkind: {name[-1]}\ncode: "37072{number}"\n'
        (folder / "counties" / f"{county}.yaml").write_text(text, encoding="utf-8")
    (folder / "programmes.yaml").write_text("[]\n")
    lines = [f"  - {name}" for name in notebooks]
    (folder / "run.yaml").write_text("\n".join(["as_of: 2019-12-31", "audit_from: 2016-01-01", "notebooks:", *lines]) + "\n")
    (folder / "project.key").write_text(PUBLISHED.text)
    (folder / "policy").mkdir()
    for shipped in ("ledgers", "rules"):
        (folder / shipped).symlink_to(ROOT / "parameters" / shipped)


@pytest.fixture
def world(tmp_path, monkeypatch, capsys) -> World:
    """Two counties received, one sound notebook, and the one over all counties."""
    monkeypatch.setitem(sys.modules, "auditlib.report.site", stubs.SITE)
    monkeypatch.setattr(batch, "run", functools.partial(batch.run, stage=stubs.stage))
    monkeypatch.setattr("auditlib.batch.environment.PRELOAD", "")  # notebooks of two lines need no pandas
    write_parameters(tmp_path / "parameters", ["small", "all_counties"])
    made = World(tmp_path, capsys)
    made.county("linqu", "a.xlsx")
    made.county("2019 昌乐县 扶贫", "b.xlsx")
    made.notebook("small", "1 + 1", FINISH)
    made.notebook("all_counties", CITY, parameters='outputs: str = "out"\nas_of: str = "2019-12-31"')
    return made
