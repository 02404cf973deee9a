"""`doit undo`: whatever was done to the bank, the clean files come out of the dirty ones byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lastro.engine.errors import BuildError
from lastro.tasks.dirty.registry import CSV, DELIVERY, FILE, IN_RECORDS, JSON, PARQUET, kinds
from projects import DATASETS, Project
from twins import rates, small_bank, small_frame, twin

pytestmark = pytest.mark.long

RECORDS = [name for name, kind in kinds().items() if kind.scope in IN_RECORDS]
FILES = [name for name, kind in kinds().items() if kind.scope == FILE]
OF_JSON = [name for name in FILES if JSON in kinds()[name].forms]
OF_CSV = [name for name in FILES if CSV in kinds()[name].forms]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bank(tmp_path_factory.mktemp("small"))


def test_there_are_thirty_kinds_and_more_each_with_a_sentence() -> None:
    assert len(kinds()) >= 60
    assert all(kind.sentence.endswith(".") for kind in kinds().values())
    assert len({kind.sentence for kind in kinds().values()}) == len(kinds())


def test_all_kinds_together_are_undone(bank: Project, tmp_path: Path) -> None:
    made = twin(bank.path(DATASETS), tmp_path, level="heavy", drift_from="2026-06-01", rate=rates(OF_JSON, 0.3))
    assert len(made.entries) > 10_000
    assert made.undone(tmp_path / "restored") == []


@pytest.mark.faults
def test_all_kinds_together_are_undone_in_a_bank_of_2000(bank_2000: Path, tmp_path: Path) -> None:
    made = twin(bank_2000, tmp_path, level="heavy", drift_from="2026-06-01", rate=rates(OF_JSON, 0.3))
    assert made.undone(tmp_path / "restored") == []


@pytest.mark.parametrize("name", RECORDS)
def test_each_kind_is_undone_alone(small: Path, tmp_path: Path, name: str) -> None:
    made = twin(small, tmp_path, small_frame(small), only=name, rate=[f"{name}=0.3"])
    assert {entry["kind"] for entry in made.entries} == {name}
    assert made.undone(tmp_path / "restored") == []


@pytest.mark.parametrize(("form", "name"), [("json", name) for name in OF_JSON] + [("csv", name) for name in OF_CSV])
def test_each_fault_of_a_whole_file_is_undone(small: Path, tmp_path: Path, form: str, name: str) -> None:
    made = twin(small, tmp_path, small_frame(small), only="mojibake,null", rate=[f"{name}=0.6"], form=form)
    struck = [entry["dataset"] for entry in made.entries if entry["kind"] == name]
    assert 1 < len(struck) < 9
    assert made.kinds[name]["count"] == len(struck)
    assert made.undone(tmp_path / "restored") == []


@pytest.mark.parametrize("form", [CSV, PARQUET])
def test_a_twin_in_another_form_is_undone(small: Path, tmp_path: Path, form: str) -> None:
    made = twin(small, tmp_path, small_frame(small), level="heavy", form=form)
    assert {path.suffix for path in made.places.dirty.iterdir()} == {f".{form}"}
    assert made.undone(tmp_path / "restored") == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1 << 32),
    mixture=st.dictionaries(st.sampled_from(RECORDS + OF_JSON), st.sampled_from([0.01, 0.2, 1.0]), min_size=1),
    drift=st.sampled_from(["", "2025-12-10"]),
)
@example(seed=5, mixture={"rows_swapped": 1.0, "exact_beside": 0.2, "owner_lost": 0.2}, drift="")
def test_any_mixture_is_undone(
    small: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, mixture: dict[str, float], drift: str
) -> None:
    to = tmp_path_factory.mktemp("mixture")
    given = [f"{name}={rate}" for name, rate in mixture.items()]
    made = twin(small, to, small_frame(small, seed), only=",".join(mixture), rate=given, drift_from=drift)
    assert made.undone(to / "restored") == []


def test_a_twin_that_was_changed_is_refused(small: Path, tmp_path: Path) -> None:
    made = twin(small, tmp_path, small_frame(small))
    path = made.places.dirty / "loans.json"
    path.write_bytes(path.read_bytes().replace(b"Price", b"Prize"))
    with pytest.raises(BuildError, match=r"loans.json is not as `doit dirty` made it"):
        made.undone(tmp_path / "restored")


def test_kinds_of_deliveries_need_a_feed(small: Path, tmp_path: Path) -> None:
    assert [name for name, kind in kinds().items() if kind.scope == DELIVERY] != []
    with pytest.raises(BuildError, match="day_late happens to the files of a feed"):
        twin(small, tmp_path, small_frame(small), only="day_late")
