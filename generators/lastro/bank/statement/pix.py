"""Pix: the identifiers that payers' banks give to every payment.

EndToEndId: E, the ISPB of the payer's institution, the minute in UTC, eleven letters or digits unique in that minute
(Banco Central, API Pix / Open Finance payments 4.0.0).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.engine.arrays import Bytes, Integers, Keys
from lastro.engine.random.draws import mix, name_key
from lastro.engine.rows.moments import moment_letters

Characters = Bytes

LASTRO_ISPB = "91794028"  # no institution in data/reference/banks.csv has it
LASTRO_COMPE = "917"
UTC_AHEAD = 3 * 3600  # seconds that UTC is ahead of Brasília
_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", dtype=np.uint8)
_PAIRS = np.array([[a, b] for a in _ALPHABET for b in _ALPHABET], dtype=np.uint8).view(np.uint16).ravel()
_BASE = np.uint64(62 * 62)  # two digits in base 62
_MINUTE = ((0, 4, 9), (5, 7, 13), (8, 10, 15), (11, 13, 17), (14, 16, 19))  # from, to in 2026-03-14T09:26:53; place


def end_to_end_ids(keys: Keys, moments: Integers, payers: Integers, ispbs: Characters) -> Characters:
    """EndToEndIds, (n, 32) letters.

    keys: one a payment, the same for both legs. moments: seconds of Brasília time. payers: rows of ispbs, (banks, 8).
    The last eleven characters are the key under a 64-bit bijection in base 62, so no two payments share them.
    """
    ids = np.empty((len(keys), 32), dtype=np.uint8)
    ids[:, 0] = ord("E")
    ids[:, 1:9] = ispbs.view("V8").ravel().take(payers).view(np.uint8).reshape(-1, 8)
    minutes = moment_letters(moments + UTC_AHEAD)
    for start, end, place in _MINUTE:
        ids[:, place : place + end - start] = minutes[:, start:end]
    ids[:, 21:] = _base_62(mix(keys ^ name_key("end to end")))
    return ids


def _base_62(numbers: Keys) -> Characters:
    """64-bit numbers as eleven letters and digits, the lowest digits first."""
    pairs = np.empty((len(numbers), 6), dtype=np.uint16)
    for place in range(5):
        higher = numbers // _BASE
        pairs[:, place] = _PAIRS.take((numbers - higher * _BASE).astype(np.int64))
        numbers = higher
    letters = pairs.view(np.uint8).reshape(-1, 12)
    letters[:, 10] = _ALPHABET.take(numbers.astype(np.int64))
    return letters[:, :11]


def letters_of(texts: pl.Series) -> Characters:
    """Texts of eight letters as rows of letters, (n, 8)."""
    return np.array([list(text.encode()) for text in texts], dtype=np.uint8)
