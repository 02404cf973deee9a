"""T3: TED and salaries keep to the bank calendar, and a Pix carries its minute in its EndToEndId."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.choices import Category, PaymentMethod
from lastro.checks.bank import Bank
from lastro.checks.batch import Batch, fingerprints
from lastro.checks.days import day_of_month, in_month, is_bank_day, last_bank_day, months_of, next_bank_day, paydays
from lastro.checks.flags import scattered
from lastro.checks.rule_registry import Broken, BrokenRows, each, once_read, remember
from lastro.checks.spill import again
from lastro.engine.arrays import Integers
from lastro.engine.rows.moments import day
from lastro.engine.rows.tables import NULL_KEY

PIX_STARTS = day("2020-11-16")
UTC_AHEAD = 3 * 3600  # Brasília has kept UTC-3 all year since 2019
END_TO_END = "^E[0-9A-Z]{8}[0-9]{12}[0-9A-Za-z]{11}$"
THIRTEENTH = r"(?i)13\s*[ºo°.]|d[ée]cimo[ -]terceiro|\b13\b"
ADVANCE = "(?i)^adiantamento"  # paid in mid-month by agreement, which no law dates
BENEFIT, TURN = r"^(13º benefício|Benefício) INSS", 5  # business days of a turn, at a month's beginning and end
FIRST_HALF, SECOND_HALF = (11, 30), (12, 20)  # the 13th salary's last days (Lei 4.749/1965)


@each("T3", "transactions")
def pix_carries_its_minute(bank: Bank, batch: Batch) -> Broken:
    """A Pix, and nothing else, has an EndToEndId, with the minute of transaction_date in UTC."""
    pix, named = batch.has("payment_method", PaymentMethod.PIX), batch.present("end_to_end_id")
    yield "end_to_end_id", "a posting that is no Pix has an EndToEndId", named & ~pix
    yield "transaction_date", "Pix before it existed", pix & (batch.day("transaction_date") < PIX_STARTS)
    identifier = batch.text("end_to_end_id").filter(pl.Series(pix))
    well = identifier.str.contains(END_TO_END).fill_null(False).to_numpy()
    yield "end_to_end_id", "a Pix without a well-formed EndToEndId", scattered(pix, ~well)
    minute = identifier.str.slice(9, 12).cast(pl.Int64, strict=False).fill_null(-1).to_numpy()
    stated = _minute(batch["transaction_date"][pix] + UTC_AHEAD)
    other = scattered(pix, well & (minute != stated))
    yield "end_to_end_id", "the EndToEndId's minute is not transaction_date in UTC", other


def _minute(moments: Integers) -> Integers:
    """Moments as numbers such as 202603141226."""
    days, seconds = moments // 86_400, moments % 86_400
    month = months_of(days)
    date = (month // 12 + 1970) * 10_000 + (month % 12 + 1) * 100 + day_of_month(days)
    found: Integers = date * 10_000 + seconds // 3600 * 100 + seconds // 60 % 60
    return found


@remember("transactions")
def end_to_end_ids(bank: Bank, batch: Batch) -> None:
    """Notes EndToEndIds with their transfers; `identifiers_of_two_payments` looks at them when all is read."""
    here = batch.present("end_to_end_id")
    transfer = batch["transfer_id"][here]
    bank.spill("EndToEndId", 3).add(fingerprints(batch.text("end_to_end_id"))[here], transfer, batch.rows[here])


@once_read("T3", "transactions")
def identifiers_of_two_payments(bank: Bank, dataset: str) -> BrokenRows:
    """An EndToEndId belongs to one payment: only the two legs of a transfer share it."""
    for rows in bank.spill("EndToEndId", 3).sorted():
        twice = again(rows)
        shared = np.zeros(len(rows), dtype=np.bool_)
        shared[1:] = (rows[1:, 1] == rows[:-1, 1]) & (rows[1:, 1] != NULL_KEY)
        wrong = rows[twice & ~shared, 2].view(np.int64)
        yield "end_to_end_id", "its EndToEndId belongs to another payment too", wrong


@each("T3", "transactions")
def ted_settles_on_bank_days(bank: Bank, batch: Batch) -> Broken:
    """TED settles on bank business days only."""
    wrong = batch.has("payment_method", PaymentMethod.TED) & ~is_bank_day(batch.day("transaction_date"))
    yield "transaction_date", "a TED on no bank business day", wrong


@each("T3", "transactions")
def salaries_come_in_time(bank: Bank, batch: Batch) -> Broken:
    """Salaries come on bank days, by the fifth working day; the 13th by 30 November and 20 December."""
    salary = batch.has("category", Category.SALARY)
    days = batch.day("transaction_date")[salary]
    said = batch.text("description").filter(pl.Series(salary))
    thirteenth, advance = (said.str.contains(form).to_numpy() for form in (THIRTEENTH, ADVANCE))
    yield "transaction_date", "a salary on no bank business day", scattered(salary, ~is_bank_day(days))
    too_late = scattered(salary, thirteenth & (days > _latest_thirteenth(days)))
    yield "transaction_date", "a 13th salary too late", too_late
    late = ~thirteenth & ~advance & (days > paydays(months_of(days)))
    yield "transaction_date", "a salary after the fifth business day", scattered(salary, late)


@each("T3", "transactions")
def benefits_come_in_their_turn(bank: Bank, batch: Batch) -> Broken:
    """The INSS pays on the first and the last five bank business days of a month."""
    pension = batch.has("category", Category.PENSION)
    of_inss = batch.text("description").filter(pl.Series(pension)).str.contains(BENEFIT).fill_null(False).to_numpy()
    days = batch.day("transaction_date")[pension]
    month = months_of(days)
    first, last = next_bank_day(in_month(month, 1)), last_bank_day(in_month(month + 1, 1) - 1)
    for _ in range(TURN - 1):
        first, last = next_bank_day(first + 1), last_bank_day(last - 1)
    out = of_inss & (~is_bank_day(days) | ((days > first) & (days < last)))
    yield "transaction_date", "a benefit of the INSS outside its turn", scattered(pension, out)


def _latest_thirteenth(days: Integers) -> Integers:
    month = months_of(days)
    january = month - month % 12
    second = month % 12 == SECOND_HALF[0] - 1
    month, day_ = (np.where(second, after, first) for after, first in zip(SECOND_HALF, FIRST_HALF, strict=True))
    return last_bank_day(in_month(january + month - 1, day_))
