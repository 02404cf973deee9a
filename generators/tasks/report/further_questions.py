"""Figures of the ten questions, the other five: spending, large sums, the app, the bank's income, whom to talk to."""

from __future__ import annotations

import numpy as np

from tasks.report.drawing import C1, C2, C3, C4, INK, Plot, axes, bare, labelled_bars, svg
from tasks.report.numbers import count, reais, share, short
from tasks.report.warehouse import Warehouse

AGO = ("within a week", "within a month", "within six months", "longer ago", "never in the history")


def spending(bank: Warehouse) -> Plot:
    """What people spend on."""
    answer = bank.ask("q6")
    total = sum(row[1] for row in answer)
    top = answer[:10]
    figure, ax = axes(height=260)
    labelled_bars(ax, [row[0] for row in top], [row[1] for row in top], [share(row[1], total) for row in top], C1)
    said = f"What people spend {reais(total)} from their accounts on; purchases by card come on top."
    rows = [(name, count(n), reais(v), share(v, total)) for name, v, n in answer]
    return Plot(
        "q6", "6. What is spent on?", said, svg(figure, "q6"), ("Category", "Postings", "Amount", "Share"), rows
    )


def large(bank: Warehouse) -> Plot:
    """Postings above 10,000 reais, and customers whose identity nobody has checked."""
    answer = bank.ask("q7")
    months = sorted({row[0] for row in answer})
    kinds = [k for k in ("Deposit", "Transfer", "Payment", "Withdrawal") if any(row[1] == k for row in answer)]
    number = {(row[0], row[1]): row[2] for row in answer}
    figure, ax = axes(height=230)
    base = np.zeros(len(months))
    for kind, colour in zip(kinds, (C1, C2, C4, C3), strict=False):
        values = np.array([number.get((month, kind), 0) for month in months])
        ax.bar(_short(months), values, bottom=base, color=colour, width=0.75, label=kind)
        base += values
    ax.set_ylabel("postings above R$ 10,000")
    ax.tick_params(axis="x", labelsize=9)
    figure.legend(loc="outside upper left", ncols=4, fontsize=9)
    bare(ax)
    active, unchecked = bank.ask("q7_kyc")[0]
    said = (
        f"{count(base.sum())} postings above R$ 10,000, by month. {count(unchecked)} of {count(active)} customers with "
        f"an active account ({share(unchecked, active)}) have no completed KYC review."
    )
    rows = [(m, *(count(number.get((m, kind), 0)) for kind in kinds)) for m in months]
    return Plot("q7", "7. What must be looked at?", said, svg(figure, "q7"), ("Month", *kinds), rows)


def _short(months: list[str]) -> list[str]:
    """Months as 11/25, for an axis."""
    return [
        f"{month[5:]}/{month[2:4]}" if len(months) <= 8 or n % 2 == 0 else " " * n for n, month in enumerate(months)
    ]


def app(bank: Warehouse) -> Plot:
    """When customers last logged in, and what they do."""
    answer = bank.ask("q8")
    names = [AGO[row[0]] for row in answer]
    figure, ax = axes(height=190)
    colours = [C1 if row[0] < 3 else C2 for row in answer]
    labelled_bars(ax, names, [row[1] for row in answer], [count(row[1]) for row in answer], C1)
    for bar, colour in zip(ax.patches, colours, strict=True):
        bar.set_facecolor(colour)
    gone, total = sum(row[1] for row in answer if row[0] > 2), sum(row[1] for row in answer)
    peak = ", ".join(f"{row[0]} h" for row in bank.ask("q8_peak")[:3])
    said = (
        f"Customers by their last login: {share(gone, total)} have not logged in for six months. Peak hours are {peak}."
    )
    if answer:
        said += f" Who logs in weekly makes {answer[0][3]:.0f} postings a year, the last group {answer[-1][3]:.0f}."
    rows = [(n, count(k), f"{e:.0f}", f"{p:.0f}") for n, (_, k, e, p) in zip(names, answer, strict=True)]
    headings = ("Last login", "Customers", "Digital events each", "Postings each")
    return Plot("q8", "8. Who uses the app?", said, svg(figure, "q8"), headings, rows)


def income(bank: Warehouse) -> Plot:
    """What the bank takes in fees and interest."""
    answer = bank.ask("q9")
    months = [row[0] for row in answer]
    figure, ax = axes(height=230)
    ax.bar(_short(months), [row[1] for row in answer], color=C1, width=0.75, label="fees")
    ax.bar(
        _short(months),
        [row[2] for row in answer],
        bottom=[row[1] for row in answer],
        color=C2,
        width=0.75,
        label="overdraft interest",
    )
    ax.yaxis.set_major_formatter(lambda value, _: short(value))
    ax.set_ylabel("R$")
    ax.tick_params(axis="x", labelsize=9)
    figure.legend(loc="outside upper left", ncols=2, fontsize=9.5)
    bare(ax)
    said = (
        "Fees and overdraft interest that customers pay from their accounts, by month; interest within instalments "
        "and card bills comes on top."
    )
    if len(answer) > 1:
        first, last = sum(answer[0][1:]), sum(answer[-1][1:])
        said += f" The last month brought {reais(last)}, the first {reais(first)}."
    rows = [(m, reais(f), reais(i), reais(f + i)) for m, f, i in answer]
    return Plot(
        "q9", "9. What does the bank earn?", said, svg(figure, "q9"), ("Month", "Fees", "Interest", "Together"), rows
    )


def prospects(bank: Warehouse) -> Plot:
    """Heavy card users without a loan, high incomes without an investment."""
    heavy, no_loan, rich, no_paper, people, all_no_paper, all_no_loan = bank.ask("q10")[0]
    names = ["heavy card users", "all people", "highest incomes", "all people "]
    pairs = [(no_loan, heavy), (all_no_loan, people), (no_paper, rich), (all_no_paper, people)]
    figure, ax = axes(height=180)
    shares = [100 * a / b if b else 0 for a, b in pairs]
    labels = [
        f"{share(a, b)} without {what}"
        for (a, b), what in zip(pairs, ("loan", "loan", "investment", "investment"), strict=True)
    ]
    labelled_bars(ax, names, shares, labels, C1)
    for bar in (ax.patches[1], ax.patches[3]):
        bar.set_facecolor(C4)
    ax.set_xlim(0, 190)
    ax.tick_params(axis="y", labelcolor=INK)
    said = (
        f"{count(no_loan)} people use more than 70% of their card limits and have no loan; {count(no_paper)} of the "
        "fifth with the highest incomes have no investment. Below each, all people for comparison."
    )
    rows = [(n.strip(), count(b), count(a), share(a, b)) for n, (a, b) in zip(names, pairs, strict=True)]
    return Plot("q10", "10. Whom to talk to?", said, svg(figure, "q10"), ("Group", "People", "Without", "Share"), rows)
