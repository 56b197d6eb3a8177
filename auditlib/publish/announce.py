"""From findings to an announcement that somebody has approved: first a review, then, with an approval of this very content, the site."""

import json
from dataclasses import asdict
from pathlib import Path

from auditlib.casework.record import Entry
from auditlib.errors import AuditError
from auditlib.publish.audience import Audience
from auditlib.publish.checks import Check, approve, checks, last_approved
from auditlib.publish.folder import Site, made, manifest_of
from auditlib.publish.public import findings, tables, text
from auditlib.publish.source import Source
from auditlib.report import page

#: Beside the site: what is to be approved, and what was checked. It is not for the public.
REVIEW, PAGES = "-review", "pages/"


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
            approval = approve(source.office.record, site.digest, data, by)
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
