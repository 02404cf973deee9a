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
    needs = _needs({dataset: declared})
    need, free = sum(needs.values()), _free()
    if need > free:
        largest = max(needs, key=lambda name: needs[name])
        raise BuildError(
            f"{paths.OUTPUTS}: the disk has room for {size(free)}, and what is to be built takes at least {size(need)}"
            f" ({largest}: {size(needs[largest])}); nothing was written. Make room, or build a smaller bank"
            " (`doit customers=...`)"
        )


def fits(together: Mapping[str, float]) -> bool:
    """Whether the disk can hold so many bytes beside what stands there, and what the run has ahead."""
    return sum(_needs(together).values()) <= _free()


def _needs(beside: Mapping[str, float]) -> dict[str, float]:
    """The bytes that datasets take beside their earlier files, and those ahead in their place."""
    ahead = {name: max(0.0, _SURELY * size - _present(name)) for name, size in sorted(_ahead.items())}
    return ahead | {name: _SURELY * size for name, size in beside.items()}


def _free() -> int:
    return shutil.disk_usage(paths.OUTPUTS).free


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
