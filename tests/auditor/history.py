"""H1, H2 and H3: two folders of the same bank, one after time, growth or an edit.

Every JSON file of the older folder is compared, whatever dataset it holds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from .columns import KEYS, STATE_COLUMNS
from .reading import Record, cents, lines, reais, records
from .report import Report

GROUP = 1_000  # consecutive customers among whom money may pass


def _as_written(number: str) -> str:
    return f"number {number}"


_exactly = json.JSONDecoder(parse_float=_as_written, parse_int=_as_written)


def compare_history(
    old: Path | str, new: Path | str, state_columns: Mapping[str, Collection[str]] = STATE_COLUMNS
) -> Report:
    """H1: as_of has moved forward; only state columns differ, balances by exactly the new postings."""
    report, old, new = Report(), Path(old), Path(new)
    for dataset in _datasets(old):
        _kept(report, dataset, old, new, state_columns.get(dataset, ()))
    _balances(report, old, new)
    return report


def _datasets(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.json"))


def _kept(report: Report, dataset: str, old: Path, new: Path, state: Collection[str]) -> None:
    """Every old record is in the new file, and the same but for its state."""
    later = _digests(new, dataset)
    changed: dict[str, str] = {}
    for line in lines(old / f"{dataset}.json"):
        key = _key(dataset, line)
        report.checked["H1"] += 1
        if key not in later:
            report.blame("H1", dataset, key, "it is not there any more")
        elif later[key] != hash(line):
            changed[key] = line
    if changed:
        for line in lines(new / f"{dataset}.json"):
            key = _key(dataset, line)
            if key in changed:
                _same_but_state(report, dataset, key, changed[key], line, state)


def _same_but_state(report: Report, dataset: str, key: str, before: str, after: str, state: Collection[str]) -> None:
    was, is_now = _exactly.decode(before), _exactly.decode(after)
    if list(was) != list(is_now):
        report.blame("H1", dataset, key, "its columns differ")
    for column in was.keys() & is_now.keys():
        if was[column] != is_now[column] and column not in state:
            report.blame("H1", dataset, key, f"{column} was {was[column]!r} and is {is_now[column]!r}")


def _balances(report: Report, old: Path, new: Path) -> None:
    before = _digests(old, "transactions")
    moved: Counter[str] = Counter()
    for posting in records(new / "transactions.json"):
        if posting["transaction_id"] not in before:
            amount = cents(posting["amount"])
            moved[posting["account_id"]] += amount if posting["direction"] == "Credit" else -amount
    first = {row["account_id"]: cents(row["balance"]) for row in records(old / "accounts.json")}
    for account in records(new / "accounts.json"):
        key = account["account_id"]
        change = cents(account["balance"]) - first.get(key, cents(account["opening_balance"]))
        wrong = f"its balance moved by {reais(change)}, its new postings by {reais(moved[key])}"
        report.on("H1", "accounts", key)(change == moved[key], wrong)


def compare_growth(old: Path | str, new: Path | str, group: int = GROUP) -> Report:
    """H2: there are more customers now; every earlier whole group is as it was, byte for byte."""
    old, new = Path(old), Path(new)
    customers = [row["customer_id"] for row in records(old / "customers.json")]
    settled = set(customers[: len(customers) // group * group])
    return _unchanged("H2", old, new, settled)


def compare_edit(
    old: Path | str, new: Path | str, edited: Collection[str], group: int = GROUP, also: Collection[str] = ()
) -> Report:
    """H3: records of the edited customers have changed; all beyond their groups is as it was.

    `also` names further customers that may change: an appended customer's group, say.
    """
    old, new = Path(old), Path(new)
    customers = [row["customer_id"] for row in records(old / "customers.json")]
    touched = {place // group for place, key in enumerate(customers) if key in set(edited)}
    settled = {key for place, key in enumerate(customers) if place // group not in touched}
    return _unchanged("H3", old, new, settled - set(also))


def _unchanged(rule: str, old: Path, new: Path, settled: set[str]) -> Report:
    """What belongs to the settled customers is the same in both folders, neither more nor less."""
    report = Report()
    before, after = _owners(old), _owners(new)
    for dataset in _datasets(old):
        was, is_now = (_digests(folder, dataset, settled, of) for folder, of in ((old, before), (new, after)))
        report.checked[rule] += len(was)
        for key, digest in was.items():
            if key not in is_now:
                report.blame(rule, dataset, key, "it is not there any more")
            elif is_now[key] != digest:
                report.blame(rule, dataset, key, "it is not the same byte for byte")
        for key in is_now.keys() - was.keys():
            report.blame(rule, dataset, key, "it is new, but belongs to an earlier customer")
    return report


def _owners(folder: Path) -> dict[str, str]:
    keys = {"accounts": "account_id", "credit_cards": "card_id"}
    return {row[key]: row["customer_id"] for name, key in keys.items() for row in records(folder / f"{name}.json")}


def _digests(
    folder: Path, dataset: str, settled: set[str] | None = None, owners: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Key -> digest of the line, of all records or of the settled customers'."""
    belongs = _belongs(dataset, settled, owners or {})
    found = {}
    for line in lines(folder / f"{dataset}.json"):
        if belongs is None:
            found[_key(dataset, line)] = hash(line)
        else:
            if belongs(json.loads(line)):
                found[_key(dataset, line)] = hash(line)
    return found


def _belongs(dataset: str, settled: set[str] | None, owners: Mapping[str, str]) -> Callable[[Record], bool] | None:
    if settled is None or dataset == "branches":
        return None
    return lambda record: (
        (record.get("customer_id") or owners.get(record.get("account_id") or record["card_id"])) in settled
    )


def _key(dataset: str, line: str) -> str:
    """The record's key; it stands first in a line that the bank has written."""
    name = KEYS.get(dataset, line[2 : line.index('":')])
    start = f'{{"{name}":"'
    if line.startswith(start):
        return line[len(start) : len(start) + 36]
    record: dict[str, Any] = json.loads(line)
    return str(record[name])
