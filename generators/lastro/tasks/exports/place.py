"""A place: where an export lies, what was put there, and how it appears and goes."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lastro.engine import paths
from lastro.engine.errors import BuildError
from lastro.engine.records import state

_IN_USE = (".wal", "-wal", "-journal")  # what a database that is being written has beside it

Files = dict[str, str]  # size and time of the last change, by path below the place ("" for the place itself)


class Place:
    """One file or folder, and the record of what an export has put there.

    The record is written before the target takes its final name, and holds the target before as well:
    whichever of the two a killed run leaves is known.
    """

    def __init__(self, name: str, place: str) -> None:
        self.name = name
        self.path = paths.beside(place) if place else ""
        self.record = f"{paths.STATE}/exports/{name}.json"
        self.changed = f"{self.path} was changed after it was made"
        self.restored = f"`doit clean {name} && doit {name}` makes it anew"

    def made_of(self) -> Any:
        """What the target was made of."""
        return self._recorded().get("made_of")

    def is_as_written(self) -> bool:
        """Whether the target is just as it was put there."""
        found = self.files()
        return found != {} and found == dict(self._recorded().get("files", {}))

    def was_changed(self) -> bool:
        """Whether something stands there that was not put there; what is missing is not missed."""
        found, recorded = self.files().items(), self._recorded()
        return not any(found <= recorded.get(each, {}).items() for each in ("files", "before"))

    def is_whole(self) -> bool:
        """Whether nothing is missing of what was put there."""
        return set(self._recorded().get("files", [""])) <= self.files().keys()

    def files(self) -> Files:
        """What stands there."""
        return _files(self.path)

    def size(self) -> str:
        """How large it is, for a line about it."""
        size = sum(int(stamp.split()[0]) for stamp in self.files().values())
        return f"{size / 1e6:,.1f} MB, " if self.path else ""

    @contextmanager
    def new(self, made_of: Mapping[str, Any], grown: bool = False) -> Iterator[Path]:
        """A path beside for the new target, which takes its final name if all goes well.

        grown: the files of the present target already lie there, and are only added to.
        """
        self._require_free()
        self.sweep()
        beside = Path(self._beside("tmp"))
        beside.parent.mkdir(parents=True, exist_ok=True)
        try:
            if grown and self.is_as_written():
                shutil.copytree(self.path, beside, copy_function=_linked)
            yield beside
            before = self.files()
            state.save(self.record, {"made_of": made_of, "files": _files(str(beside)), "before": before})
            self._exchange(str(beside))
        except OSError as error:
            raise BuildError(f"{self.path} could not be written: {error.strerror or error}") from error
        finally:
            remove_tree(str(beside))

    def sweep(self) -> None:
        """Remove what a killed run has left; the earlier target takes its place again if nothing else has."""
        stray = re.compile(rf"\.{re.escape(os.path.basename(self.path))}\.[0-9]+\.(tmp|old)(\.wal|-journal)?")
        for name in os.listdir(paths.HOME) if os.path.isdir(paths.HOME) else ():
            if stray.fullmatch(name):
                if name.endswith(".old") and not os.path.lexists(self.path):
                    os.rename(paths.beside(name), self.path)
                remove_tree(paths.beside(name))

    def remove(self) -> None:
        """Remove what was put there, with its record; files that others have put there stay."""
        if self.files() and not self._recorded():
            print(f"{self.path} was not made by this task and stays", file=sys.stderr)
            return
        for name in self._recorded().get("files", {}):
            remove_tree(os.path.join(self.path, name) if name else self.path)
        _remove_empty(self.path)
        if os.path.isdir(self.path):
            print(f"{self.path} holds files that were not made by this task; they stay", file=sys.stderr)
        self.sweep()
        state.remove(self.record)

    def _require_free(self) -> None:
        if os.path.islink(self.path):
            raise BuildError(f"{self.path} is a link; remove it, since nothing is written through a link")
        if self.was_changed():
            raise BuildError(f"{self.changed}, and nothing was overwritten; {self.restored}")
        for suffix in _IN_USE:
            if os.path.exists(self.path + suffix):
                raise BuildError(f"{self.path} is open in another program ({suffix} beside it): close that first")

    def _exchange(self, beside: str) -> None:
        """Put the new target in the place of the old; a folder cannot be renamed over another."""
        if not os.path.isdir(self.path):
            os.replace(beside, self.path)
            return
        old = self._beside("old")
        os.rename(self.path, old)
        try:
            os.rename(beside, self.path)
        except OSError:
            os.rename(old, self.path)
            raise
        remove_tree(old)

    def _beside(self, kind: str) -> str:
        return paths.beside(f".{os.path.basename(self.path)}.{os.getpid()}.{kind}")

    def _recorded(self) -> dict[str, Any]:
        found = state.load(self.record)
        return found if isinstance(found, dict) else {}


def _files(path: str) -> Files:
    """Size and time of change of a file, or of each file of a folder; hidden files do not count."""
    if os.path.isfile(path):
        return {"": _stamp(path)}
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            if not name.startswith("."):
                whole = os.path.join(folder, name)
                found[os.path.relpath(whole, path)] = _stamp(whole)
    return dict(sorted(found.items()))


def _stamp(path: str) -> str:
    found = os.lstat(path)
    return f"{found.st_size} bytes at {found.st_mtime_ns}"


def _linked(source: str, to: str) -> None:
    """The same file under a second name, or a copy where the file system has no such thing."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)


def remove_tree(path: str) -> None:
    """Remove a file, or a folder with all that it holds, if it is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        os.unlink(path)


def _remove_empty(folder: str) -> None:
    """Remove the folders below and at a path that hold nothing."""
    for inner, _, _ in os.walk(folder, topdown=False):
        with suppress(OSError):
            os.rmdir(inner)
