"""All tables by one job of Spark: row by row those of the files, whole or not there, whatever happens to a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import lastro
from builds import NAMES
from lastro.engine.errors import BuildError
from lastro.spark import register
from lastro.tasks.spark import one_pass
from lastro.tasks.spark.one_pass import write_together
from spark_cluster import OFTEN, Cluster, losing_a_worker

pytestmark = pytest.mark.spark
GIVEN = {"customers": "2100", "seed": "7", "history_start": "2026-09-01"}


def assert_bank_in(folder: Path, given: dict[str, str], names: list[str]) -> None:
    """The rows of parts in their order are the bank's, and nothing else lies in the folder."""
    bank = lastro.open(**given)
    for name in names:
        found = pl.concat([pl.read_parquet(part) for part in sorted((folder / name).glob("*.parquet"))])
        assert_frame_equal(found, bank[name].with_columns(pl.col(pl.Enum).cast(pl.String)))
        assert (folder / name / "_SUCCESS").exists()
    assert sorted(each.name for each in folder.iterdir()) == sorted(names)


def test_one_job_writes_all_tables_row_by_row(local: Any, tmp_path: Path) -> None:
    counts = write_together(local, NAMES, GIVEN, tmp_path, 2)
    assert_bank_in(tmp_path, GIVEN, list(NAMES))
    assert counts == {name: local.read.parquet(str(tmp_path / name)).count() for name in NAMES}
    assert len(list((tmp_path / "accounts").glob("part-*"))) == 2


def test_spark_reads_the_types_that_the_data_source_has(local: Any, tmp_path: Path) -> None:
    register(local)
    write_together(local, ["transactions"], {**GIVEN, "customers": "50"}, tmp_path, 1)
    source = local.read.format("lastro").options(table="transactions", **GIVEN).load()
    found = local.read.parquet(str(tmp_path / "transactions"))
    assert [(f.name, f.dataType) for f in found.schema] == [(f.name, f.dataType) for f in source.schema]


def test_a_bank_of_nobody_has_tables_without_rows(local: Any, tmp_path: Path) -> None:
    given = {**GIVEN, "customers": "0"}
    assert write_together(local, ["loans", "customers"], given, tmp_path, 4) == {"loans": 0, "customers": 0}
    assert_bank_in(tmp_path, given, ["loans", "customers"])


def test_what_goes_wrong_on_a_machine_is_told_in_one_line_and_nothing_stays(
    local: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_pass, "parts", lambda *_: [(("loans",), 0, ("no block",))])
    with pytest.raises(BuildError) as refused:
        write_together(local, ["loans"], GIVEN, tmp_path, 1)
    assert str(refused.value) == 'Spark: TypeError: can only concatenate str (not "int") to str'
    assert list(tmp_path.iterdir()) == []


def test_two_passes_into_one_folder_do_not_meet(local: Any, tmp_path: Path) -> None:
    (tmp_path / "_temporary").mkdir()
    with pytest.raises(BuildError, match="another doit spark writes, or was killed"):
        write_together(local, ["loans"], GIVEN, tmp_path, 1)
    assert (tmp_path / "_temporary").exists()


def test_a_worker_killed_in_mid_pass_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    losing_a_worker(cluster, lambda spark: write_together(spark, ["accounts", "loans"], OFTEN, tmp_path / "lake", 6))
    assert_bank_in(tmp_path / "lake", OFTEN, ["accounts", "loans"])
