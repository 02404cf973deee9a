"""Fuzzing: any settings file, command line, memory or record ends in a result or in the project's own error."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from breaking import LONG
from lastro.bank.settings import SETTINGS
from lastro.engine import paths
from lastro.engine.errors import BadSetting, BuildError
from lastro.engine.records import module_text, record
from lastro.engine.records.digests import Digests
from lastro.engine.records.record import Ingredients, Record
from lastro.engine.settings import settings
from lastro.engine.settings.settings import Settings
from projects import ROOT

pytestmark = pytest.mark.faults

MANY = effort(
    max_examples=5000 if LONG else 300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BANK = (ROOT / "bank.toml").read_text(encoding="utf-8")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
SPOKEN = st.sampled_from([settings.spoken(name) for name in SETTINGS.types])
VALUES = (
    st.text(max_size=40) | st.integers().map(str) | st.floats().map(str) | st.dates().map(str) | st.just("9" * 9999)
)


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.makedirs(paths.RECORDS)
    Path(paths.BANK).write_text(BANK, encoding="utf-8")
    monkeypatch.setattr(module_text, "_reader", lambda: "3.11")


def settled(command_line: dict[str, str]) -> None:
    """Settings that are all within what is allowed, or one short message."""
    found = loaded(command_line)
    if isinstance(found, str):
        assert len(found) < 1000
        assert found.isprintable()
    else:
        assert all(kind.accept(settings.plain(found[name])) is not None for name, kind in SETTINGS.types.items())


def loaded(command_line: dict[str, str]) -> Settings | str:
    """Settings, or why there are none."""
    try:
        return settings.load(SETTINGS, command_line)
    except BadSetting as error:
        return str(error)


@MANY
@given(st.dictionaries(SPOKEN | st.text(max_size=20), VALUES, max_size=5))
def test_any_command_line_ends_in_settings_or_one_line(command_line: dict[str, str]) -> None:
    settled(command_line)


@MANY
@given(st.text(max_size=200) | st.binary(max_size=200), st.integers(0, len(BANK)), st.integers(0, 60))
def test_any_damage_to_the_settings_file_ends_in_settings_or_one_message(
    content: str | bytes, at: int, dropped: int
) -> None:
    inserted = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    bank = BANK.encode()
    Path(paths.BANK).write_bytes(bank[:at] + inserted + bank[at + dropped :])
    found = loaded({})
    if isinstance(found, str):
        assert found.startswith(paths.BANK) or "history_start" in found
        assert len(found) < 1000


@MANY
@given(st.sampled_from(list(SETTINGS.types)), JSON)
def test_any_value_in_the_settings_file_is_allowed_or_refused_by_name(name: str, value: object) -> None:
    kind = SETTINGS.types[name]
    accepted = kind.accept(value)
    assert accepted is None or kind.accept(settings.plain(accepted)) == accepted


@MANY
@given(JSON | st.dictionaries(st.sampled_from(list(SETTINGS.types)), JSON | VALUES, max_size=3))
def test_any_memory_of_overrides_ends_in_settings_or_one_line(memory: object) -> None:
    Path(paths.OVERRIDES).write_text(json.dumps(memory), encoding="utf-8")
    settled({})
    assert settings.load(SETTINGS, {"settings": "default"}).overrides == {}


MADE_OF = st.fixed_dictionaries({"inputs": JSON, "settings": JSON, "packages": JSON})
ENTRIES = st.lists(st.fixed_dictionaries({"made_of": MADE_OF | JSON, "output": JSON}) | JSON, max_size=3)
RECORDS = JSON | st.fixed_dictionaries({"entries": ENTRIES | JSON, "confirmed": JSON, "accepted": JSON})


@MANY
@given(RECORDS)
def test_any_record_is_read_as_a_record(found: object) -> None:
    Path(paths.record("accounts")).write_text(json.dumps(found), encoding="utf-8")
    read = record.load("accounts")
    for entry in read.entries:
        entry.made_of.differences(Ingredients({}, {}, {}))
    record.confirm("accounts", 7)
    assert read == Record() or record.load("accounts").confirmed == 7


@MANY
@given(JSON | st.dictionaries(st.just("bank.toml"), JSON | st.lists(JSON, min_size=2, max_size=2)))
def test_any_memory_of_digests_changes_no_digest(memory: object) -> None:
    Path(paths.CACHE).write_text(json.dumps(memory), encoding="utf-8")
    Path("other").write_text("x")
    assert Digests().of(paths.BANK) == Digests().of(paths.BANK)
    digests = Digests()
    digests.of("other")
    digests.save()


@MANY
@given(
    JSON
    | st.fixed_dictionaries({"reader": st.just("3.11"), "modules": JSON | st.dictionaries(st.text(max_size=9), JSON)})
)
def test_any_memory_of_modules_is_read_or_left(memory: object) -> None:
    Path(paths.MODULES).write_text(json.dumps(memory), encoding="utf-8")
    module_text._memory.cache_clear()
    module_text._memory()


@MANY
@given(st.text(max_size=300))
def test_no_text_of_a_setting_leaves_the_data_folder(text: str) -> None:
    """Settings name no file, so none of them can lead anywhere."""
    before = set(Path(".").rglob("*"))
    for name in ("privacy.documents", "as_of", "customers"):
        try:
            settings.load(SETTINGS, {name: f"../../{text}"}).remember()
        except BuildError:
            continue
    assert set(Path(".").rglob("*")) == before
