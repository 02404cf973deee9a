"""Alerts: what they are about is told by every remark on them, so a rewind needs no posting to know it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lastro.bank.compliance.comments import TEXTS, topics
from lastro.bank.compliance.suspicion import ALERTS

REMARKS = [(topic, text) for (topic, _), texts in TEXTS.items() if topic in ALERTS for text in texts]


@pytest.mark.parametrize(("topic", "text"), REMARKS)
def test_every_remark_on_an_alert_tells_what_it_is_about(topic: int, text: str) -> None:
    assert topics(pl.Series([text])).tolist() == [topic]


def test_an_empty_remark_tells_nothing() -> None:
    assert np.array_equal(topics(pl.Series(["", None], dtype=pl.String)), [0, 0])
