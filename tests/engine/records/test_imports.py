"""Imports: what a dataset's bytes depend on, read from import statements."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from lastro.engine import paths
from lastro.engine.records import imports, module_text
from lastro.engine.records.digests import Digests
from lastro.engine.records.imports import Files, files_of
from lastro.engine.records.module_text import text_of

BEFORE = '"""Customers: who."""\nCODES = (1, 2)\n\n\nclass Customer:\n    code = CODES\n'


@pytest.fixture(autouse=True)
def _generators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module_text, "DIGESTS", Digests())
    write("lastro/engine/records/module_text.py")
    yield
    _forget()
    _forget()


def _forget() -> None:
    module_text.DIGESTS = Digests()
    module_text.text_of.cache_clear()
    module_text._memory.cache_clear()
    imports._files.cache_clear()
    imports._imported.cache_clear()


def write(name: str, text: str = "") -> str:
    path = Path("generators") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    _forget()
    return path.as_posix()


def files(root: str, *datasets: str) -> Files:
    return files_of([root], frozenset(datasets))


@pytest.mark.parametrize(
    "statement",
    [
        "import bank.ledger",
        "import bank.ledger as books",
        "from bank import ledger",
        "from bank.ledger import post",
        "from bank.ledger import *",
        "def f():\n    from bank import ledger",
        "if TYPE_CHECKING:\n    import bank.ledger",
        "try:\n    import bank.ledger\nexcept ImportError:\n    pass",
    ],
)
def test_every_form_of_import_counts(statement: str) -> None:
    root, package, ledger = write("a.py", statement), write("bank/__init__.py"), write("bank/ledger.py")
    assert files(root).whole == {root, package, ledger}


def test_imports_of_imports_count_and_circles_end() -> None:
    a, b, c = write("a.py", "import b"), write("b.py", "import c"), write("c.py", "import a")
    assert files(a).whole == {a, b, c}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("from rates import RATE", True),
        ("try:\n    import rates\nexcept ImportError:\n    pass", True),
        ("def f():\n    import rates", False),
        ("if TYPE_CHECKING:\n    import rates", False),
    ],
)
def test_a_package_that_is_passed_counts_with_what_loading_it_loads(text: str, counts: bool) -> None:
    write("rates.py", "RATE = 1\n")
    package = write("bank/__init__.py", text)
    write("bank/ledger.py")
    found = files(write("root.py", "from bank.ledger import post")).whole
    assert package in found
    assert ("generators/rates.py" in found) is counts
    assert "generators/rates.py" in files(write("other.py", "from bank import f")).whole


def test_relative_imports_count() -> None:
    write("bank/__init__.py")
    root = write("bank/ledger.py", "from . import postings\nfrom .months import month")
    write("bank/postings.py")
    write("bank/months.py")
    assert {Path(path).name for path in files(root).whole} >= {"postings.py", "months.py"}


def test_packages_from_elsewhere_do_not_count() -> None:
    root = write("a.py", "import os, numpy, polars as pl\nfrom json import loads")
    assert files(root).whole == {root}


def test_a_dataset_that_lends_its_row_class_counts_with_its_classes_only() -> None:
    accounts = write("accounts.py", "from customers import Customer")
    customers = write("customers.py", "import shared\nclass Customer: ...")
    write("shared.py")
    assert files(accounts, accounts, customers) == Files(frozenset({accounts}), frozenset({customers}))


def test_what_a_row_class_names_counts_too() -> None:
    accounts = write("accounts.py", "from customers import Customer")
    customers = write("customers.py", "from places import STATES\nclass Customer:\n    state = STATES")
    places = write("places.py")
    assert files(accounts, accounts, customers).whole == {accounts, places}


@pytest.mark.parametrize("statement", ["import customers", "from customers import helper"])
def test_a_dataset_that_lends_anything_else_counts_as_a_whole(statement: str) -> None:
    accounts, customers = write("accounts.py", statement), write("customers.py", "def helper(): ...")
    assert files(accounts, accounts, customers).whole == {accounts, customers}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("who.", "who else.", False),
        ("CODES = (1, 2)", "CODES = (1, 2)  # why\nOTHER = 5", False),
        ("CODES = (1, 2)", "CODES = (1, 2, 3)", True),
        ("code = CODES", "codes = CODES", True),
        ("code = CODES", "code = CODES\n    more = 1", True),
    ],
)
def test_the_digest_of_columns_follows_classes_and_the_constants_they_name(old: str, new: str, changes: bool) -> None:
    before = text_of(write("customers.py", BEFORE)).columns
    after = text_of(write("customers.py", BEFORE.replace(old, new))).columns
    assert (before != after) is changes


def test_the_first_line_of_the_docstring_is_the_sentence() -> None:
    assert text_of(write("a.py", '"""Accounts: what.\n\nMore."""')).sentence == "Accounts: what."


@pytest.mark.parametrize("text", ["def", "\0", "x = " + "(" * 500, "import", "\udcff"])
def test_a_module_that_cannot_be_parsed_imports_nothing(text: str) -> None:
    path = Path("generators/a.py")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert text_of(path.as_posix()).imports == ()


def test_a_module_that_is_not_there_imports_nothing() -> None:
    assert text_of("generators/nowhere.py").sentence == ""


def test_what_was_read_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text_of(write("customers.py", BEFORE))
    module_text.save()
    _forget()
    monkeypatch.setattr(module_text, "_read", None)
    assert text_of("generators/customers.py") == before


def test_what_another_reader_has_read_is_read_again() -> None:
    text_of(write("customers.py", BEFORE))
    module_text.save()
    write("lastro/engine/records/module_text.py", "# another way to read")
    assert module_text._memory() == {}


@pytest.mark.parametrize("memory", ["", "[]", "{}", '{"reader": 5}', '{"reader": "x", "modules": {"y": {}}}'])
def test_a_memory_that_makes_no_sense_is_none(memory: str) -> None:
    Path(paths.STATE).mkdir(parents=True)
    Path(paths.MODULES).write_text(memory)
    assert text_of(write("customers.py", BEFORE)).sentence == "Customers: who."


def test_the_digest_of_classes_is_one_of_their_text_without_comments() -> None:
    def columns(text: str) -> str:
        return text_of(write("customers.py", text)).columns

    commented = BEFORE.replace("code = CODES", "# why\n\n    code = CODES  # why not")
    assert columns(commented) == columns(BEFORE)
    assert columns(BEFORE.replace("code =", "codes =")) != columns(BEFORE)
    text = b"CODES = (1, 2)\nclass Customer:\n    code = CODES"
    assert columns(BEFORE) == sha256(text).hexdigest()  # whatever the version of Python
