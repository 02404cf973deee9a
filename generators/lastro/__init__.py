"""Lastro: the library behind the dataset modules, which makes, checks, documents and exports a synthetic bank.

For notebooks and tests: `lastro.open(customers=1000)` makes a bank in memory, `lastro.load()` reads the
files of a build.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if sys.version_info < (3, 11):  # noqa: UP036 - asked before a module is read that older versions cannot parse
    sys.exit(f"Lastro needs Python 3.11 or newer, and this is Python {sys.version_info[0]}.{sys.version_info[1]}")

if TYPE_CHECKING:
    from pathlib import Path

    from lastro.api.loaded import LoadedBank
    from lastro.api.made import MadeBank


def open(**settings: Any) -> MadeBank:
    """A bank in memory, with settings as on doit's command line; what is not given is as in bank.toml.

    Settings of [bank] go by their names, those of a section with two underscores: ledger__overdraft_rate=7.5.
    Raises lastro.engine.errors.BadSetting for a setting that does not exist or is out of its range.
    """
    from lastro.api.made import MadeBank

    return MadeBank(settings)


def load(folder: str | Path | None = None, *, bank: str = "") -> LoadedBank:
    """The bank whose JSON files lie in a folder, or those that `doit bank=NAME` or `doit` has built in this project.

    Raises lastro.engine.errors.BadInput where files are missing, now or when a dataset is asked for, and BadSetting for
    a name that no bank can have.
    """
    from lastro.api.loaded import LoadedBank

    return LoadedBank(folder, bank)
