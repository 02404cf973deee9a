"""Steps: what scripts are made of: places that members take, and payments from one role to another."""

from __future__ import annotations

from dataclasses import dataclass

from lastro.bank.crime.choices import CaseLeg, CaseRole
from lastro.engine.rows.choice import Code

MOST = 14  # places of a role
COVER, STEPS, PAYMENTS = 6, 7, 128  # parts of ids: steps of a script, behind them those of cover and of refunds;
# and payments of a step
A_PAYER = 8  # payments of each of several payers in a step; a single one may make more


class Way(Code):
    """How money moves; the first nine are Everyday's. Between customers of this bank it is a transfer, or pay."""

    CARD = 0
    QR = 1
    PIX = 2
    PIX_IN = 3
    CASH = 4
    BOLETO = 5
    TED = 6
    CASH_IN = 7
    TED_IN = 8
    PAYROLL = 9
    ONLINE = 10  # by card, on the internet
    BILL = 11  # a boleto like that of a bill which the payer has paid lately


class Money(Code):
    """What the sum of a step follows from."""

    OWN = 0  # what the payer has, up to the sum that is asked for
    PASSED = 1  # what the payer was paid in the case
    BROUGHT = 2  # it comes from outside the case: the sum that is asked for
    BELOW = 3  # the same, each deposit just below a sum that is reported
    RECLAIMED = 4  # what the case's first step has brought, as far as the payer has it


class Who(Code):
    """Who can play a role."""

    ANYBODY = 0
    ELDERLY = 1  # the older the likelier
    YOUNG = 2
    WELL_OFF = 3
    COMPANY = 4
    RECRUIT = 5  # young or poor, or here for half a year at most
    NEW_COMPANY = 6


@dataclass(frozen=True)
class Seats:
    """The places of a role: how many, who takes them, and how likely each is a customer of this bank."""

    role: CaseRole
    count: tuple[int, int]
    who: Who
    here: float = 1.0


@dataclass(frozen=True)
class Pause:
    """A pause from low to high seconds, or so many days; careful criminals take longer where it is paced."""

    low: int
    high: int
    days: bool = False
    paced: bool = False


@dataclass(frozen=True)
class Sum:
    """A sum that is asked for: log-normal, with a median in cents or in monthly incomes of the payer."""

    median: float
    sigma: float
    of_income: bool = False
    each: CaseRole | None = None  # so much for each of those in a role


@dataclass(frozen=True)
class Step:
    """Payments of everybody in one role to those in another; None stands for somebody outside the case and the bank."""

    payer: CaseRole | None
    payee: CaseRole | None
    leg: CaseLeg
    money: Money
    ways: tuple[tuple[Way, float], ...]
    times: tuple[int, int] | None = (1, 1)  # payments of each payer; None: one to everybody in the other role
    after: Pause = Pause(60, 600)
    gap: Pause = Pause(60, 600)
    share: tuple[float, float] = (1.0, 1.0)  # of what the payer has, or was paid
    sum: Sum | None = None
    ring: bool = False  # each pays the one in the next place
    savings: bool = False  # from the payer's savings to the main account
    rising: bool = False  # each payment of a payer is larger than the one before
    most: int | None = None  # cents: no payment is larger
    alike: bool = False  # each payment is of the whole sum, or is left out
    late: bool = False  # until 23 h, not only by day
    same_day: bool = False  # made on the day on which the case begins, or not at all
    a_day: int | None = None  # payments on a day: the next ones wait for another
    scattered: bool = False  # each payment out of the case goes to somebody else
    known: float = 0.0  # how likely who is paid elsewhere is one of those whom the payer knows, and pays anyway
    least: int | None = None  # cents: no payment is smaller
    whole: int = 1  # cents: each payment is of so many, or of some times as many
    circle: bool = False  # those outside the case are the ring's own people, or known to its members already
    only: tuple[float, float] = (0.0, 1.0)  # the part of the cases in which it is played, by a draw of each case


Script = tuple[tuple[Seats, ...], tuple[Step, ...]]


def minutes(low: float, high: float, paced: bool = False) -> Pause:
    """A pause in minutes."""
    return Pause(int(low * 60), int(high * 60), paced=paced)


def days(low: int, high: int, paced: bool = False) -> Pause:
    """A pause in days; paced: of hours where criminals are in a hurry."""
    return Pause(low, high, days=True, paced=paced)


BY_PIX = ((Way.PIX, 1.0),)
IN = ((Way.PIX_IN, 0.85), (Way.TED_IN, 0.05), (Way.CASH_IN, 0.10))
AWAY = ((Way.PIX, 0.80), (Way.BOLETO, 0.08), (Way.CASH, 0.08), (Way.TED, 0.04))
SOON = minutes(2, 70, paced=True)  # until a mule passes on
