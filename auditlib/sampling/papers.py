"""What the commands do: frames of the plan or of a file, papers written, papers filled in evaluated."""

import json
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from auditlib.casework.record import Record
from auditlib.casework.samples import SAMPLES, entering, text_of
from auditlib.contracts import load_ledgers
from auditlib.errors import AuditError
from auditlib.outside import readable
from auditlib.parameters import Parameters, load_parameters
from auditlib.privacy.known import gates_of
from auditlib.private import private, write_whole
from auditlib.project_key import PUBLISHED
from auditlib.sampling import workbook
from auditlib.sampling.evaluating import evaluate
from auditlib.sampling.filled import read
from auditlib.sampling.frames import file_population
from auditlib.sampling.paper import Paper, conclusion, found_lines, planned_lines, summary
from auditlib.sampling.plan import Frame, Plan, load_plan
from auditlib.sampling.preparing import population_of, prepare, without_names

#: After the name of a paper: its evaluation.
EVALUATED = "-评价"


class Papers:
    """The parameters at hand, and the folder of a run where there is one."""

    def __init__(self, parameters: Path | None, outputs: Path | None):
        self.parameters: Parameters = load_parameters(parameters)
        if outputs is not None:
            self.parameters = self.parameters.for_results(outputs)
        self.outputs = outputs
        self.contracts = load_ledgers(self.parameters.folder / "ledgers")

    @cached_property
    def plan(self) -> Plan:
        return load_plan(self.parameters.folder, self.contracts)

    def frame(self, name: str, tolerable: Decimal | None, expected: Decimal | None, method: str | None) -> tuple[str, Frame]:
        """The frame of that name, or the first one of the ledger of that name (and method), with these rates instead of its own."""
        frames = self.plan.frames
        fitting = [i for i, frame in frames.items() if name in (i, frame.ledger) and method in (None, frame.method)]
        if not fitting:
            allowed = "、".join(f"{i}（{frame.ledger}，{frame.method}）" for i, frame in frames.items())
            raise AuditError(
                f"parameters/sampling.yaml 没有样本总体 {name}" + (f"（方法 {method}）" if method else "") + f"；可用：{allowed}"
            )
        own = frames[fitting[0]]
        return fitting[0], self._rated(
            own, own.tolerable if tolerable is None else tolerable, own.expected if expected is None else expected
        )

    def own_frame(
        self, file: Path, tolerable: Decimal | None, expected: Decimal | None, method: str | None, amount: str | None, stratum: str | None
    ) -> tuple[str, Frame]:
        """A frame for a file that the auditor gives."""
        if tolerable is None:
            raise AuditError("以文件为总体时须给出 --tolerable，如 --tolerable 0.05")
        if method == "mus" and not amount:
            raise AuditError("货币单位抽样（--method mus）须用 --amount 给出金额列")
        title = readable(file.stem)
        frame = Frame(
            title=f"{title}核查",
            ledger="frame",
            population=f"文件“{title}”所列全部记录，一条一个样本单位",
            error="与核查结果不符的记录",
            method=method or "attribute",
            tolerable=Decimal("0.5"),
            expected=Decimal(0),
            amount=amount,
            stratum=stratum,
            check="资料",
        )
        return title, self._rated(frame, tolerable, expected or Decimal(0))

    def _rated(self, frame: Frame, tolerable: Decimal, expected: Decimal) -> Frame:
        if not 0 <= expected < tolerable < 1:
            raise AuditError(
                f"--expected {expected}、--tolerable {tolerable}：预计错误率须不小于 0 且小于可容忍错误率，可容忍错误率须小于 1"
            )
        return frame.model_copy(update={"tolerable": tolerable, "expected": expected})

    def paper(
        self,
        county: str | None,
        named: tuple[str, Frame],
        confidence: Decimal | None,
        *,
        file: Path | None = None,
        unit: str = "",
        seed: str | None = None,
        masked: bool = False,
        **options,
    ) -> Paper:
        """The sample of a frame, drawn. ``file`` and ``unit``: the population is that file; else a ledger of the county."""
        name, frame = named
        one = self.parameters.county(county) if county else None
        key = self.parameters.key
        if file is not None:
            population = file_population(file, key, self.contracts, unit=unit, amount=frame.amount, stratum=frame.stratum)
        else:
            if self.outputs is None or one is None:
                raise AuditError("以台账为总体时须给出 --outputs（运行结果文件夹）和 --county（县级单位）")
            population = population_of(frame, self.outputs / one.id, self.contracts, key)
        confidence = self.plan.confidence_of(frame) if confidence is None else confidence
        where = (one.id, one.name) if one else ("", "")
        paper = prepare(frame, population, key, name=name, county=where, confidence=confidence, seed=seed or self.plan.seed, **options)
        if not masked:
            return paper
        known = [self.outputs / one.id] if self.outputs and one else []
        return without_names(paper, population, gates_of(known, self.parameters, self.contracts).column)

    @private()
    def write(self, paper: Paper, folder: Path, by: str, at: str, names: str) -> Path:
        """Write a new paper. Raises AuditError where one of its name is, which somebody may have filled in."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{workbook.name_of(paper)}_抽样底稿.xlsx"
        if path.exists():
            raise AuditError(f"{readable(path.name)} 已经存在，可能已填写，不覆盖；请移走或改用另一个 --to")
        workbook.write(paper, path, self.parameters.key, planned_lines(paper), _mark(by, at, names))
        return path

    @private()
    def evaluate(self, path: Path, by: str, at: str, record: str | None = None) -> str:
        """Evaluate a filled paper; leaves its evaluated paper, its summary and the folder's summaries. Returns a line for the user.

        Where there is a folder of a run, the summary is added to its case record (``record``: the address of another one).
        """
        key, done = read(path, (self.parameters.key, PUBLISHED))
        paper, sample, facts = done.paper, done.sample, done.paper.facts
        try:
            found = evaluate(sample, done.results, Decimal(facts.tolerable), Decimal(facts.confidence))
        except ValueError as error:
            raise AuditError(f"{readable(path.name)}：{error}") from None
        told = summary(paper, found, done.replacements, done.results)
        if self.outputs is not None:
            self._enter(told, paper.seal(key), readable(path.name), by, record)
        stem = path.with_name(f"{path.stem}{EVALUATED}")
        replaced = "；".join(f"{unit}：{reason}" for unit, reason in done.replacements.items())
        lines = [*planned_lines(paper), *found_lines(sample.method, sample.value, found, replaced)]
        workbook.write(paper, stem.with_suffix(".xlsx"), key, lines, _mark(by, at, "与原底稿相同"), done.filled)
        write_whole(stem.with_suffix(".json"), json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        of_all = [json.loads(one.read_text(encoding="utf-8")) for one in sorted(path.parent.glob(f"*{EVALUATED}.json"))]
        write_whole(path.parent / SAMPLES, text_of(of_all))
        return f"{readable(stem.name)}.xlsx：{conclusion(found)}"

    def _enter(self, told: dict, seal: str, origin: str, by: str, address: str | None) -> None:
        if not told["county"]:
            raise AuditError(f"{origin} 没有写明县级单位，不能记入案件记录；不带 --outputs 评价，或抽样时给出 --county")
        with Record.open(address, self.outputs, self.parameters.key, write=True) as record:
            record.append(entering(told, seal, origin), by)


def _mark(by: str, at: str, names: str) -> str:
    """Who wrote this, when, and how persons are shown."""
    shown = {"full": "完整", "masked": "遮盖"}.get(names, names)
    return f"审计内部资料　导出人：{by}　导出时间：{at}　姓名：{shown}"
