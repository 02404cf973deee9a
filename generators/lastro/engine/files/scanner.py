"""Scanning: the records of any JSON array, strictly and in constant memory, with line and column of what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lastro.engine.errors import BadInput

_CHUNK = 1 << 20  # bytes read at a time
_LARGEST = 64 << 20  # characters of one record; more is no record of a bank
_SPACE = " \t\r\n"


class _Refused(ValueError):
    """What JSON allows or Python tolerates, and a dataset does not."""


def _no_constant(name: str) -> None:
    raise _Refused(f"{name} is no JSON number")


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Refused(f"the name {next(n for n in names if names.count(n) > 1)!r} stands twice in one record")
    return record


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_unique_names)


class Scanner:
    """Reads one file; `line` and `column` say where it stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream = path.open("rb")
        self.text = ""
        self.at = 0
        self.left = b""
        self.line, self.line_start = 1, 0  # line_start counts characters, relative to the text that is held
        self.counted, self.lines = 0, 0  # line ends in the text that is held, up to a place
        self.ended = False

    def wrong(self, what: str, at: int | None = None) -> BadInput:
        """The error for what stands at a place of the text (default: here)."""
        at = self.at if at is None else at
        line = self.line + self.text.count("\n", 0, at)
        start = self.text.rfind("\n", 0, at) + 1
        column = at - start + 1 + (self.line_start if start == 0 else 0)
        return BadInput(f"{self.path}: line {line}, column {column}: {what}")

    def _here(self) -> int:
        """The line of the place where it stands; counts on from the last such place."""
        self.lines += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line + self.lines

    def _more(self) -> bool:
        """Read on; drops what is behind. False at the end of the file."""
        chunk = self.stream.read(_CHUNK)
        self.ended = not chunk
        try:
            fresh, self.left = _decoded(self.left + chunk, self.ended)
        except UnicodeDecodeError as error:
            self.text += error.object[: error.start].decode()
            raise self.wrong(f"not UTF-8 ({error.reason})", len(self.text)) from None
        behind = self.text[: self.at]
        lines = self._here() - self.line
        self.line += lines
        self.counted = self.lines = 0
        self.line_start = len(behind) - behind.rfind("\n") - 1 if lines else self.line_start + len(behind)
        self.text, self.at = self.text[self.at :] + fresh, 0
        return not self.ended

    def _peek(self) -> str:
        """The next character that is no white space, "" at the end of the file."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more() and not self.text:
                return ""

    def _expect(self, allowed: str, what: str) -> str:
        found = self._peek()
        if not found:
            raise self.wrong(f"the file ends where {what} should stand")
        if found not in allowed:
            raise self.wrong(f"found {found!r} where {what} should stand")
        self.at += 1
        return found

    def _record(self) -> dict[str, Any]:
        """The record that starts here; reads on until it is whole."""
        while True:
            try:
                record, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if self.ended or len(self.text) - self.at > _LARGEST:
                    raise self.wrong(f"no whole record: {error.msg}", error.pos) from None
                if not self._likely_cut(error):
                    raise self.wrong(f"no JSON: {error.msg}", error.pos) from None
                self._more()
                continue
            except _Refused as error:
                raise self.wrong(str(error)) from None
            except ValueError:  # Python reads no whole number of more than 4,300 digits
                raise self.wrong("a number of thousands of digits") from None
            except RecursionError:
                raise self.wrong("nested too deeply for a record") from None
            if not isinstance(record, dict):
                raise self.wrong(f"found {type(record).__name__} where a record should stand")
            self.at = end
            return record

    def _likely_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether an error may come from the end of what has been read so far, not from the file."""
        return error.msg.startswith("Unterminated string") or len(self.text) - error.pos < 32

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The line and the content of each record; raises BadInput at the first thing that is wrong."""
        with self.stream:
            if self._peek() == "\ufeff":
                raise self.wrong("a byte-order mark; save the file as UTF-8 without one")
            self._expect("[", "'[' (a dataset is a JSON array of records)")
            if self._peek() == "]":
                self.at += 1
            else:
                yield from self._listed()
            if self._peek():
                raise self.wrong("something stands behind the array's closing ']'")

    def _listed(self) -> Iterator[tuple[int, dict[str, Any]]]:
        while True:
            if self._peek() != "{":
                self._expect("{", "a record")
            line = self._here()
            yield line, self._record()
            if self._expect(",]", "',' or ']'") == "]":
                return


def _decoded(content: bytes, ended: bool) -> tuple[str, bytes]:
    """Text of whole characters, and the bytes of a character that is cut."""
    if ended:
        return content.decode(), b""
    cut = len(content)
    for back in range(1, min(4, len(content)) + 1):
        if content[-back] & 0xC0 == 0xC0:  # a first byte near the end: its character may be incomplete
            cut = len(content) - back
            break
        if content[-back] < 0x80:
            break
    return content[:cut].decode(), content[cut:]


def scan(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and content of each record of a JSON array, strictly: no NaN, no name twice, no half file."""
    return Scanner(path).records()
