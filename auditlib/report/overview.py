"""One county's tables: what was received, the money looked at, rules and amounts, villages, the lead list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.audit import Judged, unconfirmed
from auditlib.contracts import MONEY, Ledger
from auditlib.matters import Figures, figures, figures_of, matters_of
from auditlib.money import BESIDE, SAMPLED, by_kind, total
from auditlib.parameters import County, Parameters
from auditlib.report.finding import LEAD_KINDS, LEAD_LABELS, MATTER_LABELS, Note, rule_text, severity_text
from auditlib.report.gates import OPEN
from auditlib.report.scope import FUNDS, MANAGED, Scope, ratio
from auditlib.report.tables import Table, html_table, several
from auditlib.rules import RULES, SUBJECTS
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH, STRENGTH_ZH


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
        refused = [OPEN.words(f["path"]) for f in self.intake.files if f["state"] == "refused"]
        lines = [
            ("单位", f"{self.county.name}（{self.county.id}）"),
            ("审计截止日", f"{run.as_of}，审计期间自 {run.audit_from} 起"),
            ("数据摘要", self.intake.digest[:16]),
            ("文件", f"读取 {len(read)} 个" + (f"；未能读取 {len(refused)} 个：{'、'.join(refused)}" if refused else "")),
            (
                "行数",
                f"收到 {count['rows']:,} ＝ 入账 {count['kept']:,} ＋ 隔离 {count['quarantined']:,} ＋ 合计及说明 {aside:,}"
                + (f" ＋ 未识别的表 {unread:,}" if unread else ""),
            ),
            ("台账", f"{len(self.intake.ledgers)} 种" + (f"；待确认 {questions} 项，见资料接收报告" if questions else "")),
        ]
        notice = '<p class="demo"><strong>演示数据：全部为程序合成，不是真实资料。</strong></p>' if self.is_demo else ""
        told = "".join(f"<span><b>{escape(k)}</b> {escape(v)}</span>" for k, v in lines)
        return f'{notice}<p class="loaded" data-unit="{escape(self.county.name)}">{told}</p>'

    def received(self, names: Iterable[str]) -> Table:
        """Per ledger: from how many files and sheets, rows in = kept + quarantined + set aside, and columns nobody gave."""
        rows = []
        for name in names:
            contract = self.contracts[name]
            sheets = [s for s in self.intake.sheets if s["ledger"] == name]
            absent = [
                c for c in self.intake.ledgers.get(name, {}).get("absent_columns", []) if not c.endswith("_code") and c != "county_name"
            ]
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
        labels = {
            "ledger": "台账",
            "state": "收到",
            "rows": "行数",
            "kept": "入账",
            "quarantined": "隔离",
            "aside": "合计及说明",
            "absent": "没有的列",
        }
        return html_table(rows, labels, "收到的资料：行数＝入账＋隔离＋合计及说明", kinds=dict.fromkeys(labels), full_list="intake.html")

    def scope(self, scope: Scope) -> Table:
        """What was audited, as the opening of an audit report states it: period, places, households, money."""
        run = self.parameters.run
        counts = [
            ("镇街", scope.towns, "个"),
            ("村（社区）", scope.villages, "个"),
            ("省定重点村", scope.key_villages, "个"),
            ("建档立卡户", scope.households, "户"),
            ("建档立卡人口", scope.persons, "人"),
            ("项目", scope.projects, "个"),
            ("贷款", scope.loans, "笔"),
        ]
        rows = [
            {"item": "审计期间", "value": f"{run.audit_from} 至 {run.audit_to or run.as_of}，审计截止日 {run.as_of}"},
            {
                "item": "审计方式",
                "value": f"数据比对（100%），收到台账 {len(self.intake.ledgers)} 种，入账 {sum(scope.rows.values()):,} 行；未做现场核查",
            },
            {"item": f"被审资金（{self._titles(MANAGED)}）", "value": f"{scope.managed:,.2f} 元"},
            {
                "item": f"抽审资金（{'＋'.join(MONEY[kind] for kind in SAMPLED)}）",
                "value": f"{scope.sampled:,.2f} 元（每笔资金只计一次，无论几份台账列有）",
            },
            *({"item": name, "value": "未收到资料" if n is None else f"{n:,} {unit}"} for name, n, unit in counts),
        ]
        return html_table(rows, {"item": "项目", "value": "内容"}, "审计范围", kinds={"item": None, "value": None})

    def funds(self, scope: Scope) -> Table:
        """Audited money by ledger, 元."""
        rows = []
        for name, amount in scope.money.items():
            contract = self.contracts[name]
            rows.append(
                {
                    "ledger": f"{contract.id} {contract.title}",
                    "column": contract.columns[FUNDS[name]].header,
                    "rows": scope.rows[name],
                    "amount": amount,
                }
            )
        labels = {"ledger": "台账", "column": "金额列", "rows": "笔数", "amount": "金额（元）"}
        return html_table(rows, labels, "各台账所载金额（口径不同，不可相加）", kinds=dict.fromkeys(labels))

    def _titles(self, names: Iterable[str]) -> str:
        """Those ledgers of a sum that were received."""
        return "＋".join(self.contracts[n].title for n in names if n in self.intake.ledgers) or "未收到资料"

    def ledger(self, name: str, table, rows: int) -> Table:
        """Some rows of one ledger, masked; columns that hold nothing are left out."""
        contract = self.contracts[name]
        held = [c for c in contract.columns if c in table.column_names and table[c].null_count < table.num_rows]
        labels = {c: contract.columns[c].header for c in held} | {"source_file": "来源文件", "source_row": "行号"}
        kinds = {c: contract.columns[c].kind for c in held} | {"source_file": "words", "source_row": None}
        return html_table(table, labels, f"{contract.id} {contract.title}", kinds=kinds, max_rows=rows, full_list=f"ledgers/{name}.parquet")

    def totals(self, leads: pa.Table) -> Table:
        """Matters, leads and questioned money by amount class; no thing counts twice, strength C is left out."""
        sums, whole = total(leads), figures(leads)
        rows = []
        for letter, name in AMOUNT_ZH.items():
            found = figures(leads.filter(pc.equal(leads["amount_class"], letter)))
            rows.append({"class": name, "matters": found.matters, "leads": found.leads, "amount": sums.get(letter)})
        foot = [{"class": "合计", "matters": whole.matters, "leads": whole.leads, "amount": whole.amount}]
        foot.append({"class": "另有分析性线索（只排序，不计金额）", "leads": whole.ranks})
        labels = {"class": "金额类型", "matters": "事项（项）", "leads": "疑点（条）", "amount": "疑点金额（元）"}
        caption = "疑点金额（未经核实；每笔资金只计一次，不超过其本身金额）"
        return html_table(rows, labels, caption, kinds=dict.fromkeys(labels), foot=foot)

    def money(self, leads: pa.Table, scope: Scope) -> Table:
        """Questioned money by kind beside the money of that kind that was audited, the largest first: a share is of what contains it."""
        found = by_kind(leads)
        rows = [
            {
                "kind": MONEY[kind] + ("（不计入合计）" if kind in BESIDE else ""),
                "base": base,
                "amount": amount,
                "share": ratio(100 * amount, base),
            }
            for kind in MONEY
            for base, amount in [(scope.bases.get(kind) or None, found.get(kind, Decimal("0.00")))]
            if base or amount
        ]
        rows.sort(key=lambda row: (-row["amount"], row["kind"]))
        labels = {"kind": "资金种类", "base": "收到资料所载（元）", "amount": "疑点金额（元）", "share": "占比（%）"}
        caption = "各种资金的疑点金额（未经核实；各以本种资金为底数；“应付未付等”没有底数，不计占比）"
        return html_table(rows, labels, caption, kinds=dict.fromkeys(labels))

    def subjects(self, judged: list[Judged], leads: pa.Table) -> Table:
        """Rules run, leads and amounts by subject."""
        rows = []
        for subject in SUBJECTS.values():
            ids = {j.rule.id: j.outcome.ran for j in judged if j.rule.subject == subject.name}
            row = {"subject": subject.title, "run": f"{sum(ids.values())}/{len(ids)}"}
            if any(ids.values()):
                row |= _shown(figures(leads, ids))
            rows.append(row)
        labels = (
            {"subject": "专题", "run": "执行规则", "matters": "事项"} | {z: z for z in SEVERITY_ZH.values()} | {"amount": "疑点金额（元）"}
        )
        caption = "各专题情况（事项按严重程度分列；各专题内每笔资金只计一次，涉及几个专题的各计一次，故之和可能大于合计）"
        return html_table(rows, labels, caption, kinds=dict.fromkeys(labels))

    def summary(self, judged: list[Judged], leads: pa.Table) -> Table:
        """Rules, candidates, matters, leads and amounts, the gravest and largest first; below, the total in which nothing counts twice."""
        rows = []
        for item in sorted(judged, key=_weight):
            record, ran = item.record(), item.outcome.ran
            classes = sorted({AMOUNT_ZH[c] for c in item.leads["amount_class"].to_pylist()}) or [AMOUNT_ZH[item.rule.amount]]
            kind = "　情况表" if item.rule.statement else "　分析性线索" if set(item.leads["strength"].to_pylist()) == {"C"} else ""
            rows.append(
                {
                    "rule": item.title,
                    "severity": SEVERITY_ZH[item.rule.severity],
                    "status": ("已执行" if ran else "未执行") + kind,
                    "candidates": record["candidates"] if ran else None,
                    "spared": record["spared"] if ran else None,
                    "matters": record["matters"] if ran else None,
                    "leads": record["leads"] if ran else None,
                    "amount": Decimal(record["amount"]) if record["amount"] is not None else None,
                    "class": "、".join(classes),
                    "note": record["reason"] or ("参数待核：" + "、".join(record["unconfirmed"]) if record["unconfirmed"] else ""),
                }
            )
        whole = figures(leads)
        foot = [
            {"rule": "合计（每笔资金只计一次，分析性线索不计）", "matters": whole.matters, "leads": whole.leads, "amount": whole.amount}
        ]
        foot += [{"rule": f"其中：{AMOUNT_ZH[letter]}", "amount": amount} for letter, amount in total(leads).items() if amount]
        labels = {
            "rule": "规则",
            "severity": "严重程度",
            "status": "状态",
            "candidates": "候选",
            "spared": "排除",
            "matters": "事项",
            "leads": "疑点",
            "amount": "疑点金额（元）",
            "class": "金额类型",
            "note": "说明",
        }
        return html_table(rows, labels, "规则执行情况（疑点未经核实）", kinds=dict.fromkeys(labels), foot=foot)

    def not_run(self, judged: list[Judged]) -> Table | Note:
        """Rules not run, then rows not judged by those that were, each with the reason."""
        ordered = sorted(judged, key=_weight)
        rows = [{"rule": j.title, "state": "未执行", "reason": j.outcome.reason} for j in ordered if not j.outcome.ran]
        for item in ordered:
            rows += [
                {"rule": item.title, "state": "未判断", "rows": count, "reason": reason}
                for reason, count in item.outcome.not_judged.items()
            ]
        labels = {"rule": "规则", "state": "状态", "rows": "行数", "reason": "原因"}
        caption = "未执行的规则和未判断的行（不等于没有问题）"
        return html_table(rows, labels, caption, kinds=dict.fromkeys(labels)) if rows else Note("全部规则都已执行，全部行都已判断。")

    def unconfirmed(self, judged: list[Judged]) -> Table | Note:
        """Policy values (参数待核) that nobody has checked against the document, and the rules that used them."""
        users: dict[str, list[Judged]] = defaultdict(list)
        for item in judged:
            for policy_id in unconfirmed(item.outcome):
                users[policy_id].append(item)
        rows = []
        for policy_id, found in sorted(users.items()):
            policy = found[0].outcome.policy
            value, entry = policy.values[policy_id], policy.entry(policy_id, policy.as_of)
            shown = "、".join(map(str, entry.value)) if entry and isinstance(entry.value, list) else str(entry.value) if entry else "无取值"
            document = " ".join(filter(None, [entry.document, entry.article])) if entry else ""
            rows.append(
                {"policy": policy_id, "what": value.description, "value": f"{shown} {value.unit or ''}".strip(), "document": document}
                | {"rules": "、".join(item.rule.id for item in found)}
            )
        labels = {"policy": "参数", "what": "含义", "value": "审计截止日取值", "document": "文件", "rules": "涉及规则"}
        caption = "参数待核：尚未与文件原件核对的取值（parameters/policy/ 中 confirmed: false）"
        return html_table(rows, labels, caption, kinds=dict.fromkeys(labels)) if rows else Note("全部取值都已与文件核对。")

    def issues(self, table: pa.Table | None) -> Table | Note:
        """Earlier findings by origin: how many, in what state, and what was recovered (元); None: the ledger was not received."""
        if table is None:
            return Note("未收到问题整改台账（L47），以往问题的整改情况没有审计，不作“无问题”的结论。")
        states = self.contracts["issue_ledger"].columns["status"].values
        money = {name: self.contracts["issue_ledger"].columns[name].header for name in ("amount", "recovered", "returned", "reactivated")}
        groups: dict[str, list[dict]] = defaultdict(list)
        for row in table.to_pylist():
            groups[row["origin"] or "未注明"].append(row)
        *rows, whole = [
            {
                "origin": origin,
                "issues": len(found),
                "states": _counted(row["status"] if row["status"] in states else "状态不明" for row in found),
            }
            | {name: sum((row[name] or Decimal("0.00") for row in found), Decimal("0.00")) for name in money}
            for origin, found in [*sorted(groups.items()), ("合计", table.to_pylist())]
        ]
        labels = {"origin": "问题来源", "issues": "问题（个）", "states": "状态"} | {n: f"{h}（元）" for n, h in money.items()}
        return html_table(rows, labels, "以往问题整改情况（整改台账所载，真实性见下列疑点）", kinds=dict.fromkeys(labels), foot=[whole])

    def matter_list(self, leads: pa.Table, standing: Mapping[str, tuple[str, str]] | None, rows: int) -> Table:
        """The matters of the leads given, the gravest and largest first: whom, how much, how many leads, from when to when; ``standing``: how each stands
        in the case record and what may come next, None without a record."""
        matters = matters_of(leads)
        labels = {name: MATTER_LABELS[name] for name in MATTER_LABELS if name in matters.column_names}
        labels |= {} if standing is None else {"state": "核查状态", "next": "下一步"}
        words = {"severity": severity_text, "strength": STRENGTH_ZH.get, "amount_class": AMOUNT_ZH.get, "rule_id": rule_text}
        shown = [row | {n: word(row[n]) for n, word in words.items()} for row in matters.to_pylist()]
        for row in shown if standing is not None else ():
            row["state"], row["next"] = standing[row["matter_id"]]
        kinds, foot = LEAD_KINDS | {"state": None, "next": None}, _foot("matter_id", leads)
        return html_table(
            shown,
            labels,
            "事项清单（未经核实；每项一行，疑点逐条见各专题底稿）",
            kinds=kinds,
            max_rows=rows,
            full_list="matters.parquet",
            foot=foot,
        )

    def lead_list(self, leads: pa.Table) -> Table:
        """Leads as given, the gravest and largest first, each with the row that it accuses."""
        labels = {n: LEAD_LABELS[n] for n in LEAD_LABELS if n in leads.column_names and n not in ("facts", "exceptions")}
        words = {"severity": severity_text, "strength": STRENGTH_ZH.get, "amount_class": AMOUNT_ZH.get}
        shown = [lead | {n: word(lead[n]) for n, word in words.items()} for lead in leads.select(list(labels)).to_pylist()]
        return html_table(shown, labels, "疑点清单（未经核实）", kinds=LEAD_KINDS, foot=_foot(next(iter(labels)), leads))

    def by_village(self, leads: pa.Table, rows: int) -> Table:
        """Matters by village, the severe ones first: the work list of merged visits; at most ``rows`` villages."""
        groups: dict[tuple, list[dict]] = defaultdict(list)
        for lead in leads.to_pylist():
            groups[lead["town"] or "—", lead["village"] or "—"].append(lead)
        villages = []
        for (town, village), found in groups.items():
            row = {"town": town, "village": village} | _shown(figures_of(found))
            villages.append(row | {"rules": several((lead["rule_id"] for lead in found), most=5)})
        villages.sort(key=lambda r: (*(-r[SEVERITY_ZH[s]] for s in SEVERITIES), -r["amount"], r["town"], r["village"]))
        labels = {"town": "镇街", "village": "村", "matters": "事项", SEVERITY_ZH["H"]: SEVERITY_ZH["H"], "leads": "疑点", "ranks": "线索"}
        labels |= {"amount": "疑点金额（元，不重复）", "rules": "涉及规则"}
        places = [(place, {lead["rule_id"] for lead in found}) for place, found in groups.items() if place[1] != "—"]
        saved = sum(len(rules) for _, rules in places) - len(places)
        caption = f"各村事项（合并核查：{len(places)} 个村各去一次，比按规则分别去少 {saved} 次；“—”为资料中没有镇村的记录）"
        return html_table(villages, labels, caption, kinds=dict.fromkeys(labels), max_rows=rows, full_list="进村核查单（auditlib visits）")


def _foot(first: str, leads: pa.Table) -> list[dict]:
    """The row below a list of all matters or leads: what counts of them, each yuan once. ``first``: its first column."""
    whole = figures(leads)
    return [{first: "合计（每笔资金只计一次，线索不计）", "leads": whole.leads, "questioned_amount": whole.amount}]


def _shown(found: Figures) -> dict:
    """Figures as columns; matters by severity under their Chinese names."""
    counts = {name: getattr(found, name) for name in ("matters", "leads", "ranks", "amount")}
    return counts | {SEVERITY_ZH[letter]: found.severities[letter] for letter in SEVERITIES}


def _counted(states: Iterable[str]) -> str:
    return "、".join(f"{state} {count}" for state, count in Counter(states).most_common())


def _weight(item: Judged) -> tuple:
    """The order of lists of rules: the gravest first, then the largest amount, then as the catalogue has them."""
    record = item.record()
    return (SEVERITIES.index(item.rule.severity), -Decimal(record["amount"] or 0), [*RULES].index(item.rule.id))
