"""Room: whether the disk can hold what is about to be built, asked before its first byte is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import date

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.settings.settings import Settings

BYTES = {  # of a customer, and of a month of a customer's history, as measured; any other dataset counts as empty
    "customers": (520, 0),
    "accounts": (590, 0),
    "loans": (190, 0),
    "credit_cards": (410, 0),
    "investments": (350, 0),
    "transactions": (3_200, 4_900),
    "compliance": (660, 0),
    "digital_activity": (500, 700),
}
_SURELY = 0.8  # banks differ; only what certainly has no room is not begun
_ahead: set[str] = set()  # the datasets of this run whose turn has not come


def expect(datasets: Iterable[str]) -> None:
    """Note the datasets that a run is going to build, or to find up to date."""
    _ahead.update(datasets)


def settle(dataset: str) -> None:
    """Note that a dataset stands."""
    _ahead.discard(dataset)


def insist(dataset: str, settings: Settings) -> None:
    """Raise BuildError where the disk can hold neither this dataset nor what the run has ahead of it.

    A dataset is written beside its earlier file; others ahead grow by what they are larger than theirs.
    """
    needs = {dataset: estimate(dataset, settings)}
    for other in sorted(_ahead - {dataset}):
        needs[other] = max(0, estimate(other, settings) - _present(other))
    need, free = sum(needs.values()), shutil.disk_usage(paths.OUTPUTS).free
    if need > free:
        largest = max(needs, key=lambda name: needs[name])
        raise BuildError(
            f"{paths.OUTPUTS}: the disk has room for {size(free)}, and what is to be built takes at least {size(need)}"
            f" ({largest}: {size(needs[largest])}); nothing was written. Make room, or build a smaller bank"
            " (`doit customers=...`)"
        )


def estimate(dataset: str, settings: Settings) -> int:
    """The bytes that a dataset has at the least, by the settings."""
    of_customer, of_month = BYTES.get(dataset, (0, 0))
    start, end = settings["bank.history_start"], settings["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    months = (end - start).days / 30.4
    return int(_SURELY * settings.number("bank.customers") * (of_customer + of_month * months))


def size(count: float) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{count / 1_000:.1f} kB"
    return f"{count / 1_000_000:,.1f} MB" if count < 10_000_000_000 else f"{count / 1_000_000_000:,.1f} GB"


def _present(dataset: str) -> int:
    try:
        return os.path.getsize(paths.output(dataset))
    except OSError:
        return 0
