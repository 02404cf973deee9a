"""Postings: what moves an account's balance, before it is put in order.

A posting's key is its event's: source << 56 | what the source packs (account, month, number; contract, number; ...), so
that an id never depends on a row's position.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.sources import Source
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import mix, name_key
from lastro.engine.random.keys import HAND_MADE, NULL_KEY, child, fitting, is_hand_made
from lastro.engine.rows.columnar import Columnar

_FIRST_MONTH = 2000 * 12  # month numbers are packed from January 2000 on
_MONTH_BITS = 10  # up to April 2085: a year is drawn beyond the last day that settings allow
_NUMBER_BITS = 14
INSTALMENT_BITS = 9  # of an instalment's posting, behind the loan's
_OWNER_AND_NUMBER = 56
_SOURCE_BITS = np.uint64(_OWNER_AND_NUMBER)
_TOP_UP = np.uint64(1 << 62)


@dataclass(frozen=True)
class Postings(Columnar):
    """Postings as columns of one length; `account` and `other` are positions in the block's accounts."""

    account: Integers
    moment: Integers  # seconds since 1970-01-01T00:00:00
    amount: Integers  # cents, negative for a debit
    source: Integers
    key: Keys
    detail: Integers  # what the source says of it: kind of bill, of everyday posting, ...
    other: Integers  # the other account of a transfer inside the bank, -1 for none
    link: Keys  # the transfer's key, NULL_KEY for none
    contract: Keys  # loan, card or investment, by the source; NULL_KEY for none


def postings(
    source: Source,
    account: Integers,
    moment: Integers,
    amount: Integers,
    key: Keys,
    *,
    detail: Integers | int = 0,
    other: Integers | int = -1,
    link: Keys | None = None,
    contract: Keys | None = None,
) -> Postings:
    """Postings of one source, with what it has nothing to say about filled in."""
    count = len(account)
    return Postings(
        account,
        moment,
        amount,
        np.full(count, int(source)),
        key,
        np.broadcast_to(np.asarray(detail, dtype=np.int64), count),
        np.broadcast_to(np.asarray(other, dtype=np.int64), count),
        np.full(count, NULL_KEY) if link is None else link,
        np.full(count, NULL_KEY) if contract is None else contract,
    )


def event_keys(source: Source, owners: Keys, number: Integers, bits: int) -> Keys:
    """Keys of events: the source, the owner's key and a number of so many bits; hashed for hand-made owners."""
    packed = child(owners, number, bits, f"posting {int(source)}")
    fitting(owners[owners < HAND_MADE], _OWNER_AND_NUMBER - bits)
    return np.where(is_hand_made(packed), packed, packed | (np.uint64(int(source)) << _SOURCE_BITS))


def in_month(month: Integers, number: Integers | int, bits: int) -> Integers:
    """A month and a number within it in one number: ten bits and so many."""
    packed: Integers = (fitting(month - _FIRST_MONTH, _MONTH_BITS) << bits) | fitting(number, bits)
    return packed


def monthly_keys(source: Source, accounts: Keys, month: Integers, number: Integers | int = 0) -> Keys:
    """Keys of accounts' events by month and number within the month."""
    return event_keys(source, accounts, in_month(month, number, _NUMBER_BITS), _MONTH_BITS + _NUMBER_BITS)


def keys_beside(source: Source, keys: Keys) -> Keys:
    """Keys of postings that stand beside others, one each: theirs with another source, hashed for hand-made owners."""
    hashed = mix(keys + name_key(f"beside {int(source)}")) | HAND_MADE
    owner_and_number = keys & np.uint64((1 << _OWNER_AND_NUMBER) - 1)
    return np.where(is_hand_made(keys), hashed, owner_and_number | (np.uint64(int(source)) << _SOURCE_BITS))


def top_up_keys(caused_by: Keys) -> Keys:
    """Keys of top-ups, from the postings that they come before."""
    hashed = mix(caused_by + name_key("top-up")) | HAND_MADE
    return np.where(is_hand_made(caused_by), hashed, caused_by | _TOP_UP)


def following_keys(source: Source, followed: Keys, step: int = 0) -> Keys:
    """Keys of what follows on postings: one of each source and posting; step tells postings of several sources apart.

    step counts only for hashed keys: a source's consequences follow on postings of one source.
    """
    hashed = mix(followed + name_key("following", int(source), step)) | HAND_MADE
    packed = (followed & np.uint64((1 << _OWNER_AND_NUMBER) - 1)) | (np.uint64(int(source)) << _SOURCE_BITS)
    return np.where(is_hand_made(followed), hashed, packed)


def following_instalments(source: Source, followed: Keys) -> Keys:
    """Keys of what follows on instalments of loans, apart from those of what follows on bills.

    The last fourteen bits of a bill's key hold its kind, below sixteen; here they hold sixteen and more.
    """
    numbered = (followed & np.uint64((1 << _OWNER_AND_NUMBER) - 1)).astype(np.int64)
    loan, number = numbered >> INSTALMENT_BITS, numbered & ((1 << INSTALMENT_BITS) - 1)
    by_hand = is_hand_made(followed)
    packed = fitting(np.where(by_hand, 0, loan << _NUMBER_BITS), _OWNER_AND_NUMBER) | (number << 5) | 16
    found = packed.astype(np.uint64) | (np.uint64(int(source)) << _SOURCE_BITS)
    return np.where(by_hand, following_keys(source, followed, 1), found)


def sources_of(keys: Keys) -> Integers:
    """The source of each posting, read from its key; 0 where an owner made by hand has left no trace of it."""
    packed = ((keys >> _SOURCE_BITS) & np.uint64(63)).astype(np.int64)
    found = np.where(keys & _TOP_UP != 0, int(Source.TOP_UP), packed)
    return np.where(is_hand_made(keys), 0, found)
