"""Rows of credit cards for the leak tests: purchases as their file says them, with the cases that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
import polars as pl

import card_transactions
from generated import contracts, owners, run_of
from lastro.bank.contracts.cards.rows.all_rows import paid_bills
from lastro.bank.contracts.cards.terms import Cards
from lastro.bank.crime.cards.labelled import stolen_rows
from lastro.bank.crime.cards.robbed import robbed
from lastro.bank.people.period import history_start
from lastro.engine import Table
from lastro.engine.files.codec import Codec
from lastro.engine.files.line_index import BETWEEN
from lastro.engine.rows.tables import NULL
from leaks.amounts import digits
from leaks.columns import CONTENT, FORM, HABIT, numbers
from leaks.figures import Figure
from leaks.postings import NO_CASE, compared
from leaks.ranks import off_centre
from leaks.texts import words
from transactions import Transaction

STRATUM = ["entry_mode", "category"]
_ID = pl.col("card_transaction_id")
_COLUMNS = {
    **{f"byte {n} of the id": (_ID.str.slice(n * 2 + (n > 3) + (n > 5) + (n > 7), 2), FORM) for n in (0, 1, 5, 9)},
    "row number": (pl.col("number"), FORM),
    "second of the minute": (pl.col("moment").dt.second(), FORM),
    "cents": (pl.col("amount") % 100, FORM),
    "length of the merchant": (pl.col("description").str.len_chars(), FORM),
    "city is null": (pl.col("city").is_null(), FORM),
    "hour": (pl.col("moment").dt.hour(), HABIT),
    "weekday": (pl.col("moment").dt.weekday(), HABIT),
    "installments": (pl.col("installments"), HABIT),
    "amount": (pl.col("amount"), CONTENT),
    "balance after": (pl.col("balance_after"), CONTENT),
}


def purchases(count: int, rate: float) -> pl.DataFrame:
    """Purchases by the cards of so many customers, each once: of one in parts, the row of its first."""
    run, given = run_of(crime_fraud=rate), {"crime_fraud": rate}
    people, accounts = owners(count, **given)
    cards = contracts("credit_cards", count, **given)
    found = robbed(run, people, Cards.of(cards))
    paid = paid_bills(cards, found.every, history_start(run), run.as_of)
    payments = {
        "card_id": cards.card_id[paid.card], "transaction_date": paid.moment, "amount": paid.amount,
        "transaction_id": np.arange(len(paid.card), dtype=np.uint64),
    }  # fmt: skip
    rows = card_transactions.generate(run, people, accounts, cards, Table(Transaction, payments))
    text = BETWEEN.join(Codec(run.seed, card_transactions.CardTransaction).lines(rows, {})).replace(BETWEEN, b"\n")
    stolen = stolen_rows(run, cards, found)
    case = dict(zip(stolen.key.tolist(), np.unique(stolen.case, return_inverse=True)[1].tolist(), strict=True))
    of = [case.get(key, NO_CASE) for key in rows.card_transaction_id.tolist()]
    every = np.unique(stolen.case)
    known_at = found.cases.known_at[np.searchsorted(found.cases.key, every)].tolist()
    known = {number: at for number, at in enumerate(known_at) if at != NULL}
    frame = (
        pl.read_ndjson(text, infer_schema_length=None)
        .with_row_index("number")
        .with_columns(case=pl.Series(of), known_at=pl.Series([known.get(each) for each in of], dtype=pl.Int64))
    )
    bought = frame.filter(
        pl.col("transaction_type").is_in(["Purchase", "Instalment"]) & (pl.col("installment_number") == 1)
    )
    return bought.with_columns(
        amount=(pl.col("purchase_amount") * 100).round().cast(pl.Int64),
        moment=pl.col("transaction_date").str.to_datetime(),
        description="merchant_name", name="merchant_document", customer_id="card_id",
        stratum=pl.struct(STRATUM).rank("dense").cast(pl.Int64),
    )  # fmt: skip


def figures(rows: pl.DataFrame) -> Iterator[Figure]:
    """What columns, amounts and merchants say of whose purchases these are, within entry mode and category."""
    near = compared(rows)
    single = (off_centre(name, numbers(near, each), near, bound) for name, (each, bound) in _COLUMNS.items())
    return chain(single, digits(rows), words(rows))


Change = Callable[[pl.Expr], pl.Expr]
LEAKS: dict[str, tuple[str, Change, str]] = {  # column, what a careless generator makes of it, a figure that says so
    "a merchant of their own": ("description", lambda _: pl.lit("Loja Rapina"), "Rapina"),
    "a round amount": ("amount", lambda amount: amount // 10_000 * 10_000 + 10_000, "multiples of R$ 100"),
    "all in one payment": ("installments", lambda _: pl.lit(1, pl.Int64), "installments"),
    "a second of the minute": ("moment", lambda moment: moment.dt.truncate("1m"), "second of the minute"),
    "a certain hour": ("moment", lambda moment: moment.dt.replace(hour=3), "hour"),
    "large sums alone": ("amount", lambda amount: amount + 3_000_00, "amount"),
}


def careless(rows: pl.DataFrame, leak: str) -> pl.DataFrame:
    """The same with stolen purchases as a careless generator would have made them."""
    column, change, _ = LEAKS[leak]
    stolen = pl.col("case") != NO_CASE
    return rows.with_columns(pl.when(stolen).then(change(pl.col(column))).otherwise(pl.col(column)).alias(column))
