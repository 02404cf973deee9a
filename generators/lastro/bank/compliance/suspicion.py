"""Suspicion: behaviour that anti-laundering rules ask the bank to look into, read from the postings.

Each alert is one of a customer's day or quarter, raised by the posting that completes the pattern: what follows later
takes none back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import ReviewStatus
from lastro.bank.compliance.comments import topics
from lastro.bank.compliance.reviews import Reviews, Topic, office_moment, reviews
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY

Alerts = tuple[Integers, Integers, Integers]  # position of the owner, quarter, day on which it was raised

CASH_REPORT = 5_000_000  # cents in a day: reported to Coaf whatever the reason (Circular BCB 3.839/2017)
LIMITS = (200_000, 1_000_000, 5_000_000)  # cents: who pays in is identified (now; in 2019); report to Coaf
JUST_BELOW = 0.8  # ASSUMED: from this share of a limit on a deposit lies just below it
FRAGMENTS_NEEDED, FRAGMENTS_WITHIN = 3, 7 * DAY  # ASSUMED: so many just below a limit within so many seconds
TURNOVER_FACTOR, TURNOVER_FACTOR_BUSINESS = 3, 3  # ASSUMED: credits of a month against monthly income
TURNOVER_FLOOR = 1_500_000  # cents a month below which nobody looks, ASSUMED
DISMISSED_SHARE = 0.15  # ASSUMED: alerts that turn out to be nothing
ALERTS = (Topic.CASH, Topic.FRAGMENTS, Topic.TURNOVER)
_DAY_BITS = 20


@dataclass(frozen=True)
class MonitoredPostings(Columnar):
    """Postings as the monitoring sees them."""

    owner: Integers  # position of the customer
    moment: Integers
    amount: Integers  # cents
    credit: Flags
    cash: Flags
    earned: Flags  # money from others: no own transfer, loan or investment


def alerts(
    seed: int, keys: Keys, monitored: MonitoredPostings, income: Integers, business: Flags, last: int
) -> list[Reviews]:
    """The AML reviews that postings up to the last day ask for."""
    cash = monitored.take(monitored.cash)
    return [
        _reported(seed, keys, cash),
        _looked_into(seed, keys, Topic.FRAGMENTS, _fragments(cash)),
        _looked_into(seed, keys, Topic.TURNOVER, _turnover(monitored, income, business, last)),
    ]


def alerts_in_file(seed: int, compliance: Any, owner: Integers) -> list[Reviews]:
    """The alerts among the rows of compliance, by what these say alone: no posting has to be read again.

    owner: the position of each row's customer.
    """
    about, found = topics(compliance.comments), []
    for topic in ALERTS:
        row = np.flatnonzero(about == topic)
        key = compliance.compliance_id[row]
        draws = Draws(seed, "reviews", key)
        found.append(decided(draws, owner[row], topic, key, compliance.review_date[row]))
    return found


def _reported(seed: int, keys: Keys, cash: MonitoredPostings) -> Reviews:
    """Days on which somebody took out or paid in cash that must be reported."""
    days = (((cash.owner << _DAY_BITS) | (cash.moment // DAY)) << 1) | cash.credit
    found, sums = _sums(days, cash.amount)
    found = found[sums >= CASH_REPORT]
    owner, number = found >> (_DAY_BITS + 1), found & ((1 << (_DAY_BITS + 1)) - 1)
    draws, key = reviews(seed, keys, owner, Topic.CASH, number)
    return decided(draws, owner, Topic.CASH, key, office_moment(draws, (number >> 1) + 1))


def _fragments(cash: MonitoredPostings) -> Alerts:
    """Cash paid in several times just below a limit within days, once a quarter."""
    below = [(cash.amount >= JUST_BELOW * limit) & (cash.amount < limit) for limit in LIMITS]
    near = cash.take(cash.credit & np.any(below, axis=0))
    near = near.take(np.lexsort((near.moment, near.owner)))
    back = FRAGMENTS_NEEDED - 1
    same = near.owner[back:] == near.owner[: len(near.owner) - back]
    soon = near.moment[back:] - near.moment[: len(near.moment) - back] <= FRAGMENTS_WITHIN
    third = near.take(np.flatnonzero(same & soon) + back)
    return _first_of_quarter(third.owner, third.moment // DAY)


def _turnover(monitored: MonitoredPostings, income: Integers, business: Flags, last: int) -> Alerts:
    """Complete months that brought far more than the income, once a quarter."""
    earned = monitored.take(monitored.credit & monitored.earned)
    months = (earned.owner << _DAY_BITS) | calendar.month_index(earned.moment // DAY)
    found, sums = _sums(months, earned.amount)
    owner, month = found >> _DAY_BITS, found & ((1 << _DAY_BITS) - 1)
    factor = np.where(business, TURNOVER_FACTOR_BUSINESS, TURNOVER_FACTOR)[owner]
    ends = calendar.first_day(month + 1) - 1
    odd = (sums >= TURNOVER_FLOOR) & (sums > factor * np.maximum(income[owner], 0)) & (ends <= last)
    return _first_of_quarter(owner[odd], ends[odd])


def _looked_into(seed: int, keys: Keys, topic: Topic, raised: Alerts) -> Reviews:
    """The analyses of alerts raised on some days."""
    owner, quarter, seen = raised
    draws, key = reviews(seed, keys, owner, topic, quarter)
    return decided(draws, owner, topic, key, office_moment(draws, seen + 1 + draws.integer("wait", 0, 6)))


def decided(draws: Draws, owner: Integers, topic: Topic, key: Keys, opened: Integers) -> Reviews:
    """Alerts on one topic, with what becomes of them: cash is only reported; of others some turn out to be nothing."""
    nothing = np.zeros(len(owner), dtype=np.int64)
    if topic == Topic.CASH:
        takes, dismissed = draws.integer("days", 0, 2), np.zeros(len(owner), dtype=np.bool_)
    else:
        takes, dismissed = draws.integer("days", 4, 60), draws.chance("dismissed", DISMISSED_SHARE)
    outcome = np.where(dismissed, ReviewStatus.REJECTED, ReviewStatus.COMPLETED)
    return Reviews(owner, nothing + topic, key, opened, takes, outcome, nothing)


def _sums(groups: Integers, amounts: Integers) -> tuple[Integers, Integers]:
    """Groups, rising, and the sum of each one's amounts."""
    order = np.argsort(groups, kind="stable")
    found, start = np.unique(groups[order], return_index=True)
    return found, np.add.reduceat(amounts[order], start) if len(found) else amounts[:0]


def _first_of_quarter(owner: Integers, days: Integers) -> Alerts:
    """The first of each owner's days in each quarter; rows in the order of owner and day."""
    quarter = calendar.month_index(days) // 3
    _, first = np.unique((owner << _DAY_BITS) | quarter, return_index=True)
    return owner[first], quarter[first], days[first]
