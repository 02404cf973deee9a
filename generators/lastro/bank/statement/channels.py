"""Whereabouts: through which channel and in which city a posting was made."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.choices import Channel, CustomerType, PaymentMethod
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.statement.context import Telling
from lastro.brazil import calendar
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.coded import Coded, coded
from lastro.engine.rows.moments import DAY

NOT_DIGITAL = 0.12  # digital propensity below which people go to a branch where they can, ASSUMED
BANK_HOURS = (10, 16)  # hours in which branches serve customers
TRIP_STARTS = (0, 24)  # days after the month's first
TRIP_DAYS = (2, 10)  # ASSUMED


def channels(told: Telling) -> Integers:
    """Where postings were made; branches only in their hours, and more for those who are not digital."""
    business = told.desk.customers.customer_type[told.owner] == CustomerType.BUSINESS
    channel = told.phrases.channels.choose(told.draws, "channel", told.kind * 2 + business)
    staffed = _staffed(told.rows.moment)
    screen = (channel == Channel.MOBILE) | (channel == Channel.WEB)
    in_a_shop = told.of(Source.EVERYDAY, Everyday.PIX_PURCHASE)
    channel = np.where(screen & staffed & ~in_a_shop & (_digital(told) < NOT_DIGITAL), Channel.BRANCH, channel)
    cash = told.trait(lambda kind: kind.method is PaymentMethod.CASH)
    return np.where((channel == Channel.BRANCH) & ~staffed, np.where(cash, Channel.ATM, Channel.MOBILE), channel)


def _staffed(moment: Integers) -> Flags:
    """Whether branches are open."""
    day = moment // DAY
    hour = (moment - day * DAY) // 3600
    return calendar.is_bank_business_day(day) & (hour >= BANK_HOURS[0]) & (hour < BANK_HOURS[1])


def _digital(told: Telling) -> Floats:
    digital: Floats = told.desk.people.digital[told.owner]
    return digital


def places(told: Telling, channel: Integers) -> tuple[Coded, Coded]:
    """City and state: home, or where a trip led, for shops and machines; nowhere for the system."""
    known, customers = told.phrases.places, told.desk.customers
    at = told.owner.copy()
    out = np.flatnonzero((channel == Channel.POS) | ((channel == Channel.ATM) & told.of(Source.EVERYDAY)))
    away = _trips(told, out)
    at[out] = np.where(away >= 0, len(customers) + away, told.owner[out])
    at[channel == Channel.SYSTEM] = len(customers) + len(known)
    cities, states = ((customers.city, known.cities), (customers.state, known.states))
    return coded(pl.concat(cities), at), coded(pl.concat(states), at)


def _trips(told: Telling, out: Integers) -> Integers:
    """The place where a customer was travelling, -1 for at home; a trip begins within its month."""
    who, day = told.customers.at(out), told.rows.moment[out] // DAY
    month = calendar.month_index(day)
    first = calendar.first_day(month) + who.integer("trip.day", *TRIP_STARTS, month)
    away = (day >= first) & (day < first + who.integer("trip.days", *TRIP_DAYS, month))
    trips = float(told.desk.run.setting("transactions.trips"))
    travelling = np.flatnonzero(away & who.chance("trip", trips, month))
    where = np.full(len(out), -1)
    where[travelling] = who.at(travelling).choice("trip.place", told.phrases.places.weights, month[travelling])
    return where
