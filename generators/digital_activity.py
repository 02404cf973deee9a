"""Digital activity: logins, looks and payments in the bank's app and on its site."""

from __future__ import annotations

if __name__ == "__main__":  # before all that needs a package, since it says which is missing
    from lastro.engine.tasks.script import main

    main(__file__)

from dataclasses import dataclass, replace

import numpy as np

from accounts import Account
from customers import Customer
from lastro.bank.choices import (
    ActivityType,
    Channel,
    CustomerType,
    DeviceType,
    Direction,
    PaymentMethod,
    TransactionType,
)
from lastro.bank.digital import sessions
from lastro.bank.digital.devices import ActivityPlaces, Devices, activity_places, devices, session_places, users
from lastro.bank.digital.intruders import intruders
from lastro.bank.digital.new_phones import LARGE, new_phones
from lastro.bank.digital.registrations import SentByPix, registrations
from lastro.bank.digital.session_events import (
    SessionEvents,
    by_night,
    events_around_payments,
    in_order,
    registration_events,
    session_outlines,
)
from lastro.bank.digital.sessions import Purpose, Sessions
from lastro.bank.people import rhythm
from lastro.bank.people.lives import Lives, lives
from lastro.bank.people.months import Span, monthly, span
from lastro.bank.people.period import history_start
from lastro.bank.people.traits import Traits, traits
from lastro.brazil.places import Places
from lastro.engine import Row, Run, Table, col, table
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import child
from lastro.engine.rows.coded import coded
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.tables import NULL_KEY, positions
from transactions import Transaction

WEB_SHARE, WEB_SHARE_BUSINESS = 0.08, 0.79  # app 92 % of people's, site 79 % of companies' (Febraban 2024)


READS = {  # of transactions' columns; reading fewer takes a third less time
    "transactions": (
        "transaction_id", "account_id", "transaction_type", "transaction_date", "direction", "channel", "city", "state",
        "payment_method", "amount",
    )
}  # fmt: skip


class DigitalActivity(Row):
    activity_id = col.key("Event identifier")
    customer_id = col.ref(Customer, "Customer in whose name it happened", owner=True)
    activity_type = col.choice(
        "What was done; Transfer and Payment are debits of the customer's accounts, at the same moment",
        ActivityType,
    )
    timestamp = col.moment("When it happened", born=True)
    ip_address = col.text(
        "IPv4 address, never routed: 100.64.0.0/10 mobile, 198.18.0.0/15 fixed, 203.0.113.0/24 private",
        personal=True, pattern=r"\d{1,3}(\.\d{1,3}){3}", example="100.71.8.204",
    )  # fmt: skip
    device_type = col.choice("Kind of device", DeviceType)
    session_id = col.uuid("Session that the event belongs to; null for a failed login", kind="sessions", nullable=True)
    device_id = col.uuid("Device, the same for as long as the customer has it", kind="devices", personal=True)
    city = col.text("City where the device was", personal=True, example="Campinas")
    state = col.text("State (UF) of the city", pattern="[A-Z]{2}", example="SP")
    transaction_id = col.ref(Transaction, "The payment or transfer that it is; null for anything else", nullable=True)


ON_SCREEN, IN_PERSON = (Channel.MOBILE, Channel.WEB), (Channel.POS, Channel.ATM, Channel.BRANCH)
BY_CUSTOMERS = (TransactionType.TRANSFER, TransactionType.PAYMENT)  # postings that somebody makes on a screen


def generate(
    run: Run, customers: Table[Customer], accounts: Table[Account], transactions: Table[Transaction]
) -> Table[DigitalActivity]:
    """The digital events of a block of customers, in the order of customers and time."""
    holder = positions(accounts.customer_id, customers.customer_id)
    owner = holder[positions(transactions.account_id, accounts.account_id)]
    keys = customers.customer_id
    paid = _payments(run, owner, transactions)
    seen = _seen(run, traits(run, customers), holder, accounts, paid)
    others = intruders(run, customers, transactions.transaction_id[paid.row], _alone(paid))
    opened, session = sessions.paying(run.seed, keys, seen.first, paid.owner, paid.moment, paid.web, others.acts)
    found = Sessions.together([opened, *_unpaid(run, customers)])
    draws = Draws(run.seed, "sessions", found.key)
    intruder = np.append(others.device, 0).astype(np.uint64)[found.payment]
    large = _large(transactions, paid.row) & ~others.acts
    phones = new_phones(run.seed, found, session, transactions.transaction_id[paid.row], large)
    outlines = session_outlines(found, draws, intruder, phones.lost)
    found = replace(found, start=np.where(outlines.stranger, by_night(draws, found.start), found.start))
    country = run.once(Places)
    places = activity_places(customers, transactions, owner, np.isin(transactions.channel, IN_PERSON), country)
    opened_by = np.append(paid.row, -1)[found.payment]
    place = session_places(found, draws, outlines.stranger, places, opened_by, country.weights)
    payments = SessionEvents(session, paid.key, paid.activity, paid.moment, places.of_posting[paid.row], paid.row)
    around = [_within(events, found, seen) for events in events_around_payments(found, keys, place, draws, outlines)]
    who = users(run, keys, customers.household_id, customers.customer_type == CustomerType.BUSINESS)
    elsewhere = outlines.stranger | (intruder > 0)
    used = devices(who, found, draws, elsewhere, place == found.owner, phones.number, intruder)
    sent = _sent_by_pix(transactions, paid, session)
    bound = registrations(found, used, draws, outlines.login, seen, sent, history_start(run))
    registered = _within(registration_events(found, keys, place, bound.session, bound.moment), found, seen)
    happened = in_order([*around, registered, payments], found)
    posting = np.append(transactions.transaction_id, NULL_KEY)[happened.posting]
    return _rows(keys, found, used, places, happened, posting)


@dataclass(frozen=True)
class OnlinePayments:
    """The payments that customers made by app or site."""

    row: Integers  # position of the transaction
    owner: Integers
    moment: Integers
    web: Flags
    key: Keys
    activity: Integers


def _payments(run: Run, owner: Integers, transactions: Table[Transaction]) -> OnlinePayments:
    kind, channel = transactions.transaction_type, transactions.channel
    debit = transactions.direction == Direction.DEBIT
    ours = np.isin(channel, ON_SCREEN) & np.isin(kind, BY_CUSTOMERS) & debit
    row = np.flatnonzero(ours & (transactions.payment_method != PaymentMethod.DEBIT_CARD))  # cards: in the shop's app
    return OnlinePayments(
        row=row,
        owner=owner[row],
        moment=transactions.transaction_date[row],
        web=channel[row] == Channel.WEB,
        key=child(transactions.transaction_id[row], 0, 0, "digital payment"),
        activity=np.where(kind[row] == TransactionType.TRANSFER, ActivityType.TRANSFER, ActivityType.PAYMENT),
    )


def _alone(paid: OnlinePayments) -> Flags:
    """Whether nothing else is paid by the customer in that second: sessions are known by it."""
    second = (paid.owner << 34) | paid.moment
    _, which, count = np.unique(second, return_inverse=True, return_counts=True)
    found: Flags = count[which] == 1
    return found


def _large(transactions: Table[Transaction], row: Integers) -> Flags:
    """Which payments (rows) are Pix by phone that are large."""
    pix = transactions.payment_method[row] == PaymentMethod.PIX
    found: Flags = pix & (transactions.channel[row] == Channel.MOBILE) & (transactions.amount[row] >= LARGE)
    return found


def _sent_by_pix(transactions: Table[Transaction], paid: OnlinePayments, session: Integers) -> SentByPix:
    """The Pix among payments, whose sessions are given."""
    pix = np.flatnonzero(transactions.payment_method[paid.row] == PaymentMethod.PIX)
    return SentByPix(session[pix], paid.moment[pix], transactions.amount[paid.row[pix]])


def _seen(run: Run, who: Traits, holder: Integers, accounts: Table[Account], paid: OnlinePayments) -> Lives:
    """From when to when customers may be seen: while they live and have an account, within the history."""
    known = lives(len(who), holder, accounts)
    last = np.minimum(known.last, who.died * DAY - 1)
    np.maximum.at(last, paid.owner, paid.moment)  # a payment entered by hand has its login, whenever it is
    return Lives(np.maximum(known.first, history_start(run) * DAY), np.minimum(last, run.end))


def _unpaid(run: Run, customers: Table[Customer]) -> list[Sessions]:
    """Sessions without a payment, and failed attempts."""
    known, months = traits(run, customers), span(history_start(run), run.as_of)
    drawn = (
        (Purpose.LOOK, "looks", sessions.looks(known, months)),
        (Purpose.FAIL, "lone failures", sessions.lone_failures(known, months)),
        (Purpose.RUN, "runs", sessions.runs(known, months)),
    )
    return [_drawn(run, customers, known, months, *source) for source in drawn]


def _drawn(
    run: Run,
    customers: Table[Customer],
    known: Traits,
    months: Span,
    purpose: Purpose,
    name: str,
    counts: Integers,
) -> Sessions:
    events = monthly(known.draws, name, counts, months)
    days = run.once(lambda _: rhythm.pix_days(months), "days of digital activity")
    day = days.choose(events.month, events.draws.uniform("day"))
    moment = rhythm.at(day, rhythm.second_of_day(events.draws, "pix"))
    web = events.draws.chance("web", np.where(known.business, WEB_SHARE_BUSINESS, WEB_SHARE)[events.owner])
    return sessions.looking(customers.customer_id, events, purpose, moment, web)


def _within(events: SessionEvents, found: Sessions, seen: Lives) -> SessionEvents:
    """The events that lie within the customers' time here."""
    owner = found.owner[events.session]
    return events.take((seen.first[owner] <= events.moment) & (events.moment <= seen.last[owner]))


def _rows(
    keys: Keys, found: Sessions, used: Devices, places: ActivityPlaces, events: SessionEvents, posting: Keys
) -> Table[DigitalActivity]:
    session = events.session
    return table(
        DigitalActivity,
        activity_id=events.key,
        customer_id=keys[found.owner[session]],
        activity_type=events.activity,
        timestamp=events.moment,
        ip_address=coded(used.address, session),
        device_type=used.type[session],
        session_id=np.where(events.activity == ActivityType.LOGIN_FAILED, NULL_KEY, found.key[session]),
        device_id=used.key[session],
        city=coded(places.city, events.place),
        state=coded(places.state, events.place),
        transaction_id=posting,
    )
