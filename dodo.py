"""The graph of Lastro: nine datasets, each made by the module of its name in generators/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "generators"))

from engine.graph import Dataset, configuration, dataset_tasks
from tasks import further_tasks

TIME = ["bank.base_date", "bank.as_of", "bank.history_start"]

DATASETS = [
    Dataset("customers", rows="customers", settings=["bank.base_date", "bank.as_of", "privacy"]),
    Dataset("branches", rows="branches", settings=["bank.as_of"]),
    Dataset("accounts", ["customers", "branches"], settings=TIME),
    Dataset("loans", ["customers", "accounts"], settings=TIME),
    Dataset("credit_cards", ["customers", "accounts"], settings=[*TIME, "privacy"]),
    Dataset("investments", ["customers", "accounts"], settings=TIME),
    Dataset(
        "transactions",
        ["customers", "branches", "accounts", "loans", "credit_cards", "investments"],
        settings=TIME,
    ),
    Dataset("compliance", ["customers", "accounts", "transactions"], settings=TIME),
    Dataset("digital_activity", ["customers", "accounts", "transactions"], settings=TIME),
]

DOIT_CONFIG = configuration(DATASETS)


def task_datasets():
    """The nine datasets, then the further tasks of generators/tasks/."""
    yield from dataset_tasks(DATASETS)
    yield from further_tasks(DATASETS)
