"""S4: files are whole: not empty where the bank has such records, not shorter than built, and up to as_of."""

from __future__ import annotations

from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.result.check_result import EVERYBODY
from lastro.checks.rule_registry import BrokenAnywhere, once_all_read, remember

MANY, QUIET = 1_000, 3  # customers of whom somebody does something within so many days
EVENTS = {"transactions": "transaction_date", "digital_activity": "timestamp"}
# So many customers make sure that there is a record.
CUSTOMERS = {
    "branches": 0, "accounts": 1, "loans": 1_000, "credit_cards": 1_000, "investments": 1_000, "transactions": 1_000,
    "compliance": 1_000, "digital_activity": 1_000,
}  # fmt: skip


@remember(*EVENTS)
def last_events(bank: Bank, batch: Batch) -> None:
    """Notes the last day on which anything happened, up to as_of."""
    days = batch.day(EVENTS[batch.dataset])
    last = bank.notes.setdefault("last events", {})
    last[batch.dataset] = max(last.get(batch.dataset, 0), int(days[days <= bank.as_of].max(initial=0)))


@once_all_read("S4")
def files_reach_as_of(bank: Bank) -> BrokenAnywhere:
    """Of a thousand customers, somebody does something within the last three days."""
    for dataset, last in bank.notes.get("last events", {}).items():
        if bank.records["customers"] >= MANY and last < bank.as_of - QUIET:
            yield dataset, EVENTS[dataset], "nothing happens in the days before as_of", EVERYBODY


@once_all_read("S4")
def files_are_not_empty(bank: Bank) -> BrokenAnywhere:
    """There are always branches, accounts where there are customers, and records of every kind of 1,000 customers."""
    for dataset, enough in CUSTOMERS.items():
        if bank.records["customers"] >= enough and not bank.records[dataset]:
            yield dataset, "", "the file is empty", EVERYBODY


@once_all_read("S4", note=True)
def files_have_all_records(bank: Bank) -> BrokenAnywhere:
    """A file that was edited has no fewer records than the build made: one that has may have been cut off."""
    for dataset, built in bank.built.items():
        if bank.records[dataset] < built:
            yield (
                dataset,
                "",
                f"the file has {bank.records[dataset]:,} records, and the build made {built:,}",
                EVERYBODY,
            )
