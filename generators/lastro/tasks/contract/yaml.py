"""YAML: plain values as text, in the block style that people read and edit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}  # what YAML 1.1 takes for something else


def yaml(value: Mapping[str, Any], heading: str = "") -> str:
    """A YAML document; each line of the heading stands before it as a comment."""
    comments = [f"# {line}" for line in heading.splitlines()]
    return "\n".join([*comments, *_lines(value), ""])


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping) and value:
        return [line for name, inner in value.items() for line in _entry(str(name), inner)]
    if isinstance(value, list | tuple) and value:
        return [line for inner in value for line in _item(inner)]
    return [_scalar(value)]


def _entry(name: str, inner: Any) -> Iterator[str]:
    nested = isinstance(inner, Mapping | list | tuple) and bool(inner)
    if not nested:
        yield f"{_scalar(name)}: {_scalar(inner)}"
        return
    yield f"{_scalar(name)}:"
    yield from (f"  {line}" for line in _lines(inner))


def _item(inner: Any) -> Iterator[str]:
    first, *others = _lines(inner)
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def _scalar(value: Any) -> str:
    """Words as they are; all else as JSON has it, which YAML understands."""
    if isinstance(value, str) and _BARE.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    return json.dumps(value, ensure_ascii=isinstance(value, str) and not value.isprintable())
