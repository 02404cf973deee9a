"""Paths: where everything lies, as text relative to the project's root, for the bank that a command names.

doit tells files apart by the text of their path, so every path of a task is made here. Relative paths keep a
checkout that has been moved up to date; doit works in the root. What depends on the bank is to be asked for when a
task is declared or run, never while a module is imported.
"""

from __future__ import annotations

import re
from pathlib import Path

from lastro.engine.errors import BadSetting

ROOT = Path(__file__).resolve().parents[3]

GENERATORS = "generators"
LIBRARY = f"{GENERATORS}/lastro"
BANK = "bank.toml"
REQUIREMENTS = "requirements.txt"
FIRST_HOME = "data/financial_services"  # of the bank that has no name
BANKS = f"{FIRST_HOME}/banks"

BANK_NAME: str  # "" for the bank that has no name
HOME: str  # all that belongs to the bank
OUTPUTS: str
STATE: str  # what the build remembers, beside the datasets
RECORDS: str
OVERRIDES: str
CACHE: str
MODULES: str
DATABASE: str  # doit's
LOCK: str

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")  # no capitals: to some file systems Dev and dev are one


def speak_of(bank: str) -> None:
    """Let all paths be those of a bank by its name, or of the one that has none (""); raises BadSetting."""
    global BANK_NAME, HOME, OUTPUTS, STATE, RECORDS, OVERRIDES, CACHE, MODULES, DATABASE, LOCK
    OUTPUTS = outputs_of(bank)
    BANK_NAME = bank
    HOME = OUTPUTS.removesuffix("/datasets")
    STATE = f"{HOME}/.lastro"
    RECORDS = f"{STATE}/records"
    OVERRIDES, CACHE, MODULES = (f"{STATE}/{name}.json" for name in ("overrides", "digests", "modules"))
    DATABASE, LOCK = (f"{STATE}/doit.db", f"{STATE}/lock") if bank else (".doit.db", ".doit.lock")


def outputs_of(bank: str) -> str:
    """Where the datasets of a bank lie, by its name ("" for the one that has none); raises BadSetting."""
    if bank and not _NAME.fullmatch(bank):
        shown = ascii(bank) if len(bank) <= 60 else f"{bank[:60]!a}..."
        raise BadSetting(
            f"bank={shown}: a bank's name is at most 40 small letters from a to z, digits, - and _, "
            "and begins with a letter or digit"
        )
    return f"{BANKS}/{bank}/datasets" if bank else f"{FIRST_HOME}/datasets"


speak_of("")


def beside(name: str) -> str:
    """What is made of the datasets, a file or folder: it lies beside theirs."""
    return f"{HOME}/{name}"


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
