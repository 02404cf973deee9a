"""Who the customers are, and independent validators' judgement of every record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import phonenumbers
from email_validator import validate_email
from stdnum import luhn
from stdnum.br import cnpj as stdnum_cnpj
from stdnum.br import cpf as stdnum_cpf
from validate_docbr import CNPJ, CPF

Find = Callable[[str], float]
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


def test_the_region_digit_of_the_cpf_mostly_follows_the_state(number: Find) -> None:
    """São Paulo is region 8 (Receita Federal); people move, so not always."""
    own = number(
        "SELECT avg(CAST(substr(cpf, 11, 1) = '8' AS INTEGER)) FROM customers WHERE state = 'SP' AND cpf <> ''"
    )
    others = number(
        "SELECT avg(CAST(substr(cpf, 11, 1) = '8' AS INTEGER)) FROM customers WHERE state <> 'SP' AND cpf <> ''"
    )
    assert 0.75 < own < 0.98
    assert 0 < others < 0.12


def test_customers_live_where_brazilians_live(number: Find) -> None:
    """São Paulo 21.9 %, Minas Gerais 10.1, Rio de Janeiro 7.9, Bahia 7.0 (IBGE, Census 2022)."""
    for state, share in (("SP", 0.219), ("MG", 0.101), ("RJ", 0.079), ("BA", 0.070)):
        found = number(f"SELECT avg(CAST(state = '{state}' AS INTEGER)) FROM customers")
        assert abs(found - share) < 0.035, state


def test_businesses_are_five_to_twelve_in_a_hundred(number: Find) -> None:
    """9.3 % of Pix users (BCB, November 2025)."""
    assert 0.05 < number("SELECT avg(CAST(customer_type = 'Business' AS INTEGER)) FROM customers") < 0.12


def test_ages_are_those_of_adults_with_a_bank(number: Find) -> None:
    """Median age of all Brazilians 35, 65 and older 10.9 % (IBGE, Census 2022); customers are 18 and older."""
    age = "date_diff('year', birth_date, DATE '2026-10-31')"
    assert 34 < number(f"SELECT median({age}) FROM customers") < 46
    assert 0.05 < number(f"SELECT avg(CAST({age} >= 65 AS INTEGER)) FROM customers WHERE cpf <> ''") < 0.18
    assert number(f"SELECT min({age}) FROM customers") >= 18


def test_incomes_have_a_mass_at_the_minimum_wage_and_a_long_tail(number: Find) -> None:
    """Minimum wage of 2026: R$ 1,621; mean income of those who have one: R$ 3,057 in 2024 (IBGE, PNAD Contínua)."""
    people = "FROM customers WHERE customer_type = 'Individual'"
    assert 0.06 < number(f"SELECT avg(CAST(monthly_income = 1621 AS INTEGER)) {people}") < 0.30
    assert 2600 < number(f"SELECT avg(monthly_income) {people}") < 4300
    top, bottom = (number(f"SELECT quantile_cont(monthly_income, {q}) {people}") for q in (0.99, 0.5))
    assert 5 < top / bottom < 15
