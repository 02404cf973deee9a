"""The leak tests on a bank with much crime, and the bands in which a small honest model must land.

Numbers of CRIME's leak tests 1 to 11 and where each stands are listed in docs/crime.md.
"""

from __future__ import annotations

import runpy
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from leaks.amounts import balances, delays, digits, label_delays
from leaks.columns import information, single_columns, small_trees
from leaks.features import FLOW, HISTORY, ROW, features, with_months
from leaks.figures import Figure, leaking
from leaks.identity import file_places, sorted_ids
from leaks.models import NODE_FLOW, NODE_HISTORY, accounts_tried, tried
from leaks.people import before_the_start
from leaks.postings import NO_CASE, books_of, frame, labelled, postings_of
from leaks.rules import one_line_rules, rules_at_rate_one
from leaks.scores import accounts_bands, bands
from leaks.texts import null_masks, words
from leaks.truth import labels_of, truth_of
from projects import DATASETS, ROOT, Project, built, lastro, once
from truths import write_truth_of

pytestmark = pytest.mark.leaks
SETTINGS = {"customers": "20000", "crime.fraud": "25", "crime.laundering": "4"}
KINDS = ("fraud", "laundering")
# Figures that are out of their band ("laundering: area by history"), as docs/crime.md would say; while any stands here,
# tests/bank/test_bank_settings.py holds the rates of bank.toml to 0.
NOT_YET: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Crime:
    """A bank with crime: its books, every posting, and the truth."""

    folder: Path
    books: Any

    @cached_property
    def truth(self) -> dict[str, pl.DataFrame]:
        return truth_of(self.folder.parent / "truth")

    @cached_property
    def postings(self) -> pl.DataFrame:
        return postings_of(self.books)

    @cached_property
    def all_labelled(self) -> pl.DataFrame:
        """The postings with the labels of both kinds."""
        return with_months(labelled(self.postings, labels_of(self.truth)))

    @cached_property
    def features(self) -> pl.DataFrame:
        return features(self.books, self.all_labelled)

    def rows(self, kind: str) -> pl.DataFrame:
        """The postings with the labels of one kind."""
        return labelled(self.postings, labels_of(self.truth).filter(pl.col("kind") == kind))

    def members(self, kind: str) -> pl.DataFrame:
        """Everybody in cases of one kind."""
        return self.truth["case_members"].join(self.truth["cases"].filter(kind=kind), on="case_id", how="semi")


@pytest.fixture(scope="session")
def crime(tmp_path_factory: pytest.TempPathFactory) -> Crime:
    """The bank is built once by doit, its books are opened once: workers read them."""
    root = once(tmp_path_factory, "much_crime", _bank_of_crime)
    return Crime(root / DATASETS, duckdb.connect(str(root / "books.duckdb"), read_only=True))


def _bank_of_crime(to: Path) -> None:
    project: Project = built(lastro(to), *(f"{name}={value}" for name, value in SETTINGS.items()))
    built(project, "truth")
    books_of(to / DATASETS, scratch=to).close()


def unexpected(kind: str, figures: Iterable[Figure]) -> list[str]:
    """What leaks, but for what is known to."""
    return leaking(figure for figure in figures if f"{kind}: {figure.what}" not in NOT_YET)


@pytest.mark.parametrize("kind", KINDS)
def test_no_column_text_amount_or_pause_gives_crime_away(crime: Crime, kind: str) -> None:
    rows = crime.rows(kind)
    figures = chain(
        single_columns(rows), small_trees(rows), [sorted_ids(rows)], null_masks(rows), words(rows), digits(rows),
        information(rows), balances(rows), delays(rows),
    )  # fmt: skip
    assert unexpected(kind, figures) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_one_line_finds_innocent_people_beside_crime(crime: Crime, kind: str) -> None:
    assert unexpected(kind, one_line_rules(crime.rows(kind), crime.books)) == []


def test_at_the_rate_of_brazil_a_rule_of_one_line_is_hardly_ever_right(crime: Crime, tmp_path: Path) -> None:
    """The cases of rate 1 are among those of this bank: a truth at that rate of the same files names them."""
    write_truth_of(crime.folder, tmp_path, **{**SETTINGS, "crime.fraud": "1", "crime.laundering": "1"})
    cases, labels = truth_of(tmp_path)["cases"]["case_id"], labels_of(crime.truth)
    assert 0 < len(cases) < len(crime.truth["cases"]) / 5
    assert set(cases) <= set(crime.truth["cases"]["case_id"])
    rows = labelled(crime.postings, labels)
    assert unexpected("both", rules_at_rate_one(rows, labels, cases, crime.books)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_neither_places_in_the_file_nor_what_stood_before_gives_members_away(crime: Crime, kind: str) -> None:
    place = frame(crime.books, "SELECT customer_id, rowid AS number FROM customers")
    figures = chain(file_places(crime.rows(kind), place), before_the_start(crime.books, crime.members(kind)))
    assert unexpected(kind, figures) == []


def test_no_number_of_days_passes_before_every_label(crime: Crime) -> None:
    labels = labelled(crime.postings, labels_of(crime.truth)).filter(pl.col("case") != NO_CASE)
    dated = labels.with_columns(date=pl.from_epoch("moment").cast(pl.Date))
    assert not label_delays(dated).leaks


@pytest.mark.parametrize("kind", KINDS)
def test_a_small_model_finds_crime_neither_too_easily_nor_hardly_at_all(crime: Crime, kind: str) -> None:
    seen = (ROW, ROW + HISTORY, ROW + HISTORY + FLOW)
    row, history, flow = (tried(crime.features, kind, columns) for columns in seen)
    assert unexpected(kind, bands(kind, row, history, flow)) == []


def test_a_small_model_of_accounts_finds_mules_by_the_flow_of_money_but_not_all(crime: Crime) -> None:
    history, flow = (
        accounts_tried(crime.books, crime.all_labelled, columns) for columns in (NODE_HISTORY, NODE_HISTORY + NODE_FLOW)
    )
    assert unexpected("accounts", accounts_bands(history, flow)) == []


def test_the_example_ranks_mules_as_its_page_says(crime: Crime) -> None:
    found = runpy.run_path(str(ROOT / "examples/find_the_mule.py"))["find_the_mule"](
        crime.folder, crime.folder.parent / "truth"
    )
    assert found["known by the cut"] < found["illicit before the cut"]
    assert 0.80 <= found["area"] <= 0.97
