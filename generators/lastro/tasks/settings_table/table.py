"""The settings as tables: for the README with what bank.toml says, for the screen with what is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lastro.engine.settings.setting_types import SettingType
from lastro.engine.settings.settings import Settings, plain, spoken


def markdown(types: Mapping[str, SettingType], known: Settings) -> str:
    """A line for each setting, in the order of bank.toml."""
    rows = [
        (f"`{spoken(name)}`", plain(known.standard[name]), types[name].allowed, types[name].meaning)
        for name in known.standard
    ]
    return "\n".join(_line(row) for row in [("setting", "default", "allowed", "what it says"), ("---",) * 4, *rows])


def text(types: Mapping[str, SettingType], known: Settings) -> str:
    """A line for each setting; an asterisk marks what is not as in bank.toml."""
    marks = dict.fromkeys(known.overrides, " *")
    rows = [
        (f"{spoken(name)}={plain(known[name])}{marks.get(name, '')}", types[name].allowed, types[name].meaning)
        for name in known.standard
    ]
    first, second = (max(len(row[n]) for row in rows) for n in (0, 1))
    return "\n".join(f"{named:<{first}}  {allowed:<{second}}  {meaning}" for named, allowed, meaning in rows)


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
