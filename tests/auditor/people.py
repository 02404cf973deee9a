"""I2 and I4: documents and e-mail addresses of customers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date

from .bank import Bank
from .bank_days import day_of
from .documents import CNPJ, CPF, cnpj_digits, cpf_digits, digits_problem
from .places import REGION_DIGIT
from .reading import Record
from .report import Expect

ALPHANUMERIC_CNPJ = date(2026, 7, 1)  # first registration that may carry letters
EMAIL = re.compile(r"[a-z0-9]+([._+-][a-z0-9]+)*@([a-z0-9]+(-[a-z0-9]+)*\.)*example\.(com|org|net)")
NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")


def check_people(bank: Bank) -> None:
    """Check every customer's CPF or CNPJ, and e-mail."""
    seen: Counter[str] = Counter()
    at_home = people = 0
    for key, customer in bank.rows("customers"):
        documents = bank.report.on("I2", "customers", key)
        _document(customer, bank.documents, documents)
        _once(seen, customer["cpf"] or customer["cnpj"], documents)
        email = bank.report.on("I4", "customers", key)
        _email(customer, email, bank.report.noting("I4", "customers", key))
        _once(seen, customer["email"], email)
        if customer["customer_type"] == "Individual" and CPF.fullmatch(customer["cpf"]):
            people += 1
            at_home += customer["cpf"][10] == REGION_DIGIT.get(customer["state"])
    if people:
        bank.report.figures["CPF region follows the state of residence"] = f"{at_home / people:.1%}"


def _once(seen: Counter[str], text: str, expect: Expect) -> None:
    seen[text] += 1
    expect(seen[text] == 1, f"{text} belongs to another customer too")


def _document(customer: Record, documents: str, expect: Expect) -> None:
    if customer["customer_type"] == "Individual":
        expect(customer["cnpj"] == "", "a person has a CNPJ")
        if expect(CPF.fullmatch(customer["cpf"]), f"cpf {customer['cpf']!r} is not written 123.456.789-09"):
            bare = NOT_ALPHANUMERIC.sub("", customer["cpf"])
            expect(len(set(bare)) > 1, "all digits of the CPF are the same")
            problem = digits_problem(bare[9:], cpf_digits(bare[:9]), documents)
            expect(problem is None, f"cpf {customer['cpf']}: {problem}")
        return
    expect(customer["cpf"] == "", "a business has a CPF")
    if expect(CNPJ.fullmatch(customer["cnpj"]), f"cnpj {customer['cnpj']!r} is not written as a CNPJ is"):
        _cnpj(customer, documents, expect)


def _cnpj(customer: Record, documents: str, expect: Expect) -> None:
    bare = NOT_ALPHANUMERIC.sub("", customer["cnpj"])
    problem = digits_problem(bare[12:], cnpj_digits(bare[:12]), documents)
    expect(problem is None, f"cnpj {customer['cnpj']}: {problem}")
    registered = customer["registered_on"]
    young = registered is not None and day_of(registered) >= ALPHANUMERIC_CNPJ
    expect(bare.isdigit() or young, f"cnpj {customer['cnpj']} has letters, but was given on {registered}")


def _email(customer: Record, expect: Expect, expect_generated: Expect) -> None:
    address = customer["email"]
    name, at, domain = address.partition("@")
    parts = domain.split(".")
    whole = name and at and "@" not in domain and len(parts) > 1 and all(parts) and len(address.split()) == 1
    if expect(whole, f"e-mail {address!r} is none"):
        expect_generated(EMAIL.fullmatch(address), f"e-mail {address!r} is not a plain address reserved for examples")
    local = address.split("example.")[0]
    words = _words(customer["name"])
    wanted = [word for word in words if len(word) > 2] or words
    wanted += [words[0][0] + word for word in words] if words else []
    expect_generated(any(word in local for word in wanted), f"e-mail {address} is not from the name")


def _words(name: str) -> list[str]:
    """The name's words without accents."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)
