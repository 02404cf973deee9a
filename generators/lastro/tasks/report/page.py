"""The page: what it shows, in which order, put into its template."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from lastro.engine import paths
from lastro.engine.rows.columns import Row, row_class
from lastro.engine.tasks.dataset import Dataset, current_settings
from lastro.tasks.check.checking import current
from lastro.tasks.contract import ddl
from lastro.tasks.report import credit, money, people
from lastro.tasks.report.diagram import diagram
from lastro.tasks.report.numbers import count, tile
from lastro.tasks.report.questions import questions
from lastro.tasks.report.warehouse import Warehouse, warehouse
from lastro.tasks.report.year import year

_HERE = Path(__file__).parent
_MONEY = (money.payment_mix, money.rhythm, money.month_days, money.activity)
_PEOPLE = (people.incomes, people.deciles, people.income_wealth, people.states)
_CREDIT = (credit.delinquency, credit.card_use, credit.card_categories, credit.card_months)


def page(datasets: Sequence[Dataset]) -> str:
    """The whole page as text."""
    settings = current_settings()
    rows = {each.name: row_class(each.name) for each in datasets}
    as_of, start = settings["bank.as_of"], settings["bank.history_start"]
    assert isinstance(as_of, date)
    assert isinstance(start, date)
    with warehouse(rows, as_of.isoformat(), start.isoformat()) as bank:
        shown = {**_shown(bank), **_datasets(bank, datasets, rows)}
    frame = {"as_of": _day(as_of), "start": _day(start), "seed": settings["bank.seed"]}
    return str(_template().render(**frame, **shown, **_checked([*rows])))


def _shown(bank: Warehouse) -> dict[str, Any]:
    """The figures, section by section."""
    return {
        "year": year(bank),
        "money": [draw(bank) for draw in _MONEY],
        "people": [draw(bank) for draw in _PEOPLE],
        "credit": [draw(bank) for draw in _CREDIT],
        "questions": questions(bank),
    }


def _datasets(bank: Warehouse, datasets: Sequence[Dataset], rows: Mapping[str, type[Row]]) -> dict[str, Any]:
    """The graph, and a line for each dataset and for the bank."""
    records: dict[str, int] = bank.counts(rows)
    deposits, loans, cards, papers = bank.ask("totals")[0]
    sizes = {name: os.path.getsize(paths.output(name)) / 1e6 for name in rows}
    lines = [(each.name, ddl.about(rows[each.name]).partition(": ")[2], records[each.name], sizes[each.name],
              ", ".join(each.upstream)) for each in datasets]  # fmt: skip
    tiles = [
        ("customers", count(records["customers"])),
        ("accounts", count(records["accounts"])),
        ("transactions", count(records["transactions"])),
        ("in deposits", tile(deposits)),
        ("lent", tile(loans)),
        ("owed on cards", tile(cards)),
        ("invested", tile(papers)),
    ]
    return {"graph": Markup(diagram(datasets, records)), "lines": lines, "tiles": tiles}


def _checked(names: Sequence[str]) -> dict[str, Any]:
    """What `doit check` found: by rule, with all datasets together."""
    result = current(names)
    rules: dict[str, tuple[str, int, int]] = {}
    for line in result["rules"]:
        _, checked, violations = rules.get(line["rule"], ("", 0, 0))
        rules[line["rule"]] = (line["name"], checked + line["checked"], violations + line["violations"])
    broken = [line for line in result["rules"] if line["violations"]]
    return {"rules": rules, "broken": broken, "edited": result["edited"]}


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["drawn"] = Markup  # of our own SVG
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    environment.globals["style"] = Markup(style)
    return environment.from_string((_HERE / "page.html").read_text(encoding="utf-8"))
