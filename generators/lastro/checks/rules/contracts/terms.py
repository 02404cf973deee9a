"""T2: loans end and cards expire when they should."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import LoanType, Product
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.days import months_of, plus_months
from lastro.checks.rule_registry import Broken, each
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import NULL

OLDEST = 80 * 12 + 6  # months of age by which homes and cars are paid off (Caixa and its insurers)
CARD_LIFE = (36, 72)  # months from issue to expiry
LETTERS = {  # since -> months at least (Res. CMN 4.410/2015, 5.119/2024, 5.169/2024, 5.215/2025)
    Product.LCI: (("2015-05-28", 3), ("2024-02-02", 12), ("2024-08-22", 9), ("2025-05-26", 6)),
    Product.LCA: (("2015-05-28", 3), ("2024-02-02", 9), ("2024-08-22", 9), ("2025-05-26", 6)),
}


@each("T2", "loans")
def loans_end_after_their_term(bank: Bank, batch: Batch) -> Broken:
    """end_date = start_date + term calendar months."""
    term = batch["term"].clip(0, 1200)
    other = batch["end_date"] != plus_months(batch["start_date"], term)
    yield "end_date", "end_date is not start_date and term", other


@each("T2", "loans")
def long_loans_end_in_time(bank: Bank, batch: Batch) -> Broken:
    """A loan for a home or a car ends before its borrower is 80 years and six months old."""
    born = bank["customers"].at("birth_date", bank.of(batch, "customer_id"), NULL)
    age = months_of(batch["end_date"]) - months_of(np.where(born == NULL, batch["end_date"], born))
    old = batch.has("loan_type", LoanType.MORTGAGE, LoanType.AUTO) & (age > OLDEST)
    yield "end_date", "it ends after its borrower is 80 years and six months old", old


@each("T2", "credit_cards")
def cards_expire_at_a_months_end(bank: Bank, batch: Batch) -> Broken:
    """A card expires at a month's end, three to six years after its issue."""
    expiry = batch["expiry_date"]
    life = months_of(expiry) - months_of(batch.day("created_at"))
    yield "expiry_date", "expiry_date is no month's end", months_of(expiry) == months_of(expiry + 1)
    other_life = (life < CARD_LIFE[0]) | (life > CARD_LIFE[1])
    yield "expiry_date", "it expires less than 3 or more than 6 years after its issue", other_life


@each("T2", "investments")
def investments_mature_after_their_purchase(bank: Bank, batch: Batch) -> Broken:
    """What matures does so after it was bought."""
    maturity = batch["maturity_date"]
    early = (maturity != NULL) & (maturity <= batch["purchase_date"])
    yield "maturity_date", "it matures before it was bought", early


@each("T2", "investments")
def letters_are_held_for_their_least_term(bank: Bank, batch: Batch) -> Broken:
    """LCI and LCA do not mature before the term that was in force when they were bought."""
    bought, maturity = batch["purchase_date"], batch["maturity_date"]
    for product, terms in LETTERS.items():
        since, months = np.array([day(text) for text, _ in terms]), np.array([least for _, least in terms])
        least = months[(np.searchsorted(since, bought, side="right") - 1).clip(0)]
        short = batch.has("product", product) & (maturity != NULL) & (maturity < plus_months(bought, least))
        yield "maturity_date", f"{product.text} of less than its least term", short
