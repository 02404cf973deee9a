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
behaviour with an area under the ROC curve of 0.72 and 0.68 (band 0.65 to 0.85), by application data with 0.63 and
0.67 (0.55 to 0.70), by both with 0.76 and 0.77 (below 0.92). Measured once on each seed: who will leave within 120
days is told by products held with 0.66 and 0.68 (at most 0.70), by behaviour with 0.79 and 0.77 (0.70 to 0.90); of
loans whose borrowers were never overdrawn in four months 7.6 and 5.8 % default within 180 days, now and then 8.2 and
6.4 %, often 26.4 and 19.1 %; with less than 15 % of their card limits in use 4.8 and 5.4 %, up to half 7.7 and 7.7 %,
more 14.0 and 11.8 %; of the lower third of incomes 9.3 and 7.5 %, the middle 9.5 and 6.9 %, the upper 6.1 and 4.7 %;
where less than 0.6 of what usually comes in came in a quarter 13.4 and 9.4 %, up to 0.9 of it 4.7 and 6.4 %, more 7.5
and 4.8 %: the first seed has the last two, and the lower two thirds, the other way round.

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
