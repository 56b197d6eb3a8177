"""The command `auditlib publish`: a run and its case record as a site for one kind of reader."""

import click

from auditlib.commands import options
from auditlib.messages import _


@click.command(short_help="A site for the audit team, for an auditee, or for the public.")
@click.option("--audience", "name", type=click.Choice(["internal", "auditee", "public"]), required=True, help="Who reads it.")
@options.to("Folder of the site; one that stands there is replaced as a whole.")
@click.option(
    "--approve",
    "by",
    metavar="NAME",
    default="",
    help="For the public: approve, in this name, what was written for review, and publish it.",
)
@click.option("--unit", metavar="NAME", default="", help="For an auditee: only what this town, or this unit, has to answer.")
@click.option("--data", type=options.EXISTING, help="Folder with the files as received, for rows as received.  [default: that of the run]")
@click.option("--evidence/--no-evidence", default=True, show_default=True, help="For the audit team: rows as received below each lead.")
@options.has(options.counties, options.office)
def publish(outputs, address, parameters, counties, name, to, by, unit, data, evidence):
    """Build a folder of pages from a run and its case record. It opens by double click, asks for no network, and says in manifest.json what
    it holds.

    \b
    internal   the audit team: every page of the run, every matter with its facts and decisions, the rules
    auditee    one county, or one of its towns or units: what it has to answer, masked, with a workbook to fill in
    public     everybody: verified findings of the audit report, counted by county and by problem, no persons;
               first for review in TO-review, then, once somebody approves this very content, in TO

    \b
    Examples:
      auditlib publish --outputs out --audience internal --to site
      auditlib publish --outputs out --audience auditee --county linqu --unit 民政局 --to civil
      auditlib publish --outputs out --audience public --to announcement
      auditlib publish --outputs out --audience public --to announcement --approve 张三
    """
    from contextlib import nullcontext
    from dataclasses import replace

    from auditlib.batch.records import remembered
    from auditlib.casework.record import Entry
    from auditlib.private import private
    from auditlib.publish import auditee, internal
    from auditlib.publish.announce import announce
    from auditlib.publish.audience import AUDIENCES
    from auditlib.publish.folder import made
    from auditlib.publish.source import open_source

    audience = AUDIENCES[name]
    if by and not audience.approval:
        raise click.UsageError(_("--approve: only what goes to the public is approved"))
    if counties and audience.approval:
        raise click.UsageError(
            _("--county: the public is told of all counties of a run; parts of it would tell of few persons by their difference")
        )
    if len(counties) != 1 if audience.one_unit else unit:
        raise click.UsageError(
            _("an auditee is one county: name it with one --county, and if need be one of its towns or units with --unit")
        )
    writes = bool(by) or audience.one_unit
    with open_source(outputs, address, parameters, counties, write=writes) as source, nullcontext() if audience.approval else private():
        if audience.approval:
            files = announce(source, audience, to, by)
        elif audience.one_unit:
            (county,) = source.counties
            source = replace(source, entries=auditee.learn(source, county, options.user()))
            with made(to) as site:
                auditee.write(site, source, audience, unit)
                site.close({"audience": audience.name, "unit": unit} | source.about | {"cases": None})
            handed = {"audience": audience.name, "unit": unit, "digest": site.digest}
            source.office.record.append([Entry(county.id, "", auditee.PUBLISHED, handed)], options.user())
            files = site.files
        else:
            with made(to) as site:
                internal.write(site, source, audience, (data or remembered(outputs).get("data")) if evidence else None)
                site.close({"audience": audience.name} | source.about)
            files = site.files
    click.echo(f"{to / 'index.html'}: {len(files)} files")
    return 0
