"""Drawing: Matplotlib figures as SVG that takes its colours and its letters from the page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Colours stand for the page's own (style.css), which differ by day and night.
_COLOURS = ("ink", "muted", "line", "card", "c1", "c2", "c3", "c4", "h0", "h1", "h2", "h3", "h4", "h5", "h6")
COLOUR = {name: f"#0000{number:02x}" for number, name in enumerate(_COLOURS, 1)}
INK, MUTED, LINE, CARD = (COLOUR[name] for name in ("ink", "muted", "line", "card"))
C1, C2, C3, C4 = (COLOUR[name] for name in ("c1", "c2", "c3", "c4"))
HEAT = [COLOUR[f"h{level}"] for level in range(7)]

_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lastro",
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 10,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.7,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": MUTED,
    "ytick.labelcolor": MUTED,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "figure.facecolor": "none",
}
mpl.rcParams.update(_STYLE)


@dataclass(frozen=True)
class Plot:
    """A figure of the page, with all it takes to understand it without seeing it."""

    name: str  # identifies it within the page
    title: str
    said: str  # what it shows, in a sentence or two: text under the title and text alternative
    svg: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    wide: bool = False
    source: str = ""  # the query that answers


def axes(width: int = 380, height: int = 250, **options: Any) -> tuple[Figure, Any]:
    """A figure of so many CSS pixels with its axes."""
    figure = Figure(figsize=(width / 72, height / 72), layout="constrained")
    return figure, figure.subplots(**options)


def bare(ax: Axes, *, grid: str = "y") -> None:
    """Only what is needed: a grid along one axis, no frame."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    if grid:
        ax.grid(axis=grid)  # type: ignore[arg-type]


def labelled_bars(ax: Axes, names: Sequence[str], values: Sequence[float], labels: Sequence[str], colour: str) -> None:
    """Horizontal bars, the first at the top, each with its figure at its end."""
    bars = ax.barh(range(len(names)), values, color=colour, height=0.66)
    ax.bar_label(bars, labels=labels, padding=4, fontsize=10, color=INK)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.invert_yaxis()
    ax.set_xticks([])
    ax.set_xlim(0, max([*values, 1e-9]) * 1.25)
    bare(ax, grid="")


def svg(figure: Figure, name: str) -> str:
    """A figure as an SVG element for the page: no identifiers in common with others, no colours of its own."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*|<\?.*?\?>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'url\(#|(?<=href=")#', lambda found: f"{found[0]}{name}-", text)
    text = re.sub(r"#0000[0-9a-f]{2}", lambda found: _COLOUR_OF.get(found[0], found[0]), text)
    text = re.sub(r"font: ([0-9.]+px|[a-z0-9 ]+ [0-9.]+px) [^;\"]+", r"font: \1 var(--sans)", text)
    return re.sub(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>', r'<svg viewBox="\1" aria-hidden="true">', text, count=1)


_COLOUR_OF = {value: f"var(--{name})" for name, value in COLOUR.items()}
