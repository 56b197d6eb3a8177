"""Gates opened by the tests of one file stay with it; a browser for the tests of one file."""

import pytest

from auditlib.privacy.open_gates import OPEN
from tests.publish.chromium import CHROMIUM, FLAGS


@pytest.fixture(autouse=True, scope="module")
def own_gates():
    before = [*OPEN.gates]
    yield
    OPEN.gates[:] = before


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup installs the test tools")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium):
    """What a test has opened it leaves to nobody: pages that stay open go on laying themselves out."""
    yield chromium
    for context in chromium.contexts:
        context.close()
