"""The command `auditlib cases`: matters to Excel and back, the proof of the record, and where every matter stands."""

import click

from auditlib.commands import options
from auditlib.messages import _, local


@click.group(short_help="Matters to Excel, decisions back, and their record.")
def cases():
    """The case record: what became of every matter, from lead to finding, rectification and transfer.

    \b
    Begin with:
      auditlib cases export --outputs out --to desk        疑点核查表.xlsx for each county
      auditlib cases import --outputs out --by 张三 desk/疑点核查表_临朐县.xlsx
      auditlib cases status --outputs out
    """


@cases.command("export", short_help="Matters to Excel (疑点核查表).")
@options.has(options.to("Folder for the workbooks."), options.names, options.by(), options.counties, options.office)
def export(outputs, address, parameters, counties, by, names, to):
    """Write per county 疑点核查表.xlsx, and 问题清单.xlsx and 整改台账.xlsx once matters are verified.

    What the run found is added to the case record first; nothing that was decided changes.
    """
    from auditlib.desk.export import export as write
    from auditlib.desk.export import export_actions
    from auditlib.desk.office import open_office

    with open_office(outputs, address, parameters, write=True) as office:
        for county in office.counties(counties):
            for path in write(office, county, to, by, options.here_and_now(), names):
                click.echo(path)
        click.echo(export_actions(office, to, by, options.here_and_now()))


@cases.command("import", short_help="Decisions back from Excel.")
@click.argument("files", nargs=-1, required=True, type=options.FILE, metavar="FILE…")
@click.option("--by", required=True, metavar="NAME", help="Who answers for what is imported.")
@click.option("--dry-run", is_flag=True, help="Record nothing; say what would be taken and what refused.")
@options.office
def take(outputs, address, parameters, files, by, dry_run):
    """Take back what was filled in. Good lines are recorded, the others refused by cell, and marked in a copy of the
    workbook (…_退回.xlsx).

    The same file twice changes nothing. Exit code 1 when anything was refused.
    """
    from auditlib.desk.office import open_office
    from auditlib.desk.read import read
    from auditlib.desk.returned import write_returned
    from auditlib.desk.take import take as decide
    from auditlib.errors import AuditError

    lines, problems = {}, []
    for path in files:
        try:
            lines[path], left = read(path)
            problems += [f"{path.name} {told}" for told in left]
        except AuditError as error:
            problems.append(error.args[0])
    with open_office(outputs, address, parameters, write=not dry_run) as office:
        taken = decide(office, [line for found in lines.values() for line in found], by, dry_run)
    for path, found in lines.items():
        mine = {id(line) for line in found}
        refused = [one for one in taken.refused if id(one.line) in mine]
        for one in refused:
            options.say(_("refused {line}", line=one))
        if refused and not dry_run:
            try:
                options.say(_("the refused cells are marked in {copy}", copy=write_returned(path, refused)))
            except AuditError as error:  # the decisions are recorded; only the copy is missing
                problems.append(error.args[0])
    for problem in problems:
        options.say(_("not read {problem}", problem=problem))
    read_in = sum(map(len, lines.values()))
    recorded = _("{count} would be recorded", count=len(taken.entries)) if dry_run else _("{count} recorded", count=len(taken.entries))
    sums = {"lines": read_in, "recorded": recorded, "unchanged": taken.unchanged, "refused": taken.lines_refused}
    options.say(_("{lines} lines = {recorded} + {unchanged} unchanged + {refused} refused", **sums))
    return int(bool(taken.refused or problems))


@cases.command(short_help="Where every matter stands.")
@options.has(options.machine(), options.counties, options.office)
def status(outputs, address, parameters, counties, machine):
    """By county: 生成 = 排除 + 属实 + 无法核实 + 在办, and how many decisions were made on facts that have changed since."""
    import json
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from auditlib.casework.cases import Counts, cases_of
    from auditlib.desk.office import open_office
    from auditlib.desk.raised import not_raised

    with open_office(outputs, address, parameters) as office:
        found = cases_of(office.record.entries(), office.moves)
        names = {county.id: county.name for county in office.counties(counties)}
        unknown = {county: not_raised(office.outputs / county, found) for county in names}
    rows = {county: asdict(Counts.of([case for case in found.values() if case.county == county], unknown[county])) for county in names}
    total = {name: sum(row[name] for row in rows.values()) for name in Counts.__dataclass_fields__}
    if machine:
        click.echo(json.dumps({"counties": rows, "total": total}, ensure_ascii=False))
        return 0
    table = Table(local(_("county")), local(_("name")), *("生成", "= 排除", "+ 属实", "+ 无法核实", "+ 在办", "事实有变化"), box=None)
    for county, row in (*rows.items(), (local(_("total")), total)):
        table.add_row(county, names.get(county, ""), *map(str, row.values()))
    Console().print(table)
    return 0


@cases.command(short_help="Prove that the record's past was not changed.")
@options.has(options.machine(), options.office)
def verify(outputs, address, parameters, machine):
    """Check every entry and the chain that binds them, and that nothing is lost that the run knew. Exit code 1 when anything is wrong."""
    import json

    from auditlib.desk.office import heads, open_office

    with open_office(outputs, address, parameters) as office:
        wrong, (seq, _seal) = office.record.verify(heads(outputs)), office.record.head
    if machine:
        click.echo(json.dumps({"entries": seq, "verified": not wrong, "problems": wrong}, ensure_ascii=False))
    else:
        for problem in wrong:
            options.say(problem)
        proved = _("verified: {count} entries, none changed, none missing", count=seq)
        options.say(_("{problems} problems in {count} entries", problems=len(wrong), count=seq) if wrong else proved)
    return int(bool(wrong))


@cases.command(short_help="A copy of the record, also to another kind of database.")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="FILE|ADDRESS",
    help="Where the copy goes: a file, or postgresql://…; an earlier copy there is brought up to date.",
)
@options.office
def backup(outputs, address, parameters, target):
    """Copy the record entry by entry, and prove the copy. The key (parameters/project.key) must be kept with it."""
    from auditlib.desk.office import open_office

    with open_office(outputs, address, parameters) as office:
        count, _seal = office.record.copy(target)
    options.say(
        _("{count} entries copied and verified; keep parameters/project.key with it: without the key nobody can open it", count=count)
    )
