"""Bills: what recurs every month at the same payee, on the same day, by the same means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.charges.packages import package_fees
from lastro.bank.ledger.firms.firms import MEI_MOST, firms_of
from lastro.bank.ledger.firms.taxes import taxes_due
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import BillKind, BillPayment, Source, bill_detail
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.levels import at_anniversary, pays_by_pix
from lastro.bank.people.rhythm import at, by_day
from lastro.bank.relations.households import households
from lastro.brazil import calendar
from lastro.brazil.levels.prices import Prices
from lastro.brazil.sectors import Sectors
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.keys import NULL_KEY
from lastro.engine.random.quantiles import EXP, NORMAL

ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True)
class Bill:
    """A kind of bill: who has it, how large it is, when it comes, how it is paid. All numbers here are ASSUMED."""

    people: float  # share of people whose main bank this is that pay it here
    businesses: float  # the same of businesses
    of_income: float  # median, as a share of monthly income
    least: int  # cents
    most: int  # cents
    spread: float  # sigma of the amount between payers
    swing: float  # sigma from month to month; 0 for a fixed amount
    direct_debit: float  # share of payers who pay it so
    boleto: float
    pix: float
    months: tuple[int, ...] = ALL_YEAR

    @property
    def payments(self) -> list[float]:
        """The shares of the ways to pay it."""
        return BillPayment.by_code(DIRECT_DEBIT=self.direct_debit, BOLETO=self.boleto, PIX=self.pix)


BILLS = BillKind.by_code(
    RENT=Bill(0.22, 0.60, 0.22, 450_00, 9_000_00, 0.25, 0.0, 0.10, 0.45, 0.45),
    ENERGY=Bill(0.58, 0.60, 0.045, 60_00, 1_900_00, 0.35, 0.16, 0.34, 0.16, 0.50),
    WATER=Bill(0.42, 0.40, 0.025, 38_00, 900_00, 0.30, 0.12, 0.34, 0.16, 0.50),
    INTERNET=Bill(0.46, 0.60, 0.03, 79_90, 249_90, 0.20, 0.0, 0.34, 0.20, 0.46),
    MOBILE=Bill(0.44, 0.50, 0.016, 34_90, 199_90, 0.25, 0.0, 0.38, 0.06, 0.56),
    SCHOOL=Bill(0.13, 0.0, 0.12, 280_00, 4_800_00, 0.35, 0.0, 0.20, 0.55, 0.25),
    HEALTH_PLAN=Bill(0.16, 0.20, 0.08, 190_00, 3_900_00, 0.35, 0.0, 0.40, 0.40, 0.20),
    INSURANCE=Bill(0.16, 0.25, 0.02, 39_00, 1_200_00, 0.40, 0.0, 0.70, 0.15, 0.15),
    CONDOMINIUM=Bill(0.18, 0.15, 0.06, 160_00, 2_800_00, 0.35, 0.05, 0.20, 0.70, 0.10),
    TARIFF=Bill(0.38, 0.75, 0.004, 12_90, 149_90, 0.20, 0.0, 1.0, 0.0, 0.0),
    PROPERTY_TAX=Bill(0.20, 0.20, 0.03, 35_00, 1_500_00, 0.50, 0.0, 0.10, 0.75, 0.15, (2, 3, 4, 5, 6, 7)),
    VEHICLE_TAX=Bill(0.26, 0.20, 0.10, 180_00, 2_900_00, 0.50, 0.0, 0.0, 0.50, 0.50, (1, 2, 3)),
    BUSINESS_TAX=Bill(0.0, 0.97, 0.055, 75_90, 60_000_00, 0.20, 0.10, 0.15, 0.60, 0.25),
    DEBT=Bill(0.70, 0.50, 0.25, 90_00, 9_000_00, 0.45, 0.0, 0.0, 0.85, 0.15),
    HOME=Bill(0.95, 0.0, 0.22, 150_00, 3_000_00, 0.25, 0.0, 0.0, 0.0, 1.0),
)
OF_A_HOME = [BillKind.RENT, BillKind.ENERGY, BillKind.WATER, BillKind.CONDOMINIUM]  # who pays none, sends a share
VEHICLE_OF_MEI = 0.05  # of a month's sales of the smallest firms: motorbikes and old vans, ASSUMED
PRESSED = 0.3  # hardship above which debts elsewhere are paid off by agreement, ASSUMED
BUSINESS_TAX_DAY = 20  # the DAS is due on the 20th (Resolução CGSN 140/2018)
JANUARY = (BillKind.SCHOOL, BillKind.PROPERTY_TAX, BillKind.VEHICLE_TAX)  # what is put up in January
SECONDARY_SHARE = 0.10  # ASSUMED: how much rarer bills are where this is not the main bank


def monthly_bills(block: AccountBlock) -> Postings:
    """All monthly bills of the main accounts."""
    who, kind, month = _due(block)
    draws = block.draws.at(who)
    due = calendar.first_day(month) + _day(block)[who, kind] - 1
    moment = at(calendar.next_business_day(due), _second(block, draws, who, kind, month))
    amount = _risen(block, _amounts(block)[who, kind], draws, kind, month)
    swing = np.array([bill.swing for bill in BILLS])[kind]
    varied = (amount * EXP(swing * NORMAL(draws.uniform("bill.swing", month * 64 + kind)))).astype(np.int64)
    amount = np.where(swing > 0, varied, _priced(amount, kind))
    amount = np.where(kind == BillKind.BUSINESS_TAX, taxes_due(block)[who, month - block.months.first], amount)
    amount = np.where(kind == BillKind.TARIFF, package_fees(block, who, due), amount)
    moment = np.where(kind == BillKind.HOME, by_day(moment), moment)
    key = monthly_keys(Source.BILL, block.accounts.account_id[block.main[who]], month, kind)
    payment = _payment(block)[who, kind]
    early = (payment == BillPayment.PIX) & ~pays_by_pix(block.run, draws, month)
    detail = bill_detail(kind, np.where(early, BillPayment.BOLETO, payment))
    return postings(Source.BILL, block.main[who], moment, -amount, key, detail=detail)


def _due(block: AccountBlock) -> tuple[Integers, Integers, Integers]:
    """Which account pays which kind in which month."""
    of_year = np.array([[m % 12 + 1 in bill.months for m in block.months.numbers] for bill in BILLS])
    due = _payers(block)[:, :, None] & of_year[None]
    due[:, BillKind.DEBT] &= block.path.hardship > PRESSED
    who, kind, index = np.nonzero(due)
    return who, kind, index + block.months.first


def _payers(block: AccountBlock) -> Flags:
    """Whether each main account pays each kind of bill, (accounts, kinds)."""
    people, businesses = (np.array([getattr(b, group) for b in BILLS]) for group in ("people", "businesses"))
    share = np.where(block.who.business[:, None], businesses, people)
    share = share * np.where(block.who.primary, 1.0, SECONDARY_SHARE * np.minimum(4 * block.who.activity, 1.0))[:, None]
    drawn = np.stack([block.draws.uniform(f"bill {kind.text}") for kind in BillKind], axis=1)
    found = drawn < share
    found[:, BillKind.HOME] &= block.who.primary & _alone(block) & ~found[:, OF_A_HOME].any(axis=1)
    return found


def _alone(block: AccountBlock) -> Flags:
    """Who lives with nobody who banks here; the others share what their home costs with each other."""
    alone: Flags = households(block.run, block.customers.customer_id).household[block.owner] == NULL_KEY
    return alone


def has_bill(block: AccountBlock, kind: BillKind) -> Flags:
    """Whether each main account pays a kind of bill."""
    found: Flags = _payers(block)[:, kind]
    return found


def _amounts(block: AccountBlock) -> Integers:
    """The usual amount of each kind in cents, (accounts, kinds)."""
    columns = []
    shares = {BillKind.RENT: np.where(block.who.business, _rents(block), BILLS[BillKind.RENT].of_income)}
    mei = block.who.business & (block.who.income <= MEI_MOST)
    shares[BillKind.VEHICLE_TAX] = np.where(mei, VEHICLE_OF_MEI, BILLS[BillKind.VEHICLE_TAX].of_income)
    for kind, bill in zip(BillKind, BILLS, strict=True):
        share = shares.get(kind, np.float64(bill.of_income))
        median = np.clip(block.who.income * share, bill.least, bill.most)
        amount = median * EXP(bill.spread * NORMAL(block.draws.uniform(f"bill amount {kind.text}")))
        columns.append(np.maximum(amount, bill.least).astype(np.int64))
    return np.stack(columns, axis=1)


def _rents(block: AccountBlock) -> Floats:
    """The share of a company's sales that its rent takes, by main account; 0 for people."""
    firms = firms_of(block)
    rents = np.zeros(len(block.main))
    rents[firms.row] = block.run.once(Sectors).costs[firms.sector, 2]
    return rents


def _risen(block: AccountBlock, amount: Integers, draws: Draws, kind: Integers, month: Integers) -> Integers:
    """Amounts in money of base_date as they come to in a month: put up once a year, rents at their contract's
    anniversary, schools and taxes in January; businesses' taxes follow what they sell."""
    indices = block.run.once(Prices)
    own = np.where(np.isin(kind, JANUARY), 0, draws.integer("bill rise", 0, 12, kind))
    yearly = at_anniversary(block.run, indices.ipca, month, own)
    rents = at_anniversary(block.run, indices.rents, month, own)
    factor = np.select([kind == BillKind.RENT, kind == BillKind.BUSINESS_TAX], [rents, block.prices(month)], yearly)
    return np.asarray(amount * factor, dtype=np.int64)


def _priced(cents: Integers, kind: Integers) -> Integers:
    """Fixed prices, which end as the smallest of their kind does: in ,90 or in ,00."""
    priced: Integers = cents // 1000 * 1000 + np.array([bill.least % 1000 for bill in BILLS])[kind]
    return priced


def _day(block: AccountBlock) -> Integers:
    """The day of the month on which each kind is due, (accounts, kinds): mostly soon after payday."""
    columns = []
    for kind in BillKind:
        soon = block.draws.chance(f"bill soon {kind.text}", 0.6)
        day = np.where(
            soon,
            block.draws.integer(f"bill day {kind.text}", 5, 13),
            block.draws.integer(f"bill later {kind.text}", 13, 29),
        )
        columns.append(np.full(len(day), BUSINESS_TAX_DAY) if kind is BillKind.BUSINESS_TAX else day)
    return np.stack(columns, axis=1)


def _payment(block: AccountBlock) -> Integers:
    """How each account pays each kind (BillPayment), (accounts, kinds)."""
    bills = zip(BillKind, BILLS, strict=True)
    return np.stack([block.draws.choice(f"bill method {kind.text}", bill.payments) for kind, bill in bills], axis=1)


def _second(block: AccountBlock, draws: Draws, who: Integers, kind: Integers, month: Integers) -> Integers:
    """Direct debits run before dawn; the rest is paid in waking hours."""
    by_hand = 8 * 3600 + draws.integer("bill second", 0, 14 * 3600, month * 64 + kind)
    batch = 3600 + draws.integer("bill batch", 0, 3 * 3600, month * 64 + kind)
    return np.where(_payment(block)[who, kind] == BillPayment.DIRECT_DEBIT, batch, by_hand)
