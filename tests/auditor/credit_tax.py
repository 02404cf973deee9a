"""M10: IOF beside overdraft interest and loans paid out, by the rates of the day (Decreto 6.306/2007)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

from .bank import Bank
from .bank_days import day_of, next_bank_day
from .reading import Record, cents, reais
from .schedules import schedule

# since | percent a day of people, companies, small companies | percent once, likewise
RATES = """
2025-06-11 | 0.0082 0.0082 0.00274 | 0.38 0.38 0.38
2025-05-23 | 0.0082 0.0082 0.00274 | 0.38 0.95 0.95
2022-01-01 | 0.0082 0.0041 0.00137 | 0.38 0.38 0.38
2021-09-20 | 0.01118 0.00559 0.00137 | 0.38 0.38 0.38
2021-01-01 | 0.0082 0.0041 0.00137 | 0.38 0.38 0.38
2020-12-15 | 0 0 0 | 0 0 0
2020-11-27 | 0.0082 0.0041 0.00137 | 0.38 0.38 0.38
2020-04-03 | 0 0 0 | 0 0 0
1900-01-01 | 0.0082 0.0041 0.00137 | 0.38 0.38 0.38
"""
UNIT = 10**7
TABLE = [
    (since, *([round(float(rate) * UNIT / 100) for rate in rates.split()] for rates in both))
    for since, *both in (line.split(" | ") for line in RATES.strip().splitlines())
]
CENT, YEAR = 1, 365
INTEREST, HIGHEST = "Juros do cheque especial", 8  # percent a month (Res. CMN 4.765/2019)
NIGHT = timedelta(days=1)


def tax(owner: Record | None, debt: int, on: date, debt_days: int, once: int) -> int:
    """The tax on a debt, by its cents times days, and by cents that bear the additional rate; half up."""
    business = owner is not None and owner["customer_type"] == "Business"
    small = business and cents(owner["monthly_income"]) <= 400_000_00 and debt <= 30_000_00  # type: ignore[index]
    who = 2 if small else int(business)
    daily, additional = next((daily[who], once[who]) for since, daily, once in TABLE if str(on) >= since)
    return (debt_days * daily + once * additional + UNIT // 2) // UNIT


class CreditTax:
    """Checks the postings, one after another, and then the loans."""

    def __init__(self, bank: Bank) -> None:
        self.bank, self.report = bank, bank.report
        self.course: dict[str, list[tuple[datetime, int]]] = defaultdict(list)  # what each account owes from when on
        self.due: dict[str, tuple[Record, int]] = {}  # interest whose tax should be the next posting
        self.of_loans: dict[str, list[int]] = defaultdict(list)

    def see(self, posting: Record) -> None:
        """Check one posting."""
        account, category = posting["account_id"], posting["category"]
        waiting = self.due.pop(account, None)
        of_overdraft = category == "IOF" and posting["loan_id"] is None
        beside = waiting is not None and waiting[0]["transaction_date"] == posting["transaction_date"]
        if category == "IOF" and not of_overdraft:
            self._of_loan(posting)
        elif of_overdraft and not beside:
            self._blame(posting, "an IOF beside no overdraft interest and of no loan")
        paid = cents(posting["amount"]) if of_overdraft and beside else 0
        if waiting is not None:
            self._expect_tax(*waiting, paid)
        if posting["description"].startswith(INTEREST):
            self.due[account] = posting, self._due(posting)
        course, debt = self.course[account], max(-cents(posting["balance_after"]), 0)
        if debt or not course or course[-1][1]:
            course.append((datetime.fromisoformat(posting["transaction_date"]), debt))

    def _of_loan(self, posting: Record) -> None:
        self.of_loans[posting["loan_id"]].append(cents(posting["amount"]))
        loan = self.bank.row("loans", posting["loan_id"])
        if loan is not None and loan["account_id"] != posting["account_id"]:
            self._blame(posting, "it is not on the loan's account")

    def _due(self, interest: Record) -> int:
        """What the debts of the month before owe of tax: those of each night, and what each is above the one before."""
        account = self.bank.row("accounts", interest["account_id"])
        if account is None:
            return 0
        booked = datetime.fromisoformat(interest["transaction_date"])
        last = booked.date().replace(day=1) - timedelta(days=1)
        course = self.course[interest["account_id"]]
        opening = max(-cents(account["opening_balance"]), 0)
        nights = [self._owed(course, booked - ago * NIGHT, opening) for ago in range(last.day, -1, -1)]
        debts = nights[1:]
        grown = sum(max(debt - before, 0) for before, debt in pairwise(nights))
        expect = self.report.on("M10", "transactions", interest["transaction_id"])
        highest = sum(debts) * HIGHEST / 100 / last.day
        expect(cents(interest["amount"]) <= highest + CENT, "its interest is above 8 % of the mean debt")
        owner = self.bank.row("customers", account["customer_id"])
        return tax(owner, sum(debts) // last.day, last, sum(debts), grown)

    @staticmethod
    def _owed(course: list[tuple[datetime, int]], moment: datetime, opening: int) -> int:
        """What was owed right before a moment."""
        place = bisect_left(course, moment, key=lambda step: step[0])
        return course[place - 1][1] if place else opening

    def _expect_tax(self, interest: Record, due: int, paid: int) -> None:
        expect = self.report.on("M10", "transactions", interest["transaction_id"])
        expect(abs(paid - due) <= CENT, f"its IOF is {reais(paid)}, but {reais(due)} is due")

    def _blame(self, posting: Record, sentence: str) -> None:
        self.report.blame("M10", "transactions", posting["transaction_id"], sentence)

    def finish(self) -> None:
        """Check what is left: interest that stood last in its account, and the loans."""
        for waiting in self.due.values():
            self._expect_tax(*waiting, 0)
        for key, loan in self.bank.rows("loans"):
            start = day_of(loan["start_date"])
            within = start >= self.bank.history_start and next_bank_day(start) <= self.bank.as_of
            taxed = within and loan["loan_type"] != "Mortgage" and cents(loan["loan_amount"]) > 0 < loan["term"]
            paid, due = self.of_loans.get(key, []), self._of_schedule(loan) if taxed else 0
            expect = self.report.on("M10", "loans", key)
            expect(len(paid) <= 1, f"its IOF is {len(paid)} postings")
            expect(abs(sum(paid) - due) <= CENT, f"its IOF is {reais(sum(paid))}, but {reais(due)} is due")

    def _of_schedule(self, loan: Record) -> int:
        """Each instalment's principal bears the days until it falls due, a year's at most; the whole bears more."""
        amount, start = cents(loan["loan_amount"]), day_of(loan["start_date"])
        owed, debt_days = amount, 0
        for instalment in schedule(loan):
            debt_days += (owed - instalment.balance) * min((instalment.due - start).days, YEAR)
            owed = instalment.balance
        return tax(self.bank.row("customers", loan["customer_id"]), amount, start, debt_days, amount)
