"""`auditlib diff`: what has changed from one run to another, by county and rule for people, or everything as JSON; masked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from auditlib.commands import options

if TYPE_CHECKING:
    from auditlib.diff.runs import Run
    from auditlib.diff.telling import Told

#: Matters of one rule, state and reason that the terminal names one by one; --json names all.
LISTED = 10


EXIT_CODES = """\b
Exit codes:
  0    compared, whether anything differs or not
  1    something could not be compared: a county that only one run has results of, or
       what a rule found that ran in the first run only; each is named
  2    wrong usage, a folder in which no run has ended, or runs under different keys
  130  stopped by Ctrl-C
"""


@click.command(epilog=EXIT_CODES, short_help="What has changed between two runs, and why.")
@click.argument("before", metavar="RUN", type=options.EXISTING)
@click.argument("now", metavar="RUN", type=options.EXISTING)
@options.has(options.counties, options.machine("Everything as one line of JSON: every matter and lead, values masked."), options.parameters)
def diff(before, now, counties, machine, parameters):
    """Matters and leads that are new, gone, changed or the same from the first RUN to the second, by county and rule, with the reason where
    it can be told.

    RUN is the --outputs folder of a run that has ended; both made under the same project key. What a rule had found that did not run the
    second time has not gone: it stands apart as not judged. The terminal names the facts that differ, without their values.

    \b
    Examples:
      auditlib diff outputs/november outputs/december
      auditlib diff outputs/november outputs/december --county 临朐县 --json
    """
    from auditlib.contracts import load_ledgers
    from auditlib.diff.reasons import compare
    from auditlib.diff.runs import NotThere, finished, results, same_key
    from auditlib.diff.telling import Told
    from auditlib.parameters import load_parameters
    from auditlib.rules.catalogue import read_texts

    runs = (finished(before), finished(now))
    same_key(*runs)
    loaded = load_parameters(parameters)
    read_texts(loaded.folder)
    contracts = load_ledgers(loaded.folder / "ledgers")
    told, apart = [], {}
    units = [*dict.fromkeys(loaded.county(text).id for text in counties)] or _units(runs, [*loaded.counties])
    for unit in units:
        sides = []
        for which, run in zip(("前一次", "后一次"), runs, strict=True):
            try:
                sides.append(results(run, unit))
            except NotThere as reason:
                apart[unit] = "；".join(filter(None, [apart.get(unit), f"{which}运行：{reason}"]))
        if unit not in apart:
            told.append(Told(unit, compare(*sides, loaded, contracts), sides, loaded, contracts))
    if machine:
        click.echo(json.dumps(_everything(runs, told, apart), ensure_ascii=False))
    else:
        _show(told, apart, {unit: loaded.counties[unit].name if unit in loaded.counties else unit for unit in units})
    return int(bool(apart) or any(one.compared.matters.of("not_judged") for one in told))


def _units(runs: tuple[Run, Run], order: list[str]) -> list[str]:
    units = {unit for run in runs for unit in run.counties}
    return [*(unit for unit in order if unit in units), *sorted(units - {*order})]


def _everything(runs: tuple[Run, Run], told: list[Told], apart: dict[str, str]) -> dict:
    sides = {
        name: {"as_of": run.manifest["as_of"], "parameters": run.manifest["parameters"]["digest"], "code": run.manifest["versions"]["code"]}
        for name, run in zip(("before", "now"), runs, strict=True)
    }
    return {**sides, "not_compared": apart, "counties": {one.county: one.everything() for one in told}}


def _show(told: list[Told], apart: dict[str, str], names: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    from auditlib.diff.changes import STATE_ZH
    from auditlib.headings import rule_text

    table = Table("单位", "规则", *STATE_ZH.values(), box=None, title="事项（疑点）；没有变化的规则不列", title_justify="left")
    for one in told:
        for rule_id in one.rules_changed:
            table.add_row(names[one.county], rule_id, *one.counts(rule_id))
        table.add_row(names[one.county], "全部规则", *one.counts(), end_section=True)
    Console().print(table)
    for one in told:
        for rule_id in one.rules_changed:
            click.echo(f"\n{names[one.county]} {rule_text(rule_id)}")
            for line in one.lines(rule_id, LISTED):
                click.echo(f"  {line}")
    for unit, reason in apart.items():
        click.echo(f"\n未比较：{names[unit]}，{reason}")
