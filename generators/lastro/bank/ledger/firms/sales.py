"""Sales: what companies receive: single payments by Pix and boleto, and a batch of card sales each business day."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.firms.firms import Firms, firms_of
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Sale, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import pays_by_pix
from lastro.bank.people.months import monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.brazil import calendar
from lastro.brazil.sectors import Sectors
from lastro.engine.arrays import Floats, Integers
from lastro.engine.random.quantiles import Poisson, lognormal

RECEIPTS = {Sale.PIX: 9.0, Sale.BOLETO: 2.4}  # a month, times the share of sales and the size of the firm, ASSUMED
BUYERS = (90, 320)  # a month, of who sells to many by Pix alone, ASSUMED
SALES_AT = 6_000_00  # cents a month at which the size counts as one, ASSUMED
SIZES = (0.5, 5.0)  # by the square root of sales, ASSUMED
SPREAD = lognormal(1.0, 0.7)  # of one payment against another, ASSUMED
EVEN, EVEN_BELOW = 0.45, 2_000_00  # share of Pix in whole reais, and below how many cents, ASSUMED
HAS_TERMINAL = 0.9  # share of companies of a sector that takes cards, ASSUMED
DAILY_FROM = 14_000_00  # cents of card sales a month from which every business day brings a batch, ASSUMED
LEAST_DAYS = 0.10  # share of business days that bring one to the smallest, ASSUMED
BATCH_SPREAD = lognormal(1.0, 0.35)  # ASSUMED
AFTER_WEEKEND = 2.2  # Monday's batch against another day's, ASSUMED
# What acquirers keep of a sale (MDR): by debit, by credit, in instalments, and how much more at most. ASSUMED: near
# what they advertised in 2024.
FEES, DEARER = np.array([0.0139, 0.0289, 0.0389]), 0.008
DEBIT, INSTALMENTS = (0.35, 0.55), (0.05, 0.35)  # shares of a batch; the rest is credit in one sum, ASSUMED
BATCH = (5 * 3600, 4 * 3600)  # second of the day from which batches are booked, and over how many; ASSUMED
_COUNTS = Poisson(96)
_FIRST_NUMBER = {Sale.PIX: 0, Sale.BOLETO: 1 << 12, Sale.CARD: 1 << 13}  # of a way among a month's receipts


def revenue(block: AccountBlock) -> Postings:
    """Everything that companies receive for what they sell."""
    firms = firms_of(block)
    shares = _shares(block, firms)
    singles = [_singles(block, firms, shares, way) for way in (Sale.PIX, Sale.BOLETO)]
    return Postings.together([*singles, _batches(block, firms, shares[:, :, Sale.CARD])])


def _shares(block: AccountBlock, firms: Firms) -> Floats:
    """How companies are paid, (companies, months, ways): by boleto in place of cards where there is no terminal, by
    card or boleto in place of Pix where they had not yet taken to it."""
    usual = block.run.once(Sectors).ways[firms.sector]
    shares = np.repeat(usual[:, None, :], block.months.count, axis=1)
    shares[firms.by_pix] = np.eye(len(Sale))[Sale.PIX]
    terminal = firms.draws.chance("takes cards", HAS_TERMINAL) & ~firms.by_pix
    without = ~terminal
    shares[without, :, Sale.PIX] += shares[without, :, Sale.CARD]
    shares[without, :, Sale.CARD] = 0.0
    every = firms.draws.at(np.repeat(np.arange(len(usual)), block.months.count))
    paid = pays_by_pix(block.run, every, np.tile(block.months.numbers, len(usual))).reshape(shares.shape[:2])
    instead = np.where(terminal, int(Sale.CARD), int(Sale.BOLETO))[:, None]
    row, column = np.indices(paid.shape)
    shares[row, column, instead] += np.where(paid, 0.0, shares[:, :, Sale.PIX])
    shares[:, :, Sale.PIX] *= paid
    return shares


def _singles(block: AccountBlock, firms: Firms, shares: Floats, way: Sale) -> Postings:
    """Payments by Pix or boleto, which make up a month's share of the sales together."""
    share = shares[:, :, way]
    size = np.clip(np.sqrt(firms.usual / SALES_AT), *SIZES)
    mean = RECEIPTS[way] * size[:, None] * share
    every = firms.draws.at(np.repeat(np.arange(len(size)), block.months.count))
    uniforms = every.uniform(f"{way.name} sales", np.tile(block.months.numbers, len(size)))
    usual = _COUNTS(mean.ravel(), uniforms)
    many = BUYERS[0] + ((BUYERS[1] - BUYERS[0]) * uniforms).astype(np.int64)
    usual = np.where(np.repeat(firms.by_pix & (way == Sale.PIX), block.months.count), many, usual)
    counts = np.where(share > 0, np.maximum(usual.reshape(mean.shape), 1), 0)
    events = monthly(firms.draws, f"{way.name} sale", counts, block.months)
    cell = events.owner * block.months.count + events.month - block.months.first
    cents = split((firms.sales * share).ravel(), cell, SPREAD(events.draws.uniform("size")))
    whole = events.draws.chance("even", EVEN) & (cents < EVEN_BELOW) & (way == Sale.PIX)
    cents = np.maximum(np.where(whole, cents // 100 * 100, cents), 100)
    day = block.calendar.shop.choose(events.month, events.draws.uniform("day"))
    day = day if way == Sale.PIX else calendar.next_business_day(day)
    account = block.main[firms.row[events.owner]]
    number = events.number + _FIRST_NUMBER[way]
    key = monthly_keys(Source.REVENUE, block.accounts.account_id[account], events.month, number)
    moment = at(day, second_of_day(events.draws, "pix"))
    return postings(Source.REVENUE, account, moment, cents, key, detail=int(way))


def split(sums: Floats, cell: Integers, weights: Floats) -> Integers:
    """Parts of sums by their weights, in whole cents; cell: the position of each part's sum."""
    total = np.bincount(cell, weights, len(sums))
    parts: Integers = (sums[cell] * weights / np.maximum(total, 1e-9)[cell]).astype(np.int64)
    return parts


def _batches(block: AccountBlock, firms: Firms, share: Floats) -> Postings:
    """What the card machine brings: at most one batch a business day, of the gross sales less the acquirer's fees."""
    first, end = calendar.first_day(np.array([block.months.first, block.months.first + block.months.count]))
    days = np.arange(first, end)
    days = days[calendar.is_bank_business_day(days)]
    chance = np.clip(firms.usual * share.max(axis=1, initial=0.0) / DAILY_FROM, LEAST_DAYS, 1.0)
    chance = np.where(share.max(axis=1, initial=0.0) > 0, chance, 0.0)
    every = firms.draws.at(np.repeat(np.arange(len(chance)), len(days)))
    drawn = every.uniform("card batch", np.tile(days, len(chance))).reshape(-1, len(days))
    row, column = np.nonzero(drawn < chance[:, None])
    day, draws = days[column], firms.draws.at(row)
    month = calendar.month_index(day)
    weights = BATCH_SPREAD(draws.uniform("batch size", day)) * np.where(calendar.weekday(day) == 0, AFTER_WEEKEND, 1.0)
    cell = row * block.months.count + month - block.months.first
    gross = split((firms.sales * share).ravel(), cell, weights)
    cents = gross - np.floor(gross * _fee(firms, row, day) + 0.5).astype(np.int64)
    account = block.main[firms.row[row]]
    number = day - calendar.first_day(month) + _FIRST_NUMBER[Sale.CARD]
    key = monthly_keys(Source.REVENUE, block.accounts.account_id[account], month, number)
    moment = at(day, BATCH[0] + draws.integer("batch second", 0, BATCH[1], day))
    return postings(Source.REVENUE, account, moment, cents, key, detail=int(Sale.CARD)).take(cents > 0)


def _fee(firms: Firms, row: Integers, day: Integers) -> Floats:
    """The share of a batch that the acquirer keeps, by how its sales were paid and by the company's contract."""
    draws = firms.draws.at(row)
    debit = DEBIT[0] + (DEBIT[1] - DEBIT[0]) * draws.uniform("debit share", day)
    parts = INSTALMENTS[0] + (INSTALMENTS[1] - INSTALMENTS[0]) * draws.uniform("instalment share", day)
    fees = FEES[:, None] + DEARER * draws.uniform("acquirer")
    fee: Floats = debit * fees[0] + (1 - debit - parts) * fees[1] + parts * fees[2]
    return fee
