"""The graph of Lastro: its datasets, each made by the module of its name in generators/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "generators"))

from lastro.bank.settings import SETTINGS
from lastro.bank.sizes import COHORT, per_branch, per_customer
from lastro.engine.tasks.graph import Dataset, configuration, dataset_tasks
from lastro.tasks import further_tasks

# Tables of data/reference/
PLACES = ["municipalities", "states"]
ADDRESSES = [*PLACES, "first_names", "neighbourhoods", "streets"]  # streets are named after people
PEOPLE = ["first_names", "second_names", "surnames"]
BUSINESSES = ["business_lines", "business_names"]
SELIC = ["macro_by_year", "savings_rates", "selic"]
PRICES = ["inflation_by_month"]
RATES = [*PRICES, *SELIC]
WAGES = [
    "base_months",
    "income_tax_brackets",
    "income_tax_reduction",
    "minimum_wage",
    "pension_thirteenth",
    "wage_rises",
]
PATHS = ["occupations", "social_security", "social_security_brackets"]  # whose income comes from where, and when
LIVES = ["delinquency", *PATHS]  # with what goes well or wrong with loans
GRANTS = [*LIVES, "payroll_loans"]
FIRMS = ["business_lines", "sectors", "simples"]
LEVELS = [*RATES, *WAGES, *LIVES, *FIRMS, "fees", "iof", "payment_instruments", "pix_by_month"]

# Settings of bank.toml
HISTORY = ["bank.as_of", "bank.history_start"]
MONEY = [*HISTORY, "bank.base_date", "ledger"]
POSTED = [*MONEY, "crime"]

DATASETS = [
    Dataset(
        "customers",
        rows="customers",
        cohort=COHORT,
        size=per_customer(575),
        reference=[*ADDRESSES, *PEOPLE, *BUSINESSES, "legal_forms", "minimum_wage", "occupations"],
        settings=["bank.base_date", "bank.as_of", "privacy"],
    ),
    Dataset("branches", rows="branches", size=per_branch(345), reference=ADDRESSES, settings=["bank.as_of"]),
    Dataset(
        "accounts",
        ["customers", "branches"],
        size=per_customer(655),
        reference=[*PLACES, *LEVELS, "investment_terms", "payroll_loans"],
        settings=POSTED,
    ),
    Dataset(
        "loans",
        ["customers", "accounts"],
        size=per_customer(245),
        reference=[*PRICES, *SELIC, *GRANTS],
        settings=MONEY,
    ),
    Dataset(
        "credit_cards",
        ["customers", "accounts"],
        size=per_customer(460),
        reference=[*PRICES, *SELIC, *GRANTS, "fees", "iof"],
        settings=[*POSTED, "privacy"],
    ),
    Dataset(
        "investments",
        ["customers", "accounts"],
        size=per_customer(405),
        reference=[*RATES, "investment_terms", *PATHS],
        settings=MONEY,
    ),
    Dataset(
        "transactions",
        ["customers", "branches", "accounts", "loans", "credit_cards", "investments"],
        size=per_customer(2_800, a_month=6_000),
        reference=[*PLACES, *PEOPLE, "business_names", *LEVELS, "banks", "merchants"],
        settings=[*POSTED, "transactions", "privacy"],
    ),
    Dataset(
        "compliance",
        ["customers", "accounts", "transactions"],
        size=per_customer(710),
        settings=[*HISTORY, "crime"],
    ),
    Dataset(
        "digital_activity",
        ["customers", "accounts", "transactions"],
        size=per_customer(500, a_month=2_350),
        reference=[*PLACES, *PATHS],
        settings=[*HISTORY, "bank.base_date", "crime"],
    ),
    Dataset(
        "card_transactions",
        ["customers", "accounts", "credit_cards", "transactions"],
        size=per_customer(1_900, a_month=2_110),
        reference=[*PLACES, *PRICES, "business_names", "fees", "iof", "merchants", *PATHS],
        settings=[*POSTED, "privacy", "transactions"],
    ),
]

DOIT_CONFIG = configuration(DATASETS, SETTINGS)


def task_datasets():
    """The datasets, then the further tasks of generators/lastro/tasks/."""
    yield from dataset_tasks(DATASETS)
    yield from further_tasks(DATASETS)
