"""Rectification and casework of one county as tables: decided, open and how long, what came of it, what goes to accountability."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from auditlib.casework.moves import GROUPS
from auditlib.casework.similar import proposals
from auditlib.casework.transfers import DECIDED, KINDS, Transfer, transfers
from auditlib.contracts import Ledger
from auditlib.decisions import LEDGER, Decided, all_matters, issue_ids
from auditlib.ledgers import from_tables
from auditlib.project_key import Key
from auditlib.report.parts import Note, Together
from auditlib.report.scope import ratio
from auditlib.report.tables import Table, headed, html_table
from auditlib.rules import RULES, SUBJECTS
from auditlib.rules.rectification import closing
from auditlib.sql_cache import cached

NO_RECORD = "没有案件记录：疑点都还没有核实结论，以下只有收到的整改台账。核实结果经 auditlib cases import 导入后重新运行。"
NO_ISSUES = "未收到问题整改台账（L47），本次审计也没有进入整改的问题。"
#: Money that comes of rectification, by column of the ledger.
MONEY = {"recovered": "追缴", "returned": "归还", "reactivated": "盘活", "made_good": "补发", "adjusted": "调账"}
#: Days overdue, the last of each class, as ageing tables have them; beyond the last: more.
AGES = ((30, "逾期 30 天以内"), (90, "逾期 31–90 天"), (180, "逾期 91–180 天"), (365, "逾期 181–365 天"))
ZERO = Decimal("0.00")


@dataclass(eq=False)
class Rectification:
    """What stands of a county at the audit date.

    ``decided``: the snapshot of the case record, None without one; ``ledger``: the rectification ledger as it stands
    (audit.issues_standing), None where none was received; ``leads``: leads.parquet.
    """

    decided: list[Decided] | None
    ledger: pa.Table | None
    leads: pa.Table
    county: str
    key: Key
    contract: Ledger
    as_of: date
    similarity: Decimal

    @cached_property
    def issues(self) -> list[dict]:
        """Rows of the ledger with ``closed`` and ``done`` as the rules have them (the rules' own expression), in the order of the file."""
        if self.ledger is None:
            return []
        opened = from_tables({LEDGER: self.ledger}, [], {LEDGER: self.contract})
        asked = ("issues", opened.engine.dialect, opened.schema(LEDGER))
        rows = opened.query(cached(asked, lambda: opened.sql(closing.issues(opened.unbound(LEDGER))))).sort_by("row_id").to_pylist()
        return [row | {"ours": row["origin"] == closing.OURS} for row in rows]

    def decisions(self) -> Table | Note:
        """Matters by subject and by what became of them: 生成 = 排除 + 属实 + 无法核实 + 在办."""
        if self.decided is None:
            return Note(NO_RECORD)
        groups: dict[str, list[Decided]] = {name: [] for name in (*(subject.title for subject in SUBJECTS.values()), "规则已撤销")}
        every = all_matters(self.decided, self.leads)
        for one in every:
            groups[SUBJECTS[RULES[one.rule_id].subject].title if one.rule_id in RULES else "规则已撤销"].append(one)
        rows = [{"专题": name} | counts(found) for name, found in groups.items() if found]
        foot = [{"专题": "合计"} | counts(every)]
        return headed(rows, "事项核实情况（生成＝排除＋属实＋无法核实＋在办；含以前各次运行生成的事项）", foot=foot)

    def all(self, rows: int) -> Together | Note:
        """Ageing, open terms, money by kind and results; first what there is no record of."""
        notes = [Note(NO_RECORD)] if self.decided is None else []
        if not self.issues:
            return Together(*notes, Note(NO_ISSUES))
        return Together(*notes, self.ageing(), self.terms(rows), self.money(), self.results())

    def ageing(self) -> Table:
        """Open issues by how long they are overdue at the audit date, those handed in and this audit's own."""
        ages: dict[str, list[dict]] = {name: [] for name in ("未到期", *(name for _, name in AGES), "逾期 365 天以上", "没有时限")}
        for row in self._open:
            ages[self._age(row)].append(row)
        *rows, whole = [{"到审计截止日": name, **_by_origin(found)} for name, found in {**ages, "合计": self._open}.items()]
        return headed(rows, f"未完成整改的问题，按逾期天数（截至 {self.as_of}）", foot=[whole])

    def terms(self, rows: int) -> Table | Note:
        """Open issues with a term, the longest overdue first."""
        found = sorted((row for row in self._open if row["deadline"]), key=lambda row: (row["deadline"], row["row_id"]))
        if not found:
            return Note("没有未完成而有时限的问题。")
        own = ({"late": (self.as_of - row["deadline"]).days, "left": _left(row), "status": row["status"] or "状态不明"} for row in found)
        shown = [row | more for row, more in zip(found, own, strict=True)]
        labels = {"issue_no": "问题编号", "origin": "问题来源", "description": "问题描述", "resp_unit": "责任单位", "deadline": "整改时限"}
        labels |= {"late": "逾期天数（负数为未到期）", "status": "状态", "left": "尚未整改金额（元）"}
        kinds = self.contract.kinds | dict.fromkeys(("late", "left", "issue_no"))
        full_list = "ledgers/issue_ledger.parquet 和案件记录"
        return html_table(shown, labels, "未完成整改的时限", kinds=kinds, max_rows=rows, full_list=full_list)

    def money(self) -> Table:
        """What came of rectification in money, by kind."""
        rows = [{"整改方式": title, **_sums(self.issues, (name,))} for name, title in MONEY.items()]
        return headed(rows, "整改到位的资金（台账和案件记录所载）", foot=[{"整改方式": "合计", **_sums(self.issues, MONEY)}])

    def results(self) -> Table:
        """The result statistics that an announcement prints (DOMAIN §5.5)."""
        got = {name: _sum(self.issues, name) for name in MONEY}
        sent = sum(line.state == DECIDED for lines in self.transferred.values() for line in lines)
        closed = sum(bool(row["closed"]) for row in self.issues)
        share = ratio(Decimal(100 * closed), len(self.issues))
        told = {
            "问题": f"{len(self.issues)} 个，已整改或销号 {closed} 个（{share}%）",
            "涉及金额": f"{_sum(self.issues, 'amount'):,.2f} 元",
            "追回或盘活": f"{got['recovered'] + got['reactivated']:,.2f} 元",
            "归还原渠道": f"{got['returned']:,.2f} 元",
            "促进拨付（补发）": f"{got['made_good']:,.2f} 元",
            "调账": f"{got['adjusted']:,.2f} 元",
            "完善制度": f"{sum(row['rules_made'] or 0 for row in self.issues)} 项",
            "移送线索（已决定）": f"{sent} 件",
            "处分": f"{sum(row['disciplined'] or 0 for row in self.issues)} 人",
        }
        return headed([{"整改成效": item, "累计": value} for item, value in told.items()], "整改成效")

    @cached_property
    def transferred(self) -> dict[str, list[Transfer]]:
        """The lines of the three lists, by kind."""
        return transfers(self.decided or [], self.issues, issue_ids(self.issues, self.county, self.key), self.leads.to_pylist())

    def transfers(self, rows: int) -> Together:
        """The three lists that go to accountability, each line with its evidence, and what a person has yet to decide."""
        parts = [Note(NO_RECORD)] if self.decided is None else []
        parts += [self._list(kind, lines, rows) for kind, lines in self.transferred.items()]
        return Together(*parts, *self._similar(2 * rows))

    def _list(self, kind: str, lines: list[Transfer], most: int) -> Table | Note:
        if not lines:
            return Note(f"{kind} {KINDS[kind]}：没有。")
        rows = [
            {
                "编号": line.thing,
                "事项": line.what,
                "对象": line.subject,
                "责任单位": line.unit,
                "金额（元）": line.amount,
                "依据、佐证和来源": "；".join([*line.grounds, *line.evidence, *line.sources]),
                "移送对象": line.receiver,
                "状态": line.state,
            }
            for line in lines
        ]
        kinds = {"事项": "words", "对象": "party", "责任单位": "body", "依据、佐证和来源": "words", "移送对象": "words"}
        taken = sum(line.state == DECIDED for line in lines)
        caption = f"{kind} {KINDS[kind]}：已决定移送 {taken} 件，待决定 {len(lines) - taken} 件（待决定的未经核实，不得对外引用）"
        return headed(rows, caption, kinds=kinds, max_rows=most, full_list="案件记录")

    def _similar(self, most: int) -> Iterable[Table]:
        """For what may stand in the ledger under another wording: the issues that name its object or speak alike."""
        outside = {line.thing for line in self.transferred["OUT"] if line.state != DECIDED}
        findings = [one for one in self.decided or [] if one.id in outside]
        names = {"经核实的问题": "matter", "台账内问题编号": "issue_no", "台账写法": "said", "相似分": "score", "同一对象": "same_object"}
        found = proposals(findings, [row for row in self.issues if not row["ours"]], self.similarity)
        rows = [{title: getattr(one, name) for title, name in names.items()} for one in found]
        if rows:
            caption = "可能已在台账内、写法不同的问题（提请人工判断：是同一事项的，在“台账内问题编号”填编号）"
            yield headed(rows, caption, kinds={"台账写法": "words"}, max_rows=most, full_list="“问题整改”专题底稿")

    @property
    def _open(self) -> list[dict]:
        return [row for row in self.issues if not row["closed"]]

    def _age(self, row: Mapping) -> str:
        if row["deadline"] is None:
            return "没有时限"
        late = (self.as_of - row["deadline"]).days
        return "未到期" if late <= 0 else next((name for last, name in AGES if late <= last), "逾期 365 天以上")


def counts(found: Sequence[Decided]) -> dict:
    """Matters by what became of them; the verified amounts are added up matter by matter (元)."""
    return {
        "生成（项）": len(found),
        **{group: sum(one.group == group for one in found) for group in GROUPS},
        "属实金额（元，各事项相加）": sum((Decimal(one.values.get("verified_amount") or 0) for one in found if one.verified), ZERO),
        "结论后事实有变化": sum(bool(one.decided_on) and one.decided_on != one.digest for one in found),
    }


def _left(row: Mapping) -> Decimal | None:
    """What of an issue's amount is still to be put right."""
    return None if row["amount"] is None else max(row["amount"] - _sum([row], *MONEY), ZERO)


def _by_origin(found: Sequence[Mapping]) -> dict:
    return {
        "以往问题（个）": sum(not row["ours"] for row in found),
        "本次审计（个）": sum(row["ours"] for row in found),
        "涉及金额（元）": _sum(found, "amount"),
        "尚未整改金额（元）": sum((_left(row) or ZERO for row in found), ZERO),
    }


def _sum(rows: Iterable[Mapping], *columns: str) -> Decimal:
    return sum((row[name] or ZERO for row in rows for name in columns), ZERO)


def _sums(rows: Sequence[Mapping], columns: Iterable[str]) -> dict[str, Decimal]:
    before, ours = (_sum((row for row in rows if row["ours"] == side), *columns) for side in (False, True))
    return {"以往问题（元）": before, "本次审计（元）": ours, "合计（元）": before + ours}
