"""P3: the other side of postings: its CNPJ has the right check digits, its bank is one of Brazil's or this one.

Which banks there are stands in data/reference/, a list of the Central Bank that the generators read too.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.flags import true_of
from lastro.checks.rule_registry import Broken, each
from lastro.checks.rules.documents import CNPJ, CNPJ_WEIGHTS, digits_right, symbols
from lastro.engine import paths
from lastro.engine.arrays import Flags

MASKED = r"^\*{3}\.[0-9]{3}\.[0-9]{3}-\*{2}$"  # a CPF as receipts show it


@each("P3", "transactions")
def other_sides_have_documents(bank: Bank, batch: Batch) -> Broken:
    """A masked CPF, or a CNPJ with the right check digits (with invalid documents: each of them wrong)."""
    document = batch.text("counterparty_document")
    yield (
        "counterparty_document",
        "the document of the other side is none",
        ~_in(document, _are_documents(bank, document)),
    )


@each("P3", "transactions")
def other_sides_have_banks(bank: Bank, batch: Batch) -> Broken:
    """Who has a document has a bank; it is on the Central Bank's list, but for accounts of this one."""
    ispb, here = batch.text("counterparty_bank"), batch.present("counterparty_account_id")
    alone = batch.present("counterparty_document") != batch.present("counterparty_bank")
    yield "counterparty_bank", "it has a document or a bank of the other side, but not both", alone
    listed = true_of(ispb.is_in(_ispbs()))
    yield "counterparty_bank", "there is no such bank", batch.present("counterparty_bank") & ~here & ~listed
    yield "counterparty_bank", "the other account is here, and its bank another", here & listed


def _are_documents(bank: Bank, texts: pl.Series) -> pl.Series:
    """The different documents that are well-formed and have the check digits that they should."""
    different = texts.drop_nulls().unique()
    company = different.str.contains(CNPJ).to_numpy()
    right = digits_right(bank, symbols(different, company, 14), CNPJ_WEIGHTS)
    well = different.str.contains(MASKED).to_numpy().copy()
    well[company] = right
    return different.filter(pl.Series(well, dtype=pl.Boolean))


def _in(texts: pl.Series, known: pl.Series) -> Flags:
    found: Flags = np.asarray((texts.is_in(known.implode()) | texts.is_null()).fill_null(True).to_numpy())
    return found


@cache
def _ispbs() -> list[str]:
    """The banks of the Central Bank's list."""
    table = pl.read_csv((paths.ROOT / paths.reference("banks")).read_bytes(), infer_schema=False)
    return table["ispb"].to_list()
