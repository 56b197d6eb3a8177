"""One county's tables: what was received, the money looked at, rules and amounts, villages, the lead list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from html import escape

import pyarrow as pa

from auditlib.audit import Judged
from auditlib.contracts import Ledger
from auditlib.leads import total
from auditlib.parameters import County, Parameters
from auditlib.report import charts
from auditlib.report.finding import LEAD_LABELS, SHOWN, Finding, Note, severity_text
from auditlib.report.tables import Table, html_table
from auditlib.rules import RULES, SUBJECTS
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH

#: The money that each ledger puts before the auditor (抽审资金), by ledger and column.
FUNDS = {
    "budget_allocation": "amount",
    "benefit_payment": "amount",
    "project": "approved_amount",
    "project_payment": "amount",
    "micro_loan": "principal",
    "interest_subsidy": "subsidy_amount",
    "asset_register": "original_value",
    "asset_income": "received_amount",
    "income_distribution": "amount",
}


class Overview:
    """Tables and charts over a whole county; all of them masked."""

    def __init__(self, county: County, parameters: Parameters, contracts: dict[str, Ledger], intake, is_demo: bool):
        self.county = county
        self.parameters = parameters
        self.contracts = contracts
        self.intake = intake
        self.is_demo = is_demo

    def card(self) -> str:
        """Which county, which date, which data: the first thing that a notebook shows."""
        run, read = self.parameters.run, [f for f in self.intake.files if f["state"] == "read"]
        count = {key: sum(sheet[key] for sheet in self.intake.sheets) for key in ("rows", "kept", "quarantined", "totals", "notes")}
        aside = count["totals"] + count["notes"]
        unread = count["rows"] - count["kept"] - count["quarantined"] - aside
        questions = sum(len(sheet["questions"]) for sheet in self.intake.sheets)
        refused = [f["path"] for f in self.intake.files if f["state"] == "refused"]
        lines = [
            ("单位 Unit", f"{self.county.name} {self.county.english}（{self.county.id}）"),
            ("审计截止日 As of", f"{run.as_of}，审计期间自 {run.audit_from} 起"),
            ("数据摘要 Data digest", self.intake.digest[:16]),
            ("文件 Files", f"读取 {len(read)} 个" + (f"；未能读取 {len(refused)} 个：{'、'.join(refused)}" if refused else "")),
            (
                "行数 Rows",
                f"收到 {count['rows']:,} ＝ 入账 {count['kept']:,} ＋ 隔离 {count['quarantined']:,} ＋ 合计及说明 {aside:,}"
                + (f" ＋ 未识别的表 {unread:,}" if unread else ""),
            ),
            ("台账 Ledgers", f"{len(self.intake.ledgers)} 种" + (f"；待确认 {questions} 项，见资料接收报告" if questions else "")),
        ]
        notice = '<p class="demo"><strong>演示数据：全部为程序合成，不是真实资料。Sample data.</strong></p>' if self.is_demo else ""
        rows_html = "".join(f'<tr><th scope="row">{escape(k)}</th><td>{escape(v)}</td></tr>' for k, v in lines)
        return f'<div class="loaded">{notice}<table>{rows_html}</table></div>'

    def received(self, names: Iterable[str]) -> Table:
        """Per ledger: from how many files and sheets, rows in = kept + quarantined + set aside, and columns nobody gave."""
        rows = []
        for name in names:
            contract = self.contracts[name]
            sheets = [s for s in self.intake.sheets if s["ledger"] == name]
            absent = [c for c in self.intake.ledgers.get(name, {}).get("absent_columns", []) if not c.endswith("_code") and c != "county_name"]
            aside = sum(s["totals"] + s["notes"] for s in sheets)
            rows.append(
                {
                    "ledger": f"{contract.id} {contract.title}",
                    "state": f"{len({s['file'] for s in sheets})} 个文件 {len(sheets)} 张表" if sheets else "未收到",
                    "rows": sum(s["rows"] for s in sheets) if sheets else None,
                    "kept": sum(s["kept"] for s in sheets) if sheets else None,
                    "quarantined": sum(s["quarantined"] for s in sheets) if sheets else None,
                    "aside": aside if sheets else None,
                    "absent": "、".join(contract.columns[c].header for c in absent if c in contract.columns) if sheets else "",
                }
            )
        labels = {"ledger": "台账", "state": "收到", "rows": "行数", "kept": "入账", "quarantined": "隔离", "aside": "合计及说明", "absent": "没有的列"}
        return html_table(rows, labels, "收到的资料：行数＝入账＋隔离＋合计及说明", kinds=dict.fromkeys(labels), full_list="intake.html")

    def funds(self, ledgers) -> Table:
        """Audited money (抽审资金) by ledger, 元."""
        rows = []
        for name, column in FUNDS.items():
            if ledgers.received(name):
                table = ledgers[name]
                got = table.aggregate(rows=table.count(), amount=table[column].sum().cast("decimal(38,2)")).to_pyarrow().to_pylist()[0]
                contract = self.contracts[name]
                header = contract.columns[column].header
                rows.append({"ledger": f"{contract.id} {contract.title}", "column": header, "rows": got["rows"], "amount": got["amount"] or Decimal("0.00")})
        labels = {"ledger": "台账", "column": "金额列", "rows": "笔数", "amount": "金额（元）"}
        return html_table(rows, labels, "本次以数据方式审计的资金（抽审资金，各台账口径不同，不可相加）")

    def summary(self, judged: list[Judged], leads: pa.Table) -> Table:
        """Rules, candidates, leads and amounts; the last row holds the total in which no source row counts twice."""
        rows = []
        for item in judged:
            record = item.record()
            rows.append(
                {
                    "rule": f"{item.rule.id} {item.rule.zh}",
                    "severity": SEVERITY_ZH[item.rule.severity],
                    "status": "已执行" if item.outcome.ran else "未执行",
                    "candidates": record["candidates"] if item.outcome.ran else None,
                    "spared": record["spared"] if item.outcome.ran else None,
                    "leads": record["leads"] if item.outcome.ran else None,
                    "amount": Decimal(record["amount"]) if record["amount"] is not None else None,
                    "class": AMOUNT_ZH[item.rule.amount],
                    "note": record["reason"] or ("参数待核：" + "、".join(record["unconfirmed"]) if record["unconfirmed"] else ""),
                }
            )
        sums = total(leads)
        rows.append({"rule": "合计（同一行只计一次）", "leads": leads.num_rows, "amount": sum(sums.values(), Decimal("0.00"))})
        rows += [{"rule": f"　其中：{AMOUNT_ZH[letter]}", "amount": amount} for letter, amount in sums.items() if amount]
        labels = {
            "rule": "规则",
            "severity": "严重程度",
            "status": "状态",
            "candidates": "候选",
            "spared": "排除",
            "leads": "疑点",
            "amount": "疑点金额（元）",
            "class": "金额类型",
            "note": "说明",
        }
        return html_table(rows, labels, "规则执行情况（疑点未经核实）", kinds=dict.fromkeys(labels))

    def not_run(self, judged: list[Judged]) -> Table | Note:
        rows = [{"rule": f"{j.rule.id} {j.rule.zh}", "reason": j.outcome.reason} for j in judged if not j.outcome.ran]
        labels = {"rule": "规则", "reason": "未执行的原因"}
        return html_table(rows, labels, "未执行的规则", kinds=dict.fromkeys(labels)) if rows else Note("全部规则都已执行。")

    def lead_list(self, leads: pa.Table) -> Table:
        labels = {n: LEAD_LABELS[n] for n in ("lead_id", "rule_id", *SHOWN[1:], "source_file", "source_sheet", "source_row")}
        shown = [lead | {"severity": severity_text(lead["severity"])} for lead in leads.select(list(labels)).to_pylist()]
        return html_table(shown, labels, "疑点清单（未经核实）", max_rows=500)

    def by_village(self, leads: pa.Table) -> Table:
        """Leads by village, the severe ones first: the work list of merged visits."""
        groups: dict[tuple, list[dict]] = defaultdict(list)
        for lead in leads.select(["town", "village", "severity", "rule_id", "subject", "questioned_amount"]).to_pylist():
            groups[lead["town"] or "—", lead["village"] or "—"].append(lead)
        rows = []
        for (town, village), found in groups.items():
            by = Counter(lead["severity"] for lead in found)
            amounts = [lead["questioned_amount"] for lead in found if lead["questioned_amount"] is not None]
            rules = "、".join(sorted({lead["rule_id"] for lead in found}))
            counts = {SEVERITY_ZH[s]: by.get(s, 0) for s in SEVERITIES}
            rows.append({"town": town, "village": village, "leads": len(found), **counts, "amount": sum(amounts, Decimal("0.00")), "rules": rules})
        rows.sort(key=lambda r: (*(-r[SEVERITY_ZH[s]] for s in SEVERITIES), -r["amount"], r["town"], r["village"]))
        labels = {"town": "镇街", "village": "村", "leads": "疑点"} | {z: z for z in SEVERITY_ZH.values()} | {"amount": "各疑点金额之和（元）", "rules": "涉及规则"}
        return html_table(rows, labels, "各村疑点（“—”为资料中没有镇村的记录）", kinds=dict.fromkeys(labels), max_rows=200)

    def findings(self, findings: list[Finding]) -> Findings:
        return Findings(findings)

    def chart(self, leads: pa.Table, what: str):
        """Leads by ``subject`` (专题) or by any text column of leads.parquet."""
        if what == "subject":
            names = [SUBJECTS[RULES[i].subject].title for i in leads["rule_id"].to_pylist()]
        else:
            names = [v or "未注明" for v in leads[what].to_pylist()]
        counts = dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))
        if not counts:
            return Note("没有疑点，不作图。")
        alt = f"{self.county.name}各类疑点数：" + "，".join(f"{name} {count} 条" for name, count in counts.items())
        return charts.bar(counts, caption=f"{self.county.name}疑点分布", category="专题", unit="条", alt=alt)


class Findings:
    """Several findings, shown one after the other."""

    def __init__(self, findings: list[Finding]):
        self.findings = findings

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.findings))

    def _repr_html_(self) -> str:
        return "".join(f"<h4>{escape(f.rule.id)} {escape(f.rule.zh)}</h4>{f._repr_html_()}" for f in self.findings)


