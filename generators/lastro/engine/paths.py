"""Paths: where everything lies, as text relative to the project's root.

doit tells files apart by the text of their path, so every path of a task is made here. Relative paths keep a
checkout that has been moved up to date; doit works in the root.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

GENERATORS = "generators"
LIBRARY = f"{GENERATORS}/lastro"
BANK = "bank.toml"
REQUIREMENTS = "requirements.txt"
OUTPUTS = "data/financial_services/datasets"
STATE = "data/financial_services/.lastro"  # what the build remembers, beside the datasets
RECORDS = f"{STATE}/records"
OVERRIDES = f"{STATE}/overrides.json"
CACHE = f"{STATE}/digests.json"
MODULES = f"{STATE}/modules.json"
DATABASE = ".doit.db"
LOCK = ".doit.lock"


def output(dataset: str) -> str:
    """The JSON file of a dataset."""
    return f"{OUTPUTS}/{dataset}.json"


def script(dataset: str) -> str:
    """The module that generates a dataset."""
    return f"{GENERATORS}/{dataset}.py"


def reference(table: str) -> str:
    """A small table of facts, kept in git."""
    return f"data/reference/{table}.csv"


def record(dataset: str) -> str:
    """What the last build of a dataset read and wrote."""
    return f"{RECORDS}/{dataset}.json"
