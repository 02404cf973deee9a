"""Laundering scripts: the graphs in which money is placed, layered and taken out again.

The first eight are those of AMLSim and AMLworld, with two of Brazil behind them. All numbers are ASSUMED.
"""

from __future__ import annotations

from dataclasses import replace

from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.bank.crime.steps import (
    AWAY,
    BY_PIX,
    IN,
    SOON,
    Money,
    Pause,
    Script,
    Seats,
    Step,
    Sum,
    Way,
    Who,
    days,
    minutes,
)

M, C, F, L = CaseRole.MULE, CaseRole.COLLECTOR, CaseRole.FEEDER, CaseRole.LAYER
S, D = CaseRole.SHELL, CaseRole.DEPOSITOR
LAYERING, OUT, PLACED = CaseLeg.LAYERING, CaseLeg.CASH_OUT, CaseLeg.PLACEMENT
BETWEEN = days(15, 50)  # until a ring goes round again; ids have room for six steps
_OF_EACH = Sum(330_00, 1.1)  # what each of several brings
_FOR_EACH = Sum(300_00, 0.7, each=L)  # what one alone brings for each who is to pass it on: the more, the more mules


def _rounds(steps: tuple[Step, ...], count: int, until: Pause = BETWEEN) -> tuple[Step, ...]:
    """The steps of a ring that goes round so often."""
    first, *others = steps
    return (*steps, *(count - 1) * (replace(first, after=until), *others))


_SALES = Step(
    None, S, PLACED, Money.BROUGHT, ((Way.PIX_IN, 0.8), (Way.TED_IN, 0.2)), (3, 8), days(2, 10), days(0, 5),
    circle=True, sum=Sum(4.0, 0.6, of_income=True),  # three times: 4 to 40 times what it has declared for a month
)  # fmt: skip
_TO_OWNERS = Step(
    S, None, OUT, Money.PASSED, ((Way.PIX, 0.8), (Way.TED, 0.2)), (2, 4), days(0, 3), days(0, 2), (0.85, 1.0)
)

# fmt: off
LAUNDERING: dict[Typology, Script] = {
    Typology.MULE_CHAIN: (
        (Seats(M, (1, 1), Who.RECRUIT), Seats(L, (1, 2), Who.RECRUIT, 0.6)),
        _rounds((
            Step(None, M, PLACED, Money.BROUGHT, IN, (2, 4), days(0, 12), minutes(20, 900), sum=Sum(1_600_00, 0.7),
                 circle=True),
            Step(M, L, LAYERING, Money.PASSED, BY_PIX, (2, 3), SOON, minutes(2, 40, True), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 3), SOON, minutes(5, 200), (0.88, 1.0), circle=True),
        ), 2),
    ),
    Typology.FAN_IN: (
        (Seats(F, (4, 14), Who.RECRUIT, 0.6), Seats(C, (1, 1), Who.ANYBODY)),
        _rounds((
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 20), days(1, 6, True), sum=_OF_EACH, circle=True),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, (1, 1), days(0, 6, True), days(15, 45), (0.88, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (3, 7), days(0, 2, True), days(0, 2, True), (0.85, 1.0),
                 circle=True),
        ), 2),
    ),
    Typology.FAN_OUT: (
        (Seats(C, (1, 1), Who.ANYBODY), Seats(L, (4, 14), Who.RECRUIT, 0.6)),
        _rounds((
            Step(None, C, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 12), days(0, 2, True), sum=_FOR_EACH, circle=True),
            Step(C, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(10, 180, True), minutes(2, 60, True), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 2), days(0, 4, True), days(0, 2, True), (0.85, 1.0),
                 circle=True),
        ), 2),
    ),
    Typology.SCATTER_GATHER: (
        (Seats(F, (1, 1), Who.ANYBODY), Seats(L, (3, 8), Who.RECRUIT, 0.7), Seats(C, (1, 1), Who.RECRUIT, 0.8)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (2, 4), days(0, 3), days(0, 4, True), sum=_FOR_EACH, circle=True),
            Step(F, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(10, 180, True), minutes(2, 60, True), (0.9, 1.0)),
            Step(L, C, LAYERING, Money.PASSED, BY_PIX, (1, 2), days(0, 8, True), days(15, 45), (0.88, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (3, 7), days(0, 2, True), days(0, 2, True), (0.85, 1.0),
                 circle=True),
        ),
    ),
    Typology.GATHER_SCATTER: (
        (Seats(F, (3, 8), Who.RECRUIT, 0.6), Seats(C, (1, 1), Who.ANYBODY), Seats(L, (3, 8), Who.RECRUIT, 0.6)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 8), days(1, 6, True), sum=_OF_EACH, circle=True),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, (1, 1), days(0, 6, True), days(15, 45), (0.9, 1.0)),
            Step(C, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(10, 180, True), minutes(2, 60, True), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 2), days(0, 4, True), days(0, 3, True), (0.85, 1.0),
                 circle=True),
        ),
    ),
    Typology.CYCLE: (
        (Seats(L, (3, 8), Who.RECRUIT, 0.85),),
        _rounds((
            Step(L, L, LAYERING, Money.OWN, BY_PIX, (1, 1), days(0, 6), share=(0.3, 0.9), sum=Sum(800_00, 0.8),
                 ring=True),
        ), 2, days(8, 30)),
    ),
    Typology.BIPARTITE: (
        (Seats(F, (2, 5), Who.RECRUIT, 0.7), Seats(C, (2, 5), Who.RECRUIT, 0.7)),
        _rounds((
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 2), days(0, 10), days(0, 4, True), sum=_OF_EACH, circle=True),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, None, days(0, 3, True), days(0, 3, True), (0.9, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (2, 5), days(0, 3, True), days(0, 2, True), (0.85, 1.0),
                 circle=True),
        ), 2),
    ),
    Typology.STACK: (
        (Seats(F, (2, 4), Who.RECRUIT, 0.7), Seats(L, (2, 4), Who.RECRUIT, 0.7), Seats(C, (2, 3), Who.RECRUIT, 0.7)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (2, 5), days(0, 5), days(0, 4, True), sum=_OF_EACH, circle=True),
            Step(F, L, LAYERING, Money.PASSED, BY_PIX, None, days(0, 2, True), days(0, 2, True), (0.9, 1.0)),
            Step(L, C, LAYERING, Money.PASSED, BY_PIX, None, days(0, 3, True), days(0, 2, True), (0.9, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (2, 5), days(0, 3, True), days(0, 2, True), (0.85, 1.0),
                 circle=True),
        ),
    ),
    Typology.STRUCTURING: (
        (Seats(D, (1, 5), Who.ANYBODY, 1.0),),
        _rounds((
            Step(None, D, PLACED, Money.BELOW, ((Way.CASH_IN, 1.0),), (4, 8), days(0, 5), days(1, 4)),
            Step(D, None, OUT, Money.PASSED, ((Way.PIX, 0.9), (Way.TED, 0.1)), (2, 4), days(0, 3), days(0, 3),
                 (0.85, 1.0), circle=True),
        ), 2),
    ),
    Typology.SHELL_COMPANY: (
        (Seats(S, (1, 1), Who.NEW_COMPANY),),
        _rounds((_SALES, _TO_OWNERS), 3, days(10, 40)),
    ),
}
# fmt: on
