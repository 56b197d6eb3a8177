"""Of the rules that run on Sail every time it is the longest example; what else is asked of them runs there with the longer checks (make test-all)."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.rules.on_sail import ON_SAIL


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    of_rule: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        given = getattr(item, "callspec", None)
        if given and given.params.get("engine") == "sail" and "rule_id" in given.params:
            of_rule[given.params["rule_id"]].append(item)
    for rule_id, examples in of_rule.items():
        longest = max(examples, key=lambda item: len(item.callspec.params.get("text", "")))
        for item in examples:
            if rule_id not in ON_SAIL or item is not longest:
                item.add_marker(pytest.mark.slow)
