"""Phantoms: rows that are delivered as new and deleted again, for consumers that must bear it; the bank has none.

A phantom is a copy of a new row under a key of its own, among datasets whose rows never change. Its two numbers lie
above all others of its day, so that the changes keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lastro.engine.arrays import Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rewind.states import state_columns
from lastro.engine.rows.moments import DAY
from lastro.tasks.feed.deliveries.arrivals import PHANTOM_NUMBERS
from lastro.tasks.feed.order import Day

_LONGEST = 3600  # seconds until a phantom is deleted, at most; ASSUMED


@dataclass(frozen=True)
class Phantom:
    """The two lines of a phantom, and the change that it copies (position in the day)."""

    change: int
    key: str
    numbers: tuple[int, int]
    lines: tuple[bytes, bytes]
    deleted_at: int  # moment, on the same day


def phantoms(seed: int, rate: float, day: Day, names: tuple[str, ...], lines: list[bytes]) -> Iterator[Phantom]:
    """The phantoms of a day; rate: a share of the new rows that may have one; lines: of all changes, in order."""
    steady = [number for number, name in enumerate(names) if not state_columns(name)]
    at = np.flatnonzero(day.changes["new"] & np.isin(day.changes["dataset"], steady))
    at = at[_draws(seed, day.lsn[at]).chance("phantom", rate)]
    draws = _draws(seed, day.lsn[at])
    last_second = day.day * DAY + DAY - 1
    deleted_at = np.minimum(day.changes["moment"][at] + draws.integer("until", 1, _LONGEST), last_second)
    keys = zip(draws.bits("first half").tolist(), draws.bits("second half").tolist(), strict=True)
    for change, (high, low), deleted in zip(at.tolist(), keys, deleted_at.tolist(), strict=True):
        copied, key = day.changes["key"][change].decode(), _uuid(high, low)
        number = int(day.lsn[change])
        first = number + PHANTOM_NUMBERS + number % PHANTOM_NUMBERS  # two numbers for each change
        later = deleted - int(day.changes["moment"][change])
        yield Phantom(change, key, (first, first + 1), _lines(lines[change], copied, key, first, later), deleted)


def _draws(seed: int, lsn: Integers) -> Draws:
    return Draws(seed, "deliveries", lsn.astype(np.uint64))


def _uuid(high: int, low: int) -> str:
    """A version-4 uuid of 122 of the bits."""
    high, low = high & ~0xF000 | 0x4000, low & (1 << 62) - 1 | 1 << 63
    digits = f"{high:016x}{low:016x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _lines(line: bytes, copied: str, key: str, number: int, later: int) -> tuple[bytes, bytes]:
    """The insertion of a phantom and its deletion, which comes seconds later."""
    event = json.loads(line)
    image = line[line.index(b',"after":') + len(b',"after":') : line.index(b',"op":"c","ts_ms":')]
    image = image.replace(copied.encode(), key.encode(), 1)
    event["source"]["behind"] = copied
    inserted = _line(event, b"null", image, "c", number, 0)
    del event["source"]["behind"]
    return inserted, _line(event, image, b"null", "d", number + 1, later)


def _line(event: dict[str, object], before: bytes, after: bytes, op: str, number: int, later: int) -> bytes:
    moment = int(str(event["ts_ms"])) + later * 1000
    source = dict(event["source"]) | {"ts_ms": moment, "lsn": number, "txId": str(number)}  # type: ignore[call-overload]
    transaction = {"id": str(number), "total_order": 1, "data_collection_order": 1}
    rest = json.dumps({"op": op, "ts_ms": moment, "source": source, "transaction": transaction}, separators=(",", ":"))
    return b'{"before":%b,"after":%b,%b\n' % (before, after, rest[1:].encode())
