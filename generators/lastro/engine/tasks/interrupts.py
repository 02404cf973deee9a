"""Interrupts: Ctrl-C, SIGTERM and SIGHUP end a build at once, in one line, with what is finished kept."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from lastro.engine.tasks import cleaning

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 1.0  # seconds for tasks to tidy up; threads that compute cannot be interrupted, only left behind
_SAID = threading.Lock()  # taken once, by whoever says that the process stops
received = 0  # the signal that is stopping this process


def handle() -> None:
    """Handle the signals that ask to stop, unless whoever started us wants them ignored (nohup)."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in _STOPPING:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    # The main thread may be waiting, and polars has the system restart waits after Ctrl-C: listen elsewhere too
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader,), daemon=True).start()


def leave() -> None:
    """End the process now, whatever its threads are doing; no unfinished file and no other process stays."""
    cleaning.sweep()
    if "multiprocessing" in sys.modules:
        for process in sys.modules["multiprocessing"].active_children():
            process.kill()  # they are deaf to anything else
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(128 + received)


def _stop(number: int, _: Any) -> None:
    """What the main thread does once it hears of a signal."""
    for each in _STOPPING:
        signal.signal(each, signal.SIG_IGN)
    _say(number)
    sys.exit(128 + number)


def _watch(reader: int) -> None:
    """Wait for a signal, and then no longer than patience allows for the main thread to end."""
    number = 0
    while number not in _STOPPING:
        number = os.read(reader, 1)[0]
    _say(number)
    time.sleep(_PATIENCE)
    leave()


def _say(number: int) -> None:
    global received
    received = number
    if _SAID.acquire(blocking=False):
        name = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
        line_end = "\n" if os.isatty(2) else ""
        said = f"{line_end}stopped by {name}: what is finished is kept, and the next doit goes on from there\n"
        os.write(2, said.encode())  # print() might be at work just now
