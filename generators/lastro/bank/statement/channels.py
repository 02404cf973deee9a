"""Whereabouts: through which channel and in which city a posting was made."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.choices import Channel, CustomerType, PaymentMethod
from lastro.bank.ledger.purchases import ONLINE
from lastro.bank.ledger.sources import Everyday, Source
from lastro.bank.people.trips import trips
from lastro.bank.statement.context import StatementContext
from lastro.brazil import calendar
from lastro.brazil.places import Positions
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.rows.coded import Coded, coded
from lastro.engine.rows.moments import DAY

NOT_DIGITAL = 0.12  # digital propensity below which people go to a branch where they can, ASSUMED
# Of payments by app or site, the share that was ordered beforehand and is made by the system; ASSUMED
_SCHEDULED = np.zeros(max(Source) + 1)
_SCHEDULED[[Source.BILL, Source.CARD_BILL]] = 0.5
_SCHEDULED[[Source.OWN_OUT, Source.SAVING, Source.PORTABILITY]] = 0.4
_SCHEDULED[[Source.PAYROLL, Source.PAYROLL_TAX]] = 0.6
BANK_HOURS = (10, 16)  # hours in which branches serve customers


def channels(context: StatementContext) -> Integers:
    """Where postings were made; branches only in their hours, and more for those who are not digital."""
    business = context.block.customers.customer_type[context.owner] == CustomerType.BUSINESS
    channel = context.phrases.channels.choose(context.draws, "channel", context.kind * 2 + business)
    from_afar = (channel == Channel.POS) & np.isin(context.shop, ONLINE)
    channel = np.where(from_afar, Channel.MOBILE, channel)
    staffed = _staffed(context.rows.moment)
    screen = (channel == Channel.MOBILE) | (channel == Channel.WEB)
    in_a_shop = context.of(Source.EVERYDAY, Everyday.PIX_PURCHASE)
    channel = np.where(screen & staffed & ~in_a_shop & (_digital(context) < NOT_DIGITAL), Channel.BRANCH, channel)
    cash = context.trait(lambda kind: kind.method is PaymentMethod.CASH)
    channel = np.where((channel == Channel.BRANCH) & ~staffed, np.where(cash, Channel.ATM, Channel.MOBILE), channel)
    ordered = _by_debits(context, channel) & context.draws.chance("scheduled", _SCHEDULED[context.rows.source])
    return np.where(ordered, Channel.SYSTEM, channel)


def _by_debits(context: StatementContext, channel: Integers) -> Flags:
    """Payments by app or site."""
    paid: Flags = np.isin(channel, (Channel.MOBILE, Channel.WEB)) & (context.rows.amount < 0)
    return paid


def _staffed(moment: Integers) -> Flags:
    """Whether branches are open."""
    day = moment // DAY
    hour = (moment - day * DAY) // 3600
    return calendar.is_bank_business_day(day) & (hour >= BANK_HOURS[0]) & (hour < BANK_HOURS[1])


def _digital(context: StatementContext) -> Floats:
    digital: Floats = context.block.people.digital[context.owner]
    return digital


def whereabouts(context: StatementContext, channel: Integers) -> Integers:
    """Where postings were made: a customer's home by position, then places; behind them nowhere, for the system."""
    known, customers = context.phrases.places, context.block.customers
    at = context.owner.copy()
    with_a_phone = (channel == Channel.MOBILE) & (context.rows.amount < 0)
    machine = (channel == Channel.ATM) & context.of(Source.EVERYDAY)
    out = np.flatnonzero((channel == Channel.POS) | machine | with_a_phone)
    share = float(context.block.run.setting("transactions.trips"))
    away = trips(context.customers.at(out), context.rows.moment[out] // DAY, share, known)
    at[out] = np.where(away >= 0, len(customers) + away, context.owner[out])
    at[channel == Channel.SYSTEM] = len(customers) + len(known)
    return at


def places_of(context: StatementContext, at: Integers) -> Positions:
    """The places of whereabouts, -1 for nowhere."""
    known, customers = context.phrases.places, context.block.customers
    homes = known.find(customers.city, customers.state)
    return np.concatenate([homes, np.arange(len(known)), [-1]])[at]


def cities(context: StatementContext, at: Integers) -> tuple[Coded, Coded]:
    """City and state of whereabouts: home, or where a trip led, for shops, machines and phones; null for nowhere."""
    known, customers = context.phrases.places, context.block.customers
    names, states = (customers.city, known.cities), (customers.state, known.states)
    return coded(pl.concat(names), at), coded(pl.concat(states), at)
