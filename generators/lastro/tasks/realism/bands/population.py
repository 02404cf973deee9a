"""Population: who the customers are, where they live, what they earn."""

from __future__ import annotations

from lastro.tasks.realism.bands.statutes import MINIMUM_WAGE
from lastro.tasks.realism.measure import Measure, at_least, share

_PEOPLE = "customer_type = 'Individual'"
_AGE = "date_diff('year', birth_date, (SELECT as_of FROM bank))"
_INCOME = f"FROM customers WHERE {_PEOPLE}"
_CENSUS = "IBGE, Census 2022"
_STATES = (("SP", 21.9), ("MG", 10.1), ("RJ", 7.9), ("BA", 7.0))

POPULATION = (
    *(
        Measure(
            f"Customers in {state}",
            max(round(known - 3.5, 1), 0),
            round(known + 3.5, 1),
            "%",
            f"{_CENSUS}: {known} %",
            share(f"state = '{state}'", table="customers"),
        )
        for state, known in _STATES
    ),
    Measure(
        "Businesses among customers",
        5,
        12,
        "%",
        "BCB, November 2025: 9.3 % of Pix users",
        share("customer_type = 'Business'", table="customers"),
    ),
    Measure(
        "Age, median",
        34,
        46,
        "years",
        f"{_CENSUS}: 35 of all Brazilians; customers are adults",
        f"SELECT median({_AGE}) FROM customers",
    ),
    Measure(
        "Aged 65 and older",
        5,
        18,
        "%",
        f"{_CENSUS}: 10.9 % of all Brazilians",
        share(f"{_AGE} >= 65", "cpf <> ''", "customers"),
    ),
    Measure("Youngest customer", *at_least(18), "years", "the bank's rule", f"SELECT min({_AGE}) FROM customers"),
    Measure(
        f"Income of exactly the minimum wage (R$ {MINIMUM_WAGE:,})",
        6,
        30,
        "%",
        "Decree 12,797/2025 for the wage; share ASSUMED",
        share(f"monthly_income = {MINIMUM_WAGE}", _PEOPLE, "customers"),
    ),
    Measure(
        "Income, mean",
        2600,
        4300,
        "R$",
        "IBGE, PNAD Contínua 2024: R$ 3,057 of who has any",
        f"SELECT avg(monthly_income) {_INCOME}",
    ),
    Measure(
        "Income, the 99th hundredth against the median",
        5,
        15,
        "times",
        "from IBGE, PNAD Contínua 2024: Gini 0.506, mean of the top hundredth R$ 21,767 a head",
        f"SELECT quantile_cont(monthly_income, 0.99) / median(monthly_income) {_INCOME}",
    ),
    Measure(
        "Largest income of bricklayers, labourers, cleaners, doormen",
        0,
        12000,
        "R$",
        "ASSUMED",
        f"SELECT max(monthly_income) {_INCOME} AND regexp_matches(occupation, "
        "'^(Pedreir|Servente|Trabalhador(a)? rural|Auxiliar de limpeza|Porteir|Zelador)')",
    ),
    Measure(
        "CPF of region 8, of people in São Paulo",
        75,
        98,
        "%",
        "Receita Federal: where it was issued; people move",
        share("substr(cpf, 11, 1) = '8'", "state = 'SP' AND cpf <> ''", "customers"),
    ),
    Measure(
        "CPF of region 8, of people elsewhere",
        0.1,
        12,
        "%",
        "Receita Federal; people move",
        share("substr(cpf, 11, 1) = '8'", "state <> 'SP' AND cpf <> ''", "customers"),
    ),
)
