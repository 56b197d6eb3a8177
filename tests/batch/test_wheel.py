"""The wheel carries what an auditor starts from, so that an installed copy works in an empty folder."""

import subprocess
import sys
import zipfile

from tests.batch.conftest import ROOT


def test_wheel_ships_parameters_notebooks_and_templates(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    names = wheel.namelist()
    assert (
        "auditlib-warm = auditlib.kernels.provisioner:WarmProvisioner"
        in wheel.read(next(n for n in names if n.endswith("entry_points.txt"))).decode()
    )
    for path in (
        "parameters/run.yaml",
        "parameters/counties/linqu.yaml",
        "parameters/ledgers/micro_loan.yaml",
        "parameters/rules/micro_loans.yaml",
        "notebooks/micro_loans.ipynb",
        "examples/micro_loans/LOAN-02.txt",
    ):
        assert f"auditlib/_shipped/{path}" in names
    assert "synthetic/__init__.py" in names  # `auditlib demo` works from an installed copy
    for folder in ("report/templates", "locale"):
        for path in (ROOT / "auditlib" / folder).rglob("*"):
            if path.is_file():
                assert path.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if name.startswith(("tests/", "parameters/", "notebooks/", "examples/")) or "__pycache__" in name]
