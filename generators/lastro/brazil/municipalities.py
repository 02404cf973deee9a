"""Municipalities and states of Brazil: data/reference/municipalities.csv and states.csv, validated as they are read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.engine.arrays import Floats, Integers
from lastro.engine.rows.reference import among, decimal, once, read, refuse, whole
from lastro.engine.rows.run import Run

STATES, MUNICIPALITIES = "states", "municipalities"
STATE_COLUMNS = "uf ibge_code state region capital population cpf_digit income_level ddds ceps"
COLUMNS = "ibge_code city uf population ddd ddd_basis latitude longitude ceps cep_basis market"
BASES = pl.Series(["two", "first", "unverified", "none"])  # README.md of data/reference says what they mean
SOUTH, NORTH, WEST, EAST = -33.8, 5.3, -74.0, -28.8  # degrees, Brazil's extremes (IBGE)
CODE_OF_STATE = 100_000  # a municipality's code is its state's and five digits (IBGE)
CEP_RANGE = r"^([0-9]{5})-([0-9]{3})\.\.([0-9]{5})-([0-9]{3})$"
MAX_CEP = 99_999_999


@dataclass(frozen=True)
class CepRanges:
    """CEP ranges in the order of CEPs, which are whole numbers of eight digits; owner is the position of the row."""

    owner: Integers
    first: Integers
    last: Integers

    def holding(self, first: Integers, last: Integers) -> Integers:
        """The owner of the range that holds each stretch of CEPs whole, -1 where there is none."""
        at = np.searchsorted(self.first, first, side="right") - 1
        return np.where((at >= 0) & (last <= self.last[at]), self.owner[at], -1)


@dataclass(frozen=True)
class FederalUnits:
    """The 27 states, as they stand in their table; one value a state."""

    frame: pl.DataFrame
    codes: Integers  # of IBGE, two digits
    population: Integers
    cpf_digits: Integers
    income_levels: Floats
    ceps: CepRanges


@dataclass(frozen=True)
class Municipalities:
    """The municipalities, as they stand in their table; one value a municipality."""

    frame: pl.DataFrame
    codes: Integers  # of IBGE, seven digits
    state: Integers  # position of the state
    ddd: Integers
    population: Integers  # estimate of 2021; 0 for the smaller ones, of which the table has none
    market: Integers  # position of the municipality in the middle of its home market
    ceps: CepRanges


def states(run: Run) -> FederalUnits:
    """The states; raises BadInput with file and line where a row cannot be right."""
    frame = read(run, STATES, STATE_COLUMNS)
    for column in ("uf", "ibge_code", "state"):
        once(STATES, frame, column)
    return FederalUnits(
        frame=frame,
        codes=whole(STATES, frame, "ibge_code"),
        population=whole(STATES, frame, "population"),
        cpf_digits=whole(STATES, frame, "cpf_digit"),
        income_levels=decimal(STATES, frame, "income_level"),
        ceps=cep_ranges(STATES, frame["ceps"]),
    )


def municipalities(run: Run) -> Municipalities:
    """The municipalities; raises BadInput with file and line where a row cannot be right."""
    of, frame = run.once(states), read(run, MUNICIPALITIES, COLUMNS)
    once(MUNICIPALITIES, frame, "ibge_code")
    once(MUNICIPALITIES, frame, "city", "uf")
    state = among(MUNICIPALITIES, frame, "uf", of.frame["uf"], "state of states.csv")
    found = Municipalities(
        frame=frame,
        codes=whole(MUNICIPALITIES, frame, "ibge_code"),
        state=state,
        ddd=whole(MUNICIPALITIES, frame, "ddd"),
        population=whole(MUNICIPALITIES, frame.with_columns(pl.col("population").fill_null("0")), "population"),
        market=among(MUNICIPALITIES, frame, "market", frame["ibge_code"], "ibge_code of this table"),
        ceps=cep_ranges(MUNICIPALITIES, frame["ceps"]),
    )
    _identified(found, of)
    _located(found, of)
    return found


def _identified(found: Municipalities, of: FederalUnits) -> None:
    """Refuse codes of another state, and a state without its capital."""
    frame = found.frame
    strange = found.codes // CODE_OF_STATE != of.codes[found.state]
    refuse(MUNICIPALITIES, strange, lambda row: f"ibge_code {found.codes[row]} is not of {frame['uf'][row]}")
    seats = of.frame.select("uf", city="capital")
    lost = ~seats.join(frame, on=["uf", "city"], how="left", maintain_order="left")["ibge_code"].is_not_null()
    refuse(STATES, lost.to_numpy(), lambda row: f"capital {seats['city'][row]} is not in municipalities.csv")


def _located(found: Municipalities, of: FederalUnits) -> None:
    """Refuse CEPs and DDDs of another state, coordinates outside Brazil, and markets whose middle lies in another."""
    frame, ranges = found.frame, found.ceps
    ddds = of.frame["ddds"].str.split(" ").gather(found.state)
    elsewhere = ~pl.select(pl.lit(ddds).list.contains(pl.lit(frame["ddd"]))).to_series()
    refuse(MUNICIPALITIES, elsewhere.to_numpy(), lambda row: f"ddd {frame['ddd'][row]} is not of {frame['uf'][row]}")
    outside = np.zeros(len(frame), dtype=np.bool_)
    outside[ranges.owner] = of.ceps.holding(ranges.first, ranges.last) != found.state[ranges.owner]
    refuse(MUNICIPALITIES, outside, lambda row: f"{frame['ceps'][row]} lies outside the CEPs of {frame['uf'][row]}")
    y, x = (decimal(MUNICIPALITIES, frame, axis) for axis in ("latitude", "longitude"))
    abroad = (y < SOUTH) | (y > NORTH) | (x < WEST) | (x > EAST)
    refuse(MUNICIPALITIES, abroad, lambda row: f"{y[row]}, {x[row]} lies outside Brazil")
    for column in ("ddd_basis", "cep_basis"):
        among(MUNICIPALITIES, frame, column, BASES, "basis that README.md lists")
    astray = found.market[found.market] != found.market
    refuse(MUNICIPALITIES, astray, lambda row: f"market {frame['market'][row]} belongs to another market itself")


def cep_ranges(table: str, texts: pl.Series) -> CepRanges:
    """The ranges of a column such as `01000-000..05999-999 08000-000..08499-999`; null where there is none.

    Raises BadInput with file and line for what is no range, and for ranges that overlap.
    """
    parts = pl.DataFrame({"row": np.arange(len(texts)), "text": texts.str.split(" ")}).explode("text").drop_nulls()
    digits = parts["text"].str.extract_groups(CEP_RANGE).struct.unnest()
    first, last = (_cep(digits[front] + digits[back]) for front, back in (("1", "2"), ("3", "4")))
    rows = parts["row"].to_numpy()
    _refuse_ranges(table, texts, rows[(first < 0) | (last < first)], "is no CEP range")
    order = np.argsort(first, kind="stable")
    owner, first, last = rows[order], first[order], last[order]
    overlap = np.flatnonzero(first[1:] <= np.maximum.accumulate(last)[:-1]) + 1
    _refuse_ranges(table, texts, owner[overlap], "overlaps the CEPs of another line")
    return CepRanges(owner, first, last)


def _cep(digits: pl.Series) -> Integers:
    found: Integers = digits.cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    return found


def _refuse_ranges(table: str, texts: pl.Series, rows: Integers, what: str) -> None:
    wrong = np.zeros(len(texts), dtype=np.bool_)
    wrong[rows] = True
    refuse(table, wrong, lambda row: f"{texts[row]} {what}")
