"""What a reader, not the engine, needs of a rule: its texts, which an office edits in parameters/rules/<subject>.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from auditlib.errors import ParameterError
from auditlib.messages import _, meant
from auditlib.strict_yaml import Strict, line_of, load

FOLDER = "rules"
Text = Annotated[str, Field(min_length=1)]


class RuleText(Strict):
    """The texts of one rule, all in Chinese but ``title``. What there is nothing to say of is written empty.

    zh: its title; finding: what it accuses of, in one sentence; phrase: 定性; law: what it cites beside the documents of its policy values; answers:
    the units that answer for it; disposition: what follows; procedure: how to check it; labels: column of its result → what it is called.
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


def load_texts(folder: Path, subjects: Mapping[str, str]) -> dict[str, RuleText]:
    """The texts of all rules by id. ``folder``: parameters/; ``subjects``: rule id → its subject, which names the file of its texts.

    Raises ParameterError with the faults of all files together: also for an id that no rule has, and for a rule without its texts.
    """
    found: dict[str, RuleText] = {}
    errors: list[ParameterError] = []
    unread = set()
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        try:
            texts = load(path, RuleFile).root
        except ParameterError as error:
            errors.append(error)
            unread.add(path.stem)
            continue
        for rule_id in texts:
            if rule_id not in subjects:
                errors.append(
                    ParameterError(
                        _("there is no rule {rule_id}{hint}", rule_id=rule_id, hint=meant(rule_id, subjects)),
                        path,
                        line_of(path, rule_id),
                        _("ids that `auditlib rules` lists"),
                    )
                )
            elif subjects[rule_id] != path.stem:
                errors.append(
                    ParameterError(
                        _("{rule_id} is a rule of another subject", rule_id=rule_id),
                        path,
                        line_of(path, rule_id),
                        _("in {subject}.yaml", subject=subjects[rule_id]),
                    )
                )
        found |= texts
    for rule_id in sorted(subjects.keys() - found.keys()):
        if subjects[rule_id] not in unread:
            path = folder / FOLDER / f"{subjects[rule_id]}.yaml"
            errors.append(
                ParameterError(
                    _("rule {rule_id} has no texts", rule_id=rule_id),
                    path,
                    None,
                    _("{rule_id}: with {fields}", rule_id=rule_id, fields=", ".join(RuleText.model_fields)),
                )
            )
    if errors:
        raise ParameterError.joined(errors)
    return found
