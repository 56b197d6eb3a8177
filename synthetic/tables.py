"""Lists and small tables of which the counties are made: tables.yaml."""

from __future__ import annotations

from pathlib import Path

import yaml

TABLES: dict = yaml.safe_load(Path(__file__).with_name("tables.yaml").read_text(encoding="utf-8"))
