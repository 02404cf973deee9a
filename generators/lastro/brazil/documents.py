"""Brazilian documents: CPF, CNPJ, check digits, CEP, telephone, account and card numbers."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lastro.engine.arrays import Bytes, Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.permutation import unique_number

Characters = Bytes  # (length, records), one byte a character; a row a place, as that is what numpy does fast
Digits = Integers  # (length, records)

CPF_WEIGHTS = (
    11,
    10,
    9,
    8,
    7,
    6,
    5,
    4,
    3,
    2,
)  # Receita Federal; the first check digit leaves the first weight out
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)  # Receita Federal, IN RFB 2.229/2024 for letters
ACCOUNT_WEIGHTS = (2, 9, 8, 7, 6, 5, 4, 3, 2)  # Banco Lastro's own rule
SPACE = 10**8  # free digits of a CPF (the ninth is the fiscal region) and of a CNPJ's root
_ZERO = ord("0")


def digits_of(numbers: Keys | Integers, length: int) -> Digits:
    """The last `length` decimal digits of whole numbers, most significant first."""
    values = numbers.astype(np.int64)
    digits = np.empty((length, len(values)), dtype=np.int64)
    for place in range(length - 1, -1, -1):
        rest = values // 10
        digits[place] = values - rest * 10
        values = rest
    return digits


def texts(letters: Characters) -> pl.Series:
    """Characters as a text column."""
    length, records = letters.shape
    if not records:
        return pl.Series(dtype=pl.String)
    return pl.Series(np.ascontiguousarray(letters.T).view(f"S{length}").ravel()).cast(pl.String)


def check_digit(values: Digits, weights: tuple[int, ...]) -> Integers:
    """The check digit modulo 11 of CPF, CNPJ and account number: 11 - remainder, 0 for remainders below 2."""
    total = np.zeros(values.shape[1], dtype=np.int64)
    for weight, row in zip(weights, values, strict=True):
        total += weight * row
    remainder = total % 11
    return np.where(remainder < 2, 0, 11 - remainder)


def two_check_digits(values: Digits, weights: tuple[int, ...], valid: bool) -> Digits:
    """The two check digits of CPF and CNPJ; with valid=False both wrong, however they are recomputed."""
    first = check_digit(values, weights[1:])
    second = check_digit(np.vstack([values, first]), weights)
    if valid:
        return np.vstack([first, second])
    wrong_first = (first + 1) % 10
    follow_up = check_digit(np.vstack([values, wrong_first]), weights)
    wrong_second = (second + 1) % 10
    wrong_second = np.where(wrong_second == follow_up, (second + 2) % 10, wrong_second)
    return np.vstack([wrong_first, wrong_second])


def cpf(seed: int, owners: Keys, region_digits: Integers, valid: bool = True) -> pl.Series:
    """CPFs such as 123.456.789-09: eight unique digits, the fiscal region, two check digits."""
    free = digits_of(unique_number(seed, "cpf", owners, SPACE), 8)
    same = (free == region_digits).all(axis=0)  # nine equal digits are no CPF
    base = np.vstack([free, np.where(same, (region_digits + 1) % 10, region_digits)])
    return texts(_laid_out("000.000.000-00", np.vstack([base, two_check_digits(base, CPF_WEIGHTS, valid)]) + _ZERO))


def cnpj_roots(seed: int, owners: Keys, lettered: Flags) -> Characters:
    """The first eight characters of CNPJs, unique; with letters among them where `lettered`.

    A letter stands for a digit (its place in the alphabet modulo 10): texts are unique as the digits are.
    """
    digits = digits_of(unique_number(seed, "cnpj", owners, SPACE), 8)
    letters = (digits + _ZERO).astype(np.uint8)
    rows = np.flatnonzero(lettered)
    if len(rows):
        letters[:, rows] = _with_letters(Draws(seed, "cnpj", owners[rows]), digits[:, rows])
    return letters


def _with_letters(draws: Draws, digits: Digits) -> Characters:
    place = np.arange(8)[:, None]
    chosen = np.vstack([draws.chance("letter", 0.5, index) for index in range(8)])
    chosen |= place == draws.integer("one letter", 0, 8)  # at least one
    turn = np.vstack([draws.integer("turn", 0, 3, index) for index in range(8)])
    position = digits + 10 * np.where(turn * 10 + digits < 26, turn, 0)
    return np.where(chosen, ord("A") + position, _ZERO + digits).astype(np.uint8)


def cnpj(roots: Characters, valid: bool = True) -> pl.Series:
    """CNPJs of head offices (branch 0001), such as 12.ABC.345/0001-35, from their roots."""
    branch = np.array([[ord(letter)] for letter in "0001"], dtype=np.uint8)
    base = np.vstack([roots, np.repeat(branch, roots.shape[1], axis=1)])
    values = base.astype(np.int64) - _ZERO  # IN RFB 2.229/2024: a character's value is its ASCII code - 48
    return texts(
        _laid_out("00.000.000/0000-00", np.vstack([base, two_check_digits(values, CNPJ_WEIGHTS, valid) + _ZERO]))
    )


def root_texts(roots: Characters) -> pl.Series:
    """CNPJ roots as they stand in the name of a MEI: 12.345.678."""
    return texts(_laid_out("00.000.000", roots))


def _laid_out(pattern: str, characters: NDArray[np.integer]) -> Characters:
    """Characters put in place of the pattern's zeros."""
    letters = np.empty((len(pattern), characters.shape[1]), dtype=np.uint8)
    source = iter(characters)
    for place, letter in enumerate(pattern):
        letters[place] = next(source) if letter == "0" else ord(letter)
    return letters


def account_numbers(numbers: Keys | Integers, length: int = 7) -> pl.Series:
    """Account numbers such as 1234567-9: seven to nine digits and a check digit.

    The check digit: weights 2 to 9 from the right and 2 again, sum modulo 11, eleven minus the remainder; 0 where the
    remainder is 0 or 1.
    """
    digits = digits_of(numbers, length)
    check = check_digit(digits, ACCOUNT_WEIGHTS[-length:])
    return texts(_laid_out("0" * length + "-0", np.vstack([digits, check]) + _ZERO))


def four_digits(numbers: Keys | Integers) -> pl.Series:
    """Branch codes such as 2408."""
    return texts((digits_of(numbers, 4) + _ZERO).astype(np.uint8))


def postal_codes(numbers: Keys | Integers) -> pl.Series:
    """CEPs such as 01310-100, from whole numbers of eight digits."""
    return texts(_laid_out("00000-000", digits_of(numbers, 8) + _ZERO))


def phone_numbers(ddd: Integers, numbers: Integers, length: int) -> pl.Series:
    """Phone numbers such as +55 11 91234-5678, from area code and a number of eight or nine digits."""
    pattern = "+55 00 " + "0" * (length - 4) + "-0000"
    digits = np.vstack([digits_of(ddd, 2), digits_of(numbers, length)]) + _ZERO
    return texts(_laid_out(pattern, digits))


def luhn_digit(digits: Digits) -> Integers:
    """The Luhn check digit of card numbers (ISO/IEC 7812-1), from all digits but the last."""
    values = digits.copy()
    values[::-2] *= 2  # every second digit from the right of the whole number
    values -= 9 * (values > 9)
    digit: Integers = -values.sum(axis=0) % 10
    return digit


def card_numbers(digits: Digits, valid: bool = True) -> pl.Series:
    """Card numbers from all digits but the last, (15, records); with valid=False the last digit is wrong."""
    last = (luhn_digit(digits) + (0 if valid else 1)) % 10
    return texts((np.vstack([digits, last]) + _ZERO).astype(np.uint8))
