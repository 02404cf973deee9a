"""Judging a feed by its own claims: what of them does not hold, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from lastro.engine.rewind.finished import Finished
from lastro.engine.rewind.totals import of_file
from lastro.engine.rows.moments import day
from lastro.tasks.feed.order import DAY_NUMBERS
from reading_feeds import Bank, commits, events, lines, replayed, snapshot


def faults(
    feed: Path, bank: Finished, into: Path, asked: Collection[str] = (), names: Collection[str] = ()
) -> set[str]:
    """Which claims of a feed that ends with its bank do not hold.

    into: a folder for what is replayed. asked: the claims to look at, all where none is named; names: the datasets to
    replay, likewise.
    """
    names = names or bank.names
    manifest = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    log = [json.loads(line) for line in (feed / "deliveries.key/log.ndjson").read_text(encoding="utf-8").splitlines()]
    claims: dict[str, Callable[[], bool]] = {
        "numbers are dense": lambda: all(_dense(feed, each) for each in manifest["days"]),
        "moments rise": lambda: all(_rises(feed, each["day"]) for each in manifest["days"]),
        "every commit is whole": lambda: _whole(feed, bank),
        "a replay ends in the bank": lambda: all(_ends(feed, bank, name, into) for name in names),
        "the audit adds up": lambda: all(_adds_up(feed, bank, name, into) for name in names),
        "deliveries without the key are the changes": lambda: _delivered(feed, manifest, log),
        "the key is true": lambda: _true_key(feed, log),
        "the watermark is honest": lambda: _honest(feed, manifest),
    }
    return {claim for claim, holds in claims.items() if (claim in asked or not asked) and not _holds(holds)}


def _holds(claim: Callable[[], bool]) -> bool:
    try:
        return claim()
    except (AssertionError, KeyError):
        return False


def _dense(feed: Path, told: dict[str, Any]) -> bool:
    found = [event["source"]["lsn"] for event in events(feed / "changes", told["day"])]
    return found == list(range(told["lsn"]["first"], told["lsn"]["last"] + 1))


def _rises(feed: Path, one: str) -> bool:
    moments = [event["ts_ms"] for event in events(feed / "changes", one)]
    begins = (day(one) * 86_400 + 3 * 3600) * 1000
    return moments == sorted(moments) and begins <= moments[0] and moments[-1] < begins + 86_400_000


def _whole(feed: Path, bank: Finished) -> bool:
    consumer = Bank(snapshot(feed, bank.names))
    for together in commits(events(feed / "changes")):
        consumer.commit(together, balances=False)
    return True


def _ends(feed: Path, bank: Finished, name: str, into: Path) -> bool:
    return replayed(feed, into, name, lines(feed / "changes", name)) == bank.path(name).read_bytes()


def _adds_up(feed: Path, bank: Finished, name: str, into: Path) -> bool:
    manifest = json.loads((feed / "manifest.json").read_text(encoding="utf-8"))
    replayed(feed, into, name, lines(feed / "changes", name))
    return of_file(into / f"{name}.json", bank.codecs[name]).plain() == manifest["totals"][name]


def _arrived(feed: Path) -> Iterator[tuple[int, str, str]]:
    for path in (feed / "deliveries").glob("dt=*/*.ndjson"):
        for line in path.read_bytes().splitlines():
            yield json.loads(line)["source"]["lsn"], path.parent.name.removeprefix("dt="), path.stem


def _delivered(feed: Path, manifest: dict[str, Any], log: list[dict[str, Any]]) -> bool:
    extra = Counter(
        entry["lsn"]
        for entry in log
        if entry["kind"] in ("duplicate", "phantom") and entry["arrival_day"] <= manifest["to"]
    )
    changes = Counter(event["source"]["lsn"] for event in events(feed / "changes"))
    arrived = Counter(number for number, _, _ in _arrived(feed))
    arrived.subtract(extra)
    arrived.update(manifest["outstanding"])
    return arrived - Counter() == changes and min(arrived.values()) >= 0


def _true_key(feed: Path, log: list[dict[str, Any]]) -> bool:
    last = max(path.name for path in (feed / "deliveries").iterdir()).removeprefix("dt=")
    arrived = set(_arrived(feed))
    return all(
        day(entry["event_day"]) == entry["lsn"] // DAY_NUMBERS
        and (entry["arrival_day"] > last or (entry["lsn"], entry["arrival_day"], entry["dataset"]) in arrived)
        for entry in log
    )


def _honest(feed: Path, manifest: dict[str, Any]) -> bool:
    days = [each["day"] for each in manifest["days"]]
    changes = {one: {event["source"]["lsn"] for event in events(feed / "changes", one)} for one in days}
    come: set[int] = set()
    for each in manifest["days"]:
        come |= {event["source"]["lsn"] for event in events(feed / "deliveries", each["day"])}
        until = [one for one in days if one <= each["day"]]
        marks = [manifest["snapshot"]["day"], *until]
        whole = [all(changes[one] <= come for one in until[:count]) for count in range(len(until) + 1)]
        if each["watermark"] != [mark for mark, done in zip(marks, whole, strict=True) if done][-1]:
            return False
    return True


def edited(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the lines of a file."""
    changed = b"".join(change(path.read_bytes().splitlines(keepends=True)))
    path.unlink()  # others may share the file
    path.write_bytes(changed)
