"""Payees: who stands on the other side of postings; one vocabulary of names, drawn once from the reference tables."""

from __future__ import annotations

import numpy as np
import polars as pl

from lastro.bank.ledger.sources import BillKind
from lastro.bank.relations.outsiders import Kind, company_documents, person_documents
from lastro.brazil.base_date import base_date
from lastro.brazil.companies import business_lines
from lastro.brazil.markets import Markets
from lastro.brazil.people import Names, birth_date, is_woman
from lastro.engine import Run
from lastro.engine.arrays import Integers, Keys
from lastro.engine.random.draws import Draws, Weights
from lastro.engine.rows.reference import checked
from lastro.engine.rows.vocabulary import codes

PEOPLE = 4_096  # people at other banks
FIRMS, OF_A_MARKET = 8_192, 5  # employers and business partners at other banks; at least so many in each market
BILLERS = 27  # issuers a kind of bill: one a state, or as many of a kind that has nothing to do with states
FAVOURITES = Weights(
    [30, 18, 13, 10, 8, 7, 5, 4, 3, 2]
)  # how often people return to the places they know best, ASSUMED
YEARS_WITH_ONE = 12  # years with an issuer of bills, ASSUMED
ANOTHER_ONCE = 0.02  # of bills that may come from elsewhere for once (a course, a trip's insurance), ASSUMED
LEGAL_FORMS = (" Ltda", " S.A.", " Comércio Ltda", " Serviços Ltda")

_STATE_BILLERS = {
    BillKind.ENERGY: "Companhia de Energia",
    BillKind.WATER: "Companhia de Saneamento",
    BillKind.VEHICLE_TAX: "Secretaria da Fazenda",
}
_OWN_BILLERS = {
    BillKind.RENT: "Imobiliária",
    BillKind.INTERNET: "Fibra",
    BillKind.MOBILE: "Telefonia",
    BillKind.SCHOOL: "Colégio",
    BillKind.HEALTH_PLAN: "Saúde",
    BillKind.INSURANCE: "Seguros",
    BillKind.CONDOMINIUM: "Condomínio",
    BillKind.TARIFF: "Banco Lastro",
    BillKind.PROPERTY_TAX: "Banco Lastro",  # never shown: the payer's town hall stands for it
    BillKind.BUSINESS_TAX: "Receita Federal",
    BillKind.DEBT: "Financeira",
    BillKind.HOME: "Banco Lastro",  # never shown: somebody stands for it
}
_OF_A_HOME = (BillKind.RENT, BillKind.ENERGY, BillKind.WATER, BillKind.CONDOMINIUM)  # nobody here moves
_FROM_ELSEWHERE = (BillKind.SCHOOL, BillKind.HEALTH_PLAN, BillKind.INSURANCE, BillKind.DEBT)


class Payees:
    """All names and where each group of them begins."""

    def __init__(self, run: Run) -> None:
        self.run = run
        words = checked(run, "business_names", "name")["name"]
        groups = [
            _people(run),
            _firms(run, words),
            *_billers(run, words),
            "Governo do Estado - " + run.reference("states")["uf"],
            pl.Series(["Tesouro Nacional", "Caixa Econômica Federal", ""]),
        ]
        self.names = pl.concat(groups)
        self.firms = PEOPLE
        self.billers = self.firms + FIRMS
        self.governments = self.billers + BILLERS * len(BillKind)
        self.union = self.governments + BILLERS
        self.tax_office = self.billers + BILLERS * BillKind.BUSINESS_TAX
        self.caixa = self.union + 1
        self.nobody = self.caixa + 1
        self.documents = pl.concat(
            [
                person_documents(run, np.arange(PEOPLE)),
                company_documents(run, Kind.FIRM, np.arange(FIRMS)),
                company_documents(run, Kind.BILLER, _issuers()),
                company_documents(run, Kind.GOVERNMENT, np.arange(BILLERS + 2)),
                pl.Series([""]),
            ]
        )
        self.of_market = _spread(FIRMS, run.once(Markets).people)
        self.first_of_market = np.cumsum(self.of_market) - self.of_market
        self.states = dict(zip(run.reference("states")["uf"], range(BILLERS), strict=True))

    def buyer(self, events: Draws) -> Integers:
        """Somebody who buys of a business: hardly ever the same."""
        return events.integer("buyer", 0, PEOPLE)

    def person(self, draws: Draws, events: Draws) -> Integers:
        """One of a customer's contacts: few of them often, strangers now and then."""
        favourite = events.choice("contact", FAVOURITES)
        known = self._known(draws, favourite)
        stranger = events.integer("stranger", 0, PEOPLE)
        return np.where(events.chance("knows", 0.72), known, stranger)

    def contact(self, draws: Draws, keys: Keys) -> Integers:
        """The one of a customer's contacts for whom a key stands."""
        return self._known(draws, self.run.draws("payees strangers", keys).choice("contact", FAVOURITES))

    def _known(self, draws: Draws, favourite: Integers) -> Integers:
        return (draws.bits("contacts", favourite) % np.uint64(PEOPLE)).astype(np.int64)

    def at_home(self, draws: Draws) -> Integers:
        """Who pays the bills of a customer's home, and banks elsewhere: one person for good."""
        return (draws.bits("at home") % np.uint64(PEOPLE)).astype(np.int64)

    def stranger(self, keys: Keys) -> Integers:
        """Somebody at another bank whom a key stands for, wherever it turns up."""
        return self.run.draws("payees strangers", keys).integer("stranger", 0, PEOPLE)

    def swindler(self, keys: Keys) -> Integers:
        """The firm at another bank that a key stands for, which bills what it has no right to."""
        return self.firm(self.run.draws("payees strangers", keys), 0)

    def employee(self, draws: Draws, number: Integers) -> Integers:
        """A business's employee by number."""
        return (draws.bits("employees", number) % np.uint64(PEOPLE)).astype(np.int64)

    def firm(self, draws: Draws, number: Integers | int) -> Integers:
        """The customer's business partner by number."""
        return self.firms + (draws.bits("firms", number) % np.uint64(FIRMS)).astype(np.int64)

    def employer(self, draws: Draws, job: Integers, market: Integers) -> Integers:
        """Who pays the wage of a job by number: a firm of the market where somebody lives."""
        first, count = self.first_of_market[market], self.of_market[market]
        found: Integers = self.firms + first + (draws.bits("firms", job) % count.astype(np.uint64)).astype(np.int64)
        return found

    def biller(
        self, draws: Draws, homes: Draws, events: Draws, kind: Integers, state: Integers, month: Integers
    ) -> Integers:
        """Who issues a kind of bill: by state where that is so in Brazil, else one for years.

        Those of a home are the same for all who live there (homes: the draws of its head), as long as they do. Children
        change schools in January; now and then a bill comes from elsewhere for once.
        """
        by_state = np.array([bill in _STATE_BILLERS for bill in BillKind])[kind]
        of_home = np.isin(kind, _OF_A_HOME)
        changes = draws.integer("biller changes", 0, YEARS_WITH_ONE * 12, kind)
        era = (month + np.where(kind == BillKind.SCHOOL, changes // 12 * 12, changes)) // (YEARS_WITH_ONE * 12)
        own = draws.integer("biller", 0, BILLERS, kind * 4096 + era)
        once = np.isin(kind, _FROM_ELSEWHERE) & events.chance("paid to another", ANOTHER_ONCE)
        own = np.where(once, events.integer("another biller", 0, BILLERS), own)
        own = np.where(of_home, homes.integer("biller", 0, BILLERS, kind), own)
        return self.billers + kind * BILLERS + np.where(by_state & (state >= 0), state, own)

    def state_code(self, states: pl.Series) -> Integers:
        """The position of states (UF) among all, -1 for what is none."""
        return codes(states, self.states)


def _spread(count: int, people: Integers) -> Integers:
    """So many firms by market, more where more people live."""
    more = count - OF_A_MARKET * len(people)
    upto = (np.cumsum(people) / people.sum() * more).astype(np.int64)
    found: Integers = OF_A_MARKET + np.diff(upto, prepend=0)
    return found


def _draws(run: Run, kind: str, count: int) -> Draws:
    return run.draws(f"payees {kind}", np.arange(count, dtype=np.uint64))


def _people(run: Run) -> pl.Series:
    draws = _draws(run, "people", PEOPLE)
    return run.once(Names).draw(draws, is_woman(draws), birth_date(draws, base_date(run))).name


def _firms(run: Run, words: pl.Series) -> pl.Series:
    draws = _draws(run, "firms", FIRMS)
    lines = business_lines(run)
    line = lines["word"].gather(draws.choice("line", lines["weight"].cast(pl.Float64).to_list()))
    form = pl.Series(LEGAL_FORMS).gather(draws.choice("form", (55, 10, 20, 15)))
    return line + " " + words.gather(draws.integer("word", 0, len(words))) + form


def _issuers() -> Integers:
    """The number of the issuer behind each name of a biller: federal taxes have one."""
    kind, number = np.divmod(np.arange(BILLERS * len(BillKind)), BILLERS)
    return kind * BILLERS + np.where(kind == BillKind.BUSINESS_TAX, 0, number)


def _billers(run: Run, words: pl.Series) -> list[pl.Series]:
    states, billers = run.reference("states")["uf"], []
    for kind in BillKind:
        if kind in _STATE_BILLERS:
            billers.append(_STATE_BILLERS[kind] + " - " + states)
        elif kind is BillKind.BUSINESS_TAX:
            billers.append(pl.Series([_OWN_BILLERS[kind]] * BILLERS))
        else:
            own = words.gather(_draws(run, kind.text, BILLERS).integer("word", 0, len(words)))
            billers.append(_OWN_BILLERS[kind] + " " + own)
    return billers
