"""T2: loans end and cards expire when they should."""

from __future__ import annotations

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.days import months_of, plus_months
from lastro.checks.rule_registry import Broken, each
from lastro.engine.rows.tables import NULL

CARD_LIFE = (36, 72)  # months from issue to expiry


@each("T2", "loans")
def loans_end_after_their_term(bank: Bank, batch: Batch) -> Broken:
    """end_date = start_date + term calendar months."""
    term = batch["term"].clip(0, 1200)
    other = batch["end_date"] != plus_months(batch["start_date"], term)
    yield "end_date", "end_date is not start_date and term", other


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
