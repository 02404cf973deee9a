"""P4: what Pix on devices that are not registered come to. Pix and digital events are put together by customer."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import ActivityType, CustomerType, DeviceType, Direction, PaymentMethod
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import BrokenAnywhere, once_all_read, remember
from lastro.engine.arrays import Flags, Integers, Keys
from lastro.engine.random.draws import mix
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.moments import DAY, day
from lastro.engine.rows.tables import positions

LIMITED_SINCE = day("2024-11-01") * DAY  # Res. BCB 403
EACH, A_DAY = 200_00, 1_000_00  # cents
CUSTOMER, PAYMENT, MOMENT, WHAT, ROW = range(5)  # columns of the spill
# WHAT is the cents of a Pix and the device of an event; ROW of an event is below 0 and says what it is of what device
_REGISTERED = len(DeviceType)


@remember("transactions")
def sent_by_pix(bank: Bank, batch: Batch) -> None:
    """Notes the Pix that leave accounts."""
    account = bank.of(batch, "account_id")
    sent = batch.has("payment_method", PaymentMethod.PIX) & batch.has("direction", Direction.DEBIT) & (account >= 0)
    pix, customer = batch.take(sent), bank["accounts"].customer_id[account[sent]]
    spill = bank.spill("pix on devices", 5)
    spill.add(customer, pix["transaction_id"], pix["transaction_date"], pix["amount"], pix.rows)


@remember("digital_activity")
def payments_and_registrations(bank: Bank, batch: Batch) -> None:
    """Notes on which device each payment was made, and when devices were registered."""
    registered = batch.has("activity_type", ActivityType.REGISTRATION)
    noted = registered | batch.present("transaction_id")
    kind = np.minimum(batch["device_type"].astype(np.int64), _REGISTERED - 1)  # what is of no kind is blamed elsewhere
    what = -1 - kind - _REGISTERED * registered
    columns = [batch[name][noted] for name in ("customer_id", "transaction_id", "timestamp", "device_id")]
    bank.spill("pix on devices", 5).add(*columns, what[noted])


@once_all_read("P4")
def pix_on_unregistered_devices_are_small(bank: Bank) -> BrokenAnywhere:
    """A device sends more than R$ 200 by Pix, or R$ 1,000 a day, once its customer has registered it."""
    if "digital_activity" not in bank.records:
        return
    for rows in bank.spill("pix on devices", 5).sorted():
        pix, kind, device = _made_on_devices(rows)
        moment, cents = pix[:, MOMENT].view(np.int64), pix[:, WHAT].view(np.int64)
        registered, since = _registrations(rows)
        at = positions(device, registered)
        ever = at >= 0
        free = (ever & (moment >= np.append(since, 0)[at])) | np.isin(device, device[moment < LIMITED_SINCE])
        beyond = ~free & ((cents > EACH) | (_day_totals(device, moment, cents, ~free) > A_DAY))
        known = ~ever & _known_before(bank, pix[:, CUSTOMER], kind, device, moment, beyond & ~ever)
        lost = np.sort(pix[beyond & ~known, ROW].view(np.int64))
        yield "transactions", "amount", "more by Pix than a device sends that is not registered", lost


def _made_on_devices(rows: Keys) -> tuple[Keys, Integers, Keys]:
    """The Pix that are events too, in the order of time, with the kind of device and its customer's number for it."""
    what = rows[:, ROW].view(np.int64)
    pix, events = rows[what >= 0], rows[(what < 0) & (rows[:, PAYMENT] != NULL_KEY)]
    events = events[np.argsort(events[:, PAYMENT], kind="stable")]
    last = np.full((1, rows.shape[1]), NULL_KEY)
    found = np.concatenate([events, last])[np.searchsorted(events[:, PAYMENT], pix[:, PAYMENT])]
    same = (found[:, PAYMENT] == pix[:, PAYMENT]) & (found[:, CUSTOMER] == pix[:, CUSTOMER])
    pix, found = pix[same], found[same]
    order = np.lexsort((pix[:, ROW], pix[:, MOMENT]))
    pix, found = pix[order], found[order]
    kind = (-1 - found[:, ROW].view(np.int64)) % _REGISTERED
    return pix, kind, _used_by(found)


def _used_by(events: Keys) -> Keys:
    """A number for the pair of each event's customer and device: who shares a device registers it for himself."""
    return mix(events[:, CUSTOMER]) ^ events[:, WHAT]


def _registrations(rows: Keys) -> tuple[Keys, Integers]:
    """The devices that are registered, sorted, and the moment of the first registration of each."""
    events = rows[rows[:, ROW].view(np.int64) < -_REGISTERED]
    events = events[np.argsort(events[:, MOMENT], kind="stable")]
    device, first = np.unique(_used_by(events), return_index=True)
    return device, events[first, MOMENT].view(np.int64)


def _day_totals(device: Keys, moment: Integers, cents: Integers, counted: Flags) -> Integers:
    """What each device has sent on a day up to each Pix, of those that are counted; Pix are in the order of time."""
    order = np.lexsort((moment // DAY, device))
    amount = np.where(counted, cents, 0)[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = (np.diff(moment[order] // DAY) != 0) | (device[order][1:] != device[order][:-1])
    total, starts = np.cumsum(amount), np.flatnonzero(first)
    totals = np.empty(len(order), np.int64)
    totals[order] = total - np.repeat((total - amount)[starts], np.diff(np.append(starts, len(order))))
    return totals


def _known_before(bank: Bank, customer: Keys, kind: Integers, device: Keys, moment: Integers, beyond: Flags) -> Flags:
    """Which Pix are made on a device that may have been registered before the history.

    Who was a customer by then may come with a phone, a tablet and a computer; a company with its accountant's computer.
    """
    customers = bank["customers"]
    rows = np.flatnonzero(beyond)
    _, first = np.unique(device[rows], return_index=True)
    rows = np.sort(rows[first])  # the first that goes beyond of each device
    owner = customers.index.of(customer[rows])
    nobody = device[rows[owner < 0]]  # a customer who is not there is blamed elsewhere
    here = (owner >= 0) & (customers.at("created_at", owner, 0) < bank.history_start * DAY)
    rows, owner = rows[here], owner[here]
    company = customers.at("customer_type", owner, CustomerType.INDIVIDUAL) == CustomerType.BUSINESS
    group = owner * _REGISTERED + kind[rows]
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    known = rank < 1 + (company & (kind[rows] == DeviceType.DESKTOP))
    found: Flags = np.isin(device, np.concatenate([device[rows[known]], nobody]))
    return found
