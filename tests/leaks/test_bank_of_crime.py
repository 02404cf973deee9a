"""The leak tests on a bank with much crime, and the bands in which a small honest model must land."""

from __future__ import annotations

import runpy
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from leaks.amounts import balances, delays, digits, label_delays
from leaks.columns import information, single_columns, small_trees
from leaks.figures import leaking
from leaks.identity import file_places, sorted_ids
from leaks.models import GRAPH, HISTORY, NODE_FLOW, NODE_HISTORY, RAW, features, nodes_tried, tried, with_months
from leaks.people import before_the_start
from leaks.postings import NO_CASE, books_of, frame, labelled, postings_of
from leaks.rules import one_line_rules, rules_at_rate_one
from leaks.texts import null_masks, words
from leaks.truth import labels_of, truth_of
from projects import ROOT
from truths import bank_with_truth, write_truth_of

pytestmark = pytest.mark.leaks
SETTINGS = {"customers": "5000", "crime.fraud": "25", "crime.laundering": "10"}  # 20,000 take CI longer than it may
KIND = "fraud"  # rings are too few among 5,000 customers for intervals by case


@dataclass(frozen=True)
class Crime:
    """A bank with crime: its books, every posting, and the truth."""

    folder: Path
    books: Any
    postings: pl.DataFrame
    truth: dict[str, pl.DataFrame]

    def rows(self, kind: str) -> pl.DataFrame:
        """The postings with the labels of one kind."""
        return labelled(self.postings, labels_of(self.truth).filter(pl.col("kind") == kind))

    def members(self, kind: str) -> pl.DataFrame:
        """Everybody in cases of one kind."""
        return self.truth["case_members"].join(self.truth["cases"].filter(kind=kind), on="case_id", how="semi")


@pytest.fixture(scope="module")
def crime(tmp_path_factory: pytest.TempPathFactory) -> Crime:
    folder = tmp_path_factory.mktemp("much_crime")
    bank_with_truth(folder, **SETTINGS)
    books = books_of(folder)
    return Crime(folder, books, postings_of(books), truth_of(folder))


def test_no_column_text_amount_or_pause_gives_crime_away(crime: Crime) -> None:
    rows = crime.rows(KIND)
    figures = chain(
        single_columns(rows), small_trees(rows), [sorted_ids(rows)], null_masks(rows), words(rows), digits(rows),
        information(rows), balances(rows), delays(rows),
    )  # fmt: skip
    assert leaking(figures) == []


def test_a_rule_of_one_line_finds_innocent_people_beside_crime(crime: Crime) -> None:
    assert leaking(one_line_rules(crime.rows(KIND), crime.books)) == []


def test_at_the_rate_of_brazil_a_rule_of_one_line_is_hardly_ever_right(crime: Crime, tmp_path: Path) -> None:
    """The cases of rate 1 are among those of this bank: a truth at that rate of the same files names them."""
    write_truth_of(crime.folder, tmp_path, **{**SETTINGS, "crime.fraud": "1", "crime.laundering": "1"})
    cases, labels = truth_of(tmp_path)["cases"]["case_id"], labels_of(crime.truth)
    assert 0 < len(cases) < len(crime.truth["cases"]) / 5
    assert set(cases) <= set(crime.truth["cases"]["case_id"])
    rows = labelled(crime.postings, labels)
    assert leaking(rules_at_rate_one(rows, labels, cases, crime.books)) == []


def test_neither_places_in_the_file_nor_what_stood_before_gives_members_away(crime: Crime) -> None:
    place = frame(crime.books, "SELECT customer_id, rowid AS number FROM customers")
    figures = chain(file_places(crime.rows(KIND), place), before_the_start(crime.books, crime.members(KIND)))
    assert leaking(figures) == []


def test_no_number_of_days_passes_before_every_label(crime: Crime) -> None:
    labels = labelled(crime.postings, labels_of(crime.truth)).filter(pl.col("case") != NO_CASE)
    dated = labels.with_columns(date=pl.from_epoch("moment").cast(pl.Date))
    assert not label_delays(dated).leaks


def test_a_small_model_finds_fraud_neither_too_easily_nor_hardly_at_all(crime: Crime) -> None:
    """The row alone tells transfers from other debits (docs/crime.md), so it is asked among transfers."""
    postings = with_months(labelled(crime.postings, labels_of(crime.truth)))
    transfers = features(crime.books, postings.filter(category="Transfer"), KIND)
    rows = features(crime.books, postings, KIND)
    assert 0.60 <= tried(transfers, KIND, RAW).area <= 0.82  # 0.793 today, where 0.80 is the band
    history, graph = tried(rows, KIND, RAW + HISTORY), tried(rows, KIND, RAW + HISTORY + GRAPH)
    assert 0.85 <= history.area <= 0.95
    assert 0.45 <= history.caught <= 0.75
    assert 0.10 <= history.average_precision <= 0.45
    assert graph.area <= 0.97
    assert 1.15 * history.average_precision <= graph.average_precision <= 0.70
    assert graph.best_f1 <= 0.80


def test_a_small_model_of_accounts_finds_mules_by_the_flow_of_money_but_not_all(crime: Crime) -> None:
    """A wide band: few accounts of criminals are active in the last months of 5,000 customers."""
    rows = with_months(labelled(crime.postings, labels_of(crime.truth)))
    flow = nodes_tried(crime.books, rows, NODE_HISTORY + NODE_FLOW)
    assert flow.illicit >= 5
    assert 0.55 <= flow.area <= 0.99
    assert flow.average_precision <= 0.90


def test_the_example_ranks_mules_as_its_page_says(crime: Crime) -> None:
    found = runpy.run_path(str(ROOT / "examples/find_the_mule.py"))["find_the_mule"](crime.folder, crime.folder)
    assert found["known by the cut"] < found["illicit before the cut"]
    assert 0.85 <= found["area"] <= 0.97
