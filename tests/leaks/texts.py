"""Leak test 5: what is null and what is written says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from leaks.columns import NULLABLE
from leaks.figures import Figure
from leaks.postings import NO_CASE, compared, matched
from leaks.ranks import at_most


def null_masks(rows: pl.DataFrame) -> Iterator[Figure]:
    """Cramer's V of what is null and the label, within strata: of two binary columns, how far they go together."""
    rows = compared(rows)
    label = _within(rows, (rows["case"] != NO_CASE).cast(pl.Float64))
    for name in NULLABLE:
        mask = _within(rows, rows[name].is_null().cast(pl.Float64))
        if mask.std() > 0:
            found = abs(float(np.corrcoef(mask, label)[0, 1]))
            yield Figure(f"V of {name} being null", found, 0.05, found - 2 / np.sqrt(len(rows)))


def _within(rows: pl.DataFrame, values: pl.Series) -> np.ndarray:
    """Values less the mean of their stratum."""
    given = pl.DataFrame({"stratum": rows["stratum"], "value": values})
    return given.select(pl.col("value") - pl.col("value").mean().over("stratum")).to_series().to_numpy()


def words(rows: pl.DataFrame) -> Iterator[Figure]:
    """A logistic regression on words, learnt from one half of the cases; and no word that only crime uses."""
    sample = matched(rows, each=20)
    texts = sample.select(_text()).to_series().to_list()
    counted = CountVectorizer(min_df=5, token_pattern=r"\S+", lowercase=False).fit_transform(texts)
    illicit = (sample["case"] != NO_CASE).to_numpy()
    half = pl.when(pl.col("case") == NO_CASE).then(pl.col("number")).otherwise(pl.col("case"))
    known = sample.select(half % 2 == 0).to_series().to_numpy()
    model = LogisticRegression(C=0.1, max_iter=200).fit(counted[known], illicit[known])
    score = model.decision_function(counted[~known])
    yield at_most("words of description and name", score, sample.filter(~known), 0.55)
    yield _worst_word(rows)


def _text() -> pl.Expr:
    return pl.concat_str(["description", pl.col("name").fill_null("")], separator=" ")


def _worst_word(rows: pl.DataFrame) -> Figure:
    """The word whose use gives most away: of those who meet it, the share that are in cases (five cases at least).

    A customer counts once a word, a case too: the name of one payee, paid in one case only, is no trick.
    """
    said = compared(rows).select("case", "customer_id", word=_text().str.split(" ")).explode("word")
    used = _cases_and_innocent(said.group_by("word")).filter(pl.col("cases") >= 5)
    usual = _cases_and_innocent(said.group_by(pl.lit(1))).row(0)
    bound = max(0.2, 4 * usual[1] / (usual[1] + usual[2]))
    if used.is_empty():
        return Figure("share of cases among those who meet a word", 0.0, bound, 0.0)
    share = pl.col("cases") / (pl.col("cases") + pl.col("innocent"))
    near = share - 1.96 * (share * (1 - share) / (pl.col("cases") + pl.col("innocent"))).sqrt()
    word, value, low = used.select("word", share=share, near=near).sort("near", descending=True).row(0)
    return Figure(f"share of cases among those who meet the word {word!r}", value, bound, low)


def _cases_and_innocent(groups: Any) -> pl.DataFrame:
    found: pl.DataFrame = groups.agg(
        cases=pl.col("case").filter(pl.col("case") != NO_CASE).n_unique(),
        innocent=pl.col("customer_id").filter(pl.col("case") == NO_CASE).n_unique(),
    )
    return found
