"""The audit of one bank: all rules in one reading of the ten files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from .bank import Bank, load
from .card_rows import CardRows, check_debts
from .cards import check_cards
from .credit_tax import CreditTax
from .customs import Devices, Logins, check_customs
from .dates import Calendar, check_terms
from .files import check_files
from .investments import check_investments
from .lifetimes import Lifetimes, check_lifetimes
from .limits import UnregisteredDevices, Withdrawals
from .loan_retries import Retries
from .loans import check_loans
from .money import Ledger, Reversals, Transfers
from .numbers import check_numbers
from .other_sides import OtherSides
from .people import check_people
from .places import Gazetteer, Places, check_addresses, check_branches, gazetteer
from .postings import Kinds
from .reading import Reader, Record, folder_reader
from .refusals import Restricted
from .report import Report
from .settlements import Settlements

NOTHING: Mapping[str, int] = {}


def audit(folder: Path | str, as_of: date, history_start: date, documents: str = "valid") -> Report:
    """Audit the ten JSON files of a folder."""
    return audit_from(folder_reader(Path(folder)), as_of, history_start, documents)


def audit_records(
    bank: Mapping[str, list[Record]], as_of: date, history_start: date, documents: str = "valid"
) -> Report:
    """Audit a bank that is in memory, as `read_folder` reads it."""
    return audit_from(lambda dataset: bank[dataset], as_of, history_start, documents)


def audit_from(
    read: Reader, as_of: date, history_start: date, documents: str, built: Mapping[str, int] = NOTHING
) -> Report:
    """Audit whatever the reader yields; transactions and digital activity are read once, in passing.

    built: how many records a build has made of each dataset, where that is known.
    """
    report = Report()
    bank = load(read, report, as_of, history_start, documents)
    check_people(bank)
    towns = gazetteer()
    check_addresses(bank, towns)
    check_branches(bank, towns)
    check_customs(bank)
    check_numbers(bank)
    check_lifetimes(bank)
    check_terms(bank)
    logins = Logins(bank)
    unregistered = UnregisteredDevices(bank)
    settlements = _postings(bank, read, towns, logins, unregistered)
    check_loans(bank, settlements)
    check_cards(bank, settlements)
    check_investments(bank, settlements)
    _digital(bank, read, towns, logins, unregistered)
    _card_rows(bank, read, towns)
    check_files(bank, built)
    return report


def _postings(
    bank: Bank, read: Reader, gazetteer: Gazetteer, logins: Logins, unregistered: UnregisteredDevices
) -> Settlements:
    settlements = Settlements(bank.report)
    watchers = (
        Places(bank.report, "transactions", gazetteer),
        Lifetimes(bank, "transactions", "accounts", "account_id", "transaction_date"),
        Calendar(bank.report),
        Kinds(bank.report),
        Ledger(bank),
        Transfers(bank),
        CreditTax(bank),
        Withdrawals(bank.report),
        OtherSides(bank),
        Reversals(bank),
        Retries(bank),
        Restricted(bank),
        logins,
        unregistered,
        settlements,
    )
    sees = [watcher.see for watcher in watchers]
    for posting in bank.stream(read, "transactions"):
        for see in sees:
            see(posting)
    for watcher in watchers:
        watcher.finish()
    return settlements


def _digital(bank: Bank, read: Reader, gazetteer: Gazetteer, logins: Logins, unregistered: UnregisteredDevices) -> None:
    places = Places(bank.report, "digital_activity", gazetteer)
    lives = Lifetimes(bank, "digital_activity", "customers", "customer_id", "timestamp")
    devices = Devices(bank)
    for event in bank.stream(read, "digital_activity"):
        places.see(event)
        lives.see(event)
        devices.see(event)
        logins.see_event(event)
        unregistered.see_event(event)
    places.finish()
    lives.finish()
    devices.finish()
    logins.compare()
    unregistered.compare()


def _card_rows(bank: Bank, read: Reader, gazetteer: Gazetteer) -> None:
    places, rows = Places(bank.report, "card_transactions", gazetteer), CardRows(bank)
    for row in bank.stream(read, "card_transactions"):
        places.see(row)
        rows.see(row)
    places.finish()
    check_debts(bank, rows)
