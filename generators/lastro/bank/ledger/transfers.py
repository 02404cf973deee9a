"""Transfers inside the bank: always two legs, of one amount and one moment, so money is neither made nor lost."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.everyday import ticket
from lastro.bank.ledger.habits.sittings import gathered
from lastro.bank.ledger.postings import Postings, event_keys, in_month, postings
from lastro.bank.ledger.sources import CustomerTransfer, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.months import MonthlyEvents, monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.bank.relations.cohorts import cohorts_of
from lastro.bank.relations.contacts import RETURNS, Contacts, contacts
from lastro.bank.relations.households import households
from lastro.bank.relations.newcomers import is_newcomer, place_of
from lastro.brazil.calendar import first_day
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.keys import NULL_KEY, child
from lastro.engine.random.quantiles import Poisson, lognormal
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import positions

OF_PEOPLE, OF_BUSINESSES = 0.42, 0.25  # ASSUMED: transfers to contacts a month of a usual primary customer
AT_HOME, SHARES = 0, 0.72  # number of what people at home share each month, and how often they do; ASSUMED
SHARE = (0.03, 0.16)  # of the payer's income, ASSUMED
NEWCOMERS = 0.3  # ASSUMED: of transfers to a contact who has brought a newcomer, those to the newcomer
BACK = 0.30  # ASSUMED: share of transfers in which the contact pays
NUMBER_BITS = 13
SIZE = lognormal(1.6, 1.05)  # in units of the payer's usual ticket, ASSUMED
PIX_SHARE = 0.93  # ASSUMED
_COUNTS = Poisson(8)


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
    rows = both_open(block, payer, payee, moment)
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


def both_open(block: AccountBlock, payer: Integers, payee: Integers, moment: Integers) -> Flags:
    """Whether transfers between accounts (positions, -1 for none) can be: both are open at the moment, and are two."""
    found: Flags = (payer >= 0) & (payee >= 0) & (payer != payee)
    found[found] = block.open_at(payer[found], moment[found]) & block.open_at(payee[found], moment[found])
    return found


def main_account(block: AccountBlock, customers: Keys) -> Integers:
    """The position of a customer's main account, -1 where nobody is there or has one."""
    return np.append(block.main, -1)[main_row(block, customers)]


def between_customers(block: AccountBlock) -> Postings:
    """Transfers from customer to customer, drawn by account, month and number: to contacts, and now and then back.

    A contact is an ordinal, whether or not somebody has it: a transfer happens if and only if both accounts are open
    at that moment. So it does not depend on how many customers there are.
    """
    known = contacts(block.run, cohorts_of(block.customers.customer_id))
    events = _events(block, known)
    member = known.row(block.customers.customer_id[block.owner])[events.owner]
    contact = np.where(events.number == AT_HOME, 0, events.draws.choice("contact", RETURNS))
    other = _or_newcomer(block, events, main_row(block, known.of[member, contact]))
    met = (other >= 0) & ~np.append(block.who.forgotten, True)[other]
    events, owner, other, contact = events.take(met), events.owner[met], other[met], contact[met]
    back = events.draws.chance("the other way", BACK)
    payer, payee = np.where(back, other, owner), np.where(back, owner, other)
    day = block.calendar.pix.choose(events.month, events.draws.uniform("day"))
    by_pix = events.draws.chance("pix", PIX_SHARE) & pays_by_pix(block.run, block.draws.at(payer), events.month)
    account = block.accounts.account_id[block.main[owner]]
    moment = at(day, second_of_day(events.draws, "pix"))
    return legs(
        block,
        Source.TRANSFER,
        block.main[payer],
        block.main[payee],
        np.where(by_pix, gathered(block, events.draws, payer, moment), moment),
        _cents(block, events, payer),
        child(account, in_month(events.month, events.number, NUMBER_BITS), 10 + NUMBER_BITS, "transfer"),
        detail=np.where(by_pix, CustomerTransfer.PIX, CustomerTransfer.BOOK),
    )


def _or_newcomer(block: AccountBlock, events: MonthlyEvents, contact: Integers) -> Integers:
    """Contacts (rows), or at times the newcomers whom they have brought and who had an account before the month."""
    customers, opened = block.customers.customer_id[block.owner], block.accounts.created_at[block.main]
    brought = np.flatnonzero(is_newcomer(customers))
    newcomer = np.full(len(customers) + 1, -1)
    bringer = positions(place_of(customers[brought]), customers)
    newcomer[bringer] = np.where(bringer >= 0, brought, -1)
    found = newcomer[contact]
    at_home = households(block.run, customers).household != NULL_KEY  # of newcomers: with who brought them
    known = (found >= 0) & (opened[found] < first_day(events.month) * DAY)
    known &= (events.number != AT_HOME) | at_home[found]
    known &= (found != events.owner) & events.draws.chance("newcomer", NEWCOMERS)
    return np.where(known, found, contact)


def _events(block: AccountBlock, known: Contacts) -> MonthlyEvents:
    """What main accounts' owners think of in each month; number 0 is between people who live together."""
    ours = known.row(block.customers.customer_id[block.owner])
    customers = block.customers.customer_id[block.owner]
    alone = (ours < 0) | (is_newcomer(customers) & (households(block.run, customers).household == NULL_KEY))
    shared = ~alone & (np.append(known.housemate, NULL_KEY)[ours] != NULL_KEY)
    used = np.where(block.who.asleep, 0.0, np.sqrt(np.minimum(block.who.activity, 2.0)))
    rate = np.where(ours >= 0, np.where(block.who.business, OF_BUSINESSES, OF_PEOPLE), 0.0) * used
    count, months = block.months.count, np.tile(block.months.numbers, len(rate))
    draws = block.draws.at(np.repeat(np.arange(len(rate)), count))
    others = _COUNTS(np.repeat(rate, count), draws.uniform("transfers", months))
    events = monthly(block.draws, "transfers", others.reshape(-1, count) + 1, block.months)
    wanted = (events.number != AT_HOME) | ((shared & (used > 0))[events.owner] & events.draws.chance("shares", SHARES))
    return events.take(wanted)


def _cents(block: AccountBlock, events: MonthlyEvents, payer: Integers) -> Integers:
    """Sums: what people at home share follows the payer's income, anything else the payer's usual ticket."""
    size = ticket(block.who.income)[payer] * SIZE(events.draws.uniform("size")) * block.prices(events.month)
    used = np.minimum(block.who.activity[payer], 1.0)
    share = SHARE[0] + (SHARE[1] - SHARE[0]) * events.draws.uniform("share")
    shared = block.income_in(payer, events.month) * share * used
    small = np.maximum(size.astype(np.int64) // 5_00, 1) * 5_00
    return np.where(events.number == AT_HOME, np.maximum(shared.astype(np.int64) // 10_00, 2) * 10_00, small)


def main_row(block: AccountBlock, customers: Keys) -> Integers:
    """The row of a customer among the main accounts, -1 where nobody is there or has one."""
    return main_rows(block)[positions(customers, block.customers.customer_id)]


def main_rows(block: AccountBlock) -> Integers:
    """Each customer's row among the main accounts, -1 for who has none, and behind them all for nobody."""
    row_of = np.full(len(block.customers) + 1, -1)
    row_of[block.owner] = np.arange(len(block.owner))
    return row_of


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
