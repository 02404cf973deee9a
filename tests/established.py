"""What the datasets promise to those who read them: columns in their order, types, values, and what may change.

`python tests/golden.py` adds to established.json what is new. What is there already stays: where a declaration no
longer keeps a promise, it says so and writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from builds import datasets
from lastro.engine.rows.columns import Column, columns_of, row_class

ESTABLISHED = Path(__file__).resolve().parent / "established.json"
MEANT = "if that is meant, change the line in tests/established.json and say so in CHANGELOG.md"

Promises = dict[str, dict[str, str]]  # by dataset and column, in the order of the file


def established() -> Promises:
    """What has been promised."""
    found: Promises = json.loads(ESTABLISHED.read_text(encoding="utf-8"))
    return found


def declared() -> Promises:
    """What the row classes declare now."""
    return {name: {c.name: _promise(c) for c in columns_of(row_class(name)).values()} for name in datasets()}


def _promise(column: Column) -> str:
    """A column in a few words, such as `choice or null, state: Active, Closed`."""
    kind = f"{column.type}({column.decimals})" if column.type == "decimal" else column.type
    kind += " or null" * column.nullable + ", state" * column.state
    return f"{kind}: {', '.join(column.values)}" if column.values else kind


def broken() -> Iterator[str]:
    """The promises that the declarations do not keep."""
    now = declared()
    for dataset, columns in established().items():
        for name, promise in columns.items():
            is_now = now.get(dataset, {}).get(name, "not there")
            if not kept(is_now, promise):
                yield f"{dataset}.{name} was `{promise}` and is `{is_now}`: {MEANT}"
        known = [name for name in now.get(dataset, {}) if name in columns]
        if known != [name for name in columns if name in known]:
            yield f"the columns of {dataset} stand in another order: {MEANT}"


def kept(is_now: str, promise: str) -> bool:
    """Whether a declaration is the promise, or the promise with more values of a choice behind the old ones."""
    return is_now == promise or (": " in promise and is_now.startswith(f"{promise}, "))


def new() -> Iterator[str]:
    """What is declared and not promised yet."""
    known = established()
    for dataset, columns in declared().items():
        yield from (f"{dataset}.{name}" for name, now in columns.items() if known.get(dataset, {}).get(name) != now)


def refresh() -> None:
    """Add what is new; ends the program where a promise is not kept."""
    if wrong := list(broken()):
        raise SystemExit("\n".join(wrong))
    ESTABLISHED.write_text(json.dumps(declared(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
