"""Case keys: numbers of cases and of their postings, and what a posting's identifier says to who has the seed.

A posting's key is a source of its own | group | month | case | step | payment | leg: 6, 29, 10, 6, 3, 7 and 1 bits.
What the source stands for elsewhere does not matter: the posting's kind is that of an innocent one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.crime.steps import COVER, PAYMENTS, STEPS
from lastro.bank.ledger.sources import CRIME
from lastro.bank.people.months import FIRST_MONTH
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.keys import NULL_KEY, fitting, is_hand_made
from lastro.engine.rows.columnar import Columnar

_U = np.uint64
_SOURCE, _GROUP, _MONTH, _CASE, _STEP, _PAYMENT = 56, 29, 10, 6, 3, 7  # the first a place, the others bits
_BEHIND_CASE = _STEP + _PAYMENT + 1
_PLACES = 8  # bits of places in a case, those behind all roles among them
AS_EVERY_DAY = (1 << _PLACES) - 1  # the place of somebody with whom a member deals anyway, behind all others
_ACQUAINTED = _U(1 << (_SOURCE - 1))  # no case's number reaches so far, and keys of postings lie above


def case_keys(group: Keys, month: Integers, number: Integers) -> Keys:
    """Keys of cases: the thousand of customers, the month in which it begins and its number, from 0."""
    packed = (fitting(month - FIRST_MONTH, _MONTH) << _CASE) | fitting(number, _CASE)
    keys: Keys = (fitting(group, _GROUP).astype(np.uint64) << _U(_MONTH + _CASE)) | packed.astype(np.uint64)
    return keys


def number_in_group(cases: Keys) -> Integers:
    """The number of each case among those of its group, below 2**16, by their keys."""
    number: Integers = (cases & _U((1 << (_MONTH + _CASE)) - 1)).astype(np.int64)
    return number


def payment_keys(case: Keys, step: Integers, payment: Integers) -> Keys:
    """Keys of a case's payments, without source and leg: what `transfers.legs` makes two of."""
    within = (fitting(step, _STEP) << _PAYMENT) | fitting(payment, _PAYMENT)
    keys: Keys = (case << _U(_STEP + _PAYMENT)) | within.astype(np.uint64)
    return keys


def posting_keys(case: Keys, step: Integers, payment: Integers, credit: Flags | bool) -> Keys:
    """Keys of postings; of a payment between two customers, the debit has leg 0 and the credit 1."""
    leg = np.broadcast_to(np.asarray(credit, np.uint64), len(case))
    keys: Keys = _U(CRIME) << _U(_SOURCE) | payment_keys(case, step, payment) << _U(1) | leg
    return keys


def outsiders(case: Keys, place: Integers, acquainted: Flags | bool = False) -> Keys:
    """Keys of those in cases who bank elsewhere; acquainted: whom their payer knows, and pays anyway. NULL_KEY for
    whoever is found as for everyday payments."""
    keys: Keys = (case << _U(_PLACES)) | place.astype(np.uint64)
    return np.where(place == AS_EVERY_DAY, NULL_KEY, np.where(acquainted, keys | _ACQUAINTED, keys))


def are_acquainted(keys: Keys) -> Flags:
    """Which keys of who is paid, or pays, stand for somebody in a case whom their payer knows."""
    found: Flags = keys >> _U(_SOURCE - 1) == _U(1)
    return found


def is_crime(postings: Keys) -> Flags:
    """Which postings belong to a case, by their keys."""
    packed: Flags = ~is_hand_made(postings) & (postings >> _U(_SOURCE) == _U(CRIME))
    return packed


def is_cover(postings: Keys) -> Flags:
    """Which postings are purchases of mules beside a case, by their keys."""
    found: Flags = is_crime(postings) & (postings >> _U(_PAYMENT + 1) & _U(STEPS) == _U(COVER))
    return found


@dataclass(frozen=True)
class Decoded(Columnar):
    """What the keys of a case's postings say."""

    posting: Integers  # position among the keys that were asked of
    case: Keys
    step: Integers  # scripts.STEPS for a refund
    payment: Integers  # its number in the step; of a refund, that of the payment that comes back
    credit: Flags  # the second leg of a transfer inside the bank


def decoded(postings: Keys) -> Decoded:
    """The postings among some, known by their keys, that belong to cases."""
    at = np.flatnonzero(is_crime(postings))
    packed = postings[at] & _U((1 << _SOURCE) - 1)
    return Decoded(
        posting=at,
        case=packed >> _U(_BEHIND_CASE),
        step=((packed >> _U(_PAYMENT + 1)) & _U(STEPS)).astype(np.int64),
        payment=((packed >> _U(1)) & _U(PAYMENTS - 1)).astype(np.int64),
        credit=(packed & _U(1)).astype(np.bool_),
    )
