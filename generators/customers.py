"""Customers: the people and businesses that bank with Lastro."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lastro.bank.choices import CustomerType
from lastro.bank.relations.cohorts import is_business
from lastro.bank.relations.households import Households, bears_the_name, birth_date, households, is_woman
from lastro.bank.relations.newcomers import brought_by, is_newcomer, joined_later, place_of
from lastro.brazil import calendar, companies, documents, emails, people
from lastro.brazil.addresses import Addresses
from lastro.brazil.base_date import base_date
from lastro.brazil.companies import Companies
from lastro.brazil.markets import Markets
from lastro.brazil.people import Names
from lastro.brazil.places import Places, Positions
from lastro.brazil.work import Work
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Days, Flags, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import NULL

Values = Any  # an array or a text series, as in engine.tables

BANK_OPENED = "2012-03-01"  # first account of Banco Lastro
BUSINESS_LANDLINE = 0.45  # share of businesses that give a fixed line; assumption
SIGN_UP_BY_HOUR = (
    4,
    2,
    1,
    1,
    1,
    2,
    8,
    20,
    45,
    75,
    90,
    88,
    80,
    78,
    82,
    84,
    82,
    76,
    66,
    58,
    50,
    40,
    24,
    11,
)  # assumption
UPDATE_INTERVAL = (
    150,
    900,
)  # days between two updates of a customer's record, fixed for each customer; assumption


class Customer(Row):
    customer_id = col.key("Customer identifier", place=place_of)
    name = col.text(
        "Full name of a person, registered name of a business",
        personal=True,
        example="Ana Paula da Silva Lima",
    )
    email = col.text(
        "E-mail address, in a domain reserved for examples",
        personal=True,
        unique=True,
        example="ana.lima87@mail.example.com",
    )
    phone_number = col.text(
        "Telephone, in the area of the city",
        personal=True,
        pattern=r"^\+55 [1-9][0-9] 9?[0-9]{4}-[0-9]{4}$",
        example="+55 11 96123-4567",
    )
    address = col.text(
        "Street, number, complement and neighbourhood",
        personal=True,
        example="Rua das Acácias, 123, apto 45 - Jardim América",
    )
    customer_type = col.choice("Person or business", CustomerType)
    cpf = col.text(
        "Taxpayer number of a person; empty for a business",
        personal=True,
        blank=True,
        pattern=r"^([0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2})?$",
        example="123.456.789-09",
    )
    cnpj = col.text(
        "Registration of a business, with letters where registered since July 2026; empty for a person",
        personal=True,
        blank=True,
        pattern=r"^([0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-[0-9]{2})?$",
        example="12.ABC.345/0001-35",
    )
    created_at = col.moment("When the customer joined the bank", born=True)
    updated_at = col.moment("When the record was last brought up to date", state=True)
    birth_date = col.date("Date of birth; null for a business", nullable=True, personal=True, example="1984-07-21")
    registered_on = col.date("Day of a business's registration; null for a person", nullable=True)
    occupation = col.text(
        "Occupation of a person as told at base_date or, if later, on joining, whatever they do before and after; "
        "line of business of a business",
        personal=True, example="Enfermeira",
    )  # fmt: skip
    monthly_income = col.money(
        "Monthly income before tax from that occupation, or revenue, in money of base_date",
        personal=True, minimum=0, maximum=1_000_000_000,
    )  # fmt: skip
    city = col.text("City", personal=True, example="São Paulo")
    state = col.text("State (UF)", pattern=r"^[A-Z]{2}$", example="SP")
    ibge_code = col.integer(
        "Code of the city at IBGE: seven digits, a number, so that it joins with other data of Brazil in any reader",
        personal=True, minimum=1_100_000, maximum=5_399_999, example="3550308",
    )  # fmt: skip
    postal_code = col.text("Postal code (CEP)", personal=True, pattern=r"^[0-9]{5}-[0-9]{3}$", example="01310-100")
    household_id = col.uuid(
        "The same for people who live together: a couple, parents with grown children, an elderly person with a child; "
        "null for who lives alone",
        kind="households", nullable=True, personal=True,
    )  # fmt: skip


def generate(run: Run, ordinals: Keys) -> Table[Customer]:
    """The customers with these ordinals, and the newcomers behind them, as far as they have joined by as_of."""
    keys = _with_newcomers(ordinals) if run.as_of > base_date(run) else ordinals
    draws, homes = run.draws("customers", keys), households(run, keys)
    business = is_business(draws)
    birth = birth_date(run, homes, draws, base_date(run))
    created_at = _joined(draws, keys, np.where(business, NULL, birth), base_date(run))
    birth += np.where(is_newcomer(keys), created_at // DAY - base_date(run), 0)  # of age when they join, no sooner
    here = np.flatnonzero(created_at <= run.end)
    return _customers(run, keys[here], homes.take(here), business[here], birth[here], created_at[here])


def _with_newcomers(ordinals: Keys) -> Keys:
    everyone = np.concatenate([ordinals, brought_by(ordinals)])
    return everyone[np.lexsort((everyone, place_of(everyone)))]


def _customers(
    run: Run, keys: Keys, homes: Households, business: Flags, birth: Days, created_at: Days
) -> Table[Customer]:
    places, addresses = run.once(Places), run.once(Addresses)
    draws, at_home = run.draws("customers", keys), run.draws("customers", homes.head)
    place = run.once(Markets).homes(at_home, place_of(homes.head))
    person, firm = np.flatnonzero(~business), np.flatnonzero(business)
    of_people = _people(run, keys[person], homes.take(person), birth[person], place[person])
    of_firms = _businesses(run, keys[firm], draws.at(firm), created_at[firm], place[firm])
    order = np.argsort(np.concatenate([person, firm]))
    return table(
        Customer,
        customer_id=keys,
        address=addresses.address(at_home, place, addresses.neighbourhood(at_home, place), business),
        customer_type=np.where(business, CustomerType.BUSINESS, CustomerType.INDIVIDUAL),
        created_at=created_at,
        **vars(CustomerStates(draws, created_at).on(run.as_of)),
        city=places.city(place),
        state=places.state(place),
        ibge_code=places.codes[place],
        postal_code=places.postal_code(at_home, place),
        household_id=homes.household,
        **{name: _joint(of_people[name], of_firms[name], order) for name in of_people},
    )


def _people(run: Run, keys: Keys, homes: Households, birth: Days, place: Positions) -> dict[str, Values]:
    """The columns of individuals that businesses have from elsewhere."""
    names, work, places = run.once(Names), run.once(Work), run.once(Places)
    draws = run.draws("customers", keys)
    women = is_woman(run, homes, draws)
    family = names.surnames.last(run.draws("customers", homes.head))
    named = names.draw(draws, women, birth, np.where(bears_the_name(homes, draws), family, -1))
    age = (calendar.month_index(np.full(len(birth), base_date(run))) - calendar.month_index(birth)) // 12
    occupation = work.draw(draws, age, women)
    valid = run.setting("privacy.documents") == "valid"
    return {
        "name": named.name,
        "email": emails.personal(draws, named.first, named.last, emails.unique_suffix(run.seed, keys)),
        "phone_number": places.mobile(draws, place),
        "cpf": documents.cpf(run.seed, keys, places.cpf_region(draws, place), valid),
        "cnpj": _empty(len(keys)),
        "birth_date": birth,
        "registered_on": np.full(len(keys), NULL),
        "occupation": work.title(occupation, women),
        "monthly_income": work.income(draws, occupation, age, women, place),
    }


def _businesses(run: Run, keys: Keys, draws: Draws, created_at: Days, place: Positions) -> dict[str, Values]:
    """The columns of businesses that individuals have from elsewhere."""
    firms, places = run.once(Companies), run.once(Places)
    registered_on = companies.registered_on(draws, created_at // DAY)
    roots = documents.cnpj_roots(run.seed, keys, companies.lettered(draws, registered_on))
    company = firms.draw(draws, registered_on, roots)
    landline = pl.Series(draws.chance("landline or mobile", BUSINESS_LANDLINE))
    valid = run.setting("privacy.documents") == "valid"
    return {
        "name": company.name,
        "email": emails.corporate(draws, company.slug, emails.unique_suffix(run.seed, keys)),
        "phone_number": places.landline(draws, place).zip_with(landline, places.mobile(draws, place)),
        "cpf": _empty(len(keys)),
        "cnpj": documents.cnpj(roots, valid),
        "birth_date": np.full(len(keys), NULL),
        "registered_on": registered_on,
        "occupation": company.activity,
        "monthly_income": firms.revenue(draws, company, places.income_levels[places.state_codes[place]]),
    }


def _joined(draws: Draws, keys: Keys, birth: Days, last: int) -> Integers:
    """The moment of joining: from the bank's opening or the 18th birthday to the last day, mostly lately; newcomers'
    after it."""
    opened = day(BANK_OPENED)
    adult = np.where(
        birth == NULL, opened, calendar.add_months(np.where(birth == NULL, 0, birth), 12 * people.ADULT_AGE)
    )
    start = np.maximum(opened, adult)
    share = np.maximum(draws.uniform("joined"), draws.uniform("joined", 1))
    hour = draws.choice("joined at", Weights(SIGN_UP_BY_HOUR))
    days = start + ((last + 1 - start) * share).astype(np.int64)
    second = hour * 3600 + draws.integer("joined second", 0, 3600)
    return np.where(is_newcomer(keys), joined_later(draws, last, second), days * DAY + second)


@dataclass(frozen=True)
class CustomerState:
    """What is said of customers at the end of a day."""

    updated_at: Integers


@dataclass(frozen=True)
class CustomerStates:
    """The states of customers: their records are brought up to date at intervals of their own."""

    draws: Draws
    created_at: Integers

    def on(self, day: int) -> CustomerState:
        """The last of the regular updates by the end of a day."""
        end = day * DAY + DAY - 1
        interval = self.draws.integer("update interval", *UPDATE_INTERVAL) * DAY
        interval += self.draws.integer("update shift", 0, 3 * 3600)
        return CustomerState(self.created_at + (end - self.created_at) // interval * interval)


def states(run: Run, customers: Table[Customer]) -> CustomerStates:
    """The states of customers on any day."""
    return CustomerStates(run.draws("customers", customers.customer_id), customers.created_at)


def _joint(of_people: Values, of_firms: Values, order: Integers) -> Values:
    """Values of individuals and of businesses, each in its place."""
    if isinstance(of_people, pl.Series):
        return pl.concat([of_people, of_firms]).gather(order)
    return np.concatenate([of_people, of_firms])[order]


def _empty(rows: int) -> pl.Series:
    return pl.repeat("", rows, dtype=pl.String, eager=True)
