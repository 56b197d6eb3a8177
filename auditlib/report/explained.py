"""The chain of a lead or matter (evidence.chain) written down, masked: as plain values for --json, and of these as text for a terminal."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditlib.casework.cases import DECIDED
from auditlib.casework.record import Entry
from auditlib.contracts import Ledger
from auditlib.dated_values import PolicyValue
from auditlib.desk.columns import COLUMNS
from auditlib.evidence.chain import Chain, Row, Told, Value
from auditlib.evidence.excerpt import Evidence
from auditlib.headings import fact_label
from auditlib.leads import plain
from auditlib.outside import shown
from auditlib.privacy.open_gates import UNTOLD, Gates
from auditlib.report.evidence import ACCUSED, COMPARED, evidence_table
from auditlib.report.tables import clauses
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

ANSWERS = {True: "是", False: "否", None: "未知"}
#: Columns of the record that name persons: who checked, to whom it went.
NAMED = ("_by", "_to", "person", "unit", "accepted_town", "accepted_county", "accepted_city")
GRADES = ("severity", "strength", "amount_class")
#: How deep the lines of a section stand.
STEP = "  "


@dataclass(frozen=True)
class Explained:
    """Chains of one county as plain values. ``policy``: the values by id, as the county has them; ``gates``: what masks."""

    contracts: Mapping[str, Ledger]
    policy: Mapping[str, PolicyValue]
    gates: Gates

    def values(self, chain: Chain) -> dict:
        """Everything, as JSON holds it."""
        rule, matter = chain.rule, chain.matter
        return {
            "id": chain.id,
            "county": chain.county.id,
            "run": chain.run,
            "proved": not chain.broken,
            "problems": chain.broken,
            "leads": [self._lead(chain, told) for told in chain.leads],
            "leads_left_out": chain.more,
            "rule": {
                "id": rule.id,
                "title": rule.zh,
                "finding": rule.finding,
                "reasoning": chain.reasoning,
                "law": rule.law,
                "sql": chain.sql,
                "departs": chain.departs,
            },
            "matter": {
                "matter_id": matter["matter_id"],
                "subject": self._cell(matter["subject"], "party"),
                "place": self._cell("".join(filter(None, (matter["town"], matter["village"]))), "place"),
                **{name: plain(matter[name]) for name in (*GRADES, "questioned_amount", "leads", "first_on", "last_on")},
            },
            "state": chain.case.state if chain.case else None,
            "facts_changed_since": bool(chain.case and chain.case.changed),
            "decisions": [self._entry(entry) for entry in (chain.case.history if chain.case else ())],
        }

    def _lead(self, chain: Chain, told: Told) -> dict:
        lead, compared = told.lead, tuple(row.excerpt for row in told.compared)
        table = evidence_table(Evidence(lead["lead_id"], told.accused.excerpt, compared, told.more), self.contracts, self.gates)

        def called(name: str) -> str:
            return fact_label(chain.rule, name, self.contracts) or name

        return {
            "lead_id": lead["lead_id"],
            **{name: plain(lead[name]) for name in (*GRADES, "questioned_amount", "occurred_on")},
            "facts": [{"name": name, "label": called(name), "value": value} for name, value in self.gates.facts(told.facts).items()],
            "exceptions": [{"name": name, "label": called(name), "value": value} for name, value in told.tested.items()],
            "policy": [self._policy(value) for value in told.policy],
            "rows": [self._row(row, accused) for row, accused in [(told.accused, True), *((row, False) for row in told.compared)]],
            "rows_left_out": told.more,
            "text": table.text,
        }

    def _row(self, row: Row, accused: bool) -> dict:
        excerpt, contract = row.excerpt, self.contracts.get(row.ledger)
        return {
            "accused": accused,
            "file": self.gates.words(excerpt.file),
            "sheet": self.gates.words(excerpt.sheet),
            "row": excerpt.row,
            "sha256": excerpt.sha256,
            "proved": excerpt.proved,
            "problem": excerpt.problem,
            "ledger": f"{contract.title} {contract.id}" if contract else "",
            "values": [self._value(value, contract) for value in row.values if contract],
        }

    def _value(self, value: Value, contract: Ledger) -> dict:
        column, kind = contract.columns.get(contract.parts.get(value.column, value.column)), contract.kinds.get(value.column)
        return {
            "column": value.column,
            "header": column.header if column else value.column,
            "heading": self.gates.words(value.heading),
            "letter": value.letter,
            "text": self._cell(value.text, kind),
            "value": self._cell(plain(value.value), kind),
            "unread": value.unread,
        }

    def _policy(self, cited: dict) -> dict:
        known = self.policy.get(cited["id"])
        return cited | {"description": known.description if known else "", "file": known.file if known else ""}

    def _entry(self, entry: Entry) -> dict:
        values = {
            COLUMNS[name].title: self._cell(text, "party" if name.endswith(NAMED) else "words")
            for name, text in entry.data.get("values", {}).items()
        }
        told = {"seq": entry.seq, "at": entry.at, "by": self._cell(entry.by, "name"), "origin": self.gates.words(entry.origin)}
        return told | ({"state": entry.data["state"], "values": values} if entry.kind == DECIDED else {"state": None, "values": {}})

    def _cell(self, value: object, kind: str | None) -> object:
        if not isinstance(value, str):
            return value if kind is None else self.gates.cell(value, kind)
        masked = str(self.gates.cell(value, UNTOLD if kind is None else kind))
        return clauses(masked) if kind == "words" else masked


def written(values: dict) -> str:
    """What `Explained.values` tells, for people."""
    rule, matter, leads = values["rule"], values["matter"], values["leads"]
    every, lines = len(leads) + values["leads_left_out"], [f"{values['id']}　{rule['title']}", ""]
    for number, lead in enumerate(leads, 1):
        lines += [f"一、收到的资料　疑点 {lead['lead_id']}" + f"（{number}/{every}）" * (every > 1), "", *_deeper(lead["text"]), ""]
        lines += ["二、原文与读入值", "", *(line for row in lead["rows"] for line in _read(row)), ""]
        lines += ["三、规则认定", "", *_found(lead), ""]
    if values["leads_left_out"]:
        lines += [f"本事项还有 {values['leads_left_out']} 条疑点未列出，可用疑点编号逐条查看。", ""]
    lines += [f"四、规则 {rule['id']} {rule['title']}", "", *_deeper(rule["finding"]), "", *_deeper(rule["reasoning"]), ""]
    lines += [STEP + f"依据：{law}" for law in rule["law"]]
    lines += ["", "五、查询语句（SQL）", "", *_deeper(rule["sql"] or f"不能给出：{rule['departs']}；重新运行后再看"), ""]
    lines += [f"六、事项 {matter['matter_id']}", "", *_matter(matter), "", "七、核实记录", "", *_decided(values), ""]
    proof = "以上各行的文件 SHA-256 与运行时的记录一致。" if values["proved"] else "不能证明：" + "；".join(values["problems"])
    lines += [f"运行摘要 {values['run'][:16]}，与页脚所写的相同，即同一次运行。", proof]
    return "\n".join(map(shown, lines))  # a cell may hold what a terminal obeys


def _deeper(text: str) -> list[str]:
    return [STEP + line if line else "" for line in text.splitlines()]


def _read(row: dict) -> list[str]:
    lines = [f"{STEP}{ACCUSED if row['accused'] else COMPARED}：{row['ledger'] or row['file']} 第 {row['row']} 行"]
    for value in row["values"]:
        empty = "原文为空" if value["value"] is None else "原文为空，取自上方"
        text = f"原文 {value['text']}" if value["text"] else empty
        source = f"{value['letter']} 列「{value['heading']}」{text}" if value["heading"] else "标题、文件名或参数给出"
        read = "未能读出" if value["unread"] else "空" if value["value"] is None else _said(value["value"])
        lines.append(f"{STEP * 2}{value['header']} ← {source} → {read}")
    return lines


def _found(lead: dict) -> list[str]:
    amount = "无" if lead["questioned_amount"] is None else f"{lead['questioned_amount']} 元（{AMOUNT_ZH[lead['amount_class']]}）"
    grades = f"严重程度 {lead['severity']} {SEVERITY_ZH[lead['severity']]}；证据强度 {STRENGTH_ZH[lead['strength']]}"
    lines = [f"{STEP}{grades}；发生日期 {lead['occurred_on'] or '不明'}；疑点金额 {amount}"]
    lines += [f"{STEP}事实　{fact['label']}：{_said(fact['value'])}" for fact in lead["facts"] if fact["value"] not in (None, "", [])]
    lines += [f"{STEP}例外　{tested['label']}：{ANSWERS[tested['value']]}" for tested in lead["exceptions"]]
    for value in lead["policy"]:
        sure = "已与原文核对" if value["confirmed"] else "参数待核"
        taken = f"{_said(value['value'])} {value['unit']}，自 {value['from']} 起；{value['document']}（{sure}）"
        lines.append(f"{STEP}取值　{value['description'] or value['id']}：{taken}；{value['file']} {value['id']}")
    return lines


def _matter(matter: dict) -> list[str]:
    days = " 至 ".join(dict.fromkeys(filter(None, (matter["first_on"], matter["last_on"]))))
    amount = "无" if matter["questioned_amount"] is None else f"{matter['questioned_amount']} 元"
    told = {"对象": matter["subject"], "地点": matter["place"], "日期": days, "疑点": f"{matter['leads']} 条", "疑点金额": amount}
    return [STEP + "；".join(f"{name} {value}" for name, value in told.items() if value)]


def _decided(values: dict) -> list[str]:
    if not values["decisions"]:
        return [STEP + "案件记录中没有此事项。"]
    lines = [f"{STEP}现状：{values['state']}" + ("（事实在此之后有变化，须重新核实）" if values["facts_changed_since"] else "")]
    for entry in values["decisions"]:
        told = "；".join(f"{name} {value}" for name, value in entry["values"].items() if value)
        lines.append(
            f"{STEP}第 {entry['seq']} 条　{entry['at']}　{entry['by']}　{'：'.join(filter(None, (entry['state'] or '列为疑点', told)))}"
        )
    return lines


def _said(value: object) -> str:
    if isinstance(value, bool):
        return ANSWERS[value]
    return "、".join(map(_said, value)) if isinstance(value, list) else str(value)
