"""A bank of three datasets, small enough to build in every test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "generators"))

from lastro.engine.tasks.graph import Dataset, configuration, dataset_tasks

DATASETS = [
    Dataset("customers", rows="customers", reference=["cities"], settings=["privacy"]),
    Dataset("accounts", ["customers"], settings=["bank.as_of"]),
    Dataset("transactions", ["accounts"], settings=["bank.history_start"]),
]

DOIT_CONFIG = configuration(DATASETS)


def task_datasets():
    """The three datasets."""
    yield from dataset_tasks(DATASETS)
