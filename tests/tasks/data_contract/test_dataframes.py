"""Reading the data: the lines of README and docs/formats.md, and every dataset by the schemas of the contract."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pytest

from builds import NAMES
from lastro.engine.files.typed import typed_schema
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.contract.task import DBT, POLARS, path
from projects import DATASETS, Project, built, once
from reading_back import of_json, plain
from reading_lines import all_there, found, there

pytestmark = pytest.mark.long

BASE = Path("data/financial_services")


@pytest.fixture(scope="session")
def readable(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """300 customers, with what the lines of the documents read; only to be read."""
    make = lambda to: built(bank.copy(to), "contract", "parquet", "ndjson", "duckdb")  # noqa: E731
    return Project(once(tmp_path_factory, "readable", make))


def schemas(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = runpy.run_path(str(project.path(BASE / POLARS)))["SCHEMAS"]
    return found


def dtype(project: Project, dataset: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(project.path(BASE / path(dataset, "pandas")).read_text(encoding="utf-8"))
    return found


def by_pandas(project: Project, dataset: str) -> pandas.DataFrame:
    return pandas.read_json(project.output(dataset), dtype=dtype(project, dataset), precise_float=True)


def test_the_lines_of_the_formats_page_read_all_transactions(readable: Project) -> None:
    assert {held for _, held in found(readable, "docs/formats.md", 0)} == {there(readable)}


TOOLS = 3  # whose lines stand in the README: DuckDB, polars, pandas; and Spark


def test_each_line_of_the_readme_reads_any_dataset(readable: Project) -> None:
    assert found(readable, "README.md", 0, datasets=NAMES) == all_there(readable, NAMES, TOOLS)


def test_each_line_of_the_readme_reads_any_dataset_of_a_bank_of_2000(
    bank_2000: Path, readable: Project, tmp_path: Path
) -> None:
    project = Project(tmp_path)
    project.path(DATASETS).parent.mkdir(parents=True)
    project.path(DATASETS).symlink_to(bank_2000)
    project.path(BASE / DBT).parent.symlink_to(readable.path(BASE / DBT).parent)
    assert found(project, "README.md", 0, datasets=NAMES) == all_there(project, NAMES, TOOLS)


@pytest.mark.parametrize("dataset", NAMES)
def test_polars_reads_a_dataset_exactly(readable: Project, dataset: str) -> None:
    read = polars.read_json(readable.output(dataset), schema=schemas(readable)[dataset])
    assert read.schema == typed_schema(row_class(dataset))
    assert plain(read.iter_rows(), dataset) == of_json(readable.path(BASE), dataset)


@pytest.mark.parametrize("dataset", NAMES)
@pytest.mark.filterwarnings("error")
def test_pandas_reads_a_dataset_exactly(readable: Project, dataset: str) -> None:
    read = by_pandas(readable, dataset)
    assert {name: str(kind) for name, kind in read.dtypes.items()} == dtype(readable, dataset)
    for name, column in columns_of(row_class(dataset)).items():
        if column.type == "date":
            read[name] = read[name].dt.date
    records = read.astype(object).where(read.notna(), None).itertuples(index=False, name=None)
    assert plain(records, dataset) == of_json(readable.path(BASE), dataset)


PANDAS = """
import resource, sys
import pandas

print(len(pandas.read_json(sys.argv[1])), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.parametrize("dataset", NAMES)
def test_pandas_reads_a_dataset_of_the_default_bank_within_two_gigabytes(bank_2000: Path, dataset: str) -> None:
    # by way of a shell, as a process that takes the place of another inherits its peak
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", PANDAS, str(bank_2000 / f"{dataset}.json")]
    records, peak = map(int, subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.split())
    assert records > 0
    assert peak * (1 if sys.platform == "darwin" else 1024) < 2e9


def test_only_the_number_of_a_bank_begins_with_zero_which_pandas_drops_where_no_types_are_given(
    readable: Project,
) -> None:
    found = set()
    for dataset in NAMES:
        read = polars.read_json(readable.output(dataset), schema=schemas(readable)[dataset])
        for text in read.select(polars.selectors.string()).iter_columns():
            if text.str.contains("^0[0-9]+$").any():
                found.add((dataset, text.name))
    assert found == {("transactions", "counterparty_bank")}  # an ISPB is given by the central bank, zeros and all


# Written back


def write_by_duckdb(project: Project, dataset: str) -> None:
    records = duckdb.read_json(str(project.output(dataset)))  # noqa: F841  (DuckDB finds it by its name)
    duckdb.sql(f"COPY (FROM records) TO '{project.output(dataset)}.new' (FORMAT json, ARRAY true)")
    Path(f"{project.output(dataset)}.new").replace(project.output(dataset))


def write_by_pandas(project: Project, dataset: str) -> None:
    by_pandas(project, dataset).to_json(project.output(dataset), orient="records", date_format="iso")


def write_by_polars(project: Project, dataset: str) -> None:
    records = polars.read_json(project.output(dataset), schema=schemas(project)[dataset])
    plain_numbers = polars.selectors.decimal().cast(polars.Float64)
    records.with_columns(plain_numbers).write_json(project.output(dataset))


@pytest.mark.parametrize("write", [write_by_duckdb, write_by_pandas, write_by_polars])
def test_datasets_written_back_by_another_tool_are_read_as_they_were(
    readable: Project, tmp_path: Path, write: Any
) -> None:
    own = readable.copy(tmp_path / "own")
    before = own.bank()
    rewritten = ("customers", "accounts", "loans", "credit_cards", "investments")
    for dataset in rewritten:
        write(own, dataset)
        assert own.output(dataset).read_bytes() != before[f"{dataset}.json"]
    done = own.doit("check", "ndjson")
    assert done.code == 0, done.out + done.err
    for dataset in set(NAMES) - set(rewritten):
        assert own.output(dataset).read_bytes() == before[f"{dataset}.json"], dataset
    for dataset in rewritten:
        old, new = (each.path(BASE) / f"ndjson/{dataset}.ndjson" for each in (readable, own))
        assert old.read_bytes() == new.read_bytes(), dataset
