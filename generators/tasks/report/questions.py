"""Figures of the ten questions, the first five: tiers, oddities, debt, branches, investments."""

from __future__ import annotations

from tasks.report.drawing import C1, C2, C3, INK, Plot, axes, bare, labelled_bars, svg
from tasks.report.numbers import count, reais, share, short
from tasks.report.warehouse import Warehouse

TIERS = ("below R$ 5,000", "5,000 to 20,000", "20,000 to 50,000", "R$ 50,000 and more")


def tiers(bank: Warehouse) -> Plot:
    """Customers by total balance, and who saves."""
    answer = bank.ask("q1")
    names = [TIERS[row[0]] for row in answer]
    figure, ax = axes(height=200)
    labels = [f"{count(n)}, {share(s, n)} save" for _, n, s in answer]
    labelled_bars(ax, names, [row[1] for row in answer], labels, C1)
    ax.barh(range(len(answer)), [row[2] for row in answer], color=C2, height=0.66)
    ax.set_xlim(0, max([row[1] for row in answer] or [1]) * 1.5)
    saving, total = sum(row[2] for row in answer), sum(row[1] for row in answer)
    said = f"Customers by total balance. {share(saving, total)}, in the second colour, save in every other month."
    rows = [(name, count(n), count(s), share(s, n)) for name, (_, n, s) in zip(names, answer, strict=True)]
    return Plot("q1", "1. Who saves?", said, svg(figure, "q1"), ("Total balance", "Customers", "Savers", "Share"), rows)


def oddities(bank: Warehouse) -> Plot:
    """High-value debits at odd places and hours, and runs of failed logins."""
    high, away, odd, both, attacked, users = bank.ask("q2")[0]
    names = ["outside the state", "between 0 and 5 h", "both"]
    figure, ax = axes(height=150)
    labelled_bars(ax, names, [away, odd, both], [f"{count(n)} ({share(n, high)})" for n in (away, odd, both)], C3)
    ax.set_xlim(0, max(away, odd, both, 1) * 1.5)
    said = (
        f"Of {count(high)} debits above R$ 5,000 that people made, those away from home or at night. "
        f"{count(attacked)} of {count(users)} users saw more than three failed logins within five minutes."
    )
    rows = [(n, count(v), share(v, high)) for n, v in zip(names, (away, odd, both), strict=True)]
    rows.append(("more than three failed logins in five minutes", count(attacked), share(attacked, users)))
    return Plot("q2", "2. What looks odd?", said, svg(figure, "q2"), ("Sign", "Number", "Share"), rows)


def debt(bank: Warehouse) -> Plot:
    """Debt to income, and who pays late."""
    answer = bank.ask("q3")
    names = [f"{10 * t}-{10 * t + 10}%" if t < 8 else "80%+" for t, *_ in answer]
    figure, ax = axes(height=240)
    bars = ax.bar(names, [row[1] for row in answer], color=[C1 if row[0] < 4 else C2 for row in answer], width=0.8)
    ax.bar_label(
        bars,
        labels=[share(late, owing) if owing else "" for _, _, owing, late, _ in answer],
        fontsize=9,
        color=INK,
        padding=2,
    )
    ax.tick_params(axis="x", labelsize=8.5, rotation=30)
    ax.set(ylabel="people", xlabel="instalments and card bills over income")
    bare(ax)
    above, total = sum(row[1] for row in answer if row[0] >= 4), sum(row[1] for row in answer)
    said = (
        f"Of people who owe anything, {share(above, total)} ({count(above)}) owe more than 40% of their income each "
        "month. Above each bar: the share of its borrowers who are late."
    )
    rows = [(n, count(k), count(b), count(x), count(d)) for n, (_, k, b, x, d) in zip(names, answer, strict=True)]
    headings = ("Debt to income", "People", "Borrowers", "Late", "In default")
    return Plot("q3", "3. Who owes too much?", said, svg(figure, "q3"), headings, rows)


def branches(bank: Warehouse) -> Plot:
    """Branches by volume and revenue."""
    answer = bank.ask("q4")
    top = answer[:8]
    figure, ax = axes(height=240)
    names = [_branch(row[1]) for row in top]
    labelled_bars(ax, names, [row[3] for row in top], [short(row[3]) for row in top], C1)
    ax.tick_params(axis="y", labelsize=9)
    typical = sorted(row[2] for row in answer)[len(answer) // 2] if answer else 0
    quiet = sum(row[2] < typical / 4 for row in answer)
    said = (
        f"Reais that moved through the {len(top)} busiest branches. {count(quiet)} of {count(len(answer))} branches "
        f"have less than a quarter of the postings of the middle one ({count(typical)})."
    )
    rows = [(code, name, count(n), reais(v), reais(r)) for code, name, n, v, r in answer]
    headings = ("Code", "Branch", "Postings", "Volume", "Fees and interest")
    return Plot("q4", "4. Which branches work hardest?", said, svg(figure, "q4"), headings, rows)


def _branch(name: str) -> str:
    """A branch's name without its city: Savassi (MG)."""
    plain = name.removeprefix("Agência ").partition(" - ")[0]
    return f"{plain[:24]} ({name[-2:]})" if "/" in name else plain[:28]


def investments(bank: Warehouse) -> Plot:
    """Active investments by type."""
    answer = bank.ask("q5")
    figure, ax = axes(height=150)
    labelled_bars(ax, [row[0] for row in answer], [row[1] for row in answer], [reais(row[1]) for row in answer], C1)
    ax.set_xlim(0, max([row[1] for row in answer] or [1]) * 1.45)
    dormant = answer[0][4] if answer else 0
    said = f"Value of active investments. {count(dormant)} customers hold nothing that they have touched within a year."
    rows = [(t, reais(v), count(n), count(d), share(d, n)) for t, v, n, d, _ in answer]
    headings = ("Type", "Value", "Investments", "Untouched for a year", "Share")
    return Plot("q5", "5. What is invested?", said, svg(figure, "q5"), headings, rows)
