"""I4: e-mail addresses are addresses, reach nobody, and are made of the name."""

from __future__ import annotations

import polars as pl

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read
from lastro.checks.spill import repeated
from lastro.engine.arrays import Flags

ADDRESS = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"
RESERVED = r"^[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)*example\.(com|org|net)$"


@each("I4", "customers")
def addresses_are_addresses(bank: Bank, batch: Batch) -> Broken:
    """An address has a name, an @ and a domain of several parts, and no blanks."""
    yield "email", "email is no e-mail address", ~batch.text("email").str.contains(ADDRESS).to_numpy()


@each("I4", "customers", note=True)
def addresses_are_reserved(bank: Bank, batch: Batch) -> Broken:
    """Plain addresses in a domain reserved for examples (RFC 2606), or in one under it."""
    address, reserved = (batch.text("email").str.contains(form) for form in (ADDRESS, RESERVED))
    yield "email", "email is no plain address under example.com, .org or .net", (address & ~reserved).to_numpy()


@each("I4", "customers", note=True)
def addresses_derive_from_the_name(bank: Bank, batch: Batch) -> Broken:
    """What stands before `example.` has a word of the name in it, or the name's first letter and a word."""
    people = batch.frame.select(
        words=plain(pl.col("name")).str.extract_all("[a-z0-9]+"),
        local=pl.col("email").str.split("example.").list.first(),
    ).with_row_index("at")
    yield "email", "email is not made of the name", ~_has_a_word(people)


@once_read("I4", "customers")
def addresses_belong_to_one_customer(bank: Bank, dataset: str) -> BrokenRows:
    """No two customers have the same address."""
    yield "email", "another customer has the same e-mail address", repeated(bank.take_spill("customers email", 2))


def plain(text: pl.Expr) -> pl.Expr:
    """Small letters without accents."""
    return text.str.to_lowercase().str.normalize("NFKD").str.replace_all(r"[^\x00-\x7f]", "")


def _has_a_word(people: pl.DataFrame) -> Flags:
    """Whose address has a word of the name; those of one or two letters count where there are no others.

    Behind the name's first letter any word counts: Gabriel Reis Sá Filho may have gsa@.
    """
    word, long, local = pl.col("words"), pl.col("words").str.len_bytes() > 2, pl.col("local")
    named = local.str.contains(word, literal=True)
    short = local.str.replace_all("[^a-z0-9]", "").str.contains(pl.col("initial") + word, literal=True)
    judged = pl.when(long.any()).then((named & long | short).any()).otherwise(named.any())
    initial = pl.col("words").list.first().str.head(1)
    each = people.with_columns(initial=initial).explode("words", empty_as_null=True)
    rows = each.group_by("at", maintain_order=True).agg(judged.alias("has"))
    found: Flags = rows["has"].fill_null(False).to_numpy()
    return found
