"""The graph of Lastro: nine datasets, each made by the module of its name in generators/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "generators"))

from engine.graph import Dataset, configuration, dataset_tasks
from tasks import further_tasks

# Tables of data/reference/
PLACES = ["cities", "states", "towns"]
ADDRESSES = [*PLACES, "first_names", "neighbourhoods", "streets"]  # streets are named after people
PEOPLE = [*ADDRESSES, "business_lines", "business_names", "legal_forms", "second_names", "surnames"]
INCOMES = ["minimum_wage", "occupations"]
RATES = ["inflation_by_year", "macro_by_year"]

# Settings of bank.toml
TIME = ["bank.base_date", "bank.as_of", "bank.history_start"]
MONEY = [*TIME, "ledger"]

DATASETS = [
    Dataset(
        "customers",
        rows="customers",
        reference=[*PEOPLE, *INCOMES],
        settings=["bank.base_date", "bank.as_of", "privacy"],
    ),
    Dataset("branches", rows="branches", reference=ADDRESSES, settings=["bank.as_of"]),
    Dataset("accounts", ["customers", "branches"], reference=[*PLACES, *INCOMES, *RATES], settings=MONEY),
    Dataset("loans", ["customers", "accounts"], reference=[*INCOMES, *RATES], settings=MONEY),
    Dataset("credit_cards", ["customers", "accounts"], reference=RATES, settings=[*MONEY, "privacy"]),
    Dataset("investments", ["customers", "accounts"], reference=RATES, settings=MONEY),
    Dataset(
        "transactions",
        ["customers", "branches", "accounts", "loans", "credit_cards", "investments"],
        reference=[*PEOPLE, *INCOMES, *RATES, "banks", "merchants"],
        settings=MONEY,
    ),
    Dataset("compliance", ["customers", "accounts", "transactions"], settings=TIME),
    Dataset("digital_activity", ["customers", "accounts", "transactions"], reference=["cities"], settings=TIME),
]

DOIT_CONFIG = configuration(DATASETS)


def task_datasets():
    """The nine datasets, then the further tasks of generators/tasks/."""
    yield from dataset_tasks(DATASETS)
    yield from further_tasks(DATASETS)
