"""The commands `auditlib sample plan | draw | evaluate`."""

from decimal import Decimal, InvalidOperation

import click

from auditlib.commands import options
from auditlib.messages import _, local


class Number(click.ParamType):
    """A decimal number, never through binary."""

    name = "number"

    def convert(self, value, param, ctx):
        try:
            number = Decimal(value)
            if number.is_finite():
                return number
        except InvalidOperation:
            pass
        return self.fail(local(_("{value!r} is no number; allowed: digits with at most one point, such as 0.05", value=value)), param, ctx)


RATES = (
    click.option("--tolerable", type=Number(), help="Tolerable rate of errors, such as 0.05; with mus a share of the money."),
    click.option("--expected", type=Number(), help="Expected rate of errors.  [default: 0, or that of parameters/sampling.yaml]"),
    click.option("--confidence", type=Number(), help="Confidence.  [default: that of parameters/sampling.yaml]"),
    click.option("--method", type=click.Choice(["attribute", "mus"]), help="By units, or by money.  [default: attribute, or the frame's]"),
)
SOURCE = (
    click.option("--outputs", type=options.EXISTING, help="Folder of a run or intake."),
    click.option("--county", metavar="ID", help="County: id, code or Chinese name."),
    click.option("--ledger", metavar="NAME", help="The population is this ledger, or this frame of parameters/sampling.yaml."),
    options.parameters,
)


@click.group("sample", context_settings={"help_option_names": ["-h", "--help"]})
def sample():
    """Samples for fieldwork: how many units, which, and what they say of the whole.

    \b
    Exit codes: 0 all done; 1 a paper was refused (each cell is named); 2 wrong usage or parameters, nothing done.
    """


@sample.command(short_help="How many units, and why.")
@options.has(*RATES, click.option("--population", type=click.IntRange(1), help="Units of the population."), *SOURCE)
def plan(tolerable, expected, confidence, method, population, outputs, county, ledger, parameters):
    """Print the size of a sample and what it rests on.

    \b
    Examples:
      auditlib sample plan --tolerable 0.05 --expected 0.01
      auditlib sample plan --tolerable 0.05 --population 480
      auditlib sample plan --ledger project --outputs out --county linqu
    """
    from auditlib.errors import AuditError
    from auditlib.sampling.papers import Papers
    from auditlib.sampling.plan import planned_size

    papers = Papers(parameters, outputs)
    if ledger:
        paper = papers.paper(county, papers.frame(ledger, tolerable, expected, method), confidence)
        click.echo(f"{paper.facts.title}：{paper.facts.county_name}，总体 {paper.sample.units:,} 个单位")
        click.echo(f"样本量 {paper.sample.size}（实际抽取 {len(paper.sample.drawn)} 个单位）；{paper.facts.reason}")
        return 0
    if tolerable is None:
        raise click.UsageError(local(_("allowed: --tolerable RATE, or --ledger NAME --outputs DIR --county ID")))
    try:
        size, reason = planned_size(
            method or "attribute", tolerable, expected or Decimal(0), confidence or papers.plan.confidence, population
        )
    except ValueError as error:
        raise AuditError(error.args[0]) from None
    click.echo(f"样本量 {size}；{reason}")
    return 0


@sample.command(short_help="Draw a sample and write the sampling paper.")
@options.has(
    *SOURCE,
    click.option("--frame", "file", type=options.FILE, help="The population is this file (.parquet, .csv) instead of a ledger."),
    click.option("--unit", metavar="COLUMN", help="With --frame: the column that names each unit."),
    click.option("--amount", metavar="COLUMN", help="With --frame: the column of money."),
    click.option("--stratum", metavar="COLUMN", help="With --frame: the column by which the population is divided."),
    *RATES,
    click.option("--size", type=click.IntRange(1), help="Units to draw.  [default: as planned]"),
    click.option("--seed", metavar="TEXT", help="Recorded seed.  [default: that of parameters/sampling.yaml]"),
    click.option(
        "--allocation",
        type=click.Choice(["proportional", "value"]),
        default="proportional",
        show_default=True,
        help="Of strata, by units or money.",
    ),
    click.option("--threshold", type=Number(), help="Attribute: units of this value (yuan) and above are all examined."),
    options.names,
    options.by("Who draws.  [default: the user of this machine]"),
    options.to("Folder for the paper."),
)
def draw(
    outputs, county, ledger, parameters, file, unit, amount, stratum, tolerable, expected, confidence, method, names, by, to, **wanted
):
    """Draw a sample and write the sampling paper (抽样底稿) to be filled in. A paper that is there already is never replaced.

    \b
    Examples:
      auditlib sample draw --outputs out --county linqu --ledger project --to samples
      auditlib sample draw --frame list.csv --unit 编号 --amount 金额 --method mus --tolerable 0.05 --seed 第一轮 --to samples
    """
    from auditlib.sampling.papers import Papers

    if bool(ledger) == bool(file) or (file and not unit):
        raise click.UsageError(local(_("allowed: either --ledger NAME --outputs DIR --county ID, or --frame FILE --unit COLUMN")))
    papers = Papers(parameters, outputs)
    wanted["masked"] = names == "masked"
    if file:
        frame = papers.own_frame(file, tolerable, expected, method, amount, stratum)
        paper = papers.paper(county, frame, confidence, file=file, unit=unit, **wanted)
    else:
        paper = papers.paper(county, papers.frame(ledger, tolerable, expected, method), confidence, **wanted)
    click.echo(str(papers.write(paper, to, by, options.here_and_now(), names)))
    return 0


@sample.command(short_help="Read filled papers and evaluate them.")
@click.argument("files", nargs=-1, required=True, type=options.FILE)
@options.has(
    click.option(
        "--outputs", type=options.EXISTING, help="Folder of the run whose case record and reports are to know the results.  [default: none]"
    ),
    options.cases,
    options.by("Who evaluates.  [default: the user of this machine]"),
    options.parameters,
)
def evaluate(files, outputs, address, by, parameters):
    """Evaluate sampling papers as filled in: beside each its evaluated paper and summary, and samples.json of all in the folder.

    A paper with a fault is refused; each fault is told with its cell, such as 样本!K17. With --outputs the results are added to the case
    record, and the next run shows them in the county's report.
    """
    from auditlib.errors import AuditError
    from auditlib.sampling.papers import Papers

    papers, refused = Papers(parameters, outputs), False
    for path in files:
        try:
            click.echo(papers.evaluate(path, by, options.here_and_now(), address))
        except AuditError as error:
            refused = True
            options.say(error.args[0], err=True)
    return int(refused)
