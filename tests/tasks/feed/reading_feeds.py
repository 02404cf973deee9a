"""Reading a feed as its consumers do: envelopes in their order, and tables that are made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lastro.engine.rows.columns import columns_of, key_of, row_class
from lastro.tasks.feed.replaying import Gathered, write_replayed

Record = dict[str, Any]
Tables = dict[str, dict[str, Record]]  # by dataset and key


def events(folder: Path, *days: str) -> Iterator[Record]:
    """The envelopes of days (all of them where none is named) over all datasets, in the order of their numbers."""
    found = []
    for path in sorted(folder.glob("dt=*/*.ndjson")):
        if not days or path.parent.name.removeprefix("dt=") in days:
            found += map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return iter(sorted(found, key=lambda event: event["source"]["lsn"]))


def commits(found: Iterable[Record]) -> Iterator[list[Record]]:
    """Envelopes in order as transactions, as the consumer commits them."""
    together: list[Record] = []
    for event in found:
        if together and together[-1]["transaction"]["id"] != event["transaction"]["id"]:
            yield together
            together = []
        together.append(event)
    if together:
        yield together


def lines(folder: Path, name: str, until: str = "9999") -> list[bytes]:
    """The lines of a dataset up to a day."""
    paths = sorted(folder.glob(f"dt=*/{name}.ndjson"))
    return [line for path in paths if path.parent.name <= f"dt={until}" for line in path.read_bytes().splitlines()]


def replayed(feed: Path, into: Path, name: str, found: list[bytes]) -> bytes:
    """The file that lines in any order lead to."""
    into.mkdir(parents=True, exist_ok=True)
    gathered = Gathered()
    for line in found:
        gathered.take(line, key_name(name))
    write_replayed(feed / "snapshot" / f"{name}.json", gathered, name, into)
    return (into / f"{name}.json").read_bytes()


def snapshot(feed: Path, names: Iterable[str]) -> Tables:
    """The tables of the evening before a feed."""
    return {
        name: {r[key_name(name)]: r for r in json.loads((feed / "snapshot" / f"{name}.json").read_bytes())}
        for name in names
    }


def key_name(name: str) -> str:
    """The key column of a dataset."""
    return key_of(row_class(name)).name


class Bank:
    """What a consumer has after each commit, held against what must hold then: keys, transfers, balances."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.references = {
            name: [c for c in columns_of(row_class(name)).values() if c.type == "ref" and c.target in tables]
            for name in tables
        }
        self.posted = {key: cents(r["opening_balance"]) for key, r in tables["accounts"].items()}
        for posting in tables["transactions"].values():
            self.posted[posting["account_id"]] += signed(posting)

    def commit(self, together: list[Record], balances: bool) -> None:
        """Apply the envelopes of a commit, one by one; balances: accounts say what their postings come to after it."""
        touched, legs = set(), 0
        for event in together:
            name, after = event["source"]["table"], event["after"]
            key = after[key_name(name)]
            assert event["before"] == self.tables[name].get(key), event
            for column in self.references[name]:
                assert after[column.name] is None or after[column.name] in self.tables[column.target], event
            self.tables[name][key] = after
            if name == "transactions":
                self.posted[after["account_id"]] += signed(after)
                assert self.posted[after["account_id"]] == cents(after["balance_after"]), event
                legs += signed(after) if after["transfer_id"] else 0
                touched.add(after["account_id"])
            if name == "accounts":
                self.posted.setdefault(key, cents(after["opening_balance"]))
                touched.add(key)
        assert legs == 0, together
        for key in touched if balances else ():
            assert cents(self.tables["accounts"][key]["balance"]) == self.posted[key], together


def cents(amount: float) -> int:
    """Money as whole cents."""
    return round(amount * 100)


def signed(posting: Record) -> int:
    """What a posting adds to the balance, in cents."""
    return cents(posting["amount"]) * (1 if posting["direction"] == "Credit" else -1)
