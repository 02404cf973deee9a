"""The data contract (`doit contract`): others' packages accept the real data, and refuse what breaks it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from frictionless import Package
from jsonschema import Draft202012Validator

from builds import NAMES
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.truth.tables import NAMES as TRUTH
from projects import Project, built, once

pytestmark = pytest.mark.long

HOME = "data/financial_services"
PACKAGE = f"{HOME}/datapackage.json"


@pytest.fixture(scope="session")
def contract(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank with its data contract; not to be changed."""
    return Project(once(tmp_path_factory, "contract", lambda to: built(bank.copy(to), "contract")))


@pytest.fixture
def own(contract: Project, tmp_path: Path) -> Project:
    """A copy of it, to do anything with."""
    return contract.copy(tmp_path / "own")


def schema(project: Project, dataset: str) -> dict:
    return json.loads(project.path(f"{HOME}/contract/{dataset}.schema.json").read_text(encoding="utf-8"))


def records(project: Project, dataset: str) -> list[dict]:
    return json.loads(project.output(dataset).read_bytes())


def fields(project: Project) -> dict[str, dict]:
    package = json.loads(project.path(PACKAGE).read_text(encoding="utf-8"))
    return {f"{r['name']}.{f['name']}": f for r in package["resources"] for f in r["schema"]["fields"]}


def complaints(project: Project, *datasets: str) -> list[str]:
    package = Package(str(project.path(PACKAGE)))
    return [error.type for task in package.validate().tasks if task.name in datasets for error in task.errors]


# The real data


def test_frictionless_accepts_every_dataset_and_every_reference(contract: Project) -> None:
    assert Package(str(contract.path(PACKAGE))).validate().flatten(["title", "message"]) == []


@pytest.mark.parametrize("dataset", NAMES)
def test_jsonschema_accepts_every_file(contract: Project, dataset: str) -> None:
    Draft202012Validator.check_schema(schema(contract, dataset))
    assert not list(Draft202012Validator(schema(contract, dataset)).iter_errors(records(contract, dataset)[:2000]))


def test_duckdb_makes_the_tables_of_the_ddl_and_they_take_the_data(contract: Project) -> None:
    with duckdb.connect() as database:
        database.execute(contract.path(f"{HOME}/contract/schema.sql").read_text(encoding="utf-8"))
        for name in NAMES:
            database.execute(f"INSERT INTO {name} SELECT * FROM read_json('{contract.output(name)}')")
        assert database.execute("SELECT count(*) FROM customers").fetchall() == [(300,)]


# What breaks it


def test_frictionless_reports_a_reference_that_finds_no_row(own: Project) -> None:
    loan = records(own, "loans")[0]
    own.replace(own.output("loans"), loan["customer_id"], "820fb053-a90a-4ed1-add5-91e21cf30000")
    assert complaints(own, "loans") == ["foreign-key"]


def test_frictionless_reports_a_key_that_stands_twice(own: Project) -> None:
    first, second = records(own, "branches")[:2]
    own.replace(own.output("branches"), second["branch_id"], first["branch_id"])
    assert "primary-key" in complaints(own, "branches")


BROKEN = {
    "a value that is not allowed": ("account_type", "Poupança"),
    "null where none may be": ("balance", None),
    "a number as text": ("balance", "1.00"),
    "a limit below zero": ("overdraft_limit", -1),
    "a malformed text": ("account_number", "123-4"),
    "an offset": ("created_at", "2022-05-06T14:26:13Z"),
    "no uuid": ("customer_id", "42"),
    "an unknown column": ("colour", "blue"),
}


@pytest.mark.parametrize(("column", "value"), BROKEN.values(), ids=BROKEN)
def test_jsonschema_refuses(contract: Project, column: str, value: object) -> None:
    record = {**records(contract, "accounts")[0], column: value}
    assert len(list(Draft202012Validator(schema(contract, "accounts")).iter_errors([record]))) == 1


# What it says


def test_personal_data_and_present_state_are_marked(contract: Project) -> None:
    for name in NAMES:
        for column in columns_of(row_class(name)).values():
            field = fields(contract)[f"{name}.{column.name}"]
            assert (field["personalData"], field["presentState"]) == (column.personal, column.state)
    assert fields(contract)["customers.cpf"]["personalData"]


def test_every_column_has_a_comment_in_the_ddl(contract: Project) -> None:
    text = contract.path(f"{HOME}/contract/schema.sql").read_text(encoding="utf-8")
    columns = sum(len(columns_of(row_class(name))) for name in NAMES)
    assert len(re.findall(r"^COMMENT ON COLUMN .+ IS '.+';$", text, re.MULTILINE)) == columns


def test_the_package_names_the_files_within_its_own_folder(contract: Project) -> None:
    package = json.loads(contract.path(PACKAGE).read_text(encoding="utf-8"))
    assert [r["path"] for r in package["resources"]] == [f"datasets/{name}.json" for name in NAMES]


# When it is written


def test_the_contract_and_the_dictionary_say_where_they_are(own: Project) -> None:
    files = 4 + 3 * len(NAMES)  # DDL, dbt, ODCS and Polars; schema, pandas and Spark of each dataset
    of_truth = 2 + 3 * len(TRUTH)  # no database holds the truth: neither dbt nor ODCS
    own.path(PACKAGE).unlink()
    assert f"   contract: {PACKAGE}, {HOME}/contract/ ({files + of_truth} files)\n" in own.doit("contract").out
    assert len([path for path in own.path(f"{HOME}/contract").iterdir() if path.is_file()]) == files
    assert len(list(own.path(f"{HOME}/contract/truth").iterdir())) == of_truth
    own.path("docs/dictionary.md").unlink(missing_ok=True)  # a test of the shared bank may have written it
    assert "   dictionary: docs/dictionary.md, examples/questions/tables.sql\n" in own.doit("dictionary").out


def test_the_contract_is_written_again_only_when_it_is_stale(own: Project) -> None:
    assert own.doit("contract").skipped == ["contract"]
    own.path(PACKAGE).write_text("{}", encoding="utf-8")
    assert own.doit("contract").ran == ["contract"]
    own.replace("generators/loans.py", "Kind of loan", "What it is for")
    assert own.doit("contract").ran == ["contract"]
    assert schema(own, "loans")["items"]["properties"]["loan_type"]["description"] == "What it is for"
    assert own.doit("contract").skipped == ["contract"]


def test_the_contract_needs_no_data(own: Project) -> None:
    own.output("customers").unlink()
    own.path(PACKAGE).unlink()
    assert own.doit("contract").ran == ["contract"]
    assert not own.output("customers").exists()
