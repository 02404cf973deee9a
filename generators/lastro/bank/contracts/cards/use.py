"""Card use: what holders buy each month, and how they pay their bills; drawn beforehand, month by month.

Everything follows from what stands in the files (limit, dates, income) and from draws of the card and its holder.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lastro.bank.contracts.cards.holders import Holders
from lastro.bank.people.levels import prices
from lastro.bank.people.months import Span
from lastro.bank.people.path.death import closes_at, heard_on
from lastro.bank.people.path.leaving import NEVER, leaving
from lastro.bank.people.traits import PRIMARY_SHARE
from lastro.brazil.calendar import month_index
from lastro.engine import Run
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.quantiles import EXP, NORMAL, exponential
from lastro.engine.rows.moments import DAY

# Mean bill: R$ 1,435; 408 up to one minimum wage, 3,847 above ten: a quarter to a third of income over all banks
# (first half of 2024)
SPENDING, SPENDING_SIGMA = np.array([0.09, 0.20]), 0.8  # of income a month, elsewhere and at the main bank; ASSUMED
SPENDING_INCOME, LEAST_INCOME = 3_000_00, 500_00  # cents: dearer lives go by card to a smaller share, ASSUMED
MOST_SPENT = 0.50  # of income a month; ASSUMED
IDLE_SHARE = np.array([0.58, 0.16])  # cards never used: 33-34 % of all issued cards are active (2025), fewer idle here
EAGER = np.array([0.18, 0.40, 0.95])  # who buys all that the limit bears, by payer; ASSUMED
BUYS_MORE = 6.0  # times what others of their income buy, ASSUMED
MOST_BOUGHT = np.array([0.55, 0.15, 0.05, 0.0])  # of income a month, by a holder's cards in order; ASSUMED
MOST_CARDS = 8  # of a holder in the file, with expired ones, that are looked at
OVERLAP = 60  # days: a card that expires sooner is replaced, not joined, by another
MONTHLY_SIGMA = 0.35  # between months of a holder; ASSUMED

# Payers: in full, in full but often late, revolving; 80.7 % pay on time (2024)
PAYERS = Weights([84, 5, 11])  # ASSUMED
LATE = np.array([0.03, 0.50, 0.06])  # chance that a bill is paid some days late, by payer; ASSUMED
PARTLY = np.array([0.015, 0.06, 0.72])  # paid in part; ASSUMED
NOTHING = np.array([0.002, 0.01, 0.06])  # not paid at all; ASSUMED
# What hardship of 1 adds to these, ASSUMED; bills go unpaid where it is above DEEP.
DEEP, UNPAID_IN_TROUBLE, PARTLY_IN_TROUBLE, LATE_IN_TROUBLE = 0.45, 0.90, 0.30, 0.12
OVER_ONES_HEAD, MONTHS_UNTIL_GIVING_UP, GIVES_UP = 0.9, 3, 0.65  # ASSUMED: then half of the holders pay no more
MORE_IN_TROUBLE = 1.2  # how much more is bought by card at hardship of 1, while the limit lasts; ASSUMED
LONGEST_DELAY = 11  # days, ASSUMED; short of the next closing
IDLE_BEFORE_LEAVING = 14  # months: by then all parts of purchases are billed and all debts paid, ASSUMED
GIVEN_BACK = (75, 106)  # days before leaving: after the last bill, from and below, ASSUMED
LAST_OF_ESTATE = 1  # months before that of the closing in which the last bill closes that the estate pays
CANCELLED_AFTER = 9000.0  # days until a holder cancels a card, mean; ASSUMED

_WAIT = exponential(1.0)
_AUTOMATIC_SHARE = 0.45  # holders with direct debit; ASSUMED
_AUTOMATIC = (6 * 3600, 7 * 3600 + 1800)
_BY_HAND = (8 * 3600, 22 * 3600)  # ASSUMED, as the hours of direct debits


@dataclass(frozen=True)
class Use:
    """How cards are used: one row a card, one column a month where there are two dimensions: the calendar month
    of purchases, and that in which the bill closes of payments."""

    wanted: Floats  # purchases of a calendar month in cents, if the limit allows; 0 for an idle card
    paid_share: Floats  # of the bill
    delay: Integers  # days after the (moved) due date
    second: Integers  # of the day of payment
    automatic: Flags  # by direct debit; one value a card
    cancelled_on: Integers  # day, far away for most; one value a card
    died: Integers  # day from which on the holder buys nothing; one value a card


def use(run: Run, cards: Any, who: Holders) -> Use:
    """How cards are used in the months of their holders."""
    months = who.months
    draws, holder = run.draws("credit_cards", cards.card_id), run.draws("customers", cards.customer_id)
    cells = _cells(draws, months)
    payer = holder.choice("card payer", PAYERS)
    strict = float(run.setting("ledger.delinquency"))
    stopped = _given_up(who.hardship, holder.chance("gives up", GIVES_UP * min(strict, 1.0)))
    luck = cells.uniform("bill").reshape(stopped.shape)
    share, late = _payments(cells, payer, luck, strict, who.hardship)
    eager = np.where(holder.chance("eager", EAGER[payer]), BUYS_MORE, 1.0)
    automatic = holder.chance("card direct debit", _AUTOMATIC_SHARE)
    by_hand = late | ~automatic[:, None]
    drawn = Use(
        wanted=_wanted(cards, draws, holder, cells, who, eager) * prices(run, months.numbers),
        paid_share=np.where(stopped, 0.0, share),
        delay=np.where(late, cells.integer("days", 1, LONGEST_DELAY + 1).reshape(late.shape), 0),
        second=np.where(by_hand, _seconds(cells, _BY_HAND, late), _seconds(cells, _AUTOMATIC, late)),
        automatic=automatic,
        cancelled_on=cards.created_at // DAY
        + 60
        + (_WAIT(draws.uniform("cancelled")) * CANCELLED_AFTER).astype(np.int64),
        died=who.died,
    )
    return _after_death(_given_back(drawn, cards, holder, months), holder, months)


def _after_death(drawn: Use, holder: Draws, months: Span) -> Use:
    """The same where the holder has died: cancelled when the bank hears of it; the estate pays bills until it closes
    the account, and no more."""
    closed = month_index(closes_at(holder, drawn.died) // DAY)[:, None]
    dead = months.numbers >= month_index(drawn.died)[:, None]
    pays = np.where(months.numbers < closed - LAST_OF_ESTATE, 1.0, 0.0)
    return replace(
        drawn,
        wanted=np.where(months.numbers > month_index(drawn.died)[:, None], 0.0, drawn.wanted),
        paid_share=np.where(dead, pays, drawn.paid_share),
        delay=np.where(dead, 0, drawn.delay),
        cancelled_on=np.minimum(drawn.cancelled_on, heard_on(holder, drawn.died)),
    )


def _given_back(drawn: Use, cards: Any, holder: Draws, months: Span) -> Use:
    """The same where the holder is going to leave: the card lies idle, all bills are paid, then it is cancelled."""
    leaves = leaving(holder, cards.created_at)
    some = leaves < NEVER
    last = np.where(some, leaves // DAY, 0)
    idle = some[:, None] & (months.numbers >= month_index(last)[:, None] - IDLE_BEFORE_LEAVING)
    back = np.maximum(last - holder.integer("card given back", *GIVEN_BACK), cards.created_at // DAY + 1)
    return replace(
        drawn,
        wanted=np.where(idle, 0.0, drawn.wanted),
        paid_share=np.where(idle, 1.0, drawn.paid_share),
        delay=np.where(idle, 0, drawn.delay),
        cancelled_on=np.where(some, np.minimum(drawn.cancelled_on, back), drawn.cancelled_on),
    )


def _cells(draws: Draws, months: Span) -> Draws:
    """Draws of each card and month, row by row."""
    count = len(draws)
    return draws.at(np.repeat(np.arange(count), months.count)).each("month", np.tile(months.numbers, count))


def _seconds(cells: Draws, hours: tuple[int, int], like: Flags) -> Integers:
    return cells.integer("second", *hours).reshape(like.shape)


def _given_up(hardship: Floats, able: Flags) -> Flags:
    """The months in which holders pay nothing any more: from the fourth one on in which they are over their heads."""
    deep = np.cumsum(hardship >= OVER_ONES_HEAD, axis=1)
    given_up: Flags = (deep >= MONTHS_UNTIL_GIVING_UP) & able[:, None]
    return given_up


def _payments(cells: Draws, payer: Integers, luck: Floats, strict: float, hardship: Floats) -> tuple[Floats, Flags]:
    """The share of each bill that is paid, and whether that is late; hardship turns bills into parts, then nothing."""
    deep = np.maximum(hardship - DEEP, 0) / (1 - DEEP)
    nothing = (NOTHING[payer][:, None] + UNPAID_IN_TROUBLE * deep * deep) * strict
    partly = nothing + (PARTLY[payer][:, None] + PARTLY_IN_TROUBLE * hardship) * strict
    late = partly + (LATE[payer][:, None] + LATE_IN_TROUBLE * hardship) * strict
    part = 0.15 + 0.5 * cells.uniform("part").reshape(luck.shape)
    share = np.where(luck < nothing, 0.0, np.where(luck < partly, part, 1.0))
    return share, (luck >= partly) & (luck < late)


def _wanted(cards: Any, draws: Draws, holder: Draws, cells: Draws, who: Holders, eager: Floats) -> Floats:
    """What a month's purchases come to in money of base_date: a share of income, from nothing on idle cards; all cards
    of a holder together bear no more than can be paid of the income."""
    main = holder.chance("primary", PRIMARY_SHARE).astype(np.int64)  # as traits have it for people
    share = np.minimum(SPENDING[main] * EXP(SPENDING_SIGMA * NORMAL(holder.uniform("card spending"))), MOST_SPENT)
    idle = draws.chance("idle", IDLE_SHARE[main])
    monthly = EXP(MONTHLY_SIGMA * NORMAL(cells.uniform("spent"))).reshape(-1, who.months.count)
    less = np.sqrt(np.sqrt(SPENDING_INCOME / np.maximum(who.income, LEAST_INCOME)))
    wanted = (who.income * share * less * eager)[:, None] * monthly * (1 + MORE_IN_TROUBLE * who.hardship)
    most = who.income * MOST_BOUGHT[np.minimum(_earlier(cards, ~idle), len(MOST_BOUGHT) - 1)]
    purchases: Floats = np.where(idle[:, None], 0.0, np.minimum(wanted, most[:, None]))
    return purchases


def _earlier(cards: Any, used: Flags) -> Integers:
    """How many cards in use each holder had already when each card was issued; a holder's cards stand together."""
    found = np.zeros(len(cards.customer_id), np.int64)
    issued = cards.created_at // DAY
    for apart in range(1, MOST_CARDS):
        for one, other in ((slice(apart, None), slice(None, -apart)), (slice(None, -apart), slice(apart, None))):
            both = (cards.customer_id[one] == cards.customer_id[other]) & used[other]
            found[one] += both & (issued[other] < issued[one]) & (cards.expiry_date[other] > issued[one] + OVERLAP)
    return found
