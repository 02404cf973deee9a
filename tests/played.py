"""Played cases for the tests: the first of a bank with much crime, as if all went the same way."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np

from generated import WITHOUT_CRIME, owners, run_of
from lastro.bank.contracts.contracts import contracts_of
from lastro.bank.crime.cases import Cases, cases_of
from lastro.bank.crime.choices import Typology
from lastro.bank.crime.control import Control
from lastro.bank.crime.members import Seated, members_of, seated
from lastro.bank.crime.playing.paid import Paid
from lastro.bank.crime.playing.walk import walked
from lastro.bank.crime.postings import case_postings
from lastro.bank.crime.typologies import PROFILES
from lastro.bank.ledger.all_postings import posted
from lastro.bank.ledger.balances import ArrangedPostings
from lastro.bank.ledger.postings import Postings
from lastro.bank.people.account_block import AccountBlock, account_block

COUNT = 40  # cases that are played


class Played(NamedTuple):
    """Cases that all go the same way."""

    cases: Cases
    places: Seated
    control: Control
    paid: Paid


@cache
def bank() -> tuple[AccountBlock, ArrangedPostings]:
    """A bank without crime."""
    block = account_block(run_of(**WITHOUT_CRIME), *owners(600))
    return block, posted(block, contracts_of(block)).arranged


@cache
def played(typology: Typology, sophistication: int | None = None) -> Played:
    """The first cases of a bank with much crime, as if all were of one typology, and of one sophistication if told."""
    block, arranged = bank()
    some = cases_of(run_of(crime_fraud=50, crime_laundering=10), block.customers).take(np.arange(COUNT))
    kind = np.full(COUNT, int(PROFILES[typology].kind))
    forced = replace(some, typology=np.full(COUNT, int(typology)), kind=kind)
    if sophistication is not None:
        forced = replace(forced, sophistication=np.full(COUNT, sophistication))
    places = seated(block.run, block.customers, block.accounts, forced)
    control = Control.of(block, arranged, members_of(places).account)
    return Played(forced, places, control, walked(block, control, forced, places))


def posted_by(case: Played) -> Postings:
    """What is posted of the payments of cases."""
    return case_postings(case.control, case.cases, case.paid)


def sums(paid: Paid, step: int) -> np.ndarray:
    """What is paid in a step of each case."""
    rows = paid.take(np.flatnonzero(paid.step == step))
    return np.bincount(rows.case, rows.cents, COUNT)
