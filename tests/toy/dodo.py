"""A bank of three datasets, small enough to build in every test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "generators"))

from datetime import date

from lastro.engine.settings.setting_types import Day, OneOf, Whole
from lastro.engine.tasks.graph import Dataset, DeclaredSettings, configuration, dataset_tasks

SETTINGS = DeclaredSettings(
    {
        "bank.customers": Whole("Customers", 0, 10_000_000),
        "bank.as_of": Day("Last day", date(2021, 1, 1), date(2100, 12, 31)),
        "privacy.documents": OneOf("What documents say", ("valid", "invalid")),
    }
)


def per_customer(count):
    """The size of a dataset with so many bytes a customer."""
    return lambda settings: settings.number("bank.customers") * count


DATASETS = [
    Dataset("customers", rows="customers", size=per_customer(120), reference=["cities"], settings=["privacy"]),
    Dataset("accounts", ["customers"], size=per_customer(130), settings=["bank.as_of"]),
    Dataset("transactions", ["accounts"], size=per_customer(140)),
]

DOIT_CONFIG = configuration(DATASETS, SETTINGS)


def task_datasets():
    """The three datasets."""
    yield from dataset_tasks(DATASETS)
