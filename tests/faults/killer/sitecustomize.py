"""Kills the process before its n-th change of a file (KILL_AT; 0: never, and tells how many there were)."""

import atexit
import os
import signal
import sys

KILL_AT = int(os.environ["KILL_AT"])
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "sqlite3.connect"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
changes = 0


def watch(event: str, arguments: tuple) -> None:
    global changes
    opened = event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
    if opened or event in CHANGES:
        changes += 1
        if changes == KILL_AT:
            os.kill(os.getpid(), signal.SIGKILL)


sys.addaudithook(watch)
if not KILL_AT:
    atexit.register(lambda: os.write(2, f"changes: {changes}".encode()))
