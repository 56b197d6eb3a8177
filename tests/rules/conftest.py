"""Of a rule's text tables the longest runs on Sail every time, the others with the longer checks (make test-all): each is compiled anew there."""

from __future__ import annotations

from collections import defaultdict

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    of_rule: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        given = getattr(item, "callspec", None)
        if given and given.params.get("engine") == "sail" and {"rule_id", "text"} <= {*given.params}:
            of_rule[given.params["rule_id"]].append(item)
    for tables in of_rule.values():
        longest = max(tables, key=lambda item: len(item.callspec.params["text"]))
        for item in tables:
            if item is not longest:
                item.add_marker(pytest.mark.slow)
