"""M7: investments bought and redeemed through the account, with income tax on the gain."""

from __future__ import annotations

import re
from datetime import date

from .bank import Bank
from .bank_days import day_of
from .reading import Record, cents, reais
from .report import Expect
from .settlements import Settlement, Settlements, check_account

# Lei 11.033/2004: days held up to -> per mille of the gain.
FIXED_INCOME_TAX = ((180, 225), (360, 200), (720, 175))
LONGEST_TAX = 150
HIGHEST_TAX = {"Stocks": 150, "Real Estate Funds": 200}  # per mille; small sales of shares are exempt
EXEMPT = re.compile(r"\b(LCI|LCA|CRI|CRA|LIG|Poupan[çc]a)\b|incentivada", re.IGNORECASE)


def check_investments(bank: Bank, settlements: Settlements) -> None:
    """Check every investment's state, purchase, redemption and tax."""
    for key, paper in bank.rows("investments"):
        expect = bank.report.on("M7", "investments", key)
        postings = settlements.of("investment_id", key)
        check_account(bank.report, "M7", paper, postings)
        bought = [posting for posting in postings if posting.direction == "Debit"]
        sold = [posting for posting in postings if posting.direction == "Credit"]
        expect(cents(paper["amount"]) > 0, f"its amount is {paper['amount']}")
        _posted(bank, "purchase", bought, day_of(paper["purchase_date"]), paper["amount"], expect)
        _redeemed(bank, paper, sold, expect)


def _posted(bank: Bank, name: str, postings: list[Settlement], day: date | None, money: object, expect: Expect) -> None:
    """A purchase or redemption within the history is one transaction, that day, for that amount."""
    wanted = day is not None and bank.history_start <= day <= bank.as_of
    expect(len(postings) == wanted, f"its {name} on {day} is {len(postings)} transactions, not {wanted:d}")
    for posting in postings:
        of_posting = bank.report.on("M7", "transactions", posting.transaction_id)
        of_posting(posting.day == day, f"{name} on {posting.day}, but the investment says {day}")
        amount = cents(money)  # type: ignore[arg-type]
        of_posting(posting.amount == amount, f"{name} of {reais(posting.amount)}, not {reais(amount)}")


def _redeemed(bank: Bank, paper: Record, sold: list[Settlement], expect: Expect) -> None:
    closed, day = paper["status"] == "Closed", paper["redeemed_on"]
    expect(closed == (day is not None), f"it is {paper['status']}, but redeemed_on is {day}")
    expect((paper["redemption_amount"] is not None) == closed, "redemption_amount and status do not agree")
    redeemed = day_of(day) if day is not None else None
    _posted(bank, "redemption", sold, redeemed, paper["redemption_amount"], expect)
    if redeemed is not None and paper["redemption_amount"] is not None:
        _tax(paper, (redeemed - day_of(paper["purchase_date"])).days, expect)
    elif not closed:
        expect(not cents(paper["income_tax"]), "income tax before it is redeemed")


def _tax(paper: Record, held: int, expect: Expect) -> None:
    """The gross redemption is net plus tax; only a gain is taxed, by kind and holding period."""
    net, tax = cents(paper["redemption_amount"]), cents(paper["income_tax"])
    gain = net + tax - cents(paper["amount"])
    expect(tax >= 0, f"income tax {reais(tax)} is negative")
    expect(net > 0, f"it is redeemed for {reais(net)}")
    kind = paper["investment_type"]
    if gain <= 0 or (kind == "Fixed Income" and EXEMPT.search(paper["product"])):
        expect(tax == 0, f"income tax {reais(tax)}, where none is due")
    elif kind == "Fixed Income":
        rate = next((rate for days, rate in FIXED_INCOME_TAX if held <= days), LONGEST_TAX)
        close = abs(tax * 1000 - gain * rate) <= 1000  # a cent either way: the law does not say how to round
        expect(close, f"income tax {reais(tax)} on a gain of {reais(gain)} held for {held} days")
    else:
        expect(tax * 1000 <= gain * HIGHEST_TAX[kind] + 1000, f"income tax {reais(tax)} on {reais(gain)}")
