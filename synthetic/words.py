"""Lists and small tables of which the counties are made (tables.yaml): words of names of people, villages, firms and projects, and others.

Nothing here names anybody or anything real.
"""

from pathlib import Path

import yaml

TABLES: dict = yaml.safe_load(Path(__file__).with_name("tables.yaml").read_text(encoding="utf-8"))
SURNAMES: dict[str, int] = TABLES["surnames"]
GIVEN_MEN, GIVEN_WOMEN = list(TABLES["given_men"]), list(TABLES["given_women"])
VARIANTS: dict[str, str] = TABLES["variants"]
BANKS: dict[str, int] = TABLES["banks"]
CAUSES: dict[str, int] = TABLES["causes"]
VILLAGE_HEADS, VILLAGE_NAMES = list(TABLES["village_heads"]), list(TABLES["village_names"])
VILLAGE_TAILS: list[str] = TABLES["village_tails"]
FIRM_HEADS: list[str] = TABLES["firm_heads"]
FIRM_BUILDERS: list[str] = TABLES["firm_builders"]
FIRM_OPERATORS: list[str] = TABLES["firm_operators"]
PROJECTS = [tuple(kind) for kind in TABLES["projects"]]
