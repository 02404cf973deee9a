"""Tables of the bank in SQL (PostgreSQL's dialect), with keys, allowed values and comments."""

from __future__ import annotations

from collections.abc import Mapping

from lastro.engine.rows.columns import Row
from lastro.tasks.contract.ddl import comments, create_table

_HEADING = """\
-- Banco Lastro S.A.: the tables of {of} (PostgreSQL), in an order in which they can be made and filled.
-- Written by `doit contract` from the declarations of the columns. Moments are Brasília time (UTC-03:00).
"""


def script(rows: Mapping[str, type[Row]], of: str) -> str:
    """The script that makes all tables; of: what they are the tables of, for its heading."""
    tables = [[create_table(row, "postgres"), *comments(row, "postgres")] for row in rows.values()]
    return "\n".join([_HEADING.format(of=of), *("".join(f"{statement};\n" for statement in table) for table in tables)])
