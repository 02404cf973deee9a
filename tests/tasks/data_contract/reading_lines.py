"""Reading: the lines of the documents, as they stand there, and what they find in a bank."""

from __future__ import annotations

import ast
import json
import re
from decimal import Decimal
from pathlib import Path

from projects import ROOT, Project

_SHOW = '''
def show(found):
    """Records, columns and the sum of amounts in cents."""
    kind = type(found).__module__.partition(".")[0]
    if kind in ("duckdb", "_duckdb"):
        number, cents = found.aggregate("count(*), sum(round(amount * 100)::BIGINT)").fetchall()[0]
    elif kind == "polars":
        cents = (polars.col("amount").cast(polars.Float64) * 100).round().cast(polars.Int64).sum()
        number, cents = found.lazy().select(polars.len(), cents).collect().row(0)
        found = found.lazy().collect()
    elif kind == "pandas":
        number, cents = len(found), (found["amount"].astype(float) * 100).round().astype(int).sum()
    else:
        number, cents = found.selectExpr("count(*)", "sum(cast(round(amount * 100) as long))").first()
    print("FOUND", number, len(found.columns), int(cents))
'''


def lines(page: str, block: int) -> tuple[str, list[str]]:
    """The imports and the other lines of a block of Python in the section "Read the data"."""
    text = (ROOT / page).read_text(encoding="utf-8").partition("\n## Read the data\n")[2].partition("\n## ")[0]
    code = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[block]
    nodes = ast.parse(code).body
    imports = [ast.unparse(node) for node in nodes if not isinstance(node, ast.Expr)]
    return "\n".join(imports), [ast.unparse(node) for node in nodes if isinstance(node, ast.Expr)]


def found(project: Project, page: str, block: int, before: str = "", wanted: str = "") -> list[tuple[int, ...]]:
    """What each line of a block that holds a text finds: number of records, of columns, and the sum in cents."""
    imports, expressions = lines(page, block)
    chosen = [each for each in expressions if wanted in each and (before or not each.startswith("spark."))]
    script = "\n".join([imports, _SHOW, before, *(f"show({each})" for each in chosen)])
    done = project.run("-W", "error::DeprecationWarning", "-c", script, cwd=project.path("data/financial_services"))
    assert done.code == 0, done.err
    shown = re.findall(r"^.*FOUND (\d+) (\d+) (-?\d+)$", done.out, re.MULTILINE)
    assert len(shown) == len(chosen) > 0
    return [tuple(map(int, each)) for each in shown]


def there(project: Project) -> tuple[int, int, int]:
    """What is in transactions.json: number of records, of columns, and the sum of amounts in cents."""
    path: Path = project.output("transactions")
    records = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return len(records), len(records[0]), sum(int(record["amount"] * 100) for record in records)
