"""Employers: which postings are wages, of which of a person's jobs, and which of them a government pays."""

from __future__ import annotations

from lastro.bank.ledger.sources import Job, Pension, Source, Thirteenth, Wage
from lastro.bank.people.months import Span
from lastro.bank.people.path.jobs import job_numbers
from lastro.bank.statement.context import StatementContext
from lastro.brazil.calendar import month_index
from lastro.brazil.work import IncomeSource
from lastro.engine.arrays import Flags, Integers
from lastro.engine.rows.choice import Code
from lastro.engine.rows.moments import DAY
from lastro.engine.rows.vocabulary import codes


class Employer(Code):
    """Who employs public servants; those of any other occupation work for the state."""

    TOWN = 0
    UNION = 1
    EITHER = 2  # the town or the state


SECOND = 1 << 20  # the numbers of second jobs lie behind those of first ones
BY_CITY = 0.5  # ASSUMED: teachers of basic education who work for their city; the others work for the state
_EMPLOYERS = {
    "Servidor público municipal": Employer.TOWN, "Servidora pública municipal": Employer.TOWN,
    "Agente comunitário de saúde": Employer.TOWN, "Agente comunitária de saúde": Employer.TOWN,
    "Servidor público federal": Employer.UNION, "Servidora pública federal": Employer.UNION,
    "Professor universitário": Employer.UNION, "Professora universitária": Employer.UNION,
    "Militar das Forças Armadas": Employer.UNION,
    "Professor da educação básica": Employer.EITHER, "Professora da educação básica": Employer.EITHER,
}  # fmt: skip


def employed(context: StatementContext) -> tuple[Flags, Flags, Flags, Flags]:
    """Which postings are wages, and of these which a government pays: of them which a town, and which the Union."""
    who = context.customers
    wage = context.of(Source.SALARY) | context.of(Source.THIRTEENTH) | context.of(Source.SEVERANCE)
    wage |= context.of(Source.WAGE)
    customers = context.block.customers
    public = wage & (context.block.people.stages.source == IncomeSource.PUBLIC)[context.owner]
    public |= context.of(Source.PENSION, Pension.PUBLIC)
    public |= context.of(Source.THIRTEENTH, Thirteenth.PUBLIC_FIRST, Thirteenth.PUBLIC_SECOND)
    employer = codes(customers.occupation, _EMPLOYERS)[context.owner]
    by_city = who.uniform("employed by the city") < BY_CITY
    taught = (employer == Employer.EITHER) & (by_city ^ of_second_job(context))
    local, union = public & ((employer == Employer.TOWN) | taught), public & (employer == Employer.UNION)
    return wage, public, local, union


def of_second_job(context: StatementContext) -> Flags:
    """Wages of second jobs: a teacher's whom the city employs is the state's, and the other way round."""
    halves = context.of(Source.THIRTEENTH, Thirteenth.OTHER_FIRST, Thirteenth.OTHER_SECOND)
    second: Flags = context.of(Source.SALARY, Job.SECOND) | halves
    return second


def job_number(context: StatementContext, at: Integers) -> Integers:
    """The number of the job in which wages were earned; what is paid at a job's end, was in the month before."""
    block, months = context.block, context.block.months
    numbers = job_numbers(block.people, Span(months.first - 1, months.count + 1))
    month = (
        month_index(context.rows.moment[at] // DAY)
        - (context.of(Source.SEVERANCE) | context.of(Source.WAGE, Wage.SEVERANCE))[at]
    )
    found: Integers = numbers[context.owner[at], month - months.first + 1]
    return found
