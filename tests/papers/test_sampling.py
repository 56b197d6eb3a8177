"""抽样底稿 in Word, from the summaries that `auditlib sample evaluate` leaves."""

import json

import pytest

from auditlib.errors import AuditError
from tests.papers.reading import beside, rows

#: One line of samples.json: 59 of 480 units examined without an error, at 95 % and a tolerable rate of 5 %.
SAMPLE = {
    "title": "帮扶项目核查", "county": "linqu", "frame": "project", "source": "项目台账（L12）", "sha256": "ab" * 32, "check": "现场", "covers": "projects",
    "expected": "0", "confidence": "0.95", "method": "attribute", "seed": "第一轮", "units": 480, "size": 59, "examined": 59, "errors": 0, "certain_errors": 0,
    "found": "0.00", "most_likely": "0", "precision": "0.0495", "upper": "0.0495", "tolerable": "0.05", "understated": "0.00", "value": None,
    "checked_amount": None, "accepted": True, "replaced": 1, "places": [["城关街道", "东村"]],
}  # fmt: skip
MONEY = SAMPLE | {
    "frame": "project_money",
    "method": "mus",
    "value": "10000000.00",
    "most_likely": "120000.00",
    "precision": "310000.50",
    "upper": "430000.50",
    "tolerable": "300000.00",
    "accepted": False,
    "found": "5000.00",
    "checked_amount": "2500000.00",
}


@pytest.fixture
def samples(tmp_path):
    path = tmp_path / "samples.json"
    path.write_text(json.dumps([SAMPLE, MONEY, SAMPLE | {"county": "changle"}], ensure_ascii=False), encoding="utf-8")
    return path


def test_a_paper_for_each_sample_of_the_county(desk, samples):
    units, money = desk.made("sampling", samples=samples).papers
    assert (units.path, money.path) == ("临朐县/抽样底稿/project.docx", "临朐县/抽样底稿/project_money.docx")
    assert beside(units.content, "总体文件 SHA-256") == "ab" * 32
    assert beside(units.content, "置信度") == "95.00%，可容忍错误 5.00%，预计错误率 0.00%"
    assert beside(units.content, "错误上限") == "4.95%" and "可以接受" in beside(units.content, "结论")
    assert beside(units.content, "抽样方法") == "属性抽样，随机种子：第一轮" and beside(units.content, "总体").endswith(
        "480 个单位，账面总额：无"
    )
    assert rows(units.content, "序号", "镇街", "村") == [["1", "城关街道", "东村"]]
    assert beside(money.content, "错误上限") == "430,000.50 元（43.00005 万元）" and "不能接受" in beside(money.content, "结论")


@pytest.mark.parametrize("text", ["", "[", "[1]", '[{"county": "linqu"}]', json.dumps([SAMPLE | {"upper": "much"}])])
def test_another_file_is_named(desk, tmp_path, text):
    path = tmp_path / "samples.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AuditError, match="sample evaluate"):
        desk.made("sampling", samples=path)


def test_without_a_file_it_says_what_it_needs(desk):
    with pytest.raises(AuditError, match="--samples FILE"):
        desk.made("sampling")
