"""A customer's year: the balance of the main account, with what moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lastro.bank.choices import Category, Direction
from lastro.tasks.report.drawing import C1, C2, C3, C4, CARD, INK, Plot, axes, bare, svg
from lastro.tasks.report.numbers import short
from lastro.tasks.report.warehouse import Warehouse
from lastro.tasks.statement.search import Record, Story, found

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BILLS = (
    Category.RENT, Category.UTILITIES, Category.TELECOM, Category.EDUCATION, Category.INSURANCE, Category.TAXES,
)  # fmt: skip
MARKS = (  # name, colour, marker, categories
    ("salary or pension", C1, "^", (Category.SALARY, Category.PENSION)),
    ("rent, utilities and other bills", C2, "o", BILLS),
    ("loan instalment", C4, "s", (Category.LOAN,)),
    ("card bill", C3, "v", (Category.CARD_BILL,)),
)


@dataclass(frozen=True)
class Year:
    """Somebody and the figure of their year."""

    customer: Record
    plot: Plot


def year(bank: Warehouse) -> Year | None:
    """The year of somebody whose year shows what a year is made of; None in a bank without postings."""
    chosen = bank.ask("somebody")
    if not chosen:
        return None
    story = found(chosen[0][0])
    account = max(story.accounts, key=lambda each: len(story.postings[each["account_id"]]))
    postings = story.postings[account["account_id"]]
    months = _months(postings)
    headings = ("Month", "Paid in", "Paid out", "Balance at its end")
    rows = [(m, *(f"{value:,.2f}" for value in values)) for m, values in months.items()]
    plot = Plot(
        "year", "Balance of the main account", _said(story, postings), _drawn(postings), headings, rows, wide=True
    )
    return Year(story.customer, plot)


def _said(story: Story, postings: Sequence[Record]) -> str:
    ends = [posting["balance_after"] for posting in postings]
    return (
        f"Every one of the {len(postings):,} postings, with what stands out marked. "
        f"The balance moves between R$ {min(ends):,.0f} and R$ {max(ends):,.0f}; it adds up to the cent."
    )


def _drawn(postings: Sequence[Record]) -> str:
    figure, ax = axes(860, 300)
    moments: list[Any] = [datetime.fromisoformat(posting["transaction_date"]) for posting in postings]
    balances = [posting["balance_after"] for posting in postings]
    ax.step(moments, balances, where="post", color=INK, linewidth=1.1, alpha=0.75)
    ax.fill_between(moments, balances, step="post", color=C1, alpha=0.10, linewidth=0)
    for name, colour, marker, categories in MARKS:
        texts = {category.text for category in categories}
        at = [n for n, posting in enumerate(postings) if posting["category"] in texts]
        points = [moments[n] for n in at], [balances[n] for n in at]
        ax.plot(*points, marker, color=colour, markersize=8, markeredgecolor=CARD, label=name)
    ax.yaxis.set_major_formatter(lambda value, _: short(value))
    ax.set_ylabel("R$")
    ax.margins(x=0.01)
    figure.legend(loc="outside upper left", ncols=2)  # a phone shows the left half of the plot
    bare(ax)
    _name_months(ax)
    return svg(figure, "year")


def _name_months(ax: Any) -> None:
    from matplotlib.dates import MonthLocator, num2date

    def named(number: float, _: int) -> str:
        moment = num2date(number)  # type: ignore[no-untyped-call]
        return f"{MONTHS[moment.month - 1]}\n{moment.year}" if moment.month == 1 else MONTHS[moment.month - 1]

    ax.xaxis.set_major_locator(MonthLocator())  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(named)


def _months(postings: Sequence[Record]) -> dict[str, tuple[float, float, float]]:
    """By month: paid in, paid out, balance at its end."""
    months: dict[str, tuple[float, float, float]] = {}
    for posting in postings:
        paid_in, paid_out, _ = months.get(posting["transaction_date"][:7], (0.0, 0.0, 0.0))
        credit = posting["direction"] == Direction.CREDIT.text
        months[posting["transaction_date"][:7]] = (
            paid_in + posting["amount"] * credit,
            paid_out + posting["amount"] * (not credit),
            posting["balance_after"],
        )
    return months
