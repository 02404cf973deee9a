"""Companies: legal forms, lines of business, names and revenue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lastro.brazil import calendar, ceilings, documents
from lastro.brazil.base_date import base_date
from lastro.brazil.choices import GroupedWeights
from lastro.brazil.emails import slug
from lastro.brazil.people import Names, is_woman
from lastro.brazil.people import birth_date as person_birth_date
from lastro.brazil.surnames import Surnames
from lastro.engine.arrays import Days, Flags, Floats, Integers
from lastro.engine.errors import BadInput
from lastro.engine.random.draws import Draws
from lastro.engine.random.quantiles import lognormal
from lastro.engine.rows.moments import day, days_of
from lastro.engine.rows.reference import among, checked, once
from lastro.engine.rows.run import Run

FORMS, LINES = "legal_forms", "business_lines"  # reference tables
MEI, EI = "MEI", "EI"  # legal forms: the very small, and the sole trader
ALPHANUMERIC_SINCE = "2026-07-01"  # first registration of a CNPJ with letters, IN RFB 2.229/2024
ALPHANUMERIC_SHARE = 0.75  # of CNPJs registered since; assumption
MEI_NAME_SINCE = "2022-12-12"  # names of MEI carry the CNPJ's root instead of the CPF since then (unverified)
MEI_REVENUE = lognormal(2_900, 0.55)  # BRL a month, whatever the line of business; assumption
LEAST_REVENUE = 80_000  # cents a month; assumption
REVENUE_SPREAD = lognormal(1.0, 0.9)  # factor around the median of the line of business; assumption
FAMILY_NAME = 0.35  # share of companies called after their owners; assumption
TWO_PARTNERS = 0.3  # of those, share with two surnames
OLD_COMPANY_YEARS = 18.0  # companies have been registered at most so long when they open their account; assumption
JUST_REGISTERED = 0.5  # share that opens it within 90 days of registration; assumption

# As they are registered: a person's name for MEI and EI, the company's own with its ending for others
LEGAL_NAME = (
    pl.when("new_mei").then(pl.format("{} {}", "root", "owner"))
    .when("mei").then(pl.format("{} {}", "owner", "word"))
    .when("sole").then(pl.format("{} - {}", "owner", "word"))
    .otherwise(pl.format("{} {}{}", "word", "own", "ending"))
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """Many companies: name, what it does, and what e-mail addresses are made of."""

    name: pl.Series
    activity: pl.Series
    slug: pl.Series
    form: Integers
    line: Integers


class Companies:
    """The vocabularies of company names, made ready for draws once a build."""

    def __init__(self, run: Run) -> None:
        forms, lines = legal_forms(run), business_lines(run)
        self.names, self.surnames = run.once(Names), run.once(Surnames)
        self.base_date = base_date(run)
        self.mei, self.sole = (forms["form"].to_list().index(form) for form in (MEI, EI))
        self.endings = pl.Series([f" {ending}" if ending else "" for ending in forms["ending"]])
        self.form_changes, self.form_weights = _forms_by_era(forms)
        self.factor = forms["revenue_factor"].cast(pl.Float64).fill_null(0).to_numpy()
        self.most = forms["most_revenue"].cast(pl.Float64).to_numpy()
        self.words, self.activities = lines["word"], lines["activity"]
        self.revenue_median = lines["median_revenue"].cast(pl.Float64).to_numpy()
        any_form = lines["weight"].cast(pl.Float64).to_numpy()
        self.line_weights = GroupedWeights(np.stack([any_form, any_form * (lines["mei"] == "1").to_numpy()]))
        self.own_names = checked(run, "business_names", "name")["name"]

    def draw(self, draws: Draws, registered_on: Days, roots: documents.Characters) -> Company:
        """Companies registered on these days under these CNPJ roots."""
        form = self.form_weights.choose(draws, "legal form", np.searchsorted(self.form_changes, registered_on, "right"))
        mei, sole = form == self.mei, form == self.sole
        line = self.line_weights.choose(draws, "line of business", mei.astype(np.int64))
        word, own = self.words.gather(line), self._own_name(draws)
        owners = self.names.draw(draws, is_woman(draws), person_birth_date(draws, self.base_date))
        parts = {
            "word": word,
            "own": own,
            "owner": owners.name,
            "root": documents.root_texts(roots),
            "ending": self.endings.gather(form),
            "new_mei": mei & (registered_on >= day(MEI_NAME_SINCE)),
            "mei": mei,
            "sole": sole,
        }
        name = pl.DataFrame(parts).select(LEGAL_NAME).to_series()
        personal = pl.Series(mei | sole)
        slugs = (owners.first + "-" + owners.last).zip_with(personal, slug(word, "-") + "-" + slug(own, "-"))
        return Company(name, self.activities.gather(line), slugs, form, line)

    def _own_name(self, draws: Draws) -> pl.Series:
        """What a company calls itself: a word such as Horizonte, or the surnames of its partners."""
        first, second = (
            self.surnames.surnames.gather(draws.choice("partner", self.surnames.weights, i)) for i in (0, 1)
        )
        two = pl.Series(draws.chance("two partners", TWO_PARTNERS)) & (first != second)
        family = (first + " & " + second).zip_with(two, first)
        word = self.own_names.gather(draws.integer("own name", 0, len(self.own_names)))
        return family.zip_with(pl.Series(draws.chance("family name", FAMILY_NAME)), word)

    def revenue(self, draws: Draws, companies: Company, state_level: Floats) -> Integers:
        """Monthly revenue in cents, rounded to R$ 10, below what the legal form may have or this bank takes."""
        uniform = draws.uniform("revenue")
        median = self.revenue_median[companies.line] * self.factor[companies.form] * state_level
        mei = companies.form == self.mei
        reais = np.where(mei, MEI_REVENUE(uniform), median * REVENUE_SPREAD(uniform))
        held = ceilings.below(reais, self.most[companies.form])
        return np.maximum(np.floor(held / 10).astype(np.int64) * 1000, LEAST_REVENUE)


def legal_forms(run: Run) -> pl.DataFrame:
    """The reference table of legal forms; raises BadInput with file and line where a row cannot be right."""
    lacking = "ending from until revenue_factor"
    table = checked(run, FORMS, "form ending from until", "weight revenue_factor most_revenue", may_lack=lacking)
    once(FORMS, table, "form")
    if lost := {MEI, EI} - set(table["form"]):
        raise BadInput(f"data/reference/{FORMS}.csv: there is no form {', '.join(sorted(lost))}, which names depend on")
    return table


def business_lines(run: Run) -> pl.DataFrame:
    """The reference table of lines of business; mei says by 1 or 0 whether a MEI may be in it."""
    table = checked(run, LINES, "word activity mei", "weight median_revenue")
    among(LINES, table, "mei", pl.Series(["0", "1"]), "yes or no (1, 0)")
    return table


def registered_on(draws: Draws, joined: Days) -> Days:
    """The day of registration: for many just before the account is opened, for others years before."""
    new = draws.chance("just registered", JUST_REGISTERED)
    years = draws.uniform("company age") * draws.uniform("company age", 1) * OLD_COMPANY_YEARS
    age = np.where(new, draws.integer("days since registration", 2, 90), 90 + (years * 365.2425).astype(np.int64))
    return calendar.previous_business_day(joined - age)


def lettered(draws: Draws, registered: Days) -> Flags:
    """Which CNPJs have letters: some of those registered since July 2026."""
    return (registered >= day(ALPHANUMERIC_SINCE)) & draws.chance("alphanumeric", ALPHANUMERIC_SHARE)


def _forms_by_era(forms: pl.DataFrame) -> tuple[Days, GroupedWeights]:
    """The days on which a legal form began or ended, and the weights before, between and after them."""
    starts = days_of(forms["from"]).fill_null(-(10**6)).to_numpy()
    ends = days_of(forms["until"]).fill_null(10**6).to_numpy()
    changes = np.unique(np.append(starts, ends))
    weights = forms["weight"].cast(pl.Float64).to_numpy()
    eras = np.append(changes[0] - 1, changes)[:, None]
    table = weights * ((eras >= starts) & (eras < ends))
    table[table.sum(axis=1) == 0] = weights  # before the first and after the last day there is nobody
    return changes, GroupedWeights(table)
