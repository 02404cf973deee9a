"""The graph of the datasets as an SVG element: who depends on whom, from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from lastro.engine.tasks.dataset import Dataset

_WIDTH, _ROW, _BOX, _HEIGHT = 520, 96, 148, 46

Centres = dict[str, tuple[float, float]]


def diagram(datasets: Sequence[Dataset], records: Mapping[str, int]) -> str:
    """Boxes with the number of records, and arrows from each dataset to those that depend on it."""
    layers = _layers(datasets)
    centres = {name: place for layer, names in enumerate(layers) for name, place in _placed(layer, names).items()}
    arrows = "".join(_arrow(centres, up, each.name, far) for each in datasets for up, far in _edges(each, datasets))
    boxes = "".join(_box(name, centres[name], records.get(name, 0)) for name in centres)
    height = _ROW * len(layers) - (_ROW - _HEIGHT) + 4
    return f'<svg viewBox="0 0 {_WIDTH} {height}" aria-hidden="true">{arrows}{boxes}</svg>'


def _layers(datasets: Sequence[Dataset]) -> list[list[str]]:
    """Datasets by the longest way that leads to them."""
    depth: dict[str, int] = {}
    for each in datasets:  # in the order of the graph
        depth[each.name] = 1 + max((depth[up] for up in each.upstream), default=-1)
    return [[n for n, d in depth.items() if d == layer] for layer in range(max(depth.values(), default=-1) + 1)]


def _placed(layer: int, names: Sequence[str]) -> Centres:
    step = _WIDTH / len(names)
    return {name: ((number + 0.5) * step, layer * _ROW + _HEIGHT / 2 + 2) for number, name in enumerate(names)}


def _edges(dataset: Dataset, datasets: Sequence[Dataset]) -> list[tuple[str, bool]]:
    """What it depends on, and whether something else that it depends on does so already."""
    upstream = {each.name: set(each.upstream) for each in datasets}
    implied = {far for near in dataset.upstream for far in upstream[near]}
    return [(up, up in implied) for up in dataset.upstream]


def _arrow(centres: Centres, source: str, target: str, far: bool) -> str:
    (x, y), (to_x, to_y) = centres[source], centres[target]
    y, to_y = y + _HEIGHT / 2, to_y - _HEIGHT / 2
    middle = (y + to_y) / 2
    line = "arrow far" if far else "arrow"
    return (
        f'<path d="M{x:g} {y:g}C{x:g} {middle:g} {to_x:g} {middle:g} {to_x:g} {to_y - 5:g}" class="{line}"/>'
        f'<path d="M{to_x - 4:g} {to_y - 7:g}l4 7l4 -7z" class="head"/>'
    )


def _box(name: str, place: tuple[float, float], records: int) -> str:
    x, y = place
    return (
        f'<rect x="{x - _BOX / 2:g}" y="{y - _HEIGHT / 2:g}" width="{_BOX}" height="{_HEIGHT}" rx="7" class="box"/>'
        f'<text x="{x:g}" y="{y - 3:g}" class="name">{escape(name)}</text>'
        f'<text x="{x:g}" y="{y + 14:g}" class="records">{records:,}</text>'
    )
