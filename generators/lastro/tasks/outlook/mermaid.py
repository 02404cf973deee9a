"""Mermaid: the graph of the datasets as text that GitHub and many editors draw, with what would be built marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lastro.engine.tasks.dataset import Dataset
from lastro.tasks.outlook.outlook import Outlook, Prospect

_STYLES = {  # a class for each prospect that is marked
    Prospect.BUILT: "fill:#f6c667,stroke:#8a5a00,color:#000",
    Prospect.MAY_FOLLOW: "stroke:#8a5a00,stroke-dasharray:4",
    Prospect.KEPT: "fill:#b9d7ea,stroke:#1f4e6b,color:#000",
    Prospect.REFUSED: "fill:#f2b8b5,stroke:#8c1d18,color:#000",
    Prospect.NOT_REACHED: "stroke:#8c1d18,stroke-dasharray:4",
}


def mermaid(datasets: Sequence[Dataset], found: Sequence[Outlook]) -> str:
    """A flowchart from left to right: who reads whom, and in which state each is."""
    return "\n".join(["graph LR", *(f"  {line}" for line in (*_nodes(found), *_arrows(datasets), *_marks(found)))])


def _nodes(found: Sequence[Outlook]) -> Iterator[str]:
    for each in found:
        records = f"<br>{each.last.records:,} records" if each.last else ""
        yield f'{each.name}["{each.name}{records}<br>{each.prospect.value}"]'


def _arrows(datasets: Sequence[Dataset]) -> Iterator[str]:
    return (f"{' & '.join(each.upstream)} --> {each.name}" for each in datasets if each.upstream)


def _marks(found: Sequence[Outlook]) -> Iterator[str]:
    for prospect, style in _STYLES.items():
        names = [each.name for each in found if each.prospect is prospect]
        if names:
            yield f"classDef {prospect.name.lower()} {style}"
            yield f"class {','.join(names)} {prospect.name.lower()}"
