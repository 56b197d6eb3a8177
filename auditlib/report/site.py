"""The index page of a run: every county with its leads and questioned amounts by subject, and a link to every page."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from auditlib.audit import audited
from auditlib.intake.journal import load_intake
from auditlib.matters import figures
from auditlib.parameters import County, Parameters
from auditlib.report import page
from auditlib.report.display import DONE
from auditlib.rules import RULES, SUBJECTS
from auditlib.standing import run_digest

SHORT = {name: subject.short for name, subject in SUBJECTS.items()}
TITLES = {name: subject.title for name, subject in SUBJECTS.items()}
REPORTS = {**TITLES, "fieldwork": "现场核查与抽样", "county_report": "综合报告"}
KEYS = ("matters", "leads", "ranks", "amount", "not_run")
COUNTED = ("matters", "leads", "ranks", "not_run")
INTAKE = ("rows", "quarantined", "questions")


def index_html(counties: Iterable[Mapping], run: Mapping) -> str:
    """The index page.

    ``counties``, in the order shown, each::

        {"id": "linqu", "name": "临朐县", "state": "done" | "failed", "problem": "" or why it failed,
         "subjects": {"special_funds": {"matters": 5, "leads": 12, "ranks": 0, "amount": Decimal("…") | None, "not_run": 1}, …},
         "total_amount": Decimal("…") | None,       # 元; each thing counts once, whatever rules question it
         "reports": [{"name": "micro_loans", "title": "扶贫小额信贷", "href": "linqu/micro_loans.html", "state": "done" | "failed"}],
         "intake": {"files": 14, "rows": 5321, "quarantined": 3, "questions": 2, "href": "linqu/intake.html"} | None}

    ``run``: {"as_of": "2019-12-31", "audit_from": "2016-01-01", "digest": parameters' digest, "overview": link or "",
    "made_of": digest of the counties' results that stand}.
    Amounts are shown in 万元. A county that failed has no figures: never a zero.
    """
    counties = [_county(county) for county in counties]
    failed, given = [c for c in counties if c["troubles"]], {"subjects": SHORT, "titles": TITLES, "sums": _sums(counties)}
    body = page.render("index.html.j2", counties=counties, run=run, failed=failed, **given)
    return page.build("扶贫审计疑点总览", body, kind="index", made_of=run["made_of"] and f"运行摘要 {run['made_of'][:16]}")


def _county(county: Mapping) -> dict:
    subjects = county.get("subjects") or {}
    troubles = [county["problem"]] if county.get("problem") else ["没有完成"] if county["state"] == "failed" else []
    troubles += [f"{report['title']}没有完成" for report in county["reports"] if report["state"] == "failed"]
    return dict(county) | {
        "subjects": {name: subjects.get(name) for name in SHORT},
        "pages": {report["name"]: report for report in county["reports"]},
        **{key: _sum(subject[key] for subject in subjects.values()) for key in COUNTED},
        "troubles": troubles,
    }


def _sums(counties: list[dict]) -> dict:
    """Column totals over the counties that have figures; None, not zero, where none has."""
    of_subject = {name: [county["subjects"][name] for county in counties if county["subjects"][name]] for name in SHORT}
    return {
        "subjects": {name: {key: _sum(one[key] for one in found) for key in KEYS} for name, found in of_subject.items()},
        **{key: _sum(county[key] for county in counties) for key in COUNTED},
        "amount": _sum(county["total_amount"] for county in counties),
        "done": sum(county["state"] == "done" for county in counties),
        **{key: _sum(county["intake"][key] for county in counties if county["intake"]) for key in INTAKE},
    }


def _sum(values: Iterable[Decimal | int | None]) -> Decimal | int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def collect(outputs: Path, parameters: Parameters) -> tuple[list[dict], dict]:
    """What ``index_html`` needs, read from what a run left in ``outputs``: every county that has a folder there."""
    overview, standing = outputs / "city_overview.html", audited(outputs, parameters)
    there = [unit for unit in parameters.counties.values() if (outputs / unit.id).is_dir()]
    return [_collected(outputs / unit.id, unit, unit.id in standing) for unit in there], {
        **{name: getattr(parameters.run, name).isoformat() for name in ("as_of", "audit_from")},
        "digest": parameters.digest,
        "made_of": run_digest(*(outputs / unit for unit in standing)),
        "overview": overview.name if overview.exists() else "",
    }


def _collected(out: Path, unit: County, stands: bool) -> dict:
    """``stands``: its results are of these parameters; figures of others may not be summed up with them."""
    pages = {path.stem for path in out.glob("*.html")} - {"intake"}
    reports = [_report(out, name) for name in (*REPORTS, *sorted(pages - REPORTS.keys())) if name in pages]
    county = {"id": unit.id, "name": unit.name, "state": "done", "problem": "", "subjects": {}, "total_amount": None, "reports": reports}
    county |= {"intake": _received(out) if (out / "intake.json").exists() else None}
    if not (out / "rules.json").exists() or not (out / "leads.parquet").exists():
        return county | {"state": "failed", "problem": "没有结果：资料接收或规则执行没有完成"}
    if not stands:
        return county | {"state": "failed", "problem": "较早一次运行的结果，审计截止日、参数或规则与本次不同，未计入合计；请重新运行该单位"}
    leads = pq.read_table(out / "leads.parquet")
    records = json.loads((out / "rules.json").read_text(encoding="utf-8"))
    return county | {"subjects": {name: _subject(name, leads, records) for name in SUBJECTS}, "total_amount": figures(leads).amount}


def _subject(subject: str, leads, records: list[dict]) -> dict:
    """Figures of one subject; None, not zero, where none of its rules was run."""
    ids = {rule_id for rule_id, rule in RULES.items() if rule.subject == subject}
    states = [record["status"] for record in records if record["rule_id"] in ids]
    found = figures(leads, ids)
    return {name: getattr(found, name) if "run" in states else None for name in KEYS[:4]} | {"not_run": len(states) - states.count("run")}


def _report(out: Path, name: str) -> dict:
    notebook = out / f"{name}.ipynb"
    done = notebook.exists() and DONE in notebook.read_text(encoding="utf-8")
    return {"name": name, "title": REPORTS.get(name, name), "href": f"{out.name}/{name}.html", "state": "done" if done else "failed"}


def _received(out: Path) -> dict:
    intake = load_intake(out)
    return {
        "files": len(intake.files),
        **{name: sum(sheet[name] for sheet in intake.sheets) for name in ("rows", "quarantined")},
        "questions": sum(len(sheet["questions"]) for sheet in intake.sheets),
        "href": f"{out.name}/intake.html" if (out / "intake.html").exists() else "",
    }
