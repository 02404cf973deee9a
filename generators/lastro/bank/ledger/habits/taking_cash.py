"""Taking cash: bakeries, market stalls and car parks bring their takings to the bank, in sums of every size."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.months import monthly
from lastro.bank.people.rhythm import at, second_of_day
from lastro.engine.arrays import Integers
from lastro.engine.random.quantiles import Poisson, lognormal

CASH_TRADE = 0.12  # of businesses, ASSUMED
TIMES = (2.0, 14.0)  # deposits a month, ASSUMED
OF_SALES = 0.30  # of a month's sales, ASSUMED
LARGE, LARGE_TRADE = 60_000_00, 0.5  # cents of sales a month from which so many are: markets, petrol stations; ASSUMED
BY_VAN, A_MONTH, OF_LARGE_SALES = 0.6, 1.2, 0.18  # of these: who brings it seldom, how often, how much; ASSUMED
SIZE = lognormal(1.0, 0.8)  # against the mean, ASSUMED
MOST_AT_ONCE = 0.34  # of a month's sales, ASSUMED
LEAST, MOST = 100_00, 80_000_00  # cents, ASSUMED
_COUNTS = Poisson(24)


def cash_takings(block: AccountBlock) -> Postings:
    """Deposits of cash by businesses that are paid in cash."""
    large = block.who.income >= LARGE
    trades = block.who.business & block.who.draws.chance("cash trade", np.where(large, LARGE_TRADE, CASH_TRADE))
    times = TIMES[0] + (TIMES[1] - TIMES[0]) * block.who.draws.uniform("cash times")
    van = large & block.who.draws.chance("by van", BY_VAN)
    times = np.where(van, A_MONTH, times)
    mean = np.where(trades, times, 0.0)
    count, months = block.months.count, np.tile(block.months.numbers, len(mean))
    draws = block.draws.at(np.repeat(np.arange(len(mean)), count))
    counts = _COUNTS(np.repeat(mean, count), draws.uniform("takings", months)).reshape(-1, count)
    events = monthly(block.draws, "takings", counts, block.months)
    share = (np.where(large, OF_LARGE_SALES, OF_SALES) * block.who.seen_here)[events.owner]
    usual = block.income_in(events.owner, events.month) * share / np.maximum(mean[events.owner], 1.0)
    sales = block.income_in(events.owner, events.month) * block.who.seen_here[events.owner]
    most = np.clip(MOST_AT_ONCE * sales, LEAST, MOST)
    sums = np.clip(usual * SIZE(events.draws.uniform("size")), LEAST, most)
    cents: Integers = sums.astype(np.int64) // 10_00 * 10_00
    day = block.calendar.business.choose(events.month, events.draws.uniform("day"))
    account = block.main[events.owner]
    key = monthly_keys(Source.TAKINGS, block.accounts.account_id[account], events.month, events.number)
    return postings(Source.TAKINGS, account, at(day, second_of_day(events.draws, "cash")), cents, key)
