"""The command `auditlib request`."""

import click

from auditlib.commands import options
from auditlib.messages import _


@click.command(short_help="What to ask each office for, and what is still missing.")
@options.to("Folder for the workbooks; each county gets a folder in it.")
@click.option("--outputs", type=options.EXISTING, help="Folder of a run or an intake: ask only for what is still missing there.")
@options.has(options.parameters, options.counties)
def request(counties, parameters, outputs, to):
    """Write per county and office 资料需求_<单位>_<县>.xlsx: a sheet to fill in for each ledger that the office holds.

    \b
    The first sheet says what is asked, for which period, which checks it serves, how to fill in and
    to hand it in. What comes back is read by `auditlib intake` without a question.

    With --outputs the run's journal says what was not handed in, or without which columns: that is listed, written
    to 补充资料清单_<县>.xlsx, and only workbooks of it are made. Nothing is read or run again.

    \b
    Examples:
      auditlib request --to request
      auditlib request --to request --county linqu
      auditlib request --to request --outputs out --county linqu
    """
    from auditlib.contracts import load_ledgers
    from auditlib.errors import AuditError
    from auditlib.parameters import load_parameters
    from auditlib.request.asked import Asked, by_office
    from auditlib.request.form import write_form
    from auditlib.request.lacking import lacks, received
    from auditlib.request.supplement import told, write_supplement

    loaded = load_parameters(parameters)
    asked = [Asked(ledger) for ledger in load_ledgers(loaded.folder / "ledgers").values()]
    chosen = [loaded.counties[id] for id in dict.fromkeys(loaded.county(text).id for text in counties)] or [*loaded.counties.values()]
    unread = [county.id for county in chosen if outputs and not (outputs / county.id / "intake.json").exists()]
    if unread and (counties or len(unread) == len(chosen)):
        raise AuditError(
            "--outputs {outputs}: nothing was read of {unread}; run `auditlib intake` first, or leave --outputs out to ask for everything",
            outputs=outputs,
            unread=", ".join(unread),
        )
    for county in chosen:
        if county.id in unread:
            continue
        folder, wanted = to / county.name, asked
        if outputs:
            found = lacks(outputs / county.id, asked)
            wanted = [lack.asked for lack in found if lack.again]
            for line in told(county, found):
                click.echo(line)
            click.echo(write_supplement(folder, county, loaded.run, found, received(outputs / county.id, asked)))
        offices = by_office(wanted)
        for office, ledgers in offices.items():
            write_form(folder, office, county, loaded.run, ledgers)
        options.say(_("{folder}: {workbooks} workbooks, {ledgers} ledgers", folder=folder, workbooks=len(offices), ledgers=len(wanted)))
    if unread:
        options.say(
            _("nothing was read of {unread}: without --outputs the same command asks them for everything", unread=", ".join(unread))
        )
    return 0
