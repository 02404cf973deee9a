"""The card statement: what a card's row says besides its amount: merchant, category, place, how the card was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lastro.bank.choices import CardTransactionType, Category, EntryMode
from lastro.bank.contracts.cards.bills import Cycles
from lastro.bank.contracts.cards.rows.card_rows import NO_PURCHASE, CardRows
from lastro.bank.contracts.cards.spending import shopping
from lastro.bank.contracts.cards.spending.purchases import NO_SERVICE, Purchases, draws_of
from lastro.bank.contracts.cards.spending.stolen import NOT_STOLEN
from lastro.bank.contracts.cards.spending.subscriptions import SERVICES
from lastro.bank.ledger.purchases import CATEGORIES
from lastro.bank.people.trips import AT_HOME, trips
from lastro.bank.relations.merchants import Merchants
from lastro.bank.relations.outsiders import Kind, company_documents
from lastro.brazil.places import Places
from lastro.engine import Run, Table
from lastro.engine.arrays import Bytes, Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.rows.coded import Coded, coded
from lastro.engine.rows.tables import NULL_CODE, positions

CONTACTLESS, CONTACTLESS_UP_TO = (0.86, 0.66), 200_00  # below and above so many cents: 72.8 % of value (Abecs 2025)
NOWHERE = -1
_FIRST_SERVICE = 900_000  # the number of the first service among firms, far above those of the accounts' payees
_AS_ACCOUNTS = np.array([CATEGORIES.index(category) for category in shopping.BOUGHT])
_CATEGORY = np.array([int(category) for category in shopping.BOUGHT])
_OF_CHARGES = np.array(
    CardTransactionType.by_code(
        PURCHASE=int(Category.CARD_BILL),  # never shown: a purchase has its own
        INSTALMENT=int(Category.CARD_BILL),
        REFUND=int(Category.CARD_BILL),
        INTEREST=int(Category.INTEREST),
        IOF=int(Category.TAXES),
        LATE_FEE=int(Category.FEE),
        ANNUAL_FEE=int(Category.FEE),
        PAYMENT=int(Category.CARD_BILL),
        INSTALMENT_PLAN=int(Category.CARD_BILL),
    )
)


@dataclass(frozen=True)
class CardStatement:
    """What rows say, by the names of card_transactions.CardTransaction."""

    merchant_name: Coded
    merchant_document: Coded
    category: Bytes
    city: Coded
    state: Coded
    entry_mode: Bytes


def card_statement(run: Run, customers: Table[Any], cards: Any, every: Cycles, rows: CardRows) -> CardStatement:
    """What the rows of a block's cards say."""
    bought = every.purchases
    draws, country = draws_of(run, cards, bought), run.once(Places)
    owner = positions(cards.customer_id, customers.customer_id)[bought.card]
    who = run.draws("customers", customers.customer_id).at(owner)
    subscribed = bought.service != NO_SERVICE
    from_afar = subscribed | draws.chance("online", shopping.ONLINE[bought.what])
    stolen = np.flatnonzero(bought.stolen != NOT_STOLEN)
    from_afar[stolen] = every.stolen.online[bought.stolen[stolen]]
    away = trips(who, bought.day, float(run.setting("transactions.trips")), country)
    home = country.find(customers.city, customers.state)[owner]
    place = np.where(from_afar, NOWHERE, np.where(away == AT_HOME, home, away))
    shop = run.once(Merchants).of(_buyers(run, customers, owner, every), draws, _AS_ACCOUNTS[bought.what], place)
    names, documents, merchant = _merchants(run, np.where(subscribed, -1 - bought.service, shop), rows)
    at = np.append(np.where(place == NOWHERE, len(country), place), len(country))[rows.purchase]
    mode = _entry_modes(draws.uniform("contactless"), bought, from_afar)
    return CardStatement(
        merchant_name=coded(names, merchant),
        merchant_document=coded(documents, merchant),
        category=np.where(
            rows.purchase == NO_PURCHASE, _OF_CHARGES[rows.kind], np.append(_CATEGORY[bought.what], 0)[rows.purchase]
        ).astype(np.uint8),
        city=coded(country.cities, at),
        state=coded(country.states, at),
        entry_mode=np.append(mode, NULL_CODE)[rows.purchase].astype(np.uint8),
    )


def _buyers(run: Run, customers: Table[Any], owner: Integers, every: Cycles) -> Draws:
    """Draws of who buys, and where they are regulars: the holders, or thieves, who have shops of their own."""
    buyer, of = customers.customer_id[owner], every.purchases.stolen
    stolen = np.flatnonzero(of != NOT_STOLEN)
    buyer[stolen] = every.stolen.case[of[stolen]]
    return run.draws("customers", buyer)


def _merchants(run: Run, shop: Integers, rows: CardRows) -> tuple[pl.Series, pl.Series, Integers]:
    """Names and CNPJs of the merchants of rows, and which one is each row's; behind them for those of none.

    shop: the merchant of each purchase, below 0 for the services that are subscribed to.
    """
    known, found = run.once(Merchants), np.full(len(rows), 0)
    of_shop = rows.purchase != NO_PURCHASE
    numbers, found[of_shop] = np.unique(shop[rows.purchase[of_shop]], return_inverse=True)
    services, shops = -1 - numbers[numbers < 0], numbers[numbers >= 0]
    names = pl.Series([service.name for service in SERVICES], dtype=pl.String).gather(services)
    documents = company_documents(run, Kind.FIRM, services + _FIRST_SERVICE)
    found[~of_shop] = len(numbers)
    return pl.concat([names, known.names(shops)]), pl.concat([documents, known.documents(shops)]), found


def _entry_modes(uniforms: Floats, bought: Purchases, from_afar: Flags) -> Integers:
    near = np.where(bought.amount < CONTACTLESS_UP_TO, *CONTACTLESS)
    in_person = np.where(uniforms < near, EntryMode.CONTACTLESS, EntryMode.CHIP)
    mode = np.where(from_afar, EntryMode.ONLINE, in_person)
    return np.where(bought.service != NO_SERVICE, EntryMode.RECURRING, mode)
