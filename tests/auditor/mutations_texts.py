"""Mutations of texts, placeholders and ranges: I7, S3, and what lies after as_of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from .reading import Record
from .spoiling import enter_field


def accented(column: str) -> Callable[[Record], bool]:
    """A record with an accent within a word of a column."""
    return lambda row: bool(re.search("[a-z][à-ÿ][a-z]", row[column]))


def misread(was: str) -> str:
    """UTF-8 that was read as Latin-1."""
    return was.encode().decode("latin-1")


def without_accents(was: str) -> str:
    """What a code page without accents makes of a text."""
    return was.encode("ascii", "replace").decode()


def apart(was: str) -> str:
    """Accents behind their letters."""
    return unicodedata.normalize("NFD", was)


enter_field("I7", "customers", "a blank at the end of a name", "name", lambda was: was + " ")
enter_field("I7", "transactions", "two blanks in a description", "description", lambda was: was.replace(" ", "  ", 1),
            lambda row: " " in row["description"])  # fmt: skip
enter_field("I7", "customers", "a tab in an address", "address", lambda was: was.replace(" ", "\t", 1))
enter_field("I7", "customers", "a blank of no width in a name", "name", lambda was: was[:1] + "\u200b" + was[1:])
enter_field("I7", "customers", "a name that was read as Latin-1", "name", misread, accented("name"))
enter_field("I7", "compliance", "a comment with a replacement character", "comments", "Endere\ufffdo confirmado.")
enter_field("I7", "customers", "question marks for accents", "name", without_accents, accented("name"))
enter_field("I7", "customers", "accents apart", "name", apart, accented("name"))
enter_field("I7", "customers", "N/A for an occupation", "occupation", "N/A")
enter_field("I7", "branches", "a dash for an address", "address", "-")
enter_field("I7", "customers", "an empty name", "occupation", "")
enter_field("I7", "customers", "a name in capitals", "name", str.upper, note=True)
enter_field("I7", "customers", "an income of nothing", "monthly_income", 0, note=True)
enter_field("I7", "investments", "a maturity in the year 9999", "maturity_date", "9999-12-31",
            lambda row: row["maturity_date"])  # fmt: skip
enter_field("S3", "customers", "an income of ten billion", "monthly_income", Decimal("10000000000"))
enter_field("S3", "loans", "interest of 1,250 %", "interest_rate", Decimal("1250"))
enter_field("T1", "customers", "a birth 115 years ago", "birth_date", "1911-01-01",
            lambda row: row["birth_date"] and row["created_at"] > "2012")  # fmt: skip
enter_field("T1", "customers", "joined in the future", "created_at", "2099-01-01T10:00:00")
enter_field("T1", "compliance", "decided in the future", "updated_at", "2099-01-01T10:00:00")
