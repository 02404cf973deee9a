"""Everyday: purchases, Pix to and from people, cash, boletos, TED: as many as an account is used, as large as it bears.

The number of a month's postings follows the account's activity and a factor of the month, so counts are over-dispersed;
sizes have heavy tails, and a month's debits are scaled towards what the month has left, as people spend what they have.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.purchases import BUSY, RHYTHM, RHYTHMS, SIGMAS, categories, mean_size, shelf_prices
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.months import MonthlyEvents, monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.bank.people.target_balance import overdrawn
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Weights
from lastro.engine.random.quantiles import EXP, NORMAL, Poisson


@dataclass(frozen=True)
class EverydayPattern:
    """How often, how large and when one kind of everyday posting is.

    All numbers are ASSUMED but for the mix, which is tuned to the Brazilian payment system's of 2024 as an account sees
    it (Banco Central; data/reference/README.md).
    """

    people: float  # a month, at activity 1
    businesses: float
    size: float  # mean, in units of the customer's usual ticket
    sigma: float  # of the log-normal size
    days: str  # shop, pix or business
    hours: str


PATTERNS = Everyday.by_code(
    DEBIT_CARD=EverydayPattern(2.10, 0.7, 1.05, 0.85, "shop", "shop"),
    PIX_PURCHASE=EverydayPattern(1.85, 0.35, 1.3, 0.95, "shop", "shop"),
    PIX_OUT=EverydayPattern(1.32, 0.5, 2.7, 1.15, "pix", "pix"),
    PIX_IN=EverydayPattern(1.00, 0.2, 2.5, 1.15, "pix", "pix"),
    CASH_OUT=EverydayPattern(0.20, 0.2, 3.2, 0.65, "shop", "cash"),
    BOLETO=EverydayPattern(0.06, 0.15, 3.5, 0.90, "pix", "pix"),
    TED_OUT=EverydayPattern(0.045, 0.06, 14.0, 1.20, "business", "office"),
    CASH_IN=EverydayPattern(0.05, 0.4, 3.5, 0.90, "business", "cash"),
    TED_IN=EverydayPattern(0.035, 0.08, 12.0, 1.20, "business", "office"),
    TRIAL=EverydayPattern(0.0, 0.0, 1.0, 0.0, "shop", "shop"),  # habits/trials.py
)
CREDITS = (Everyday.PIX_IN, Everyday.CASH_IN, Everyday.TED_IN)
FLEXIBLE = (Everyday.PIX_OUT, Everyday.TED_OUT, Everyday.BOLETO, Everyday.CASH_OUT)
INSTEAD_OF_PIX = {  # two kinds, and the share of the first, ASSUMED
    Everyday.PIX_PURCHASE: (Everyday.DEBIT_CARD, 0.75, Everyday.CASH_OUT),
    Everyday.PIX_OUT: (Everyday.CASH_OUT, 0.65, Everyday.TED_OUT),
    Everyday.PIX_IN: (Everyday.CASH_IN, 0.65, Everyday.TED_IN),
}
TICKET = 36_00  # cents: an everyday ticket at TICKET_INCOME; mean debit card purchase of 2024: R$ 59 (Banco Central)
TICKET_INCOME = 2_500_00  # cents a month
MONTH_SIGMA = 0.5  # ASSUMED: how much a month's number of postings differs from the account's usual one
FEWER_IN_TROUBLE, LESS_IN_TROUBLE = 0.35, 0.25  # shares that hardship of 1 takes from numbers and sums, ASSUMED
BURST = 0.28  # ASSUMED: share of postings that come on the day of the one before
LEAST_SCALE, MOST_SCALE = 0.12, 1.75  # how far a month's debits are scaled towards what is left, ASSUMED
MOST_FLEXIBLE = 4.0  # the same for what is given to people, withdrawn or billed: it takes what purchases leave, ASSUMED
MOST_OVERDRAWN = 5.0  # the same for people who live on their overdraft limit: nothing is left, ASSUMED
EVEN_TED = 0.40  # ASSUMED: share of TED in whole reais
MOST_CASH = 1_000_00  # cents at once, ASSUMED; limits.py says how much in a day and a night
ROUND_PIX = 0.62  # ASSUMED: share of Pix between people in whole multiples of R$ 5
MANY_OF_KIND = 40.0  # mean postings a month above which counts are clamped
LARGE = 0.004  # ASSUMED: share of Pix and TED that are large (a car's deposit, a builder's bill)
LARGE_TIMES = 12.0

_COUNTS = Poisson(96)
_MIX = [Weights([getattr(pattern, group) for pattern in PATTERNS]) for group in ("people", "businesses")]
_RATE = np.array([sum(getattr(pattern, group) for pattern in PATTERNS) for group in ("people", "businesses")])


def everyday(block: AccountBlock, left: Floats) -> Postings:
    """Everyday postings; `left` is what each main account's month has left for them, (accounts, months) in cents."""
    events = _events(block)
    kind = _before_pix(block, events, _kinds(block, events))
    account = block.main[events.owner]
    key = monthly_keys(Source.EVERYDAY, block.accounts.account_id[account], events.month, events.number)
    bought = categories(block.run.draws("transactions", key), kind, events.month, block.who.business[events.owner])
    raw = _raw(block, events, kind, bought)
    cell = events.owner * block.months.count + events.month - block.months.first
    debit = ~np.isin(kind, CREDITS)
    bearable = np.maximum(left * (1 - LESS_IN_TROUBLE * block.path.hardship) * block.use_left, 0).ravel()
    ratio = _ratio(cell, raw, debit, np.isin(kind, FLEXIBLE), bearable)
    spender = overdrawn(block.who, block.accounts.overdraft_limit[block.main])[events.owner]
    flexible = np.where(np.isin(kind, FLEXIBLE), MOST_FLEXIBLE, MOST_SCALE)
    most = np.where(spender, np.maximum(MOST_OVERDRAWN, flexible), flexible)
    scale = np.clip(ratio, LEAST_SCALE, most)
    cents = _cents(events, kind, np.where(debit, raw * scale, raw))
    moment = _moments(block, events, kind, bought)
    cents = np.where(kind == Everyday.CASH_OUT, np.minimum(cents, MOST_CASH), cents)
    return postings(Source.EVERYDAY, account, moment, np.where(debit, -cents, cents), key, detail=kind)


def _ratio(cell: Integers, raw: Floats, debit: Flags, flexible: Flags, left: Floats) -> Floats:
    """What each posting's month has left against what its debits would come to; where that is more than purchases
    stretch to, what they leave is for the flexible ones."""
    wanted, stretched = (np.bincount(cell[rows], raw[rows], len(left)) for rows in (debit, debit & flexible))
    ratio = left / np.maximum(wanted, 1)
    beyond = MOST_SCALE + np.maximum(left - MOST_SCALE * wanted, 0) / np.maximum(stretched, 1)
    found: Floats = np.where((ratio > MOST_SCALE)[cell] & flexible, beyond[cell], ratio[cell])
    return found


def _events(block: AccountBlock) -> MonthlyEvents:
    count, numbers = block.months.count, block.months.numbers
    rate = _RATE[block.who.business.astype(np.int64)] * block.who.activity
    draws = block.draws.at(np.repeat(np.arange(len(rate)), count))
    months = np.tile(numbers, len(rate))
    factor = EXP(MONTH_SIGMA * NORMAL(draws.uniform("month", months)))
    fewer = ((1 - FEWER_IN_TROUBLE * block.path.hardship) * block.use_left).ravel()
    mean = np.minimum(np.repeat(rate, count) * factor * fewer * BUSY[months % 12], MANY_OF_KIND)
    counts = _COUNTS(mean, draws.uniform("everyday.count", months))
    return monthly(block.draws, "everyday", counts.reshape(len(rate), count), block.months)


def _kinds(block: AccountBlock, events: MonthlyEvents) -> Integers:
    uniforms = events.draws.uniform("kind")
    return np.where(block.who.business[events.owner], _MIX[1].choose(uniforms), _MIX[0].choose(uniforms))


def _before_pix(block: AccountBlock, events: MonthlyEvents, kind: Integers) -> Integers:
    """The kinds, with what was used instead of Pix by those who had not yet taken to it."""
    without = ~pays_by_pix(block.run, block.draws.at(events.owner), events.month)
    other = events.draws.uniform("instead of Pix")
    found = kind.copy()
    for pix, (first, share, second) in INSTEAD_OF_PIX.items():
        at = np.flatnonzero(without & (kind == pix))
        found[at] = np.where(other[at] < share, first, second)
    return found


def ticket(income: Integers) -> Floats:
    """A customer's usual ticket in cents of base_date's money: it grows with the square root of income."""
    usual: Floats = TICKET * np.sqrt(np.maximum(income, 300_00) / TICKET_INCOME)
    return usual


def _raw(block: AccountBlock, events: MonthlyEvents, kind: Integers, bought: Integers) -> Floats:
    """Sizes before they are scaled to the month, in cents."""
    mean = mean_size(kind, np.array([pattern.size for pattern in PATTERNS])[kind], bought)
    sigma = np.where(bought >= 0, SIGMAS[bought], np.array([pattern.sigma for pattern in PATTERNS])[kind])
    spread = EXP(sigma * NORMAL(events.draws.uniform("size")) - sigma * sigma / 2)  # with mean 1
    size = ticket(block.who.income)[events.owner] * block.prices(events.month) * mean * spread
    large = np.isin(kind, (Everyday.PIX_OUT, Everyday.TED_OUT)) & events.draws.chance("large", LARGE)
    sizes_in_cents: Floats = np.where(large, size * LARGE_TIMES, size)
    return sizes_in_cents


def _cents(events: MonthlyEvents, kind: Integers, size: Floats) -> Integers:
    """Amounts as people and shops write them: prices with their endings, notes for cash, round Pix."""
    cents = np.maximum(size, 200).astype(np.int64)
    priced = shelf_prices(events.draws, size)
    even = events.draws.uniform("even")
    to_people = np.where(
        even < ROUND_PIX, np.maximum(cents // 500, 1) * 500, np.where(even < 0.85, cents // 100 * 100, cents)
    )
    notes = np.where(cents > 150_00, np.maximum(cents // 50_00, 1) * 50_00, np.maximum(cents // 10_00, 2) * 10_00)
    amount = np.select(
        [
            np.isin(kind, (Everyday.DEBIT_CARD, Everyday.PIX_PURCHASE)),
            np.isin(kind, (Everyday.PIX_OUT, Everyday.PIX_IN)),
            np.isin(kind, (Everyday.CASH_OUT, Everyday.CASH_IN)),
            kind == Everyday.BOLETO,
        ],
        [priced, to_people, notes, cents],
        np.where(even < EVEN_TED, cents // 100 * 100, cents),
    )
    return np.asarray(np.maximum(amount, 100), dtype=np.int64)


def _moments(block: AccountBlock, events: MonthlyEvents, kind: Integers, bought: Integers) -> Integers:
    """When: bursts share a day, each kind of posting and of shop has its days and hours."""
    anchor = np.where((events.number > 0) & events.draws.chance("burst", BURST), events.number - 1, events.number)
    uniforms = block.draws.at(events.owner).uniform("everyday.day", events.month * 4096 + anchor)
    moment = np.empty(len(events), np.int64)
    times = [(pattern.days, pattern.hours) for pattern in PATTERNS]
    of_bank = [(getattr(block.calendar, days), hours) for days, hours in times]
    of_shops = [(block.calendar.shopping[name], name) for name in RHYTHMS]
    which = np.where(bought >= 0, len(times) + RHYTHM[bought], kind)
    for place, (days, hours) in enumerate([*of_bank, *of_shops]):
        rows = np.flatnonzero(which == place)
        if len(rows):
            day = days.choose(events.month[rows], uniforms[rows])
            moment[rows] = at(day, second_of_day(events.draws.at(rows), hours))
    return moment
