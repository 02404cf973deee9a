"""Transfers inside the bank: always two legs, of one amount and one moment, so money is neither made nor lost."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.everyday import ticket
from lastro.bank.ledger.postings import Postings, event_keys, in_month, postings
from lastro.bank.ledger.sources import CustomerTransfer, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.cohorts import COHORT
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.months import monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.quantiles import Poisson, lognormal
from lastro.engine.rows.tables import positions

A_MONTH = 42.0  # ASSUMED: transfers that a cohort's members think of in a month; many come to nothing
SIZE = lognormal(1.6, 1.05)  # in units of the payer's usual ticket, ASSUMED
PIX_SHARE = 0.86  # ASSUMED
_COUNTS = Poisson(96)


def legs(
    block: AccountBlock,
    source: Source,
    payer: Integers,
    payee: Integers,
    moment: Integers,
    amount: Integers,
    key: Keys,
    *,
    detail: Integers | int = 0,
    contract: Keys | None = None,
) -> Postings:
    """Both legs of transfers between accounts (positions), where both are open at the moment.

    key: the transfer's; the debit's posting has twice it, the credit's the number behind.
    """
    rows = (payer >= 0) & (payee >= 0) & (payer != payee)
    rows[rows] = block.open_at(payer[rows], moment[rows]) & block.open_at(payee[rows], moment[rows])
    payer, payee, moment, amount, key = payer[rows], payee[rows], moment[rows], amount[rows], key[rows]
    detail = np.broadcast_to(np.asarray(detail, dtype=np.int64), len(rows))[rows]
    link = event_keys(source, key, np.zeros(len(key), np.int64), 1)
    contract = None if contract is None else contract[rows]
    debit = postings(source, payer, moment, -amount, link, detail=detail, other=payee, link=link, contract=contract)
    credit_key = event_keys(source, key, np.ones(len(key), np.int64), 1)
    credit = postings(
        source, payee, moment, amount, credit_key, detail=detail, other=payer, link=link, contract=contract
    )
    return Postings.together([debit, credit])


def between_customers(block: AccountBlock) -> Postings:
    """Transfers from customer to customer, drawn by cohort, month and number.

    Payer and payee are ordinals of the cohort, whether or not somebody has them: a transfer happens if and only if both
    accounts are open at that moment. So it does not depend on how many customers there are.
    """
    customers = block.customers.customer_id
    cohorts = np.unique(customers[~is_hand_made(customers)] // np.uint64(COHORT))
    draws = block.run.draws("cohorts", cohorts)
    count = block.months.count
    uniforms = draws.at(np.repeat(np.arange(len(cohorts)), count)).uniform(
        "count", np.tile(block.months.numbers, len(cohorts))
    )
    counts = _COUNTS(np.full(len(uniforms), A_MONTH), uniforms).reshape(len(cohorts), count)
    events = monthly(draws, "transfers", counts, block.months)
    payer, payee = (
        _member(block, cohorts[events.owner], events.draws.integer(side, 0, COHORT)) for side in ("payer", "payee")
    )
    known = (payer >= 0) & (payee >= 0)
    willing = np.zeros(len(known), np.bool_)
    both = np.minimum(block.who.activity[payer[known]], 1.0) * np.sqrt(
        np.minimum(block.who.activity[payee[known]], 1.0)
    )
    willing[known] = events.draws.uniform("willing")[known] < both * 0.9
    events, payer, payee, cohort = (
        events.take(willing),
        payer[willing],
        payee[willing],
        cohorts[events.owner][willing],
    )
    size = ticket(block.who.income)[payer] * SIZE(events.draws.uniform("size")) * block.prices(events.month)
    day = block.calendar.pix.choose(events.month, events.draws.uniform("day"))
    by_pix = events.draws.chance("pix", PIX_SHARE) & pays_by_pix(block.run, block.draws.at(payer), events.month)
    packed = (cohort << np.uint64(20)) | in_month(events.month, events.number, 10).astype(np.uint64)
    return legs(
        block,
        Source.TRANSFER,
        block.main[payer],
        block.main[payee],
        at(day, second_of_day(events.draws, "pix")),
        np.maximum(size.astype(np.int64) // 500, 1) * 500,
        packed,
        detail=np.where(by_pix, CustomerTransfer.PIX, CustomerTransfer.BOOK),
    )


def _member(block: AccountBlock, cohort: Keys, ordinal: Integers) -> Integers:
    """The row of a cohort's member among the main accounts, -1 where nobody is there or has one."""
    at_customer = positions(cohort * np.uint64(COHORT) + ordinal.astype(np.uint64), block.customers.customer_id)
    row_of = np.full(len(block.customers) + 1, -1)
    row_of[block.owner] = np.arange(len(block.owner))
    return row_of[at_customer]


def feeding(block: AccountBlock, account: Integers, moment: Integers, amount: Integers, key: Keys) -> Postings:
    """Transfers of own money to (amount > 0) and from an Investment account, as it is invested or redeemed."""
    main = positions(block.held.main, block.accounts.account_id)
    owner = positions(block.accounts.customer_id[account], block.customers.customer_id)
    own_main = np.where(owner >= 0, main[owner], -1)
    elsewhere = own_main != account
    account, own_main, moment, amount, key = (a[elsewhere] for a in (account, own_main, moment, amount, key))
    to = amount > 0
    return legs(
        block,
        Source.FEEDING,
        np.where(to, own_main, account),
        np.where(to, account, own_main),
        moment,
        np.abs(amount),
        key,
    )
