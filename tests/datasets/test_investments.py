"""Investments: returns, redemptions and the tax on them."""

from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest

from generated import contracts, died, owners, run_of
from lastro.bank.choices import Indexer, InvestmentStatus, InvestmentType, Product
from lastro.bank.contracts.investments.indices import log_growth
from lastro.bank.contracts.investments.share_prices import log_price
from lastro.bank.contracts.investments.values import gross_value, movements, redemptions
from lastro.brazil.calendar import is_bank_business_day
from lastro.engine import Table
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL, NULL_CODE
from projects import ROOT

START, AS_OF = day("2025-11-01"), day("2026-10-31")
HELD_UP_TO = ((180, 225), (360, 200), (720, 175), (10**6, 150))  # Lei 11.033/2004, per mille of the gain


@pytest.fixture(scope="module")
def papers() -> Table[Any]:
    return contracts("investments")


def test_fixed_income_grows_every_day(papers: Table[Any]) -> None:
    some = papers.take((papers.investment_type == InvestmentType.FIXED_INCOME) & (papers.indexer != Indexer.IPCA))
    values = [gross_value(run_of(), some, some.purchase_date + days) for days in range(0, 900, 30)]
    assert (np.diff(values, axis=0) > 0).mean() > 0.97  # a cent a month may be less than one
    assert (np.diff(values, axis=0) >= 0).mean() > 0.999  # prices may fall by more than the interest above them
    assert (values[0] == some.amount).all()


def test_what_follows_the_ipca_grows_from_year_to_year(papers: Table[Any]) -> None:
    some = papers.take((papers.investment_type == InvestmentType.FIXED_INCOME) & (papers.indexer == Indexer.IPCA))
    values = [gross_value(run_of(), some, some.purchase_date + days) for days in (0, 365, 730)]
    assert len(some) > 0
    assert (np.diff(values, axis=0) > 0).all()  # though prices fell in some months, such as July 2022


def test_a_hundred_percent_of_cdi_is_a_tenth_below_the_selic_of_each_day() -> None:
    start, end = day("2025-12-31"), day("2026-12-31")
    grown = log_growth(run_of(), np.array([Indexer.CDI]), np.array([10_000]), np.array([start]), np.array([end]))
    with (ROOT / "data/reference/selic.csv").open(encoding="utf-8") as table:
        steps = [(day(row["from"]), float(row["selic"])) for row in csv.DictReader(table)]
    days = np.arange(start, end)
    selic = [[rate for since, rate in steps if since <= each][-1] for each in days[is_bank_business_day(days)].tolist()]
    assert grown[0] == pytest.approx(sum(math.log1p((rate - 0.1) / 100) / 252 for rate in selic), rel=1e-9)


def test_a_fixed_rate_is_what_it_says() -> None:
    start, end = np.array([day("2025-12-31")]), np.array([day("2026-12-31")])
    grown = log_growth(run_of(), np.array([Indexer.FIXED]), np.array([1_200]), start, end)
    assert grown[0] == pytest.approx(math.log(1.12), rel=0.02)


def test_tax_follows_the_holding_period(papers: Table[Any]) -> None:
    fixed, exempt = papers.investment_type == InvestmentType.FIXED_INCOME, (Product.LCI, Product.LCA)
    taxed = fixed & ~np.isin(papers.product, exempt)
    gone = papers.take(taxed & (papers.status == InvestmentStatus.CLOSED))
    gain = gone.redemption_amount + gone.income_tax - gone.amount
    for held, won, tax in zip(gone.redeemed_on - gone.purchase_date, gain, gone.income_tax, strict=True):
        rate = next(rate for days, rate in HELD_UP_TO if held <= days)
        assert tax == (won * rate + 500) // 1000


def test_lci_and_lca_are_exempt(papers: Table[Any]) -> None:
    exempt = np.isin(papers.product, [Product.LCI, Product.LCA]) & (papers.status == InvestmentStatus.CLOSED)
    assert exempt.sum() > 20
    assert (papers.income_tax[exempt] == 0).all()


def test_losses_bear_no_tax(papers: Table[Any]) -> None:
    gone = papers.take(papers.status == InvestmentStatus.CLOSED)
    lost = gone.redemption_amount < gone.amount
    assert lost.sum() > 10
    assert (gone.income_tax[lost] == 0).all()


def test_status_redemption_and_value_agree(papers: Table[Any]) -> None:
    closed = papers.status == InvestmentStatus.CLOSED
    for column in (papers.redeemed_on, papers.redemption_amount, papers.income_tax):
        assert ((column != NULL) == closed).all()
    assert ((papers.current_value == 0) == closed).all()


def test_shares_and_funds_have_neither_index_nor_maturity(papers: Table[Any]) -> None:
    quoted = papers.investment_type == InvestmentType.FIXED_INCOME
    assert ((papers.indexer != NULL_CODE) == quoted).all()
    assert ((papers.rate != NULL) == quoted).all()
    assert ((papers.maturity_date != NULL) == quoted).all()


def test_business_is_done_on_business_days(papers: Table[Any]) -> None:
    run = run_of()
    ends = died(papers, owners()[0])
    moves, redeemed = movements(run, papers, ends), redemptions(run, papers, ends)
    assert is_bank_business_day(moves.purchase // DAY).all()
    assert is_bank_business_day(redeemed.day).all()
    assert (redeemed.day - papers.purchase_date >= 31).all()


def test_nothing_outlives_its_maturity(papers: Table[Any]) -> None:
    active = (papers.status != InvestmentStatus.CLOSED) & (papers.maturity_date != NULL)
    assert (papers.maturity_date[active] > AS_OF - 6).all()


def test_money_is_bought_with_after_the_account_was_opened_and_by_its_owner(papers: Table[Any]) -> None:
    _, accounts = owners()
    kind = dict(zip(accounts.account_id.tolist(), accounts.account_type.tolist(), strict=True))
    kinds = {kind[account] for account in papers.account_id.tolist()}
    assert {0, 2} <= kinds <= {0, 2, 3}


def test_few_hold_most(papers: Table[Any]) -> None:
    held = np.sort(np.bincount(papers.customer_id.astype(np.int64), papers.current_value))[::-1]
    top = int(0.09 * (held > 0).sum())
    assert 0.4 <= held[:top].sum() / held.sum() <= 0.85  # 9.18 % of clients hold 64.2 % (2018)


def test_some_investments_are_dormant_and_some_are_not(papers: Table[Any]) -> None:
    idle = AS_OF - papers.last_activity_date[papers.status != InvestmentStatus.CLOSED]
    assert 0.2 <= (idle > 180).mean() <= 0.8


def test_prices_move_and_do_not_depend_on_the_present() -> None:
    product, days = np.full(400, Product.AGBR3), np.arange(START, START + 400)
    now, later = (log_price(run_of(as_of=as_of), product, days) for as_of in ("2026-10-31", "2027-03-31"))
    assert (now == later).all()
    assert now.std() > 0.02
