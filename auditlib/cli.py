"""The command `auditlib`. Imports are made inside the commands, so that --help answers at once."""

import os
import sys
from itertools import chain
from pathlib import Path

import click

from auditlib.commands import options
from auditlib.commands.cases import cases
from auditlib.commands.diff import diff
from auditlib.commands.explain import explain
from auditlib.commands.lab import lab, new
from auditlib.commands.papers import papers
from auditlib.commands.publish import publish
from auditlib.commands.request import request
from auditlib.commands.rules import rules
from auditlib.commands.sample import sample
from auditlib.commands.visits import visits
from auditlib.help import translated
from auditlib.messages import _, local, speak

EXIT_CODES = """\b
Exit codes:
  0    all done
  1    something was handed in and not read (a folder that is no county, a file that
       cannot be opened, a sheet that no ledger knows), or a county or notebook failed.
       Each is named at the end with what to do; all else is complete.
       Of verify: something differs. Of cases import: a line was refused, or a file could not
       be read; the good lines are recorded. Of cases verify: the record was changed.
  2    wrong usage, parameters or notebook, or another run at work in the folder: nothing ran
  130  stopped by Ctrl-C
"""


class Day(click.ParamType):
    name = "date"

    def convert(self, value, param, ctx):
        import datetime as dt

        try:
            if len(value) == 10:
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        return self.fail(
            local(_("{value!r} is no date; allowed: an existing day as YYYY-MM-DD, such as 2019-12-31", value=value)), param, ctx
        )


def main(arguments: list[str] | None = None) -> None:
    """Run the command; a message instead of a traceback for everything that a user can mend."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a Windows console may not know every Chinese character
    from auditlib.errors import AuditError, demand_docstrings

    speak()
    try:
        demand_docstrings()
        sys.exit(translated(commands).main(arguments, prog_name="auditlib", standalone_mode=False, obj=commands) or 0)
    except AuditError as error:
        click.echo(f"auditlib: {local(error.args[0])}", err=True)
        sys.exit(2)
    except OSError as error:
        from auditlib.outside import readable
        from auditlib.privacy.masks import scrub

        file = scrub(readable(str(error.filename or "")))
        options.say(_("auditlib: {file}: {fault}; mend this, then give the same command again", file=file, fault=error.strerror), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        options.say(_("auditlib: stopped; what was finished is complete, and the same command goes on from there"), err=True)
        sys.exit(130)


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="auditlib", help="Show the version and exit.")
def commands():
    """Audit poverty funds, projects, micro-loans and assets: from files as received to leads and HTML pages.

    \b
    Begin with:
      auditlib demo                                   synthetic counties, audited and published
      auditlib intake --data received --outputs out   only read the files; see out/<county>/intake.html
      auditlib run --data received --outputs out      the whole audit; see out/index.html

    \b
    received/ holds one folder for each county, named by id, code or Chinese name, with the files
    under any names and in any folders inside. What an auditor decides (counties, period, policy
    values) stands in parameters/.
    """


#: The options that every command on received files has.
common = options.has(
    click.option("--data", type=options.EXISTING, required=True, help="Folder with one folder for each county, files as received."),
    click.option("--outputs", type=options.FOLDER, required=True, help="Folder for the results; one run at a time works in it."),
    options.counties,
    options.jobs,
    click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Run the jobs on the Dask cluster there, such as tcp://host:8786 (extra auditlib[dask]).",
    ),
    click.option("--resume/--no-resume", default=True, show_default=True, help="Keep what is done and unchanged, or run everything again."),
    options.machine("Events as JSON lines instead of text for people."),
    options.parameters,
)


@commands.command(epilog=EXIT_CODES, short_help="Make synthetic counties, audit and publish them.")
@click.option("--outputs", type=options.FOLDER, default=Path("outputs/demo"), show_default=True, help="Folder for files and results.")
@click.option(
    "--scale", type=click.FloatRange(0, min_open=True), default=1, show_default=True, help="How many times larger each county is."
)
@options.jobs
def demo(outputs, scale, jobs):
    """Make sixteen synthetic counties, audit them all, publish, print where to look. Two of them are then decided on, and audited again.

    Nobody in them is real. The files go to OUTPUTS/received, with answer_key.csv: what was planted, and what only looks like it. The
    workbooks that auditors fill in go to OUTPUTS-desk, what they decide to cases.db beside OUTPUTS.
    """
    from rich.console import Console

    import synthetic
    from auditlib.project_key import PUBLISHED

    console = Console()
    received = outputs / "received"
    if (received / "answer_key.csv").exists():
        import shutil

        shutil.rmtree(received)  # files of an earlier demo under other names would be audited with the new ones
    console.print(local(_("Writing sixteen synthetic counties to {folder} …", folder=received)), soft_wrap=True, highlight=False)
    synthetic.write_demo(received, scale=scale, jobs=jobs or os.cpu_count() or 1)
    from auditlib.batch import run as batch

    first = batch.run(_call(received, outputs, key=PUBLISHED, jobs=jobs))
    desk = outputs.with_name(f"{outputs.name}-desk")
    begun = local(_("Deciding on the matters of two counties as their auditors would, in {folder} …", folder=desk))
    for line in chain([begun], _decided(outputs, received, desk)):
        console.print(line, soft_wrap=True, highlight=False)
    return max(first, batch.run(_call(received, outputs, key=PUBLISHED, jobs=jobs)))


@commands.command(epilog=EXIT_CODES, short_help="Only read and report what was received.")
@common
def intake(counties, **asked):
    """Only read what was received and report it: OUTPUTS/<county>/intake.html.

    \b
    Examples:
      auditlib intake --data received --outputs out
      auditlib intake --data received --outputs out --county 临朐县 --county linqu
    """
    from auditlib.batch import run as batch

    return batch.intake(_call(**asked), counties=counties)


@commands.command(epilog=EXIT_CODES, short_help="Read, audit and publish every county.")
@common
@click.option("--notebook", "notebooks", multiple=True, metavar="NAME", help="Only this notebook.  [default: those of parameters/run.yaml]")
@click.option("--as-of", type=Day(), metavar="DATE", help="Audit date, YYYY-MM-DD.  [default: that of parameters/run.yaml]")
@click.option("--dry-run", is_flag=True, help="Run nothing: list what would run, and why.")
@options.cases
def run(counties, notebooks, dry_run, **asked):
    """Read, audit and publish every county; a failure of one never stops the others.

    What an earlier run into the same folder has finished, and what has not changed since, is not run again.

    \b
    Examples:
      auditlib run --data received --outputs out
      auditlib run --data received --outputs out --county linqu --notebook micro_loans
      auditlib run --data received --outputs out --as-of 2020-12-31 --jobs 4
      auditlib run --data received --outputs out --dry-run
    """
    from auditlib.batch import run as batch

    return batch.run(_call(**asked), counties=counties, notebooks=notebooks, dry=dry_run)


@commands.command(epilog=EXIT_CODES, short_help="Prove that a run's results are what they were.")
@options.has(options.outputs, options.data_of_run)
@click.option("--hashes-only", is_flag=True, help="Only hash every input and result; do not run anything again.")
@options.jobs
@options.has(options.machine("The outcome as one line of JSON."), options.parameters_of_run, options.cases)
def verify(outputs, data, hashes_only, jobs, machine, parameters, address):
    """Hash every input and result of a run again, run it again into a temporary folder, compare byte for byte.

    Exit code 1 when anything differs, is missing, or lies beside the results and could be taken for one; the first difference in
    leads is named by county, rule and lead. Other files in OUTPUTS are named as not of the run.

    \b
    Examples:
      auditlib verify --outputs out
      auditlib verify --outputs out --data received --hashes-only
    """
    import json

    from auditlib.batch import records
    from auditlib.batch import verify as proof
    from auditlib.batch.products import APART
    from auditlib.errors import AuditError
    from auditlib.project_key import PUBLISHED, made_under, run_manifest

    manifest, places = run_manifest(outputs), records.remembered(outputs)
    data, parameters = data or places.get("data"), parameters or places.get("parameters")
    for option, folder in (("--data", data), ("--parameters", parameters)):
        if not (folder and folder.is_dir()):
            raise AuditError("what the run read is not where the run found it; say {option}", option=option)
    key = PUBLISHED if made_under(outputs) == PUBLISHED.fingerprint else None
    made = {"as_of": proof.audit_date(manifest), "record_until": proof.entries_read(manifest)}
    call = _call(data, outputs, parameters, key, jobs=jobs, machine=machine, address=address, **made)
    differences, notes = proof.verify(call, manifest, again=not hashes_only), [*proof.notes(call, manifest)]
    if machine:
        told = {"verified": not differences, "differences": differences, "notes": notes, "not_covered": [*APART]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for line in (*notes, *differences):
            options.say(line)
        count = sum(len(manifest[part]) for part in ("outputs", "beside", "records"))
        how = _("as the manifest says") if hashes_only else _("as the manifest says, and the same in a second run")
        proved = _("verified: {count} results and records, every byte {how}", count=count, how=how)
        options.say(_("{count} differences", count=len(differences)) if differences else proved)
        options.say(_("not covered, being of this place and time only: {paths}", paths=", ".join(APART)))
    return int(bool(differences))


for command in (cases, diff, explain, lab, new, papers, publish, request, rules, sample, visits):
    command.epilog = command.epilog or EXIT_CODES
    commands.add_command(command)


def _load(folder: Path | None):
    """The notebooks folder, the parameters, the SHA-256 of their files before they were read, and the contracts.

    Raises ParameterError with everything that is wrong in them.
    """
    from auditlib.contracts import load_ledgers
    from auditlib.county_contracts import check_counties
    from auditlib.errors import ParameterError
    from auditlib.fingerprint import contents
    from auditlib.parameters import home, load_parameters
    from auditlib.rules.catalogue import read_texts

    if folder is not None and folder.resolve().name != "parameters":
        # kernels find their parameters by the folder above, under this name
        raise ParameterError(_("--parameters {folder}: the folder must be called parameters", folder=folder), allowed="…/parameters")
    folder = folder.resolve() if folder else home() / "parameters"
    files, loaded = contents(folder), load_parameters(folder)
    contracts = load_ledgers(loaded.folder / "ledgers")
    check_counties(loaded, contracts)
    read_texts(loaded.folder)
    beside = loaded.folder.parent / "notebooks"
    return beside if beside.is_dir() else home() / "notebooks", loaded, files, contracts


def _call(data, outputs, parameters=None, key=None, as_of=None, *, machine=False, address=None, **more):
    """What the batch is asked for. ``key``: under which ids are made; by default the project's own, or the demo's for its own files.

    Raises ParameterError with everything that is wrong in the parameters.
    """
    from auditlib.batch.settings import Call

    folder, loaded, files, contracts = _load(parameters)
    loaded = loaded.at(as_of) if as_of else loaded
    key = key or _demo_key(data, outputs)
    loaded = loaded.keyed(key) if key else loaded
    return Call(data, outputs, loaded, files, contracts, folder, machine=machine, quiet=machine, record=address, **more)


def _decided(outputs: Path, received: Path, desk: Path):
    """What the demo's auditors decide, county by county; a county that has no results is left to its next run."""
    from auditlib.desk.office import open_office
    from synthetic.decisions import COUNTIES, decide, sample

    with open_office(outputs, None, None, write=True) as office:
        for county in office.counties():
            if county.id in COUNTIES:
                yield decide(office, county, desk, received, options.here_and_now())
                yield sample(office, county, desk, options.here_and_now())


def _demo_key(data, outputs):
    """The demo's published key where its own files are audited again into its own folder; never for anybody else's."""
    from auditlib.project_key import PUBLISHED, made_under

    own = (data / "answer_key.csv").exists() and made_under(outputs) == PUBLISHED.fingerprint
    return PUBLISHED if own else None
