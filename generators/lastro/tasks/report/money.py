"""Figures of money in motion: how it is paid, when people act, the course of a month."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import FancyBboxPatch

from lastro.tasks.report.drawing import C1, C2, HEAT, INK, Plot, axes, bare, labelled_bars, svg
from lastro.tasks.report.numbers import count, reais, share, short
from lastro.tasks.report.warehouse import Warehouse

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def payment_mix(bank: Warehouse) -> Plot:
    """Postings by payment method."""
    answer = bank.ask("payment_mix")
    names, numbers = [row[0] for row in answer], [row[1] for row in answer]
    total, value = sum(numbers), sum(row[2] for row in answer)
    figure, ax = axes()
    labelled_bars(ax, names, numbers, [share(n, total) for n in numbers], C1)
    said = f"Share of the {count(total)} postings by instrument."
    if answer:
        said += (
            f" {names[0]} leads with {share(numbers[0], total)} of postings, {share(answer[0][2], value)} of the money."
        )
    rows = [(n, count(k), share(k, total), reais(v), share(v, value)) for n, k, v in answer]
    headings = ("Method", "Postings", "Share", "Amount", "Share of amount")
    return Plot("mix", "Payment mix", said, svg(figure, "mix"), headings, rows)


def rhythm(bank: Warehouse) -> Plot:
    """Postings by weekday and hour, as a heat map."""
    grid = np.zeros((7, 24))
    for weekday, hour, postings in bank.ask("rhythm"):
        grid[weekday, hour] = postings
    figure, ax = axes(height=210)
    highest = max(grid.max(), 1)
    for (weekday, hour), postings in np.ndenumerate(grid):
        level = min(int(7 * postings / highest), 6)
        ax.add_patch(_cell(hour, weekday, HEAT[level]))
    ax.set(xlim=(0, 24), ylim=(7, 0), xticks=range(0, 25, 4), yticks=np.arange(7) + 0.5, yticklabels=DAYS)
    ax.set_xlabel("hour of the day (Brasília)")
    bare(ax, grid="")
    weekday, hour = np.unravel_index(grid.argmax(), grid.shape)
    night = grid[:, :6].sum()
    said = (
        f"What people do themselves, by weekday and hour: darker is more. The busiest hour is {DAYS[weekday]} "
        f"{hour}:00; {share(night, grid.sum())} falls between midnight and six."
    )
    rows = [(DAYS[d], *(count(grid[d, h : h + 4].sum()) for h in range(0, 24, 4))) for d in range(7)]
    headings = ("Day", *(f"{h}-{h + 4} h" for h in range(0, 24, 4)))
    return Plot("rhythm", "The rhythm of the week", said, svg(figure, "rhythm"), headings, rows)


def _cell(x: int, y: int, colour: str) -> FancyBboxPatch:
    return FancyBboxPatch(
        (x + 0.08, y + 0.08), 0.84, 0.84, boxstyle="round,pad=0,rounding_size=0.12", fc=colour, ec="none"
    )


def month_days(bank: Warehouse) -> Plot:
    """Money in and out on each day of the month."""
    answer = bank.ask("month_days")
    figure, ax = axes(height=230)
    days = [row[0] for row in answer]
    ax.bar(days, [row[1] for row in answer], color=C1, width=0.72, label="in")
    ax.bar(days, [-row[2] for row in answer], color=C2, width=0.72, label="out")
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.yaxis.set_major_formatter(lambda value, _: short(abs(value)))
    ax.set(xticks=(1, 5, 10, 15, 20, 25, 30), xlabel="day of the month", ylabel="R$ a day")
    ax.legend(loc="upper right", ncols=2)
    bare(ax)
    said = (
        "Money into and out of people's checking accounts, on average for each day; own transfers and loans left out."
    )
    if answer:
        most = max(answer, key=lambda row: row[1])
        said += f" Salaries come by the fifth business day: day {most[0]} brings most."
    rows = [(str(day), reais(paid_in), reais(paid_out)) for day, paid_in, paid_out in answer]
    return Plot("days", "The course of a month", said, svg(figure, "days"), ("Day", "In", "Out"), rows)


BANDS = ("below 1", "1 to 2", "3 to 5", "6 to 11", "12 to 23", "24 to 47", "48 and more")


def activity(bank: Warehouse) -> Plot:
    """How much happens in a customer's month."""
    answer = bank.ask("activity")
    total = sum(row[1] for row in answer)
    figure, ax = axes(height=230)
    bars = ax.bar([BANDS[row[0]] for row in answer], [row[1] for row in answer], color=C1, width=0.78)
    ax.bar_label(bars, labels=[share(row[1], total) for row in answer], fontsize=9, color=INK, padding=2)
    ax.tick_params(axis="x", labelsize=9, rotation=20)
    ax.set(xlabel="postings a month", yticks=[])
    bare(ax, grid="")
    said = "Customers who have been here all along, by how much happens in their accounts."
    if answer:
        said += f" Half have fewer than {answer[0][2]:.1f} postings a month; the average is {answer[0][3]:.1f}."
    rows = [(BANDS[band], count(people), share(people, total)) for band, people, *_ in answer]
    return Plot(
        "activity",
        "A customer's month",
        said,
        svg(figure, "activity"),
        ("Postings a month", "Customers", "Share"),
        rows,
    )
