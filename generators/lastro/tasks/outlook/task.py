"""The tasks `plan`, `why` and `graph`: what the next build would do, and why; none builds or remembers anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from lastro.engine.tasks.dataset import Dataset
from lastro.engine.tasks.reporter import CHANGES_NOTHING
from lastro.tasks.writing import plainly


def tasks(datasets: Sequence[Dataset]) -> Iterator[dict[str, Any]]:
    """The three tasks; settings on the command line count for what they say, and are not remembered."""
    shown = {
        "plan": (_plan, "Plan: what doit would build, why, and how long that took last time (doit plan seed=7)."),
        "why": (_why, "Why: all reasons for which a dataset would be built (doit why loans)."),
        "graph": (_graph, "Graph: the datasets as a Mermaid flowchart, with what would be built marked."),
    }
    for name, (show, doc) in shown.items():
        yield {
            "basename": name,
            "doc": doc,
            "uptodate": [False],
            "actions": [plainly(partial(show, datasets))],
            "pos_arg": "names",
            "meta": CHANGES_NOTHING,
            "io": {"capture": False},
            "verbosity": 2,
        }


def _plan(datasets: Sequence[Dataset], names: Sequence[str]) -> None:
    from lastro.tasks.outlook.outlook import outlooks
    from lastro.tasks.outlook.words import table

    print(table(outlooks(datasets, names)), flush=True)


def _why(datasets: Sequence[Dataset], names: Sequence[str]) -> None:
    from lastro.tasks.outlook.outlook import outlooks
    from lastro.tasks.outlook.words import reasons

    found = outlooks(datasets, names)
    print(reasons([each for each in found if not names or each.name in names]), flush=True)


def _graph(datasets: Sequence[Dataset], names: Sequence[str]) -> None:
    from lastro.tasks.outlook.mermaid import mermaid
    from lastro.tasks.outlook.outlook import outlooks

    found = outlooks(datasets, names)
    shown = {each.name for each in found}
    print(mermaid([each for each in datasets if each.name in shown], found), flush=True)
