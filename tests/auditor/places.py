"""I3: city, state, CEP and DDD agree, and telephone numbers are well formed."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

from .bank import Bank
from .columns import KEYS
from .reading import Record
from .report import Expect, Report

# State: CPF's fiscal region, CEP ranges (first five digits), DDDs, capital, the capital's CEP range.
STATES = """
RO 2 76800-76999 69 Porto Velho=76800-76823
AC 2 69900-69999 68 Rio Branco=69900-69923
AM 2 69000-69299,69400-69899 92,97 Manaus=69000-69099
RR 2 69300-69399 95 Boa Vista=69300-69339
PA 2 66000-68899 91,93,94 Belém=66000-67999
AP 2 68900-68999 96 Macapá=68900-68914
TO 1 77000-77999 63 Palmas=77000-77270
MA 3 65000-65999 98,99 São Luís=65000-65099
PI 3 64000-64999 86,89 Teresina=64000-64099
CE 3 60000-63999 85,88 Fortaleza=60000-61900
RN 4 59000-59999 84 Natal=59000-59099
PB 4 58000-58999 83 João Pessoa=58000-58099
PE 4 50000-56999 81,87 Recife=50000-54999
AL 4 57000-57999 82 Maceió=57000-57099
SE 5 49000-49999 79 Aracaju=49000-49099
BA 5 40000-48999 71,73,74,75,77 Salvador=40000-44470
MG 6 30000-39999 31,32,33,34,35,37,38 Belo Horizonte=30000-34999
ES 7 29000-29999 27,28 Vitória=29000-29099
RJ 7 20000-28999 21,22,24 Rio de Janeiro=20000-26600
SP 8 01000-19999 11,12,13,14,15,16,17,18,19 São Paulo=01000-09999
PR 9 80000-87999 41,42,43,44,45,46,47,49 Curitiba=80000-83800
SC 9 88000-89999 42,47,48,49 Florianópolis=88000-88469
RS 0 90000-99999 51,53,54,55 Porto Alegre=90000-94900
MS 1 79000-79999 67 Campo Grande=79000-79129
MT 1 78000-78899 65,66 Cuiabá=78000-78109
GO 1 72800-72999,73700-76799 61,62,64 Goiânia=74000-74899
DF 1 70000-72799,73000-73699 61 Brasília=70000-70999
"""
PHONE = re.compile(r"\+55 (\d\d) (9\d{4}|[2-5]\d{3})-\d{4}")
CEP = re.compile(r"\d{5}-\d{3}")


def _ranges(text: str) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in (part.split("-") for part in text.split(","))]


REGION_DIGIT: dict[str, str] = {}
_CEPS: dict[str, list[tuple[int, int]]] = {}
_DDDS: dict[str, set[str]] = {}
_CAPITALS: dict[tuple[str, str], list[tuple[int, int]]] = {}
for _line in STATES.strip().splitlines():
    _uf, REGION_DIGIT[_uf], _ceps, _ddds, _capital = _line.split(" ", 4)
    _CEPS[_uf], _DDDS[_uf] = _ranges(_ceps), set(_ddds.split(","))
    _name, _range = _capital.split("=")
    _CAPITALS[_name, _uf] = _ranges(_range)


_REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
TOWNS = [
    _REFERENCE / "cities.csv",
    _REFERENCE / "towns.csv",
]  # facts of IBGE and libphonenumber, no code of the generators


class Gazetteer:
    """Which states have a city of a name: by the capitals, by public tables of towns (many names stand in several
    states), and by the addresses of customers and branches."""

    def __init__(self, bank: Bank) -> None:
        self.states: dict[str, set[str]] = defaultdict(set)
        for city, state in _CAPITALS:
            self.states[city].add(state)
        for table in TOWNS:
            with table.open(encoding="utf-8", newline="") as stream:
                for row in csv.DictReader(stream):
                    self.states[row["city"]].add(row["uf"])
        for dataset in ("customers", "branches"):
            for _, place in bank.rows(dataset):
                if _cep_is_in(place["postal_code"], _CEPS.get(place["state"], [])):
                    self.states[place["city"]].add(place["state"])

    def problem(self, record: Record) -> str | None:
        """What is wrong with a record's city and state."""
        city, state = record["city"], record["state"]
        if city is None or state is None:
            return None if city is state else "it has a city or a state, but not both"
        if state not in _CEPS:
            return f"{state} is no state"
        known = self.states.get(city)
        return f"{city} is not in {state}" if known and state not in known else None


def check_addresses(bank: Bank) -> None:
    """Check the addresses of customers and branches."""
    for dataset in ("customers", "branches"):
        for key, place in bank.rows(dataset):
            _address(place, bank.report.on("I3", dataset, key))


def _address(place: Record, expect: Expect) -> None:
    cep, city, state = place["postal_code"], place["city"], place["state"]
    if not expect(state in _CEPS, f"{state} is no state"):
        return
    expect(_cep_is_in(cep, _CEPS[state]), f"CEP {cep} is not in {state}")
    capital = _CAPITALS.get((city, state))
    expect(capital is None or _cep_is_in(cep, capital), f"CEP {cep} is not in {city}")
    phone = PHONE.fullmatch(place["phone_number"])
    if expect(phone, f"phone {place['phone_number']!r} is not a Brazilian number") and phone:
        expect(phone[1] in _DDDS[state], f"DDD {phone[1]} is not in {state}")


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
            self.remembered[pair] = self.gazetteer.problem(record)
        problem = self.remembered[pair]
        if problem:
            self.report.blame("I3", self.dataset, record[KEYS[self.dataset]], problem)

    def finish(self) -> None:
        """Report how many records were seen."""
        self.report.checked["I3"] += self.seen
