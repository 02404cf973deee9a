"""Income: salaries, pensions and their 13th, what the self-employed earn."""

from __future__ import annotations

import numpy as np

from lastro.bank.ledger.pay.net_pay import net_of, second_half
from lastro.bank.ledger.pay.pensions import draws_pension, pensions
from lastro.bank.ledger.pay.severance import severance
from lastro.bank.ledger.postings import Postings, monthly_keys, postings
from lastro.bank.ledger.sources import Job, Source, Thirteenth, Wage
from lastro.bank.people.account_block import AccountBlock
from lastro.bank.people.months import MonthlyEvents, Span, monthly
from lastro.bank.people.path.jobs import job_numbers
from lastro.bank.people.path.path import path_of
from lastro.bank.people.rhythm import at, second_of_day
from lastro.bank.people.working_life.second_jobs import has_second_job, pay_of_second_job
from lastro.brazil import calendar
from lastro.brazil.levels.wages import Wages
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Floats, Integers
from lastro.engine.random.quantiles import Poisson, lognormal
from lastro.engine.rows.moments import DAY

PAID_ON_FIFTH = 0.65  # ASSUMED: the rest on one of the four business days before (CLT art. 459: by the fifth)
VARIABLE_SHARE = 0.30  # of employees: those with overtime or commission, ASSUMED
VARIABLE = (0.04, 0.25)  # how far their pay of a month goes above and below the usual, ASSUMED
PORTABLE = 0.04  # of people in work whose main bank is another: their employer pays them here, ASSUMED
EARNINGS_A_MONTH = 4.0  # ASSUMED: payments to a self-employed person
PAYMENT = lognormal(1.0, 0.7)  # size of a payment against its mean, ASSUMED
EVEN = 0.45  # ASSUMED: share of payments in whole reais
COUNTS = Poisson(64)
_MOST_HALVES = 256  # of the 13th in a history
_HALVES = Job.by_code(
    MAIN=(Thirteenth.SALARY_FIRST, Thirteenth.SALARY_SECOND),
    SECOND=(Thirteenth.OTHER_FIRST, Thirteenth.OTHER_SECOND),
)


def waged(block: AccountBlock) -> Flags:
    """Main accounts that receive a salary, as long as their owner has a job."""
    return (block.who.primary & block.who.stages.waged()) | portable(block)


def portable(block: AccountBlock) -> Flags:
    """Main accounts to which an employer pays a wage that its owner has sent on to another bank."""
    forwarded: Flags = ~block.who.primary & block.who.stages.waged() & block.draws.chance("portable", PORTABLE)
    return forwarded


def portability(block: AccountBlock, paid: list[Postings]) -> Postings:
    """Wages that go on to another bank, whole, within the hour; paid: wages, whoever pays them."""
    moving = np.zeros((len(block.accounts), block.months.count), np.bool_)
    moving[block.main] = portable(block)[:, None] | block.pay_moved
    some = Postings.together([part.take(_is_wage(part)) for part in paid])
    column = calendar.month_index(some.moment // DAY) - block.months.first
    within = (column >= 0) & (column < block.months.count)
    some = some.take(within & moving[some.account, column.clip(0, block.months.count - 1)])
    later = block.run.draws("portability", some.key).integer("later", 60, 3600)
    month = calendar.month_index(some.moment // DAY)
    key = monthly_keys(Source.PORTABILITY, block.accounts.account_id[some.account], month)
    return postings(Source.PORTABILITY, some.account, some.moment + later, -some.amount, key)


def _is_wage(part: Postings) -> Flags:
    """Which postings are a month's wage of the main job, from outside or from a company that banks here."""
    outside = (part.source == Source.SALARY) & (part.detail == Job.MAIN)
    found: Flags = outside | ((part.source == Source.WAGE) & (part.detail == Wage.SALARY))
    return found


def wages(block: AccountBlock) -> list[Postings]:
    """Monthly pay of those who are paid, its 13th, and what follows on a job's end."""
    employed, pensioners = np.flatnonzero(waged(block)), np.flatnonzero(block.who.primary & draws_pension(block))
    ended = severance(block, employed)
    second = employed[has_second_job(block)[employed]]
    of_jobs = [_salaries(block, employed), _second_salaries(block, second)]
    halves = [_thirteenth(block, employed, Job.MAIN), _thirteenth(block, second, Job.SECOND)]
    return [*of_jobs, *pensions(block, pensioners), *halves, *ended]


def _salaries(block: AccountBlock, paid: Integers) -> Postings:
    row, column = np.nonzero(block.path.employed[paid] & block.works[paid])
    who, months = paid[row], column + block.months.first
    early = np.where(block.draws.chance("pay.fifth", PAID_ON_FIFTH), 0, block.draws.integer("pay.day", 1, 5))[who]
    day = calendar.previous_business_day(calendar.fifth_business_day(months) - early)
    day = np.maximum(day, calendar.next_business_day(calendar.first_day(months)))
    moment = at(day, 4 * 3600 + block.draws.at(who).integer("pay.second", 0, 3 * 3600, months))
    account = block.main[who]
    key = monthly_keys(Source.SALARY, block.accounts.account_id[account], months)
    net = net_of(block.run, gross_pay(block, who, months), months)
    left = (net * block.path.income[who, months - block.months.first]).astype(np.int64)  # by lenders elsewhere
    return postings(Source.SALARY, account, moment, left, key)


def _second_salaries(block: AccountBlock, paid: Integers) -> Postings:
    """Pay of second jobs, on a day of their own; they go on whatever becomes of the first."""
    row, column = np.nonzero(block.works[paid])
    who, months = paid[row], column + block.months.first
    early = block.draws.integer("second pay.day", 0, 5)[who]
    day = calendar.previous_business_day(calendar.fifth_business_day(months) - early)
    day = np.maximum(day, calendar.next_business_day(calendar.first_day(months)))
    moment = at(day, 4 * 3600 + block.draws.at(who).integer("second pay.second", 0, 3 * 3600, months))
    account = block.main[who]
    key = monthly_keys(Source.SALARY, block.accounts.account_id[account], months, int(Job.SECOND))
    net = net_of(block.run, pay_of_second_job(block, who, months), months)
    return postings(Source.SALARY, account, moment, net, key, detail=int(Job.SECOND))


def gross_pay(block: AccountBlock, who: Integers, months: Integers) -> Integers:
    """A month's pay of the main job before tax: for some with overtime or commission, which differ by month."""
    pay, draws = block.work_in(who, months) - pay_of_second_job(block, who, months), block.draws.at(who)
    varies = (block.who.stages.source[who] == IncomeSource.SALARY) & draws.chance("pay varies", VARIABLE_SHARE)
    reach = VARIABLE[0] + (VARIABLE[1] - VARIABLE[0]) * draws.uniform("pay reach")
    cents = (pay * (1 + reach * (2 * draws.uniform("pay of month", months) - 1))).astype(np.int64)
    least = np.minimum(pay, block.run.once(Wages).minimum(months))
    return np.where(varies, np.maximum(cents, least), pay)


def _thirteenth(block: AccountBlock, paid: Integers, job: Job) -> Postings:
    """The halves of the 13th of one of the jobs."""
    years = np.unique(block.months.numbers // 12)
    halves = [day for both in zip(*calendar.thirteenth_salary_days(years), strict=True) for day in both]
    who, half = np.repeat(paid, len(halves)), np.tile(np.arange(len(halves)), len(paid))
    place = half + _MOST_HALVES * job  # not by how many halves there are: as_of would move them
    moment = at(np.array(halves)[half], 5 * 3600 + block.draws.at(who).integer("13th.second", 0, 3 * 3600, place))
    month = np.repeat(years * 12 + 10, 2)[half] + half % 2
    known = month.clip(block.months.first, block.months.first + block.months.count - 1)  # the others are cut
    full = pay_of_second_job(block, who, known)
    if job == Job.MAIN:
        full = ((block.work_in(who, known) - full) * _worked(block, paid, years).ravel()).astype(np.int64)
    amount = np.where(half % 2 == 0, full // 2, second_half(block.run, full, known))
    key = monthly_keys(Source.THIRTEENTH, block.accounts.account_id[block.main[who]], month, int(job))
    detail = np.array(_HALVES[job])[half % 2]
    return postings(Source.THIRTEENTH, block.main[who], moment, amount, key, detail=detail).take(amount > 0)


def _worked(block: AccountBlock, paid: Integers, years: Integers) -> Floats:
    """For which share of its year each half of a 13th is due, (rows, years, halves): for the months in the job that is
    held in November, as long as it is; at a job's end the 13th comes with what else is due."""
    who, months = block.who.take(paid), Span(int(years[0]) * 12, 12 * len(years))
    shape = len(paid), len(years), 12
    jobs = job_numbers(who, months).reshape(shape)
    held = (path_of(who, months).employed & who.stages.works(months)).reshape(shape) & (jobs == jobs[:, :, -2:-1])
    share: Floats = np.where(held[:, :, -2:] & held[:, :, -2:-1], held.sum(axis=2, keepdims=True) / 12, 0.0)
    return share


def earnings(block: AccountBlock) -> Postings:
    """What the self-employed are paid, and those who do not work yet are given, by Pix."""
    mean = np.where(block.who.primary & ~block.who.business, EARNINGS_A_MONTH * block.who.activity, 0.0)
    own = ~block.who.stages.has_begun(block.months) | (block.works & ~block.who.stages.waged()[:, None])
    grid = np.where(own, mean[:, None], 0.0)
    every = block.draws.at(np.repeat(np.arange(len(mean)), block.months.count))
    uniforms = every.uniform("EARNINGS.count", np.tile(block.months.numbers, len(mean)))
    counts = COUNTS(grid.ravel(), uniforms).reshape(grid.shape)
    events = monthly(block.draws, "EARNINGS", counts, block.months)
    day = block.calendar.shop.choose(events.month, events.draws.uniform("day"))
    account = block.main[events.owner]
    key = monthly_keys(Source.EARNINGS, block.accounts.account_id[account], events.month, events.number)
    moment = at(day, second_of_day(events.draws, "pix"))
    return postings(Source.EARNINGS, account, moment, _shares(block, events, counts), key)


def _shares(block: AccountBlock, events: MonthlyEvents, counts: Integers) -> Integers:
    """Payments that make up about a month's income together; people often pay in whole reais."""
    column = events.month - block.months.first
    income = block.work_in(events.owner, events.month) * block.path.income[events.owner, column]
    mean = income / np.maximum(counts[events.owner, column], 1)
    cents = (mean * PAYMENT(events.draws.uniform("size"))).astype(np.int64)
    whole = np.where(events.draws.chance("even", EVEN), cents // 100 * 100, cents)
    return np.maximum(whole, 500)
