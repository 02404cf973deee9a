"""I2 and I5: check digits of CPF, CNPJ, cards and accounts; what is unique about them; brands of cards."""

from __future__ import annotations

import csv

import numpy as np
import polars as pl

from lastro.bank.choices import CardBrand, CustomerType
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.flags import scattered
from lastro.checks.result.check_result import EVERYBODY
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember
from lastro.checks.spill import repeated
from lastro.engine import paths
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import NULL

Digits = Integers

DOCUMENTS = ("cpf", "cnpj")
CPF = r"^[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}$"
CNPJ = r"^[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2}$"
CPF_WEIGHTS = np.arange(11, 1, -1)  # of the second check digit; the first one's begin one later
CNPJ_WEIGHTS = np.array([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
ACCOUNT_NUMBER, ACCOUNT_WEIGHTS = "^[0-9]{7,9}-[0-9]$", np.array([2, *range(9, 1, -1)])
LETTERS_SINCE = day("2026-07-01")  # first registrations with a CNPJ that may carry letters
ODD = np.uint64(0x9E3779B97F4A7C15)  # mixes two fingerprints
ENOUGH_PEOPLE = 1000  # before "mostly" means anything

# The first six digits of Elo, from its published ranges; they lie within others' and come first.
ELO = np.array(
    [
        (401178, 401179), (431274, 431274), (438935, 438935), (451416, 451416), (457393, 457393), (457631, 457632),
        (504175, 504175), (506699, 506778), (509000, 509999), (627780, 627780), (636297, 636297), (636368, 636368),
        (650031, 650033), (650035, 650051), (650405, 650439), (650485, 650538), (650541, 650598), (650700, 650718),
        (650720, 650727), (650900, 650999), (651652, 651679), (655000, 655019), (655021, 655058),
    ]
)  # fmt: skip
MASTERCARD = ((510000, 559999), (222100, 272099))


@each("I2", "customers")
def people_have_a_cpf(bank: Bank, batch: Batch) -> Broken:
    """A person has a CPF with the right check digits (with invalid documents: each of them wrong), and no CNPJ."""
    person, cpf = batch.has("customer_type", CustomerType.INDIVIDUAL), batch.text("cpf")
    yield "cnpj", "a person has a CNPJ", person & (batch.text("cnpj") != "").to_numpy()
    well = person & cpf.str.contains(CPF).to_numpy()
    yield "cpf", "a person without a well-formed CPF", person & ~well
    digits = symbols(cpf, well, 11)
    yield "cpf", "all digits of the CPF are the same", scattered(well, (digits == digits[:, :1]).all(axis=1))
    yield from _check_digits(bank, "cpf", well, digits, CPF_WEIGHTS)


@each("I2", "customers")
def businesses_have_a_cnpj(bank: Bank, batch: Batch) -> Broken:
    """A business has a CNPJ with the right check digits and no CPF; letters since July 2026 only."""
    business, cnpj = batch.has("customer_type", CustomerType.BUSINESS), batch.text("cnpj")
    yield "cpf", "a business has a CPF", business & (batch.text("cpf") != "").to_numpy()
    well = business & cnpj.str.contains(CNPJ).to_numpy()
    yield "cnpj", "a business without a well-formed CNPJ", business & ~well
    marks = symbols(cnpj, well, 14)
    yield from _check_digits(bank, "cnpj", well, marks, CNPJ_WEIGHTS)
    registered = batch["registered_on"][well]
    early = (registered == NULL) | (registered < LETTERS_SINCE)
    lettered = scattered(well, early & (marks > 9).any(axis=1))
    yield "cnpj", "a CNPJ with letters of a registration before July 2026", lettered


def symbols(texts: pl.Series, chosen: Flags, width: int) -> Digits:
    """Digits (and letters by their code less that of 0) of the chosen texts, without their signs, a row each."""
    bare = texts.filter(pl.Series(chosen)).str.replace_all("[./-]", "")
    letters = bare.cast(pl.Binary).to_numpy().astype(f"S{width}")
    return letters.view(np.uint8).reshape(-1, width).astype(np.int64) - ord("0")


def _check_digits(bank: Bank, column: str, well: Flags, digits: Digits, weights: Digits) -> Broken:
    """The last two digits close modulus 11: the first over all before it, the second over that one too."""
    wrong = scattered(well, ~digits_right(bank, digits, weights))
    how = "wrong" if bank.documents == "valid" else "not all wrong"
    yield column, f"the check digits of the {column.upper()} are {how}", wrong


def digits_right(bank: Bank, digits: Digits, weights: Digits) -> Flags:
    """Which rows of digits end in the two that they should; with invalid documents, in two that are both wrong."""
    first = modulus_11(digits[:, :-2], weights[1:])
    second = modulus_11(np.column_stack([digits[:, :-2], first]), weights)
    right = np.column_stack([first, second]) == digits[:, -2:]
    found: Flags = right.all(axis=1) if bank.documents == "valid" else ~right.any(axis=1)
    return found


def modulus_11(digits: Digits, weights: Digits) -> Digits:
    """Eleven less the remainder of the weighted sum; 0 where the remainder is 0 or 1."""
    rest = (digits * weights).sum(axis=1) % 11
    return np.where(rest < 2, 0, 11 - rest)


@remember("customers")
def documents(bank: Bank, batch: Batch) -> None:
    """Notes CPFs and CNPJs, of which no two may be the same."""
    for column in DOCUMENTS:
        there = (batch.text(column) != "").to_numpy()
        bank.spill(f"customers {column}", 2).add(fingerprints(batch.text(column))[there], batch.rows[there])


@once_read("I2", "customers")
def documents_belong_to_one_customer(bank: Bank, dataset: str) -> BrokenRows:
    """No two customers have the same CPF or CNPJ."""
    for column in DOCUMENTS:
        twice = repeated(bank.take_spill(f"customers {column}", 2))
        yield column, f"another customer has the same {column.upper()}", twice


@remember("customers")
def homes_of_cpfs(bank: Bank, batch: Batch) -> None:
    """Notes how many CPFs were first registered where their owners live; `cpf_regions` looks at all."""
    people = batch.text("cpf").str.contains(CPF).to_numpy()
    region = batch.text("cpf").str.slice(10, 1).cast(pl.Int64, strict=False)
    home = batch.text("state").replace_strict(_regions(), default=None, return_dtype=pl.Int64)
    counts = bank.notes.setdefault("CPF regions", np.zeros(2, dtype=np.int64))
    counts += [people.sum(), (people & (region == home).fill_null(False).to_numpy()).sum()]


@once_read("I2", "customers")
def cpf_regions(bank: Bank, dataset: str) -> BrokenRows:
    """The region digit of CPFs is mostly, not always, that of the state of residence."""
    people, at_home = bank.notes.get("CPF regions", (0, 0))
    if people >= ENOUGH_PEOPLE and not people / 2 < at_home < people:
        yield "cpf", f"{at_home} of {people} CPFs are of the state of residence", EVERYBODY


def _regions() -> dict[str, int]:
    with (paths.ROOT / paths.reference("states")).open(encoding="utf-8", newline="") as stream:
        return {state["uf"]: int(state["cpf_digit"]) for state in csv.DictReader(stream)}


@each("I5", "credit_cards")
def card_numbers_pass_luhn(bank: Bank, batch: Batch) -> Broken:
    """Sixteen digits; the last one by Luhn (with invalid documents: not); the brand's range."""
    number = batch.text("card_number")
    well = number.str.contains("^[0-9]{16}$").to_numpy()
    yield "card_number", "card_number has not 16 digits", ~well
    digits = symbols(number, well, 16)
    doubled = digits * np.where(np.arange(16) % 2 == 0, 2, 1)
    passes = (doubled // 10 + doubled % 10).sum(axis=1) % 10 == 0
    if bank.documents == "valid":
        yield "card_number", "the check digit of the card is wrong", scattered(well, ~passes)
    else:
        yield "card_number", "the check digit of the card is right", scattered(well, passes)
    brand = _brands(digits[:, :6] @ 10 ** np.arange(5, -1, -1))
    other = scattered(well, brand != batch["card_type"][well])
    yield "card_number", "card_number is not of its brand", other


def _brands(first_six: Digits) -> Digits:
    """The CardBrand of each number, -1 for none of them."""
    place = np.searchsorted(ELO[:, 0], first_six, side="right") - 1
    elo = (place >= 0) & (first_six <= ELO[place, 1])
    mastercard = np.any([(low <= first_six) & (first_six <= high) for low, high in MASTERCARD], axis=0)
    return np.select(
        [elo, first_six // 100_000 == 4, mastercard], [CardBrand.ELO, CardBrand.VISA, CardBrand.MASTERCARD], -1
    )


@each("I5", "accounts")
def account_numbers_have_a_check_digit(bank: Bank, batch: Batch) -> Broken:
    """Seven to nine digits and a check digit: modulus 11 with weights 2 to 9 from the right, and 2 again."""
    number = batch.text("account_number")
    well = number.str.contains(ACCOUNT_NUMBER).to_numpy()
    yield "account_number", "account_number is not written like 1234567-4", ~well
    digits = symbols(number.str.zfill(11), well, 10)
    wrong = modulus_11(digits[:, :9], ACCOUNT_WEIGHTS) != digits[:, 9]
    yield "account_number", "the check digit of the account is wrong", scattered(well, wrong)


@remember("accounts")
def account_numbers(bank: Bank, batch: Batch) -> None:
    """Notes the numbers with their branches."""
    numbers = batch["branch_id"] * ODD ^ fingerprints(batch.text("account_number"))
    bank.spill("accounts number", 2).add(numbers, batch.rows)


@once_read("I5", "accounts")
def account_numbers_are_unique_in_their_branch(bank: Bank, dataset: str) -> BrokenRows:
    """No two accounts of a branch have the same number."""
    wrong = repeated(bank.take_spill("accounts number", 2))
    yield "account_number", "another account of its branch has the same number", wrong


@once_read("I5", "credit_cards")
def card_numbers_are_unique(bank: Bank, dataset: str) -> BrokenRows:
    """No two cards have the same number."""
    wrong = repeated(bank.take_spill("credit_cards card_number", 2))
    yield "card_number", "another card has the same number", wrong
