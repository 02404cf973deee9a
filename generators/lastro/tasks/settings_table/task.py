"""Settings: what may be set, to what, and what is in force; README's table is the same, from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastro.bank.settings import SETTINGS
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.engine.tasks.reporter import CHANGES_NOTHING
from lastro.tasks.options import option
from lastro.tasks.settings_table.table import markdown, text
from lastro.tasks.writing import between, plainly, renew

DOCUMENT = "README.md"
BEGIN = "<!-- settings: begin; written by `doit settings --write` from the declarations and bank.toml -->"
_WRITE = "bring the table of README.md up to date instead"
END = "<!-- settings: end -->"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `settings`; it remembers nothing."""
    yield {
        "basename": "settings",
        "doc": "Settings: what may be set, to what, and what is in force.",
        "uptodate": [False],
        "actions": [plainly(_show)],
        "params": [option("write", _WRITE, False)],
        "meta": CHANGES_NOTHING,
        "io": {"capture": False},
        "verbosity": 2,
    }


def _show(write: bool) -> None:
    if write:
        renew(DOCUMENT, current)
    else:
        print(text(SETTINGS.types, current_settings()), flush=True)


def current(document: str) -> str:
    """The document with the settings as they are declared and as bank.toml has them."""
    return between(document, BEGIN, END, markdown(SETTINGS.types, current_settings()))
