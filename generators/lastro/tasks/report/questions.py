"""Figures of the ten questions: the queries of examples/questions, each with its answer as a plot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lastro.tasks.report.drawing import C1, C2, C3, C4, Plot, axes, bare, labelled_bars, svg
from lastro.tasks.report.numbers import count, percent, reais, short
from lastro.tasks.report.warehouse import Question, Warehouse

Answer = Mapping[str, Any]
Draw = Callable[[str, Sequence[Answer]], str]  # a name and the rows of an answer -> SVG

_ENDS = 4  # branches that are drawn of either end


def questions(bank: Warehouse) -> list[Plot]:
    """A figure for each question."""
    return [_plot(number, bank.question(f"q{number:02}"), title, draw) for number, (title, draw) in _FIGURES.items()]


def _plot(number: int, asked: Question, title: str, draw: Draw) -> Plot:
    name = f"q{number}"
    rows = [[_shown(value) for value in row.values()] for row in asked.rows]
    headings = [heading.replace("_", " ") for heading in asked.headings]
    drawn = draw(name, [{column: _plain(value) for column, value in row.items()} for row in asked.rows])
    plot = Plot(name, f"{number}. {title}", asked.text, drawn, headings, rows)
    return replace(plot, source=asked.sql)


def _plain(value: Any) -> Any:
    """A value that can be drawn: what has no number, such as a share of nobody, is 0."""
    return 0 if value is None or value != value else value


def _shown(value: Any) -> str:
    """A value of an answer as people read it."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.2f}".removesuffix(".00")
    return str(value)


def _name(label: Any) -> str:
    """A label without the figure that only orders it: "1 below 5,000"."""
    text = str(label)
    return text[2:] if text[:1].isdigit() and text[1:2] == " " else text


def _bars(
    name: str, labels: Sequence[str], values: Sequence[float], ends: Sequence[str], colours: str | Sequence[str] = C1
) -> str:
    """Horizontal bars with a word at their ends."""
    figure, ax = axes(height=max(60 + 34 * len(labels), 120))
    labelled_bars(ax, labels, values, ends, C1)
    for bar, colour in zip(ax.patches, [colours] * len(labels) if isinstance(colours, str) else colours, strict=True):
        bar.set_facecolor(colour)
    longest = max(map(len, ends), default=0)
    ax.set_xlim(0, max([*values, 1e-9]) * (1.12 + 0.042 * longest))
    return svg(figure, name)


def _tiers(name: str, rows: Sequence[Answer]) -> str:
    ends = [f"{count(row['customers'])}, {percent(row['percent_saving'])} save" for row in rows]
    return _bars(name, [_name(row["tier"]) for row in rows], [row["customers"] for row in rows], ends)


def _unusual(name: str, rows: Sequence[Answer]) -> str:
    odd = [row for row in rows if not row["where_and_when"].startswith("usual")]
    ends = [f"{count(row['payments'])} payments, {percent(row['percent'])}" for row in odd]
    return _bars(name, [row["where_and_when"] for row in odd], [row["payments"] for row in odd], ends, C3)


def _debt(name: str, rows: Sequence[Answer]) -> str:
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    colours = [(C1, C2, C4)[measures.index(row["measure"]) % 3] for row in rows]
    labels = [f"{'debt' if row['measure'].startswith('debt') else 'late'} {_name(row['band'])}" for row in rows]
    values = [row["percent_in_default"] or 0 for row in rows]
    return _bars(name, labels, values, [f"{percent(value)} in default" for value in values], colours)


def _branches(name: str, rows: Sequence[Answer]) -> str:
    rows = [*rows[:_ENDS], *rows[_ENDS:][-_ENDS:]]  # the table has all, however many share the last place
    labels = [f"{row['by_volume']}. {row['city'][:18]} ({row['state']})" for row in rows]
    ends = [f"R$ {short(row['volume'])}" for row in rows]
    return _bars(
        name, labels, [row["volume"] for row in rows], ends, [C2 if row["little_activity"] else C1 for row in rows]
    )


def _investments(name: str, rows: Sequence[Answer]) -> str:
    ends = [f"{reais(row['current_value'])}, {count(row['dormant_customers'])} dormant" for row in rows]
    return _bars(name, [row["investment_type"] for row in rows], [row["current_value"] for row in rows], ends)


def _cards(name: str, rows: Sequence[Answer]) -> str:
    ends = [f"{count(row['cards'])} cards, {percent(row['percent_of_cards'])}" for row in rows]
    return _bars(name, [_name(row["band"]) for row in rows], [row["cards"] for row in rows], ends)


def _large(name: str, rows: Sequence[Answer]) -> str:
    labels = [f"{row['customer_type']}: {what}" for row in rows for what in ("above R$ 10,000", "no KYC")]
    values = [row[column] for row in rows for column in ("customers_above_10000", "without_kyc")]
    ends = [
        f"{count(value)} of {count(row['active_customers'])}" for row, value in zip(_twice(rows), values, strict=True)
    ]
    return _bars(name, labels, values, ends, [C1, C3] * len(rows))


def _twice(rows: Sequence[Answer]) -> list[Answer]:
    return [row for row in rows for _ in range(2)]


def _digital(name: str, rows: Sequence[Answer]) -> str:
    ends = [f"{count(row['customers'])}, {row['median_transactions']:g} postings" for row in rows]
    return _bars(name, [_name(row["digital_use"]) for row in rows], [row["customers"] for row in rows], ends)


def _income(name: str, rows: Sequence[Answer]) -> str:
    figure, ax = axes(height=220)
    months = [f"{row['month']:%m/%y}" for row in rows]
    fees = [row["fees"] or 0 for row in rows]
    ax.bar(months, fees, color=C1, width=0.75, label="tariffs")
    ax.bar(
        months,
        [row["overdraft_interest"] or 0 for row in rows],
        bottom=fees,
        color=C2,
        width=0.75,
        label="overdraft interest",
    )
    ax.yaxis.set_major_formatter(lambda value, _: short(value))
    ax.set_xticks(range(0, len(months), 1 + len(months) // 7), months[:: 1 + len(months) // 7])
    ax.set_ylabel("R$")
    figure.legend(loc="outside upper left", ncols=2)
    bare(ax)
    return svg(figure, name)


def _prospects(name: str, rows: Sequence[Answer]) -> str:
    labels = [label for row in rows for label in (row["who"], "all others")]
    values = [value or 0 for row in rows for value in (row["percent_without_it"], row["percent_of_others"])]
    ends = [f"{percent(value)} without {row['product']}" for row, value in zip(_twice(rows), values, strict=True)]
    return _bars(name, labels, values, ends, [C1, C4] * len(rows))


_FIGURES: dict[int, tuple[str, Draw]] = {
    1: ("Who saves?", _tiers),
    2: ("What looks odd?", _unusual),
    3: ("Who owes too much?", _debt),
    4: ("Which branches work hardest?", _branches),
    5: ("What is invested?", _investments),
    6: ("Who is near the limit?", _cards),
    7: ("What must be looked at?", _large),
    8: ("Who uses the app?", _digital),
    9: ("What does the bank earn?", _income),
    10: ("Whom to talk to?", _prospects),
}
