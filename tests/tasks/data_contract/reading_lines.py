"""Reading: the lines of the documents, as they stand there, for any dataset, and what they find in a bank."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from decimal import Decimal

from lastro.engine.rows.columns import columns_of, row_class
from projects import ROOT, Project

Found = tuple[int, int, int, int]  # records, columns, cells that are filled, the sum of all money in cents

_SHOW = '''
def show(found, money):
    """Records, columns, cells that are filled, and the sum of all money in cents."""
    kind = type(found).__module__.partition(".")[0]
    if kind == "polars":
        found = found.lazy().collect()
        cents = (polars.col(money).cast(polars.Float64) * 100).round().sum()
        sums = len(found), sum(found.select(polars.all().count()).row(0)), sum(sum(found.select(cents).rows(), ()))
    elif kind == "pandas":
        sums = len(found), found.notna().sum().sum(), (found[money].astype(float) * 100).round().sum().sum()
    else:
        quote = "`" if kind == "pyspark" else '"'
        counts = [f"count({quote}{name}{quote})" for name in found.columns]
        wanted = ["count(*)", "+".join(counts), "+".join(["0", *(f"sum(round({name} * 100))" for name in money)])]
        if kind == "pyspark":
            sums = found.selectExpr(*wanted).first()
        else:
            sums = found.aggregate(",".join(wanted)).fetchall()[0]
    print("FOUND", sums[0], len(found.columns), *map(int, sums[1:]))
'''


def lines(page: str, block: int) -> tuple[str, list[str]]:
    """The imports and the other lines of a block of Python in the section "Read the data"."""
    text = (ROOT / page).read_text(encoding="utf-8").partition("\n## Read the data\n")[2].partition("\n## ")[0]
    code = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[block]
    nodes = ast.parse(code).body
    imports = [ast.unparse(node) for node in nodes if not isinstance(node, ast.Expr)]
    return "\n".join(imports), [ast.unparse(node) for node in nodes if isinstance(node, ast.Expr)]


def found(
    project: Project,
    page: str,
    block: int,
    before: str = "",
    wanted: str = "",
    datasets: Iterable[str] = ("transactions",),
) -> list[tuple[str, Found]]:
    """What each line of a block that holds a text finds, for each dataset in the place of transactions."""
    imports, expressions = lines(page, block)
    chosen = [each for each in expressions if wanted in each and (before or not each.startswith("spark."))]
    asked = [(name, each.replace("transactions", name)) for name in datasets for each in chosen]
    shows = [f"show({each}, {_money(name)})" for name, each in asked]
    script = "\n".join([imports, _SHOW, before, *shows])
    done = project.run("-W", "error::DeprecationWarning", "-c", script, cwd=project.path("data/financial_services"))
    assert done.code == 0, done.err
    shown = re.findall(r"^.*FOUND (\d+) (\d+) (\d+) (-?\d+)$", done.out, re.MULTILINE)
    assert len(shown) == len(asked) > 0
    return [(name, (int(a), int(b), int(c), int(d))) for (name, _), (a, b, c, d) in zip(asked, shown, strict=True)]


def there(project: Project, dataset: str = "transactions") -> Found:
    """What is in the JSON file of a dataset."""
    records = json.loads(project.output(dataset).read_text(encoding="utf-8"), parse_float=Decimal)
    filled = sum(value is not None for record in records for value in record.values())
    cents = sum(int(record[name] * 100) for record in records for name in _money(dataset) if record[name] is not None)
    return len(records), len(records[0]), filled, cents


def all_there(project: Project, datasets: Iterable[str], times: int = 1) -> list[tuple[str, Found]]:
    """The same of several datasets, each as often as so many lines read it."""
    return [(name, held) for name in datasets for held in [there(project, name)] * times]


def _money(dataset: str) -> list[str]:
    return [name for name, column in columns_of(row_class(dataset)).items() if column.type == "money"]
