"""Nobody of a county is given away by anything that a run leaves or says, whatever a file holds and whatever an auditor's cells do."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from auditlib import cli
from auditlib.contracts import load_ledgers
from tests.publish import planted

ROOT = Path(__file__).parents[2]
PARAMETERS = 'county: str = "linqu"\ndata: str = "received"\noutputs: str = "out"\nas_of: str = "2019-12-31"'
OPENED = "from auditlib.notebook import open_audit\naudit = open_audit(globals())\naudit"
FINISH = 'audit.finish("{}")'
#: What an auditor tries out: frames, values, prints, raw HTML, markdown, JSON, warnings, a chart.
LOOKS = """
from IPython.display import HTML, JSON, Markdown, display
import sys, warnings
rows = audit.ledgers["benefit_payment"].to_pandas()
display(rows, rows.head(3).T, rows["name"], audit.ledgers["micro_loan"].limit(3).to_pyarrow(), audit.rule("FUND-01").frame, rows.to_dict("records")[:3])
print(rows.to_string())
print(rows.iloc[0].to_dict(), file=sys.stderr)
warnings.warn(rows["name"][0] + rows["id_no"][0])
display(HTML(rows.to_html()), HTML(f'<a title="{rows["name"][2]}" href="?q={rows["id_no"][2]}">&#{ord(rows["name"][0][0])};{rows["name"][0][1:]}</a>'))
display(Markdown(f"**{rows['name'][1]}** {rows['id_no'][1]}"), JSON({"who": rows["name"].tolist(), rows["id_no"][0]: 1}))
display({"application/json": {"text": ascii(rows["name"][0]), "number": int(rows["account_no"][0])}}, raw=True)
rows["remark"].tolist()
---
audit.ledger("poor_person"), audit.leads(), audit.received(), audit.by_village()
---
from auditlib.report.charts import bars
bars.bar({name: 1 for name in rows["name"]}, caption="各人", alt="各人：" + "、".join(rows["name"]))
"""


def notebook(folder: Path, name: str, cells: list[str], parameters: str = PARAMETERS) -> None:
    made = [new_markdown_cell(f"# {name}", id="title"), new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})]
    made += [new_code_cell(cell.strip(), id=f"cell-{n}") for n, cell in enumerate(cells)]
    nbformat.write(new_notebook(cells=made), folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run over the planted county with every notebook, one that shows frames, one that fails; and what was said meanwhile."""
    top = tmp_path_factory.mktemp("planted")
    shutil.copytree(ROOT / "parameters", top / "parameters")
    shutil.copytree(ROOT / "notebooks", top / "notebooks")
    everybody = planted.write(top / "received", load_ledgers(top / "parameters" / "ledgers"))
    notebook(top / "notebooks", "looks", [OPENED, *LOOKS.split("---"), FINISH.format("looks")])
    notebook(
        top / "notebooks",
        "raises",
        [OPENED, 'raise ValueError(str(audit.ledgers["benefit_payment"].to_pandas()[["name", "id_no"]].values))'],
    )
    notebook(top / "notebooks", "names", [OPENED, f"# {everybody[1].name}\n1 + 1", FINISH.format("names")])
    notebook(
        top / "notebooks", "reveals", [OPENED, "audit.reveal()", 'audit.ledgers["benefit_payment"].to_pandas()', FINISH.format("reveals")]
    )
    return top, everybody


def command(capfd, top: Path, *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stop:
        cli.main([*arguments, "--outputs", str(top / "out"), "--data", str(top / "received"), "--parameters", str(top / "parameters")])
    said = capfd.readouterr()
    return stop.value.code or 0, said.out + said.err


def test_nobody_is_given_away(run, capfd):
    top, everybody = run
    names = [path.stem for path in sorted((top / "notebooks").glob("*.ipynb"))]
    code, said = command(capfd, top, "run", "--jobs", "2", "--json", *(part for name in names for part in ("--notebook", name)))
    out = top / "out" / "linqu"
    assert code == 1 and not planted.given_away(said, everybody)
    assert {path.stem for path in out.glob("*.html")} >= {*names} - {"city_overview", "names", "reveals"} and (
        top / "out" / "city_overview.html"
    ).exists()
    assert not list(out.glob("names.*")) and not list(out.glob("reveals.*"))  # neither page nor notebook
    assert "linqu names" in said and "第 4 个单元格" in said and "linqu reveals" in said and "reveal()" in said
    files = [path for path in (top / "out").rglob("*") if path.is_file() and path.suffix != ".parquet" and path.name != "intake.json"]
    assert len(files) > 40
    assert {str(path): marks for path in files for text in planted.readings(path) if (marks := planted.given_away(text, everybody))} == {}
    assert [path for path in (top / "out").rglob("*") if planted.given_away(path.name, everybody)] == []

    who = everybody[2]
    (top / "received" / "临朐县" / f"{who.name}{who.phone}.csv").write_text("x")
    next((top / "received" / "临朐县").glob(f"*{everybody[1].name}.csv")).write_text("y")
    code, said = command(capfd, top, "verify", "--hashes-only")
    assert code == 1 and said.count("file received") >= 2 and not planted.given_away(said, everybody)
    code, said = command(capfd, top, "run", "--dry-run")
    assert "changed: received" in said and not planted.given_away(said, everybody)
