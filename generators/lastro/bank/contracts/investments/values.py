"""Investment values: what an investment is worth on a day, when it is redeemed, and what the tax takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lastro.bank.choices import Indexer, InvestmentStatus, InvestmentType, Product
from lastro.bank.contracts.investments.indices import log_growth
from lastro.bank.contracts.investments.share_prices import log_price
from lastro.bank.people.months import span
from lastro.bank.people.path.death import redeemed_on
from lastro.bank.people.path.leaving import leaving
from lastro.bank.people.period import history_start
from lastro.brazil.calendar import first_day, next_business_day, previous_business_day
from lastro.engine import Run
from lastro.engine.arrays import Bytes, Integers
from lastro.engine.random.quantiles import EXP, exponential
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL, NULL_CODE

# Income tax on the gain, per mille: by days held (Lei 11.033/2004, art. 1), shares (art. 2) and funds (Lei 8.668/1993)
_HELD_UP_TO = np.array([180, 360, 720])
_TAX_BY_TIME = np.array([225, 200, 175, 150])
_TAX_SHARES, _TAX_FUNDS = 150, 200
SMALL_SALE = 2_000_000  # cents: sales of shares up to R$ 20,000 a month are exempt (Lei 11.033/2004, art. 3)

# Days until a sale, mean; ASSUMED
HELD = np.array(InvestmentType.by_code(STOCKS=900.0, FIXED_INCOME=500.0, FUNDS=1300.0))
SHORTEST = 31  # days: earlier redemptions would bear IOF (Decreto 6.306/2007), which nobody wants
_LOCKED = (Product.LCI, Product.LCA)  # held to maturity
MOVED_BEFORE = 30  # days before leaving on which what is left is redeemed, ASSUMED
LIQUID_SHARE = 0.45  # of CDBs and Tesouro: sold before maturity if so drawn; ASSUMED
ATTENTIVE_SHARE, INSTRUCTION_CHANCE = 0.6, 0.12  # investors who give instructions, and how often a month; ASSUMED

VALUED_AT = 20 * 3600  # seconds of the day at which the day's prices are booked; ASSUMED

_WAIT = exponential(1.0)
_MOST = 1e15  # cents
_CALENDAR = day("1990-01-01"), day("2150-12-01")
_MORNING, _DAYTIME = (6 * 3600, 9 * 3600), (9 * 3600, 17 * 3600)  # redemptions are credited before the day's business


@dataclass(frozen=True)
class Redemptions:
    """When and for what investments are redeemed, whether or not that lies ahead; cents."""

    day: Integers
    gross: Integers
    tax: Integers

    @property
    def net(self) -> Integers:
        """What is credited."""
        return self.gross - self.tax


@dataclass(frozen=True)
class Movements:
    """The purchase and the redemption of each investment, whenever they are."""

    purchase: Integers  # moment
    redemption: Integers  # moment
    redeemed: Integers  # cents, net


@dataclass(frozen=True)
class InvestmentState:
    """Where investments stand at the end of a day, by the names of investments.Investment."""

    status: Bytes
    current_value: Integers
    last_activity_date: Integers
    redeemed_on: Integers
    redemption_amount: Integers
    income_tax: Integers
    updated_at: Integers


def gross_value(run: Run, papers: Any, days: Integers) -> Integers:
    """What investments are worth on days, before tax; at least a cent."""
    indexer = np.where(papers.indexer == NULL_CODE, Indexer.FIXED, papers.indexer)
    rate = np.where(papers.rate == NULL, 0, papers.rate)
    grown = log_growth(run, indexer, rate, papers.purchase_date, days)
    moved = log_price(run, papers.product, days) - log_price(run, papers.product, papers.purchase_date)
    worth = np.clip(papers.amount * EXP(grown + moved) + 0.5, 1, _MOST)
    cents: Integers = worth.astype(np.int64)
    return cents


def income_tax(papers: Any, gross: Integers, day: Integers) -> Integers:
    """The tax on the gain, half up to the cent; none on LCI and LCA and on small sales of shares."""
    by_time = _TAX_BY_TIME[np.searchsorted(_HELD_UP_TO, day - papers.purchase_date)]
    shares, funds = (papers.investment_type == kind for kind in (InvestmentType.STOCKS, InvestmentType.FUNDS))
    rate = np.select([shares, funds], [_TAX_SHARES, _TAX_FUNDS], by_time)
    exempt = np.isin(papers.product, _LOCKED) | (shares & (gross <= SMALL_SALE))
    gain = np.where(exempt, 0, np.maximum(gross - papers.amount, 0))
    tax: Integers = (gain * rate + 500) // 1000
    return tax


def redemptions(run: Run, papers: Any, died: Integers) -> Redemptions:
    """The one redemption of each investment."""
    day = redemption_days(run, papers, died)
    gross = gross_value(run, papers, day)
    return Redemptions(day, gross, income_tax(papers, gross, day))


def redemption_days(run: Run, papers: Any, died: Integers) -> Integers:
    """The day of each investment's redemption: at maturity, or an earlier one that was drawn; or all
    together when their owner is about to leave, but for those that are locked, or has died (died: a day each)."""
    draws = run.draws("investments", papers.investment_id)
    wait = SHORTEST + (_WAIT(draws.uniform("held")) * HELD[papers.investment_type]).astype(np.int64)
    sold = _open_day(papers.purchase_date + wait)
    liquid = ~np.isin(papers.product, _LOCKED) & draws.chance("liquid", LIQUID_SHARE)
    matures = papers.maturity_date != NULL
    matured = _open_day(np.where(matures, papers.maturity_date, papers.purchase_date))
    day = np.where(matures & (~liquid | (sold > matured)), matured, sold)
    holder = run.draws("customers", papers.customer_id)
    moved = leaving(holder, papers.purchase_date * DAY) // DAY - MOVED_BEFORE
    some = (moved < day) & ~np.isin(papers.product, _LOCKED) & (moved >= papers.purchase_date + SHORTEST)
    day = np.where(some, _open_day(np.where(some, moved, papers.purchase_date)), day)
    settled = np.maximum(redeemed_on(holder, died), papers.purchase_date + SHORTEST)
    matures_before = matures & (matured < settled)
    return np.where(day < died, day, np.where(matures_before, matured, _open_day(settled)))


def _open_day(days: Integers) -> Integers:
    """The business day on or after each day, within what the calendar knows: an edit by hand may lie beyond."""
    return next_business_day(np.clip(days, *_CALENDAR))


def movements(run: Run, papers: Any, died: Integers) -> Movements:
    """When investments are bought and redeemed, and for how much; redemptions may lie ahead."""
    draws, redeemed = run.draws("investments", papers.investment_id), redemptions(run, papers, died)
    return Movements(
        purchase=papers.purchase_date * DAY + draws.integer("second", *_DAYTIME),
        redemption=redeemed.day * DAY + draws.integer("redemption second", *_MORNING),
        redeemed=redeemed.net,
    )


@dataclass
class InvestmentStates:
    """The states of investments on any day; papers: their unchanging columns; died: their owners' day of death."""

    run: Run
    papers: Any
    died: Integers

    def on(self, day: int) -> InvestmentState:
        """What investments are worth, or were redeemed for, at the end of a day."""
        redeemed, papers = self._redemptions, self.papers
        closed = redeemed.day <= day
        valued = np.maximum(previous_business_day(np.full(len(closed), day)), papers.purchase_date)
        value = gross_value(self.run, papers, valued)
        instructed = self._last_instruction(day)
        seen = np.maximum(self._moved.purchase, np.maximum(valued * DAY + VALUED_AT, instructed * DAY + VALUED_AT))
        return InvestmentState(
            status=np.where(closed, InvestmentStatus.CLOSED, InvestmentStatus.ACTIVE).astype(np.uint8),
            current_value=np.where(closed, 0, value),
            last_activity_date=np.where(closed, redeemed.day, instructed),
            redeemed_on=np.where(closed, redeemed.day, NULL),
            redemption_amount=np.where(closed, redeemed.net, NULL),
            income_tax=np.where(closed, redeemed.tax, NULL),
            updated_at=np.where(closed, self._moved.redemption, seen),
        )

    @cached_property
    def _redemptions(self) -> Redemptions:
        return redemptions(self.run, self.papers, self.died)

    @cached_property
    def _moved(self) -> Movements:
        return movements(self.run, self.papers, self.died)

    @cached_property
    def _instructions(self) -> Integers:
        """(papers, months): the day of each month of the history on which an attentive investor gave an instruction,
        NULL where none was given."""
        months = span(history_start(self.run), self.run.as_of).numbers
        draws = self.run.draws("investments", self.papers.investment_id)
        attentive = self.run.draws("customers", self.papers.customer_id).chance("attentive", ATTENTIVE_SHARE)
        found = np.full((len(draws), len(months)), NULL)
        for column, month in enumerate(months.tolist()):
            day = first_day(np.array([month])) + draws.integer("instruction day", 0, 28, month)
            given = attentive & draws.chance("instruction", INSTRUCTION_CHANCE, month)
            found[:, column] = np.where(given & (day > self.papers.purchase_date) & (day < self.died), day, NULL)
        return found

    def _last_instruction(self, day: int) -> Integers:
        """The last day up to a day on which an attentive investor gave an instruction, else the purchase."""
        given = np.where(self._instructions <= day, self._instructions, NULL)
        last: Integers = np.maximum(given.max(axis=1, initial=NULL), self.papers.purchase_date)
        return last
