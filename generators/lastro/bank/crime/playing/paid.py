"""Paid: payments of cases that were made, and what limits of days and nights still leave to who has made them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.crime.control import Control
from lastro.bank.crime.steps import Way
from lastro.bank.ledger.limits import CASH_A_DAY, SENT_A_NIGHT, is_night, limited
from lastro.engine.arrays import Cents, Integers
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.moments import DAY


@dataclass(frozen=True)
class Paid(Columnar):
    """Payments that were made, at least one side of each at this bank; accounts are positions, ELSEWHERE outside."""

    case: Integers  # position among the cases
    step: Integers
    payment: Integers
    payer: Integers
    payee: Integers
    outsider: Integers  # role and place of who does not bank here, in one number
    moment: Integers
    cents: Cents
    way: Integers


def in_notes(
    control: Control, made: list[Paid], case: Integers, payer: Integers, way: Integers, moment: Integers, cents: Cents
) -> Cents:
    """Sums, no more of them in notes than machines still give on the day."""
    cash = (way == Way.CASH) & (payer >= 0)
    if not cash.any():
        return cents
    left = CASH_A_DAY - control.drawn_that_day(np.maximum(payer, 0), moment)
    for paid in made:
        same = (paid.case[:, None] == case) & (paid.way == Way.CASH)[:, None]
        same &= (paid.payer[:, None] == payer) & (paid.moment[:, None] // DAY == moment // DAY)
        left = left - (same * paid.cents[:, None]).sum(axis=0)
    return np.where(cash, np.clip(left, 0, cents), cents)


def by_night(
    control: Control, made: list[Paid], case: Integers, payer: Integers, way: Integers, moment: Integers, cents: Cents
) -> Cents:
    """Sums, no more of them by Pix at night than the payer may still send."""
    account = np.maximum(payer, 0)
    night = (way == Way.PIX) & (payer >= 0) & is_night(moment)
    night &= limited(control.block, account)
    if not night.any():
        return cents
    left = SENT_A_NIGHT - control.sent_that_night(account, moment)
    for paid in made:
        same = (paid.case[:, None] == case) & ((paid.way == Way.PIX) & is_night(paid.moment))[:, None]
        same &= (paid.payer[:, None] == payer) & (paid.moment[:, None] // DAY == moment // DAY)
        left = left - (same * paid.cents[:, None]).sum(axis=0)
    return np.where(night, np.clip(left, 0, cents), cents)
