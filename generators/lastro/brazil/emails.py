"""E-mail addresses that derive from a name, are unique, and reach nobody: in domains for examples."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws, Weights, mix, name_key
from lastro.engine.random.keys import is_hand_made
from lastro.engine.random.permutation import Permutation

# RFC 2606 reserves these three domains, and so every name under them, for examples.
_HOSTS = ("", "mail.", "email.", "correio.", "caixa.", "postal.", "carta.", "webmail.", "conecta.", "net.")
DOMAINS = tuple(f"{host}example.{end}" for end in ("com", "org", "net") for host in _HOSTS)
ENDS = ("com", "org", "net")
MAILBOXES = ("contato", "financeiro", "atendimento", "comercial", "vendas", "administrativo")
TIERS = (
    0,
    10**5,
    10**7,
    10**9,
)  # ordinals of each tier are permuted among themselves, so that numbers stay short
_FIRST, _LAST = pl.col("first"), pl.col("last")
FORMS = (  # (share, local part); shares are an assumption
    (46, pl.format("{}.{}", _FIRST, _LAST)),
    (18, pl.format("{}{}", _FIRST, _LAST)),
    (12, pl.format("{}_{}", _FIRST, _LAST)),
    (10, pl.format("{}{}", _FIRST.str.slice(0, 1), _LAST)),
    (8, pl.format("{}.{}", _LAST, _FIRST)),
    (6, pl.format("{}.{}", _FIRST, _LAST.str.slice(0, 1))),
)
FORM_WEIGHTS = Weights([share for share, _ in FORMS])


def unique_suffix(seed: int, owners: Keys) -> Integers:
    """A unique number for each owner: each tier of ordinals permuted; hand-made owners above all tiers."""
    numbers = np.empty(len(owners), dtype=np.uint64)
    for low, high in pairwise(TIERS):
        rows = np.flatnonzero((owners >= low) & (owners < high))
        permuted = Permutation(seed, f"e-mail {low}", high - low)(owners[rows] - np.uint64(low))
        numbers[rows] = permuted + np.uint64(low)
    by_hand = is_hand_made(owners)
    numbers[by_hand] = TIERS[-1] + mix(owners[by_hand] + name_key("e-mail", seed)) % np.uint64(TIERS[-1])
    return numbers.astype(np.int64)


def slug(names: pl.Series, gap: str = "") -> pl.Series:
    """Names in lower-case ASCII letters and digits, their words joined by `gap`."""
    plain = names.str.normalize("NFKD").str.replace_all(r"[^A-Za-z0-9 -]", "")
    return plain.str.to_lowercase().str.replace_all(r"[ -]+", gap)


def personal(draws: Draws, first: pl.Series, last: pl.Series, numbers: Integers) -> pl.Series:
    """Addresses such as ana.souza87@correio.example.com, from the slugs of first and last name.

    Unique, as the number can be read back: the domain is its remainder, the digits at the end the quotient.
    """
    form = draws.choice("e-mail form", FORM_WEIGHTS)
    parts = pl.DataFrame({"first": first, "last": last, "form": form})
    local = FORMS[0][1]
    for code, (_, expression) in enumerate(FORMS):
        local = pl.when(pl.col("form") == code).then(expression).otherwise(local)
    domain = pl.Series(DOMAINS).gather(numbers % len(DOMAINS))
    digits = _digits(numbers // len(DOMAINS))
    return parts.select(pl.format("{}{}@{}", local, digits, domain)).to_series()


def corporate(draws: Draws, slugs: pl.Series, numbers: Integers) -> pl.Series:
    """Addresses such as contato@padaria-central12.example.com, from the slug of the company's name."""
    mailbox = pl.Series(MAILBOXES).gather(draws.integer("mailbox", 0, len(MAILBOXES)))
    end = pl.Series(ENDS).gather(numbers % len(ENDS))
    digits = _digits(numbers // len(ENDS))
    return pl.select(pl.format("{}@{}{}.example.{}", mailbox, slugs, digits, end)).to_series()


def _digits(numbers: Integers) -> pl.Series:
    """Numbers as digits; nothing for 0."""
    digits = pl.Series(numbers).cast(pl.String)
    return digits.set(pl.Series(numbers == 0), "")
