"""B1: what the bank holds to: reviews of new customers, products that fit their owners, devices and sessions of one."""

from __future__ import annotations

import numpy as np

from lastro.bank.choices import (
    AccountType,
    ActivityType,
    ComplianceType,
    CustomerType,
    Indexer,
    InvestmentType,
    LoanType,
    Product,
)
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember, whole
from lastro.checks.spill import again
from lastro.engine.arrays import Flags, Keys
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.rows.moments import DAY

OF_ONE = {"device_id": "its device is used in another household", "session_id": "its session is another customer's"}
REVIEWED_AFTER = 10  # days within which a new customer's identity is reviewed, holidays included
OF_BUSINESSES = {"accounts": ("account_type", AccountType.BUSINESS), "loans": ("loan_type", LoanType.BUSINESS)}


@remember("compliance")
def reviewed_customers(bank: Bank, batch: Batch) -> None:
    """Notes whose identity has been reviewed."""
    seen = bank.notes.setdefault("reviewed", np.zeros(len(bank["customers"]), dtype=np.bool_))
    customer = bank.of(batch, "customer_id")
    seen[customer[(customer >= 0) & batch.has("compliance_type", ComplianceType.KYC)]] = True


@whole("B1", "customers")
def customers_are_known(bank: Bank) -> Broken:
    """Who has been a customer for ten days has been under a KYC review."""
    customers = bank["customers"]
    seen = bank.notes.get("reviewed", np.zeros(len(customers), dtype=np.bool_))
    seen = seen[customers.index.of(customers.customer_id)]  # a key that stands twice is one customer
    old = customers.created_at < (bank.as_of - REVIEWED_AFTER) * DAY
    yield "", "a customer for ten days, and never under a KYC review", old & ~seen


@each("B1", *OF_BUSINESSES)
def products_are_for_their_owner(bank: Bank, batch: Batch) -> Broken:
    """Business accounts and Business loans are of businesses; people have the others, but for investment accounts."""
    name, business = OF_BUSINESSES[batch.dataset]
    owner = bank.of(batch, "customer_id")
    kind = bank["customers"].at("customer_type", owner, CustomerType.INDIVIDUAL)
    unfit = (owner >= 0) & ((kind == CustomerType.BUSINESS) != batch.has(name, business))
    if batch.dataset == "accounts":
        unfit &= ~batch.has(name, AccountType.INVESTMENT)
    yield name, f"{name} does not fit its customer", unfit


@each("B1", "investments")
def investments_are_of_their_product(bank: Bank, batch: Batch) -> Broken:
    """Type, indexer, rate and maturity are those of the product: shares and funds have none of the last three."""
    kind = np.array([product.investment_type for product in Product])[batch["product"]]
    yield "investment_type", "investment_type is not that of the product", kind != batch["investment_type"]
    fixed = kind == InvestmentType.FIXED_INCOME
    for name in ("indexer", "rate", "maturity_date"):
        yield name, f"{name} does not fit the product", batch.present(name) != fixed
    for product, indexer in (
        (Product.TESOURO_SELIC, Indexer.SELIC),
        (Product.TESOURO_IPCA, Indexer.IPCA),
        (Product.TESOURO_FIXED, Indexer.FIXED),
    ):
        other = batch.has("product", product) & ~batch.has("indexer", indexer)
        yield "indexer", f"{product.text} follows {indexer.text}", other


@each("B1", "digital_activity")
def only_failed_logins_have_no_session(bank: Bank, batch: Batch) -> Broken:
    """An event belongs to a session, unless it is a login that failed."""
    failed = batch.has("activity_type", ActivityType.LOGIN_FAILED)
    yield "session_id", "it belongs to no session", ~failed & ~batch.present("session_id")
    yield "session_id", "a failed login belongs to a session", failed & batch.present("session_id")


@remember("digital_activity")
def users_of_devices(bank: Bank, batch: Batch) -> None:
    """Notes who uses which device, and whose session it is; what repeats the event before is left out."""
    users = {"device_id": _homes(bank, batch), "session_id": batch["customer_id"]}
    for name in OF_ONE:
        new = _new(batch, name, "customer_id") & batch.present(name)
        bank.spill(f"{name} users", 3).add(batch[name][new], users[name][new], batch.rows[new])


def _homes(bank: Bank, batch: Batch) -> Keys:
    """The household of each event's customer, or the customer who lives alone; one for all companies."""
    customer = bank.of(batch, "customer_id")
    home = np.append(bank["customers"].household_id, NULL_KEY)[customer]
    home = np.where(home == NULL_KEY, batch["customer_id"], home)
    company = bank["customers"].at("customer_type", customer, CustomerType.INDIVIDUAL) == CustomerType.BUSINESS
    return np.where(company, NULL_KEY, home)


def _new(batch: Batch, *names: str) -> Flags:
    found = np.ones(len(batch), dtype=np.bool_)
    found[1:] = np.any([batch[name][1:] != batch[name][:-1] for name in names], axis=0)
    return found


@once_read("B1", "digital_activity")
def devices_are_of_one_customer(bank: Bank, dataset: str) -> BrokenRows:
    """A device is used in one household, or by companies alone (of an accountant); a session is one customer's."""
    for name, sentence in OF_ONE.items():
        for rows in bank.take_spill(f"{name} users", 3).sorted():
            other = again(rows)
            other[1:] &= rows[1:, 1] != rows[:-1, 1]
            yield name, sentence, rows[other, 2].view(np.int64)
