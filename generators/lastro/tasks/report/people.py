"""Figures of the people: what they earn, what they own, where they live."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import FancyBboxPatch

from lastro.tasks.report.drawing import C1, C2, CARD, HEAT, INK, Plot, axes, bare, svg
from lastro.tasks.report.numbers import count, percent, reais, share, short
from lastro.tasks.report.warehouse import Warehouse

BANDS = ("below 2,000", "2,000 to 4,000", "4,000 to 8,000", "8,000 to 16,000", "16,000 and more")
TILES = {  # Brazil as a map of tiles: (column, row) by state
    "RR": (2, 0), "AP": (4, 0), "AM": (1, 1), "PA": (3, 1), "MA": (4, 1), "CE": (5, 1), "RN": (6, 1),
    "AC": (0, 2), "RO": (1, 2), "TO": (3, 2), "PI": (4, 2), "PE": (5, 2), "PB": (6, 2), "MT": (2, 3), "GO": (3, 3),
    "DF": (4, 3), "BA": (5, 3), "SE": (6, 3), "AL": (7, 3), "MS": (2, 4), "SP": (3, 4), "MG": (4, 4), "ES": (5, 4),
    "PR": (3, 5), "RJ": (4, 5), "SC": (3, 6), "RS": (2, 6),
}  # fmt: skip


def incomes(bank: Warehouse) -> Plot:
    """How incomes are spread, on a logarithmic scale."""
    values = np.array([row[0] for row in bank.ask("incomes")] or [1.0])
    edges = np.geomspace(250, 64_000, 33)
    figure, ax = axes()
    ax.hist(values.clip(edges[0], edges[-1] * 0.999), bins=edges, color=C1, edgecolor=CARD, linewidth=0.6)
    ax.set_xscale("log")
    ticks = [500, 1000, 2000, 4000, 8000, 16000, 32000]
    ax.set_xticks(ticks, [short(tick) for tick in ticks])
    ax.set_xticks([], minor=True)
    middle = float(np.median(values))
    ax.axvline(middle, color=C2, linewidth=1.6)
    ax.text(middle * 1.08, ax.get_ylim()[1] * 0.94, f"median {reais(middle)}", color=INK, fontsize=10)
    ax.set(xlabel="R$ a month, each step twice the one before", ylabel="people")
    bare(ax)
    tenths = np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
    said = (
        f"Of {count(len(values))} people, half earn less than {reais(middle)}, one in ten more than {reais(tenths[4])}."
    )
    rows = [(name, reais(v)) for name, v in zip(("10%", "25%", "50%", "75%", "90%", "99%"), tenths, strict=True)]
    return Plot("incomes", "Incomes", said, svg(figure, "incomes"), ("Share who earn less", "Income"), rows)


def deciles(bank: Warehouse) -> Plot:
    """Who owns what people own here."""
    answer = bank.ask("deciles")
    total = sum(row[2] for row in answer) or 1
    shares = [100 * row[2] / total for row in answer]
    figure, ax = axes()
    bars = ax.bar([row[0] for row in answer], shares, color=C1, width=0.74)
    ax.bar_label(bars, labels=[percent(s) for s in shares], fontsize=8, color=INK, padding=2)
    ax.set(xticks=range(1, 11), yticks=[], xlabel="tenths of people, from the poorest to the richest")
    bare(ax, grid="")
    said = f"Share of what people own here, balances and investments together ({reais(total)})."
    if answer:
        said += f" The richest tenth owns {percent(shares[-1])}."
    rows = [(str(tenth), count(people), reais(owned), share(owned, total)) for tenth, people, owned in answer]
    return Plot("deciles", "Wealth", said, svg(figure, "deciles"), ("Tenth", "People", "Owned", "Share"), rows)


def income_wealth(bank: Warehouse) -> Plot:
    """What people own here by what they earn."""
    answer = bank.ask("income_wealth")
    names = [BANDS[row[0]] for row in answer]
    figure, ax = axes(height=320)
    places = np.arange(len(answer))
    ax.barh(places - 0.19, [row[2] for row in answer], height=0.36, color=C1, label="median balance")
    ax.barh(places + 0.19, [row[3] for row in answer], height=0.36, color=C2, label="average invested")
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter(lambda value, _: short(value))
    ax.set_xlabel("R$")
    ax.legend(loc="lower right" if len(answer) < 3 else "upper right")
    bare(ax, grid="x")
    said = "What people keep here by monthly income (R$)."
    if answer:
        said += f" {share(answer[-1][4], 1)} of the highest incomes invest, {share(answer[0][4], 1)} of the lowest."
    rows = [(BANDS[b], count(n), reais(m), reais(i), share(s, 1)) for b, n, m, i, s in answer]
    headings = ("Income", "People", "Median balance", "Average invested", "Investors")
    return Plot("income-wealth", "Income and wealth", said, svg(figure, "income-wealth"), headings, rows)


def states(bank: Warehouse) -> Plot:
    """Customers by state, on a map of tiles."""
    numbers: dict[str, int] = dict(bank.ask("states"))
    total, highest = sum(numbers.values()), max([*numbers.values(), 1])
    figure, ax = axes(height=330)
    for name, (x, y) in TILES.items():
        level = min(int(7 * (numbers.get(name, 0) / highest) ** 0.5), 6)
        box = FancyBboxPatch(
            (x + 0.05, y + 0.05), 0.9, 0.9, boxstyle="round,pad=0,rounding_size=0.12", fc=HEAT[level], ec="none"
        )
        ax.add_patch(box)
        ax.text(x + 0.5, y + 0.42, name, ha="center", va="center", color=CARD if level > 3 else INK, fontsize=11)
        ax.text(x + 0.5, y + 0.72, _percent(numbers.get(name, 0), total), ha="center", va="center",
                color=CARD if level > 3 else INK, fontsize=8.5)  # fmt: skip
    ax.set(xlim=(0, 8), ylim=(7, 0), aspect="equal")
    ax.axis("off")
    first = ", ".join(f"{name} {share(n, total)}" for name, n in list(numbers.items())[:3])
    said = f"Share of customers by state, each state a tile about where it lies; darker is more. Most live in {first}."
    rows = [(name, count(n), share(n, total)) for name, n in numbers.items()]
    return Plot("states", "Where customers live", said, svg(figure, "states"), ("State", "Customers", "Share"), rows)


def _percent(part: int, whole: int) -> str:
    return share(part, whole).removesuffix("%")
