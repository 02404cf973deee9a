"""The lock: one build at a time in a checkout."""

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
_handle: int | None = None


def hold() -> None:
    """Take the lock for the rest of this process; raises BuildError while another process has it.

    The kernel drops it when the process ends, however it ends, so a file that is left behind means nothing.
    """
    global _handle
    if _handle is not None:
        return
    handle = _open()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _ANOTHER:
            os.close(handle)
            raise BuildError("another doit is building here; wait until it has finished") from None
        print(f"{paths.LOCK} cannot be locked ({error.strerror}): never start two builds here at once", file=sys.stderr)
    _handle = handle


def held() -> bool:
    """Whether this process has the lock."""
    return _handle is not None


def _open() -> int:
    try:
        return os.open(paths.LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
    except OSError as error:
        raise BuildError(f"{paths.LOCK} cannot be written: {error.strerror}") from None
