"""Lines: one record as the file has it, cell by cell, so that a cell is replaced and all else stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

_TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_CELL = re.compile(rf"({_TEXT}):({_TEXT}|[^\",{{}}\[\]]+)")

Texts = dict[str, str | None]  # JSON texts by column; None takes the column out


class Line:
    """A record: its bytes, without the comma behind them, and its cells as JSON texts."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @cached_property
    def texts(self) -> dict[str, str]:
        """The JSON text of each cell by its column, in the order of the line."""
        return {_name(name): text for name, text in _CELL.findall(self.content.decode())}

    @cached_property
    def values(self) -> dict[str, Any]:
        """The record as a reader of JSON sees it."""
        found: dict[str, Any] = json.loads(self.content.decode())
        return found

    @property
    def is_regular(self) -> bool:
        """Whether the line holds cells and nothing else, as the build writes them."""
        return join(self.texts) == self.content

    def with_cells(self, patches: Mapping[str, str | None]) -> bytes:
        """The line with other texts in some cells; None takes a cell out."""
        texts: Texts = {name: patches.get(name, text) for name, text in self.texts.items()}
        return join({name: text for name, text in texts.items() if text is not None})

    def with_cell_back(self, name: str, text: str, order: list[str]) -> bytes:
        """The line with a cell that was taken out, before the next one of a declared order."""
        later = set(order[order.index(name) + 1 :])
        texts: dict[str, str] = {}
        for each, found in self.texts.items():
            if each in later and name not in texts:
                texts[name] = text
            texts[each] = found
        return join({**texts, name: text} if name not in texts else texts)


def join(texts: Mapping[str, str]) -> bytes:
    """A line of cells."""
    return ("{" + ",".join([f"{_quoted_name(name)}:{text}" for name, text in texts.items()]) + "}").encode()


def _name(text: str) -> str:
    return json.loads(text) if "\\" in text else text[1:-1]


@cache
def _quoted_name(name: str) -> str:
    return quoted(name)


def quoted(value: Any) -> str:
    """A value as JSON text, accents as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cents(text: str) -> int:
    """Money as it is written, in whole cents."""
    whole, _, decimals = text.lstrip("-").partition(".")
    found = int(whole) * 100 + int(f"{decimals}00"[:2])
    return -found if text.startswith("-") else found


def money(amount: int) -> str:
    """Whole cents as the files write money: 1234.5, 1234.0."""
    whole, rest = divmod(abs(amount), 100)
    return f"{'-' * (amount < 0)}{whole}.{f'{rest:02}'.rstrip('0') or '0'}"
