"""The texts of the rules: one for each, read strictly, and what an office writes there is what readers see."""

import re
import shutil
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditlib.cli import commands
from auditlib.errors import ParameterError
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from auditlib.rules.catalogue import read_texts
from auditlib.rules.policy import Policy

ROOT = Path(__file__).resolve().parents[2] / "parameters"
CHINESE = {"1": "一", "2": "[二两]", "3": "三", "5": "五", "6": "六", "10": "十"}

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
limit of no value   | micro_loans | {loan.ceiling|规定额度}                | {loan.celing|规定额度}             | LOAN-02.zh: loan.celing is no policy value of the rule; allowed: loan.ceiling
limit without words | micro_loans | {loan.ceiling|规定额度}                | {loan.ceiling}                    | LOAN-02.zh: a brace that belongs to no limit
limit in a label    | micro_loans | ceiling: 单户额度上限                    | ceiling: 上限{loan.ceiling|x}     | LOAN-02.labels: a brace that belongs to no limit; allowed: in zh and finding
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


def test_a_title_takes_its_limit_from_the_policy_in_force():
    parameters = load_parameters(ROOT)
    given = parameters.policy["loan.ceiling"]
    lower = given.model_copy(update={"values": [given.values[0].model_copy(update={"value": Decimal(30_000)})]})
    rule = RULES["LOAN-02"]
    assert rule.worded("zh", Policy({"loan.ceiling": lower}, parameters.run.as_of).said) == "单户贷款超过 3 万元"
    assert rule.worded("zh", Policy({}, parameters.run.as_of).said) == rule.zh == "单户贷款超过规定额度"
    before = Policy({"loan.ceiling": lower}, given.values[0].from_ - timedelta(1))  # no limit was in force
    assert rule.worded("zh", before.said) == rule.zh


def test_no_text_repeats_a_number_that_the_policy_holds():
    """A limit written into a text stays there when a county's differs, or a notice changes it."""
    policy, found = load_parameters(ROOT).policy, []
    for rule in RULES.values():
        texts = [rule.text.zh, rule.text.finding, rule.phrase, rule.disposition, rule.procedure, rule.title]
        for value in (policy[policy_id] for policy_id in {*rule.basis, *rule.exceeds}):
            for number in {
                entry.value
                for entry in value.values
                if isinstance(entry.value, Decimal) and value.unit in ("元", "年", "月", "天", "%", "个")
            }:
                plain = f"{number.normalize():f}"
                ways = {
                    plain,
                    f"{number:,f}",
                    *([CHINESE[plain]] if plain in CHINESE else []),
                    *([f"{number / 10_000:f}".rstrip("0").rstrip(".") + " ?万"] if value.unit == "元" else []),
                }
                found += [
                    (rule.id, value.id, text)
                    for text in texts
                    for way in ways
                    if re.search(rf"(?<![\d.一二三四五六七八九十]){way} ?(个)?{value.unit}", text)
                ]
    assert found == []


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
