"""Investment contracts: who buys what, when, for how much and at what rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lastro.bank.choices import Indexer, Product
from lastro.bank.contracts.investments.indices import selic
from lastro.bank.contracts.investments.products import BANK_PAPER, FUNDS, LISTED, SHARES, TYPES
from lastro.bank.contracts.investments.values import redemption_days
from lastro.bank.contracts.starts import Starts, months_of_contracts, starts
from lastro.bank.people.holdings import Holdings
from lastro.bank.people.levels import prices
from lastro.bank.people.path.death import NO_DEATH
from lastro.bank.people.path.leaving import NEVER, leaving_on
from lastro.bank.people.traits import Traits
from lastro.brazil.calendar import add_months, first_day, next_business_day
from lastro.brazil.levels.minimum_terms import MinimumTerms
from lastro.engine import Run, Table
from lastro.engine.arrays import Bytes, Flags, Floats, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import child
from lastro.engine.random.quantiles import EXP, LOG, NORMAL
from lastro.engine.rows.columnar import Columnar
from lastro.engine.rows.memo import once_a_block
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL, NULL_CODE, NULL_KEY

LOOK_BACK = 48  # months before the history in which an investment may have begun; ASSUMED
_KEY_BITS = 13  # months since 2000-01 and two bits to spare

# 37 % of Brazilians invest, a quarter in savings accounts (which are accounts here), the rest by wealth (ANBIMA 2024)
INVESTOR_SHARE = 0.27  # of customers at the median of wealth; ASSUMED
MONTHLY = 0.041  # purchases a month of an investor of median wealth; ASSUMED
_MEDIAN_WEALTH = 250_000  # cents
_BUSINESS_SHARE = 0.20  # businesses that keep money in CDBs; ASSUMED

# Amount: share of wealth, at most so many incomes; ASSUMED
_SHARE, _SHARE_SIGMA, _MOST_INCOMES = 0.14, 0.8, 6.0
_LEAST, _MOST = 3_000, 200_000_000  # cents
_ROUND = [(0, 1_000), (50_000, 10_000), (1_000_000, 50_000), (5_000_000, 100_000)]  # from: step, cents

# What is bought by appetite for risk, from none to much (classes A and B: CDB 22 %, shares 15 %, Tesouro 13 %,
# LCI and LCA 9 %, ANBIMA 2022); ASSUMED split. Weights of the cautious and of the bold.
_PAPER = {
    Product.CDB: (56, 20),
    Product.LCI: (9, 6),
    Product.LCA: (9, 6),
    Product.TESOURO_SELIC: (16, 8),
    Product.TESOURO_IPCA: (4, 8),
    Product.TESOURO_FIXED: (2, 4),
}
_ANY_SHARE, _ANY_FUND = (2, 30), (2, 18)
_CAUTIOUS, _BOLD = (Weights(weights) for weights in zip(*_PAPER.values(), _ANY_SHARE, _ANY_FUND, strict=True))
_BOLD_SHARE = 0.28  # ASSUMED

_FIXED_SHARE, _IPCA_SHARE = 0.18, 0.10  # of CDBs; the rest follows the CDI; ASSUMED
_CDI_RATES = np.array(
    Product.by_code((0, 0), CDB=(9_600, 11_600), LCI=(8_500, 9_600), LCA=(8_500, 9_600))
)  # lowest and highest, % of CDI x 100
_INDEXERS = np.array(  # of all but CDBs
    Product.by_code(Indexer.CDI, TESOURO_SELIC=Indexer.SELIC, TESOURO_IPCA=Indexer.IPCA, TESOURO_FIXED=Indexer.FIXED)
)
_TERMS = np.array([180, 360, 720, 1080, 1800])  # days of CDBs; ASSUMED, with the weights
_TERM_WEIGHTS = Weights([12, 28, 34, 18, 8])
_LETTERS = (Product.LCI, Product.LCA)
_LETTER_TERMS = np.array([3, 6, 9, 12, 24, 36])  # months, or the least allowed; ASSUMED, with the weights
_LETTER_WEIGHTS = Weights([14, 22, 16, 24, 18, 6])
SWEPT = 10  # days before leaving by which redemptions have been booked and sent on, ASSUMED
_TREASURY_YEARS = (2, 7)  # to 1 January (Prefixado), 1 March (Selic) or 15 May (IPCA+), as the Tesouro issues them


@dataclass(frozen=True)
class Investments(Columnar):
    """The unchanging columns of investments, by the names of investments.Investment."""

    investment_id: Keys
    customer_id: Keys
    account_id: Keys
    investment_type: Bytes
    amount: Integers
    purchase_date: Integers
    maturity_date: Integers
    product: Bytes
    indexer: Bytes
    rate: Integers


@once_a_block
def investments_of(run: Run, customers: Table[Any], held: Holdings, traits: Traits) -> Investments:
    """The investments of customers bought by as_of, customer by customer and month by month."""
    begun, since = _begun(run, held, traits)
    keys = child(customers.customer_id[begun.owner], (begun.month - 2000 * 12) << 2, _KEY_BITS, "investments")
    draws = run.draws("investments", keys)
    bought = next_business_day(first_day(begun.month) + draws.integer("day", 0, 28))
    product = _product(draws, traits, begun)
    indexer, rate = _return(run, draws, product, bought)
    drawn = Investments(
        investment_id=keys,
        customer_id=customers.customer_id[begun.owner],
        account_id=_account(held, begun, bought),
        investment_type=TYPES[product],
        amount=_amount(draws, traits, begun, prices(run, begun.month)),
        purchase_date=bought,
        maturity_date=_maturity(run, draws, product, bought),
        product=product.astype(np.uint8),
        indexer=indexer.astype(np.uint8),
        rate=rate,
    )
    there = (since[begun.owner] // DAY < bought) & (bought <= run.as_of) & (drawn.amount >= _LEAST)
    there &= bought < traits.died[begun.owner]
    return drawn.take(there & ~_outlast(run, drawn, leaving_on(traits.draws, held.main_created)[begun.owner]))


def _outlast(run: Run, papers: Investments, leaves: Integers) -> Flags:
    """Which papers would be redeemed when their owner has left, or is about to: these are bought elsewhere."""
    some = np.flatnonzero(leaves < NEVER)
    found = np.zeros(len(papers), dtype=np.bool_)
    found[some] = redemption_days(run, papers.take(some), np.full(len(some), NO_DEATH)) + SWEPT > leaves[some] // DAY
    return found


def _begun(run: Run, held: Holdings, traits: Traits) -> tuple[Starts, Integers]:
    """When investments begin, more often the more there is to invest; and the moment from which each customer invests.

    Investors begin with the main account, others with an Investment account, if they open one.
    """
    richness = LOG(np.clip(traits.wealth / _MEDIAN_WEALTH, 0.5, 64.0))
    investor = traits.draws.chance("investor", np.clip(INVESTOR_SHARE + 0.20 * richness, 0.02, 0.85))
    investor = np.where(traits.business, traits.draws.chance("treasury", _BUSINESS_SHARE), investor)
    since = np.where(investor, held.main_created, held.investment_created)
    chance = np.where(since != NULL, MONTHLY * np.clip(1 + 0.4 * richness, 0.4, 3.0), 0.0)
    return starts("investment", chance, since, held, traits, months_of_contracts(run, LOOK_BACK)), since


def _account(held: Holdings, begun: Starts, bought: Integers) -> Keys:
    """The first Investment account where there was one before the purchase, else the main account."""
    own = held.investment[begun.owner]
    there = (own != NULL_KEY) & (held.investment_created[begun.owner] // DAY < bought)
    return np.where(there, own, held.main[begun.owner])


def _product(draws: Draws, traits: Traits, begun: Starts) -> Integers:
    bold = traits.draws.at(begun.owner).chance("bold", _BOLD_SHARE)
    uniform = draws.uniform("product")
    option = np.where(bold, _BOLD.choose(uniform), _CAUTIOUS.choose(uniform))
    paper = np.array(list(_PAPER))[np.minimum(option, len(_PAPER) - 1)]
    share = np.array(SHARES)[draws.integer("share", 0, len(SHARES))]
    fund = np.array(FUNDS)[draws.integer("estate", 0, len(FUNDS))]
    product = np.select([option < len(_PAPER), option == len(_PAPER)], [paper, share], fund)
    return np.where(traits.business[begun.owner], Product.CDB, product)


def _return(run: Run, draws: Draws, product: Integers, bought: Integers) -> tuple[Integers, Integers]:
    """The indexer and its rate in hundredths of a percent; both null for shares and funds."""
    kind = draws.uniform("indexer")
    fixed, real = kind < _FIXED_SHARE, kind < _FIXED_SHARE + _IPCA_SHARE
    of_cdb = np.select([fixed, real], [Indexer.FIXED, Indexer.IPCA], Indexer.CDI)
    indexer = np.where(product == Product.CDB, of_cdb, _INDEXERS[product])
    listed = np.isin(product, LISTED)
    rate = _rate(run, draws, product, indexer, bought)
    return np.where(listed, NULL_CODE, indexer), np.where(listed, NULL, rate)


def _rate(run: Run, draws: Draws, product: Integers, indexer: Integers, bought: Integers) -> Integers:
    """What is offered on the day: percent of the CDI in halves, or percent a year that follow the Selic."""
    luck, base = draws.uniform("rate"), selic(run, bought)
    low, high = _CDI_RATES[product].T
    of_cdi = (low + (high - low) * luck).astype(np.int64) // 50 * 50
    real = 300 + 25 * base + 120 * luck  # 7 to 8 % above the IPCA at a Selic of 15 %; ASSUMED
    fixed = (0.55 * base + 4.5 + 1.5 * luck) * 100  # 13 to 14 % at 15 %; ASSUMED
    above = 3 + 15 * luck  # Tesouro Selic: 0.03 to 0.18 % above it
    rate: Integers = np.select(
        [indexer == Indexer.CDI, indexer == Indexer.IPCA, indexer == Indexer.FIXED], [of_cdi, real, fixed], above
    ).astype(np.int64)
    return rate


def _maturity(run: Run, draws: Draws, product: Integers, bought: Integers) -> Integers:
    """Banks' paper after a term, the Tesouro's on its own dates; never, for shares and funds."""
    term = bought + _TERMS[draws.choice("term", _TERM_WEIGHTS)]
    of_bank = np.where(np.isin(product, _LETTERS), _letters_mature(run, draws, product, bought), term)
    years = draws.integer("years", *_TREASURY_YEARS)
    january = first_day(
        ((add_months(bought, 12 * years).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)) + 1970) * 12
    )
    month_on = np.select([product == Product.TESOURO_SELIC, product == Product.TESOURO_IPCA], [2, 4], 0)
    treasury = add_months(january, month_on) + np.where(product == Product.TESOURO_IPCA, 14, 0)
    fixed = np.where(np.isin(product, BANK_PAPER), of_bank, treasury)
    return np.where(np.isin(product, LISTED), NULL, fixed)


def _letters_mature(run: Run, draws: Draws, product: Integers, bought: Integers) -> Integers:
    """LCI and LCA after the term that was wanted, or after the least that was allowed on the day if that is longer."""
    terms, wanted = run.once(MinimumTerms), _LETTER_TERMS[draws.choice("letter term", _LETTER_WEIGHTS)]
    least = np.select([product == letter for letter in _LETTERS], [terms.months(p.text, bought) for p in _LETTERS], 0)
    found: Integers = add_months(bought, np.maximum(wanted, least))
    return found


def _amount(draws: Draws, traits: Traits, begun: Starts, level: Floats) -> Integers:
    """A share of the wealth, round, and no more than some months' income, in the money of the month (level)."""
    wealth, income = traits.wealth[begun.owner], traits.income[begun.owner]
    share = _SHARE * EXP(_SHARE_SIGMA * NORMAL(draws.uniform("amount")))
    amount = np.minimum(np.minimum(wealth * share, income * _MOST_INCOMES) * level, _MOST).astype(np.int64)
    step = np.select([amount >= start for start, _ in _ROUND[::-1]], [step for _, step in _ROUND[::-1]])
    rounded: Integers = amount // step * step
    return rounded
