"""M7: investments bought and redeemed through the account, with income tax on the gain."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import Direction, InvestmentStatus, InvestmentType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.flags import scattered
from lastro.checks.rule_registry import Broken, each, whole
from lastro.checks.rules.contracts.settlements import category_differs, once, settling, strange_account
from lastro.engine.arrays import Integers
from lastro.engine.rows.tables import NULL

# Lei 11.033/2004: days held up to -> per mille of the gain.
FIXED_INCOME_TAX = ((180, 225), (360, 200), (720, 175))
LONGEST_TAX = 150
HIGHEST_TAX = {InvestmentType.STOCKS: 150, InvestmentType.FUNDS: 200}  # per mille; small sales of shares are exempt
EXEMPT = r"(?i)\b(LCI|LCA|CRI|CRA|LIG|Poupan[çc]a)\b|incentivada"


@each("M7", "transactions")
def postings_of_investments(bank: Bank, batch: Batch) -> Broken:
    """A purchase is a debit of `amount` on its day, a redemption a credit of `redemption_amount` on its own."""
    yield "investment_id", "investment_id and category do not agree", category_differs(batch, "investment_id")
    yield "account_id", "it is not on the investment's account", strange_account(bank, batch, "investment_id")
    papers = bank["investments"]
    postings, paper = settling(bank, batch, "investment_id")
    credit, settled = postings.has("direction", Direction.CREDIT), bank.of(batch, "investment_id") >= 0
    day = np.where(credit, papers.redeemed_on[paper], papers.purchase_date[paper])
    amount = np.where(credit, papers.redemption_amount[paper], papers.amount[paper])
    other_day = scattered(settled, postings.day("transaction_date") != day)
    yield "transaction_date", "the investment was bought or redeemed on another day", other_day
    other_amount = scattered(settled, postings["amount"] != amount)
    yield "amount", "the investment was bought or redeemed for another amount", other_amount
    counts = bank.notes.setdefault("purchases and redemptions", np.zeros((2, len(papers)), dtype=np.int64))
    counts += [once(paper[~credit], len(papers)), once(paper[credit], len(papers))]


@whole("M7", "investments")
def purchases_and_redemptions_are_transactions(bank: Bank) -> Broken:
    """A purchase or redemption within the history is one transaction, any other is none."""
    papers = bank["investments"]
    nothing = np.zeros((2, len(papers)), dtype=np.int64)
    bought, redeemed = bank.notes.get("purchases and redemptions", nothing)
    yield "purchase_date", "its purchase is not one transaction", bought != _within(bank, papers.purchase_date)
    yield "redeemed_on", "its redemption is not one transaction", redeemed != _within(bank, papers.redeemed_on)


def _within(bank: Bank, days: Integers) -> Integers:
    """1 for days within the history, 0 for others and none."""
    return ((days >= bank.history_start) & (days <= bank.as_of)).astype(np.int64)


@each("M7", "investments")
def redemptions_are_told_in_full(bank: Bank, batch: Batch) -> Broken:
    """Closed, redeemed_on and redemption_amount go together."""
    closed, net = batch.has("status", InvestmentStatus.CLOSED), batch["redemption_amount"]
    yield "amount", "its amount is not positive", batch["amount"] <= 0
    yield "redeemed_on", "status and redeemed_on do not agree", closed != (batch["redeemed_on"] != NULL)
    yield "redemption_amount", "status and redemption_amount do not agree", closed != (net != NULL)
    yield "income_tax", "income tax before it is redeemed", ~closed & (_or_nothing(batch["income_tax"]) != 0)


@each("M7", "investments")
def gains_are_taxed(bank: Bank, batch: Batch) -> Broken:
    """What is redeemed and the tax withheld fit the gain, the kind and the days held; a cent either way is rounding."""
    net, tax = batch["redemption_amount"], _or_nothing(batch["income_tax"])
    told = (net != NULL) & (batch["redeemed_on"] != NULL)
    gain, held = net + tax - batch["amount"], batch["redeemed_on"] - batch["purchase_date"]
    yield "income_tax", "its income tax is negative", told & (tax < 0)
    yield "redemption_amount", "it is redeemed for nothing", told & (net <= 0)
    fixed = batch.has("investment_type", InvestmentType.FIXED_INCOME)
    exempt = (gain <= 0) | (fixed & batch.text("product").str.contains(EXEMPT).to_numpy())
    yield "income_tax", "income tax, where none is due", told & exempt & (tax != 0)
    rate = np.select(
        [held <= days for days, _ in FIXED_INCOME_TAX], [rate for _, rate in FIXED_INCOME_TAX], LONGEST_TAX
    )
    unfit = told & ~exempt & fixed & (np.abs(tax * 1000 - gain * rate) > 1000)
    yield "income_tax", "income tax does not fit gain and days held", unfit
    for kind, highest in HIGHEST_TAX.items():
        too_much = batch.has("investment_type", kind) & (tax * 1000 > gain * highest + 1000)
        yield "income_tax", f"income tax is too high for {kind.text}", told & ~exempt & too_much


def _or_nothing(amount: Integers) -> Integers:
    return np.where(amount == NULL, 0, amount)
