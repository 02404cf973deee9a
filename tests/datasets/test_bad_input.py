"""Bad input: whatever is wrong with an upstream file, one clear message, and every good file is kept."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from builds import datasets, digests, make
from lastro.engine.errors import BadInput
from lastro.engine.files.validate import validate
from lastro.engine.tasks.dataset import downstream
from projects import Project

CUSTOMERS = {"customers": "120", "history_start": "2026-10-01"}
NOBODY = "11111111-1111-4111-8111-111111111111"
RECORD = 5  # the record that is damaged, on line 6
Damage = Callable[[bytes], bytes]


def record(change: Callable[[dict[str, Any]], object]) -> Damage:
    """A change of one record."""

    def damage(text: bytes) -> bytes:
        lines = text.split(b"\n")
        found = json.loads(lines[RECORD].rstrip(b","))
        change(found)
        lines[RECORD] = json.dumps(found).encode() + b","
        return b"\n".join(lines)

    return damage


def value(column: str, written: bytes) -> Damage:
    """Another value in one record, as it is written."""
    return lambda text: _line(text, lambda line: re.sub(rb'("%s":)[^,}]*' % column.encode(), rb"\g<1>" + written, line))


def line(old: bytes, new: bytes) -> Damage:
    """Other text in one record."""
    return lambda text: _line(text, lambda found: found.replace(old, new, 1))


def _line(text: bytes, change: Damage) -> bytes:
    lines = text.split(b"\n")
    lines[RECORD] = change(lines[RECORD])
    return b"\n".join(lines)


PLACE = r"line 6, record 5: column balance "
DAMAGES: dict[str, tuple[Damage, str]] = {
    "no JSON": (lambda text: b"customer;balance\n1;2\n", "line 1, column 1: found 'c' where '\\['"),
    "empty": (lambda text: b"", "line 1, column 1: the file ends where '\\['"),
    "truncated": (lambda text: text[:3000], r"line \d+, column \d+: no whole record: Unterminated string"),
    "truncated behind a record": (
        lambda text: text[: text.index(b"\n", 3000) + 1],
        r"line \d+, column 1: the file ends where a record should stand",
    ),
    "without its end": (lambda text: text[:-3], r"line \d+, column \d+: the file ends where ',' or '\]' should stand"),
    "an object": (lambda text: b'{"accounts":' + text + b"}", "line 1, column 1: found '{' where '\\['"),
    "a number among records": (lambda text: _line(text, lambda _: b"17,"), "line 6, column 1: found '1' where a rec"),
    "null among records": (lambda text: _line(text, lambda _: b"null,"), "line 6, column 1: found 'n' where a rec"),
    "two documents": (lambda text: text + text, r"line \d+, column 1: something stands behind the array's closing"),
    "trailing comma": (lambda text: text.replace(b"}\n]", b"},\n]"), r"line \d+, column 1: found '\]' where a record"),
    "comma missing": (line(b"},", b"}"), "line 7, column 1: found '{' where ',' or '\\]' should stand"),
    "byte-order mark": (lambda text: b"\xef\xbb\xbf" + text, "line 1, column 1: a byte-order mark; save the file as"),
    "invalid UTF-8": (line(b'"account_number":"', b'"account_number":"\xff'), r"line 6, column \d+: not UTF-8"),
    "another encoding": (lambda text: text.decode().encode("utf-16"), "line 1, column 1: not UTF-8"),
    "NaN": (value("balance", b"NaN"), "line 6, column 1: NaN is no JSON number"),
    "Infinity": (value("balance", b"-Infinity"), "line 6, column 1: -Infinity is no JSON number"),
    "1e400": (value("balance", b"1e400"), f"{PLACE}has inf where a number up to ten trillion should stand"),
    "a huge number": (value("balance", b"9" * 400), f"{PLACE}has 9+... where a number up to ten trillion"),
    "a number without end": (value("balance", b"9" * 5000), "line 6, column 1: a number of thousands of digits"),
    "deep nesting": (value("balance", b"[" * 99_999), "line 6, column 1: nested too deeply for a record"),
    "a name twice": (line(b'"balance"', b'"balance":1,"balance"'), "line 6, column 1: the name 'balance' stands twice"),
    "a lone surrogate": (
        line(b'"account_number":"', b'"account_number":"\\ud800'),
        "line 6, record 5: column account_number has '.*' where text without half a surrogate pair should stand",
    ),
    "column missing": (record(lambda row: row.pop("balance")), f"{PLACE}is missing"),
    "nullable column missing": (record(lambda row: row.pop("closed_at")), "line 6, record 5: column closed_at is miss"),
    "null": (record(lambda row: row.update(balance=None)), f"{PLACE}is null, which it may not be"),
    "text for a number": (record(lambda row: row.update(balance="much")), f"{PLACE}has 'much' where a number"),
    '"12" for 12': (record(lambda row: row.update(balance="12")), f"{PLACE}has '12' where a number"),
    "true for a number": (record(lambda row: row.update(balance=True)), f"{PLACE}has True where a number"),
    "12 for a text": (record(lambda row: row.update(account_number=12)), "column account_number has 12 where text sh"),
    "a negative limit": (
        value("overdraft_limit", b"-5"),
        "line 6, record 5: column overdraft_limit has -5 where a number from 0 up to 1,000,000 should stand",
    ),
    "a limit of a billion": (value("overdraft_limit", b"1e9"), "overdraft_limit has 1000000000.0 where a number from"),
    "an unknown choice": (
        record(lambda row: row.update(account_type="Chequing")),
        "column account_type has 'Chequing' where one of Checking, Savings, Investment, Business should stand",
    ),
    "a day that there is not": (
        record(lambda row: row.update(created_at="2026-02-30T00:00:00")),
        "column created_at has '2026-02-30T00:00:00' where a moment such as 2026-03-14T09:26:53 should stand",
    ),
    "a key twice": (
        lambda text: _line(text, lambda _: text.split(b"\n")[2]),
        "line 6, record 5: account_id '.*' stands already in record 2",
    ),
}  # fmt: skip
ORPHANS = [
    ("accounts", "customer_id", "customers", "loans"),
    ("accounts", "customer_id", "customers", "transactions"),
    ("loans", "customer_id", "customers", "transactions"),
    ("loans", "account_id", "accounts", "transactions"),
    ("credit_cards", "account_id", "accounts", "transactions"),
    ("investments", "account_id", "accounts", "transactions"),
    ("transactions", "account_id", "accounts", "compliance"),
    ("transactions", "account_id", "accounts", "digital_activity"),
]
HARMLESS: dict[str, Damage] = {
    "a column more": record(lambda row: row.update(colour="green", more={"of": [1]})),
    "an empty line": line(b"},", b"},\n"),
    "Windows line ends": lambda text: text.replace(b"\n", b"\r\n"),
    "no final newline": lambda text: text[:-1],
    "indentation": lambda text: json.dumps(json.loads(text), indent=2).encode(),
}


@pytest.fixture(scope="session")
def _nine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad input")
    make(folder, **CUSTOMERS)
    return folder


@pytest.fixture
def folder(_nine: Path, tmp_path: Path) -> Iterator[Path]:
    """The nine in a folder; what a test does not damage is there in the end, and nothing else."""
    shutil.copytree(_nine, tmp_path / "nine")
    yield tmp_path / "nine"
    assert {path.name for path in (tmp_path / "nine").iterdir()} == {f"{name}.json" for name in datasets()}


def damaged(folder: Path, dataset: str, damage: Damage) -> dict[str, str]:
    """Damage a file; returns the digests of all."""
    path = folder / f"{dataset}.json"
    before = path.read_bytes()
    path.write_bytes(damage(before))
    assert path.read_bytes() != before
    return digests(folder)


def refusal(folder: Path, dataset: str, hanging: str) -> str:
    """What is said when a dataset that depends on a damaged one is to be made: as doit does, it is validated first."""

    def read_and_build() -> None:
        validate(dataset, folder / f"{dataset}.json")
        make(folder, [hanging], **CUSTOMERS)

    with pytest.raises(BadInput) as caught:
        read_and_build()
    return str(caught.value)


@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=list(DAMAGES))
def test_damage_is_told_with_its_place_and_the_way_out(folder: Path, damage: Damage, message: str) -> None:
    before = damaged(folder, "accounts", damage)
    first, *rest = refusal(folder, "accounts", "loans").split("\n")
    assert re.search(f"{re.escape(str(folder))}/accounts.json: .*{message}", first), first
    assert rest == ["Fix the file, or `doit clean accounts && doit` brings the generated one back."]
    assert digests(folder) == before


@pytest.mark.parametrize(("dataset", "column", "target", "hanging"), ORPHANS)
def test_a_reference_to_nothing_is_told_with_its_record(
    folder: Path, dataset: str, column: str, target: str, hanging: str
) -> None:
    before = damaged(folder, dataset, record(lambda row: row.update({column: NOBODY})))
    key = next(iter(json.loads((folder / f"{dataset}.json").read_text())[RECORD - 1].values()))
    told = refusal(folder, dataset, hanging)
    assert f"{dataset}.json: the record with " in told
    assert f" '{key}': column {column} has '{NOBODY}', where {target}.json has no such record\nFix the file" in told
    assert digests(folder) == before


@pytest.mark.parametrize("damage", HARMLESS.values(), ids=list(HARMLESS))
def test_what_does_no_harm_changes_nothing(folder: Path, damage: Damage) -> None:
    before = damaged(folder, "accounts", damage)
    validate("accounts", folder / "accounts.json")
    make(folder, ["loans", "transactions"], **CUSTOMERS)
    assert digests(folder) == before


@pytest.mark.parametrize("dataset", [name for name in datasets() if name != "branches"])
def test_datasets_without_records_make_valid_files(folder: Path, dataset: str) -> None:
    """What depends on a dataset is empty too where its rows belong to that dataset's; the rest is as it was."""
    for name in [dataset, *downstream(dataset, list(datasets().values()))]:
        (folder / f"{name}.json").write_text("[]")
    hanging = [each.name for each in datasets().values() if dataset in each.upstream]
    make(folder, hanging, **CUSTOMERS)
    assert all(validate(name, folder / f"{name}.json") >= 0 for name in hanging)


def test_a_bank_without_branches_is_refused(folder: Path) -> None:
    (folder / "branches.json").write_text("[]")
    told = refusal(folder, "branches", "accounts")
    assert told.startswith("branches.json has no records, and every account is kept by a branch")


def test_no_customers_make_nine_valid_files(tmp_path: Path) -> None:
    made = make(tmp_path, customers="0")
    assert {name for name, result in made.items() if result.records} == {"branches"}
    assert {name: validate(name, tmp_path / f"{name}.json") for name in made} == {
        name: result.records for name, result in made.items()
    }


REAL: dict[str, tuple[str, Damage, str]] = {
    "out of range": (
        "customers",
        record(lambda row: row.update(monthly_income=-5)),
        "line 6, record 5: column monthly_income has -5 where a number from 0 up to 1,000,000,000 should stand",
    ),
    "wrong type": ("loans", record(lambda row: row.update(term="12")), "column term has '12' where a whole number"),
    "invalid UTF-8": ("customers", line(b'"name":"', b'"name":"\xff'), "not UTF-8"),
    "orphan": ("loans", record(lambda row: row.update(account_id=NOBODY)), "accounts.json has no such record"),
}


@pytest.mark.parametrize(("dataset", "damage", "message"), REAL.values(), ids=list(REAL))
def test_doit_refuses_damage_in_one_message_and_keeps_every_file(
    own_bank: Project, dataset: str, damage: Damage, message: str
) -> None:
    path = own_bank.output(dataset)
    path.write_bytes(damage(path.read_bytes()))
    before = own_bank.bank()
    done = own_bank.doit()
    assert done.code != 0
    assert f"data/financial_services/datasets/{dataset}.json: " in done.err
    assert message in done.err
    assert f"`doit clean {dataset} && doit`" in done.err
    assert "Traceback" not in done.out + done.err
    assert own_bank.bank() == before
