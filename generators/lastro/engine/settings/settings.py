"""Settings: what bank.toml says, with what the command line overrides.

DECLARED lists every setting there is, by its full name, with what it may be. To add one: a line there and
a line in its section of bank.toml; a dataset that reads it names the section (or `bank.name`) in dodo.py.
On the command line a setting of [bank] goes by its bare name (`customers=500`), any other by
`section.name=value`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lastro.engine import paths
from lastro.engine.errors import BadSetting
from lastro.engine.records import state
from lastro.engine.settings.kinds import Choice, Day, Decimal, Kind, Value, Whole

_FIRST_DAY, _LAST_DAY = date(2021, 1, 1), date(2100, 12, 31)

DECLARED: dict[str, Kind] = {
    "bank.seed": Whole("Seed of every draw", 0, 2**63 - 1),
    "bank.customers": Whole("Customers who have joined by base_date", 0, 10_000_000),
    "bank.branches": Whole("Branches", 1, 8_999),
    "bank.base_date": Day("Day by which all customers have joined", _FIRST_DAY, _LAST_DAY),
    "bank.as_of": Day("Last day of the bank's history", _FIRST_DAY, _LAST_DAY),
    "bank.history_start": Day("First day of transactions", _FIRST_DAY, _LAST_DAY),
    "bank.workers": Whole("Processes that make a large dataset; changes no byte", 1, 64),
    "ledger.savings_rate": Decimal("Interest that savings earn, percent a month", 0, 5),
    "ledger.overdraft_rate": Decimal("Interest on overdrafts, percent a month", 0, 8),
    "ledger.card_interest": Decimal("Interest on card debt that is carried on, percent a month", 0, 30),
    "ledger.delinquency": Decimal("How much likelier than usual arrears on loans and cards are", 0, 5),
    "transactions.trips": Decimal("Share of a customer's months with a trip, where shops of another city are", 0, 1),
    "privacy.documents": Choice("Check digits of CPF, CNPJ and card numbers", ("valid", "invalid")),
}

_FORGET = "settings"  # `doit settings=default` forgets what is remembered
_WAY_OUT = "`doit settings=default` forgets remembered settings"


@dataclass(frozen=True)
class Settings:
    """The settings in force: values by full name, and the overrides among them as they were written."""

    values: Mapping[str, Value]
    overrides: Mapping[str, str]
    remembered: Mapping[str, str]  # the overrides that come from an earlier run

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


def load(command_line: Mapping[str, str]) -> Settings:
    """The settings in force; raises BadSetting with what is wrong and what exists."""
    standard = _standard()
    typed = {_full_name(name): text for name, text in command_line.items() if name != _FORGET}
    remembered = {} if _forgets(command_line) else _remembered()
    given = {name: (text, _parse(name, text)) for name, text in (remembered | typed).items()}
    overrides = {name: text for name, (text, value) in sorted(given.items()) if value != standard[name]}
    kept = {name: text for name, text in overrides.items() if name not in typed}
    values = standard | {name: given[name][1] for name in overrides}
    _insist_on_order(values, bool(kept))
    return Settings(values, overrides, kept)


def _forgets(command_line: Mapping[str, str]) -> bool:
    asked = command_line.get(_FORGET)
    if asked not in (None, "default"):
        raise BadSetting(f"settings={_shown(asked)}: only settings=default exists, which forgets overrides")
    return asked is not None


def _remembered() -> dict[str, str]:
    """Overrides of an earlier run."""
    found = state.load(paths.OVERRIDES)
    found = found if isinstance(found, dict) else {}
    for name, text in found.items():
        if name not in DECLARED or not isinstance(text, str) or DECLARED[name].parse(text) is None:
            raise BadSetting(
                f"{paths.OVERRIDES} remembers {_shown(name)}={_shown(text)}, which is not allowed; {_WAY_OUT}"
            )
    return found


def _standard() -> dict[str, Value]:
    """What bank.toml says."""
    sections = _read_bank()
    found: dict[str, object] = {}
    for section, names in sections.items():
        if not isinstance(names, dict):
            raise BadSetting(f"{paths.BANK}: {_shown(section)} stands outside any section such as [bank]")
        found |= {f"{section}.{name}": value for name, value in names.items()}
    for name in found:
        if name not in DECLARED:
            raise BadSetting(f"{paths.BANK}: {_unknown(name)}")
    return {name: _accept(name, found) for name in DECLARED}


def _read_bank() -> dict[str, object]:
    try:
        with open(paths.BANK, encoding="utf-8") as stream:
            return tomllib.loads(stream.read())
    except OSError as error:
        raise BadSetting(
            f"{paths.BANK} cannot be read: {error.strerror}; `git checkout {paths.BANK}` brings it back"
        ) from None
    except (ValueError, RecursionError) as error:
        raise BadSetting(f"{paths.BANK} is not valid TOML: {error}") from None


def _accept(name: str, found: Mapping[str, object]) -> Value:
    section, _, short = name.partition(".")
    if name not in found:
        raise BadSetting(f"{paths.BANK}: [{section}] lacks {short}; allowed is {DECLARED[name].allowed}")
    value = DECLARED[name].accept(found[name])
    if value is None:
        shown = _shown(found[name])
        raise BadSetting(f"{paths.BANK}: [{section}] {short} = {shown}; allowed is {DECLARED[name].allowed}")
    return value


def _parse(name: str, text: str) -> Value:
    value = DECLARED[name].parse(text)
    if value is None:
        raise BadSetting(f"{spoken(name)}={_shown(text)}: allowed is {DECLARED[name].allowed}")
    return value


def _full_name(name: str) -> str:
    full = name if "." in name else f"bank.{name}"
    if full not in DECLARED:
        raise BadSetting(_unknown(name))
    return full


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    names = [spoken(known) for known in DECLARED]
    close = get_close_matches(spoken(name), names, 1) or [n for n in names if n.endswith(f".{name}")]
    hint = f"did you mean {close[0]}? " if close else ""
    return f"there is no setting {_shown(name)}; {hint}there are: {', '.join(names)}"


def _insist_on_order(values: Mapping[str, Value], remembered: bool) -> None:
    start, end = values["bank.history_start"], values["bank.as_of"]
    assert isinstance(start, date)
    assert isinstance(end, date)
    if start > end:
        hint = f"; {_WAY_OUT}" if remembered else ""
        raise BadSetting(f"history_start={start}: allowed is a date from {_FIRST_DAY} to as_of, which is {end}{hint}")


def _shown(value: object) -> str:
    """What was found, short and in one line."""
    plain_text = isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip() != ""
    text = str(value) if plain_text else ascii(value)
    return text if len(text) <= 60 else f"{text[:60]}..."
