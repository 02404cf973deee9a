"""Companies: legal forms, names and documents by the law of their day."""

from __future__ import annotations

import re
from collections import Counter

import polars as pl

from generated import firms, many
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL


def test_businesses_are_a_tenth_or_so() -> None:
    assert 0.05 < (many()["customer_type"] == 1).mean() < 0.12  # Banco Central: 9.3 % of Pix users


def test_a_business_is_registered_before_it_joins() -> None:
    for firm in firms():
        assert firm["registered_on"] <= firm["created_at"] // DAY
        assert firm["birth_date"] == NULL


def test_cnpjs_have_letters_only_since_july_2026_and_then_mostly() -> None:
    firms = many().filter(pl.col("customer_type") == 1)
    lettered = firms["cnpj"].str.contains("[A-Z]")
    young = firms["registered_on"] >= day("2026-07-01")
    assert not (lettered & ~young).any()
    assert 0.5 < lettered.filter(young).mean() < 0.95


def test_eireli_ended_in_2021() -> None:
    eireli = many().filter(pl.col("name").str.ends_with(" EIRELI"))
    assert len(eireli) > 10
    assert eireli["registered_on"].min() >= day("2012-01-06")
    assert eireli["registered_on"].max() < day("2021-08-27")


def test_businesses_have_the_legal_forms_of_brazil() -> None:
    forms = Counter(re.search(r" (LTDA|S/A|EIRELI)$", firm["name"]) and firm["name"].split()[-1] for firm in firms())
    assert forms["LTDA"] > forms["S/A"]
    assert 0.4 < forms[None] / len(firms()) < 0.75  # MEI and sole traders bear their owner's name


def test_the_name_of_a_young_mei_begins_with_the_root_of_its_cnpj() -> None:
    numbered = [firm for firm in firms() if re.match(r"[0-9A-Z]{2}\.", firm["name"])]
    assert numbered
    assert all(firm["name"][:10] == firm["cnpj"][:10] for firm in numbered)
    assert all(firm["monthly_income"] <= 675_000 for firm in numbered)  # LC 123/2006, art. 18-A


def test_no_company_sells_more_than_its_legal_form_and_a_retail_bank_allow() -> None:
    """R$ 4.8 million a year for an LTDA in the Simples (LC 123/2006, art. 3)."""
    assert max(firm["monthly_income"] for firm in firms() if firm["name"].endswith(" LTDA")) < 400_000_00
    assert max(firm["monthly_income"] for firm in firms()) < 900_000_00
