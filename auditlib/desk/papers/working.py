"""审计工作底稿 (DOMAIN §5.3), one a matter, problem or not: what was compared, how, on which files and values, what came out.

The SQL of a rule fills dozens of pages. It stands once in a file beside the papers, which name it with its SHA-256.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256

from auditlib import __version__
from auditlib.casework.cases import DECIDED, Case
from auditlib.casework.moves import DISMISSED
from auditlib.desk.papers.dossier import Dossier
from auditlib.desk.papers.forms import FORMS, Values
from auditlib.desk.papers.paper import Kind, Paper, Templates, filled
from auditlib.desk.papers.texts import day, said, yuan
from auditlib.headings import fact_label
from auditlib.leads import cited_by
from auditlib.rules import RULES

FORM, SUMMARY = FORMS["working"], FORMS["working_summary"]


#: Where the SQL of a rule lies beside the papers.
SQL = "SQL/{}.sql"


def _make(dossier: Dossier, cases: list[Case], templates: Templates) -> Iterator[Paper]:
    queries = {rule: dossier.sql(RULES[rule]).encode() for rule in dict.fromkeys(case.rule_id for case in cases) if rule in RULES}
    yield from (Paper(f"{FORM.title}/{SQL.format(rule)}", sql) for rule, sql in queries.items() if sql)
    for case in cases:
        values = _values(dossier, case, queries.get(case.rule_id, b""))
        yield filled(dossier, templates, FORM, f"{FORM.title}/{dossier.numbers[case.id]}", [case], values)
    if verified := sorted((case for case in dossier.cases.values() if case.verified), key=lambda case: dossier.numbers[case.id]):
        values = dossier.sums(verified) | {"items": [_item(dossier, case, no) for no, case in enumerate(verified, 1)]}
        yield filled(dossier, templates, SUMMARY, f"{FORM.title}/{SUMMARY.title}", verified, values)


def _item(dossier: Dossier, case: Case, no: int) -> dict[str, str]:
    return {
        "no": str(no),
        "category": dossier.value(case, "category") or dossier.title(case),
        "content": dossier.summary(case),
        "number": dossier.number(case),
        "reported": " ".join(filter(None, (dossier.value(case, "reported"), dossier.value(case, "finding_no")))),
        "disposition": dossier.value(case, "disposition"),
    }


def _values(dossier: Dossier, case: Case, sql: bytes) -> Values:
    record = dossier.records.get(case.rule_id, {})
    return {
        **dossier.about(case),
        **dossier.rows(case),
        **{name: dossier.value(case, name) for name in ("result", "evidence", "reviewed_by", "paper_reviewed_by")},
        "number": dossier.number(case),
        "rule": dossier.text(case.facts.get("rule")),
        "procedure": _procedure(dossier, case, record),
        "state": case.state + ("（事实在此之后有变化，须重新核实）" if case.changed else ""),
        "conclusion": _conclusion(dossier, case),
        "law": dossier.text(case.facts.get("law")),
        "sql_file": SQL.format(case.rule_id) if sql else "",
        "sql_sha256": sha256(sql).hexdigest() if sql else "",
        "auditor": dossier.value(case, "checked_by"),
        "checked_on": day(case.values.get("checked_on")),
        "review": "；".join(filter(None, (dossier.value(case, "comment"), dossier.value(case, "disposition") if case.verified else ""))),
        "paper_reviewed_on": day(case.values.get("paper_reviewed_on")),
        "values": _policy(dossier, case),
        "files": _files(dossier, record),
        "counts": _counts(dossier, record),
        "versions": _versions(dossier, case),
        "exceptions": _exceptions(dossier, case),
        "history": [_entry(dossier, entry) for entry in case.history],
    }


def _procedure(dossier: Dossier, case: Case, record: Mapping) -> str:
    read = "；".join(f"{dossier.ledger(name)} {count:,} 行" for name, count in record.get("rows_read", {}).items())
    method = "、".join(filter(None, (dossier.value(case, "method"), dossier.text(case.facts.get("procedure")))))
    steps = []
    if read:
        spared = f"候选 {record['candidates']:,} 行，经例外检验排除 {record['spared']:,} 行"
        steps = [f"按规则 {dossier.text(case.facts.get('rule'))} 逐行比对：{read}。"]
        steps += [f"{spared}，形成疑点 {record['leads']:,} 条、事项 {record['matters']:,} 项。"]
    steps += [f"核查方式：{method}。"] if method else []
    steps += [f"取得的证据：{evidence}"] if (evidence := dossier.value(case, "evidence")) else []
    return "\n".join(f"{no}. {step}" for no, step in enumerate(steps, 1))


def _conclusion(dossier: Dossier, case: Case) -> str:
    """What came out, with what it rests on; nothing is called a problem before it was verified."""
    if case.verified:
        parts = {"核实结果": "result", "定性": "phrase", "依据": "basis", "处理意见": "disposition"}
        return "\n".join(f"{title}：{text}。" for title, name in parts.items() if (text := dossier.value(case, name)))
    if case.group == DISMISSED:
        code = case.values.get("reason_code", "")
        meaning = dossier.moves.lists.get("reason_code", {}).get(code, "")
        amount = f"释放疑点金额 {yuan(case.amount)} 元。" if case.amount is not None else ""
        return f"排除（{code} {meaning}）：{dossier.value(case, 'reason')}\n依据的材料：{dossier.value(case, 'evidence')}\n{amount}".strip()
    if case.open:
        return "尚在核查，没有结论。"
    return f"{case.state}：{dossier.value(case, 'reason')}"


def _policy(dossier: Dossier, case: Case) -> list[dict[str, str]]:
    """The policy values that the leads cite, as they were applied on each lead's day, with their documents."""
    known = dossier.parameters.policy_of(dossier.county)
    cited = {json.dumps(value, sort_keys=True): value for lead in dossier.leads.get(case.id, []) for value in cited_by(lead)}
    return [
        {
            "id": value["id"],
            "name": known[value["id"]].description if value["id"] in known else "",
            "value": "、".join(value["value"]) if isinstance(value["value"], list) else said(value["value"]),
            "unit": value["unit"],
            "since": value["from"],
            "document": value["document"],
            "confirmed": "已核对" if value["confirmed"] else "参数待核",
        }
        for _, value in sorted(cited.items())
    ]


def _files(dossier: Dossier, record: Mapping) -> list[dict[str, str]]:
    """The files and sheets that hold the ledgers which the rule read, with rows in and out."""
    digests = {file["path"]: file["sha256"] for file in dossier.intake.files}
    return [
        {
            "file": dossier.text(sheet["file"]),
            "sheet": dossier.text(sheet["sheet"]),
            "ledger": dossier.ledger(sheet["ledger"]),
            **{name: f"{sheet[name]:,}" for name in ("rows", "kept", "quarantined")},
            "sha256": digests.get(sheet["file"]) or "",
        }
        for sheet in dossier.intake.sheets
        if sheet["ledger"] in record.get("rows_read", {})
    ]


def _counts(dossier: Dossier, record: Mapping) -> list[dict[str, str]]:
    if not record:
        return []
    counts = {
        **{f"读入 {dossier.ledger(name)}": count for name, count in record["rows_read"].items()},
        "候选": record["candidates"],
        "经例外检验排除": record["spared"],
        "审计期间以外": record["out_of_period"],
        **{f"未判断（{reason}）": count for reason, count in record["not_judged"].items()},
        "形成疑点": record["leads"],
        "形成事项": record["matters"],
    }
    return [{"what": what, "count": f"{count:,}"} for what, count in counts.items()]


def _versions(dossier: Dossier, case: Case) -> list[dict[str, str]]:
    """What the results depend on, as the run wrote it down beside them. Its dates stand above, in words."""
    lines = (dossier.out / "stage.txt").read_text(encoding="utf-8").splitlines()
    told = [["auditlib", __version__], ["密钥指纹", dossier.parameters.key.fingerprint], ["案卷记录", case.history[-1].hash]]
    told += [line.split("：", 1) for line in lines if not line.startswith("审计")]
    return [{"what": what, "value": value} for what, value in told]


def _exceptions(dossier: Dossier, case: Case) -> list[dict[str, str]]:
    tested: dict[str, Counter] = defaultdict(Counter)
    for lead in dossier.leads.get(case.id, []):
        for name, answer in json.loads(lead["exceptions"]).items():
            tested[name][answer] += 1
    columns = {"yes": True, "no": False, "unknown": None}
    return [
        {"what": fact_label(RULES.get(case.rule_id), name, dossier.contracts) or name}
        | {column: str(answers[answer]) for column, answer in columns.items()}
        for name, answers in tested.items()
    ]


def _entry(dossier: Dossier, entry) -> dict[str, str]:
    state = entry.data["state"] if entry.kind == DECIDED else "形成疑点，或事实有变化"
    return {"seq": str(entry.seq), "at": entry.at, "by": dossier.text(entry.by), "state": state}


WORKING = Kind(FORM.title, [FORM, SUMMARY], _make, refuses=lambda case: "")
