"""Sources: where postings come from, and the details that tell the kinds of posting of one source apart."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, unique
from typing import Self, TypeVar

import numpy as np

from lastro.bank.choices import Category, Direction, LoanType
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.choice import Choice, Code

N = TypeVar("N", int, Integers)


class Job(Code):
    """Which of a person's jobs a wage is from: nearly all have one."""

    MAIN = 0
    SECOND = 1


class Thirteenth(Code):
    """Halves of the 13th, of salaries, of pensions of the INSS and of those that states pay, and of second jobs."""

    SALARY_FIRST = 0
    SALARY_SECOND = 1
    PENSION_FIRST = 2
    PENSION_SECOND = 3
    PUBLIC_FIRST = 4
    PUBLIC_SECOND = 5
    OTHER_FIRST = 6
    OTHER_SECOND = 7


class Wage(Code):
    """What an employer who banks here pays an employee who does."""

    SALARY = 0
    FIRST_HALF = 1  # of the 13th
    SECOND_HALF = 2
    SEVERANCE = 3


class Refund(Code):
    """What money comes back for."""

    CARD = 0  # a purchase by debit card
    PIX = 1  # a purchase by Pix
    WRONG_KEY = 2  # a Pix that went to somebody else
    TAKEN_BACK = 3  # by the bank, from whom a victim of a crime has paid; two legs where the victim banks here


class Pension(Code):
    """Who pays a pension."""

    INSS = 0
    PUBLIC = 1  # a state, its former servants


class Benefit(Code):
    """What follows on a dismissal, paid by Caixa."""

    UNEMPLOYMENT = 0
    FUND = 1  # the guarantee fund (FGTS), with its fine


class Sale(Code):
    """How a business is paid for what it sells."""

    PIX = 0
    BOLETO = 1
    CARD = 2  # what its card machine settles


class CustomerTransfer(Code):
    """How a customer pays another customer of this bank."""

    PIX = 0
    BOOK = 1


class Everyday(Code):
    """What people and businesses do with their account day by day."""

    DEBIT_CARD = 0
    PIX_PURCHASE = 1
    PIX_OUT = 2
    PIX_IN = 3
    CASH_OUT = 4
    BOLETO = 5
    TED_OUT = 6
    CASH_IN = 7
    TED_IN = 8
    TRIAL = 9  # a purchase by debit card of what is tried first, then bought


class ServiceFee(Code):
    """What is charged one by one beyond a package of services."""

    TED = 0
    WITHDRAWAL = 1


class CardBillPayment(Code):
    """How a card's bill is paid."""

    DIRECT_DEBIT = 0
    BOLETO = 1


class BillPayment(Code):
    """How a monthly bill is paid."""

    DIRECT_DEBIT = 0
    BOLETO = 1
    PIX = 2


class Supply(Code):
    """How a company pays a supplier."""

    BOLETO = 0
    PIX = 1


class PayrollTax(Code):
    """What companies pay over for their staff each month."""

    FUND = 0  # FGTS
    SOCIAL = 1  # INSS and income tax, by one guide (DARF of the DCTFWeb)
    FUND_BY_BOLETO = 2  # as FGTS was paid until it went to Pix


class Doer(Code):
    """Who sees to what is done with an account."""

    OWNER = 0
    ESTATE = 1  # after the owner's death


class SavingsUse(Code):
    """What savings are spent on."""

    REPAIR = 0
    CAR = 1
    HOLIDAY = 2
    HEALTH = 3
    BUILDER = 4
    RELATIVE = 5


class Sold(Code):
    """What people sell of their own."""

    PHONE = 0  # or furniture
    CAR = 1
    HOUSE = 2
    SPENT = 3  # what is bought with the money


class OwnOut(Code):
    """To whom what is too much goes."""

    ELSEWHERE = 0  # the customer's account at another bank
    HOME = 1  # the person who pays the bills of a home


class OwnerPay(Code):
    """How a company pays its owner."""

    PIX = 0
    TED = 1


class BillKind(Choice):
    """Kinds of monthly bills: the name in draws (parts of ids, as the order is), and the category."""

    def __init__(self, _: str, category: Category) -> None:
        self.category = category

    RENT = "rent", Category.RENT
    ENERGY = "energy", Category.UTILITIES
    WATER = "water", Category.UTILITIES
    INTERNET = "internet", Category.TELECOM
    MOBILE = "mobile", Category.TELECOM
    SCHOOL = "school", Category.EDUCATION
    HEALTH_PLAN = "health plan", Category.HEALTH
    INSURANCE = "insurance", Category.INSURANCE
    CONDOMINIUM = "condominium", Category.HOUSING
    TARIFF = "tariff", Category.FEE
    PROPERTY_TAX = "property tax", Category.TAXES
    VEHICLE_TAX = "vehicle tax", Category.TAXES
    BUSINESS_TAX = "business tax", Category.TAXES
    DEBT = "debt", Category.SERVICES  # what is owed elsewhere, from when it presses
    HOME = "home", Category.HOUSING  # a share of what a home costs, to the person who pays its bills


_BILL_PAYMENTS = 4  # room for ways to pay a bill


def bill_detail(kind: N, payment: N) -> N:
    """The detail of a bill, from its kind and how it is paid."""
    return kind * _BILL_PAYMENTS + payment


def bill_kind(detail: Integers) -> Integers:
    """The BillKind of bills, from their details."""
    return detail // _BILL_PAYMENTS


DIRECT_DEBITS = [bill_detail(kind, BillPayment.DIRECT_DEBIT) for kind in BillKind if kind is not BillKind.TARIFF]


_OF_LOANS = 32  # behind the numbers of kinds of bills


def retried_loan(loan: N) -> N:
    """The detail of an instalment that was given back and is debited again, by the kind of loan."""
    return _OF_LOANS + loan


def retries_loan(detail: Integers) -> Flags:
    """Which details of debits that were given back are of loans' instalments."""
    found: Flags = detail >= _OF_LOANS
    return found


ONE_KIND = (0,)  # the details of a source that has no other
CRIME = 63  # the last number of six bits: of postings of cases (bank/crime), which look like those of other sources


@unique
class Source(IntEnum):
    """Where a posting comes from, and its details; numbers are parts of ids: never renumber them.

    The order is that of postings of one account in one second. A detail that is a Direction follows from the amount's
    sign; where there is one kind only, the detail may be any number (payroll: the employee's). Numbers have six bits
    of a posting's key.
    """

    details: tuple[int, ...]

    def __new__(cls, number: int, details: Iterable[int] = ONE_KIND) -> Self:
        if not 0 < number < CRIME:
            raise ValueError(f"a source's number has six bits, of which the last one is taken: {number} does not fit")
        source = int.__new__(cls, number)
        source._value_, source.details = number, tuple(details)
        return source

    SALARY = 1, Job
    PENSION = 2, Pension
    THIRTEENTH = 3, Thirteenth
    EARNINGS = 4  # what the self-employed are paid
    REVENUE = 5, Sale  # what a business sells
    OPENING = 6  # the first deposit of a new account
    OWN_IN = 7  # from the customer's account at another bank
    LOAN_PROVISION = 8, Doer  # the same, just before a debit that it is meant for
    CARD_PROVISION = 9, Doer
    INVESTMENT_PROVISION = 10
    WAGE = 11, Wage  # from an employer who banks here, two legs
    PAYOUT = 12, LoanType
    SEVERANCE = 14  # what an employer pays at a job's end
    BENEFIT = 15, Benefit
    REDEMPTION = 13, Doer
    TRANSFER = 16, CustomerTransfer  # between customers of this bank, two legs
    SAVING = 17  # between accounts of one customer, two legs
    FEEDING = 18, Doer  # from and to an Investment account, two legs
    COLLECTED = 19, CustomerTransfer  # from members to a treasurer, two legs
    SENT_ON = 22, CustomerTransfer  # what somebody was sent, to a third, two legs
    SENT_BACK = 23, CustomerTransfer  # from the third to the first, two legs
    TAKINGS = 25  # cash that a business was paid
    REFUND = 20, Refund
    RETURNED_DEBIT = 21  # a direct debit given back for want of funds
    BILL = 24, (bill_detail(kind, payment) for kind in BillKind for payment in BillPayment)
    PAYROLL = 26
    WAGE_PAID = 27, Wage  # to an employee who banks here, two legs
    EVERYDAY = 28, Everyday
    SERVICE_FEE = 29, ServiceFee
    CARD_COPY = 30  # the fee of a lost debit card's second copy
    RETRIED_DEBIT = 31, (*BillKind, *(_OF_LOANS + loan for loan in LoanType))  # a direct debit that was given back
    CHARGEBACK = 32  # a card sale that the buyer disputes
    LOAN_SPENT = 33, LoanType
    INSTALMENT = 34, LoanType
    CARD_BILL = 35, CardBillPayment
    PURCHASE = 36  # of an investment
    LOAN_TAX = 37, LoanType  # IOF on what is paid out
    PAYROLL_TAX = 38, PayrollTax
    AMONG_FRIENDS = 47, CustomerTransfer  # savings clubs and loans among friends, two legs
    SOLD = 39, Sold  # what people sell of their own, and what they buy instead
    OWN_OUT = 40, OwnOut
    SWEEP = 41  # what a redemption paid goes to another bank
    PORTABILITY = 42  # a wage that goes to the bank of the payee's choice (Res. CMN 5.058/2022)
    SAVINGS_SPENT = 43, SavingsUse
    PRO_LABORE = 44, OwnerPay  # monthly pay of a company's owner
    SUPPLIES = 45, Supply
    PROFIT = 46  # what a company's owner takes of what is left
    LOAN_FEE = 48, LoanType  # for an instalment that is paid late
    LOAN_INTEREST = 49, LoanType  # by the day, for the same
    SETTLEMENT = 50, LoanType  # a new loan pays an older one off
    RECOVERY = 51, LoanType  # paid of a loan that is written off
    GIVEN_BACK = 52, CustomerTransfer  # from a treasurer to members, two legs
    PAID_FOR_ALL = 53  # by a treasurer
    PASSED_ON = 54  # what came from another bank, to a third at another
    PREPAYMENT = 55, LoanType  # a loan is paid off before its time
    OVERDRAFT_TAX = 56  # IOF on what bears interest
    INTEREST = 57, Direction
    CLOSING = 58, Doer
    ADJUSTMENT = 59, Direction
    TOP_UP = 60
    PAYROLL_BY_TED = 61  # of who has no Pix yet


def among(*sources: Source) -> Flags:
    """A table by source number that says which sources are meant."""
    table = np.zeros(CRIME + 1, np.bool_)
    table[list(sources)] = True
    return table
