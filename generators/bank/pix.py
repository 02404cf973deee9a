"""Pix: the identifiers that payers' banks give to every payment.

EndToEndId: E, the ISPB of the payer's institution, the minute in UTC, eleven letters or digits unique in that minute
(Banco Central, API Pix / Open Finance payments 4.0.0).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engine.draws import Keys, mix, name_key
from engine.moments import moment_letters

Letters = NDArray[np.uint8]

LASTRO_ISPB = "91794028"  # no institution in data/reference/banks.csv has it
LASTRO_COMPE = "917"
UTC_AHEAD = 3 * 3600  # seconds that UTC is ahead of Brasília
_ALPHABET = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", dtype=np.uint8)
_PAIRS = np.array([[a, b] for a in _ALPHABET for b in _ALPHABET], dtype=np.uint8)  # two digits in base 62
_BASE = np.uint64(62 * 62)
_MINUTE = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15]  # places of yyyymmddhhmm in 2026-03-14T09:26:53


def end_to_end_ids(keys: Keys, moments: NDArray[np.int64], payers: NDArray[np.int64], ispbs: Letters) -> Letters:
    """EndToEndIds, (n, 32) letters.

    keys: one a payment, the same for both legs. moments: seconds of Brasília time. payers: rows of ispbs, (banks, 8).
    The last eleven characters are the key under a 64-bit bijection in base 62, so no two payments share them.
    """
    ids = np.empty((len(keys), 32), dtype=np.uint8)
    ids[:, 0] = ord("E")
    ids[:, 1:9] = ispbs[payers]
    ids[:, 9:21] = moment_letters(moments + UTC_AHEAD)[:, _MINUTE]
    rest = mix(keys ^ name_key("end to end"))
    for place in range(21, 31, 2):
        higher = rest // _BASE
        ids[:, place : place + 2] = _PAIRS[rest - higher * _BASE]
        rest = higher
    ids[:, 31] = _ALPHABET[rest]
    return ids


def letters_of(texts: pl.Series) -> Letters:
    """Texts of eight letters as rows of letters, (n, 8)."""
    return np.array([list(text.encode()) for text in texts], dtype=np.uint8)
