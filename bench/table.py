"""A page with a table of 50,000 rows in Chromium: how long until it answers, and how long each thing takes that a reader does with it.

    python bench/table.py [--rows 50000] [--runs 3]

Medians of the runs, each in a browser of its own. Prints a table; nothing is written.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from statistics import median

from auditlib.report import page
from auditlib.report.tables import html_table

NAMES = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂建国志红海燕玉兰"
TOWNS = [f"{name}镇" for name in "五井 冶源 寺头 九山 辛寨 沂山 蒋峪 柳山".split()]
LABELS = {"lead_id": "疑点编号", "severity": "严重程度", "town": "镇街", "village": "村", "project": "项目", "issue_date": "日期"}
LABELS |= {"questioned_amount": "疑点金额（元）", "source_file": "来源文件", "source_row": "行号"}


def row(n: int) -> dict:
    mixed = n * 2654435761 % 2**32
    letters = [NAMES[mixed >> shift & 31] for shift in (0, 5, 10, 15)]
    return {
        "lead_id": f"LOAN-02-{mixed:010x}",
        "severity": ("重大", "较大", "一般")[mixed % 3],
        "town": TOWNS[mixed % len(TOWNS)],
        "village": f"{''.join(letters[:2])}村",
        "project": f"{''.join(letters)}产业项目{mixed % 9973}",
        "issue_date": dt.date(2016, 1, 1) + dt.timedelta(days=mixed % 1800),
        "questioned_amount": Decimal(mixed % 9_999_999) / 100 + Decimal("0.00"),
        "source_file": "银行/扶贫小额信贷台账.xlsx",
        "source_row": n + 2,
    }


def build(folder: Path, rows: int) -> tuple[Path, dict[str, float]]:
    made = [row(n) for n in range(rows)]
    start = time.perf_counter()
    foot = [{"lead_id": "合计", "questioned_amount": sum(one["questioned_amount"] for one in made)}]
    table = html_table(made, LABELS, "疑点", kinds=dict.fromkeys(LABELS), max_rows=rows, foot=foot)
    tabled = time.perf_counter()
    path = folder / "table.html"
    path.write_text(page.build("表", f"<h1>表</h1>{table.html}"), encoding="utf-8")
    return path, {"table made (Python)": tabled - start, "page made (Python)": time.perf_counter() - tabled}


def run(playwright, path: Path, row_id: str) -> dict[str, float]:
    """Seconds of each step, from asking for it until the browser has painted the answer."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    )
    tab, took = browser.new_page(), {}
    painted = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"

    def step(name, act):
        start = time.perf_counter()
        act()
        tab.evaluate(painted)
        took[name] = time.perf_counter() - start

    find, button = tab.get_by_role("searchbox"), tab.get_by_role("button", name="排序")
    step("open, until a search is answered", lambda: (tab.goto(path.as_uri()), find.fill("五井镇 重大")))
    metrics = tab.context.new_cdp_session(tab)
    metrics.send("Performance.enable", {"timeDomain": "threadTicks"})
    step("open again", lambda: tab.goto(path.as_uri()))
    values = {one["name"]: one["value"] for one in metrics.send("Performance.getMetrics")["metrics"]}
    took["of it busy (CPU of the page's thread)"] = values["TaskDuration"]
    step("search, two words", lambda: find.fill("冶源 2019-0"))
    step("search cleared", lambda: find.fill(""))
    step("facet", lambda: tab.get_by_label("镇街", exact=True).select_option("冶源镇"))
    step("amounts from … to …", lambda: tab.get_by_label("不少于").fill("50000"))
    step("cleared", lambda: tab.get_by_role("button", name="清除").click())
    step("sort, amounts", lambda: button.nth(6).click())
    step("sort, Chinese, 50,000 different texts", lambda: button.nth(4).click())
    step("sort, ids", lambda: button.nth(0).click())
    step("a row by its address", lambda: (tab.goto("about:blank"), tab.goto(f"{path.as_uri()}#{row_id}")))
    assert tab.locator("tr.aim").is_visible()
    for name in ("CSV", "Excel"):
        with tab.expect_download() as waiting:
            step(f"save all as {name}", lambda name=name: tab.get_by_role("button", name=f"存为 {name}").click())
        took[f"size of the {name}, MB"] = waiting.value.path().stat().st_size / 1e6
    took["memory of the page, MB"] = tab.evaluate("performance.memory.usedJSHeapSize") / 1e6
    browser.close()
    return took


def main() -> None:
    from playwright.sync_api import sync_playwright

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder, sync_playwright() as playwright:
        path, made = build(Path(folder), chosen.rows)
        runs = [run(playwright, path, row(chosen.rows - 1)["lead_id"]) for _ in range(chosen.runs)]
        print(
            f"| {chosen.rows:,} rows, {len(LABELS)} columns, page of {path.stat().st_size / 1e6:.1f} MB, median of {chosen.runs} | s |\n|---|---:|"
        )
        for name, value in {**made, **{name: median(one[name] for one in runs) for name in runs[0]}}.items():
            print(f"| {name} | {value:.2f} |")


if __name__ == "__main__":
    main()
