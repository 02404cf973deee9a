"""The contract in the hands of others' tools: dbt and datacontract-cli find the bank good, and what is broken in it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from builds import NAMES
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.contract.task import DBT, ODCS
from postgres_server import postgres
from projects import Project, once
from tools import run, tools

__all__ = ["postgres", "tools"]
pytestmark = pytest.mark.tools
BASE = "data/financial_services"
DATABASE = f"{BASE}/bank.duckdb"
PROJECT = "name: consumer\nprofile: consumer\nflags: {send_anonymous_usage_stats: false}\n"
PROFILES = """
consumer:
  target: duckdb
  outputs:
    duckdb: {{type: duckdb, path: '{database}', threads: 2}}
    postgres:
      {{type: postgres, host: "{{{{ env_var('PGHOST', '') }}}}", port: 5432, user: lastro, pass: none, dbname: postgres,
       schema: consumer, threads: 2}}
"""
BREAKS = {  # a statement, and what dbt and datacontract-cli say of it
    "a null": (
        "UPDATE accounts SET balance = NULL WHERE rowid = 0",
        "not_null accounts.balance",
        "field_required accounts.balance",
    ),
    "an e-mail address of two": (
        "UPDATE customers SET email = (SELECT min(email) FROM customers) WHERE rowid < 2",
        "unique customers.email",
        "field_unique customers.email",
    ),
    "a value that is not allowed": (
        "UPDATE loans SET amortization = 'Bullet' WHERE rowid = 0",
        "accepted_values loans.amortization",
        "field_enum loans.amortization",
    ),
    "a reference that finds no row": (
        "UPDATE credit_cards SET account_id = '820fb053-a90a-4ed1-add5-91e21cf30000' WHERE rowid = 0",
        "relationships credit_cards.account_id",
        "field_relationships credit_cards.account_id",
    ),
}


@pytest.fixture(scope="session")
def loaded(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank with its contract and its DuckDB database; not to be changed."""

    def make(to: Path) -> None:
        done = bank.copy(to).doit("contract", "duckdb")
        assert done.code == 0, done.out + done.err

    return Project(once(tmp_path_factory, "loaded", make))


@pytest.fixture
def broken(loaded: Project, tmp_path: Path) -> Callable[..., Project]:
    """Makes a copy of the bank whose tables have no constraints, and breaks it."""

    def make(*statements: str) -> Project:
        project = Project(tmp_path / "broken")
        (project.root / DATABASE).parent.mkdir(parents=True)
        shutil.copytree(loaded.path(f"{BASE}/{DBT}").parent, project.path(f"{BASE}/{DBT}").parent)
        with duckdb.connect(str(project.path(DATABASE))) as connection:
            connection.execute(f"ATTACH '{loaded.path(DATABASE)}' AS bank_as_built (READ_ONLY)")
            for name in NAMES:
                connection.execute(f"CREATE TABLE {name} AS FROM bank_as_built.{name}")
            for statement in statements:
                connection.execute(statement)
        return project

    return make


def dbt(tools: Path, folder: Path, bank: Project, target: str = "duckdb") -> dict[str, str]:
    """The verdict of `dbt test` on each of its tests, in a dbt project that has the sources and nothing else."""
    (folder / "models").mkdir(parents=True)
    shutil.copy(bank.path(f"{BASE}/{DBT}"), folder / "models")
    (folder / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILES.format(database=bank.path(DATABASE)), encoding="utf-8")
    done = run(tools / "dbt", "--warn-error", "test", "--profiles-dir", ".", "--target", target, folder=folder)
    results = folder / "target/run_results.json"
    assert results.exists(), done.stdout + done.stderr
    tests = json.loads((folder / "target/manifest.json").read_text(encoding="utf-8"))["nodes"]
    found = json.loads(results.read_text(encoding="utf-8"))["results"]
    return {_named(tests[each["unique_id"]]): each["status"] for each in found}


def _named(test: dict[str, Any]) -> str:
    """What a test of dbt asks, and of which column."""
    asked = test["test_metadata"]
    (table,) = re.findall(r"source\('lastro', '(\w+)'\)", asked["kwargs"]["model"])
    return f"{asked['name']} {table}.{test['column_name']}"


def datacontract(tools: Path, bank: Project) -> dict[str, Any]:
    """What `datacontract test` says of the bank's DuckDB database."""
    report = bank.path("verdict.json")
    arguments = ("test", "--server", "duckdb", "--output-format", "json", "--output", str(report), f"{BASE}/{ODCS}")
    done = run(tools / "datacontract", *arguments, folder=bank.root)
    assert report.exists(), done.stdout + done.stderr
    verdict: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return verdict


def wanted() -> int:
    """How many tests the declarations ask for."""
    columns = [column for name in NAMES for column in columns_of(row_class(name)).values()]
    return sum((not c.nullable) + c.unique + bool(c.values) + (c.type == "ref") for c in columns)


def test_every_test_of_the_dbt_sources_passes_on_the_database_of_doit_duckdb(
    tools: Path, loaded: Project, tmp_path: Path
) -> None:
    verdicts = dbt(tools, tmp_path / "dbt", loaded)
    assert set(verdicts.values()) == {"pass"}
    assert len(verdicts) == wanted() > 150


def test_the_dbt_sources_find_the_tables_of_doit_postgres(
    tools: Path, loaded: Project, tmp_path: Path, postgres: None
) -> None:
    assert loaded.doit("postgres").code == 0
    verdicts = dbt(tools, tmp_path / "dbt", loaded, "postgres")
    assert (set(verdicts.values()), len(verdicts)) == ({"pass"}, wanted())


def test_each_broken_row_fails_the_dbt_test_of_its_column(
    tools: Path, broken: Callable[..., Project], tmp_path: Path
) -> None:
    verdicts = dbt(tools, tmp_path / "dbt", broken(*(statement for statement, _, _ in BREAKS.values())))
    assert sorted(name for name, verdict in verdicts.items() if verdict != "pass") == sorted(
        name for _, name, _ in BREAKS.values()
    )


def test_datacontract_cli_accepts_the_contract(tools: Path, loaded: Project) -> None:
    done = run(tools / "datacontract", "lint", f"{BASE}/{ODCS}", folder=loaded.root)
    assert done.returncode == 0, done.stdout
    assert "Data contract is valid against ODCS v3.2.0" in done.stdout


def test_datacontract_cli_accepts_the_database_of_doit_duckdb(tools: Path, loaded: Project) -> None:
    verdict = datacontract(tools, loaded)
    assert verdict["result"] == "passed", [check for check in verdict["checks"] if check["result"] != "passed"]
    assert len(verdict["checks"]) > 400


def test_each_broken_row_fails_the_check_of_datacontract_cli(tools: Path, broken: Callable[..., Project]) -> None:
    verdict = datacontract(tools, broken(*(statement for statement, _, _ in BREAKS.values())))
    failed = [check for check in verdict["checks"] if check["result"] != "passed"]
    named = sorted(f"{check['type']} {check['model']}.{check['field']}" for check in failed)
    assert named == sorted(name for _, _, name in BREAKS.values())
