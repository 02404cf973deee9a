"""What tests of building share."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pytest

from lastro.engine.build.workers import stop


@pytest.fixture
def workers_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Workers are started before the first block, however little there is to do, and waited for."""
    monkeypatch.setattr("lastro.engine.build.workers.MANY", 1)
    monkeypatch.setattr("lastro.engine.build.workers.PATIENCE", 60.0)
    yield
    stop()
    assert multiprocessing.active_children() == []
