"""Interrupts: Ctrl-C, SIGTERM and SIGHUP end a build at once, in one line, with what is finished kept."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import Any

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
received = 0  # the signal that is stopping this process


def handle() -> None:
    """Handle the signals that ask to stop, unless whoever started us wants them ignored (nohup)."""
    if threading.current_thread() is threading.main_thread():
        for number in _STOPPING:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, _stop)


def _stop(number: int, _: Any) -> None:
    global received
    received = number
    for each in _STOPPING:
        signal.signal(each, signal.SIG_IGN)
    name = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
    # print() might be at work just now
    os.write(
        2, f"\nstopped by {name}: what is finished is kept, and the next doit goes on from there\n".encode()
    )
    sys.exit(128 + number)
