"""The texts of the rules: one for each, read strictly, and what an office writes there is what readers see."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditlib.cli import commands
from auditlib.errors import ParameterError
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from auditlib.rules.catalogue import read_texts

ROOT = Path(__file__).resolve().parents[2] / "parameters"

# As in test_traps: what is replaced in a file of parameters/rules/, by what, and what the refusal says. ⏎ is a line break.
TRAPS = """
trap                | file        | replaced                 | by                                | says
unknown key         | water       | zh: 水质未检测、不合格未整改           | zh: 水质未检测、不合格未整改⏎  note: 待核       | water.yaml:24: WATER-02: unknown key note; allowed: title, zh, finding
missing key         | water       | ⏎  phrase: 水质不达标    |                                   | water.yaml:21: WATER-02: phrase is missing; allowed: phrase: …
empty title         | water       | zh: 水质未检测、不合格未整改           | zh: ""                            | water.yaml:23: WATER-02.zh
number for a text   | water       | phrase: 水质不达标       | phrase: 2019                      | WATER-02.phrase: 2019 is a number, text is needed; allowed: put it in quotes: "2019"
text for a list     | water       | ⏎  answers:⏎    - 水利局 | ⏎  answers: 水利局                | WATER-01.answers
key twice           | water       | zh: 水质未检测、不合格未整改           | zh: 水质未检测、不合格未整改⏎  zh: 水质         | water.yaml:24: key 'zh' stands twice
rule twice          | water       | WATER-02:                | WATER-01:                         | water.yaml:21: key 'WATER-01' stands twice
no such rule        | water       | WATER-02:                | WATER-20:                         | water.yaml:21: there is no rule WATER-20
rule without texts  | water       | WATER-02:                | WATER-20:                         | water.yaml: rule WATER-02 has no texts; allowed: WATER-02: with title, zh, finding
of another subject  | water       | WATER-02:                | LOAN-02:                          | water.yaml:21: LOAN-02 is a rule of another subject; allowed: in micro_loans.yaml
"""


@pytest.fixture
def folder(tmp_path):
    """A copy of parameters/; the shipped texts are read again afterwards."""
    yield Path(shutil.copytree(ROOT, tmp_path / "parameters"))
    read_texts(ROOT)


def test_every_rule_has_its_texts():
    assert read_texts(ROOT).keys() == RULES.keys()
    foreign = [rule.id for rule in RULES.values() for text in (rule.zh, rule.finding) if not re.search("[\u4e00-\u9fff]", text)]
    assert foreign == [], "an auditor reads them: in Chinese"
    assert [rule.id for rule in RULES.values() if not rule.finding.endswith("。")] == []


@pytest.mark.parametrize("line", TRAPS.strip().splitlines()[1:], ids=lambda line: line.partition("|")[0].strip())
def test_refused(folder, line):
    _, file, replaced, by, says = (cell.strip().replace("⏎", "\n") for cell in line.split(" | "))
    path = folder / "rules" / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert replaced in text
    path.write_text(text.replace(replaced, by, 1), encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        read_texts(folder)
    assert says in str(refused.value)


def test_a_folder_without_texts_is_refused(folder):
    shutil.rmtree(folder / "rules")
    with pytest.raises(ParameterError, match=r"micro_loans\.yaml: rule LOAN-02 has no texts"):
        read_texts(folder)


def test_a_changed_text_reaches_the_reader_and_the_digest(folder, monkeypatch):
    before = load_parameters(folder).digest
    path = folder / "rules" / "water.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(WATER-02:\n.*?finding: )[^\n]*", r"\1水样不合格。", text, flags=re.S), encoding="utf-8")
    monkeypatch.setenv("AUDITLIB_HOME", str(folder.parent))
    printed = CliRunner().invoke(commands, ["rules", "WATER-02"], catch_exceptions=False).output
    assert "水样不合格。" in printed and RULES["WATER-02"].finding == "水样不合格。"
    assert load_parameters(folder).digest != before
