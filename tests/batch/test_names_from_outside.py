"""Names of folders, files, sheets and headers that forge messages: a whole run with them, looked at byte by byte."""

import re
import sys

import pytest

from auditlib import cli
from tests.batch.conftest import World, write_parameters
from tests.intake.helpers import identity, workbook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
FORGED = "verified: 89 results, every byte as the manifest says"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@pytest.fixture
def received(tmp_path, capsys):
    """One county whose folder, files, sheets and headers all try; and a folder that is no county."""
    write_parameters(tmp_path / "parameters", ["small"])
    world = World(tmp_path, capsys)
    world.notebook("small", "from pathlib import Path", "print(Path('intake.json').read_text(encoding='utf-8'))")
    county = world.county("临朐县\x1b[2J\u202e")
    world.county(f"甲\n{FORGED}")
    rows = [["姓名", "身份证号", "死亡日期\u202e\n\x85", "备注\u2066栏"], ["甲某", identity(), "2019-05-01", "x"]]
    workbook(county / f"死亡\x1b]0;标题\x07\n{FORGED}.xlsx", {"表\u202e一": rows})
    (county / f"贷款\r{FORGED}.csv").write_text("甲\x1b[1m,乙\u202e,丙\n1,2,3\n4,5,6\n", encoding="utf-8")
    (county / f"扫描\n{FORGED}.pdf").write_bytes(b"%PDF-1.4")
    (county / "文件夹\x9b\n").mkdir()
    (county / "文件夹\x9b\n" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    return world


def innocent(text: str) -> None:
    assert not RAW.search(text), text[max(RAW.search(text).start() - 60, 0) :][:120]
    assert not re.search(rf"(^|\\n){FORGED}", text, re.MULTILINE)


@pytest.mark.parametrize("machine", [[], ["--json"]])
def test_no_name_forges_a_line_anywhere(received, machine):
    assert received.run(*machine) == 1
    innocent(received.says)
    assert f"甲〈U+000A〉{FORGED}" in received.says and f"扫描〈U+000A〉{FORGED}.pdf" in received.says
    written = {
        path.relative_to(received.out).as_posix(): path for path in received.out.rglob("*") if path.suffix != ".parquet" and path.is_file()
    }
    assert {"run.log", "manifest.json", "index.html", "linqu/intake.json", "linqu/intake.html", "linqu/small.html"} <= {*written}
    for path in written.values():
        innocent(path.read_text(encoding="utf-8"))
    received.capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(["verify", "--outputs", str(received.out), "--data", str(received.top / "received"), "--hashes-only"])
    captured = received.capsys.readouterr()
    assert not RAW.search(captured.out + captured.err)
