"""The command `auditlib papers`. Imports are made inside, so that --help answers at once."""

from __future__ import annotations

from pathlib import Path

import click

KINDS = ("evidence", "working", "problems", "rectification", "transfer", "sampling")
EXIT_CODES = """\b
Exit codes:
  0    all done
  1    a paper was not made or not written; each is named with the reason, the others are there
  2    wrong usage, parameters or template, or no record of the county: nothing was written
"""
FOLDER = click.Path(path_type=Path, file_okay=False)


class Day(click.ParamType):
    name = "date"

    def convert(self, value, param, ctx):
        import datetime as dt

        try:
            if len(value) == 10:
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        return self.fail(f"{value!r} is no date; allowed: an existing day as YYYY-MM-DD, such as 2019-12-31", param, ctx)


@click.command(epilog=EXIT_CODES, short_help="Formal papers in Word and Excel.")
@click.option("--outputs", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True, help="Folder of a run.")
@click.option("--to", "to", type=FOLDER, required=True, help="Folder for the papers; each county gets a folder in it.")
@click.option("--county", "counties", multiple=True, required=True, metavar="ID", help="Id, code or Chinese name. Can be repeated.")
@click.option("--kind", "kinds", multiple=True, required=True, type=click.Choice(KINDS), help="Which papers. Can be repeated.")
@click.option("--group", is_flag=True, help="审计取证单: one a title instead of one a matter.")
@click.option("--matter", "matters", multiple=True, metavar="ID", help="Only this matter. Can be repeated.  [default: all that are due]")
@click.option("--names", type=click.Choice(["full", "masked"]), default="masked", show_default=True, help="Whether names and numbers of persons are shown.")
@click.option("--date", "on", type=Day(), metavar="DATE", help="编制日期 of the papers.  [default: the day a matter was checked]")
@click.option("--by", default="", metavar="NAME", help="Who has them made; stands on every page.")
@click.option("--cases", "address", metavar="ADDRESS", help="The case record.  [default: cases.db beside OUTPUTS]")
@click.option("--replace", is_flag=True, help="Write over papers that have been changed since.")
@click.option("--parameters", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of the auditor's parameters.  [default: parameters/ of the project]")
def papers(outputs, to, counties, kinds, group, matters, names, on, by, address, replace, parameters):
    """Make 审计取证单 (evidence), 审计工作底稿 (working), 问题清单 (problems), 整改台账 (rectification), 审计移送处理书 (transfer) and sampling papers.

    They are filled from the templates in parameters/papers/, which an office replaces by its own. Only what was verified gets a paper that
    calls it a problem; 工作底稿 are made of any matter that --matter names.

    \b
    Examples:
      auditlib papers --outputs out --to papers --county linqu --kind evidence --names full
      auditlib papers --outputs out --to papers --county linqu --kind evidence --group
      auditlib papers --outputs out --to papers --county linqu --kind working --matter FUND-01-M0123456789
    """
    from auditlib.casework.moves import load_moves
    from auditlib.casework.record import Record
    from auditlib.contracts import load_ledgers
    from auditlib.desk.papers.dossier import FULL, Dossier, gates_of
    from auditlib.desk.papers.kinds import KINDS as ALL
    from auditlib.desk.papers.kinds import make, templates_of, write
    from auditlib.parameters import home, load_parameters

    loaded = load_parameters(parameters.resolve() if parameters else home() / "parameters").for_results(outputs)
    contracts, moves = load_ledgers(loaded.folder / "ledgers"), load_moves(loaded.folder)
    asked = [f"{name}_group" if group and name == "evidence" else name for name in dict.fromkeys(kinds)]
    templates = templates_of([ALL[name] for name in asked], loaded.folder)
    gates = None if names == FULL else gates_of([outputs / unit for unit in loaded.counties], loaded, contracts)
    with Record.open(address, outputs, loaded.key) as record:
        head = record.head
        dossiers = [
            Dossier(county, outputs / county.id, loaded, contracts, moves, record.entries(county.id), head, gates, on, by)
            for county in dict.fromkeys(map(loaded.county, counties))
        ]
    made = [make(dossier, asked, templates, matters) for dossier in dossiers]
    problems = []
    for dossier, papers_made in zip(dossiers, made, strict=True):
        folder = to / dossier.county.name
        kept = write(papers_made, folder, replace)
        click.echo(f"{folder}: {len(papers_made.papers) - len(kept)} papers")
        problems += papers_made.refused + [f"{folder / path}: stands there with other contents; --replace writes over it" for path in kept]
    for problem in problems:
        click.echo(problem, err=True)
    return int(bool(problems))
