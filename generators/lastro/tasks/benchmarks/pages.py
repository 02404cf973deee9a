"""Pages: figures as the table that the terminal and docs/benchmarks.md show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lastro.tasks.benchmarks.goals import with_goals
from lastro.tasks.writing import between

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_HEADINGS = ("customers", "history from", "workers", "records", "MB", "wall s", "CPU s", "records/s", "MB/s", "peak MB")


def table(builds: Sequence[Mapping[str, Any]]) -> str:
    """The builds as a Markdown table, one a line."""
    rows = [_HEADINGS, tuple("---:" for _ in _HEADINGS), *map(_row, builds)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _row(build: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{build['customers']:,}",
        build["history_start"],
        str(build["workers"]),
        f"{build['records']:,}",
        f"{build['size'] / 1e6:,.0f}",
        f"{build['wall']:.1f}",
        f"{build['cpu']:.1f}",
        f"{build['records'] / build['wall']:,.0f}",
        f"{build['size'] / 1e6 / build['wall']:.0f}",
        f"{build['peak'] / 1e6:.0f}",
    )


def ways(rounds: Sequence[Mapping[str, Any]]) -> str:
    """What was measured in turns as a Markdown table, one way a line."""
    rows = [("", "MB", "wall s", "CPU s", "MB/s"), ("---", *["---:"] * 4)]
    for each in rounds:
        wall, cpu, size = (f"{each[name]:,.1f}" for name in ("wall", "cpu", "size"))
        rows.append((each["way"], size, wall, cpu, f"{each['speed']:,.1f}"))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def page(figures: Mapping[str, Any]) -> str:
    """All figures of a run, as Markdown."""
    machine = ", ".join(f"{name} {text}" for name, text in figures["machine"].items())
    ratios = "\n".join(f"- {name}: {value}" for name, value in with_goals(figures["ratios"]).items())
    side_by_side = ways(figures["rounds"])
    return f"Measured on {figures['date']}: {machine}.\n\n{side_by_side}\n\n{table(figures['builds'])}\n\n{ratios}\n"


def put(document: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between the marks of a document."""
    document.write_text(between(document.read_text(encoding="utf-8"), begin, end, text), encoding="utf-8")
