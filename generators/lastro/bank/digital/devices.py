"""Devices: where a session happens, and on what device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lastro.bank.choices import DeviceType
from lastro.bank.digital.networks import IN_AN_OFFICE, STRANGE, address_texts, addresses, device_keys, device_turns
from lastro.bank.digital.sessions import Sessions
from lastro.bank.relations.newcomers import place_of
from lastro.bank.sizes import COHORT
from lastro.brazil.places import Places
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.random.keys import NULL_KEY, is_hand_made
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.run import Run

TABLET_OWNERS, TABLET_SHARE = 0.08, 0.4  # ASSUMED: customers with a tablet, and the share of their app sessions on it
SHARED_COMPUTER, SHARED_PHONE = 0.5, 0.10  # ASSUMED: of homes, and of people who live together
OFFICES, HELPED, BY_OFFICE = 3, 0.30, 0.6  # ASSUMED: accountants of a thousand customers, companies whose payments
# they make at times, and the share of those on the site
TRIP = 8 * 3600  # seconds for which somebody who paid in another city is still there, ASSUMED
_MOMENT_BITS = 34


@dataclass(frozen=True)
class ActivityPlaces:
    """All places by position: customers' homes, then postings' cities, then the cities of the country."""

    city: pl.Series
    state: pl.Series
    everywhere: int  # where the third part begins
    of_posting: Integers  # a posting's place: its own, or the customer's home where it names none
    trips: Integers  # the postings made in person outside the home city
    trip_owner: Integers
    trip_moment: Integers


def activity_places(homes: Any, postings: Any, owner: Integers, in_person: Flags, country: Places) -> ActivityPlaces:
    """The places of a block, from customers, postings (with their owners' positions) and cities."""
    known = (postings.city.is_not_null() & postings.state.is_not_null()).to_numpy()
    elsewhere = (postings.city != homes.city.gather(owner)).fill_null(False).to_numpy() & known
    trips = np.flatnonzero(elsewhere & in_person)
    return ActivityPlaces(
        city=pl.concat([homes.city, postings.city, country.cities]),
        state=pl.concat([homes.state, postings.state, country.states]),
        everywhere=len(homes) + len(postings),
        of_posting=np.where(elsewhere, len(homes) + np.arange(len(postings)), owner),
        trips=trips,
        trip_owner=owner[trips],
        trip_moment=postings.transaction_date[trips],
    )


def session_places(
    sessions: Sessions, draws: Draws, stranger: Flags, known: ActivityPlaces, opened_by: Integers, people: Weights
) -> Integers:
    """The place of each session: its first payment's, a posting's on a trip, else home.

    Strangers are anywhere. opened_by is the posting that opened the session, -1 for none; people weigh the
    cities of the country.
    """
    place = sessions.owner.copy()
    trip = _last_trip(sessions, known)
    place[trip >= 0] = known.of_posting[trip[trip >= 0]]
    paid = opened_by >= 0
    place[paid] = known.of_posting[opened_by[paid]]
    place[stranger] = known.everywhere + draws.at(stranger).choice("city", people)
    return place


def _last_trip(sessions: Sessions, known: ActivityPlaces) -> Integers:
    """The last posting in another city before each session, TRIP ago at most (position, -1 for none)."""
    if not len(known.trips):
        return np.full(len(sessions), -1)
    seen = (known.trip_owner << _MOMENT_BITS) + known.trip_moment
    order = np.argsort(seen, kind="stable")
    now = (sessions.owner << _MOMENT_BITS) + sessions.start
    last = np.searchsorted(seen[order], now, side="right") - 1
    recent = (last >= 0) & (now - seen[order[last]] <= TRIP)
    return np.where(recent, known.trips[order[last]], -1)


@dataclass(frozen=True)
class Devices:
    """What sessions are held with; one value a session."""

    type: Integers  # DeviceType
    key: Keys
    since: Integers  # the day from which it may have been in use, at the earliest
    address: pl.Series


@dataclass(frozen=True)
class Users:
    """Customers and their homes, one value a customer: who lives alone is a home of one."""

    keys: Keys
    draws: Draws
    homes: Keys
    home_draws: Draws
    offices: Keys  # of accountants, NULL_KEY for who has none
    office_draws: Draws


def users(run: Run, customers: Keys, households: Keys, business: Flags) -> Users:
    """Customers with the households (NULL_KEY for none) that they live in, and companies with their accountants."""
    homes, draws = np.where(households == NULL_KEY, customers, households), run.draws("digital habits", customers)
    cohort = place_of(customers) // np.uint64(COHORT) * np.uint64(COHORT)
    helped = business & draws.chance("has an accountant", HELPED) & ~is_hand_made(customers)
    offices = np.where(helped, cohort + draws.integer("accountant", 0, OFFICES).astype(np.uint64), NULL_KEY)
    return Users(
        customers, draws, homes, run.draws("digital habits", homes), offices, run.draws("accountants", offices)
    )


def devices(
    who: Users, sessions: Sessions, draws: Draws, stranger: Flags, at_home: Flags, early: Integers, intruder: Keys
) -> Devices:
    """Devices and addresses of sessions; draws are the sessions' own.

    early: how many phones were bought early by then. intruder: an intruder's device, 0 for none.

    People who live together share their line, the tablet, often the computer and sometimes a phone; an accountant pays
    for several companies from one computer.
    """
    owners, day = who.draws.at(sessions.owner), sessions.start // DAY
    home = who.home_draws.at(sessions.owner)
    tablet = home.chance("tablet", TABLET_OWNERS) & draws.chance("on the tablet", TABLET_SHARE)
    of_the_app = np.where(tablet, DeviceType.TABLET, DeviceType.MOBILE)
    kind = np.where(sessions.web, DeviceType.DESKTOP, of_the_app)
    used = np.where(stranger, STRANGE, kind)
    shared = home.chance("shared computer", SHARED_COMPUTER) & (used == DeviceType.DESKTOP)
    shared |= owners.chance("shares a phone", SHARED_PHONE) & (used == DeviceType.MOBILE)
    shared |= used == DeviceType.TABLET
    keys = np.where(shared, who.homes[sessions.owner], who.keys[sessions.owner])
    habits = Draws.where(shared, home, owners)
    office = (who.offices[sessions.owner] != NULL_KEY) & (used == DeviceType.DESKTOP)
    office &= draws.chance("by the accountant", BY_OFFICE)
    keys = np.where(office, who.offices[sessions.owner], keys)
    habits = Draws.where(office, who.office_draws.at(sessions.owner), habits)
    home = Draws.where(office, habits, home)
    early = np.where(used == DeviceType.MOBILE, early, 0)
    turn, since = device_turns(habits, used, day)
    own = device_keys(keys, used, turn, day, np.where(office, IN_AN_OFFICE, early))
    return Devices(
        type=kind,
        key=np.where(intruder > 0, intruder, own),
        since=np.where(stranger | (early > 0), day, since),
        address=address_texts(addresses(owners, home, draws, used, at_home, day)),
    )
