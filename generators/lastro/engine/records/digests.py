"""Digests: XXH3 of files, with a memory, so that doing nothing never reads a large file.

Digests tell whether something has changed; nobody is to be kept from forging one. XXH3 takes a fiftieth of SHA-256's
time, which was an eighth of a build.
"""

from __future__ import annotations

import hashlib
import os
import time
from threading import Lock
from typing import Any

from doit.dependency import FileChangedChecker
from doit.exceptions import InvalidDodoFile

from lastro.engine import paths
from lastro.engine.records import state

try:
    from xxhash import xxh3_128
except ModuleNotFoundError:
    raise InvalidDodoFile(f"the package xxhash is missing: `pip install -r {paths.REQUIREMENTS}` installs it") from None

hasher = xxh3_128  # makes the digest of bytes as they come

_LARGE = 1 << 16  # bytes; anything smaller is read again by each process
_SETTLED = 100_000_000  # ns after its last change before a file's time stamps say that it has not changed since
_LOCK = Lock()

Stamp = list[int]  # size, inode, mtime, ctime: ctime shows an edit whose mtime was put back


class Digests:
    """Digests by path, kept between runs by size, inode and both time stamps."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Stamp, str]] | None = None
        self._small: dict[str, tuple[Stamp, str]] = {}  # many tasks depend on the same modules
        self._code: dict[str, str] = {}
        self._changed = False

    def of(self, path: str) -> str:
        """The digest of a file as it is now; raises OSError where it cannot be read."""
        stamp = _stamp(path)
        known = self._small.get(path) or self._memory().get(path)
        if known and known[0] == stamp:
            return known[1]
        digest = _read(path)
        settled = time.time_ns() - stamp[3] > _SETTLED
        if settled and stamp == _stamp(path):
            if stamp[0] >= _LARGE:
                self._keep(path, stamp, digest)
            else:
                self._small[path] = (stamp, digest)
        return digest

    def of_code(self, path: str) -> str:
        """The digest of a module when this process first asked: before it was loaded."""
        if path not in self._code:
            self._code[path] = _read(path)
        return self._code[path]

    def remember(self, path: str, digest: str) -> None:
        """Take over the digest that the writer of a file has made while writing."""
        self._keep(path, _stamp(path), digest)

    def save(self) -> None:
        """Keep what has been learnt for later runs."""
        if self._changed:
            state.save(paths.CACHE, {path: known for path, known in self._memory().items() if os.path.exists(path)})
            self._changed = False

    def _keep(self, path: str, stamp: Stamp, digest: str) -> None:
        with _LOCK:
            self._known = {**self._memory(), path: (stamp, digest)}
            self._changed = True

    def _memory(self) -> dict[str, tuple[Stamp, str]]:
        if self._known is None:
            self._known = _sound(state.load(paths.CACHE))
        return self._known


DIGESTS = Digests()


class Checker(FileChangedChecker):  # type: ignore[misc]
    """How doit tells whether a file dependency has changed: by its digest."""

    def check_modified(self, file_path: str, file_stat: os.stat_result, state: str) -> bool:
        """Whether a file differs from what a task has seen."""
        return DIGESTS.of(file_path) != state

    def get_state(self, dep: str, current_state: str | None) -> str | None:
        """What to remember of a file; None where that is as before."""
        digest = DIGESTS.of(dep)
        return None if digest == current_state else digest


def _stamp(path: str) -> Stamp:
    found = os.stat(path)
    return [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]


def _read(path: str) -> str:
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, hasher).hexdigest()


def _sound(found: Any) -> dict[str, tuple[Stamp, str]]:
    """The memory of an earlier run, as far as it makes sense."""
    if not isinstance(found, dict):
        return {}
    pairs = {path: known for path, known in found.items() if isinstance(known, list) and len(known) == 2}
    return {path: (known[0], known[1]) for path, known in pairs.items() if isinstance(known[1], str)}
