"""Generators that fail: each way ends in a message with the dataset and the rule; the earlier file is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from breaking import DEFAULT, strays, wrong_after
from projects import Project, lastro

pytestmark = pytest.mark.faults

ALL = ["customers", "accounts", "transactions"]
RETURN = "    return table(Account, account_id=keys, customer_id=customers.customer_id, balance=balance)"
WRONG = {  # what stands in place of the last line of generate(), and what the message says
    "raises": ('    raise ValueError("no luck")', "no luck"),
    "raises late": ("    if keys.max() > 120: raise ValueError('in the last block')\n" + RETURN, "in the last block"),
    "lacks a column": ("    return table(Account, account_id=keys, customer_id=customers.customer_id)", "balance"),
    "has one too many": (RETURN.replace("balance=balance", "balance=balance, credit=balance"), "credit"),
    "has another length": (RETURN.replace("=balance", "=balance[1:]"), "balance"),
    "has another type": (RETURN.replace("=balance", "=balance.astype('float32')"), "balance"),
    "has text for a number": (RETURN.replace("=balance", "=['x'] * len(keys)"), "balance"),
    "has a null key": (RETURN.replace("=keys", "=keys | 2**64 - 1"), "account_id"),
    "returns nothing": ("    return None", "generate"),
    "returns a list": ("    return [1, 2]", "generate"),
    "returns another table": ("    return customers", "Customer"),
    "leaves Python": ("    import sys; sys.exit(0)", "sys.exit(0)"),
    "recurses": ("    def f(): return f()\n    return f()", "RecursionError"),
    "takes all memory": ("    raise MemoryError", "MemoryError"),
    "is interrupted by itself": ("    raise KeyboardInterrupt", ""),
    "is a generator": ("    yield 1", "generate"),
    "takes another table": (RETURN, "loans"),
    "has no generate": (RETURN, "generate"),
}


CASES = [(way, []) for way in WRONG]
CASES += [(way, ways) for way in ("raises late", "leaves Python", "lacks a column") for ways in (["-n", "2"], ["-c"])]


@pytest.mark.parametrize(("way", "ways"), CASES, ids=[" ".join([way, *ways]) for way, ways in CASES])
def test_a_generator_that_fails_is_named_with_the_rule(project: Project, way: str, ways: list[str]) -> None:
    before = project.bank()
    script = project.path("generators/accounts.py").read_text()
    spoil(project, way)
    done = project.doit(*ways)
    assert done.code in (1, 2) or way == "is interrupted by itself"
    assert done.code != 0
    assert way == "is interrupted by itself" or ("accounts: " in done.err and WRONG[way][1] in done.err), done.err
    assert project.bank() == before
    assert strays(project) == []
    project.path("generators/accounts.py").write_text(script)
    assert wrong_after(project, before, DEFAULT) == []


def spoil(project: Project, way: str) -> None:
    project.replace("generators/lastro/engine/build/blocks.py", "\nBLOCK = 1_000", "\nBLOCK = 10")
    project.replace("generators/accounts.py", RETURN, WRONG[way][0])
    if way == "takes another table":
        project.replace("generators/accounts.py", "customers: Table", "loans: Table")
    if way == "has no generate":
        project.replace("generators/accounts.py", "def generate", "def generated")


def test_a_generator_that_kills_the_process_leaves_the_earlier_files(project: Project) -> None:
    before = project.bank()
    script = project.path("generators/accounts.py").read_text()
    project.replace("generators/accounts.py", RETURN, "    import os; os.kill(os.getpid(), 9)")
    for ways in ([], ["-n", "2"]):
        assert project.doit(*ways).code == -9
    assert {name: content for name, content in project.bank().items() if not name.startswith(".")} == before
    project.path("generators/accounts.py").write_text(script)
    assert wrong_after(project, before, DEFAULT) == []


def test_with_c_the_datasets_that_do_not_depend_on_it_are_built(tmp_path: Path) -> None:
    project = lastro(tmp_path / "bank", customers=100)
    text = project.path("generators/loans.py").read_text()
    project.path("generators/loans.py").write_text(text.replace("def generate(", "def generated("))
    done = project.doit("-c")
    assert done.code == 2
    assert set(project.bank()) == {
        f"{name}.json" for name in ("customers", "branches", "accounts", "credit_cards", "investments")
    }
    assert "loans: " in done.err
    assert "compliance: not done, because of transactions" in done.err
