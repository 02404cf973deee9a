"""docs/feed.md: its pipelines run line by line, and end in the totals of the audit."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import FEED, PAGE, audit, blocks, run_shell
from projects import DATASETS, Project, once
from tools import run, tools

pytestmark = pytest.mark.long

__all__ = ["tools"]
START = "A pipeline in ten minutes"
EXACT = "SELECT * FROM {0} EXCEPT SELECT * FROM read_json('{1}', format = 'array')"


@pytest.fixture(scope="module")
def fed(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The bank of the page, with its feed; only to be read and copied."""

    def make(to: Path) -> None:
        project = bank.copy(to)
        assert run_shell(project, START) == []
        assert project.doit("contract").code == 0

    return Project(once(tmp_path_factory, "fed_page", make))


def test_the_pipeline_in_duckdb_ends_in_the_totals_of_the_audit(fed: Project) -> None:
    connection = duckdb.connect()
    found: list[tuple[Any, ...]] = []
    with chdir(fed.root):
        for statement in blocks("With DuckDB", "sql"):
            found = connection.execute(statement).fetchall()
        assert connection.execute(EXACT.format("accounts", f"{DATASETS}/accounts.json")).fetchall() == []
    totals = audit(fed, "2026-10-31")["totals"]["accounts"]
    assert found == [tuple(value for name, value in totals.items() if name != "lines")]


def test_deliveries_end_in_the_same_rows_and_days_without_a_late_file_are_told(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    assert run_shell(project, "Deliveries that go wrong") == []
    complete, latest = blocks("Deliveries that go wrong", "sql")
    with chdir(project.root):
        days = {day for (day,) in duckdb.sql(complete).fetchall()}
        arrived = duckdb.sql(latest).fetchall()
        key = [json.loads(line) for line in Path(f"{FEED}/deliveries.key/log.ndjson").read_text().splitlines()]
        truth = duckdb.sql(latest.replace("/deliveries/", "/changes/")).fetchall()
    late = {each["event_day"] for each in key if each["kind"] == "late file"}
    outstanding = {each["key"] for each in key if each["arrival_day"] > "2026-10-31"}
    assert late
    assert not days & late
    assert len(days | late) == 12
    assert {str(row[0]) for row in set(arrived) ^ set(truth)} <= outstanding


def test_what_was_delivered_and_deleted_again_is_not_among_the_latest_rows(fed: Project, tmp_path: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    assert project.doit("feed", "--from", "2026-10-30", "--phantoms", "0.2").code == 0
    _, latest = blocks("Deliveries that go wrong", "sql")
    latest = latest.replace("accounts", "transactions").replace("account_id", "transaction_id")
    with chdir(project.root):
        delivered, changed = (
            sorted(duckdb.sql(text.removesuffix(";\n")).fetchall(), key=str)
            for text in (latest, latest.replace("/deliveries/", "/changes/"))
        )
        deleted = duckdb.sql(
            f"SELECT count(*) FROM read_json('{FEED}/deliveries/*/transactions.ndjson') WHERE op = 'd'"
        )
        assert deleted.fetchall()[0][0] > 10
    assert delivered == changed


def test_datasets_without_updated_at_have_rows_that_never_change(fed: Project) -> None:
    manifest = json.loads(fed.path(f"{FEED}/manifest.json").read_text(encoding="utf-8"))
    without = {name for name, columns in manifest["datasets"].items() if "updated_at" not in columns}
    section = PAGE.split("(Rows of ")[1].split(" have none")[0]
    assert set(re.findall(r"`(\w+)`", section)) == without
    events = [audit(fed, day)["events"] for day in ("2026-10-30", "2026-10-31")]
    assert {of_day[name]["u"] for of_day in events for name in without} == {0}


@pytest.mark.tools
def test_a_dbt_snapshot_on_updated_at_has_each_change_as_a_version(fed: Project, tmp_path: Path, tools: Path) -> None:
    project = fed.copy(tmp_path / "bank")
    for block in blocks("With dbt", "(?:yaml|jinja)"):
        name, content = block.split("\n", 1)
        path = project.path("pipeline") / name.split()[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    _, *commands = run_shell(project, "With dbt")
    for command in commands:
        _dbt(tools, project, command)
    with (
        duckdb.connect(str(project.path("pipeline/pipeline.duckdb")), read_only=True) as connection,
        chdir(project.root),
    ):
        query = "SELECT count(*), count(dbt_valid_to), min(dbt_valid_to) FROM accounts_history"
        versions, ended, first = connection.execute(query).fetchall()[0]
        current = "(SELECT * EXCLUDE (dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to) FROM accounts_history "
        wrong = EXACT.format(f"{current} WHERE dbt_valid_to IS NULL)", f"{DATASETS}/accounts.json")
        assert connection.execute(wrong).fetchall() == []
    assert ended == audit(project, "2026-10-31")["events"]["accounts"]["u"] > 0
    assert versions - ended == audit(project, "2026-10-31")["totals"]["accounts"]["rows"]
    assert str(first) > "2026-10-30"


def _dbt(tools: Path, project: Project, command: str) -> None:
    name, *arguments = re.findall(r"'([^']*)'|(\S+)", command)
    assert name == ("", "dbt")
    words = [quoted or plain for quoted, plain in arguments]
    done: subprocess.CompletedProcess[str] = run(tools / "dbt", *words, folder=project.path("pipeline"))
    assert done.returncode == 0, done.stdout


@pytest.fixture
def spark() -> Iterator[Any]:
    """A session of Spark in this process."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


@pytest.mark.spark
def test_the_pipeline_in_spark_ends_in_the_totals_of_the_audit(fed: Project, spark: Any) -> None:
    names: dict[str, Any] = {"spark": spark}
    (code,) = blocks("With Spark", "python")
    exec(code.replace('base = "', f'base = "{fed.root}/'), names)  # a JVM that runs already has a folder of its own
    rows, balance, dormant = names["totals"].first()
    assert (rows, round(balance * 100), dormant) == _totals(fed)


def _totals(project: Project) -> tuple[int, int, int]:
    totals = audit(project, "2026-10-31")["totals"]["accounts"]
    return totals["rows"], totals["balance"], totals["status"].get("Dormant", 0)
