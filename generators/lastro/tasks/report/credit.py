"""Figures of credit: loans that are late, cards, their limits and what is bought by them."""

from __future__ import annotations

from lastro.tasks.report.drawing import C1, C2, C3, C4, INK, Plot, axes, bare, svg
from lastro.tasks.report.numbers import count, reais, share, short
from lastro.tasks.report.warehouse import Warehouse

LATE = (("1 to 30 days", C4), ("31 to 89 days", C2), ("90 days or more: default", C3))


def delinquency(bank: Warehouse) -> Plot:
    """Late loans by kind."""
    answer = bank.ask("delinquency")
    names = [row[0] for row in answer]
    figure, ax = axes(height=230)
    left = [0.0] * len(answer)
    for position, (label, colour) in enumerate(LATE):
        parts = [100 * row[2 + position] / row[1] for row in answer]
        ax.barh(range(len(names)), parts, left=left, color=colour, height=0.6, label=label)
        left = [a + b for a, b in zip(left, parts, strict=True)]
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.invert_yaxis()
    ax.set(xlabel="% of running loans", xlim=(0, max([*left, 1]) * 1.05))
    figure.legend(loc="outside upper left", ncols=2, fontsize=9.5)
    bare(ax, grid="x")
    running, bad = sum(row[1] for row in answer), sum(row[4] for row in answer)
    said = f"Running loans that are late, by kind. {share(bad, running)} of {count(running)} are in default."
    rows = [(n, count(k), count(a), count(b), count(d), share(d, k), reais(o)) for n, k, a, b, d, o in answer]
    headings = ("Loan", "Running", "1-30 days", "31-89 days", "Default", "Default rate", "Outstanding")
    return Plot("delinquency", "Delinquency", said, svg(figure, "delinquency"), headings, rows)


def card_use(bank: Warehouse) -> Plot:
    """How much of their limits cards use."""
    cards: dict[int, int] = dict(bank.ask("card_use"))
    total = sum(cards.values())
    numbers = [cards.get(tenth, 0) for tenth in range(11)]
    figure, ax = axes(height=230)
    bars = ax.bar(range(11), [100 * n / max(total, 1) for n in numbers], color=[C1] * 9 + [C2, C3], width=0.8)
    ax.bar_label(bars, labels=[share(n, total) for n in numbers] if total else None, fontsize=8, color=INK, padding=2)
    ax.set_xticks(range(11), [*(str(10 * tenth) for tenth in range(10)), "100+"])
    ax.set(xlabel="% of the limit that is used, from", yticks=[])
    bare(ax, grid="")
    low, high = sum(numbers[:3]), sum(numbers[9:])
    said = (
        f"{share(low, total)} of {count(total)} cards use less than 30% of their limit, {share(high, total)} over 90%."
    )
    rows = [
        (f"{10 * t}% to {10 * t + 10}%" if t < 10 else "100% and more", count(n), share(n, total))
        for t, n in enumerate(numbers)
    ]
    return Plot("card-use", "Card use", said, svg(figure, "card-use"), ("Used", "Cards", "Share"), rows)


def card_categories(bank: Warehouse) -> Plot:
    """What is bought by card, at once and in parts."""
    answer = bank.ask("card_categories")
    names = [row[0] for row in answer]
    figure, ax = axes(height=270)
    at_once = [row[1] for row in answer]
    ax.barh(range(len(names)), at_once, color=C1, height=0.66, label="at once")
    ax.barh(range(len(names)), [row[2] for row in answer], left=at_once, color=C2, height=0.66, label="in parts")
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", labelcolor=INK, labelsize=9)
    ax.invert_yaxis()
    ax.xaxis.set_major_formatter(lambda value, _: short(value))
    ax.set(xlabel="R$ in the history")
    figure.legend(loc="outside upper left", ncols=2, fontsize=9.5)
    bare(ax, grid="x")
    whole, parts, bought = (sum(row[n] for row in answer) for n in (1, 2, 3))
    whole += parts
    said = f"{count(bought)} purchases for {reais(whole)}, {share(parts, whole)} of it in interest-free parts."
    if answer:
        said += f" {names[0]} takes {share(answer[0][1] + answer[0][2], whole)}."
    rows = [(name, count(n), reais(a + b), reais((a + b) / n), share(b, a + b)) for name, a, b, n in answer]
    headings = ("Category", "Purchases", "Amount", "Mean", "In parts")
    return Plot("card-buys", "What is bought by card", said, svg(figure, "card-buys"), headings, rows)


def card_months(bank: Warehouse) -> Plot:
    """Bought by card and paid, month by month."""
    answer = bank.ask("card_months")
    figure, ax = axes(height=270)
    place = range(len(answer))
    ax.bar([at - 0.2 for at in place], [row[1] for row in answer], color=C1, width=0.38, label="bought")
    ax.bar([at + 0.2 for at in place], [row[2] for row in answer], color=C2, width=0.38, label="paid")
    step = max(1, len(answer) // 6)
    ax.set_xticks(place[::step], [f"{row[0]:%b %y}" for row in answer[::step]])
    ax.yaxis.set_major_formatter(lambda value, _: short(value))
    ax.set(ylabel="R$ a month")
    figure.legend(loc="outside upper left", ncols=2, fontsize=9.5)
    bare(ax)
    bought, paid, charged = (sum(row[n] for row in answer) for n in (1, 2, 3))
    said = (
        f"Bills follow purchases by a month, parts by more: {reais(bought)} were bought and {reais(paid)} paid; "
        f"interest, fees and tax come to {share(charged, paid)} of what was paid."
    )
    rows = [(f"{month:%B %Y}", reais(a), reais(b), reais(c)) for month, a, b, c in answer]
    headings = ("Month", "Bought", "Paid", "Charged")
    return Plot("card-months", "Cards month by month", said, svg(figure, "card-months"), headings, rows)
