"""Malformed: documents, addresses and numbers whose form or check digits are wrong."""

from __future__ import annotations

import re

from lastro.tasks.dirty.cell import Cell
from lastro.tasks.dirty.files.lines import quoted
from lastro.tasks.dirty.luck import Luck
from lastro.tasks.dirty.registry import kind, on

_DOCUMENTS = on("cpf", "cnpj")
_AREAS = ("11", "21", "31", "41", "51", "61", "71", "81", "85", "91", "92", "98")
_CEPS = ("01310-100", "20040-002", "30130-010", "40020-000", "50030-230", "69005-070", "80010-000", "90010-150")


def _other_digit(text: str, luck: Luck, places: list[int]) -> str:
    """A text with another digit in one of some places."""
    at = luck.one(places)
    return text[:at] + str((int(text[at]) + 1 + luck.below(9)) % 10) + text[at + 1 :]


@kind("malformed", where=_DOCUMENTS, caught_by="I2", usual=0.002)
def document_digit_lost(cell: Cell) -> str | None:
    """A CPF or CNPJ lacks a digit, as where a leading zero was dropped."""
    if not cell.value:
        return None
    return quoted(cell.value[1:])


@kind("malformed", where=_DOCUMENTS, caught_by="I2", usual=0.002)
def document_digit_wrong(cell: Cell) -> str | None:
    """A check digit of a CPF or CNPJ is another."""
    if not cell.value:
        return None
    return quoted(_other_digit(cell.value, cell.luck, [len(cell.value) - 1, len(cell.value) - 2]))


@kind("malformed", where=_DOCUMENTS, caught_by="S2", usual=0.002)
def document_unpunctuated(cell: Cell) -> str | None:
    """A CPF or CNPJ without its points, slash and hyphen."""
    if not cell.value:
        return None
    return quoted(re.sub(r"[./-]", "", cell.value))


@kind("malformed", where=on("email"), caught_by="I4", usual=0.002)
def email_without_at(cell: Cell) -> str | None:
    """An e-mail address without its @."""
    return quoted(cell.value.replace("@", cell.luck.one((".", "", " ", "(at)"))))


@kind("malformed", where=on("phone_number"), caught_by="I3", usual=0.002)
def area_code_elsewhere(cell: Cell) -> str | None:
    """The area code (DDD) of another state."""
    others = [area for area in _AREAS if area[0] != cell.value[4]]
    return quoted(f"{cell.value[:4]}{cell.luck.one(others)}{cell.value[6:]}")


@kind("malformed", where=on("phone_number"), caught_by="S2", usual=0.001)
def phone_unformatted(cell: Cell) -> str | None:
    """A telephone number as people type it, without country code or blanks."""
    digits = re.sub(r"[^0-9]", "", cell.value)[2:]
    return quoted(cell.luck.one((digits, f"({digits[:2]}) {digits[2:]}", f"0{digits}")))


@kind("malformed", where=on("postal_code"), caught_by="I3", usual=0.002)
def cep_elsewhere(cell: Cell) -> str | None:
    """The CEP of a place in another state."""
    others = [cep for cep in _CEPS if cep[0] != cell.value[0]]
    return quoted(cell.luck.one(others))


@kind("malformed", where=on("postal_code"), caught_by="S2", usual=0.001)
def cep_unpunctuated(cell: Cell) -> str | None:
    """A CEP without its hyphen."""
    return quoted(cell.value.replace("-", ""))


@kind("malformed", where=on("card_number"), caught_by="I5", usual=0.003)
def card_fails_luhn(cell: Cell) -> str | None:
    """A digit of a card number is another, so that it fails Luhn."""
    return quoted(_other_digit(cell.value, cell.luck, list(range(6, 16))))


@kind("malformed", where=on("account_number"), caught_by="I5", usual=0.001)
def account_digit_wrong(cell: Cell) -> str | None:
    """The check digit of an account number is another."""
    return quoted(_other_digit(cell.value, cell.luck, [len(cell.value) - 1]))


@kind("malformed", where=on("ip_address"), caught_by="S2")
def ip_address_with_port(cell: Cell) -> str | None:
    """An IP address with a port behind it."""
    return quoted(f"{cell.value}:{1024 + cell.luck.below(60_000)}")
