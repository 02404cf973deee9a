"""The audit of a day: how many changes it has, and what every dataset adds up to after it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from lastro.engine.rewind.totals import Totals
from lastro.tasks.feed.order import DAY_NUMBERS, Day


def audit(day: Day, names: tuple[str, ...], totals: Mapping[str, Totals], iso: str) -> dict[str, Any]:
    """What audit.json says of a day: its numbers, its changes by dataset and operation, and the totals after it."""
    events = {}
    for number, name in enumerate(names):
        of_dataset = day.changes["dataset"] == number
        new = int(np.count_nonzero(of_dataset & day.changes["new"]))
        events[name] = {"c": new, "u": int(np.count_nonzero(of_dataset)) - new}
    first = day.day * DAY_NUMBERS + 1
    return {
        "day": iso,
        "lsn": {"first": first, "last": first + len(day.lsn) - 1},
        "events": events,
        "totals": {name: totals[name].plain() for name in names},
    }


def text(found: Mapping[str, Any]) -> str:
    """An audit or a manifest as it is written."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"
