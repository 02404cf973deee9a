"""Networks and devices: from where customers reach the bank.

Addresses are such that they can hurt nobody: none of these ranges is ever routed on the public internet.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lastro.bank.choices import DeviceType
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import child, fitting

IN_AN_OFFICE = 1 << 9  # beside the numbers of customers' devices
STRANGE = len(DeviceType)  # what a stranger uses, behind the codes of kinds of devices
DEVICE_LIFE = 900  # days until a device is replaced by another, ASSUMED
LEASE = 120  # days for which a fixed line keeps its address, ASSUMED
WIFI_SHARE = 0.55  # ASSUMED: sessions of a phone in the home city that go over the fixed line
WIFI_AWAY = 0.35  # ASSUMED: those on a trip that go over the line of a hotel or of friends

CARRIER = (100 << 24) | (64 << 16)  # 100.64.0.0/10, RFC 6598: what mobile carriers use behind their own NAT
CARRIER_POOLS, CARRIER_POOL = 1 << 10, 1 << 12  # a customer stays within one pool of 4,096 addresses
FIXED, FIXED_SIZE = (198 << 24) | (18 << 16), 1 << 17  # 198.18.0.0/15, RFC 2544: benchmarking; for fixed lines
HOSTED, HOSTED_SIZE = (203 << 24) | (113 << 8), 256  # 203.0.113.0/24, RFC 5737: documentation; for private networks
HOSTED_SHARE, HOSTED_STRANGERS = 0.025, 0.15  # of sessions, and of those of strangers: over a private network; ASSUMED


def device_turns(draws: Draws, kind: Integers, day: Integers) -> tuple[Integers, Integers]:
    """Which device of a kind after another is in use on a day, and the day from which it is."""
    offset = draws.integer("device", 0, DEVICE_LIFE, index=kind)
    turn = (day + offset) // DEVICE_LIFE
    return turn, turn * DEVICE_LIFE - offset


def device_keys(customers: Keys, kind: Integers, turn: Integers, day: Integers, early: Integers) -> Keys:
    """The customer's device of each kind (DeviceType or STRANGE) on a day; a stranger has another one every day.

    customers may be homes, where people share a device; one an event. turn: which device after another. early: how many
    were replaced before their time by then, up to 255; IN_AN_OFFICE for a device that no customer owns.
    """
    number = np.where(kind == STRANGE, day, turn | early << 8)
    return child(customers, (kind << 18) | fitting(number, 18), 20, "devices")


def intruder_devices(first: Keys, case: Integers) -> Keys:
    """Devices of criminals among a thousand customers, whose first one gives their keys; case: 17 bits of its number.

    No stranger's device has the highest bit of a day.
    """
    return child(first, (STRANGE << 18) | (1 << 17) | fitting(case, 17), 20, "devices")


def addresses(customer: Draws, home: Draws, session: Draws, kind: Integers, at_home: Flags, day: Integers) -> Integers:
    """The IPv4 address of each session, as a number; all draws are one a session.

    A home has one line. Strangers come from anywhere, over the same networks as everybody; who
    travels uses others' lines.
    """
    stranger = kind == STRANGE
    lease = (day + home.integer("lease", 0, LEASE)) // LEASE
    own = home.integer("fixed line", 0, FIXED_SIZE, index=lease)
    fixed = FIXED + np.where(stranger | ~at_home, session.integer("any line", 0, FIXED_SIZE), own)
    own = customer.integer("carrier", 0, CARRIER_POOLS)
    pool = np.where(stranger, session.integer("any carrier", 0, CARRIER_POOLS), own)
    carrier = CARRIER + pool * CARRIER_POOL + session.integer("carrier address", 0, CARRIER_POOL)
    hosted = HOSTED + session.integer("hosted address", 1, HOSTED_SIZE - 1)
    share = np.where(at_home | stranger, WIFI_SHARE, WIFI_AWAY)
    wired = (kind == DeviceType.DESKTOP) | session.chance("wifi", share)
    private = session.chance("private network", np.where(stranger, HOSTED_STRANGERS, HOSTED_SHARE))
    return np.where(private, hosted, np.where(wired, fixed, carrier))


@cache
def _pairs() -> tuple[pl.Series, pl.Series]:
    """All halves of an address as texts, without and with a dot before them."""
    halves = [f"{half >> 8}.{half & 255}" for half in range(1 << 16)]
    return pl.Series(halves), pl.Series([f".{half}" for half in halves])


def address_texts(numbers: Integers) -> pl.Series:
    """IPv4 addresses as texts such as 100.71.8.204."""
    high, low = _pairs()
    return high.gather(numbers >> 16) + low.gather(numbers & 0xFFFF)
