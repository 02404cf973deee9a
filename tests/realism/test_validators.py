"""Documents, telephones, e-mail addresses and card numbers, as independent validators judge them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import phonenumbers
from email_validator import validate_email
from stdnum import luhn
from stdnum.br import cnpj as stdnum_cnpj
from stdnum.br import cpf as stdnum_cpf
from validate_docbr import CNPJ, CPF

Rows = Callable[[str], list[tuple[Any, ...]]]


def test_two_validators_accept_every_cpf_and_cnpj(rows: Rows) -> None:
    people = [cpf for (cpf,) in rows("SELECT cpf FROM customers WHERE cpf <> ''")]
    firms = [cnpj for (cnpj,) in rows("SELECT cnpj FROM customers WHERE cnpj <> ''")]
    assert len(people) + len(firms) == 2000
    assert all(CPF().validate(cpf) and stdnum_cpf.is_valid(cpf) for cpf in people)
    assert all(CNPJ().validate(cnpj) and stdnum_cnpj.is_valid(cnpj) for cnpj in firms)


def test_libphonenumber_accepts_every_telephone_and_finds_its_state(rows: Rows) -> None:
    told = rows("SELECT phone_number FROM customers UNION ALL SELECT phone_number FROM branches")
    numbers = [phonenumbers.parse(phone) for (phone,) in told]
    assert len(numbers) == 2050
    assert all(phonenumbers.is_valid_number(each) for each in numbers)


def test_every_email_is_deliverable_in_form_and_reaches_nobody(rows: Rows) -> None:
    for (email,) in rows("SELECT email FROM customers"):
        assert validate_email(email, check_deliverability=False).domain.split(".")[-2:-1] == ["example"]


def test_every_card_number_passes_luhn(rows: Rows) -> None:
    cards = rows("SELECT card_number FROM credit_cards")
    assert len(cards) > 1000
    assert all(luhn.is_valid(card) for (card,) in cards)
