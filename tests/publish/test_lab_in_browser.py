"""A notebook driven in JupyterLab's own server: a section, the rows as received, a trial, an error of ours, the last cell. Chinese, and styled."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from auditlib.lab.work import new_notebook
from tests.publish.chromium import CHROMIUM
from tests.publish.county import received
from tests.publish.test_workbench import LOANS

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium")]
CELLS = [
    'audit.rule("LOAN-02")',
    'audit.source(audit.rule("LOAN-02").judged.leads["lead_id"][0].as_py())',
    'audit.what_if("loan.ceiling", 20000)',
    'audit.rule("LAON-02")',
    'audit.finish("mine")',
]


@pytest.fixture
def address(tmp_path):
    """JupyterLab as `auditlib lab` starts it, in a project of its own with a notebook ``mine``; nobody's own settings are read."""
    for name in ("parameters", "auditlib"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "water.ipynb", tmp_path / "notebooks")
    given = received(tmp_path / "outputs" / "demo" / "received")
    (given / "临朐县" / "贷款.csv").write_text(LOANS, encoding="utf-8-sig")
    path = new_notebook("mine", tmp_path / "notebooks")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*notebook.cells[:3], *map(new_code_cell, CELLS)]
    nbformat.write(notebook, path)
    config = tmp_path / "config"
    config.mkdir()
    (config / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": {"allow_root": True}, "IdentityProvider": {"token": "t"}}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "HOME": tmp_path,
        "AUDITLIB_HOME": tmp_path,
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_DATA_DIR": tmp_path / "data",
        "JUPYTERLAB_SETTINGS_DIR": tmp_path / "s",
    }
    environment = os.environ | {name: str(place) for name, place in own.items()} | {"JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "w")}
    command = [sys.executable, "-m", "auditlib", "lab", "--no-browser", "--port", str(port)]
    with (
        open(tmp_path / "log", "w") as log,
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True) as server,
    ):
        try:
            for _ in range(240):  # half seconds
                time.sleep(0.5)
                assert server.poll() is None, (tmp_path / "log").read_text()
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=t", timeout=5).close()
                    break
                except OSError:
                    continue
            yield f"http://127.0.0.1:{port}/lab/tree/mine.ipynb?token=t"
        finally:
            os.killpg(server.pid, 15)


def test_a_notebook_is_driven_through_source_trial_and_finish(address, tmp_path):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(120_000)
        page.goto(address)
        cells = page.locator(".jp-CodeCell")
        for place in range(2 + len(CELLS)):
            prompt = cells.nth(place).locator(".jp-InputPrompt")
            for _ in range(120):  # seconds; until its kernel is there, JupyterLab takes no cell
                if prompt.inner_text() == "[ ]:":
                    cells.nth(place).locator(".cm-content").click()
                    page.keyboard.press("Shift+Enter")
                if re.search(r"\d", prompt.inner_text()):
                    break
                page.wait_for_timeout(1000)
        shown = page.locator(".jp-OutputArea-output")
        texts = shown.all_inner_texts()
        (error,) = [text for text in texts if "LAON-02" in text]
        assert error.strip() == "没有规则 LAON-02；是否想写 LOAN-02？"
        assert any("疑点 1 条" in text and "＝" in text for text in texts) and any("▶ 3" in text for text in texts)
        assert any("试算，不是审计结果" in text and "40,000.00" in text for text in texts)
        assert not [text for text in texts if "小四" in text or '"digest"' in text or "{" in text]
        heights = page.evaluate(
            "[...document.querySelectorAll('.jp-RenderedHTMLCommon table.t th')].map(cell => cell.getBoundingClientRect().height)"
        )
        assert heights and max(heights) < 60  # no heading stands upright, a character a line
        assert not page.get_by_text("Would you like to get notified").count()
        browser.close()
