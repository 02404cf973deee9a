"""I5: card numbers and account numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from .bank import Bank
from .documents import card_brand, digits_problem, luhn_digit
from .reading import Record

ACCOUNT_NUMBER = re.compile(r"\d{7,9}-\d")
MAJORITY = 0.5  # a rule that explains fewer check digits than this is not the rule


def check_numbers(bank: Bank) -> None:
    """Check every card number and account number."""
    _cards(bank)
    _accounts(bank)


def _cards(bank: Bank) -> None:
    seen: Counter[str] = Counter()
    for key, card in bank.rows("credit_cards"):
        expect = bank.report.on("I5", "credit_cards", key)
        number = card["card_number"]
        if not expect(re.fullmatch(r"\d{16}", number), f"card number {number!r} has not 16 digits"):
            continue
        problem = digits_problem(number[15], luhn_digit(number[:15]), bank.documents)
        expect(problem is None, f"card number {number}: {problem}")
        expect(card_brand(number) == card["card_type"], f"card number {number} is no {card['card_type']}")
        seen[number] += 1
        expect(seen[number] == 1, f"card number {number} stands twice")


def _accounts(bank: Bank) -> None:
    rule = _account_rule(bank)
    seen: Counter[tuple[str, str]] = Counter()
    for key, account in bank.rows("accounts"):
        expect = bank.report.on("I5", "accounts", key)
        number = account["account_number"]
        if not expect(ACCOUNT_NUMBER.fullmatch(number), f"account number {number!r} is not 1234567-8"):
            continue
        place = (account["branch_id"], number[:-2])
        seen[place] += 1
        expect(seen[place] == 1, f"account number {number} stands twice in its branch")
        expect(rule is None or rule(*_parts(bank, account)) == number[-1], f"check digit of {number} is wrong")


def _parts(bank: Bank, account: Record) -> tuple[str, str]:
    branch = bank.row("branches", account["branch_id"])
    return (branch["branch_code"] if branch else ""), account["account_number"][:-2]


def _account_rule(bank: Bank) -> Callable[[str, str], str] | None:
    """The bank's rule is its own affair; take the usual one that explains most check digits."""
    accounts = [row for _, row in bank.rows("accounts") if ACCOUNT_NUMBER.fullmatch(row["account_number"])]
    cases = [(*_parts(bank, row), row["account_number"][-1]) for row in accounts]
    right = {name: sum(rule(*case[:2]) == case[2] for case in cases) for name, rule in _RULES.items()}
    best = max(right, key=lambda name: right[name])
    if not cases or right[best] <= MAJORITY * len(cases):
        bank.report.figures["account check digit"] = "no usual rule explains it: not checked"
        return None
    bank.report.figures["account check digit"] = best
    return _RULES[best]


def _weighted(highest: int, with_branch: bool, branch: str, number: str) -> str:
    """Modulus 11, weights 2 up to `highest` from the right; 10 and 11 count as 0."""
    digits: Iterable[str] = reversed(branch + number if with_branch else number)
    cycle = highest - 1
    rest = sum(int(digit) * (2 + place % cycle) for place, digit in enumerate(digits)) % 11
    return str(0 if rest < 2 else 11 - rest)


def _luhn(with_branch: bool, branch: str, number: str) -> str:
    return luhn_digit(branch + number if with_branch else number)


_RULES: dict[str, Callable[[str, str], str]] = {}
for _with_branch, _text in ((False, "number"), (True, "branch and number")):
    for _highest in (9, 8, 7):
        _RULES[f"modulus 11 of {_text}, weights 2 to {_highest}"] = partial(_weighted, _highest, _with_branch)
    _RULES[f"Luhn of {_text}"] = partial(_luhn, _with_branch)
