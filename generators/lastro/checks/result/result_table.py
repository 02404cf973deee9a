"""The table that `doit check` prints, from plain values, so that a stored result needs neither numpy nor polars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill, wrap
from typing import Any

WIDTH = 100
_HEAD = ("rule", "checked", "violations", "what holds")
_MARGIN = " " * 6


def table(result: Mapping[str, Any]) -> str:
    """Each rule with its sentence and whom it is broken by, then which files are the user's and what it comes to."""
    lines = [_row(*_HEAD)]
    for code in dict.fromkeys(line["rule"] for line in result["rules"]):
        lines += _rule([line for line in result["rules"] if line["rule"] == code])
    lines += [f"{path} was edited by hand or made by somebody else" for path in result["edited"]]
    lines += [
        f"{path} was made of other files or by other code and was not checked" for path in result.get("stale", ())
    ]
    return "\n".join([*lines, verdict(result)])


def _rule(of_datasets: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A rule with its figures for all datasets, and a line for each promise that is broken."""
    rule = of_datasets[0]
    checked, violations = (f"{sum(line[name] for line in of_datasets):,}" for name in ("checked", "violations"))
    first, *more = wrap(f"{rule['name']}: {rule['sentence']}", WIDTH - len(_row("", "", "", "|")) + 1)
    yield _row(rule["rule"], checked, violations, first)
    yield from (_row("", "", "", line) for line in more)
    for line in of_datasets:
        yield from (_broken(line["dataset"], each) for each in line["findings"])


def _row(rule: str, checked: str, violations: str, what: str) -> str:
    return f"{rule:<5}{checked:>12}{violations:>12}  {what}".rstrip()


def _broken(dataset: str, finding: Mapping[str, Any]) -> str:
    what = f"{finding['count']:,} in {dataset}: {finding['broken']}; first {finding['first']}"
    sentence = f"not as generated: {what}" if finding["note"] else what
    return fill(sentence, WIDTH, initial_indent=_MARGIN, subsequent_indent=f"{_MARGIN}  ", break_on_hyphens=False)


def verdict(result: Mapping[str, Any]) -> str:
    """What it comes to, with the settings that the files were held against."""
    broken, noted = (", ".join(_codes(result, figure)) for figure in ("violations", "notes"))
    told = f"violated: {broken}" if broken else "no rule is violated"
    note = f"; not as generated, by {noted}" if noted else ""
    settings = f"history from {result['history_start']} to {result['as_of']}, documents {result['documents']}"
    return f"{told}{note} ({settings})"


def _codes(result: Mapping[str, Any], figure: str) -> list[str]:
    return list(dict.fromkeys(line["rule"] for line in result["rules"] if line[figure]))


def violated(result: Mapping[str, Any]) -> bool:
    """Whether any rule is violated."""
    return bool(_codes(result, "violations"))


def failure(result: Mapping[str, Any]) -> str:
    """What is wrong with the bank, in a few words; "" where nothing is, or where edits by hand account for it."""
    edited = [path.rpartition("/")[2] for path in result["edited"]]
    if not edited:
        return "the bank breaks rules of its own" if violated(result) or _codes(result, "notes") else ""
    return f"rules are violated; edited by hand: {', '.join(edited)}" if violated(result) else ""
