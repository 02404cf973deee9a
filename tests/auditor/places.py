"""I3 and I6: city and state exist; city, state, code, CEP and DDD agree; telephone numbers are well formed."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .bank import Bank
from .columns import KEYS
from .reading import Record
from .report import Expect, Report

# State: CPF's fiscal region, CEP ranges (first five digits), DDDs; written down here, not read from the tables.
STATES = """
RO 2 76800-76999 69
AC 2 69900-69999 68
AM 2 69000-69299,69400-69899 92,97
RR 2 69300-69399 95
PA 2 66000-68899 91,93,94
AP 2 68900-68999 96
TO 1 77000-77999 63
MA 3 65000-65999 98,99
PI 3 64000-64999 86,89
CE 3 60000-63999 85,88
RN 4 59000-59999 84
PB 4 58000-58999 83
PE 4 50000-56999 81,87
AL 4 57000-57999 82
SE 5 49000-49999 79
BA 5 40000-48999 71,73,74,75,77
MG 6 30000-39999 31,32,33,34,35,37,38
ES 7 29000-29999 27,28
RJ 7 20000-28999 21,22,24
SP 8 01000-19999 11,12,13,14,15,16,17,18,19
PR 9 80000-87999 41,42,43,44,45,46,47,49
SC 9 88000-89999 42,47,48,49
RS 0 90000-99999 51,53,54,55
MS 1 79000-79999 67
MT 1 78000-78899 65,66
GO 1 72800-72999,73700-76799 61,62,64
DF 1 70000-72799,73000-73699 61
"""
PHONE = re.compile(r"\+55 (\d\d) (9\d{4}|[2-5]\d{3})-\d{4}")
CEP = re.compile(r"\d{5}-\d{3}")


def _ranges(text: str) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in (part.split("-") for part in text.split(","))]


REGION_DIGIT: dict[str, str] = {}
_CEPS: dict[str, list[tuple[int, int]]] = {}
_DDDS: dict[str, set[str]] = {}
for _line in STATES.strip().splitlines():
    _uf, REGION_DIGIT[_uf], _ceps, _ddds = _line.split(" ")
    _CEPS[_uf], _DDDS[_uf] = _ranges(_ceps), set(_ddds.split(","))

# Facts of IBGE, Correios and Anatel, no code of the generators.
MUNICIPALITIES = Path(__file__).resolve().parents[2] / "data" / "reference" / "municipalities.csv"


class Municipality(NamedTuple):
    """What belongs to a city."""

    ibge_code: int
    ddd: str
    market: str
    ceps: list[tuple[str, str]]  # first and last of each range, as they are written


class Gazetteer:
    """The municipalities by name and state."""

    def __init__(self) -> None:
        with MUNICIPALITIES.open(encoding="utf-8", newline="") as stream:
            self.known = {(row["city"], row["uf"]): self._of(row) for row in csv.DictReader(stream)}

        self.markets = {municipality.ibge_code: municipality.market for municipality in self.known.values()}

    @staticmethod
    def _of(row: dict[str, str]) -> Municipality:
        ranges = [(low, high) for low, high in (part.split("..") for part in row["ceps"].split())]
        return Municipality(int(row["ibge_code"]), row["ddd"], row["market"], ranges)

    def unknown(self, record: Record) -> str | None:
        """Why a record's city or state does not exist."""
        city, state = record["city"], record["state"]
        if state is not None and state not in _CEPS:
            return f"{state} is no state"
        if city is not None and state is not None and (city, state) not in self.known:
            return f"there is no {city} in {state}"
        return None


@cache
def gazetteer() -> Gazetteer:
    """The one of this process."""
    return Gazetteer()


def check_addresses(bank: Bank, gazetteer: Gazetteer) -> None:
    """Check the addresses of customers and branches."""
    for dataset in ("customers", "branches"):
        for key, place in bank.rows(dataset):
            unknown = gazetteer.unknown(place)
            if unknown:
                bank.report.blame("I6", dataset, key, unknown)
            _address(place, gazetteer, bank.report.on("I3", dataset, key))


def check_branches(bank: Bank, gazetteer: Gazetteer) -> None:
    """Check that accounts are kept by a branch of the owner's city, else market, else state, where there is one."""
    areas = {key: _areas(branch, gazetteer) for key, branch in bank.rows("branches")}
    offered = [{area[level] for area in areas.values()} for level in range(3)]
    for key, account in bank.rows("accounts"):
        owner, office = bank.row("customers", account["customer_id"]), areas.get(account["branch_id"])
        if owner is None or office is None:
            continue
        home = _areas(owner, gazetteer)
        level = next((level for level in range(3) if home[level] and home[level] in offered[level]), None)
        near = level is None or home[level] == office[level]
        bank.report.noting("I3", "accounts", key)(near, "its branch is not the nearest kind")


def _areas(place: Record, gazetteer: Gazetteer) -> tuple[object, object, object]:
    """Code of the city, of its market and of its state."""
    code = place["ibge_code"]
    return code, gazetteer.markets.get(code), code // 100_000


def _address(place: Record, gazetteer: Gazetteer, expect: Expect) -> None:
    cep, city, state = place["postal_code"], place["city"], place["state"]
    phone = PHONE.fullmatch(place["phone_number"])
    expect(phone, f"phone {place['phone_number']!r} is not a Brazilian number")
    if state in _CEPS:
        expect(_cep_is_in(cep, _CEPS[state]), f"CEP {cep} is not in {state}")
    known = gazetteer.known.get((city, state))
    if known:
        expect(place["ibge_code"] == known.ibge_code, f"{place['ibge_code']} is not the code of {city}")
        inside = any(low <= cep <= high for low, high in known.ceps) or not known.ceps
        expect(inside, f"CEP {cep} is not in {city}")
        if phone:
            expect(phone[1] == known.ddd and phone[1] in _DDDS[state], f"DDD {phone[1]} is not that of {city}")


def _cep_is_in(cep: str, ranges: list[tuple[int, int]]) -> bool:
    return bool(CEP.fullmatch(cep)) and any(low <= int(cep[:5]) <= high for low, high in ranges)


class Places:
    """Checks city and state of a stream of records."""

    def __init__(self, report: Report, dataset: str, gazetteer: Gazetteer) -> None:
        self.report, self.dataset, self.gazetteer, self.seen = report, dataset, gazetteer, 0
        self.remembered: dict[tuple[str | None, str | None], str | None] = {}

    def see(self, record: Record) -> None:
        """Check one record."""
        self.seen += 1
        pair = (record["city"], record["state"])
        if pair not in self.remembered:
            self.remembered[pair] = self.gazetteer.unknown(record)
        unknown = self.remembered[pair]
        if unknown:
            self.report.blame("I6", self.dataset, record[KEYS[self.dataset]], unknown)
        if (pair[0] is None) is not (pair[1] is None):
            self.report.blame("I3", self.dataset, record[KEYS[self.dataset]], "it has a city or a state, but not both")

    def finish(self) -> None:
        """Report how many records were seen."""
        self.report.checked["I3"] += self.seen
