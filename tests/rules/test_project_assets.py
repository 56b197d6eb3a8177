"""Poverty-alleviation assets: each rule fires, stands at its boundary, and spares what the law allows, as its examples say."""

from tests.rules.tables import examples

test_examples = examples("project_assets")
