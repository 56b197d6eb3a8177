"""`auditlib explain`: the chain of one lead or matter, from the file as received to the decision, proved while it is printed."""

import json
from pathlib import Path

import click

from auditlib.commands import options

EXIT_CODES = """\b
Exit codes:
  0    told, and every file that it stands on has the SHA-256 that the run recorded
  1    told, and a file is gone, changed or unreadable; said in the last line
  2    wrong usage, or no lead or matter of that id
  130  stopped by Ctrl-C
"""


@click.command(epilog=EXIT_CODES, short_help="From a lead or matter back to the rows as received.")
@click.argument("id", metavar="LEAD|MATTER")
@options.has(options.outputs, options.data_of_run, options.machine("Everything as one line of JSON, values masked."))
@options.has(options.parameters_of_run, options.cases)
def explain(id, outputs, data, machine, parameters, address):
    """From a lead (疑点编号) or matter (事项编号) back: file, sheet, row, text, typed value, rule, SQL, values in force, matter, decisions.

    The county is found from the id. Names, numbers and accounts are masked. Of a matter the first ten leads are told.

    \b
    Examples:
      auditlib explain LOAN-02-1a2b3c4d5e --outputs out
      auditlib explain LOAN-02-M5e4d3c2b1a --outputs out --data received --json
    """
    from auditlib.batch.records import remembered
    from auditlib.casework.cases import cases_of
    from auditlib.desk.office import open_office
    from auditlib.evidence.files import Files, county_folder
    from auditlib.report.explained import explained, written

    places = remembered(outputs)
    data, there = data or places.get("data"), places.get("parameters")
    there = there if there and there.is_dir() else None
    with open_office(outputs, address, parameters or there) as office:
        settings, contracts = _as_run(office.parameters, outputs), office.contracts
        county = settings.counties[_county_of(id, outputs)]
        matters = cases_of(office.record.entries(county.id), office.moves)
        folder, out = county_folder(data, county, settings), outputs / county.id
        with Files(folder, out, county, settings, contracts) as files:
            values = explained(id, files, county, settings, matters)
    click.echo(json.dumps(values, ensure_ascii=False) if machine else written(values))
    return int(not values["proved"])


def _as_run(parameters, outputs: Path):
    """The parameters at the audit date of the run; a run that has not ended is of the date in run.yaml."""
    from auditlib.batch.verify import audit_date
    from auditlib.project_key import MANIFEST, run_manifest

    return parameters.at(audit_date(run_manifest(outputs))) if (outputs / MANIFEST).exists() else parameters


def _county_of(id: str, outputs: Path) -> str:
    """The county whose results hold a lead or matter of this id. Raises AuditError where none does, naming the id that is most like it."""
    from auditlib.errors import AuditError
    from auditlib.messages import meant
    from auditlib.outside import shown
    from auditlib.privacy.masks import scrub
    from auditlib.report.explained import ids_of

    known: dict[str, str] = {}
    for path in sorted(outputs.glob("*/leads.parquet")):
        known |= dict.fromkeys(ids_of(path.parent), path.parent.name)
        if id in known:
            return known[id]
    raise AuditError("there is no lead or matter {id} in these results{near}", id=scrub(shown(id)), near=meant(id, known))
