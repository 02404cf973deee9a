"""The data dictionary: it says what the declarations say."""

from __future__ import annotations

import json
from functools import cache

from builds import NAMES
from lastro.engine.rows.columns import columns_of, row_class
from projects import ROOT, Project

DICTIONARY = "docs/dictionary.md"


@cache
def lines() -> list[str]:
    return (ROOT / DICTIONARY).read_text(encoding="utf-8").splitlines()


def test_every_column_has_a_line_with_type_meaning_and_example() -> None:
    for name in NAMES:
        for column in columns_of(row_class(name)).values():
            found = [line for line in lines() if line.startswith(f"| `{column.name}`") and column.meaning in line]
            assert found, column
            assert all(cell.strip() not in ("", "``") for cell in found[0].split(" | ")), column


def test_choices_references_and_marks_are_shown() -> None:
    text = "\n".join(lines())
    assert "| `cpf` *personal* | text | Taxpayer number" in text
    assert "| `balance`° | money | Balance at the end of as_of" in text
    assert "id → [customers](#customers)" in text
    assert "One of `Checking`, `Savings`, `Investment`, `Business`" in text


def test_examples_and_minimums_agree_with_the_declarations() -> None:
    for name in NAMES:
        for column in columns_of(row_class(name)).values():
            if column.example and column.minimum is not None:
                assert float(column.example) >= column.minimum, column


def test_the_check_digit_rule_holds_for_every_account(bank: Project) -> None:

    for account in json.loads(bank.output("accounts").read_bytes()):
        digits, _, last = account["account_number"].partition("-")
        rest = 11 - sum(int(d) * w for d, w in zip(digits, (8, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        assert last == str(0 if rest > 9 else rest)


def test_the_task_mends_a_page_that_was_changed(own_bank: Project) -> None:
    assert own_bank.doit("dictionary").ran == ["dictionary"]
    own_bank.path(DICTIONARY).write_text("spoilt", encoding="utf-8")
    assert own_bank.doit("dictionary").ran == ["dictionary"]
    assert own_bank.doit("dictionary").skipped == ["dictionary"]
    assert own_bank.path(DICTIONARY).read_text(encoding="utf-8").startswith("# Data dictionary")


def test_clean_leaves_the_page_which_is_kept_in_git(own_bank: Project) -> None:
    own_bank.doit("dictionary")
    own_bank.doit("clean", "dictionary")
    assert own_bank.path(DICTIONARY).exists()
