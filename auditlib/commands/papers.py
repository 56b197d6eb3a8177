"""The command `auditlib papers`."""

import click

from auditlib.commands import options
from auditlib.messages import _

KINDS = ("evidence", "working", "problems", "rectification", "transfer", "sampling")
EXIT_CODES = """\b
Exit codes:
  0    all done
  1    a paper was not made or not written; each is named with the reason, the others are there
  2    wrong usage, parameters, template or record: nothing was written
  130  stopped by Ctrl-C
"""


@click.command(epilog=EXIT_CODES, short_help="Formal papers in Word and Excel.")
@options.to("Folder for the papers; each county gets a folder in it.")
@click.option("--kind", "kinds", multiple=True, required=True, type=click.Choice(KINDS), help="Which papers. Can be repeated.")
@click.option("--group", is_flag=True, help="审计取证单: one a title instead of one a matter.")
@click.option("--matter", "matters", multiple=True, metavar="ID", help="Only this matter. Can be repeated.  [default: all that are due]")
@options.names
@click.option(
    "--date",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="编制日期 of the papers, YYYY-MM-DD.  [default: the day a matter was checked]",
)
@options.by()
@click.option("--samples", type=options.FILE, metavar="FILE", help="With --kind sampling: samples.json of `auditlib sample evaluate`.")
@click.option("--replace", is_flag=True, help="Write over papers that stand there with other contents.")
@options.has(options.counties, options.office)
def papers(outputs, address, parameters, counties, replace, samples, by, on, names, matters, group, kinds, to):
    """Make 审计取证单 (evidence), 审计工作底稿 (working), 问题清单 (problems), 整改台账 (rectification),
    审计移送处理书 (transfer) and 抽样底稿 (sampling).

    They are filled from the templates in parameters/papers/, which an office replaces by its own. Only what was verified gets a paper that
    calls it a problem; 审计工作底稿 are made of any matter that --matter names. Who took papers out is added to the case record.

    \b
    Examples:
      auditlib papers --outputs out --to papers --county linqu --kind evidence
      auditlib papers --outputs out --to papers --county linqu --kind evidence --group --names masked
      auditlib papers --outputs out --to papers --county linqu --kind working --matter FUND-01-M0123456789
    """
    from auditlib.casework.record import Entry
    from auditlib.desk.export import EXPORTED
    from auditlib.desk.office import open_office
    from auditlib.desk.papers import kinds as known
    from auditlib.desk.papers.dossier import Dossier, gates_of
    from auditlib.privacy.masks import scrub

    asked = [known.KINDS[f"{name}_group" if group and name == "evidence" else name] for name in dict.fromkeys(kinds)]
    with open_office(outputs, address, parameters) as office:
        templates = known.templates_of(asked, office.parameters.folder)
        gates = gates_of(office) if names == "masked" else None
        dossiers = [Dossier.of(office, county, gates, on and on.date(), by, samples) for county in office.counties(counties)]
    made = known.make(dossiers, asked, templates, matters)
    if taken := [
        Entry(dossier.county.id, "", EXPORTED, {"names": names, "papers": sorted(kinds)})
        for dossier in dossiers
        if dossier.entries and made.papers
    ]:
        with open_office(outputs, address, parameters, write=True) as office:
            office.record.append(taken, by)
    kept = known.write(made, to, replace)
    problems = made.refused + [
        _("{path}: stands there with other contents, perhaps signed; --replace writes over it", path=to / scrub(path)) for path in kept
    ]
    sums = {"papers": len(made.papers), "written": len(made.papers) - len(kept), "folder": to, "kept": len(kept)}
    options.say(_("{papers} papers = {written} in {folder} + {kept} kept as they were", **sums))
    for problem in problems:
        options.say(problem)
    return int(bool(problems))
