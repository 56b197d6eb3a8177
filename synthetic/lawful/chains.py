"""What belongs to a project, ledger by ledger in the order in which it comes about: told by an example, or as it usually goes."""

from collections.abc import Callable, Collection

from synthetic.lawful import assets, funds, projects
from synthetic.lawful.projects import Project
from synthetic.world import World

#: Ledger → whether there is something of it, as things usually go, and who writes it.
CHAIN: dict[str, tuple[Callable[[Project], object], Callable[[World, Project], object]]] = {
    "project": (lambda project: True, projects.approve),
    "procurement_contract": (lambda project: project.status in ("在建", "完工"), projects.tender),
    "acceptance": (lambda project: project.first("project")["finish_date"], projects.accept),
    "project_payment": (lambda project: project.rows["procurement_contract"], projects.pay_all),
    "asset_register": (lambda project: project.first("acceptance").get("conclusion") == "合格", assets.register),
    "asset_contract": (lambda project: project.leased, assets.let),
    "asset_income": (lambda project: project.leased, assets.receive_all),
    "income_distribution": (lambda project: project.leased, assets.share_out),
}


def grow(world: World, project: Project, shown: Collection[str] = (), tell: Callable[[str], object] = print) -> Project:
    """Write a project's rows: `tell` those of the ledgers that are `shown`, the others as usual; last what the treasury knows of it."""
    for ledger, (goes_so_far, usually) in CHAIN.items():
        if ledger in shown:
            tell(ledger)
        told = ledger in shown and (project.rows[ledger] or ledger not in projects.ALWAYS)
        if not told and goes_so_far(project):
            usually(world, project)
    funds.fund(world, project)
    return project
