"""Fraud scripts: how victims are brought to pay, or are paid from, and where the money goes.

All numbers are ASSUMED, after what Febraban, Banco Central and Silverguard tell of cases.
"""

from __future__ import annotations

from dataclasses import replace

from lastro.bank.crime.choices import CaseLeg, CaseRole, Typology
from lastro.bank.crime.steps import AWAY, BY_PIX, SOON, Money, Pause, Script, Seats, Step, Sum, Way, Who, days, minutes
from lastro.bank.ledger.limits import SENT_A_NIGHT

V, M, S, I = CaseRole.VICTIM, CaseRole.MULE, CaseRole.SHELL, CaseRole.INSIDER  # noqa: E741
SCAM, OUT = CaseLeg.SCAM, CaseLeg.CASH_OUT
MOST_EACH, STRANGE_A_DAY = 200_00, 4  # cents by Pix on a device that is not registered, where five a day are allowed
_ONCE, _AGAIN = (0.0, 0.6), (0.6, 1.0)  # victims who pay once, and who are asked for more; ASSUMED
_AT_ONCE, _REGISTERED = (0.0, 0.4), (0.4, 1.0)  # takeovers that take little at once, and that wait for more; ASSUMED
_HIJACKED = 0.20  # of relatives with a new number, those who ask from an account that the victim knows; ASSUMED
_TOLD = 0.45  # of investments, those that an acquaintance has brought the victim into, and is paid for; ASSUMED
MED = (1, 11)  # days in which who was robbed of a Pix gets it back: seven to analyse, four to pay (Banco Central)
_RECRUITED = 0.50  # of those to whom mules pass money on, those who have recruited them as friends; ASSUMED
_PASS_ON = Step(
    M, None, OUT, Money.PASSED, AWAY, (1, 3), SOON, minutes(5, 90, paced=True), (0.88, 1.0), scattered=True,
    known=_RECRUITED,
)  # fmt: skip
_FROM_SAVINGS = Step(
    V, V, SCAM, Money.OWN, BY_PIX, after=minutes(5, 15), share=(0.5, 1.0), sum=Sum(1.0, 0.8, of_income=True),
    savings=True,
)  # fmt: skip


def _victim(who: Who, here: float = 0.85) -> Seats:
    return Seats(V, (1, 1), who, here)


def _mules(most: int = 1, here: float = 0.35) -> Seats:
    return Seats(M, (1, most), Who.RECRUIT, here)


def _asked(
    times: tuple[int, int], after: Pause, gap: Pause, wanted: Sum, share: tuple[float, float] = (0.35, 0.98)
) -> Step:
    """What a victim is talked into paying to mules."""
    return Step(V, M, SCAM, Money.OWN, BY_PIX, times, after, gap, share, wanted)


# fmt: off
FRAUDS: dict[Typology, Script] = {
    Typology.IMPERSONATION: (
        (_victim(Who.ELDERLY), _mules(2)),
        (
            replace(
                _asked((1, 1), minutes(2, 20), SOON, Sum(0.45, 0.7, of_income=True), (0.2, 0.9)),
                only=_ONCE, known=_HIJACKED,
            ),
            replace(
                _asked((2, 3), minutes(2, 20), minutes(20, 600), Sum(0.6, 0.7, of_income=True), (0.3, 0.9)),
                only=_AGAIN, known=_HIJACKED,
            ),
            _PASS_ON,
        ),
    ),
    Typology.FALSE_SALE: (
        (_victim(Who.YOUNG), Seats(S, (1, 1), Who.NEW_COMPANY, 0.10)),
        (
            Step(V, S, SCAM, Money.OWN, ((Way.QR, 0.45), (Way.PIX, 0.3), (Way.BOLETO, 0.25)), sum=Sum(250_00, 1.0),
                 share=(0.6, 0.98), known=0.2),
            Step(S, None, OUT, Money.PASSED, BY_PIX, (1, 2), days(0, 4), days(0, 2), (0.85, 1.0), known=0.4),
        ),
    ),
    Typology.FALSE_BANK_DESK: (
        (_victim(Who.WELL_OFF), _mules(4)),
        (
            _FROM_SAVINGS,
            _asked((1, 4), minutes(2, 10), minutes(5, 60), Sum(1.0, 0.8, of_income=True), (0.2, 0.95)),
            _PASS_ON,
        ),
    ),
    Typology.GHOST_HAND: (
        (_victim(Who.ANYBODY), Seats(M, (2, 5), Who.RECRUIT, 0.35)),
        (
            replace(_FROM_SAVINGS, late=True, same_day=True),
            Step(V, M, SCAM, Money.OWN, ((Way.PIX, 0.8), (Way.BOLETO, 0.2)), (3, 8), minutes(1, 4), minutes(1, 12),
                 (0.5, 0.98), Sum(1.0, 0.6, of_income=True), late=True, same_day=True, least=100_00),
            _PASS_ON,
        ),
    ),
    Typology.ACCOUNT_TAKEOVER: (
        (_victim(Who.ANYBODY), _mules(3)),
        (
            replace(
                _asked((3, 6), minutes(5, 600), minutes(10, 400), Sum(800_00, 0.35)),
                most=MOST_EACH, a_day=STRANGE_A_DAY, only=_AT_ONCE,
            ),
            replace(_asked((1, 1), minutes(5, 2000), minutes(4, 200), Sum(90_00, 0.35)), only=_REGISTERED),  # a trial
            replace(
                _asked((1, 3), days(1, 2), minutes(20, 600), Sum(0.7, 0.8, of_income=True), (0.3, 0.9)),
                only=_REGISTERED,
            ),
            _PASS_ON,
        ),
    ),
    Typology.FALSE_INVESTMENT: (
        (_victim(Who.ANYBODY), Seats(M, (1, 2), Who.RECRUIT, 0.2)),
        (
            Step(V, M, SCAM, Money.OWN, BY_PIX, (1, 2), minutes(5, 300), days(1, 4), (0.2, 0.5), Sum(400_00, 0.5),
                 least=100_00, whole=50_00, known=_TOLD),
            Step(M, V, CaseLeg.RETURN, Money.PASSED, BY_PIX, (1, 1), days(1, 3), share=(0.25, 0.6)),
            Step(V, M, SCAM, Money.OWN, BY_PIX, (2, 7), days(1, 6), days(4, 12), (0.25, 0.9), Sum(3_500_00, 0.8),
                 rising=True, least=100_00, whole=10_00, known=_TOLD),
            _PASS_ON,
        ),
    ),
    Typology.BOLETO_SWAP: (
        (_victim(Who.ANYBODY, 1.0),),
        (Step(V, None, SCAM, Money.OWN, ((Way.BILL, 1.0),), sum=Sum(420_00, 0.7), share=(1.0, 1.0)),),
    ),
    Typology.CARD_SWAP: (
        (_victim(Who.ELDERLY, 1.0),),
        (
            Step(V, None, SCAM, Money.OWN, ((Way.CARD, 1.0),), (2, 8), minutes(10, 60), minutes(4, 45), (0.4, 0.95),
                 Sum(1_300_00, 0.6)),
            Step(V, None, OUT, Money.OWN, ((Way.CASH, 1.0),), (1, 2), minutes(5, 60), minutes(5, 60), (0.4, 0.9),
                 Sum(700_00, 0.4)),
        ),
    ),
    Typology.CARD_TESTING: (
        (_victim(Who.ANYBODY, 1.0),),
        (
            Step(V, None, SCAM, Money.OWN, ((Way.ONLINE, 1.0),), (2, 5), minutes(1, 60), days(0, 3), (0.01, 0.2),
                 Sum(30_00, 0.4)),
            Step(V, None, SCAM, Money.OWN, ((Way.ONLINE, 1.0),), (1, 3), days(0, 2), minutes(5, 120), (0.3, 0.9),
                 Sum(900_00, 0.6)),
        ),
    ),
    Typology.ROBBERY: (
        (_victim(Who.ANYBODY), _mules(2)),
        (
            replace(
                _asked((3, 6), minutes(3, 12), minutes(2, 7), Sum(1.5, 0.5, of_income=True), (0.7, 0.98)),
                most=SENT_A_NIGHT, late=True, same_day=True,
            ),
            Step(V, None, OUT, Money.OWN, ((Way.CASH, 1.0),), (1, 2), minutes(3, 10), minutes(3, 10), (0.5, 1.0),
                 Sum(1_000_00, 0.3), same_day=True),
            _PASS_ON,
        ),
    ),
    Typology.PAYROLL_FRAUD: (
        (_victim(Who.COMPANY, 1.0), Seats(I, (1, 1), Who.RECRUIT, 0.3)),
        (
            Step(V, I, SCAM, Money.OWN, ((Way.PAYROLL, 1.0),), (2, 9), sum=Sum(1_900_00, 0.2), alike=True),
            Step(I, None, OUT, Money.PASSED, AWAY, (1, 3), days(0, 2), days(0, 2), (0.9, 1.0), known=_RECRUITED),
        ),
    ),
    Typology.FALSE_REFUND: (
        (_victim(Who.ANYBODY, 1.0), _mules()),
        (
            Step(None, V, CaseLeg.RETURN, Money.BROUGHT, ((Way.PIX_IN, 1.0),), sum=Sum(700_00, 0.7)),
            Step(V, M, SCAM, Money.PASSED, BY_PIX, (1, 1), minutes(15, 600), share=(1.0, 1.0)),
            _PASS_ON,
            Step(V, None, CaseLeg.REFUND, Money.RECLAIMED, BY_PIX, (0, 1), days(*MED)),  # another victim's
        ),
    ),
}
# fmt: on
