"""Severance: what is paid at a job's end, the fund that is then set free (FGTS), and unemployment benefit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lastro.bank.ledger.pay.net_pay import net_of
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Benefit, Source
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.incomes import incomes
from lastro.bank.people.months import Span
from lastro.bank.people.path.jobs import LONGEST_SEARCH, JobEnds, careers
from lastro.bank.people.path.path import path_of
from lastro.bank.people.rhythm import at
from lastro.bank.people.working_life.second_jobs import has_second_job, share_of_second_job
from lastro.brazil import calendar
from lastro.brazil.levels.unemployment import MOST_INSTALMENTS, benefit, instalments
from lastro.engine.arrays import Flags, Integers
from lastro.engine.random.draws import Draws

PAID_BY = (2, 11)  # day of the month after the job's last: within ten days of it (CLT art. 477)
FREED = (12, 25)  # day of the month on which the fund comes from Caixa, ASSUMED
BENEFIT_DAY = (3, 26)  # day of the month of each instalment: 30 days after the request, then every 30 days
NOTICE_PAID = 0.6  # share of the dismissed who need not work during their notice and are paid for it, ASSUMED
NOTICE = (30, 3, 90)  # days of notice: so many, and so many a year in the job, at most (Lei 12.506/2011)
FUND, FINE = 8, 40  # percent: of each wage put into the fund, and of the fund on a dismissal (Lei 8.036/1990)
KEEPS_TO_BIRTHDAYS = 0.45  # ASSUMED: share who chose a yearly withdrawal, and then get the fine only
MOST_MONTHS = 60  # of the fund that are still there: homes and illness empty it, ASSUMED


@dataclass(frozen=True)
class Ended:
    """Jobs that ended, of main accounts' owners; one value each."""

    ends: JobEnds
    row: Integers  # position among the main accounts
    wage: Integers  # cents a month, the last one
    out_of_work: Flags  # (ends, MOST_INSTALMENTS): whether there is no wage of any job in each month after the first
    draws: Draws


def severance(block: AccountBlock, paid: Integers) -> list[Postings]:
    """What follows on the ends of jobs of main accounts (rows) that are paid a wage."""
    ended = _ended(block, paid)
    return [_at_the_end(block, ended), _fund(block, ended), _benefits(block, ended)]


def _ended(block: AccountBlock, paid: Integers) -> Ended:
    """The ends whose payments may lie in the history: they are looked for some months before it."""
    who = block.who.take(paid)
    months = Span(block.months.first - LONGEST_SEARCH, block.months.count + LONGEST_SEARCH)
    ends = careers(who, months)
    earned = incomes(block.run, who, months)
    wage = (earned.total - earned.benefit)[ends.row, np.maximum(ends.month - 1 - months.first, 0)]
    second = has_second_job(block)[paid][ends.row]
    wage = np.where(second, (wage * (1 - share_of_second_job(block)[paid][ends.row])).astype(np.int64), wage)
    work = path_of(who, Span(months.first, months.count + MOST_INSTALMENTS)).employed
    later = ends.month[:, None] - months.first + np.arange(1, MOST_INSTALMENTS + 1)
    idle = ~work[ends.row[:, None], later] & ~second[:, None]
    return Ended(ends, paid[ends.row], wage, idle, block.draws.at(paid[ends.row]))


def _day(ended: Ended, name: str, days: tuple[int, int], months: Integers) -> Integers:
    day = calendar.first_day(months) + ended.draws.integer(name, *days, ended.ends.month) - 1
    return calendar.next_business_day(day)


def _at_the_end(block: AccountBlock, ended: Ended) -> Postings:
    """Wage balance and 13th in proportion, both net; holidays with their third, and the notice of who need not work."""
    ends, draws = ended.ends, ended.draws
    balance = np.where(ends.gap > 0, 1.0, 0.0)  # who moves at once has a wage in this month all the same
    holidays = 4 / 3 * draws.uniform("holidays due", ends.month)
    thirteenth = np.minimum(ends.tenure, ends.month % 12) / 12
    notice = np.minimum(NOTICE[0] + NOTICE[1] * (ends.tenure // 12), NOTICE[2]) / 30
    let_go = ends.dismissed & draws.chance("notice paid", NOTICE_PAID, ends.month)
    taxed = [net_of(block.run, (ended.wage * share).astype(np.int64), ends.month) for share in (balance, thirteenth)]
    free = holidays + np.where(let_go, notice, 0.0)  # of INSS and tax: they make good what was not taken
    moment = at(_day(ended, "severance day", PAID_BY, ends.month), 11 * 3600 + draws.integer("severance", 0, 3 * 3600))
    account = block.main[ended.row]
    key = monthly_keys(Source.SEVERANCE, block.accounts.account_id[account], ends.month)
    amount = sum(taxed) + (ended.wage * free).astype(np.int64)
    return postings(Source.SEVERANCE, account, moment, amount, key).take(amount > 0)


def _fund(block: AccountBlock, ended: Ended) -> Postings:
    """The guarantee fund: of who is dismissed, with its fine, and of who retires (Lei 8.036/1990, art. 20 III)."""
    ends, draws = ended.ends, ended.draws
    put_by = ended.wage * np.minimum(ends.tenure, MOST_MONTHS) * FUND // 100
    kept = draws.chance("birthday withdrawal", KEEPS_TO_BIRTHDAYS) & ~ends.retires
    fund = np.where(kept, 0, put_by) + np.where(ends.retires, 0, put_by * FINE // 100)
    moment = at(_day(ended, "fund day", FREED, ends.month), 9 * 3600 + draws.integer("fund", 0, 6 * 3600))
    account = block.main[ended.row]
    key = monthly_keys(Source.BENEFIT, block.accounts.account_id[account], ends.month, MOST_INSTALMENTS)
    freed = postings(Source.BENEFIT, account, moment, fund, key, detail=Benefit.FUND)
    return freed.take((ends.dismissed | ends.retires) & (fund > 0))


def _benefits(block: AccountBlock, ended: Ended) -> Postings:
    """Unemployment benefit of who is dismissed: instalments from the second month on, as long as there is no work."""
    ends = ended.ends
    due = instalments(ends.tenure)
    amount = benefit(block.run, ended.wage, ends.month)
    parts = []
    for number in range(MOST_INSTALMENTS):
        month = ends.month + 1 + number
        day = _day(ended, "benefit day", BENEFIT_DAY, month)
        account = block.main[ended.row]
        key = monthly_keys(Source.BENEFIT, block.accounts.account_id[account], month, number)
        moment = at(day, 6 * 3600 + ended.draws.integer("benefit", 0, 3600))
        part = postings(Source.BENEFIT, account, moment, amount, key, detail=Benefit.UNEMPLOYMENT)
        parts.append(part.take(ends.dismissed & (number < due) & ended.out_of_work[:, : number + 1].all(axis=1)))
    return Postings.together(parts)
