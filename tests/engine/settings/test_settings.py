"""Settings: what is accepted, what is refused, and how it is said."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastro.engine import paths
from lastro.engine.errors import BadSetting
from lastro.engine.records import state
from lastro.engine.settings import settings
from lastro.engine.settings.setting_types import Day, Decimal, OneOf, SettingType, Whole
from lastro.engine.settings.settings import DeclaredSettings, Settings, plain

WHOLE = Whole("A count", 0, 100)
DECIMAL = Decimal("A share", 0, 1)
DAY = Day("A day", date(2021, 1, 1), date(2030, 12, 31))
CHOICE = OneOf("A word", ("valid", "invalid"))
DECLARED = DeclaredSettings(
    {"bank.customers": Whole("Customers", 0, 1000), "bank.as_of": DAY, "rates.share": DECIMAL, "rates.word": CHOICE},
    lambda values: "customers=13: not with seed=13" if values["bank.customers"] == values["bank.seed"] == 13 else "",
)
FILE = """
[bank]
seed = 1
workers = 2
customers = 100
as_of = 2026-10-31

[rates]
share = 0.5
word = "valid"
"""


def load(command_line: dict[str, str]) -> Settings:
    return settings.load(DECLARED, command_line)


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bank.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path)


# one value


@pytest.mark.parametrize(
    "text", ["", " 5", "5 ", "5.5", "+5", "1e1", "0x5", "1_0", "NaN", "٥", "-1", "101", "9" * 5000]
)
def test_a_whole_number_is_plain_digits_within_its_range(text: str) -> None:
    assert WHOLE.parse(text) is None


@pytest.mark.parametrize("text", ["0", "100", "007"])
def test_the_ends_of_a_range_belong_to_it(text: str) -> None:
    assert WHOLE.parse(text) == int(text)


@pytest.mark.parametrize("value", [True, 5.0, "5", None, 2**80, [5]])
def test_a_whole_number_in_the_file_is_a_toml_integer(value: object) -> None:
    assert WHOLE.accept(value) is None


@pytest.mark.parametrize("text", ["", ".5", "1.", "1e-3", "nan", "inf", "-0.1", "1.01"])
def test_a_number_is_digits_with_a_point_within_its_range(text: str) -> None:
    assert DECIMAL.parse(text) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "0.5", 2**70, -(2**70)])
def test_a_number_in_the_file_is_finite_and_within_its_range(value: object) -> None:
    assert DECIMAL.accept(value) is None


@pytest.mark.parametrize("text", ["2026-02-30", "2020-12-31", "2031-01-01", "20260101", "2026-W01-1", "٢٠٢٦-01-01", ""])
def test_a_day_is_a_calendar_day_within_its_range(text: str) -> None:
    assert DAY.parse(text) is None


def test_a_day_in_the_file_is_a_date_or_a_text_but_no_moment() -> None:
    assert DAY.accept("2026-01-02") == DAY.accept(date(2026, 1, 2)) == date(2026, 1, 2)
    assert DAY.accept(tomllib.loads("t = 2026-01-02T03:04:05")["t"]) is None


@pytest.mark.parametrize("type_", [WHOLE, DECIMAL, DAY, CHOICE])
@given(text=st.text() | st.from_regex(r"[-+0-9.eE_ ]{0,40}"))
def test_any_text_is_a_value_or_nothing(type_: SettingType, text: str) -> None:
    value = type_.parse(text)
    assert value is None or type_.accept(value) == value


# the file


def test_what_is_declared_and_what_every_build_has_is_read_from_the_file() -> None:
    assert load({}).values == {
        "bank.seed": 1, "bank.workers": 2, "bank.customers": 100, "bank.as_of": date(2026, 10, 31),
        "rates.share": 0.5, "rates.word": "valid",
    }  # fmt: skip


def test_what_is_not_declared_is_refused() -> None:
    Path("bank.toml").write_text(FILE + "fee = 5\n")
    with pytest.raises(BadSetting, match=r"bank\.toml: there is no setting rates\.fee; .*there are: seed, workers"):
        load({})


@pytest.mark.parametrize("name", DECLARED.types)
def test_a_setting_that_the_file_lacks_is_named(name: str) -> None:
    text = Path("bank.toml").read_text(encoding="utf-8")
    short = name.partition(".")[2]
    Path("bank.toml").write_text(re.sub(rf"^{short} = .*$", "", text, flags=re.MULTILINE), encoding="utf-8")
    with pytest.raises(BadSetting, match=rf"bank\.toml: \[\w+\] lacks {short}; allowed is"):
        load({})


@pytest.mark.parametrize("value", ["-1", "5.5", "true", '"5"', "nan", "1001", "[5]", "2026-01-01"])
def test_a_value_out_of_range_in_the_file_is_refused_with_what_is_allowed(value: str) -> None:
    text = Path("bank.toml").read_text(encoding="utf-8")
    Path("bank.toml").write_text(text.replace("customers = 100", f"customers = {value}"), encoding="utf-8")
    with pytest.raises(BadSetting, match=r"\[bank\] customers = .*; allowed is a whole number from 0 to 1000"):
        load({})


@given(content=st.text(max_size=200) | st.binary(max_size=200))
def test_any_settings_file_ends_in_settings_or_the_projects_own_error(content: str | bytes) -> None:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    Path("bank.toml").write_bytes(raw)
    with pytest.raises(BadSetting):
        load({})


def test_a_settings_file_that_is_a_folder_is_refused() -> None:
    Path("bank.toml").unlink()
    Path("bank.toml").mkdir()
    with pytest.raises(BadSetting, match=r"bank\.toml cannot be read"):
        load({})


# the command line


def test_the_command_line_overrides_the_file() -> None:
    found = load({"customers": "500", "rates.word": "invalid"})
    assert (found["bank.customers"], found["rates.word"]) == (500, "invalid")
    assert found.overrides == {"bank.customers": "500", "rates.word": "invalid"}


def test_what_the_file_says_anyway_is_no_override() -> None:
    assert load({"customers": "100"}).overrides == {}


@pytest.mark.parametrize("name", ["", "x", "bank.x", "x.y", "..", "bank.customers.x", "settings.x"])
def test_an_unknown_name_is_refused_with_what_exists(name: str) -> None:
    with pytest.raises(BadSetting, match=r"there is no setting .*customers.*rates\.word"):
        load({name: "5"})


@given(name=st.text(max_size=30), text=st.text(max_size=30))
def test_any_command_line_ends_in_settings_or_one_line(name: str, text: str) -> None:
    try:
        load({name: text})
        said = "fine"
    except BadSetting as error:
        said = str(error)
    assert len(said.splitlines()) == 1
    assert said.isascii()


def test_values_that_do_not_go_together_are_refused_as_declared() -> None:
    assert load({"seed": "13"})["bank.customers"] == 100
    with pytest.raises(BadSetting, match=r"^customers=13: not with seed=13$"):
        load({"seed": "13", "customers": "13"})


def test_a_remembered_value_that_does_not_go_with_another_is_refused_with_the_way_out() -> None:
    load({"seed": "13"}).remember()
    with pytest.raises(BadSetting, match="not with seed=13; `doit settings=default` forgets"):
        load({"customers": "13"})


# memory


def test_overrides_are_remembered_until_they_are_forgotten() -> None:
    load({"customers": "500"}).remember()
    assert load({})["bank.customers"] == 500
    assert load({}).remembered == {"bank.customers": "500"}
    load({"settings": "default"}).remember()
    assert load({})["bank.customers"] == 100


def test_what_is_typed_comes_before_what_is_remembered() -> None:
    load({"customers": "500", "seed": "5"}).remember()
    found = load({"customers": "600"})
    assert (found["bank.customers"], found["bank.seed"], found.remembered) == (600, 5, {"bank.seed": "5"})


def test_forgetting_and_overriding_go_together() -> None:
    load({"customers": "500", "seed": "5"}).remember()
    assert load({"settings": "default", "customers": "600"}).overrides == {"bank.customers": "600"}


@pytest.mark.parametrize("found", [{"bank.x": "5"}, {"bank.seed": 5}, {"bank.seed": "x"}])
def test_a_memory_that_is_not_allowed_any_more_is_refused_with_the_way_out(found: dict[str, object]) -> None:
    state.save(paths.OVERRIDES, found)
    with pytest.raises(BadSetting, match="settings=default"):
        load({})
    assert load({"settings": "default"}).overrides == {}


def test_a_memory_that_cannot_be_read_is_none() -> None:
    state.save(paths.OVERRIDES, {})
    Path(paths.OVERRIDES).write_text("{")
    assert load({}).overrides == {}


# what a dataset reads


def test_a_dataset_reads_the_seed_and_what_it_names() -> None:
    assert list(load({}).read_by(["rates", "bank.as_of"])) == ["bank.as_of", "bank.seed", "rates.share", "rates.word"]


def test_naming_what_does_not_exist_is_refused() -> None:
    with pytest.raises(BadSetting, match=r"does not exist: bank\.nothing"):
        load({}).read_by(["bank.nothing"])


def test_a_day_stands_in_a_record_as_text() -> None:
    assert plain(date(2026, 10, 31)) == "2026-10-31"
    assert settings.spoken("bank.as_of") == "as_of"
