"""Chromium for tests: where it is, how it is started (conftest: ``browser``), and a page opened with all it says and asks for listened to."""

import shutil
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: apt-get install chromium, then make test-all"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def opened(browser, path, width=1280):
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.heard = []
    tab.on("request", lambda request: tab.heard.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    tab.on("console", lambda message: tab.heard.append(message.text))
    tab.on("pageerror", lambda error: tab.heard.append(str(error)))
    tab.goto(path.as_uri())
    tab.evaluate("document.fonts.ready")
    return tab


def violations(browser, path):
    """What axe-core finds in a page, by light and dark, wide and narrow: rule and element."""
    import axe_playwright_python

    tab = browser.new_context(bypass_csp=True).new_page()
    tab.goto(path.as_uri())
    tab.evaluate("document.fonts.ready")
    tab.evaluate(Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
    found = []
    for width, scheme in ((1280, "light"), (1280, "dark"), (360, "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        found += tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]
