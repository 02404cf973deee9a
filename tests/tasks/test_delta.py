"""Delta tables: a version for each day, of one table that goes on, with what changed between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from builds import NAMES
from finished_bank import finished
from lastro.engine.rewind.snapshot import write_snapshot
from lastro.engine.rows.moments import day
from lastro.tasks.exports.lineage import Lineage
from projects import Project
from reading_back import Records, of_json, plain

pytestmark = pytest.mark.long

pytest.importorskip("deltalake", reason="deltalake is missing: `pip install -r requirements/delta.txt` installs it")
to_delta = pytest.importorskip("lastro.tasks.exports.to_delta")
BASE = Path("data/financial_services")
OF_CDF = ["_change_type", "_commit_version", "_commit_timestamp"]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with the datasets of a small bank on three days."""
    folder = tmp_path_factory.mktemp("days")
    bank = finished(folder / "2026-10-31/datasets", customers="100", branches="3")
    for earlier in ("2026-10-27", "2026-10-30"):
        (folder / earlier / "datasets").mkdir(parents=True)
        write_snapshot(bank, day(earlier), folder / earlier / "datasets")
    return {path.name: path for path in folder.iterdir()}


def test_a_bank_that_grows_is_versions_of_the_same_tables(
    days: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for as_of in sorted(days):
        _write(days[as_of], tmp_path, Lineage("one", as_of), monkeypatch)
    for name in NAMES:
        found = [of_version(tmp_path, name, version) for version in range(3)]
        assert found == [of_json(days[as_of], name) for as_of in sorted(days)], name
        later = _table(tmp_path, name).history(2)
        assert [commit["operationParameters"].get("mode", "Append") for commit in later] == ["Append"] * 2


def test_the_change_data_feed_tells_inserts_and_both_images_of_updates(
    days: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for as_of in sorted(days):
        _write(days[as_of], tmp_path, Lineage("one", as_of), monkeypatch)
    for name in NAMES:
        before, after = (set(of_json(days[as_of], name)) for as_of in ("2026-10-30", "2026-10-31"))
        keys = {record[0] for record in before}
        changes = pl.DataFrame(_table(tmp_path, name).load_cdf(starting_version=2, ending_version=2).read_all())
        told = {kind: set() for kind in ("insert", "update_preimage", "update_postimage")}
        for (kind,), rows in changes.partition_by("_change_type", as_dict=True).items():
            told[kind] = set(plain(rows.drop(OF_CDF).iter_rows(), name))
        assert told["insert"] == {record for record in after - before if record[0] not in keys}, name
        assert told["update_preimage"] == before - after, name
        assert told["update_postimage"] == {record for record in after - before if record[0] in keys}, name


@pytest.mark.parametrize(("made_of", "as_of"), [("two", "2026-10-31"), ("", "2026-10-31"), ("one", "2026-10-27")])
def test_another_bank_is_a_version_of_the_same_table_too(
    days: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_of: str, as_of: str
) -> None:
    _write(days["2026-10-30"], tmp_path, Lineage("one", "2026-10-30"), monkeypatch)
    before = _table(tmp_path, "loans").metadata().id
    _write(days[as_of], tmp_path, Lineage(made_of, as_of), monkeypatch)
    assert _table(tmp_path, "loans").metadata().id == before
    assert of_version(tmp_path, "loans", 1) == of_json(days[as_of], "loans")


def test_from_gives_each_day_a_version_and_goes_on_with_them(bank: Project, own_bank: Project) -> None:
    folder = own_bank.path(BASE / "delta")
    assert own_bank.doit("delta", "--from", "2026-10-31").code == 0
    ids = [_table(folder, name).metadata().id for name in NAMES]
    assert own_bank.doit("delta", "--from", "2026-10-31", "as_of=2026-11-02").ran[-1] == "delta"
    assert [_table(folder, name).metadata().id for name in NAMES] == ids
    for name in NAMES:
        days = [commit["lastro.as_of"] for commit in _table(folder, name).history()]
        assert days == ["2026-11-02", "2026-11-01", "2026-10-31", "2026-10-30"]
        assert of_version(folder, name, 1) == of_json(bank.path(BASE), name), name
        assert of_version(folder, name, 3) == of_json(own_bank.path(BASE), name), name


def test_a_day_outside_the_history_is_refused(own_bank: Project) -> None:
    refused = own_bank.doit("delta", "--from", "2019-01-01")
    assert refused.code == 1
    assert "--from 2019-01-01: a feed lies between" in refused.err
    assert not own_bank.path(BASE / "delta").exists()


def of_version(folder: Path, name: str, version: int) -> Records:
    return plain(pl.read_delta(str(folder / name), version=version).iter_rows(), name)


def _write(bank: Path, folder: Path, lineage: Lineage, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(to_delta, "present", lambda _: lineage)
    to_delta.write({name: bank / f"datasets/{name}.json" for name in NAMES}, folder)


def _table(folder: Path, name: str) -> Any:
    from deltalake import DeltaTable

    return DeltaTable(folder / name)
