"""One county's tables: what was received, the money looked at, rules and amounts, villages, the lead list."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.casework.moves import load_moves
from auditlib.contracts import MONEY
from auditlib.decisions import FIRST
from auditlib.errors import ParameterError
from auditlib.found import Judged, unconfirmed
from auditlib.headings import LEAD_KINDS, LEAD_LABELS, MATTER_LABELS, WORDS, rule_text
from auditlib.intake.journal import Intake
from auditlib.matters import figures, figures_of, matters_of, several
from auditlib.money import BESIDE, SAMPLED, Books, by_kind, total
from auditlib.privacy.open_gates import OPEN
from auditlib.report.page import render
from auditlib.report.parts import Note
from auditlib.report.scope import COUNTED, FUNDS, MANAGED, Scope, bases_of, measure, ratio
from auditlib.report.tables import Table, headed, html_table
from auditlib.results import Results
from auditlib.rules import RULES, SUBJECTS, rules_of
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITIES, SEVERITY_ZH

#: Where the rows of a sheet went, and what of earlier findings is told in money.
BALANCE = ("rows", "kept", "quarantined", "totals", "notes")
MONEY_OF_ISSUES = ("amount", "recovered", "returned", "reactivated")


class Overview:
    """What a county's results say as a whole: what was received and looked at, which rules ran, where matters lie. All of it masked."""

    def __init__(self, results: Results, is_demo: bool):
        self.results, self.is_demo = results, is_demo
        self.county, self.parameters, self.contracts = results.county, results.parameters, results.contracts

    @property
    def intake(self) -> Intake:
        return self.results.intake

    @cached_property
    def measured(self) -> Scope:
        """How much was audited: the denominators of every table."""
        out = self.results.out
        stands = self.results.records and (out / "money.json").exists()
        return measure(out / "ledgers", bases_of(out) if stands else Books.of(self.results.ledgers).bases())

    def card(self) -> str:
        """Which county, which date, which data: the first thing that a notebook shows."""
        run, read = self.parameters.run, sum(file["state"] == "read" for file in self.intake.files)
        rows, kept, quarantined, *others = _balance(self.intake.sheets)
        aside = sum(others)
        unread = rows - kept - quarantined - aside
        questions = sum(len(sheet["questions"]) for sheet in self.intake.sheets)
        refused = [OPEN.words(file["path"]) for file in self.intake.files if file["state"] == "refused"]
        balance = f"收到 {rows:,} ＝ 入账 {kept:,} ＋ 隔离 {quarantined:,} ＋ 合计及说明 {aside:,}"
        lines = {
            "单位": f"{self.county.name}（{self.county.id}）",
            "审计截止日": f"{run.as_of}，审计期间自 {run.audit_from} 起",
            "数据摘要": self.intake.digest[:16],
            "文件": f"读取 {read} 个" + (f"；未能读取 {len(refused)} 个：{'、'.join(refused)}" if refused else ""),
            "行数": balance + (f" ＋ 未识别的表 {unread:,}" if unread else ""),
            "台账": f"{len(self.intake.ledgers)} 种" + (f"；待确认 {questions} 项，见资料接收报告" if questions else ""),
        }
        return render("card.html.j2", demo=self.is_demo, unit=self.county.name, lines=lines)

    def received(self, *names: str) -> Table:
        """Per ledger (default: all): from how many files and sheets, rows in = kept + quarantined + set aside, and columns nobody gave."""
        rows = []
        for name in names or self.contracts:
            contract, sheets = self.contracts[name], [s for s in self.intake.sheets if s["ledger"] == name]
            row = {"台账": f"{contract.id} {contract.title}", "收到": "未收到"}
            if sheets:
                count, kept, quarantined, *others = _balance(sheets)
                absent = self.intake.ledgers.get(name, {}).get("absent_columns", [])
                absent = [c for c in absent if not c.endswith("_code") and c != "county_name" and c in contract.columns]
                row |= {"收到": f"{len({s['file'] for s in sheets})} 个文件 {len(sheets)} 张表"}
                row |= {"行数": count, "入账": kept, "隔离": quarantined, "合计及说明": sum(others)}
                row |= {"没有的列": "、".join(contract.columns[c].header for c in absent)}
            rows.append(row)
        return headed(rows, "收到的资料：行数＝入账＋隔离＋合计及说明", full_list="intake.html")

    def scope(self) -> Table:
        """What was audited, as the opening of an audit report states it: period, places, households, money."""
        run, scope = self.parameters.run, self.measured
        read = f"收到台账 {len(self.intake.ledgers)} 种，入账 {sum(scope.rows.values()):,} 行"
        told = {
            "审计期间": f"{run.audit_from} 至 {run.audit_to or run.as_of}，审计截止日 {run.as_of}",
            "审计方式": f"数据比对（100%），{read}；未做现场核查",
            f"被审资金（{self._titles(MANAGED)}）": f"{scope.managed:,.2f} 元",
            f"抽审资金（{'＋'.join(MONEY[kind] for kind in SAMPLED)}）": f"{scope.sampled:,.2f} 元（每笔资金只计一次，无论几份台账列有）",
        }
        for name, title, unit in COUNTED:
            count = getattr(scope, name)
            told[title] = "未收到资料" if count is None else f"{count:,} {unit}"
        return headed([{"项目": item, "内容": value} for item, value in told.items()], "审计范围")

    def funds(self) -> Table:
        """The money that each ledger holds, 元."""
        rows = []
        for name, amount in self.measured.money.items():
            contract = self.contracts[name]
            row = {"台账": f"{contract.id} {contract.title}", "金额列": contract.columns[FUNDS[name]].header}
            rows.append(row | {"笔数": self.measured.rows[name], "金额（元）": amount})
        return headed(rows, "各台账所载金额（口径不同，不可相加）")

    def _titles(self, names: Iterable[str]) -> str:
        """Those ledgers of a sum that were received."""
        return "＋".join(self.contracts[n].title for n in names if n in self.intake.ledgers) or "未收到资料"

    def ledger(self, name: str, rows: int = 50) -> Table | Note:
        """Some rows of a ledger, also one of the auditor's own, without columns that hold nothing. ``ledgers[name]`` is all of it.

        Raises ParameterError for a ledger that parameters/ledgers/ does not know.
        """
        if name not in self.contracts:
            near = difflib.get_close_matches(name, self.contracts, 1)
            raise ParameterError(f"没有台账 {name}" + (f"；是否想写 {near[0]}？" if near else ""))
        contract, table = self.contracts[name], self.results.table(name)
        if table is None:
            return Note(f"未收到{contract.title}。")
        held = [c for c in contract.columns if c in table.column_names and table[c].null_count < table.num_rows]
        labels = {c: contract.columns[c].header for c in held} | {"source_file": "来源文件", "source_row": "行号"}
        kinds = {c: contract.columns[c].kind for c in held} | {"source_file": "words", "source_row": None}
        return html_table(table, labels, f"{contract.id} {contract.title}", kinds=kinds, max_rows=rows, full_list=f"ledgers/{name}.parquet")

    def totals(self) -> Table:
        """Matters, leads and questioned money by amount class; no thing counts twice, strength C is left out."""
        leads, rows = self.results.leads(), []
        sums, whole = total(leads), figures(leads)
        for letter, name in AMOUNT_ZH.items():
            found = figures(leads.filter(pc.equal(leads["amount_class"], letter)))
            rows.append({"金额类型": name, "事项（项）": found.matters, "疑点（条）": found.leads, "疑点金额（元）": sums.get(letter)})
        foot = [
            {"金额类型": "合计", "事项（项）": whole.matters, "疑点（条）": whole.leads, "疑点金额（元）": whole.amount},
            {"金额类型": "另有分析性线索（只排序，不计金额）", "疑点（条）": whole.ranks},
        ]
        return headed(rows, "疑点金额（未经核实；每笔资金只计一次，不超过其本身金额）", foot=foot)

    def money(self) -> Table:
        """Questioned money by kind beside the money of that kind that was audited, the largest first: a share is of what contains it."""
        found, bases = by_kind(self.results.leads()), self.measured.bases
        rows = []
        for kind, title in MONEY.items():
            base, amount = bases.get(kind) or None, found.get(kind, Decimal("0.00"))
            row = {"资金种类": title + ("（不计入合计）" if kind in BESIDE else ""), "收到资料所载（元）": base}
            rows += [row | {"疑点金额（元）": amount, "占比（%）": ratio(100 * amount, base)}] if base or amount else []
        rows.sort(key=lambda row: (-row["疑点金额（元）"], row["资金种类"]))
        return headed(rows, "各种资金的疑点金额（未经核实；各以本种资金为底数；“应付未付等”没有底数，不计占比）")

    def subjects(self) -> Table:
        """Rules run, leads and amounts by subject."""
        rows = []
        for subject in SUBJECTS.values():
            ids = {j.rule.id: j.ran for j in self.results.all_judged if j.rule.subject == subject.name}
            found = figures(self.results.leads(), ids) if any(ids.values()) else None
            row = {"专题": subject.title, "执行规则": f"{sum(ids.values())}/{len(ids)}", "事项": found and found.matters}
            row |= {SEVERITY_ZH[letter]: found and found.severities[letter] for letter in SEVERITIES}
            rows.append(row | {"疑点金额（元）": found and found.amount})
        return headed(rows, "各专题情况（事项按严重程度分列；各专题内每笔资金只计一次，涉及几个专题的各计一次，故之和可能大于合计）")

    def summary(self, subject: str | None = None) -> Table:
        """Rules, candidates, matters, leads and amounts of a subject or of all, the gravest and largest first; no total counts twice."""
        rows, leads = [], self.results.leads(subject)
        for item in sorted(map(self.results.judged, [rule.id for rule in rules_of(subject)] if subject else sorted(RULES)), key=_weight):
            record, ran = item.record(), item.ran
            classes = sorted({AMOUNT_ZH[c] for c in item.leads["amount_class"].to_pylist()}) or [AMOUNT_ZH[item.rule.amount]]
            kind = "　情况表" if item.rule.statement else "　分析性线索" if set(item.leads["strength"].to_pylist()) == {"C"} else ""
            counts = {"候选": "candidates", "排除": "spared", "事项": "matters", "疑点": "leads"}
            row = {"规则": item.title, "严重程度": SEVERITY_ZH[item.rule.severity], "状态": ("已执行" if ran else "未执行") + kind}
            row |= {heading: record[name] if ran else None for heading, name in counts.items()}
            row |= {"疑点金额（元）": None if record["amount"] is None else Decimal(record["amount"]), "金额类型": "、".join(classes)}
            sure = "参数待核：" + "、".join(record["unconfirmed"]) if record["unconfirmed"] else ""
            rows.append(row | {"说明": record["reason"] or sure})
        whole, name = figures(leads), "合计（每笔资金只计一次，分析性线索不计）"
        foot = [{"规则": name, "事项": whole.matters, "疑点": whole.leads, "疑点金额（元）": whole.amount}]
        foot += [{"规则": f"其中：{AMOUNT_ZH[letter]}", "疑点金额（元）": amount} for letter, amount in total(leads).items() if amount]
        return headed(rows, "规则执行情况（疑点未经核实）", foot=foot)

    def not_run(self) -> Table | Note:
        """Rules not run, then what those that were did not test, and rows that they did not judge, each with the reason."""
        ordered = sorted(self.results.all_judged, key=_weight)
        rows = [{"规则": j.title, "状态": "未执行", "行数": None, "原因": j.reason} for j in ordered if not j.ran]
        rows += [
            {"规则": item.title, "状态": "部分未检验", "行数": None, "原因": f"{columns}没有内容"}
            for item in ordered
            for columns in item.untested
        ]
        unread = [(item.title, count, reason) for item in ordered for reason, count in item.not_judged.items()]
        rows += [{"规则": title, "状态": "未判断", "行数": count, "原因": reason} for title, count, reason in unread]
        return headed(rows, "未执行的规则和未判断的行（不等于没有问题）") if rows else Note("全部规则都已执行，全部行都已判断。")

    def unconfirmed(self) -> Table | Note:
        """Policy values used (参数待核) that nobody has checked against the document, and the rules that used them."""
        users: dict[str, list[Judged]] = defaultdict(list)
        for item in self.results.all_judged:
            for policy_id in unconfirmed(item):
                users[policy_id].append(item)
        rows = []
        for policy_id, found in sorted(users.items()):
            policy = found[0].policy
            value, entry = policy.values[policy_id], policy.entry(policy_id, policy.as_of)
            row = {"参数": policy_id, "含义": value.description, "审计截止日取值": f"{entry.text if entry else '无取值'} {value.unit}"}
            rows.append(row | {"文件": entry.source if entry else "", "涉及规则": "、".join(item.rule.id for item in found)})
        caption = "参数待核：尚未与文件原件核对的取值（parameters/policy/ 中 confirmed: false）"
        return headed(rows, caption) if rows else Note("全部取值都已与文件核对。")

    def issues(self) -> Table | Note:
        """Earlier findings by origin: how many, in what state, and what was recovered (元)."""
        table = self.results.table("issue_ledger")
        if table is None:
            return Note("未收到问题整改台账（L47），以往问题的整改情况没有审计，不作“无问题”的结论。")
        columns = self.contracts["issue_ledger"].columns
        known, every = columns["status"].values, table.to_pylist()
        groups: dict[str, list[dict]] = defaultdict(list)
        for row in every:
            groups[row["origin"] or "未注明"].append(row)
        rows = []
        for origin, found in [*sorted(groups.items()), ("合计", every)]:
            states = Counter(row["status"] if row["status"] in known else "状态不明" for row in found)
            told = "、".join(f"{state} {count}" for state, count in states.most_common())
            sums = {name: sum((row[name] or Decimal(0) for row in found), Decimal("0.00")) for name in MONEY_OF_ISSUES}
            sums = {f"{columns[name].header}（元）": amount for name, amount in sums.items()}
            rows.append({"问题来源": origin, "问题（个）": len(found), "状态": told} | sums)
        *rows, whole = rows
        return headed(rows, "以往问题整改情况（整改台账所载，真实性见下列疑点）", foot=[whole])

    def matters(self, subject: str | None = None, rows: int = 500) -> Table:
        """The list of matters (事项清单), the gravest and largest first; with a case record how each stands and what may follow."""
        leads = self.results.leads(subject)
        matters, standing = matters_of(leads), self._standing()
        labels = {name: MATTER_LABELS[name] for name in MATTER_LABELS if name in matters.column_names}
        labels |= {} if standing is None else {"state": "核查状态", "next": "下一步"}
        shown = [row | {n: word(row[n]) for n, word in (WORDS | {"rule_id": rule_text}).items()} for row in matters.to_pylist()]
        for row in shown if standing is not None else ():
            row["state"], row["next"] = standing(row["matter_id"])
        caption, kinds = "事项清单（未经核实；每项一行，疑点逐条见各专题底稿）", LEAD_KINDS | {"state": None, "next": None}
        return html_table(shown, labels, caption, kinds=kinds, max_rows=rows, full_list="matters.parquet", foot=_foot("matter_id", leads))

    def _standing(self) -> Callable[[str], tuple[str, str]] | None:
        """Of a matter its state in the case record, and what may come next; None without a record."""
        if self.results.decided is None:
            return None
        moves, states = load_moves(self.parameters.folder), {one.id: one.state for one in self.results.decided}
        return lambda matter: (states.get(matter, FIRST), moves.onward(states.get(matter, FIRST)))

    def leads(self, subject: str | None = None) -> Table:
        """The list of leads (疑点清单) below the matters, the gravest and largest first, each with the row that it accuses."""
        leads = self.results.leads(subject)
        labels = {n: LEAD_LABELS[n] for n in LEAD_LABELS if n in leads.column_names and n not in ("facts", "exceptions")}
        shown = [lead | {n: word(lead[n]) for n, word in WORDS.items()} for lead in leads.select(list(labels)).to_pylist()]
        return html_table(shown, labels, "疑点清单（未经核实）", kinds=LEAD_KINDS, foot=_foot(next(iter(labels)), leads))

    def by_village(self, rows: int = 200) -> Table:
        """Matters by village, the severe ones first: one visit can cover them all; at most ``rows`` villages."""
        groups: dict[tuple, list[dict]] = defaultdict(list)
        for lead in self.results.leads().to_pylist():
            groups[lead["town"] or "—", lead["village"] or "—"].append(lead)
        ordered = []
        for (town, village), leads in groups.items():
            found = figures_of(leads)
            row = {"镇街": town, "村": village, "事项": found.matters, SEVERITY_ZH["H"]: found.severities["H"], "疑点": found.leads}
            row |= {"线索": found.ranks, "疑点金额（元，不重复）": found.amount}
            row |= {"涉及规则": several((lead["rule_id"] for lead in leads), most=5)}
            ordered.append(((*(-found.severities[s] for s in SEVERITIES), -found.amount, town, village), row))
        places = [(place, {lead["rule_id"] for lead in found}) for place, found in groups.items() if place[1] != "—"]
        saved = sum(len(rules) for _, rules in places) - len(places)
        caption = f"各村事项（合并核查：{len(places)} 个村各去一次，比按规则分别去少 {saved} 次；“—”为资料中没有镇村的记录）"
        villages = [row for _, row in sorted(ordered, key=lambda pair: pair[0])]
        return headed(villages, caption, max_rows=rows, full_list="进村核查单（auditlib visits）")


def _foot(first: str, leads: pa.Table) -> list[dict]:
    """The row below a list of all matters or leads: what counts of them, each yuan once. ``first``: its first column."""
    whole = figures(leads)
    return [{first: "合计（每笔资金只计一次，线索不计）", "leads": whole.leads, "questioned_amount": whole.amount}]


def _balance(sheets: Iterable[Mapping]) -> list[int]:
    """Rows received on these sheets; of them kept, in quarantine, totals, notes."""
    return [sum(column) for column in zip(*([sheet[name] for name in BALANCE] for sheet in sheets), strict=True)] or [0] * len(BALANCE)


def _weight(item: Judged) -> tuple:
    """The order of lists of rules: the gravest first, then the largest amount, then as the catalogue has them."""
    record = item.record()
    return (SEVERITIES.index(item.rule.severity), -Decimal(record["amount"] or 0), [*RULES].index(item.rule.id))
