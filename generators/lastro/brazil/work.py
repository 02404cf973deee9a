"""Work and income: occupations, where an income comes from, and how much it is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from lastro.brazil import ceilings
from lastro.brazil.base_date import base_date
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.economy import MinimumWage
from lastro.brazil.places import Places, Positions
from lastro.engine.arrays import Cents, Flags, Floats, Integers
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import EXP, NORMAL, Quantiles
from lastro.engine.rows.choice import Choice
from lastro.engine.rows.reference import among, checked, once, refuse
from lastro.engine.rows.run import Run
from lastro.engine.rows.vocabulary import codes


class IncomeSource(Choice):
    """Where an income comes from, as occupations.csv names it."""

    SALARY = "salary"
    PUBLIC = "public"  # a civil servant's salary
    PENSION = "pension"
    SELF = "self"
    SUPPORT = "support"
    WELFARE = "welfare"  # BPC: one minimum wage, without a 13th (Lei 8.742/1993)


OCCUPATIONS, NUMBERS = "occupations", "weight women_pct min_age max_age median_income spread most_income"  # table

TAIL_FROM = 0.94  # quantile from which incomes follow Pareto's law; assumption
TAIL_ALPHA = 2.31  # Pareto exponent, from the means of the top 10 % and 1 % (PNAD Contínua 2024, IBGE)
PENSIONS_AT_FLOOR = 0.61  # of pensions; with those that would lie below, 70 % of INSS benefits (February 2025)
WOMEN_FACTOR, MEN_FACTOR = 0.92, 1.08  # of the median in the same occupation; assumption
CAPITAL_FACTOR, CITY_FACTOR, TOWN_FACTOR = 1.12, 1.0, 0.88  # by place of residence; assumption
STATE_EXPONENT = 0.6  # how far the state's income level reaches wages in the same occupation; assumption
AGE_KNOTS = (
    (18, 0.72),
    (25, 0.88),
    (35, 1.04),
    (45, 1.12),
    (58, 1.14),
    (70, 1.05),
    (110, 1.0),
)  # (age, factor); assumption
LOWEST = 30_000  # cents: nobody states less than R$ 300
JOBS = (IncomeSource.SALARY, IncomeSource.PUBLIC)  # of who works for wages
RETIRED = (IncomeSource.PENSION, IncomeSource.WELFARE)
WAGED = (*JOBS, *RETIRED)  # never below the minimum wage
STEPS = {IncomeSource.SELF: 5_000, IncomeSource.SUPPORT: 1_000}  # cents: in these, round figures are stated
OLDEST = 110


class Work:
    """Occupations and the distribution of incomes, made ready for draws once a build."""

    def __init__(self, run: Run) -> None:
        self.places = run.once(Places)
        self.floor = int(run.once(MinimumWage).on(np.array([base_date(run)]))[0])
        table = occupations(run)
        self.titles = pl.concat([table["male"], table["female"]])
        self.source = _sources(table["source"])
        self.medians, self.spreads, self.most, self.weights = _numbers(table)
        self.choice = GroupedWeights(self.weights)
        self.tail = _tail(TAIL_FROM, TAIL_ALPHA)
        self.age_factor = np.array([round(_age_factor(age), 4) for age in range(18, OLDEST + 1)])
        self.state_factor = np.array([round(level**STATE_EXPONENT, 3) for level in self.places.income_levels.tolist()])

    def draw(self, draws: Draws, ages: Integers, women: Flags) -> Integers:
        """An occupation that fits age and sex."""
        return self.choice.choose(draws, "occupation", ages.clip(18, OLDEST) * 2 + women)

    def title(self, occupations: Integers, women: Flags) -> pl.Series:
        """Occupations in the form for a man or a woman."""
        return self.titles.gather(occupations + women * len(self.medians))

    def income(self, draws: Draws, occupations: Integers, ages: Integers, women: Flags, places: Positions) -> Cents:
        """Monthly income in cents: log-normal body, Pareto tail below the occupation's ceiling, a mass at the minimum
        wage."""
        typical = self.medians[occupations] * self._circumstances(ages, women, places)
        source = self.source[occupations]
        typical = np.where(source >= IncomeSource.PENSION, self.medians[occupations], typical)
        reais = ceilings.below(typical * self._spread(draws, self.spreads[occupations]), self.most[occupations])
        cents = np.floor(reais * 100 + 0.5).astype(np.int64)
        pension_floor = (source == IncomeSource.PENSION) & draws.chance("pension at the floor", PENSIONS_AT_FLOOR)
        waged = np.isin(source, WAGED)
        cents = np.where(waged, np.maximum(cents, self.floor), np.maximum(cents, LOWEST))
        for source_code, step in STEPS.items():
            cents = np.where(source == source_code, (cents + step // 2) // step * step, cents)
        return np.where(pension_floor | (source == IncomeSource.WELFARE), self.floor, cents)

    def _circumstances(self, ages: Integers, women: Flags, places: Positions) -> Floats:
        town, capital = self.places.town[places], self.places.capital[places]
        place = np.where(capital, CAPITAL_FACTOR, np.where(town, TOWN_FACTOR, CITY_FACTOR))
        state = self.state_factor[self.places.state_codes[places]]
        sex = np.where(women, WOMEN_FACTOR, MEN_FACTOR)
        factor: Floats = self.age_factor[ages.clip(18, OLDEST) - 18] * place * state * sex
        return factor

    def _spread(self, draws: Draws, sigma: Floats) -> Floats:
        """The factor by which incomes in one occupation differ."""
        uniform = draws.uniform("income")
        body = EXP(sigma * NORMAL(np.minimum(uniform, TAIL_FROM)))
        return body * self.tail(uniform)


def source_of_income(run: Run, occupations: pl.Series) -> Integers:
    """Where the income with an occupation comes from (IncomeSource); -1 for a business's line."""
    return codes(occupations, run.once(_known_sources))


def _known_sources(run: Run) -> dict[str, int]:
    """The source of income of each occupation, in both its forms."""
    table = occupations(run)
    titles = pl.concat([table["male"], table["female"]])
    return dict(zip(titles, np.tile(_sources(table["source"]), 2).tolist(), strict=True))


def occupations(run: Run) -> pl.DataFrame:
    """The reference table of occupations; raises BadInput with file and line where a row cannot be right."""
    table = checked(run, OCCUPATIONS, "male female source", NUMBERS)
    once(OCCUPATIONS, table, "male")
    once(OCCUPATIONS, table, "female")
    young, old, women = (table[name].cast(pl.Float64) for name in ("min_age", "max_age", "women_pct"))
    refuse(OCCUPATIONS, (young > old).to_numpy(), lambda row: f"min_age {young[row]:g} is above max_age {old[row]:g}")
    refuse(OCCUPATIONS, (women > 100).to_numpy(), lambda row: f"women_pct is above 100: {women[row]:g}")
    usual, most = (table[name].cast(pl.Float64) for name in ("median_income", "most_income"))
    low = (most < usual).to_numpy()
    refuse(OCCUPATIONS, low, lambda row: f"most_income {most[row]:g} is below median_income {usual[row]:g}")
    known = [source.text for source in IncomeSource]
    among(OCCUPATIONS, table, "source", pl.Series(known), f"source of income ({', '.join(known)})")
    return table


def _sources(names: pl.Series) -> Integers:
    known = {source.text: int(source) for source in IncomeSource}
    return names.replace_strict(known, return_dtype=pl.Int64).to_numpy()


def _numbers(table: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Median incomes, spreads, ceilings, and weights by age * 2 + woman."""
    number = {name: table[name].cast(pl.Float64).to_numpy() for name in NUMBERS.split()}
    ages = np.arange(OLDEST + 1)[:, None]
    fits = (ages >= number["min_age"]) & (ages <= number["max_age"])
    men = number["weight"] * (100 - number["women_pct"]) / 100
    women = number["weight"] * number["women_pct"] / 100
    weights = np.stack([men * fits, women * fits], axis=1).reshape(-1, len(table))
    weights[: 18 * 2] = 1.0  # nobody is a customer before 18
    return number["median_income"], number["spread"], number["most_income"], weights


def _age_factor(age: float) -> float:
    for (low, below), (high, above) in pairwise(AGE_KNOTS):
        if age <= high:
            return below + (above - below) * (age - low) / (high - low)
    return AGE_KNOTS[-1][1]


def _tail(start: float, alpha: float) -> Quantiles:
    """What the Pareto tail adds to the log-normal body's value at its start: 1 below it."""
    return Quantiles(lambda u: 1.0 if u <= start else ((1 - start) / (1 - u)) ** (1 / alpha))
