"""What a reader, not the engine, needs of a rule: its texts, which an office edits in parameters/rules/<subject>.yaml."""

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from auditlib.messages import _, meant
from auditlib.strict_yaml import Faults, Strict, line_of

FOLDER = "rules"
Text = Annotated[str, Field(min_length=1)]
#: A limit as the policy has it, and what is said where no county's policy stands: {loan.ceiling|规定额度}.
LIMIT = re.compile(r"\{([\w.]+)\|([^{}|]+)\}")
#: The texts that may hold one.
LIMITED = ("zh", "finding")


class RuleText(Strict):
    """The texts of one rule, all in Chinese but ``title``. What there is nothing to say of is written empty.

    zh: its title; finding: what it accuses of, in one sentence; phrase: 定性; law: what it cites beside the documents of its policy values;
    answers: the units that answer for it; disposition: what follows; procedure: how to check it; labels: column of its result → what it is
    called.
    """

    title: Text
    zh: Text
    finding: Text
    phrase: str
    law: list[Text]
    answers: list[Text]
    disposition: str
    procedure: Text
    labels: dict[str, Text]


class RuleFile(RootModel[dict[str, RuleText]]):
    """One file of parameters/rules/: rule id → its texts."""


def worded(text: str, said: Callable[[str], str | None]) -> str:
    """The text with its limits: ``said`` tells of a policy value how a reader would say it, None where it has none."""
    return LIMIT.sub(lambda found: said(found[1]) or found[2], text)


def load_texts(folder: Path, subjects: Mapping[str, str], values: Mapping[str, Collection[str]]) -> dict[str, RuleText]:
    """The texts of all rules by id. ``folder``: parameters/; ``subjects``: rule id → its subject, which names the file of its texts;
    ``values``: rule id → the policy values that it declares.

    Raises ParameterError with the faults of all files together: also for an id that no rule has, for a rule without its texts, and for a
    limit of a policy value that the rule does not declare.
    """
    found: dict[str, RuleText] = {}
    faults, unread = Faults(), set()
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        if (file := faults.load(path, RuleFile)) is None:
            unread.add(path.stem)
            continue
        for rule_id, text in file.root.items():
            for wrong, may in _unfilled(text, values.get(rule_id, ())):
                faults.add(f"{rule_id}.{wrong}", path, line_of(path, rule_id), may)
            if rule_id not in subjects:
                wrong = _("there is no rule {rule_id}{hint}", rule_id=rule_id, hint=meant(rule_id, subjects))
                faults.add(wrong, path, line_of(path, rule_id), _("ids that `auditlib rules` lists"))
            elif (subject := subjects[rule_id]) != path.stem:
                wrong = _("{rule_id} is a rule of another subject", rule_id=rule_id)
                faults.add(wrong, path, line_of(path, rule_id), _("in {subject}.yaml", subject=subject))
        found |= file.root
    for rule_id in sorted(subjects.keys() - found.keys()):
        if subjects[rule_id] not in unread:
            allowed = _("{rule_id}: with {fields}", rule_id=rule_id, fields=", ".join(RuleText.model_fields))
            faults.add(_("rule {rule_id} has no texts", rule_id=rule_id), folder / FOLDER / f"{subjects[rule_id]}.yaml", None, allowed)
    faults.tell()
    return found


def _unfilled(text: RuleText, values: Collection[str]) -> list[tuple[str, str]]:
    """Each brace that no policy value will fill, and what may stand there."""
    found = []
    for name, said in text:
        texts = said if isinstance(said, list) else said.values() if isinstance(said, dict) else [said]
        for part in texts:
            if "{" in (rest := LIMIT.sub("", part) if name in LIMITED else part) or "}" in rest:
                found.append(
                    (f"{name}: a brace that belongs to no limit", f"in {' and '.join(LIMITED)}, {{policy.value|what is said without one}}")
                )
            elif unknown := [limit for limit, _ in LIMIT.findall(part) if limit not in values]:
                found.append(
                    (f"{name}: {unknown[0]} is no policy value of the rule", ", ".join(values) or "none: the rule declares no basis")
                )
    return found
