"""Days and moments: whole numbers in memory, ISO 8601 text in the files."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine.arrays import Bytes, Integers

# How other tools write what they have read: DuckDB with a space, pandas with a fraction, and midnight behind a date
_OTHER_MOMENT = "^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]0+)?$"
_OTHER_DAY = "^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00(?:[.]0+)?$"
DAY = 86_400  # seconds; Brasília time has had no daylight saving since 2019, so every day has as many
_FIRST = int(np.datetime64("1900-01-01", "D").astype(np.int64))
_LAST = int(np.datetime64("2150-12-31", "D").astype(np.int64))


@cache
def _day_letters() -> NDArray[np.void]:
    """The texts of all days from 1900 to 2150, ten bytes each."""
    days = np.arange(_FIRST, _LAST + 1).astype("datetime64[D]")
    return np.datetime_as_string(days).astype("S10").view("V10")


@cache
def _second_letters() -> NDArray[np.void]:
    """The texts of all seconds of a day with the T before them, nine bytes each."""
    seconds = np.arange(DAY)
    parts = [seconds // 3600, seconds // 60 % 60, seconds % 60]
    letters = np.full((DAY, 9), ord(":"), dtype=np.uint8)
    letters[:, 0] = ord("T")
    for start, part in zip((1, 4, 7), parts, strict=True):
        letters[:, start], letters[:, start + 1] = part // 10 + ord("0"), part % 10 + ord("0")
    return letters.view("V9").ravel()


@cache
def _day_texts() -> pl.Series:
    return pl.Series(_day_letters().view("S10")).cast(pl.String)


def day_texts(days: Integers) -> pl.Series:
    """Days since 1970-01-01 as texts such as 2026-03-14; days outside 1900 to 2150 raise IndexError."""
    if len(days) and (int(days.min()) < _FIRST or int(days.max()) > _LAST):
        raise IndexError("a day outside 1900 to 2150")
    return _day_texts().gather(days - _FIRST)


def moment_letters(moments: Integers) -> Bytes:
    """Seconds since 1970-01-01T00:00:00 as letters of texts such as 2026-03-14T09:26:53, (n, 19) uint8.

    Moments outside 1900 to 2150 raise IndexError.
    """
    if len(moments) and int(moments.min()) < _FIRST * DAY:
        raise IndexError("a moment outside 1900 to 2150")
    days = moments // DAY
    parts = np.empty(len(moments), dtype=[("day", "V10"), ("second", "V9")])
    parts["day"] = _day_letters().take(days - _FIRST)
    parts["second"] = _second_letters().take(moments - days * DAY)
    return parts.view(np.uint8).reshape(-1, 19)


def usual_days(texts: pl.Series) -> pl.Series:
    """Days as the build writes them, where another tool has put midnight behind them; any other text stays."""
    return texts.str.replace(_OTHER_DAY, "$1") if (texts.str.len_bytes() > 10).any() else texts


def usual_moments(texts: pl.Series) -> pl.Series:
    """Moments as the build writes them, where another tool has put a space for the T or a fraction of zero."""
    other = (texts.str.len_bytes() > 19) | texts.str.contains(" ", literal=True)
    return texts.str.replace(_OTHER_MOMENT, "${1}T${2}") if other.any() else texts


def days_of(texts: pl.Series) -> pl.Series:
    """Days since 1970-01-01 (Int64, null where null) of usual texts; raises a PolarsError on another format."""
    return texts.str.to_date("%Y-%m-%d", strict=True).cast(pl.Int32).cast(pl.Int64)


def moments_of(texts: pl.Series) -> pl.Series:
    """Seconds since 1970-01-01T00:00:00 (Int64) of usual texts; raises a PolarsError on another format."""
    return texts.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms", strict=True).cast(pl.Int64) // 1000


def day(iso: str) -> int:
    """Days since 1970-01-01 of one date."""
    return int(np.datetime64(iso, "D").astype(np.int64))
