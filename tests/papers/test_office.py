"""Papers opened by an office program: LibreOffice turns each into pages."""

import re
import shutil
import subprocess

import pytest

from auditlib.desk.papers.kinds import write
from tests.papers.conftest import HANDED_OVER, VERIFIED

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.slow
@pytest.mark.skipif(not OFFICE, reason="no LibreOffice: apt-get install libreoffice-writer libreoffice-calc")
def test_every_paper_opens_and_has_its_pages(desk, tmp_path):
    long = "；".join(f"第{n}项事实的说明" for n in range(400))
    desk.decided(desk.first, "移送", **VERIFIED | HANDED_OVER | {"disposition": long})
    made = desk.made("evidence", "evidence_group", "working", "problems", "rectification", "transfer")
    write(made, tmp_path)
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".docx", ".xlsx")]
    place = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, place, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf", *files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    pages = {path.stem: len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) for path in (tmp_path / "pdf").iterdir()}
    assert pages.keys() == {path.stem for path in files}
    assert pages[desk.first] == 1  # what is signed on one page
    assert pages[desk.dossier().numbers[desk.first]] > 2 and pages["NOT-01-县纪委监委"] > 1
