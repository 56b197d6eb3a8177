"""The command `auditlib visits`: one visit to a village for everything that has to be looked at there."""

from __future__ import annotations

from pathlib import Path

import click

from auditlib.desk.cases_command import chosen_counties, office_options


@click.command(short_help="One visit per village for all open matters.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the workbooks.")
@click.option("--names", type=click.Choice(["full", "masked"]), default="full", show_default=True, help="Whether persons are shown by name.")
@click.option("--by", metavar="NAME", help="Who takes them out.  [default: the user of this machine]")
@chosen_counties
@office_options
def visits(outputs, address, parameters, counties, by, names, to):
    """Write per county 入户核查安排.xlsx: the villages in the order in which to go, a sheet for each, and what is saved against separate checks.

    \b
    Matters that the case record has not settled and that need a look (parameters/visits.yaml) are
    put together by village, over all rules. Households visited lately (L48) are left out unless a
    matter is grave; a matter whose village nobody knows stands on a sheet of its own.
    """
    from auditlib.casework.visits import savings
    from auditlib.desk.office import here_and_now, open_office, user
    from auditlib.desk.visit_plan import planned_at, write_plan

    plans = {}
    with open_office(outputs, address, parameters) as office:
        for county in office.counties(counties):
            plans[county.name] = planned_at(office, county)
            click.echo(write_plan(office, county, plans[county.name], to, by or user(), here_and_now(), names))
    for row in savings(plans):
        click.echo("　".join(f"{name} {value}" for name, value in row.items()))
    return 0
