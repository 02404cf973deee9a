"""Formats: every target holds what the JSON files hold, to the cent, the second and the null."""

from __future__ import annotations

import csv
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from builds import NAMES, closure, make
from lastro.engine.rows.columns import columns_of, row_class
from lastro.tasks.exports import to_parquet
from lastro.tasks.exports.questions import names as views
from lastro.tasks.exports.spreadsheet import write_sheets
from lastro.tasks.exports.task import EXPORTS
from postgres_server import postgres
from projects import ROOT, Project, built, lastro, once
from reading_back import compared, of_duckdb

__all__ = ["postgres"]
BASE = Path("data/financial_services")
FILES = tuple(export.name for export in EXPORTS if export.place)
EVENTS = {"transactions": "transaction_date", "digital_activity": "timestamp"}
HOSTILE = (
    "'; DROP TABLE customers; --", 'O"Brien, "dito"', '=HYPERLINK("http://example.com")', "+55-1@x", ",;|", "{}[]},",
    "two\nlines\r\nand\r", "a\n\\.\nb", "\\N", "NULL", "null", " spaces ", "tab\there\\", "\x01\x1f\x7f",
    "\u2028 \U0001f3e6 \u00e7a\u0303o",
)  # fmt: skip


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank with texts that break what does not quote, in all targets that are files; not to be changed."""

    def make(to: Path) -> None:
        project = built(lastro(to, customers=100))
        _spoil(project.output("compliance"))
        built(project, *(target for target in FILES if target != "delta" or find_spec("deltalake")))

    return Project(once(tmp_path_factory, "exported", make))


@pytest.fixture(scope="module")
def loaded(exported: Project, postgres: None, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same bank, in a server too."""
    return built(exported.copy(tmp_path_factory.mktemp("loaded") / "bank"), "postgres")


def _spoil(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, text in enumerate(HOSTILE, start=1):
        record = json.loads(lines[number].rstrip(","))
        lines[number] = json.dumps({**record, "comments": text}, ensure_ascii=number % 2 == 0) + ","
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("target", FILES)
def test_what_is_read_back_equals_the_json(exported: Project, target: str) -> None:
    if target == "delta":
        _need_delta()
    for dataset in NAMES:
        assert compared(target, exported.path(BASE), dataset)[0], dataset


def test_parquet_by_month_equals_the_json(exported: Project, tmp_path: Path) -> None:
    own = exported.copy(tmp_path / "own")
    assert own.doit("parquet", "--by-month").ran == ["parquet"]
    for dataset in ("transactions", "digital_activity", "accounts"):
        assert compared("parquet --by-month", own.path(BASE), dataset)[0]
    for dataset, moment in EVENTS.items():
        _in_the_order_of_days(own.path(BASE / f"parquet/{dataset}/month=2026-03/events.parquet"), moment)
    assert own.doit("parquet", "--by-month").ran == []
    assert own.doit("parquet").ran == ["parquet"]


@pytest.mark.parametrize(("dataset", "moment"), EVENTS.items())
def test_events_stand_in_the_order_of_their_days(exported: Project, dataset: str, moment: str) -> None:
    path = exported.path(BASE / f"parquet/{dataset}.parquet")
    _in_the_order_of_days(path, moment)
    assert not list(path.parent.glob(".*"))


def test_row_groups_of_events_follow_each_other_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_parquet, "_ROWS", 100)
    make(tmp_path, closure("transactions"), customers="20", branches="2")
    to_parquet.write({"transactions": tmp_path / "transactions.json"}, tmp_path / "parquet")
    query = (
        f"SELECT stats_min_value, stats_max_value FROM parquet_metadata('{tmp_path}/parquet/transactions.parquet') "
        "WHERE path_in_schema = 'transaction_date' ORDER BY row_group_id"
    )
    groups = duckdb.sql(query).fetchall()
    assert len(groups) > 5
    assert all(one[1][:10] <= other[0][:10] for one, other in pairwise(groups))


def test_csv_for_a_brazilian_spreadsheet_equals_the_json(exported: Project, tmp_path: Path) -> None:
    own = exported.copy(tmp_path / "own")
    assert own.doit("csv", "--excel").ran == ["csv"]
    for dataset in NAMES:
        assert compared("csv --excel", own.path(BASE), dataset)[0], dataset
    assert own.path(BASE / "csv/loans.csv").read_bytes().startswith(b"\xef\xbb\xbfloan_id;customer_id;")
    assert own.doit("csv", "--excel").ran == []
    assert own.doit("csv").ran == ["csv"]


def test_a_spreadsheet_reads_texts_as_texts(exported: Project, tmp_path: Path) -> None:
    line = json.loads(exported.output("compliance").read_text(encoding="utf-8").splitlines()[1].rstrip(","))
    texts = ["=1+1", "@x", "0408", "1,5", "12/10", "1e5", "10:30", "9%", "R$ 5", "1-2-3-4", ""]
    (tmp_path / "compliance.json").write_text(json.dumps([{**line, "comments": text} for text in texts]))
    write_sheets(tmp_path / "compliance.json", row_class("compliance"), tmp_path / "compliance.csv")
    with (tmp_path / "compliance.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = [record["comments"] for record in csv.DictReader(stream, delimiter=";")]
    assert found == [f'="{text}"' for text in texts[:8]] + texts[8:]


def test_what_a_sheet_cannot_hold_goes_on_in_the_next(exported: Project, tmp_path: Path) -> None:
    path = exported.output("accounts")
    records = len(json.loads(path.read_text(encoding="utf-8")))
    assert write_sheets(path, row_class("accounts"), tmp_path / "accounts.csv", rows=101) == records
    names = ["accounts.csv", *(f"accounts-{number}.csv" for number in range(2, -(-records // 100) + 1))]
    sheets = [(tmp_path / name).read_text(encoding="utf-8").splitlines() for name in names]
    assert sorted(names) == sorted(each.name for each in tmp_path.iterdir())
    assert [len(sheet) for sheet in sheets] == [101] * (len(names) - 1) + [1 + (records - 1) % 100 + 1]
    assert {sheet[0] for sheet in sheets} == {sheets[0][0]}


def test_a_spreadsheet_of_no_records_has_headings(tmp_path: Path) -> None:
    (tmp_path / "loans.json").write_text("[\n]\n")
    assert write_sheets(tmp_path / "loans.json", row_class("loans"), tmp_path / "loans.csv") == 0
    assert (tmp_path / "loans.csv").read_text(encoding="utf-8-sig").startswith("loan_id;")


def test_postgres_equals_the_json(loaded: Project) -> None:
    for dataset in NAMES:
        assert compared("postgres", loaded.path(BASE), dataset)[0], dataset


def test_counts_and_sums_of_all_targets_agree(
    exported: Project, loaded: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    _need_delta()
    targets = dict.fromkeys(("json", *FILES), exported) | {"postgres": loaded}
    figures = {name: {compared(each, bank.path(BASE), name)[1] for each, bank in targets.items()} for name in NAMES}
    with capsys.disabled():
        print(f"\nthe same in {', '.join(targets)}:")
        print("\n".join(f"{name:17}{' '.join(found)}" for name, found in figures.items()))
    assert all(len(found) == 1 for found in figures.values())


def test_duckdb_enforces_keys(exported: Project, tmp_path: Path) -> None:
    path = exported.copy(tmp_path / "own").path(BASE / "bank.duckdb")
    with duckdb.connect(str(path)) as connection:
        found = connection.execute("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1").fetchall()
        assert dict(found).items() >= {"PRIMARY KEY": len(NAMES), "FOREIGN KEY": _references()}.items()
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("UPDATE accounts SET branch_id = 'nowhere'")
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("INSERT INTO branches SELECT * FROM branches")


def test_sqlite_enforces_keys(exported: Project, tmp_path: Path) -> None:
    path = exported.copy(tmp_path / "own").path(BASE / "bank.sqlite")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        found = [connection.execute(f"PRAGMA foreign_key_list({name})").fetchall() for name in NAMES]
        assert sum(map(len, found)) == _references()
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("UPDATE loans SET account_id = 'nowhere'")


def test_postgres_enforces_keys(loaded: Project) -> None:
    import psycopg

    with psycopg.connect("") as connection:
        query = "SELECT contype::text, count(*) FROM pg_constraint WHERE connamespace = 'bank'::regnamespace GROUP BY 1"
        assert dict(connection.execute(query).fetchall()).items() >= {"p": len(NAMES), "f": _references()}.items()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("UPDATE bank.investments SET customer_id = 'nobody'")


def test_the_views_answer_alike_in_all_databases(loaded: Project) -> None:
    import psycopg

    with (
        duckdb.connect(str(loaded.path(BASE / "bank.duckdb")), read_only=True) as one,
        closing(sqlite3.connect(loaded.path(BASE / "bank.sqlite"))) as two,
        psycopg.connect("", options="-c search_path=bank") as three,
    ):
        for view in views():
            first, *others = (
                _answer(database.execute(f"SELECT * FROM {view}").fetchall()) for database in (one, two, three)
            )
            assert first, view
            assert [len(first)] * 2 == [len(other) for other in others]
            assert all(_alike(a, b) for other in others for a, b in zip(first, other, strict=True)), view


def test_every_question_has_a_view() -> None:
    assert {int(view[1:3]) for view in views()} == {*range(1, 11)}


def test_sqlite_shows_reais(exported: Project) -> None:
    with closing(sqlite3.connect(exported.path(BASE / "bank.sqlite"))) as connection:
        cents, reais = (
            connection.execute(f"SELECT {sum_} FROM {table}").fetchone()[0]
            for sum_, table in (("sum(balance)", "accounts"), ("round(sum(balance), 2)", "accounts_in_reais"))
        )
    assert isinstance(cents, int)
    assert cents / 100 == reais


def test_tables_and_columns_have_comments(loaded: Project) -> None:
    _need_delta()
    import psycopg
    from deltalake import DeltaTable

    said = columns_of(row_class("loans"))["term"].meaning
    with duckdb.connect(str(loaded.path(BASE / "bank.duckdb")), read_only=True) as connection:
        query = "SELECT count(*) FROM duckdb_columns() WHERE table_name = ANY (?) AND comment IS NULL"
        assert connection.execute(query, [NAMES]).fetchone() == (0,)
    with psycopg.connect("") as server:
        found = server.execute("SELECT col_description('bank.loans'::regclass, 6)").fetchone()
    assert found == (f"{said} [months]",)
    with closing(sqlite3.connect(loaded.path(BASE / "bank.sqlite"))) as lite:
        assert said in lite.execute("SELECT sql FROM sqlite_master WHERE name = 'loans'").fetchone()[0]
    assert DeltaTable(loaded.path(BASE / "delta/loans")).schema().fields[5].metadata == {"comment": f"{said} [months]"}


def test_hostile_texts_arrive(exported: Project) -> None:
    at = list(columns_of(row_class("compliance"))).index("comments")
    assert {record[at] for record in of_duckdb(exported.path(BASE), "compliance")} >= set(HOSTILE)


def test_parquet_has_dictionaries_and_no_zones(exported: Project) -> None:
    import pyarrow as pa
    import pyarrow.parquet

    schema = pyarrow.parquet.read_schema(exported.path(BASE / "parquet/transactions.parquet"))
    assert pa.types.is_dictionary(schema.field("category").type)
    assert schema.field("amount").type == pa.decimal128(15, 2)
    assert schema.field("transaction_date").type == pa.timestamp("us")


def test_the_lines_of_the_guide_work_as_they_stand(loaded: Project) -> None:
    _need_delta()
    block = (ROOT / "docs/formats.md").read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0]
    lines = block.splitlines()
    assert [line.split()[1] for line in lines] == [export.name for export in EXPORTS]
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for line in lines:
        done = subprocess.run(
            ["bash", "-ec", line], cwd=loaded.root, env={**os.environ, "PATH": path}, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) > len(NAMES) + 1
        assert not re.search(rb"[0-9][.][0-9]{3}", done.stdout), "an amount with more than two decimals"


def _in_the_order_of_days(path: Path, moment: str) -> None:
    days = pl.scan_parquet(path, hive_partitioning=False).select(pl.col(moment).dt.date()).collect().to_series()
    assert len(days) > 10
    assert days.is_sorted()


def _need_delta() -> None:
    pytest.importorskip("deltalake", reason="deltalake is missing: `pip install -r requirements/delta.txt` installs it")


def _references() -> int:
    return sum(c.type == "ref" for name in NAMES for c in columns_of(row_class(name)).values())


def _answer(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows with numbers as such and all else as text, in an order that does not depend on numbers."""
    plain = [tuple(float(v) if hasattr(v, "__float__") else v if v is None else str(v).replace("T", " ")
                   for v in row) for row in rows]  # fmt: skip
    return sorted(
        plain, key=lambda row: ([v for v in row if isinstance(v, str)], [round(v) for v in row if isinstance(v, float)])
    )


def _alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a == b or (isinstance(a, float) and abs(a - b) < 0.011) for a, b in zip(one, other, strict=True))
