"""Typologies: how often each kind of fraud and laundering is, when it begins, and whether and when it becomes known."""

from __future__ import annotations

from dataclasses import dataclass

from lastro.bank.crime.choices import CaseKind, Typology

Known = tuple[tuple[float, int, int], ...]  # weight, and from and to how many days after the beginning

# ASSUMED, around the 80 days in which a Pix may be contested (Res. BCB 103/2021)
SOON: Known = ((55, 0, 0), (25, 1, 3), (15, 4, 30), (5, 31, 80))
FROM_OUTSIDE: Known = ((80, 2, 4), (15, 5, 30), (5, 31, 80))  # nobody has talked to the victim
LATE: Known = ((50, 5, 25), (35, 26, 50), (15, 51, 80))
BY_BILL: Known = ((90, 1, 45), (10, 46, 90))
BY_INQUIRY: Known = ((60, 30, 90), (40, 91, 150))
ALL_DAY = (0, 24 * 3600)
DAYTIME, OFFICE, EVENING = (8 * 3600, 19 * 3600), (10 * 3600, 16 * 3600), (17 * 3600, 22 * 3600)
TO_THE_NIGHT = 17 * 3600, 22 * 3600 + 1800


@dataclass(frozen=True)
class Profile:
    """What is true of all cases of a typology."""

    kind: CaseKind
    share: float  # weight among the typologies of its kind; 0 of what never posts to an account
    known: float  # probability that it ever becomes known, ASSUMED
    when: Known
    hours: tuple[int, int] = DAYTIME  # seconds of the day between which it begins
    business_days: bool = False  # it begins on a day on which banks are open
    weekend: bool = False  # it begins from Friday to Sunday


def _fraud(share: float, known: float, when: Known, hours: tuple[int, int] = DAYTIME, **days: bool) -> Profile:
    return Profile(CaseKind.FRAUD, share, known, when, hours, **days)


def _laundering(share: float) -> Profile:
    return Profile(CaseKind.LAUNDERING, share, 0.40, BY_INQUIRY)


# Shares of frauds by Febraban's complaints of 2024 (informe73.com.br), of laundering ASSUMED
PROFILES = Typology.by_code(
    IMPERSONATION=_fraud(29, 0.65, SOON),
    FALSE_SALE=_fraud(28, 0.25, LATE),
    FALSE_BANK_DESK=_fraud(15, 0.75, SOON, OFFICE, business_days=True),
    GHOST_HAND=_fraud(4, 0.75, SOON, TO_THE_NIGHT),
    ACCOUNT_TAKEOVER=_fraud(9, 0.80, FROM_OUTSIDE),
    FALSE_INVESTMENT=_fraud(8, 0.30, ((100, 20, 80),)),
    BOLETO_SWAP=_fraud(3, 0.45, LATE),
    CARD_SWAP=_fraud(5, 0.60, SOON),
    CARD_TESTING=_fraud(2, 0.60, BY_BILL),
    ROBBERY=_fraud(1, 0.80, SOON, EVENING, weekend=True),
    PAYROLL_FRAUD=_fraud(1, 0.45, ((100, 90, 300),)),
    FALSE_REFUND=_fraud(3, 0.45, SOON),
    MULE_CHAIN=_laundering(24),
    FAN_IN=_laundering(13),
    FAN_OUT=_laundering(10),
    SCATTER_GATHER=_laundering(8),
    GATHER_SCATTER=_laundering(9),
    CYCLE=_laundering(8),
    BIPARTITE=_laundering(4),
    STACK=_laundering(4),
    STRUCTURING=_laundering(12),
    SHELL_COMPANY=_laundering(8),
    CARD_NOT_PRESENT=_fraud(0, 0.75, BY_BILL, ALL_DAY),  # no posting of an account is of any: crime/cards draws them
)


def of_kind(kind: CaseKind) -> list[Typology]:
    """The typologies of a kind that post to accounts, in the order of their codes."""
    return [each for each in Typology if PROFILES[each].kind == kind and PROFILES[each].share > 0]
