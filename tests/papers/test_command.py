"""The command: what it writes and where, what it refuses, its exit codes."""

import shutil

import pytest
from click.testing import CliRunner

from auditlib.commands.papers import papers
from auditlib.errors import AuditError, ParameterError
from auditlib.parameters import home
from tests.papers.conftest import COUNTY, HANDED_OVER, VERIFIED
from tests.papers.reading import beside, lines

PARAMETERS = home() / "parameters"


@pytest.fixture
def command(desk, tmp_path):
    """Call it on the desk's record; returns its exit code and what it says."""

    def call(*arguments: str, parameters=PARAMETERS) -> tuple[int, str]:
        line = [
            "--outputs",
            desk.office.outputs,
            "--cases",
            tmp_path / "cases.db",
            "--to",
            tmp_path / "papers",
            "--county",
            COUNTY,
            "--parameters",
            parameters,
        ]
        result = CliRunner().invoke(papers, [*map(str, line), *arguments], standalone_mode=False)
        if result.exception:
            raise result.exception
        return result.return_value, result.output

    return call


def test_papers_lie_in_the_countys_folder_for_their_owner_only(desk, command, tmp_path):
    desk.decided(desk.first, "移送", **VERIFIED, **HANDED_OVER)
    code, says = command("--kind", "evidence", "--kind", "transfer", "--by", "王导出", "--date", "2019-11-06")
    assert code == 0 and says.startswith("2 papers = 2 in ")
    paper = tmp_path / "papers" / "临朐县" / "审计取证单" / f"{desk.first}.docx"
    assert beside(paper.read_bytes(), "编制日期") == "2019年11月6日" and "王导出　案卷记录" in lines(paper.read_bytes())
    last = desk.office.record.entries()[-1]
    assert (last.county, last.kind, last.by, last.data) == (
        COUNTY,
        "exported",
        "王导出",
        {"names": "full", "papers": ["evidence", "transfer"]},
    )
    assert paper.stat().st_mode & 0o077 == 0 and not [*(tmp_path / "papers").rglob(".*")]


def test_a_paper_that_somebody_amended_is_kept(desk, command, tmp_path):
    desk.decided(desk.first, "属实", **VERIFIED)
    assert command("--kind", "evidence")[0] == 0
    paper = next((tmp_path / "papers").rglob("*.docx"))
    made = paper.read_bytes()
    paper.write_bytes(b"signed")
    code, says = command("--kind", "evidence")
    assert code == 1 and "1 papers = 0 in" in says and f"{desk.first}.docx: stands there with other contents" in says
    assert paper.read_bytes() == b"signed"
    assert command("--kind", "evidence", "--replace")[0] == 0 and paper.read_bytes() == made
    assert command("--kind", "evidence") == (0, f"1 papers = 1 in {tmp_path / 'papers'} + 0 kept as they were\n")


def test_what_gets_no_paper_is_named_and_the_others_are_made(desk, command, tmp_path):
    desk.decided(desk.first, "属实", **VERIFIED)
    code, says = command("--kind", "evidence", "--matter", desk.first, "--matter", desk.second)
    assert code == 1 and f"审计取证单 {desk.second}：该事项现为“新生成”" in says
    assert [path.stem for path in (tmp_path / "papers").rglob("*.docx")] == [desk.first]


def test_masked_by_name_of_the_option(desk, command, tmp_path):
    desk.decided(desk.first, "属实", **VERIFIED)
    assert command("--kind", "evidence", "--group", "--names", "masked")[0] == 0
    (paper,) = (tmp_path / "papers").rglob("*.docx")
    assert paper.parent.name == "审计取证单（按标题汇总）" and "个人信息已遮盖" in lines(paper.read_bytes())


def test_an_unknown_matter_or_a_broken_template_writes_nothing(desk, command, tmp_path):
    desk.decided(desk.first, "属实", **VERIFIED)
    with pytest.raises(AuditError, match="FUND-01-Mffffffffff"):
        command("--kind", "evidence", "--matter", desk.first, "--matter", "FUND-01-Mffffffffff")
    shutil.copytree(PARAMETERS, tmp_path / "parameters", ignore=shutil.ignore_patterns("*.key"))
    (tmp_path / "parameters" / "papers" / "transfer.docx").write_bytes(b"")
    (tmp_path / "parameters" / "project.key").write_text(desk.office.parameters.key.text)
    with pytest.raises(ParameterError, match="parameters/papers/transfer.docx"):
        command("--kind", "evidence", "--kind", "transfer", parameters=tmp_path / "parameters")
    assert not (tmp_path / "papers").exists() and "exported" not in {entry.kind for entry in desk.office.record.entries()}


def test_a_working_paper_is_not_made_of_another_runs_results(desk, command, tmp_path):
    desk.decided(desk.first, "属实", **VERIFIED)
    shutil.copytree(PARAMETERS, tmp_path / "parameters", ignore=shutil.ignore_patterns("*.key"))
    (tmp_path / "parameters" / "project.key").write_text(desk.office.parameters.key.text)
    run = tmp_path / "parameters" / "run.yaml"
    run.write_text(run.read_text(encoding="utf-8").replace("as_of: 2019-12-31", "as_of: 2020-06-30"), encoding="utf-8")
    with pytest.raises(AuditError, match="与运行时不同：审计截止日"):
        command("--kind", "working", parameters=tmp_path / "parameters")
    assert not (tmp_path / "papers").exists()
