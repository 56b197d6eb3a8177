"""The command `auditlib publish`: a run and its case record as a site for one kind of reader."""

from __future__ import annotations

from pathlib import Path

import click

from auditlib.desk.cases_command import chosen_counties, office_options


@click.command(short_help="A site for the audit team, for an auditee, or for the public.")
@click.option("--audience", "name", type=click.Choice(["internal", "auditee", "public"]), required=True, help="Who reads it.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the site; one that stands there is replaced as a whole.")
@chosen_counties
@office_options
def publish(outputs, address, parameters, counties, name, to):
    """Build a folder of pages from a run and its case record. It opens by double click, asks for no network, and says in manifest.json what it holds.

    \b
    internal   the audit team: every page of the run, every matter with its facts and decisions, the rules
    """
    from auditlib.publish import internal
    from auditlib.publish.audience import AUDIENCES
    from auditlib.publish.folder import made
    from auditlib.publish.source import open_source

    audience = AUDIENCES[name]
    with open_source(outputs, address, parameters, counties) as source, made(to) as site:
        internal.write(site, source, audience)
        site.close({"audience": audience.name} | source.about)
    click.echo(f"{to / 'index.html'}: {len(site.files)} files")
    return 0
