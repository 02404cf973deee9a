"""Outsiders: documents of people and companies that are no customers, and the banks that keep their accounts."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import polars as pl

from lastro.brazil.documents import cnpj, cnpj_roots, cpf
from lastro.engine.arrays import Integers, Keys
from lastro.engine.rows.run import Run


class Kind(IntEnum):
    """Who has a document; each kind has a million numbers above those of customers."""

    PERSON = 80
    FIRM = 81
    BILLER = 82
    GOVERNMENT = 83  # states, the Union, and the town halls behind them
    MERCHANT = 84  # up to 89: merchants are many


_A_KIND = 1_000_000
_STATES = 1_000  # governments before the first town hall


def owners(kind: Kind, numbers: Integers) -> Keys:
    """The numbers by which outsiders have their documents."""
    return np.uint64(int(kind) * _A_KIND) + numbers.astype(np.uint64)


def company_documents(run: Run, kind: Kind, numbers: Integers) -> pl.Series:
    """The CNPJs of companies and governments by number."""
    keys = owners(kind, numbers)
    roots = cnpj_roots(run.seed, keys, np.zeros(len(keys), np.bool_))
    return cnpj(roots, run.setting("privacy.documents") == "valid")


def person_documents(run: Run, numbers: Integers) -> pl.Series:
    """The CPFs of people by number, masked."""
    keys = owners(Kind.PERSON, numbers)
    region = run.draws("outsiders", keys).integer("fiscal region", 0, 10)
    return masked(cpf(run.seed, keys, region, run.setting("privacy.documents") == "valid"))


def town_halls(places: Integers) -> Integers:
    """The numbers of town halls among governments."""
    return places + _STATES


def masked(cpfs: pl.Series) -> pl.Series:
    """CPFs as receipts show them, ***.456.789-**; of companies' blanks, blanks."""
    shown = "***" + cpfs.str.slice(3, 9) + "**"
    return shown.zip_with(cpfs != "", cpfs)
