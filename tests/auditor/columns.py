"""The columns of the ten datasets that rules speak of: `?` may be null, `*` is a present state, `>` may lie ahead.

All columns and their order are those of the dictionary, as users are told of them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

DICTIONARY = Path(__file__).resolve().parents[2] / "docs/dictionary.md"

_COLUMNS = {
    "customers": """customer_id:key name:text email:text phone_number:text address:text
        customer_type:choice cpf:text cnpj:text created_at:moment updated_at:moment* birth_date:date?
        registered_on:date? occupation:text? monthly_income:money? city:text state:text
        ibge_code:integer postal_code:text household_id:uuid?""",
    "branches": """branch_id:key branch_name:text address:text phone_number:text created_at:moment
        updated_at:moment* branch_code:text city:text state:text ibge_code:integer
        postal_code:text""",
    "accounts": """account_id:key customer_id:text account_type:choice balance:money* currency:choice
        created_at:moment updated_at:moment* branch_id:text account_number:text status:choice*
        closed_at:moment?* opening_balance:money overdraft_limit:money?
        restricted_on:date?* second_holder_id:text?""",
    "loans": """loan_id:key customer_id:text loan_type:choice loan_amount:money interest_rate:money
        term:integer start_date:date end_date:date> loan_status:choice* account_id:text amortization:choice
        installment_amount:money?* installments_paid:integer* outstanding_balance:money*
        days_past_due:integer* risk_band:choice? defaulted_on:date?* written_off_on:date?*
        recovered_amount:money?* renegotiated_loan_id:uuid?* prepaid_on:date?* updated_at:moment*""",
    "credit_cards": """card_id:key customer_id:text card_number:text card_type:choice expiry_date:date>
        credit_limit:money current_balance:money* upcoming_installments:money* opening_balance:money
        created_at:moment updated_at:moment* account_id:text
        status:choice* closing_day:integer due_day:integer last_bill_amount:money?*
        last_bill_due_date:date?*> last_bill_paid:money?* defaulted_on:date?* written_off_on:date?*""",
    "investments": """investment_id:key customer_id:text account_id:text investment_type:choice
        amount:money purchase_date:date maturity_date:date?> status:choice* product:text
        current_value:money?* last_activity_date:date?* redeemed_on:date?* redemption_amount:money?*
        income_tax:money?* updated_at:moment*""",
    "transactions": """transaction_id:key account_id:text transaction_type:choice amount:money
        currency:choice transaction_date:moment description:text direction:choice balance_after:money
        payment_method:text channel:text category:text city:text? state:text? counterparty_name:text?
        counterparty_account_id:text? transfer_id:uuid? end_to_end_id:text? loan_id:text? card_id:text?
        investment_id:text? posting_number:integer counterparty_document:text? counterparty_bank:text?
        reverses_transaction_id:uuid?""",
    "compliance": """compliance_id:key customer_id:text compliance_type:choice status:choice*
        review_date:moment comments:text* risk_rating:text? is_pep:flag? next_review_date:date?*>
        updated_at:moment*""",
    "digital_activity": """activity_id:key customer_id:text activity_type:text timestamp:moment
        ip_address:text device_type:choice session_id:uuid? device_id:uuid? city:text? state:text?
        transaction_id:text?""",
    "card_transactions": """card_transaction_id:key card_id:text purchase_id:uuid? transaction_type:choice
        direction:choice amount:money purchase_amount:money? transaction_date:moment posted_on:date
        merchant_name:text? merchant_document:text? category:text city:text? state:text? entry_mode:text?
        installment_number:integer installments:integer bill_due_date:date> balance_after:money""",
}

CHOICES = {
    ("customers", "customer_type"): {"Individual", "Business"},
    ("accounts", "account_type"): {"Checking", "Savings", "Investment", "Business"},
    ("accounts", "currency"): {"BRL"},
    ("accounts", "status"): {"Active", "Dormant", "Closed"},
    ("transactions", "transaction_type"): {"Deposit", "Withdrawal", "Transfer", "Payment"},
    ("transactions", "currency"): {"BRL"},
    ("transactions", "direction"): {"Credit", "Debit"},
    ("loans", "loan_type"): {"Mortgage", "Auto", "Personal", "Business"},
    ("loans", "loan_status"): {"Active", "Paid Off", "Default"},
    ("loans", "amortization"): {"Price", "SAC"},
    ("loans", "risk_band"): {"A", "B", "C", "D", "E"},
    ("credit_cards", "card_type"): {"Visa", "MasterCard", "Elo"},
    ("credit_cards", "status"): {"Active", "Blocked", "Expired", "Cancelled"},
    ("compliance", "compliance_type"): {"KYC", "AML", "LGPD"},
    ("compliance", "status"): {"Pending", "Completed", "Rejected"},
    ("investments", "investment_type"): {"Stocks", "Fixed Income", "Real Estate Funds"},
    ("investments", "status"): {"Active", "Closed"},
    ("digital_activity", "device_type"): {"Mobile", "Desktop", "Tablet"},
    ("card_transactions", "direction"): {"Credit", "Debit"},
    ("card_transactions", "transaction_type"): {
        "Purchase",
        "Instalment",
        "Refund",
        "Interest",
        "IOF",
        "Late Fee",
        "Annual Fee",
        "Payment",
        "Instalment Plan",
    },
}

_LIMITS = {  # the least, and the greatest where there is one
    "customers": "monthly_income:0-1000000000 ibge_code:1100000-5399999",
    "accounts": "overdraft_limit:0-1000000",
    "loans": """loan_amount:0.01-1000000000 interest_rate:0-1000 term:1-420 installments_paid:0-420
        installment_amount:0.01-1000000000 outstanding_balance:0-1000000000 days_past_due:0 recovered_amount:0""",
    "credit_cards": """credit_limit:0-1000000 current_balance:0 upcoming_installments:0
        opening_balance:0 closing_day:1-28 due_day:1-28 last_bill_amount:0
        last_bill_paid:0""",
    "investments": "amount:0.01-1000000000 rate:0-1000 current_value:0",
    "transactions": "amount:0.01-1000000000",
    "card_transactions": "amount:0.01 balance_after:0 installment_number:1-31 installments:1-31",
}

REFERENCES = {
    "customers": {},
    "branches": {},
    "accounts": {"customer_id": "customers", "branch_id": "branches", "second_holder_id": "customers"},
    "loans": {"customer_id": "customers", "account_id": "accounts"},
    "credit_cards": {"customer_id": "customers", "account_id": "accounts"},
    "investments": {"customer_id": "customers", "account_id": "accounts"},
    "transactions": {
        "account_id": "accounts",
        "counterparty_account_id": "accounts",
        "loan_id": "loans",
        "card_id": "credit_cards",
        "investment_id": "investments",
    },
    "compliance": {"customer_id": "customers"},
    "digital_activity": {"customer_id": "customers"},
    "card_transactions": {"card_id": "credit_cards"},
}

DATASETS = tuple(REFERENCES)


def _parsed(dataset: str) -> dict[str, tuple[str, bool]]:
    """Column -> (kind, may it be null)."""
    columns = (word.split(":") for word in _COLUMNS[dataset].split())
    return {name: (kind.rstrip("?*>"), "?" in kind) for name, kind in columns}


def _limits(dataset: str) -> dict[str, tuple[Decimal, Decimal]]:
    """Column -> (least, greatest)."""
    found = {}
    for word in _LIMITS.get(dataset, "").split():
        name, _, limits = word.partition(":")
        least, _, greatest = limits.partition("-")
        found[name] = Decimal(least), Decimal(greatest or "Infinity")
    return found


LIMITS = {dataset: _limits(dataset) for dataset in DATASETS}


def _told(dataset: str) -> tuple[str, ...]:
    """The names of all columns in their order."""
    section = DICTIONARY.read_text(encoding="utf-8").partition(f"\n## {dataset}\n")[2].partition("\n## ")[0]
    return tuple(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


COLUMNS = {dataset: _told(dataset) for dataset in DATASETS}
KINDS = {dataset: _parsed(dataset) for dataset in DATASETS}
KEYS = {dataset: next(iter(kinds)) for dataset, kinds in KINDS.items()}
MAY_LIE_AHEAD = {
    (dataset, word.split(":")[0]) for dataset in DATASETS for word in _COLUMNS[dataset].split() if word.endswith(">")
}
STATE_COLUMNS = {
    dataset: frozenset(word.split(":")[0] for word in _COLUMNS[dataset].split() if "*" in word) for dataset in DATASETS
}
