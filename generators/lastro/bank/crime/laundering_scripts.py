"""Laundering scripts: the graphs in which money is placed, layered and taken out again.

The first eight are those of AMLSim and AMLworld, with two of Brazil behind them. All numbers are ASSUMED.
"""

from __future__ import annotations

from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.bank.crime.steps import AWAY, BY_PIX, IN, SOON, Money, Script, Seats, Step, Sum, Way, Who, days, minutes

M, C, F, L = CaseRole.MULE, CaseRole.COLLECTOR, CaseRole.FEEDER, CaseRole.LAYER
S, D = CaseRole.SHELL, CaseRole.DEPOSITOR
LAYERING, OUT, PLACED = CaseLeg.LAYERING, CaseLeg.CASH_OUT, CaseLeg.PLACEMENT
WAVES = 2  # how often a ring of few steps goes round, weeks apart; ids have room for six steps
_OF_EACH = Sum(700_00, 0.9)  # what each of several brings
_FOR_EACH = Sum(320_00, 0.5, each=L)  # what one alone brings for each who is to pass it on: the more, the more mules
_SALES = Step(
    None, S, PLACED, Money.BROUGHT, ((Way.PIX_IN, 0.8), (Way.TED_IN, 0.2)), (3, 8), days(2, 10), days(0, 5),
    sum=Sum(4.0, 0.6, of_income=True),  # three times: 4 to 40 times what it has declared for a month
)  # fmt: skip
_TO_OWNERS = Step(
    S, None, OUT, Money.PASSED, ((Way.PIX, 0.8), (Way.TED, 0.2)), (2, 4), days(0, 3), days(0, 2), (0.85, 1.0)
)

# fmt: off
LAUNDERING: dict[Typology, Script] = {
    Typology.MULE_CHAIN: (
        (Seats(M, (1, 1), Who.RECRUIT), Seats(L, (1, 2), Who.RECRUIT, 0.6)),
        (
            Step(None, M, PLACED, Money.BROUGHT, IN, (2, 4), days(0, 12), minutes(20, 900), sum=Sum(1_800_00, 0.6)),
            Step(M, L, LAYERING, Money.PASSED, BY_PIX, None, SOON, minutes(2, 40), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 3), SOON, minutes(5, 200), (0.88, 1.0), scattered=True),
        ) * WAVES,
    ),
    Typology.FAN_IN: (
        (Seats(F, (4, 14), Who.RECRUIT, 0.6), Seats(C, (1, 1), Who.ANYBODY)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 20), days(1, 6), sum=_OF_EACH),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, (1, 3), days(0, 3), days(1, 5), (0.88, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (3, 7), days(0, 2), days(0, 2), (0.85, 1.0), scattered=True),
        ) * WAVES,
    ),
    Typology.FAN_OUT: (
        (Seats(C, (1, 1), Who.ANYBODY), Seats(L, (4, 14), Who.RECRUIT, 0.6)),
        (
            Step(None, C, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 12), days(0, 2), sum=_FOR_EACH),
            Step(C, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(20, 600), minutes(5, 900), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 3), days(0, 4), days(0, 2), (0.85, 1.0)),
        ) * WAVES,
    ),
    Typology.SCATTER_GATHER: (
        (Seats(F, (1, 1), Who.ANYBODY), Seats(L, (3, 8), Who.RECRUIT, 0.7), Seats(C, (1, 1), Who.RECRUIT, 0.8)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (2, 4), days(0, 3), days(0, 4), sum=_FOR_EACH),
            Step(F, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(20, 600), minutes(5, 600), (0.9, 1.0)),
            Step(L, C, LAYERING, Money.PASSED, BY_PIX, (2, 4), days(0, 8), days(1, 6), (0.88, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (3, 7), days(0, 2), days(0, 2), (0.85, 1.0)),
        ),
    ),
    Typology.GATHER_SCATTER: (
        (Seats(F, (3, 8), Who.RECRUIT, 0.6), Seats(C, (1, 1), Who.ANYBODY), Seats(L, (3, 8), Who.RECRUIT, 0.6)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 3), days(0, 8), days(1, 6), sum=_OF_EACH),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, (1, 3), days(0, 3), days(1, 5), (0.9, 1.0)),
            Step(C, L, LAYERING, Money.PASSED, BY_PIX, None, minutes(20, 900), minutes(5, 600), (0.88, 1.0)),
            Step(L, None, OUT, Money.PASSED, AWAY, (1, 4), days(0, 4), days(0, 3), (0.85, 1.0)),
        ),
    ),
    Typology.CYCLE: (
        (Seats(L, (3, 8), Who.RECRUIT, 0.85),),
        (
            Step(L, L, LAYERING, Money.OWN, BY_PIX, (1, 1), days(0, 6), share=(0.3, 0.9), sum=Sum(800_00, 0.8),
                 ring=True),
        ) * 3,
    ),
    Typology.BIPARTITE: (
        (Seats(F, (2, 5), Who.RECRUIT, 0.7), Seats(C, (2, 5), Who.RECRUIT, 0.7)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (1, 2), days(0, 10), days(0, 4), sum=_OF_EACH),
            Step(F, C, LAYERING, Money.PASSED, BY_PIX, None, days(0, 3), days(0, 3), (0.9, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (2, 5), days(0, 3), days(0, 2), (0.85, 1.0)),
        ) * WAVES,
    ),
    Typology.STACK: (
        (Seats(F, (2, 4), Who.RECRUIT, 0.7), Seats(L, (2, 4), Who.RECRUIT, 0.7), Seats(C, (2, 3), Who.RECRUIT, 0.7)),
        (
            Step(None, F, PLACED, Money.BROUGHT, IN, (2, 5), days(0, 5), days(0, 4), sum=_OF_EACH),
            Step(F, L, LAYERING, Money.PASSED, BY_PIX, None, days(0, 2), days(0, 2), (0.9, 1.0)),
            Step(L, C, LAYERING, Money.PASSED, BY_PIX, None, days(0, 3), days(0, 2), (0.9, 1.0)),
            Step(C, None, OUT, Money.PASSED, AWAY, (2, 5), days(0, 3), days(0, 2), (0.85, 1.0)),
        ),
    ),
    Typology.STRUCTURING: (
        (Seats(D, (1, 5), Who.ANYBODY, 1.0),),
        (
            Step(None, D, PLACED, Money.BELOW, ((Way.CASH_IN, 1.0),), (4, 8), days(0, 5), days(1, 4)),
            Step(D, None, OUT, Money.PASSED, ((Way.PIX, 0.9), (Way.TED, 0.1)), (2, 4), days(0, 3), days(0, 3),
                 (0.85, 1.0)),
        ) * WAVES,
    ),
    Typology.SHELL_COMPANY: (
        (Seats(S, (1, 1), Who.NEW_COMPANY),),
        (_SALES, _TO_OWNERS) * 3,
    ),
}
# fmt: on
