"""doit's state file: made, told apart from others, and replaced when it is damaged.

It carries a number of its own. A record that was confirmed under that number, and of which doit knows nothing
any more, was dropped by `doit forget`. Where the file itself was lost, the number is another, and the
record rules.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import sys
from contextlib import closing

from lastro.engine.errors import BuildError
from lastro.engine.records import state
from lastro.engine.tasks import lock

IN_MEMORY = ":memory:"  # SQLite's word for a file that is none
_MAGIC = b"SQLite format 3\0"
_NOT_DAMAGE = {
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_PERM",
    "SQLITE_FULL",
}


def ready(path: str) -> str:
    """See to it that doit finds a state file that it can open; where none may be made, one in memory."""
    if os.path.lexists(path) and not os.path.isfile(path):
        raise BuildError(f"{path} should be doit's state file, but is not a regular file: remove it (rm -r {path})")
    if os.path.exists(path) and not _sound(path):
        lock.hold()  # never under the feet of a running build
        state.remove(path)
        state.remove(f"{path}-journal")
        print(
            f"{path} was damaged or not doit's: a new one is begun; the datasets stay as they are",
            file=sys.stderr,
        )
    if number(path) != 0:
        return path
    if not os.path.exists(path) and not os.access(os.path.dirname(path) or ".", os.W_OK):
        return IN_MEMORY
    _begin(path)
    return path


def number(path: str) -> int:
    """The number of a state file; 0 for one that has none."""
    try:
        with open(path, "rb") as stream:
            header = stream.read(100)
    except OSError:
        return 0
    return int.from_bytes(header[60:64], "big") if header.startswith(_MAGIC) and len(header) == 100 else 0


def _sound(path: str) -> bool:
    """Whether every row of the state file can be read."""
    try:
        # rw: after a kill, SQLite brings an unfinished write back by itself
        with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
            if not connection.execute("select 1 from sqlite_master where name = 'doit'").fetchone():
                return os.path.getsize(path) == 0 or connection.execute("pragma user_version").fetchone()[0] != 0
            return all(
                isinstance(json.loads(row[1]), dict)
                for row in connection.execute("select task_id, task_data from doit")
            )
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") in _NOT_DAMAGE:
            raise BuildError(f"{path} cannot be used: {error}") from None
        return False
    except (ValueError, TypeError, RecursionError):
        return False


def _begin(path: str) -> None:
    """Give the state file its number (31 bits, never 0); it is made where there is none."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"pragma user_version = {secrets.randbelow(2**31 - 1) + 1}")
            connection.commit()
    except sqlite3.Error as error:
        raise BuildError(f"{path} cannot be written: {error}") from None
