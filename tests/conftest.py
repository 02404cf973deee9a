"""What the tests share: banks that are built once, connections to them, and how hypothesis works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from builds import NAMES
from projects import DATASETS, Project, built, compiled, lastro, once, toy

hypothesis.settings.register_profile("lastro", deadline=None)  # machines differ, and may be busy
hypothesis.settings.load_profile("lastro")


# The toy bank: three datasets in a row


@pytest.fixture(scope="session")
def _built_toy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(once(tmp_path_factory, "toy", lambda to: compiled(built(toy(to)))))


@pytest.fixture
def unbuilt(tmp_path: Path) -> Project:
    """The toy bank, not built yet."""
    return toy(tmp_path / "unbuilt")


@pytest.fixture
def project(_built_toy: Project, tmp_path: Path) -> Project:
    """The toy bank, built."""
    return _built_toy.copy(tmp_path / "bank")


# The real bank


@pytest.fixture(scope="session")
def _built_bank(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(once(tmp_path_factory, "bank", lambda to: compiled(built(lastro(to, customers=300)))))


@pytest.fixture(scope="session")
def bank(_built_bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real bank with 300 customers, built; its datasets and sources are not to be changed."""
    return _built_bank.copy(tmp_path_factory.mktemp("real") / "bank")


@pytest.fixture
def own_bank(_built_bank: Project, tmp_path: Path) -> Project:
    """The same, to do anything with."""
    return _built_bank.copy(tmp_path / "own")


@pytest.fixture(scope="session")
def bank_2000(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the datasets of the default bank, of 2,000 customers."""
    return once(tmp_path_factory, "bank_2000", lambda to: built(lastro(to))) / DATASETS


# That bank in DuckDB


@pytest.fixture(scope="session")
def books(bank_2000: Path) -> Any:
    """A connection of DuckDB with the nine datasets of 2,000 customers, and every posting with its customer."""
    from lastro.engine.rows.columns import row_class
    from lastro.tasks.realism.books import opened

    return opened(bank_2000, {name: row_class(name) for name in NAMES})


@pytest.fixture(scope="session")
def rows(books: Any) -> Callable[[str], list[tuple[Any, ...]]]:
    """The rows that a query finds in the books."""
    return lambda sql: books.execute(sql).fetchall()


@pytest.fixture(scope="session")
def number(books: Any) -> Callable[[str], float]:
    """The one number that a query finds in the books."""
    return lambda sql: float(books.execute(sql).fetchone()[0])
