"""`doit spark`: tables written by Spark, no dataset built here; what is wrong is told before Spark starts."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import lastro as library
from projects import DATASETS, Project, lastro

pytestmark = pytest.mark.long


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """The project, not built, to be called in a path with a space and an accent."""
    return lastro(tmp_path / "São Paulo", customers=150)


def slowly(project: Project, *arguments: str) -> tuple[int, str, str]:
    """Exit code and words of `doit spark`; Java takes its time to start."""
    process = project.start("spark", *arguments)
    out, err = (text.decode() for text in process.communicate(timeout=400))
    return process.returncode, out, err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a folder for the tables: doit spark --to FOLDER"),
        (["--to", "x", "--tables", "loans,cards"], "--tables: there is no dataset cards; there are: customers"),
        (["--to", "x", "--partitions", "none"], "--partitions none: allowed is a whole number from 1 on"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(empty: Project, arguments: list[str], message: str) -> None:
    done = empty.doit("spark", *arguments)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert message in done.err


def test_without_java_one_line_says_so(empty: Project, tmp_path: Path) -> None:
    done = empty.doit("spark", "--to", "x", PATH=str(tmp_path), JAVA_HOME="")
    assert "Spark needs Java 17 or newer, which is not there" in done.err


@pytest.mark.spark
def test_tables_are_those_of_the_bank_and_nothing_is_built_here(empty: Project, tmp_path: Path) -> None:
    code, out, err = slowly(empty, "--to", str(tmp_path / "lake"), "--tables", "branches,loans", "seed=9")
    assert code == 0, err
    bank = library.open(customers=150, seed=9)
    for table in ("branches", "loans"):
        found = pl.read_parquet(tmp_path / f"lake/{table}/*.parquet")
        assert_frame_equal(found, bank[table].with_columns(pl.col(pl.Enum).cast(pl.String)))
        assert f"   {table}: {len(found):,} records" in out
    assert not empty.path(DATASETS).exists()
    code, _, err = slowly(empty, "--to", str(tmp_path / "lake"), "--tables", "loans")
    assert code == 1
    assert "lake/loans is there already: remove it, or name another folder" in err
