"""The table of a check's result, from plain values, so that a stored result is shown without numpy and polars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HEAD = ("rule", "dataset", "records checked", "violations", "first offender")


def table(result: Mapping[str, Any]) -> str:
    """One line for each rule and dataset, then which files are the user's and what it comes to."""
    lines = [f"{_row(*_HEAD)}"]
    lines += [
        _row(line["rule"], line["dataset"], f"{line['checked']:,}", f"{line['violations']:,}", line["first_offender"])
        for line in result["rules"]
    ]
    lines += [f"{path} was edited by hand or made by somebody else" for path in result["edited"]]
    return "\n".join([*lines, verdict(result)])


def _row(rule: str, dataset: str, checked: str, violations: str, first: str | None) -> str:
    return f"{rule:<7}{dataset:<17}{checked:>16}{violations:>12}  {first or ''}".rstrip()


def verdict(result: Mapping[str, Any]) -> str:
    """What it comes to, with the frame of time that the files were held against."""
    broken = list(dict.fromkeys(line["rule"] for line in result["rules"] if line["violations"]))
    frame = f"history from {result['history_start']} to {result['as_of']}, documents {result['documents']}"
    return f"violated: {', '.join(broken)} ({frame})" if broken else f"no rule is violated ({frame})"


def violated(result: Mapping[str, Any]) -> bool:
    """Whether any rule is violated."""
    return any(line["violations"] for line in result["rules"])
