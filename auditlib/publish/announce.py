"""From findings to an announcement that somebody has approved: first a review, then, with an approval of this very content, the site.

The review tells what was checked. An approval says who, when, and the digest of exactly what.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from auditlib.casework.record import Entry
from auditlib.errors import AuditError
from auditlib.publish.audience import Audience
from auditlib.publish.cells import dominated
from auditlib.publish.folder import Site, made, manifest_of
from auditlib.publish.public import Finding, Table, findings, tables, text
from auditlib.publish.source import Source, refuse_found
from auditlib.report import page

#: Beside the site: what is to be approved, and what was checked. It is not for the public.
REVIEW, PAGES = "-review", "pages/"
#: Kind of the entry, and what it is about: no matter, but what is told of all.
APPROVED, THING = "approved", "公告"


@dataclass(frozen=True)
class Check:
    """``blocks``: where it does not hold, nothing is published; else the approver weighs it."""

    name: str
    holds: bool
    told: str
    blocks: bool = True


def announce(source: Source, audience: Audience, to: Path, by: str) -> dict[str, str]:
    """Write the review, and the site where its content is approved, which it is by ``by`` if a review of it stood there before.

    Returns the files of the site. Raises AuditError where a check does not hold, or nobody has approved.
    """
    found, others = findings(source, audience)
    told = tables(found, audience)
    site_text = text(source, audience, found, told)
    checked = [*checks(source, audience, told, found, others, site_text)]
    review = to.with_name(f"{to.name}{REVIEW}")
    with made(to) as site:
        site.add("index.html", site_text)
        seen = manifest_of(review).get("approves") == site.digest
        approval = last_approved(source.entries, site.digest)
        wrong = [check.name for check in checked if check.blocks and not check.holds]
        if by and seen and not wrong and approval is None:
            shown = json.loads(json.dumps([*map(asdict, told)], default=str))
            data = {"checks": [*map(asdict, checked)], "tables": shown, "files": site.files}
            (approval,) = source.office.record.append([Entry("", THING, APPROVED, data, site.digest)], by)
        _review(review, site, checked, approval, source)
        if wrong:
            raise AuditError(f"检查没有通过（{'、'.join(wrong)}），没有发布；见 {review / 'index.html'}")
        if approval is None:
            then = "再执行一次同一命令" if by else "由有权批准的人用 --approve 姓名 执行同一命令"
            raise AuditError(f"这份内容没有人批准，没有发布；请先看 {review / 'index.html'}，{then}")
        names = {"by": "by", "at": "at", "entry": "seq", "hash": "hash", "digest": "digest"}
        who = {title: getattr(approval, name) for title, name in names.items()}
        site.close({"audience": audience.name, "approval": who} | source.about | {"cases": None})
    return site.files


def _review(to: Path, site: Site, checked: list[Check], approval: Entry | None, source: Source) -> None:
    with made(to) as review:
        for path in site.files:
            review.add(PAGES + path, (site.folder / path).read_bytes())
        review.add("checks.json", json.dumps([*map(asdict, checked)], ensure_ascii=False, indent=1) + "\n")
        body = page.render("checks.html.j2", checks=checked, digest=site.digest, approval=approval)
        review.add("index.html", page.build("公告送审", body))
        review.close({"audience": "review", "approves": site.digest} | source.about)


def checks(source: Source, audience: Audience, told: list[Table], found: list[Finding], others: Counter, text: str) -> Iterator[Check]:
    """All checks of a finished page. ``others``: matters not told of, by state. Raises AuditError where a gate finds something."""
    for county in source.counties:
        refuse_found(text, source.gates(county), county, "index.html")
    persons = [table for table in told if table.persons]
    left = "、".join(f"{state} {count}" for state, count in sorted(others.items())) or "无"
    seen = f"列入 {len(found)} 项；没有列入 {others.total()} 项（{left}）"
    yield Check("只列经核实并写入审计报告的问题", bool(found), seen)
    least = min((row.count for table in persons for row in (*table.rows, table.total)), default=None)
    seen = "没有列出" if least is None else f"最小的一行 {least} 项，下限 {audience.smallest} 项"
    yield Check("个人和家庭的小单元格", least is None or least >= audience.smallest, seen)
    rests = {table.title: table.total.count - sum(row.count for row in table.rows) for table in told}
    wrong = "、".join(f"{title} 余 {count}" for title, count in rests.items() if count)
    yield Check("合计减各行", not wrong, wrong or "没有余数；个人和家庭只列两个方向，不列交叉，交叉处都可能不小于下限")
    wrong = "、".join(table.title for table in persons if any(dominated(of, audience.dominance) for of in _rows(table, found)))
    yield Check("一家独大", not wrong, wrong or f"个人和家庭的各行中，没有一项占金额 {audience.dominance:.0%} 以上")
    seen = f"与 {len(source.counties)} 个县级单位台账中的全部姓名、证件号码、账号、电话比对，没有出现"
    yield Check("姓名和号码", True, seen)
    facts = [case.facts for county in source.counties for case in source.cases(county).values()]
    places = {place for of in facts for name in ("town", "village") if (place := of.get(name))}
    shown = sum(place in text for place in places)
    seen = f"与 {len(places)} 个镇街和村的名称比对，" + (f"出现 {shown} 个" if shown else "没有出现")
    yield Check("不低于县级", not shown, seen)
    yield _compared(source, persons, audience)


def _rows(table: Table, found: list[Finding]) -> Iterable[list[Decimal]]:
    """The amounts of each row, looked at again as shown: what no row names is in the merged one."""
    names, groups = {row.name for row in table.rows}, defaultdict(list)
    for one in (one for one in found if one.persons):
        group = getattr(one, table.by)
        groups[group if group in names else ""].append(one.amount)
    return groups.values()


def _compared(source: Source, persons: list[Table], audience: Audience) -> Check:
    """What the difference from the announcement before tells of few persons."""
    name, before = "与上一次公告相减", last_approved(source.entries)
    if before is None:
        return Check(name, True, "以前没有批准过公告", blocks=False)
    then = {(table["title"], row["name"]): row["count"] for table in before.data["tables"] for row in table["rows"]}
    rows = [(table.title, row.name, row.count) for table in persons for row in table.rows]
    small = [f"{title} {row}" for title, row, count in rows if 0 < abs(count - then.get((title, row), count)) < audience.smallest]
    rest = f"相差不到 {audience.smallest} 项的行：{'、'.join(small)}" if small else f"没有相差不到 {audience.smallest} 项的行"
    return Check(name, not small, f"与 {before.at[:10]} 批准的相比，{rest}", blocks=False)


def last_approved(entries: Iterable[Entry], digest: str = "") -> Entry | None:
    """The last approval, of whatever content or of the one with this digest."""
    return next((entry for entry in reversed([*entries]) if entry.kind == APPROVED and digest in ("", entry.digest)), None)
