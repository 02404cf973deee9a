"""T2 and T3: terms in calendar months, bank business days, paydays, and Pix's identifier."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .bank import Bank
from .bank_days import day_of, is_bank_day, last_bank_day, payday
from .reading import Record
from .report import Report

OLDEST = 80 * 12 + 6  # months of age by which homes and cars are paid off
CARD_LIFE = (36, 72)  # months from issue to expiry
LETTERS = {  # least terms in months of what was bought from a day on (resolutions of the CMN)
    "LCI": {"2025-05-26": 6, "2024-08-22": 9, "2024-02-02": 12, "": 3},
    "LCA": {"2025-05-26": 6, "2024-02-02": 9, "": 3},
}
PIX_STARTS = "2020-11-16"
UTC_AHEAD = 3  # hours; Brasília has kept UTC-3 all year since 2019
END_TO_END = re.compile(r"E[0-9A-Z]{8}(\d{12})[0-9A-Za-z]{11}")
THIRTEENTH = re.compile(r"13\s*[ºo°.]|d[ée]cimo[ -]terceiro|\b13\b", re.IGNORECASE)
ADVANCE = "adiantamento"  # paid in mid-month by agreement, not by the rule


def check_terms(bank: Bank) -> None:
    """T2: loans end, cards expire and investments mature when they should."""
    for key, loan in bank.rows("loans"):
        end = day_of(loan["start_date"]) + relativedelta(months=loan["term"])
        expect = bank.report.on("T2", "loans", key)
        expect(loan["end_date"] == str(end), f"end_date {loan['end_date']} is not {end}")
        owner = bank.row("customers", loan["customer_id"])
        born = owner["birth_date"] if owner is not None else None
        if born is not None and loan["loan_type"] in ("Mortgage", "Auto"):
            age = (end.year - day_of(born).year) * 12 + end.month - day_of(born).month
            expect(age <= OLDEST, f"it ends at {age // 12} years and {age % 12} months of its borrower's age")
    for key, card in bank.rows("credit_cards"):
        issued, expiry = day_of(card["created_at"]), day_of(card["expiry_date"])
        expect = bank.report.on("T2", "credit_cards", key)
        expect((expiry + timedelta(days=1)).day == 1, f"expiry_date {expiry} is no month's end")
        months = (expiry.year - issued.year) * 12 + expiry.month - issued.month
        expect(CARD_LIFE[0] <= months <= CARD_LIFE[1], f"issued on {issued}, it expires on {expiry}")
    for key, paper in bank.rows("investments"):
        expect = bank.report.on("T2", "investments", key)
        maturity = paper["maturity_date"]
        bought = paper["purchase_date"]
        expect(maturity is None or maturity > bought, "it matures before it was bought")
        if maturity is not None and paper["product"] in LETTERS:
            least = next(months for since, months in LETTERS[paper["product"]].items() if bought >= since)
            held = day_of(maturity) >= day_of(bought) + relativedelta(months=least)
            expect(held, f"{paper['product']} of {bought} matures on {maturity}, before {least} months")


class Calendar:
    """T3 of the postings."""

    def __init__(self, report: Report) -> None:
        self.report, self.seen = report, 0
        self.minutes: dict[str, str] = {}  # the UTC hour of each hour in Brasília
        self.pairs: dict[int, str | None] = {}  # each EndToEndId's transfer

    def see(self, posting: Record) -> None:
        """Check one posting."""
        method = posting["payment_method"]
        if method == "Pix":
            self._count(posting, self._pix(posting) or self._repeated(posting))
        elif posting["end_to_end_id"] is not None:
            self._count(posting, f"a {method} has an EndToEndId")
        elif method == "TED":
            day = day_of(posting["transaction_date"])
            self._count(posting, None if is_bank_day(day) else f"TED on {day}, no bank business day")
        elif posting["category"] == "Salary":
            self._count(posting, _salary(posting))
        elif posting["category"] == "Pension" and "INSS" in posting["description"]:
            self._count(posting, _benefit(posting))

    def finish(self) -> None:
        """Report how many postings had a date to keep."""
        self.report.checked["T3"] += self.seen

    def _count(self, posting: Record, problem: str | None) -> None:
        self.seen += 1
        if problem:
            self.report.blame("T3", "transactions", posting["transaction_id"], problem)

    def _pix(self, posting: Record) -> str | None:
        moment, identifier = posting["transaction_date"], posting["end_to_end_id"]
        if moment < PIX_STARTS:
            return f"Pix on {moment[:10]}, before it existed"
        match = END_TO_END.fullmatch(identifier or "")
        if not match:
            return f"EndToEndId {identifier!r} is not well formed"
        hour = moment[:13]
        if hour not in self.minutes:
            self.minutes[hour] = _utc_hour(hour)
        if match[1] != self.minutes[hour] + moment[14:16]:
            return f"EndToEndId's minute {match[1]} is not {moment} in UTC"
        return None

    def _repeated(self, posting: Record) -> str | None:
        """An identifier belongs to one payment; only a transfer's two legs share it."""
        number, transfer = hash(posting["end_to_end_id"]), posting["transfer_id"]
        if number not in self.pairs:
            self.pairs[number] = transfer
            return None
        shared = transfer is not None and self.pairs[number] == transfer
        return None if shared else f"EndToEndId {posting['end_to_end_id']} belongs to another payment too"


def _benefit(posting: Record) -> str | None:
    """The INSS pays on the first and the last five bank business days of a month."""
    day = day_of(posting["transaction_date"])
    month = [day.replace(day=1) + timedelta(days=n) for n in range(31)]
    open_days = [each for each in month if each.month == day.month and is_bank_day(each)]
    return None if day in (*open_days[:5], *open_days[-5:]) else f"a benefit of the INSS on {day}, outside its turn"


def _utc_hour(hour: str) -> str:
    """`2026-03-14T22` in Brasília is `2026031501` in UTC."""
    day, utc = day_of(hour), int(hour[11:]) + UTC_AHEAD
    return f"{day + timedelta(days=utc // 24):%Y%m%d}{utc % 24:02d}"


def _salary(posting: Record) -> str | None:
    """A salary comes on a bank business day, no later than the law allows."""
    day, text = day_of(posting["transaction_date"]), posting["description"]
    if not is_bank_day(day):
        return f"salary on {day}, no bank business day"
    if THIRTEENTH.search(text):
        limit = last_bank_day(date(day.year, 12, 20) if day.month == 12 else date(day.year, 11, 30))
        return None if day <= limit else f"13th salary on {day}, after {limit}"
    limit = payday(day.year, day.month)
    late = day > limit and not text.lower().startswith(ADVANCE)
    return f"salary on {day}, after the fifth business day ({limit})" if late else None
