"""The command `auditlib rules`: the catalogue on the terminal, as pages, and as the generated part of docs/."""

from pathlib import Path

import click

from auditlib.commands import options
from auditlib.messages import _, local, meant


@click.command(short_help="The catalogue of rules, or one rule.")
@click.argument("rule_id", metavar="[ID]", required=False)
@click.option(
    "--html", "pages", type=options.FOLDER, metavar="DIR", help="Write the catalogue there as pages: DIR/index.html and one for each rule."
)
@click.option(
    "--docs",
    type=options.FOLDER,
    metavar="DIR",
    help="Write the generated Markdown there (docs/ of the project; for those who change rules).",
)
@click.option("--check", is_flag=True, help="With --docs: write nothing, exit with 1 and name the pages that are out of date.")
def rules(rule_id, pages, docs, check):
    """The catalogue of rules; with an ID (such as LOAN-02) one rule with its legal basis, exceptions and SQL.

    \b
    Examples:
      auditlib rules
      auditlib rules LOAN-02
      auditlib rules --html outputs/rules
    """
    if sum(map(bool, (rule_id, pages, docs))) > 1 or (check and not docs):
        raise click.UsageError(local(_("allowed: one of ID, --html DIR, --docs DIR; --check goes with --docs")))
    if pages:
        from auditlib.parameters import load_parameters
        from auditlib.report.manual import html

        html.write_pages(pages, load_parameters())
        click.echo(f"{pages / html.INDEX}")
    elif docs:
        return _docs(click.get_current_context().obj, docs, check)
    elif rule_id:
        _rule(rule_id)
    else:
        _catalogue()
    return 0


def _catalogue() -> None:
    from rich.console import Console
    from rich.table import Table

    from auditlib.rules import SUBJECTS, rules_of

    for subject in SUBJECTS.values():
        table = Table(
            *map(local, (_("rule"), _("severity"), _("title"), _("finding"))),
            box=None,
            title=f"{subject.title} · {subject.name}",
            title_justify="left",
        )
        for rule in rules_of(subject.name):
            table.add_row(rule.id, rule.severity, rule.zh, rule.finding)
        Console().print(table, "")


def _manual():
    from auditlib.parameters import load_parameters
    from auditlib.report.manual.entries import Manual

    return Manual(load_parameters())


def _docs(command: click.Group, folder: Path, check: bool) -> int:
    from auditlib.report.manual import markdown

    made = markdown.pages(_manual(), command)
    stale = markdown.out_of_date(folder, made)
    for path in stale:
        became = _("out of date") if check else _("written") if path in made else _("removed")
        options.say(_("{path}: {became}", path=folder / path, became=became))
    if not check:
        markdown.write(folder, made, stale)
    return int(check and bool(stale))


def _rule(rule_id: str) -> None:
    from auditlib.errors import ParameterError
    from auditlib.report.manual.entries import history
    from auditlib.rules import RULES

    rule = RULES.get(rule_id.upper())
    if rule is None:
        raise ParameterError(
            _("there is no rule {rule_id}{hint}", rule_id=rule_id, hint=meant(rule_id.upper(), RULES)), allowed=", ".join(sorted(RULES))
        )
    manual = _manual()
    entry = manual.entry(rule)
    lines = [f"{rule.id}  {rule.zh} · {rule.title}", "", entry.text, ""]
    lines.append(_("reads     {ledgers}", ledgers=", ".join(map(manual.ledgers.title, rule.ledgers))))
    if rule.optional:
        lines.append(_("if there  {ledgers}", ledgers=", ".join(map(manual.ledgers.title, rule.optional))))
    marks = {"severity": rule.severity, "strength": rule.strength, "amount": rule.amount}
    lines.append(
        _("answers   {offices}    severity {severity}    strength {strength}    amount {amount}", offices="、".join(rule.answers), **marks)
    )
    lines += [_("law       {text}", text=text) for text in rule.law]
    lines += [_("unless    {label} ({column})", label=label, column=column) for column, label in entry.exceptions]
    for value in entry.policy:
        told = {"id": value.id, "what": value.description, "unit": value.unit, "file": value.file, "day": value.checked_on}
        lines += ["", _("{id}  {what} ({unit}); {file}, checked on {day}", **told)]
        lines += [f"  {span}  {shown}  {document}  {sure}".rstrip() for span, shown, document, sure in history(value)]
    if entry.empty:
        lines += ["", _("not run before these are entered (the SQL has a stand-in for them): {ids}", ids=", ".join(entry.empty))]
    click.echo("\n".join(map(local, [*lines, "", entry.sql])))
