"""What stands for a county in a notebook: the run of record where it is of these very files, parameters and rules; else read and judged
here.
"""

import difflib
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib import audit as auditing
from auditlib import leads as lead_table
from auditlib.contracts import Ledger
from auditlib.decisions import Decided, decided_of
from auditlib.errors import NotRun, ParameterError
from auditlib.fingerprint import RESULT
from auditlib.found import Judged, all_found, recorded, records_of
from auditlib.intake import input_digest, load_intake, read_county
from auditlib.intake.receive import county_folders
from auditlib.ledgers import Ledgers
from auditlib.parameters import County, Parameters
from auditlib.rules import RULES, Rule, rules_of
from auditlib.rules.catalogue import note_texts
from auditlib.rules.policy import Policy
from auditlib.rules.run import Compiled, as_sql
from auditlib.scratch import Scratch, remove_abandoned
from auditlib.standing import basis, departs

#: Why a notebook outside of a run has no result of a rule over all counties.
ONLY_IN_A_RUN = "全市比对只在正式运行（auditlib run）中执行"


@cache
def _own_place() -> Scratch:
    """Where this kernel keeps what it reads itself: gone with the kernel, or swept by the next one that needs such a place."""
    remove_abandoned()
    return Scratch()


class Results:
    """One county's ledgers, rules and leads.

    ``received`` is the folder of its files; ``out`` is the folder that holds them; ``informal`` says why they are not the run of record, or
    is empty.

    A run's folder is only read. Where its ledgers are not those of these very files and parameters, the files are read into a place of this
    kernel's own. ``read``: the parameters and results looked up so far, by the names of fingerprint.KINDS.
    """

    def __init__(self, county: County, parameters: Parameters, contracts: dict[str, Ledger], received: Path, outputs: Path):
        self.read: set[str] = set()
        self.county, self.contracts = county, contracts
        self.received = _county_folder(received, county, parameters)
        self.out, self.informal = self._place(outputs / county.id, parameters)
        self.parameters = parameters.noting(self.read)
        note_texts(self.read)
        self.intake = load_intake(self.out)
        self._judged: dict[str, Judged] = {}
        self._here: dict[str, Judged] = {}  # what was run here, also where the notebook does not rest on it

    def _place(self, run: Path, parameters: Parameters) -> tuple[Path, str]:
        why = departs(run, basis(parameters))
        digest = input_digest(self.received, self.county, parameters)
        with suppress(OSError, ValueError, TypeError):  # none there, or not written to its end
            if load_intake(run).digest == digest:
                return run, why
        own = _own_place().path / digest[:16] / self.county.id
        if not (own / "intake.json").exists():
            read_county(self.received, self.county, parameters, self.contracts, own)
        return own, why or "收到的资料与运行时不同"

    def opened(self) -> Ledgers:
        """The county's typed ledgers on an engine of their own."""
        return auditing.open_county(self.out, self.county, self.parameters, self.contracts)

    @cached_property
    def ledgers(self) -> Ledgers:
        """The county's typed ledgers, by name, opened once."""
        return self.opened()

    @cached_property
    def records(self) -> dict[str, dict]:
        """The run of record by rule id, looked at once; empty when this is another."""
        return {} if self.informal else records_of(self.out)

    @cached_property
    def _found(self) -> tuple[pa.Table, pa.Table]:
        """What the stage found by all rules, read once."""
        return all_found(self.out)

    @cached_property
    def decided(self) -> list[Decided] | None:
        """What the case record said of the county when the run was made; None without a record."""
        return decided_of(self.out)

    @property
    def policy(self) -> Policy:
        """The county's policy values at the audit date."""
        return Policy(self.parameters.policy_of(self.county), self.parameters.run.as_of, words=self.parameters.words)

    def table(self, ledger: str) -> pa.Table | None:
        """A ledger as intake left it; None when it was not received."""
        path = self.out / "ledgers" / f"{ledger}.parquet"
        return pq.read_table(path) if path.exists() else None

    def judged(self, rule_id: str) -> Judged:
        """What a rule said: from the run of record, else run here, once. Raises ParameterError for an unknown rule."""
        if rule_id not in self._judged:
            self._judged[rule_id] = self.asked(rule_id)
        return self._judged[rule_id]

    def named(self, thing: str) -> list[dict]:
        """The leads that an id means: of a lead or a cleared candidate itself, of a matter its leads; raises ParameterError for one that is
        not there.
        """
        rule_id = "-".join(thing.split("-")[:2])
        said = self.asked(rule_id)
        rows = [*said.leads.to_pylist(), *said.spared.to_pylist()]
        found = [row for row in rows if thing == row["lead_id"]] or [row for row in said.leads.to_pylist() if thing == row["matter_id"]]
        if not found:
            near = difflib.get_close_matches(thing, [row[name] for row in rows for name in ("lead_id", "matter_id")], 1)
            raise ParameterError(f"{rule_id} 没有疑点或事项 {thing}" + (f"；是否想写 {near[0]}？" if near else ""))
        return found

    @property
    def used(self) -> list[str]:
        """The rules that the notebook rests on so far: all that were `judged`."""
        return sorted(self._judged)

    def asked(self, rule_id: str) -> Judged:
        """As `judged`, of a rule that the notebook then does not rest on."""
        if rule_id not in RULES:
            near = difflib.get_close_matches(rule_id.upper(), RULES, 1)
            raise ParameterError(f"没有规则 {rule_id}" + (f"；是否想写 {near[0]}？" if near else ""))
        self.read.add(RESULT + rule_id)
        if rule_id in self._judged:
            return self._judged[rule_id]
        if rule_id in self.records:
            return recorded(RULES[rule_id], self.records[rule_id], self._found, self.county, self.parameters)
        return self._judge(RULES[rule_id])

    def _judge(self, rule: Rule) -> Judged:
        """Run a rule here, once: on this county's ledgers, or on the leads of all its rules.

        A rule over all counties is not: a notebook has one of them only, and what stands of the others in a run's folder is of another
        audit. A rule that breaks is told by the kind of error only: an engine's message, or its traceback in the notebook, may quote a
        value.
        """
        if rule.id in self._here:
            return self._here[rule.id]
        judged, broken = [], []
        try:
            if rule.scope == "city":
                broken = [{"rule_id": rule.id, "reason": ONLY_IN_A_RUN}]
            elif auditing.reads_leads(rule):
                said = self._here
                judged, broken = auditing.judge_county(
                    self.ledgers, self.county, self.parameters, self.decided or (), lambda other: said.get(other.id)
                )
            else:
                judged = [auditing.judge(rule, self.ledgers, self.county, self.parameters)]
        except Exception as error:
            broken = [{"rule_id": rule.id, "reason": f"规则出错：{type(error).__name__}"}]
        self._here |= {record["rule_id"]: Judged(RULES[record["rule_id"]], self.policy, reason=record["reason"]) for record in broken}
        self._here |= {item.rule.id: item for item in judged}
        return self._here[rule.id]

    def compiled(self, rule: Rule) -> Compiled:
        """The SQL by which a rule is run on these ledgers. Raises NotRun for what it cannot do without, and for a rule over all
        counties."""
        if rule.scope == "city":
            raise NotRun(ONLY_IN_A_RUN)
        return as_sql(rule, self.ledgers, self.policy, self.parameters.run.audit_from)

    @property
    def all_judged(self) -> list[Judged]:
        """What every rule of the catalogue said."""
        return [self.judged(i) for i in sorted(RULES)]

    def leads(self, subject: str | None = None) -> pa.Table:
        """The leads of a subject, or of the whole catalogue, in the form of leads.parquet."""
        ids = [rule.id for rule in rules_of(subject)] if subject else sorted(RULES)
        return lead_table.by_weight(pa.concat_tables([lead_table.LEADS.empty_table(), *(self.judged(i).leads for i in ids)]))


def _county_folder(received: Path, county: County, parameters: Parameters) -> Path:
    """The county's folder among those received, by whatever name of the county it bears."""
    if not received.is_dir():
        raise ParameterError(f"参数 data：没有文件夹 {received.name}；演示数据请先运行 make demo 或 auditlib demo")
    found = county_folders(received, parameters)[0].get(county.id, [])
    if len(found) != 1:
        what = "、".join(folder.name for folder in found) or "没有"
        raise ParameterError(f"参数 data：{received.name} 下属于{county.name}的文件夹应恰有一个，现有：{what}")
    return found[0]
