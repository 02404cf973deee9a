"""The page of the data dictionary, in Markdown: conventions once, then a table for each dataset."""

from __future__ import annotations

from collections.abc import Mapping

from lastro.engine.rows.columns import Column, Row, columns_of, key_of
from lastro.tasks.contract.ddl import about

_HEADING = """\
# Data dictionary

<!-- Written by `doit dictionary` from the declarations in generators/*.py: change them, not this page. -->

Every dataset and every column of Banco Lastro. All people and businesses are invented; *personal* marks what would be
personal data of real ones (LGPD, Lei 13.709/2018, art. 5).
"""

_CONVENTIONS = """\
## Conventions

- **Files** are JSON arrays in UTF-8, one record a line, in `data/financial_services/datasets/`. Every record has every
  column, in this order.
- **°** marks what describes the present, the end of `as_of`. When `as_of` moves on, only these columns of an existing
  record may change; all others stay byte for byte.
- **Null** stands where a value does not apply; only columns marked *or null* have it. Two kinds of text are empty
  instead: `cpf` and `cnpj` of the other kind of customer, and `comments` without a remark.
- **Identifiers** (*id*) are version-4 uuids in lower case, such as `820fb053-a90a-4ed1-add5-91e21cf38258`. An arrow
  says whose: *id → customers* is a `customer_id` of customers.json.
- **Moments** are Brasília time (UTC-03:00), to the second, without an offset: `2026-03-14T09:26:53`. The minute inside
  an `end_to_end_id` is UTC, three hours later, as the central bank has it.
- **Dates** are days of Brasília: `2026-03-14`.
- **Money** is in reais (BRL), a number with at most two decimals: `1234.5` is R$ 1.234,50. Inside the bank it is whole
  cents, and adds up to the cent.
- **Account numbers** are seven digits, a hyphen and a check digit: `1234567-9`. Multiply the seven digits by 8, 7, 6,
  5, 4, 3, 2 from the left and add up; take the remainder of the division by 11 from 11; where that gives 10 or 11, the
  digit is 0. For 1234567: 8 + 14 + 18 + 20 + 20 + 18 + 14 = 112 = 10 x 11 + 2, so 11 - 2 = 9.
- **CPF, CNPJ and card numbers** have right check digits (Receita Federal's rules; Luhn for cards), unless the bank is
  built with `privacy.documents=invalid`, which makes every one of them wrong.
- **Loans**: the monthly rate is (1 + `interest_rate`/100)^(1/12) - 1, rounded to 12 decimals; a month's interest is
  balance x rate, half up to the cent. Instalment k falls due k months after `start_date`, moved to the next bank
  business day.
"""

_TYPES = {
    "key": "id",
    "uuid": "id",
    "text": "text",
    "choice": "text",
    "money": "money",
    "integer": "whole number",
    "flag": "true or false",
    "date": "date",
    "moment": "moment",
}
_ID = "820fb053-a90a-4ed1-add5-91e21cf38258"
_EXAMPLES = {  # of types whose every value looks like this
    "key": _ID,
    "ref": _ID,
    "uuid": _ID,
    "money": "1234.5",
    "flag": "false",
    "date": "2026-03-14",
    "moment": "2026-03-14T09:26:53",
}


def page(rows: Mapping[str, type[Row]]) -> str:
    """The whole page."""
    return "\n".join([_HEADING, contents(rows), "", _CONVENTIONS, *(section(name, row) for name, row in rows.items())])


def contents(rows: Mapping[str, type[Row]]) -> str:
    """A line for each table."""
    return "\n".join(f"- [{name}](#{name}): {_said(row)}" for name, row in rows.items())


def _said(row: type[Row]) -> str:
    return about(row).partition(": ")[2] or about(row)


def section(name: str, row: type[Row]) -> str:
    """A table with all columns."""
    columns = columns_of(row)
    lines = [
        f"## {name}",
        "",
        f"{about(row)} `{name}.json`, {len(columns)} columns; the key is `{key_of(row).name}`.",
        "",
        "| column | type | meaning | example |",
        "|---|---|---|---|",
        *map(_line, columns.values()),
    ]
    return "\n".join([*lines, ""])


def _line(column: Column) -> str:
    label = f"`{column.name}`" + "°" * column.state + " *personal*" * column.personal
    cells = [label, _type(column), _meaning(column), _example(column)]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _type(column: Column) -> str:
    kind = f"id → [{column.target}](#{column.target})" if column.type == "ref" else _TYPES.get(column.type, "number")
    unit = f", {column.unit}" if column.unit and column.type != "money" else ""
    decimals = f", {column.decimals} decimals" if column.type == "decimal" else ""
    return kind + decimals + unit + (", unique" if column.unique else "") + (" or null" if column.nullable else "")


def _meaning(column: Column) -> str:
    allowed = ", ".join(f"`{value}`" for value in column.values)
    return column.meaning + (f". One of {allowed}" if allowed else "") + _limits(column)


def _limits(column: Column) -> str:
    if column.minimum is None and column.maximum is None:
        return ""
    if column.minimum is None or column.maximum is None:
        return f". At most {column.maximum:.15g}" if column.minimum is None else f". At least {column.minimum:.15g}"
    return f". From {column.minimum:.15g} to {column.maximum:.15g}"


def _example(column: Column) -> str:
    """The declared example, else the first allowed value, else one of the type."""
    return f"`{column.example or (column.values or [_EXAMPLES.get(column.type, '')])[0]}`"
