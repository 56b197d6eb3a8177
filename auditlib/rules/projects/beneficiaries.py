"""Who gains by projects: weak links to the poor, equal shares for all (PROJ-11)."""

import ibis
from ibis import _

from auditlib.models import equal_shares
from auditlib.models.amounts import MONEY, percent
from auditlib.models.asset_income import distributed
from auditlib.models.contracts import projects
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.operation import first_year
from auditlib.models.projects import project_names, with_project, with_project_no
from auditlib.models.texts import said
from auditlib.models.vocabulary import as_listed, breach, either, exists, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "PROJ-11",
    basis=("project.link_min", "project.operator_max", "project.equal_split_n"),
    severity="M",
    strength="C",
    amount="I",
    decides="project_no|project_name",
    claims="x_design",
)
def weak_link(
    project,
    income_distribution,
    asset_register=ABSENT,
    project_library=ABSENT,
    poor_household=ABSENT,
    project_payment=ABSENT,
    asset_contract=ABSENT,
    poor_person=ABSENT,
    *,
    policy,
    as_of,
):
    """Far fewer poor households gain than planned (带动不足), the operator got the money and shared out nothing (垒大户), or all got the
    same (平均分配).

    Households are those in the distribution of income; the village's own part does not count. Wages by post and a plan that is per
    household by design are no equal split, of which the last year is shown.
    """
    rows = projects(project).mutate(of=plain(ibis.coalesce(_.project_no, _.project_name))).filter(_.of.notnull())
    assets = with_project(asset_register, project_names(project, asset_register), "asset_no", "operator").filter(_.asset_no.notnull())
    entries = _with_project(as_listed(distributed(income_distribution), "asset_no", asset_register), assets)
    shared_out = subquery(entries.filter(_.of.notnull()))
    paid = equal_shares.to_households(shared_out, poor_person, poor_household)
    alike = equal_shares.equal(paid, "of", poor_household, int(policy.value("project.equal_split_n")))
    reached = _reached(paid, with_project_no(project_library, project), ibis.literal(policy.value("project.link_min"), type=MONEY))
    most = ibis.literal(policy.value("project.operator_max"), type=MONEY)
    leases = as_listed(asset_contract, "asset_no", asset_register)
    gaining = _to_operators(with_project_no(project_payment, project), assets, leases, most).anti_join(shared_out, "of")
    nameless, gaining, unshared = _unknown(entries, gaining)
    told = {
        "平均分配": one_per(alike, "of", [_.year.desc()]).mutate(reached=_.households).anti_join(nameless, "of"),
        "带动不足": reached.anti_join(nameless, "of"),
        "垒大户": gaining,
        "未判断": nameless.union(unshared),
    }
    found = kinds({kind: subquery(rows.join(facts, "of")) for kind, facts in told.items()}).mutate(kind=_.aspect)
    trial = first_year(found.finish_date, literal_date(as_of))
    facts = "project_name kind planned reached to_operator year each related aspect x_size x_design x_design_words not_judged"
    return breach(found, facts, on="approval_date", amount="approved_amount", x_trial=found.to_operator.notnull() & trial)


def _unknown(entries, gaining):
    """Projects (``of``, ``not_judged``) of whose income some went to households that nobody names; of ``gaining`` those that surely shared
    out nothing, and the others: some income was shared out of no project known."""
    kept = said("distribution.collective", entries.reason).fill_null(False)
    silent = entries.filter(_.of.notnull(), _.amount > 0, ~kept, ibis.coalesce(_.hh_no, _.id_no, _.name).isnull())
    nameless = silent.select("of").distinct().mutate(not_judged=ibis.literal("分配明细没有写明分给哪些户"))
    gaining = gaining.cross_join(entries.agg(stray=(_.of.isnull() & (_.amount > 0)).any().fill_null(False)))
    why = ibis.literal("有收益分配没有写明项目、资产，可能是该项目的")
    return nameless, gaining.filter(~_.stray).drop("stray"), gaining.filter(_.stray).select("of", not_judged=why)


def _with_project(paid, assets):
    """Distribution rows with ``of``, the project named, or behind the asset."""
    behind = assets.group_by("asset_no").agg(behind=_.project.min())
    paid = lookup(paid.mutate(stated=plain(paid.project_no)), behind, "asset_no")
    return subquery(paid.mutate(of=ibis.coalesce(_.stated, _.behind)))


def _reached(paid, project_library, least):
    """Projects whose distribution reached less than the least part of the households that the library promised."""
    promised = project_library.filter(_.beneficiary_households > 0).group_by(of=plain(project_library.project_no))
    planned = promised.agg(planned=_.beneficiary_households.max(), related=ibis.array([_.row_id.min()]))
    reached = paid.group_by("of").agg(reached=_.household.nunique())
    return subquery(planned.join(reached, "of")).filter(_.reached * 100 < _.planned * least)


def _to_operators(payments, assets, asset_contract, most):
    """``of``, ``to_operator``: projects whose money went for the greater part to those who now run the assets."""
    leases = either(*(table.select("asset_no", payee=plain(table.operator)) for table in (asset_contract, assets)))
    operators = assets.select("asset_no", of="project").join(leases.filter(_.payee.notnull()), "asset_no")
    money = payments.filter(_.amount.notnull()).select("amount", "row_id", of=plain(payments.project_no), payee=plain(payments.payee))
    sums = exists(money, operators, ["of", "payee"], "own").filter(_.of.notnull()).group_by("of")
    sums = sums.agg(whole=_.amount.sum(), part=_.amount.sum(where=_.own).fill_null(0)).filter(_.whole > 0)
    found = sums.filter(_.part * 100 >= _.whole * most)
    return found.select("of", to_operator=percent(found.part, found.whole))
