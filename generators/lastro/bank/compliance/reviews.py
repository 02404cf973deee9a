"""Reviews: when the bank looks into its customers, how long that takes and how it ends.

A review belongs to an absolute event: the opening or a renewal of a relationship, a customer's request in a year, what
happened on a day. What it is at present follows from its opening, the days that it takes and how it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Self

import numpy as np

from lastro.bank.choices import ComplianceType, ReviewStatus, RiskRating
from lastro.bank.people.event_keys import event_keys
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY, day

PERIOD = np.array(RiskRating.by_code(LOW=1096, MEDIUM=548, HIGH=365))  # days from one KYC review to the next, ASSUMED
PEP_SHARE, PEP_SHARE_RICH = 0.0012, 0.004  # 0.07-0.2 % of adults (CGU's list, with relatives); by income ASSUMED
RICH = 1_500_000  # cents a month
MEDIUM_SHARE, MEDIUM_SHARE_RICH, MEDIUM_SHARE_BUSINESS = 0.18, 0.35, 0.42  # ASSUMED
HIGH_SHARE, HIGH_SHARE_BUSINESS = 0.025, 0.08  # ASSUMED
SILENT_SHARE = 0.006  # ASSUMED: customers who never hand in what is asked of them
ILLEGIBLE_SHARE = 0.02  # ASSUMED: openings refused for their documents, and done again
SLOW_SHARE = 0.05  # ASSUMED: openings that take weeks or months
LATE_SHARE = 0.12  # ASSUMED: renewals past their deadline
GIVEN_UP = 180  # days after which a renewal that nobody answers is rejected, ASSUMED
REQUEST_SHARE = 0.005  # a year: customers who ask what data the bank keeps and the like, ASSUMED
LGPD_IN_FORCE = day("2020-09-18")  # Lei 13.709/2018, by Lei 14.058/2020
REFUSED_SHARE, LATE_ANSWER_SHARE = 0.07, 0.06  # of requests, ASSUMED
OFFICE = (9 * 3600, 18 * 3600)  # seconds of the day


@unique
class Topic(IntEnum):
    """What a review is about: a number of keys (never renumber them), its type, and the least rating that it gives."""

    compliance_type: ComplianceType
    least_rating: RiskRating

    def __new__(cls, number: int, compliance_type: ComplianceType, least_rating: RiskRating) -> Self:
        topic = int.__new__(cls, number)
        topic._value_, topic.compliance_type, topic.least_rating = number, compliance_type, least_rating
        return topic

    OPENING = 1, ComplianceType.KYC, RiskRating.LOW
    RENEWAL = 2, ComplianceType.KYC, RiskRating.LOW
    REDONE = 3, ComplianceType.KYC, RiskRating.LOW
    CASH = 4, ComplianceType.AML, RiskRating.MEDIUM
    FRAGMENTS = 5, ComplianceType.AML, RiskRating.HIGH
    TURNOVER = 6, ComplianceType.AML, RiskRating.MEDIUM
    REQUEST = 7, ComplianceType.LGPD, RiskRating.LOW


@dataclass(frozen=True)
class Reviews(Columnar):
    """Reviews as columns of one length."""

    owner: Integers  # position of the customer
    topic: Integers  # Topic
    key: Keys
    opened: Integers  # moment
    takes: Integers  # days until it is decided
    outcome: Integers  # ReviewStatus once it is decided
    renewal: Integers  # day on which the next one is due once this one is completed, 0 for none


def together(parts: list[Reviews]) -> Reviews:
    """Reviews of several topics as one, in the order of customers and time."""
    found = Reviews.together(parts)
    return found.take(np.lexsort((found.key, found.opened, found.owner)))


@dataclass(frozen=True)
class Risk:
    """What the bank thinks of its customers, for life; one value a customer."""

    pep: Flags
    rating: Integers  # RiskRating
    silent: Flags


def risks(draws: Draws, business: Flags, income: Integers) -> Risk:
    """The risk of customers, from their unchanging columns and their own draws."""
    rich, u = income >= RICH, draws.uniform("risk rating")
    pep = ~business & draws.chance("pep", np.where(rich, PEP_SHARE_RICH, PEP_SHARE))
    high = np.where(business, HIGH_SHARE_BUSINESS, HIGH_SHARE)
    medium = np.where(business, MEDIUM_SHARE_BUSINESS, np.where(rich, MEDIUM_SHARE_RICH, MEDIUM_SHARE))
    rating = np.select([pep | (u < high), u < high + medium], [RiskRating.HIGH, RiskRating.MEDIUM], RiskRating.LOW)
    return Risk(pep, rating, draws.chance("silent", SILENT_SHARE))


def reviews(seed: int, keys: Keys, owner: Integers, topic: Topic, number: Integers) -> tuple[Draws, Keys]:
    """The draws and keys of reviews of one topic, by customer's position and a number of the event (32 bits)."""
    found = event_keys(topic, keys[owner], number, 32, "compliance")
    return Draws(seed, "reviews", found), found


def office_moment(draws: Draws, days: Integers) -> Integers:
    """A moment within office hours of the bank business day on or after each day."""
    return calendar.next_business_day(days) * DAY + draws.integer("second", *OFFICE)


def openings(seed: int, keys: Keys, joined: Integers, risk: Risk) -> list[Reviews]:
    """The KYC reviews of new customers, with those done again; joined is the day."""
    owner, nothing = np.arange(len(keys)), np.zeros(len(keys), dtype=np.int64)
    draws, found = reviews(seed, keys, owner, Topic.OPENING, nothing)
    slow = draws.chance("slow", SLOW_SHARE)
    takes = np.where(slow, draws.integer("weeks", 15, 300), draws.integer("days", 0, 5))
    illegible = draws.chance("illegible", ILLEGIBLE_SHARE)
    outcome = np.where(risk.silent | illegible, ReviewStatus.REJECTED, ReviewStatus.COMPLETED)
    opened = office_moment(draws, joined + 1 + draws.integer("wait", 0, 2))
    first = Reviews(owner, nothing + Topic.OPENING, found, opened, takes, outcome, joined + PERIOD[risk.rating])
    return [first, _redone(seed, keys, first.take(illegible & ~risk.silent))]


def _redone(seed: int, keys: Keys, refused: Reviews) -> Reviews:
    """The second try after documents were refused."""
    draws, found = reviews(seed, keys, refused.owner, Topic.REDONE, np.zeros_like(refused.owner))
    opened = office_moment(draws, refused.opened // DAY + refused.takes + draws.integer("wait", 1, 12))
    outcome, topic = np.full(len(refused), ReviewStatus.COMPLETED), np.full(len(refused), Topic.REDONE)
    return Reviews(refused.owner, topic, found, opened, draws.integer("days", 0, 6), outcome, refused.renewal)


def renewals(seed: int, keys: Keys, joined: Integers, risk: Risk, last: int) -> Reviews:
    """The periodic KYC reviews that may have begun by the last day."""
    period = PERIOD[risk.rating]
    counts = np.maximum((last + 40 - joined) // period, 0)
    owner = np.repeat(np.arange(len(keys)), counts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    due = joined[owner] + number * period[owner]
    draws, found = reviews(seed, keys, owner, Topic.RENEWAL, number)
    opened = office_moment(draws, due - draws.integer("ahead", 0, 31))
    late, silent = draws.chance("late", LATE_SHARE), risk.silent[owner]
    takes = np.where(late, draws.integer("weeks", 31, GIVEN_UP), draws.integer("days", 1, 26))
    takes = np.where(silent, GIVEN_UP, takes)
    outcome = np.where(silent, ReviewStatus.REJECTED, ReviewStatus.COMPLETED)
    topic = np.full(len(owner), Topic.RENEWAL)
    return Reviews(owner, topic, found, opened, takes, outcome, due + period[owner])


def requests(seed: int, keys: Keys, habits: Draws, joined: Integers, last_year: int) -> Reviews:
    """What data subjects ask for under the LGPD, at most once a year; habits are the customers' own draws."""
    years = np.arange(2020, last_year + 1)
    owner, year = (part.ravel() for part in np.meshgrid(np.arange(len(keys)), years, indexing="ij"))
    asks = habits.at(owner).chance("request", REQUEST_SHARE, index=year)
    owner, year = owner[asks], year[asks]
    draws, found = reviews(seed, keys, owner, Topic.REQUEST, year)
    asked = calendar.first_day(year * 12) + draws.integer("day", 0, 365)
    late = draws.chance("late", LATE_ANSWER_SHARE)
    takes = np.where(late, draws.integer("weeks", 16, 40), draws.integer("days", 1, 16))
    outcome = np.where(draws.chance("refused", REFUSED_SHARE), ReviewStatus.REJECTED, ReviewStatus.COMPLETED)
    topic, none = np.full(len(owner), Topic.REQUEST), np.zeros(len(owner), dtype=np.int64)
    found_reviews = Reviews(owner, topic, found, office_moment(draws, asked), takes, outcome, none)
    return found_reviews.take((asked > joined[owner]) & (asked >= LGPD_IN_FORCE))
