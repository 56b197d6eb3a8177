"""The command `auditlib visits`: one visit to a village for everything that has to be looked at there."""

import click

from auditlib.commands import options


@click.command(short_help="One visit per village for all open matters.")
@options.has(options.to("Folder for the workbooks."), options.names)
@click.option(
    "--sample",
    "papers",
    multiple=True,
    metavar="FILE",
    type=options.FILE,
    help="A sampling paper whose units are visited too. Can be repeated.",
)
@options.has(options.by(), options.counties, options.office)
def visits(outputs, address, parameters, counties, papers, by, names, to):
    """Write per county 入户核查安排.xlsx: the villages in the order in which to go, a sheet for each, and what is saved against
    separate checks.

    \b
    Matters that the case record has not settled and that need a look (parameters/visits.yaml) are
    put together by village, over all rules, with the units of samples that are checked on site.
    Households visited lately (L48) are left out unless a matter is grave or they were drawn; what
    has no known village stands on a sheet of its own. Nothing is dropped.

    \b
    Examples:
      auditlib visits --outputs out --to desk
      auditlib visits --outputs out --to desk --county linqu --sample samples/临朐县建档立卡户入户核查_抽样底稿.xlsx
    """
    from auditlib.casework.visits import savings
    from auditlib.desk.office import open_office
    from auditlib.desk.visit_plan import planned_at, write_plan
    from auditlib.errors import AuditError
    from auditlib.outside import readable
    from auditlib.sampling.filled import drawn

    plans = {}
    with open_office(outputs, address, parameters) as office:
        chosen = office.counties(counties)
        samples = [drawn(path, [office.parameters.key]) for path in papers]
        for path, paper in zip(papers, samples, strict=True):
            if paper.facts.county not in (county.id for county in chosen):
                raise AuditError(
                    "--sample {name}: it is of {county_name}; allowed: {chosen}",
                    name=readable(path.name),
                    county_name=paper.facts.county_name or "no county",
                    chosen=", ".join(c.name for c in chosen),
                )
        for county in chosen:
            plans[county.name] = planned_at(office, county, samples)
            click.echo(write_plan(office, county, plans[county.name], to, by, options.here_and_now(), names))
    for row in savings(plans):
        click.echo("　".join(f"{name} {value}" for name, value in row.items()))
    return 0
