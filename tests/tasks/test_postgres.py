"""PostgreSQL: loaded in one transaction, whenever it is asked for, over nobody else's work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from builds import NAMES
from postgres_server import postgres
from projects import DATASETS, Done, Project, built
from reading_back import of_json, of_postgres

pytestmark = pytest.mark.long

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def loaded(bank: Project, postgres: None, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A bank that stands in the server."""
    return built(bank.copy(tmp_path_factory.mktemp("postgres") / "loaded"), "postgres")


@pytest.fixture
def own(loaded: Project, tmp_path: Path) -> Project:
    """A copy of it, to do anything with."""
    return loaded.copy(tmp_path / "own")


def test_it_loads_whenever_it_is_asked_to(own: Project) -> None:
    _ask("DELETE FROM bank.digital_activity")
    assert own.doit("postgres").ran == ["postgres"]
    assert _ask("SELECT count(*) > 0 FROM bank.digital_activity") == [(True,)]


def test_a_failure_half_way_leaves_the_earlier_bank(own: Project) -> None:
    before = _ask("SELECT count(*), sum(amount) FROM bank.transactions")
    text = own.output("compliance").read_text(encoding="utf-8")
    own.output("compliance").write_text(text.replace('"comments":""', '"comments":"\\u0000"', 1), encoding="utf-8")
    done = own.doit("postgres")
    assert done.code == 1
    assert "column comments holds the character NUL, which PostgreSQL cannot store" in done.err
    assert _ask("SELECT count(*), sum(amount) FROM bank.transactions") == before
    assert _ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE '%loaded'") == [(0,)]


def test_what_others_have_built_on_the_tables_is_not_dropped(own: Project) -> None:
    _ask("CREATE VIEW bank.mine AS SELECT count(*) AS n FROM bank.loans")
    _ask("CREATE TABLE bank.notes (note text)")
    assert "view bank.mine depends on table bank.loans" in own.doit("postgres").err
    _ask("DROP VIEW bank.mine")
    assert own.doit("postgres").code == 0
    assert _ask("SELECT count(*) FROM bank.notes") == [(0,)]


def test_a_named_bank_has_a_schema_of_its_own(own: Project) -> None:
    before = _ask("SELECT count(*), sum(amount) FROM bank.transactions")
    assert own.doit("bank=dev-2", "postgres", "customers=20", "history_start=2026-10-01").code == 0
    assert _ask('SELECT count(*) FROM "bank_dev-2".customers') == [(20,)]
    assert _ask("SELECT count(*), sum(amount) FROM bank.transactions") == before


def test_a_schema_of_somebody_else_is_left_alone(own: Project) -> None:
    _ask("COMMENT ON SCHEMA bank IS 'Core banking'")
    refused = own.doit("postgres")
    _ask("COMMENT ON SCHEMA bank IS 'Banco Lastro, a synthetic bank'")  # as it stood before 0.2
    assert "that `doit postgres` did not make: nothing was changed" in refused.err


def test_a_refresh_brings_yesterdays_tables_up_to_today_by_the_changes_only(own: Project) -> None:
    assert own.doit("postgres").code == 0
    _ask("CREATE VIEW bank.watched AS SELECT count(*) AS n FROM bank.loans")
    _ask("CREATE TABLE bank.favourites AS SELECT account_id FROM bank.accounts LIMIT 5")
    _ask("ALTER TABLE bank.favourites ADD FOREIGN KEY (account_id) REFERENCES bank.accounts")
    assert 0 < _written(own.doit("postgres", "--refresh", "as_of=2026-11-01")) < 2_000
    _hold_the_datasets(own)
    assert _written(own.doit("postgres", "--refresh")) == 0
    assert _ask("SELECT n > 0 FROM bank.watched") == [(True,)]
    assert _ask("SELECT count(*) FROM bank.favourites JOIN bank.accounts USING (account_id)") == [(5,)]
    _ask("DROP VIEW bank.watched")
    _ask("DROP TABLE bank.favourites")


def test_a_refresh_after_an_edit_updates_deletes_and_inserts_what_differs(own: Project) -> None:
    assert own.doit("postgres").code == 0
    before = own.bank()
    own.replace(DATASETS / "compliance.json", '"comments":""', '"comments":"seen"')
    first, *others = own.output("digital_activity").read_text(encoding="utf-8").splitlines(keepends=True)
    own.output("digital_activity").write_text("".join([first, *others[3:]]), encoding="utf-8")
    edited = sum('"comments":"seen"' in line for line in own.output("compliance").read_text("utf-8").splitlines())
    assert _written(own.doit("postgres", "--refresh")) == edited + 3
    _hold_the_datasets(own)
    for name in ("compliance.json", "digital_activity.json"):
        own.path(DATASETS / name).write_bytes(before[name])
    assert _written(own.doit("postgres", "--refresh")) == edited + 3
    _hold_the_datasets(own)


def test_a_refresh_of_other_columns_is_refused_and_one_of_nothing_loads_all(own: Project) -> None:
    _ask("ALTER TABLE IF EXISTS bank.loans ADD COLUMN mine text")
    refused = own.doit("postgres", "--refresh")
    assert "table bank.loans has not the columns of the dataset: `doit postgres` loads all anew" in refused.err
    _ask("DROP SCHEMA bank CASCADE")
    assert own.doit("postgres", "--refresh").code == 0
    _hold_the_datasets(own)


def test_no_server_is_one_message_without_the_password(own: Project) -> None:
    done = own.doit("postgres", "seed=7", PGHOST="/nowhere", PGPASSWORD="kept-quiet")
    assert (done.code, done.ran) == (3, [])  # before anything is built
    assert "PostgreSQL: " in done.err
    assert "Traceback" not in done.err
    files = [path.read_bytes() for path in own.root.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert not any(b"kept-quiet" in content for content in [*files, done.out.encode(), done.err.encode()])


def _written(done: Done) -> int:
    """How many rows a load has written, by its line."""
    assert done.code == 0, done.err
    (found,) = re.findall(r"^   postgres: ([0-9,]+) records", done.out, re.MULTILINE)
    return int(found.replace(",", ""))


def _hold_the_datasets(project: Project) -> None:
    for dataset in NAMES:
        base = project.path("data/financial_services")
        assert of_postgres(base, dataset) == of_json(base, dataset), dataset


def _ask(query: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect("") as connection:
        cursor = connection.execute(query)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []
