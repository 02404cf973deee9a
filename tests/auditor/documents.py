"""Check digits: CPF, CNPJ, Luhn, and card brands' ranges."""

from __future__ import annotations

import re
from collections.abc import Sequence

CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d\d")
CNPJ = re.compile(r"[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d\d")
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)  # of the second digit; the first drops one on the left

# First six digits of Elo, from its published ranges.
ELO = (
    (401178, 401179), (431274, 431274), (438935, 438935), (451416, 451416), (457393, 457393),
    (457631, 457632), (504175, 504175), (506699, 506778), (509000, 509999), (627780, 627780),
    (636297, 636297), (636368, 636368), (650031, 650033), (650035, 650051), (650405, 650439),
    (650485, 650538), (650541, 650598), (650700, 650718), (650720, 650727), (650900, 650999),
    (651652, 651679), (655000, 655019), (655021, 655058),
)  # fmt: skip


def _mod11(values: Sequence[int], weights: Sequence[int]) -> int:
    rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest


def cpf_digits(base: str) -> str:
    """The two check digits of nine digits."""
    values = [int(digit) for digit in base]
    first = _mod11(values, range(10, 1, -1))
    return f"{first}{_mod11([*values, first], range(11, 1, -1))}"


def cnpj_digits(base: str) -> str:
    """The two check digits of twelve characters; a letter counts as its code less 48."""
    values = [ord(character) - 48 for character in base]
    first = _mod11(values, CNPJ_WEIGHTS[1:])
    return f"{first}{_mod11([*values, first], CNPJ_WEIGHTS)}"


def luhn_digit(payload: str) -> str:
    """The digit that makes payload + digit pass Luhn."""
    total = 0
    for place, digit in enumerate(reversed(payload)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def card_brand(number: str) -> str | None:
    """Whose card it is by its first six digits; Elo's ranges lie within others' and come first."""
    bin6 = int(number[:6])
    if any(low <= bin6 <= high for low, high in ELO):
        return "Elo"
    if number[0] == "4":
        return "Visa"
    if 510000 <= bin6 <= 559999 or 222100 <= bin6 <= 272099:
        return "MasterCard"
    return None


def digits_problem(stated: str, right: str, documents: str) -> str | None:
    """What is wrong with check digits: they must be right, or with invalid documents wrong one by one."""
    if documents == "valid":
        return None if stated == right else f"its check digits are {stated}, not {right}"
    if any(one == other for one, other in zip(stated, right, strict=True)):
        return f"its check digits {stated} are not all wrong"
    return None
