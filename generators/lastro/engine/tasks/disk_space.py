"""Disk space: whether the disk can hold what is about to be built, asked before its first byte is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

from lastro.engine import paths
from lastro.engine.errors import BuildError

_SURELY = 0.8  # of a declared size; banks differ, and only what certainly has no room is not begun
_ahead: dict[str, float] = {}  # the declared bytes of this run's datasets whose turn has not come


def expect(sizes: Mapping[str, float]) -> None:
    """Note the bytes of the datasets that a run is going to build, or to find up to date."""
    _ahead.update(sizes)


def settle(dataset: str) -> None:
    """Note that a dataset stands."""
    _ahead.pop(dataset, None)


def require(dataset: str, declared: float) -> None:
    """Raise BuildError where the disk can hold neither this dataset nor what the run has ahead of it.

    A dataset is written beside its earlier file; others ahead grow by what they are larger than theirs.
    """
    needs = {dataset: _SURELY * declared}
    for other, bytes_ahead in sorted(_ahead.items()):
        if other != dataset:
            needs[other] = max(0.0, _SURELY * bytes_ahead - _present(other))
    need, free = sum(needs.values()), shutil.disk_usage(paths.OUTPUTS).free
    if need > free:
        largest = max(needs, key=lambda name: needs[name])
        raise BuildError(
            f"{paths.OUTPUTS}: the disk has room for {size(free)}, and what is to be built takes at least {size(need)}"
            f" ({largest}: {size(needs[largest])}); nothing was written. Make room, or build a smaller bank"
            " (`doit customers=...`)"
        )


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
