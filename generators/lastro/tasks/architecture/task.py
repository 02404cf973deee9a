"""Architecture: the list of modules in docs/architecture.md, from their own first lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.architecture.modules import modules
from lastro.tasks.writing import announce, between, plainly, renew

DOCUMENT = "docs/architecture.md"
BEGIN = "<!-- modules: begin; written by `doit architecture` from the first line of each module -->"
END = "<!-- modules: end -->"


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The task `architecture`; it costs little, and writes only what differs."""
    yield {
        "basename": "architecture",
        "doc": "Architecture: the list of modules in docs/architecture.md, from their first lines.",
        "uptodate": [False],
        "actions": [plainly(make)],
        "io": {"capture": False},
        "verbosity": 2,
    }


def make() -> None:
    """Bring the document up to date."""
    renew(DOCUMENT, current)
    announce("architecture", DOCUMENT)


def current(document: str) -> str:
    """The document with the modules as they are."""
    return between(document, BEGIN, END, modules())
