"""The statement: what a posting says beside its amount: who, where, by what means and in which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bank import manners
from bank.bills import NAMES as BILL_NAMES
from bank.desk import Desk
from bank.everyday import BOLETO, DEBIT_CARD, PIX_PURCHASE, ticket
from bank.manners import ATM, BRANCH, MOBILE, POS, SYSTEM, TABLE, WEB, manner_of
from bank.payees import BANDS, CATEGORIES, SUPPLIERS, Payees, purchase_categories
from bank.pix import LASTRO_ISPB, end_to_end_ids, letters_of
from bank.postings import Keys, Postings, Source
from brazil import calendar
from brazil.choices import GroupedWeights
from brazil.places import Places
from engine import Run
from engine.draws import Draws, Weights
from engine.keys import NULL_KEY
from engine.moments import DAY
from engine.tables import positions

Integers = NDArray[np.int64]

NOT_DIGITAL = 0.12  # digital propensity below which people go to a branch where they can
BANK_HOURS = (10, 16)  # hours in which branches serve customers
TRIPS_A_MONTH = 0.05  # ASSUMED: months with a trip
TRIP_DAYS = (2, 10)  # ASSUMED
TAX_KIND = BILL_NAMES.index("property tax")
OWN_MONEY = [int(s) for s in (Source.OPENING, Source.OWN_IN, Source.OWN_OUT, Source.SWEEP, Source.LOAN_PROVISION,
             Source.CARD_PROVISION, Source.INVESTMENT_PROVISION, Source.TOP_UP, Source.CLOSING)]  # fmt: skip
FROM_FIRMS = [int(s) for s in (Source.SALARY, Source.THIRTEENTH, Source.REVENUE)]


@dataclass(frozen=True)
class Statement:
    """The describing columns of postings, in memory as engine.tables has them."""

    kind: Integers
    method: Integers
    channel: Integers
    category: Integers
    description: pl.Series
    counterparty: pl.Series
    city: pl.Series
    state: pl.Series
    end_to_end: pl.Series


class Phrases:
    """The tables behind statements, made once a build."""

    def __init__(self, run: Run) -> None:
        self.payees, self.places = run.once(Payees), run.once(Places)
        names = self.payees.names
        self.suffixes = pl.concat([" - " + names.head(len(names) - 1), pl.Series([""])])
        self.words = pl.Series([word for manner in TABLE for word in manner.words])
        self.channels = GroupedWeights(np.array([shares for m in TABLE for shares in m.channels], dtype=np.float64))
        self.bands = purchase_categories()
        banks = run.reference("banks")
        self.ispbs = letters_of(pl.concat([pl.Series([LASTRO_ISPB]), banks["ispb"]]))
        self.banks = Weights(banks["weight"].cast(pl.Float64).to_list())


def statement(desk: Desk, rows: Postings, categories: tuple[str, ...]) -> Statement:
    """What the statement says of postings; categories are those that the column allows."""
    phrases = desk.run.once(Phrases)
    draws = desk.run.draws("transactions", rows.key)
    owner = _owners(desk)[rows.account]
    customers = desk.run.draws("customers", desk.customers.customer_id).at(owner)
    manner = manner_of(rows)
    shop = _shop_category(desk, phrases, rows, draws)
    payee = _payees(desk, phrases, rows, draws, customers, shop, owner)
    channel = _channels(desk, phrases, rows, draws, manner, owner)
    city, state = _places(desk, phrases, rows, owner, channel)
    method = np.array([m.method for m in TABLE])[manner]
    credit = rows.amount > 0
    return Statement(
        kind=np.array([m.kind for m in TABLE])[manner, credit.astype(np.int64)],
        method=method,
        channel=channel,
        category=_categories(manner, shop, categories),
        description=_description(phrases, desk, manner, credit, payee),
        counterparty=_counterparty(phrases, desk, payee),
        city=city,
        state=state,
        end_to_end=_end_to_end(phrases, rows, draws, customers, method == manners.PIX),
    )


def _owners(desk: Desk) -> Integers:
    """The customer (position) of each account."""
    return positions(desk.accounts.customer_id, desk.customers.customer_id)


def _shop_category(desk: Desk, phrases: Phrases, rows: Postings, draws: Draws) -> Integers:
    """What a purchase is for, by its size against the usual ticket; -1 for what is no purchase."""
    category = np.full(len(rows), -1)
    everyday = rows.source == int(Source.EVERYDAY)
    bought = np.flatnonzero(everyday & ((rows.detail == DEBIT_CARD) | (rows.detail == PIX_PURCHASE) | (rows.detail == BOLETO)))
    owner = _owners(desk)[rows.account[bought]]
    size = -rows.amount[bought] / ticket(desk.customers.monthly_income)[owner]
    band = np.searchsorted(BANDS, size)
    uniforms = draws.at(bought).uniform("category")
    chosen = np.select([band == b for b in range(len(BANDS))], [w.choose(uniforms) for w in phrases.bands[:-1]],
                       phrases.bands[-1].choose(uniforms))  # fmt: skip
    supplies = (desk.customers.customer_type[owner] == 1) & (rows.detail[bought] != DEBIT_CARD)
    category[bought] = np.where(supplies, SUPPLIERS, chosen)
    return category


def _payees(
    desk: Desk, phrases: Phrases, rows: Postings, draws: Draws, customers: Draws, shop: Integers, owner: Integers
) -> Integers:
    """The other side of each posting, as a position in the names of payees, then customers, then their town halls."""
    payees = phrases.payees
    source, own_names, halls = rows.source, len(payees.names), len(payees.names) + len(desk.customers)
    at = np.full(len(rows), payees.nobody)
    person = (source == int(Source.EARNINGS)) | (source == int(Source.PAYROLL)) | (source == int(Source.EVERYDAY)) & (shop < 0)
    for wanted, choose in (
        (person, lambda r: payees.person(customers.at(r), draws.at(r))),
        (shop >= 0, lambda r: payees.shop(customers.at(r), draws.at(r), shop[r])),
        (np.isin(source, FROM_FIRMS), lambda r: payees.firm(customers.at(r), np.where(source[r] == int(Source.REVENUE), draws.at(r).integer("partner", 1, 12), 0))),
        (source == int(Source.LOAN_SPENT), lambda r: payees.firm(draws.at(r), 0)),
        (source == int(Source.BILL), lambda r: payees.biller(customers.at(r), rows.detail[r] // 4, payees.state_code(desk.customers.state)[owner[r]])),
        (np.isin(source, OWN_MONEY), lambda r: own_names + owner[r]),
        (rows.other >= 0, lambda r: own_names + _owners(desk)[rows.other[r]]),
        ((source == int(Source.BILL)) & (rows.detail // 4 == TAX_KIND), lambda r: halls + owner[r]),
    ):  # fmt: skip
        chosen = np.flatnonzero(wanted)
        if len(chosen):
            at[chosen] = choose(chosen)
    nameless = np.array([not m.named for m in TABLE])[manner_of(rows)] & (rows.other < 0) & ~np.isin(source, OWN_MONEY)
    at[nameless] = payees.nobody
    return at


def _counterparty(phrases: Phrases, desk: Desk, payee: Integers) -> pl.Series:
    nobody = phrases.payees.nobody
    names = pl.concat([phrases.payees.names.head(nobody), pl.Series([None], dtype=pl.String),
                       desk.customers.name, "Prefeitura de " + desk.customers.city])  # fmt: skip
    return names.gather(payee)


def _description(phrases: Phrases, desk: Desk, manner: Integers, credit: NDArray[np.bool_], payee: Integers) -> pl.Series:
    suffixes = pl.concat([phrases.suffixes, " - " + desk.customers.name, " - Prefeitura de " + desk.customers.city])
    named = np.array([m.named for m in TABLE])[manner]
    own = payee >= len(phrases.payees.names)
    quiet = ~named | (own & (np.array([m.category == "Own Transfer" for m in TABLE])[manner]))
    after = suffixes.gather(np.where(quiet, phrases.payees.nobody, payee))
    return phrases.words.gather(manner * 2 + credit) + after


def _categories(manner: Integers, shop: Integers, allowed: tuple[str, ...]) -> Integers:
    of_manner = np.array([allowed.index(m.category) for m in TABLE])
    of_shop = np.array([allowed.index(name) for name in CATEGORIES])
    return np.where(shop >= 0, of_shop[shop], of_manner[manner])


def _channels(
    desk: Desk, phrases: Phrases, rows: Postings, draws: Draws, manner: Integers, owner: Integers
) -> Integers:
    """Where postings were made; branches only in their hours, and more for those who are not digital."""
    business = desk.customers.customer_type[owner] == 1
    channel = phrases.channels.choose(draws, "channel", manner * 2 + business)
    day = rows.moment // DAY
    hour = (rows.moment - day * DAY) // 3600
    staffed = calendar.is_bank_business_day(day) & (hour >= BANK_HOURS[0]) & (hour < BANK_HOURS[1])
    digital = np.ones(len(desk.customers))
    digital[desk.owner] = desk.who.digital
    screen = (channel == MOBILE) | (channel == WEB)
    qr = (rows.source == int(Source.EVERYDAY)) & (rows.detail == PIX_PURCHASE)
    channel = np.where(screen & staffed & ~qr & (digital[owner] < NOT_DIGITAL), BRANCH, channel)
    cash = np.array([m.method == manners.CASH for m in TABLE])[manner]
    return np.where((channel == BRANCH) & ~staffed, np.where(cash, ATM, MOBILE), channel)


def _places(desk: Desk, phrases: Phrases, rows: Postings, owner: Integers, channel: Integers) -> tuple[pl.Series, pl.Series]:
    """City and state: home, or where a trip led, for shops and machines; nowhere for the system."""
    places, homes = phrases.places, len(desk.customers)
    at = owner.copy()
    out = np.flatnonzero((channel == POS) | ((channel == ATM) & (rows.source == int(Source.EVERYDAY))))
    where = _trips(desk, places, rows, owner, out)
    at[out] = np.where(where >= 0, homes + where, owner[out])
    at[channel == SYSTEM] = homes + len(places)
    nowhere = pl.Series([None], dtype=pl.String)
    cities = pl.concat([desk.customers.city, places.cities, nowhere])
    states = pl.concat([desk.customers.state, places.states, nowhere])
    return cities.gather(at), states.gather(at)


def _trips(desk: Desk, places: Places, rows: Postings, owner: Integers, out: Integers) -> Integers:
    """The place where a customer was travelling, -1 for at home; a trip lies within its month."""
    customers = desk.run.draws("customers", desk.customers.customer_id).at(owner[out])
    day = rows.moment[out] // DAY
    month = calendar.month_index(day)
    first = calendar.first_day(month) + customers.integer("trip.day", 0, 24, month)
    away = (day >= first) & (day < first + customers.integer("trip.days", *TRIP_DAYS, month))
    away &= customers.chance("trip", TRIPS_A_MONTH, month)
    where = np.full(len(out), -1)
    travelling = np.flatnonzero(away)
    where[travelling] = customers.at(travelling).choice("trip.place", places.weights, month[travelling])
    return where


def _end_to_end(phrases: Phrases, rows: Postings, draws: Draws, customers: Draws, pix: NDArray[np.bool_]) -> pl.Series:
    """EndToEndIds of Pix payments: from this bank for debits and inside it, else from the payer's."""
    at = np.flatnonzero(pix)
    inside = rows.link[at] != NULL_KEY
    own_bank = customers.at(at).choice("other bank", phrases.banks)
    any_bank = draws.at(at).choice("payer's bank", phrases.banks)
    theirs = 1 + np.where(np.isin(rows.source[at], OWN_MONEY), own_bank, any_bank)
    payer = np.where(inside | (rows.amount[at] < 0), 0, theirs)
    keys: Keys = np.where(inside, rows.link[at], rows.key[at])
    letters = end_to_end_ids(keys, rows.moment[at], payer, phrases.ispbs)
    found = pl.Series(letters.view("S32").ravel(), dtype=pl.Binary).cast(pl.String)
    place = np.cumsum(pix) - 1
    return found.gather(pl.Series(np.where(pix, place, -1)).replace(-1, None)) if len(at) else pl.Series([None] * len(pix), dtype=pl.String)
