"""The lock: one build at a time of a bank."""

from __future__ import annotations

import errno
import os
import sys

from doit.exceptions import InvalidDodoFile

from lastro.engine import paths
from lastro.engine.errors import BuildError

try:
    import fcntl
except ModuleNotFoundError:
    raise InvalidDodoFile("Lastro needs Linux, macOS or another Unix: this platform has no locks (fcntl)") from None

_ANOTHER = (errno.EWOULDBLOCK, errno.EACCES)  # what flock says where somebody else has the lock
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)  # what open says where nothing may be written
_handles: dict[str, int] = {}  # by path


def hold() -> None:
    """Take the lock for the rest of this process; raises BuildError while another process has it.

    The kernel drops it when the process ends, however it ends, so a file that is left behind means nothing.
    """
    path = paths.LOCK
    if path in _handles:
        return
    try:
        handle = _open(path)
    except OSError as error:
        raise BuildError(f"{path} cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _ANOTHER:
            os.close(handle)
            raise BuildError("another doit is building here; wait until it has finished") from None
        print(f"{path} cannot be locked ({error.strerror}): never start two builds here at once", file=sys.stderr)
    if not _still_there(path, handle):  # `doit clean` has just removed it, with the whole of a bank
        os.close(handle)
        return hold()
    _handles[path] = handle


def hold_unless_read_only() -> bool:
    """Take the lock, where its file may be written: who may only read needs none."""
    try:
        os.close(_open(paths.LOCK))
    except OSError as error:
        if error.errno in _READ_ONLY:
            return False
    hold()
    return True


def held() -> bool:
    """Whether this process has the lock."""
    return paths.LOCK in _handles


def _still_there(path: str, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except OSError:
        return False


def _open(path: str) -> int:
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
