"""Ids give nobody away: they are made under the project's key, which results and runs keep to."""

from __future__ import annotations

import hashlib
import json
import os
import stat

import pyarrow.parquet as pq
import pytest

from auditlib import cli
from auditlib.audit import audit_county
from auditlib.contracts import load_ledgers
from auditlib.errors import AuditError, ParameterError
from auditlib.intake import read_county
from auditlib.notebook import Audit
from auditlib.parameters import load_parameters
from auditlib.project_key import MARK, PUBLISHED, Key, bind, project_key
from tests.conftest import only
from tests.leads.test_identity import DEATHS, PAYMENTS, PERSONS, ROOT, workbook

ONE, OTHER = Key("a key of this test, of some forty characters"), Key("another key of this test, as long as the one")
few = only("FUND-01", "FUND-04")


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    folder = tmp_path_factory.mktemp("received") / "临朐县"
    workbook(folder / "发放.xlsx", 明细=PAYMENTS)
    workbook(folder / "死亡.xlsx", Sheet1=DEATHS)
    return folder


def audited(folder, out, key):
    parameters, contracts = load_parameters(ROOT / "parameters").keyed(key), load_ledgers(ROOT / "parameters" / "ledgers")
    county = parameters.county("linqu")
    read_county(folder, county, parameters, contracts, out)
    audit_county(out, county, parameters, contracts)
    return pq.read_table(out / "leads.parquet").to_pylist(), pq.read_table(out / "matters.parquet").to_pylist()


def test_ids_are_another_keys_under_another_key(received, tmp_path):
    (leads, matters), (others, _) = (audited(received, tmp_path / key.fingerprint, key) for key in (ONE, OTHER))
    for name in ("lead_id", "matter_id", "evidence_digest"):
        assert not {lead[name] for lead in leads} & {lead[name] for lead in others}
    assert {lead["matter_id"] for lead in leads} == {matter["matter_id"] for matter in matters}
    assert audited(received, tmp_path / "again", ONE)[0] == leads


def test_nobody_is_found_by_guessing(received, tmp_path):
    """Whoever knows all but the key, and the very words that go into an id, finds none: without a key the first try of each would."""
    leads, _ = audited(received, tmp_path, ONE)
    shown = {part for lead in leads for name in ("lead_id", "matter_id", "evidence_digest") for part in lead[name].split("-")}
    shown |= {claim[name] for lead in leads for claim in json.loads(lead["money"]) for name in ("thing", "row")}
    keys = [f"id_no|programme|period_from|pay_date|amount={person}|" for person in PERSONS] + [f"id_no={person}" for person in PERSONS]
    guesses = [f"{start}{rule}|linqu|{key}" for start in ("", "lead|", "matter|") for rule in ("FUND-01", "FUND-04") for key in keys]
    guesses += [lead["facts"] for lead in leads]
    hashed = [hashlib.sha256(guess.encode()).hexdigest() for guess in guesses]
    assert not [digest for digest in hashed if any(digest.startswith(part.removeprefix("M")) for part in shown if len(part) >= 8)]


def test_a_key_is_made_once_and_for_its_owner(tmp_path):
    before = os.umask(0)
    try:
        made = project_key(tmp_path)
    finally:
        os.umask(before)
    (path,) = tmp_path.iterdir()
    assert path.name == "project.key" and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made.text) >= 32 and project_key(tmp_path) == made and made.text not in repr(made)
    path.chmod(0o644)  # copied by hand
    project_key(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", [b"too short", b"x" * 31, b"two lines of a key that is long enough\nbut two lines", b"\xff" * 40, b""])
def test_what_is_no_key_is_refused_by_name(text, tmp_path):
    (tmp_path / "project.key").write_bytes(text)
    with pytest.raises(ParameterError, match=r"project\.key.*at least 32 characters") as refused:
        project_key(tmp_path)
    assert text.decode(errors="replace") not in str(refused.value) or not text


def test_an_office_writes_its_own(tmp_path):
    (tmp_path / "project.key").write_bytes("\ufeff这是临朐县审计局二〇一九年扶贫审计项目的密钥请勿外传请勿复制请妥善保管\r\n".encode())
    assert project_key(tmp_path).text.startswith("这是") and project_key(tmp_path).fingerprint != PUBLISHED.fingerprint


def test_results_keep_to_their_key(tmp_path):
    bind(tmp_path, ONE)
    bind(tmp_path, ONE)
    with pytest.raises(AuditError, match=f"another project key.*{ONE.fingerprint}.*{OTHER.fingerprint}"):
        bind(tmp_path, OTHER)
    assert (tmp_path / MARK).read_text().strip() == ONE.fingerprint
    # also where only the manifest was copied
    (tmp_path / MARK).unlink()
    (tmp_path / "manifest.json").write_text(json.dumps({"key": ONE.fingerprint}))
    with pytest.raises(AuditError, match="another project key"):
        bind(tmp_path, OTHER)


def test_the_demos_key_is_nobody_elses(tmp_path):
    bind(tmp_path, PUBLISHED)
    with pytest.raises(AuditError, match="the demo's"):
        bind(tmp_path, ONE)


def test_a_notebook_reads_no_results_of_another_key(received, tmp_path, monkeypatch):
    monkeypatch.setattr("auditlib.parameters.project_key", lambda folder: OTHER)
    bind(tmp_path, ONE)
    with pytest.raises(AuditError, match="another project key"):
        Audit("linqu", str(received.parent), str(tmp_path), "2019-12-31")
    # the demo's results are read under the demo's key by anybody
    bind(tmp_path / "demo", PUBLISHED)
    assert Audit("linqu", str(received.parent), str(tmp_path / "demo"), "2019-12-31").parameters.key == PUBLISHED


def call(*arguments) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main([str(argument) for argument in arguments])
    return stop.value.code or 0


def test_a_run_under_another_key_is_refused_before_anything_changes(received, tmp_path, capsys):
    (tmp_path / "parameters").mkdir()
    for path in (ROOT / "parameters").iterdir():
        if path.name != "project.key":
            (tmp_path / "parameters" / path.name).symlink_to(path)
    places = ("--data", received.parent, "--outputs", tmp_path / "out", "--parameters", tmp_path / "parameters")
    assert call("intake", *places) == 0
    key = project_key(tmp_path / "parameters")
    made = {
        path: path.read_bytes()
        for path in sorted((tmp_path / "out").rglob("*"))
        if path.is_file() and path.name not in ("run.log", ".lock")
    }
    assert (tmp_path / "out" / MARK).read_text().strip() == key.fingerprint
    assert not [path for path, text in made.items() if key.text.encode() in text]
    (tmp_path / "parameters" / "project.key").unlink()
    capsys.readouterr()
    assert call("intake", *places) == 2
    assert "another project key" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in made} == made
