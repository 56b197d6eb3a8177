"""What an audit rule is: its declaration, its signature, and the registry of all rules.

A rule module only declares functions under ``@rule``; what a reader must know about a rule (titles, law, who answers, what happens
next) stands in parameters/rules/<subject>.yaml, which an office edits (``rule_texts``).
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from auditlib.errors import demand_docstrings
from auditlib.fingerprint import TEXTS
from auditlib.parameters import home
from auditlib.rules.rule_texts import LIMITED, RuleText, load_texts, worded

demand_docstrings()
SEVERITIES = ("H", "M", "L", "D")
SEVERITY_ZH = {"H": "严重", "M": "一般", "L": "提示", "D": "数据质量"}
STRENGTH_ZH = {"A": "A 资料自相矛盾", "B": "B 外部比对或重新计算", "C": "C 分析性线索"}
#: What an amount would be once verified; until then every sum of it is called 疑点金额.
AMOUNT_ZH = {"V": "涉嫌违规", "W": "涉嫌损失浪费", "I": "涉嫌管理不规范", "N": "仅计数"}

#: Parameters of a rule function that are not ledgers.
CONTEXT = ("policy", "as_of", "audit_from")

#: Columns of a rule's result with a meaning of their own; every other column is a fact or an exception.
RESERVED = (
    "row_id",
    "occurred_on",
    "questioned_amount",
    "severity",
    "strength",
    "amount_class",
    "aspect",
    "related",
    "thing",
    "not_judged",
)

#: Where a rule looks: at one county's ledgers, or at those of all counties together.
SCOPES = ("county", "city")

#: Exceptions and facts that many rules share (DOMAIN §2.0); a rule's own stand in its ``labels``.
COMMON_LABELS = {
    "x_hh": "户级发放且有其他在世成员",
    "x_acc": "应发未超期（所属期在事件之前）",
    "x_grace": "在宽限期内",
    "x_ret": "退回、冲销或重发",
    "x_name": "证件号码相同而姓名不同",
    "x_staff": "非财政供养性质",
    "x_liv": "生产生活必需资产",
    "x_pol": "政策文件允许",
    "x_product": "非扶贫小额信贷品种",
    "x_typo": "证件号码疑似录入差错",
    "x_snapshot": "该年度建档数据缺失",
    "x_lag": "登记时间差",
    "asset": "资产",
    "county_id": "县市区",
    "household": "户",
}


#: Facts that tell of a person and are called as no ledger calls them; all others take what the contract says of the column of their name.
FACTS = {
    "age": "birth",
    "before_name": "name",
    "death_name": "name",
    "owner_name": "name",
    "register_name": "name",
    "pupil_id": "identity",
    "holder": "party",
    "payer": "party",
    "receiver": "party",
    "subject": "party",
    "facts": "facts",
}


class _Absent:
    """Default of a rule's parameter whose ledger the county may not have handed in: the rule then gets an empty table that knows it
    (auditlib.models.absent), so that what is asked of it is unknown."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class Decider:
    """Columns of an accused ledger, one of which must be known for a row to be judged. ``blank_answers``: an empty cell is an answer
    (a loan without a day of repayment is not repaid), only one that could not be read is not."""

    ledger: str
    columns: tuple[str, ...]
    blank_answers: bool


def _told(name: str) -> property:
    if name in LIMITED:
        return property(
            lambda rule: rule.worded(name, lambda _: None), doc=f"``{name}`` of its texts, without the limits of a county's policy."
        )
    return property(lambda rule: getattr(rule.text, name), doc=f"``{name}`` of its texts.")


@dataclass(frozen=True)
class Rule:
    """One audit rule. ``ledgers`` are required, ``optional`` ones may be missing; the first is the one accused.

    ``scope`` city: run once, on the ledgers of all counties under one another (each row with its ``county_id``); its leads reach the
    reports of the counties accused. ``statement``: it accuses no row, its result is a table to be read (coverage, differences).
    ``matter``: which column of its result tells the real thing that a row is about (an account, a household, a group of contracts), so that
    rows of one thing are one matter (事项); without it, or where it is null, that is the subject of the accused row (``evidence``).
    ``accuses``: the ledgers whose rows it accuses, where that is not the first one alone.
    ``decides``: columns of the accused ledger without which a row is not judged (``"due_date|term_months"``: one is enough;
    ``"closed_on?"``: an empty cell is an answer; ``"ledger.column"`` where several are accused). ``needs``: columns of other ledgers that
    must have been handed in. ``against``: ledgers that rows are held against, each alone or with the column by which
    (``"motor_vehicle.id_no"``, ``"a.x|a.y"``: one is enough): one whose rows all lack it is as good as not handed in. An optional one that
    is missing is told; without any of these, or without one that is not optional, the rule is not run; ``tests``: likewise the columns by
    which rows are tested (written as in ``decides``); one that nobody filled is told, and without any the rule is not run. ``exceeds``:
    policy values whose exceeding alone accuses: as long as one is not confirmed the leads only rank (strength C), but for a row that tells
    its own strength.
    ``unjudged``: which further rows it cannot judge, for what no column of theirs tells alone: a function of ledgers as its own, that
    returns row_id and not_judged; they are counted by the engine and never fetched, for they may be all.
    ``claims``: exceptions that rest on the words of a remark: what they clear alone is shown with the
    words (column ``x_…_words``), for a person to read.
    """

    id: str
    severity: str
    strength: str
    amount: str
    function: Callable
    basis: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    downgrades: dict[str, str] = field(default_factory=dict)
    scope: str = "county"
    statement: bool = False
    matter: str = ""
    accuses: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    exceeds: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    unjudged: Callable | None = None

    @cached_property
    def deciders(self) -> tuple[Decider, ...]:
        """``decides``, taken apart."""
        return tuple(self._decider(text) for text in self.decides)

    @cached_property
    def testers(self) -> tuple[Decider, ...]:
        """``tests``, taken apart."""
        return tuple(self._decider(text) for text in self.tests)

    def _decider(self, text: str) -> Decider:
        options = [option.rpartition(".") for option in text.removesuffix("?").split("|")]
        (ledger,) = {name or self.accused[0] for name, _, _ in options}
        return Decider(ledger, tuple(column for *_, column in options), text.endswith("?"))

    @property
    def accused(self) -> tuple[str, ...]:
        """The ledgers whose rows it accuses."""
        return self.accuses or (*self.ledgers, *self.optional)[:1]

    @cached_property
    def compared(self) -> dict[str, tuple[str, ...]]:
        """The ledgers of ``against``, each with the columns one of which it is compared by; none where it is asked of as a whole."""
        told = {}
        for text in self.against:
            options = [option.partition(".") for option in text.split("|")]
            (ledger,) = {name for name, _, _ in options}
            told[ledger] = tuple(column for *_, column in options if column)
        return told

    @property
    def subject(self) -> str:
        """The audit subject: the module or package under ``auditlib.rules`` that declares the rule."""
        return self.function.__module__.removeprefix("auditlib.rules.").partition(".")[0]

    @property
    def text(self) -> RuleText:
        """What readers need of it; its parts can be asked of the rule itself."""
        if _noted is not None:
            _noted.add(TEXTS + self.id)
        return texts()[self.id]

    def worded(self, name: str, said: Callable[[str], str | None]) -> str:
        """``zh`` or ``finding`` with the limits in force (``said``: Policy.said)."""
        return worded(getattr(self.text, name), said)

    title = _told("title")
    zh = _told("zh")
    finding = _told("finding")
    phrase = _told("phrase")
    law = _told("law")
    answers = _told("answers")
    disposition = _told("disposition")
    procedure = _told("procedure")
    labels = _told("labels")

    @cached_property
    def ledgers(self) -> tuple[str, ...]:
        return tuple(n for n, p in self._tables() if p.default is not ABSENT)

    @cached_property
    def optional(self) -> tuple[str, ...]:
        """Taken as empty tables where they were not handed in."""
        return tuple(n for n, p in self._tables() if p.default is ABSENT)

    @cached_property
    def context(self) -> tuple[str, ...]:
        return tuple(n for n in inspect.signature(self.function).parameters if n in CONTEXT)

    def label(self, column: str) -> str | None:
        own = self.labels.get(column) or COMMON_LABELS.get(column)
        return own or (f"{self.label(column.removesuffix('_words'))}（原文）" if column.endswith("_words") else None)

    def _tables(self):
        return [(n, p) for n, p in inspect.signature(self.function).parameters.items() if n not in CONTEXT]


RULES: dict[str, Rule] = {}
_texts: dict[str, RuleText] | None = None
_noted: set[str] | None = None


def texts() -> dict[str, RuleText]:
    """The texts of all rules by id, read when first asked for: of the project's folder, unless ``read_texts`` named another."""
    return read_texts(home() / "parameters") if _texts is None else _texts


def read_texts(folder: Path) -> dict[str, RuleText]:
    """Take the texts of all rules from ``folder`` (parameters/) from now on. Raises ParameterError with all that is wrong in them."""
    global _texts
    _texts = load_texts(folder, {r.id: r.subject for r in RULES.values()}, {r.id: (*r.basis, *r.exceeds) for r in RULES.values()})
    return _texts


def note_texts(read: set[str]) -> None:
    """Note in ``read`` from now on the texts of which rules are asked for (fingerprint.TEXTS)."""
    global _noted
    _noted = read


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def rule(rule_id: str, *, severity: str, strength: str, amount: str, **more):
    """Declare the function below as an audit rule (fields: see :class:`Rule`).

    Raises ValueError at import when an id is used twice, a letter is none of the known ones, or a pattern alone is called grave.
    """
    for letters, known in ((severity, SEVERITIES), (strength, STRENGTH_ZH), (amount, AMOUNT_ZH), (more.get("scope", "county"), SCOPES)):
        if letters not in known:
            raise ValueError(f"{rule_id}: {letters!r} is none of {', '.join(known)}")
    if (severity, strength) == ("H", "C"):
        raise ValueError(f"{rule_id}: severity H needs more than an analytical pattern (C); allowed: M, L, D")
    for name in ("basis", "needs", "accuses", "decides", "against", "tests", "exceeds", "claims"):
        if name in more:
            more[name] = _several(more[name])

    def declare(function: Callable) -> Callable:
        if rule_id in RULES:
            raise ValueError(f"{rule_id} is declared twice")
        if not inspect.getdoc(function):
            raise ValueError(f"{rule_id}: the docstring must state in one sentence what it accuses")
        RULES[rule_id] = Rule(rule_id, severity, strength, amount, function, **more)
        return function

    return declare
