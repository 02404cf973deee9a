"""Replaying: the datasets as they were at the end of a feed, made of its snapshot and its changes in any order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lastro.engine.errors import BadInput
from lastro.engine.files.reader import whole_lines
from lastro.engine.files.writer import Block, Output, Written, write_array
from lastro.engine.rows.columns import key_of, row_class

_JSON = json.JSONDecoder()
_DELETED = b"null"


@dataclass
class Gathered:
    """The changes of one dataset as far as they have come: in any order, and some of them twice."""

    last: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # by key: the highest number, the image after it
    children: dict[str, list[tuple[int, str]]] = field(default_factory=dict)  # by the key stood behind: new rows
    numbers: set[int] = field(default_factory=set)

    def take(self, line: bytes, key_name: str) -> None:
        """Take in one change."""
        event = json.loads(line)
        lsn = int(event["source"]["lsn"])
        if lsn in self.numbers:
            return
        self.numbers.add(lsn)
        key = str((event["after"] or event["before"])[key_name])
        if event["op"] == "c":
            self.children.setdefault(event["source"]["behind"] or "", []).append((lsn, key))
        if key not in self.last or self.last[key][0] < lsn:
            self.last[key] = lsn, _image(line)

    def record(self, key: str, before: bytes = b"") -> list[bytes]:
        """The record of a row as it has become, as it was where nothing has changed it; none where it was deleted."""
        _, image = self.last.get(key, (0, before))
        return [] if image == _DELETED else [image]

    def behind(self, key: str) -> Iterator[bytes]:
        """The records that stand behind a row until the next one of the snapshot."""
        waiting = sorted(self.children.get(key, ()))  # the last to come stands nearest
        while waiting:
            _, child = waiting.pop()
            yield from self.record(child)
            waiting += sorted(self.children.get(child, ()))


def _image(line: bytes) -> bytes:
    """The image after a change as it stands in the line, to the letter a record of the file; null after a deletion."""
    text = line.decode()
    _, end = _JSON.raw_decode(text, len('{"before":'))
    start = end + len(',"after":')
    _, end = _JSON.raw_decode(text, start)
    return text[start:end].encode()


def missing(numbers: set[int], days: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs of numbers (first, last) that did not come; days: the first and the last number of each."""
    found: list[tuple[int, int]] = []
    for first, last in days:
        for number in range(first, last + 1):
            if number not in numbers:
                if found and found[-1][1] == number - 1:
                    found[-1] = found[-1][0], number
                else:
                    found.append((number, number))
    return found


def write_replayed(snapshot: Path, gathered: Gathered, dataset: str, into: Path) -> Written:
    """Write a dataset: the snapshot's records in their latest form, new ones behind those that they belong behind."""
    key_name = key_of(row_class(dataset)).name

    def fill(output: Output) -> None:
        parts = list(gathered.behind(""))
        output.append(0, Block(parts, len(parts), len(parts)))
        for number, lines in enumerate(whole_lines(snapshot), start=1):
            parts = list(_applied(lines, gathered, key_name))
            output.append(number, Block(parts, len(parts), len(parts)))

    return write_array(into / f"{dataset}.json", fill, lambda _: None)


def _applied(lines: bytes, gathered: Gathered, key_name: str) -> Iterator[bytes]:
    for line in lines.rstrip(b"\n").split(b"\n"):
        record = line.rstrip(b",")
        key = _key(record, key_name)
        yield from gathered.record(key, record)
        yield from gathered.behind(key)


def _key(record: bytes, key_name: str) -> str:
    """The key of a record, which stands first in it."""
    before = b'{"%b":"' % key_name.encode()
    if not record.startswith(before):
        raise BadInput(f"a record of the snapshot does not begin with its {key_name}")
    return record[len(before) : record.index(b'"', len(before))].decode()
