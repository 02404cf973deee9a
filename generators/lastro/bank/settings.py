"""Settings of the bank: what each line of bank.toml may be, and what they may be together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from lastro.engine.settings.setting_types import Day, Decimal, OneOf, Value, Whole
from lastro.engine.settings.settings import DeclaredSettings

FIRST_DAY, LAST_DAY = date(2021, 1, 1), date(2083, 12, 31)  # a year later, months do not fit into keys


def _conflict(values: Mapping[str, Value]) -> str:
    """History starts no later than it ends."""
    start, end = values["bank.history_start"], values["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    if start <= end:
        return ""
    return f"history_start={start}: allowed is a date from {FIRST_DAY} to as_of, which is {end}"


SETTINGS = DeclaredSettings(
    {
        "bank.customers": Whole("Customers who have joined by base_date", 0, 50_000_000),
        "bank.branches": Whole("Branches of the bank", 1, 8_100),
        "bank.base_date": Day("Day by which `customers` have joined; more do later", FIRST_DAY, LAST_DAY),
        "bank.as_of": Day("Last day of the history; a later one only adds to it", FIRST_DAY, LAST_DAY),
        "bank.history_start": Day("First day of transactions", FIRST_DAY, LAST_DAY),
        "ledger.overdraft_rate": Decimal("Interest on overdrafts, percent a month", 0, 8),
        "ledger.card_interest": Decimal("Interest on card debt that is carried on, percent a month", 0, 30),
        "ledger.delinquency": Decimal("How much likelier than usual arrears on loans and cards are, in times", 0, 5),
        "transactions.trips": Decimal("Share of a customer's months with a trip to another city", 0, 1),
        "crime.fraud": Decimal("Fraud: 0 none, 1 as Brazil reports it; a higher rate only adds cases", 0, 50),
        "crime.laundering": Decimal("Rings that launder money: the same", 0, 10),
        "crime.difficulty": OneOf("How clumsy or careful criminals are", ("easy", "mixed", "hard")),
        "privacy.documents": OneOf(
            "Check digits of CPF, CNPJ and cards; invalid ones are nobody's", ("valid", "invalid")
        ),
    },
    _conflict,
)
