"""Customers: who banks with Lastro, judged by independent validators and by Brazil's statistics."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import phonenumbers
from dateutil.relativedelta import relativedelta
from email_validator import validate_email
from stdnum.br import cnpj as stdnum_cnpj
from stdnum.br import cpf as stdnum_cpf
from validate_docbr import CNPJ, CPF

from generated import (
    AS_OF_END,
    customers,
    everybody,
    firms,
    many,
    misplaced,
    people,
    records,
    run_of,
    states,
)
from lastro.engine.rows.columns import columns_of
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

# Documents, addresses, e-mail: every record of a 2,000-customer bank


def test_a_person_has_a_valid_cpf_and_no_cnpj() -> None:
    for person in people():
        assert CPF().validate(person["cpf"])
        assert stdnum_cpf.is_valid(person["cpf"])
        assert person["cnpj"] == ""


def test_a_business_has_a_valid_cnpj_and_no_cpf() -> None:
    for firm in firms():
        assert CNPJ().validate(firm["cnpj"])
        assert stdnum_cnpj.is_valid(firm["cnpj"])
        assert firm["cpf"] == ""


def test_every_telephone_is_valid_and_people_have_mobiles() -> None:
    for customer in everybody():
        number = phonenumbers.parse(customer["phone_number"], "BR")
        assert phonenumbers.is_valid_number(number)
        if customer["cpf"]:
            assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


def test_every_email_is_valid_and_can_reach_nobody() -> None:
    for customer in everybody():
        checked = validate_email(customer["email"], check_deliverability=False)
        assert re.fullmatch(r"([a-z0-9-]+\.)*example\.(com|org|net)", checked.domain)


def test_every_email_derives_from_the_name() -> None:
    for customer in everybody():
        plain = unicodedata.normalize("NFKD", customer["name"].lower()).encode("ascii", "ignore").decode()
        words = [word for word in re.findall("[a-z]+", plain) if len(word) > 2]
        assert any(word in customer["email"].split("example")[0] for word in words)


def test_unique_columns_are_unique() -> None:
    for column in ("email", "cpf", "cnpj", "customer_id"):
        values = [text for text in many()[column] if text != ""]
        assert len(values) == len(set(values))


def test_texts_match_the_patterns_that_their_columns_declare() -> None:
    for name, column in columns_of(customers().row).items():
        if column.pattern:
            assert all(re.fullmatch(column.pattern, customer[name]) for customer in everybody())


def test_code_telephone_and_postal_code_are_the_citys_in_two_banks() -> None:
    for customer in everybody() + records(customers(seed=7)):
        assert misplaced(customer) == []


def test_the_ninth_digit_of_the_cpf_is_mostly_that_of_the_state_but_not_always() -> None:
    agrees = [person["cpf"][10] == states()[person["state"]]["cpf_digit"] for person in people()]
    assert 0.84 < np.mean(agrees) < 0.97


def test_with_invalid_documents_all_else_stays_equal() -> None:
    wrong = records(customers(privacy_documents="invalid"))
    for right, customer in zip(records(customers()), wrong, strict=True):
        assert not CPF().validate(customer["cpf"])
        assert not CNPJ().validate(customer["cnpj"])
        shown = {name for name in right if right[name] != customer[name]}
        assert shown == {"cpf" if right["cpf"] else "cnpj"}


def test_people_are_18_when_they_join() -> None:
    for person in people():
        adult = np.datetime64(int(person["birth_date"]), "D").item() + relativedelta(years=18)
        assert day(adult.isoformat()) <= person["created_at"] // DAY
        assert person["registered_on"] == NULL


# Time


def test_records_are_updated_between_joining_and_as_of() -> None:
    for customer in everybody():
        assert day("2012-03-01") * DAY <= customer["created_at"] <= customer["updated_at"] <= AS_OF_END


def test_more_customers_joined_lately() -> None:
    joined = many()["created_at"] // DAY
    assert 0.12 < (joined > day("2025-10-31")).mean() < 0.25


def test_few_sign_up_in_the_dead_of_night() -> None:
    hour = many()["created_at"] // 3600 % 24
    assert hour.is_between(2, 5).mean() < 0.02


# History (H1, H2) and blocks


def test_an_earlier_as_of_has_the_same_customers_without_the_later_ones() -> None:
    later = {r["customer_id"]: r for r in records(customers())}
    earlier = records(customers(as_of="2024-03-31"))
    assert 0 < len(earlier) < len(later)
    for customer in earlier:
        assert {**later[customer["customer_id"]], "updated_at": 0} == {**customer, "updated_at": 0}
        assert customer["updated_at"] < day("2024-04-01") * DAY


def test_nobody_who_joined_by_then_is_missing_from_an_earlier_as_of() -> None:
    then = day("2024-04-01") * DAY
    expected = sum(customer["created_at"] < then for customer in everybody())
    assert len(customers(as_of="2024-03-31")) == expected


def test_customers_do_not_depend_on_the_block_they_are_made_in() -> None:
    assert records(customers(first=700, count=40)) == records(customers())[700:740]


def test_no_customers_are_a_valid_table() -> None:
    assert len(customers(count=0)) == 0


def test_another_seed_is_another_bank() -> None:
    other = {r["cpf"] for r in records(customers(count=500, seed="7"))}
    assert other & {r["cpf"] for r in people()[:450]} <= {""}


def test_emails_stay_unique_where_the_numbers_grow_longer() -> None:
    from lastro.brazil.emails import unique_suffix

    owners = np.arange(99_000, 400_000, dtype=np.uint64)
    numbers = unique_suffix(run_of().seed, owners)
    assert len(np.unique(numbers)) == len(owners)
