"""Intruders: how often they fail to log in."""

from __future__ import annotations

import numpy as np

from lastro.bank.digital.session_events import FAILURES, session_outlines
from lastro.bank.digital.sessions import Purpose, Sessions
from lastro.engine.random.draws import Draws

CASES, LOGINS = 200, 5


def test_an_intruder_fails_before_the_first_login_only() -> None:
    count = CASES * LOGINS
    key, nothing = np.arange(count, dtype=np.uint64), np.zeros(count, np.int64)
    start = 1_000_000 - 7 * np.arange(count)  # the latest first: no order is taken for granted
    found = Sessions(nothing, nothing, nothing + Purpose.PAY, key, start, nothing, nothing, nothing > 0, nothing)
    device = np.repeat(np.arange(1, CASES + 1, dtype=np.uint64), LOGINS)
    outlines = session_outlines(found, Draws(1, "sessions", key), device, nothing > 0)
    failed = outlines.failed.reshape(CASES, LOGINS)
    assert outlines.login.all()
    assert (failed[:, :-1] == 0).all()
    assert 0.45 < (failed[:, -1] > 0).mean() < 0.75
    assert failed.max() < FAILURES - 1
