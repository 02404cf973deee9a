"""The page of realism, and the same on the screen: every measure with its band, its source and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lastro.tasks.realism.measure import Measure, shown
from lastro.tasks.realism.measures import SUBJECTS, measures

_COLUMNS = ("| number | band | measured | source |", "|---|---|---|---|")
Found = Mapping[str, float | None]

_HEADING = """# Realism

How the bank compares with Brazil: a number, the band in which it belongs, whose figure the band lies around, and what
was found. `doit realism --page` writes this page of the bank that is built, here by `doit customers=10000`;
`doit realism FOLDER` measures any folder of the datasets, whoever made them. It needs
`pip install -r requirements/duckdb.txt`.

Bands are as wide as a bank of 2,000 customers asks for; smaller banks leave some of them by chance. ASSUMED means that
nobody publishes the figure. **Outside** is what this bank does not do as Brazil does: it is shown, not hidden. A dash
means that the history is too short for the measure.

Models are asked by tests, since SQL cannot. Of 10,000 customers with 30 months of history, on two seeds
(tests/realism/test_credit_models.py): whether a loan less than 30 days late defaults within 180 days is told by
behaviour with an area under the ROC curve of 0.71 and 0.73 (band 0.65 to 0.85), by application data with 0.62 and
0.68 (0.55 to 0.70), by both with 0.75 and 0.80 (below 0.92); of loans of the lower third of incomes 7.2 and 6.7 %
default within 180 days, the middle 4.8 and 4.5 %, the upper 3.2 and 2.6 %. Measured once on each seed: who will leave
within 120 days is told by products held with 0.67 and 0.67 (at most 0.70), by behaviour with 0.76 and 0.78 (0.70 to
0.90); of loans whose borrowers were below zero in none of four months 6.6 and 6.2 % default within 180 days, in one or
two 6.8 and 6.8 %, in more 13.0 and 9.2 %; with less than 15 % of their card limits owed 6.7 and 5.7 %, up to half 6.2
and 6.7 %, more 12.2 and 10.1 %; where less than 0.6 of what usually comes in, other than of the customer's own money,
came in a quarter 9.6 and 9.0 %, up to 0.9 of it 8.1 and 7.9 %, more 5.1 and 5.6 %. Of the first seed, the lower two of
cards are alike.

So are graphs (tests/realism/test_bands_at_size.py, of 10,000 customers): of the active accounts of each thousand
customers, 85 to 89 % hang together through transfers to one another (at least 70 %); of all customers and outside
parties, by their documents, 98.9 % do through all payments (at least 90 %).
"""


def page(found: Found, of_what: str) -> str:
    """The page as Markdown; of_what: the bank that was measured, in words."""
    parts = [_HEADING, f"Measured: {of_what}. {_summary(found)}\n"]
    for subject, rows in SUBJECTS.items():
        lines = [f"| {each.name} | {each.band} | {_result(each, found)} | {each.source} |" for each in rows]
        parts.append("\n".join([f"## {subject}\n", *_COLUMNS, *lines, ""]))
    return "\n".join(parts)


def table(found: Found) -> str:
    """The measures for the screen, those outside their bands marked."""
    return "\n".join([*_lines(found), "", _summary(found)])


def outside(found: Found) -> list[Measure]:
    """The measures that lie outside their bands."""
    return [each for each in measures() if not each.holds(found[each.name])]


def _lines(found: Found) -> Iterator[str]:
    for subject, rows in SUBJECTS.items():
        yield f"\n{subject}"
        for each in rows:
            mark = " " if each.holds(found[each.name]) else "!"
            yield f" {mark} {each.name}: {_value(each, found)} ({each.band})"


def _summary(found: Found) -> str:
    known = sum(value is not None for value in found.values())
    return f"{known - len(outside(found))} of {known} numbers lie in their bands, {len(outside(found))} outside."


def _result(measure: Measure, found: Found) -> str:
    value = _value(measure, found)
    return value if measure.holds(found[measure.name]) else f"{value} **outside**"


def _value(measure: Measure, found: Found) -> str:
    value = found[measure.name]
    return "–" if value is None else shown(value, measure.unit)
