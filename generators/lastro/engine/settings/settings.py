"""Settings: what bank.toml says, with what the command line overrides.

dodo.py declares what settings there are; every build has OF_EVERY_BUILD. To add one: a line in the declaration and a
line in its section of bank.toml; a dataset that reads it names the section (or `bank.name`) in dodo.py.
On the command line a setting of [bank] goes by its bare name (`customers=500`), any other by
`section.name=value`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lastro.engine import paths
from lastro.engine.errors import BadSetting, near, no_such
from lastro.engine.records import state
from lastro.engine.settings.setting_types import SettingType, Value, Whole

OF_EVERY_BUILD: dict[str, SettingType] = {
    "bank.seed": Whole("Seed of every draw; another seed is another bank", 0, 2**63 - 1),
    "bank.workers": Whole("Processes that make a large dataset; changes no byte", 1, 64),
}

SettingTypes = Mapping[str, SettingType]  # by full name

BANK = "bank"  # `doit bank=dev` names the bank that a command speaks of: no setting, and never remembered
_FORGET = "settings"  # `doit settings=default` forgets what is remembered
_WAY_OUT = "`doit settings=default` forgets remembered settings"


class DeclaredSettings:
    """The settings that there are: what each may be by itself, and what they may be together.

    types: by full name, without those of every build.
    conflict: says in one line what is wrong with values that are each allowed; "" where they go together.
    """

    def __init__(self, types: SettingTypes, conflict: Callable[[Mapping[str, Value]], str] | None = None) -> None:
        self.types = {**OF_EVERY_BUILD, **types}
        self.conflict = conflict or (lambda _: "")


@dataclass(frozen=True)
class Settings:
    """The settings in force: values by full name, and the overrides among them as they were written."""

    values: Mapping[str, Value]
    overrides: Mapping[str, str]
    remembered: Mapping[str, str]  # the overrides that come from an earlier run
    standard: Mapping[str, Value]  # what bank.toml says

    def __getitem__(self, name: str) -> Value:
        """The value of one setting, by its full name."""
        return self.values[name]

    def number(self, name: str) -> int:
        """The value of a setting that is a whole number."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def read_by(self, names: Iterable[str]) -> dict[str, Value]:
        """What a dataset reads: the seed, and each setting or whole section that it names."""
        chosen = {"bank.seed": self.values["bank.seed"]}
        for name in names:
            found = {k: v for k, v in self.values.items() if k == name or k.startswith(f"{name}.")}
            if not found:
                raise BadSetting(f"dodo.py names a setting or section that does not exist: {name}")
            chosen |= found
        return dict(sorted(chosen.items()))

    def remember(self) -> None:
        """Keep the overrides for later runs, or forget them where there are none."""
        if not self.overrides:
            state.remove(paths.OVERRIDES)
        elif state.load(paths.OVERRIDES) != self.overrides:
            state.save(paths.OVERRIDES, dict(self.overrides))


def plain(value: Value) -> int | float | str:
    """A value as it stands in a record."""
    return value.isoformat() if isinstance(value, date) else value


def spoken(name: str) -> str:
    """A setting's name as it is typed on the command line."""
    return name.removeprefix("bank.")


def load(declared: DeclaredSettings, command_line: Mapping[str, str]) -> Settings:
    """The settings in force; raises BadSetting with what is wrong and what exists."""
    remembered = {} if _forgets(command_line) else _remembered(declared.types)
    typed = {name: text for name, text in command_line.items() if name not in (_FORGET, BANK)}
    return _in_force(declared, Path(paths.BANK), typed, remembered)


def given(declared: DeclaredSettings, texts: Mapping[str, str]) -> Settings:
    """Settings for a program: as given, else as bank.toml says, wherever it runs and whatever is remembered.

    Raises BadSetting with what is wrong and what exists.
    """
    return _in_force(declared, paths.ROOT / paths.BANK, texts, {})


def _in_force(
    declared: DeclaredSettings, bank: Path, named: Mapping[str, str], remembered: Mapping[str, str]
) -> Settings:
    types = declared.types
    standard = _standard(types, bank)
    typed = {_full_name(types, name): text for name, text in named.items()}
    parsed = {name: (text, _parse(types[name], name, text)) for name, text in ({**remembered} | typed).items()}
    overrides = {name: text for name, (text, value) in sorted(parsed.items()) if value != standard[name]}
    kept = {name: text for name, text in overrides.items() if name not in typed}
    values = standard | {name: parsed[name][1] for name in overrides}
    if conflict := declared.conflict(values):
        raise BadSetting(f"{conflict}; {_WAY_OUT}" if kept else conflict)
    return Settings(values, overrides, kept, standard)


def _forgets(command_line: Mapping[str, str]) -> bool:
    asked = command_line.get(_FORGET)
    if asked not in (None, "default"):
        raise BadSetting(f"settings={_shown(asked)}: only settings=default exists, which forgets overrides")
    return asked is not None


def _remembered(types: SettingTypes) -> dict[str, str]:
    """Overrides of an earlier run."""
    found = state.load(paths.OVERRIDES)
    found = found if isinstance(found, dict) else {}
    for name, text in found.items():
        if name not in types or not isinstance(text, str) or types[name].parse(text) is None:
            raise BadSetting(
                f"{paths.OVERRIDES} remembers {_shown(name)}={_shown(text)}, which is not allowed; {_WAY_OUT}"
            )
    return found


def _standard(types: SettingTypes, bank: Path) -> dict[str, Value]:
    """What bank.toml says."""
    sections = _read_bank(bank)
    found: dict[str, object] = {}
    for section, names in sections.items():
        if not isinstance(names, dict):
            raise BadSetting(f"{paths.BANK}: {_shown(section)} stands outside any section such as [bank]")
        found |= {f"{section}.{name}": value for name, value in names.items()}
    for name in found:
        if name not in types:
            raise BadSetting(f"{paths.BANK}: {_unknown(types, name)}")
    return {name: _accept(type_, name, found) for name, type_ in types.items()}


def _read_bank(bank: Path) -> dict[str, object]:
    try:
        with bank.open(encoding="utf-8") as stream:
            return tomllib.loads(stream.read())
    except OSError as error:
        raise BadSetting(
            f"{paths.BANK} cannot be read: {error.strerror}; `git checkout {paths.BANK}` brings it back"
        ) from None
    except (ValueError, RecursionError) as error:
        raise BadSetting(f"{paths.BANK} is not valid TOML: {error}") from None


def _accept(type_: SettingType, name: str, found: Mapping[str, object]) -> Value:
    section, _, short = name.partition(".")
    if name not in found:
        raise BadSetting(f"{paths.BANK}: [{section}] lacks {short}; allowed is {type_.allowed}")
    value = type_.accept(found[name])
    if value is None:
        shown = _shown(found[name])
        raise BadSetting(f"{paths.BANK}: [{section}] {short} = {shown}; allowed is {type_.allowed}")
    return value


def _parse(type_: SettingType, name: str, text: str) -> Value:
    value = type_.parse(text)
    if value is None:
        raise BadSetting(f"{spoken(name)}={_shown(text)}: allowed is {type_.allowed}")
    return value


def _full_name(types: SettingTypes, name: str) -> str:
    full = name if "." in name else f"bank.{name}"
    if full not in types:
        raise BadSetting(_unknown(types, name))
    return full


def _unknown(types: SettingTypes, name: str) -> str:
    names = [spoken(known) for known in types]
    in_a_section = next((each for each in names if each.endswith(f".{name}")), "")
    return no_such("setting", _shown(name), names, near(spoken(name), names) or in_a_section)


def _shown(value: object) -> str:
    """What was found, short and in one line."""
    plain_text = isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip() != ""
    text = str(value) if plain_text else ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
