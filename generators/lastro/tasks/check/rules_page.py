"""The page of the rules, in Markdown: each rule's sentence, then what is checked of it, in the words of the checks."""

from __future__ import annotations

from collections.abc import Sequence

from lastro.checks import run
from lastro.checks.bank import TRUTH
from lastro.checks.rule_registry import Check, checks
from lastro.checks.rule_table import RULES, Rule

_HEADING = """\
# Rules

<!-- Written by `doit rules` from generators/lastro/checks/: change the checks, not this page. -->

What holds for every generated bank. `doit check` verifies it, and names each rule by its code; so does
`python generators/lastro/tasks/check FOLDER`, for the files in any folder. A second checker in the tests, which shares
no code with this one, finds the same ([tests/auditor](../tests/auditor)). What it catches, and what no rule can
see, is tried one corruption at a time ([corruptions](corruptions.md)).
"""


def page(datasets: Sequence[str]) -> str:
    """The whole page, for the datasets of dodo.py."""
    rows = [f"| [{rule.code}](#{rule.code.lower()}) | {rule.name} | {rule.sentence} |" for rule in RULES.values()]
    contents = "\n".join(["| code | name | what holds |", "|---|---|---|", *rows])
    assert run.FAMILIES  # loaded, so that all checks are declared
    tables = [*datasets, *TRUTH]
    return "\n".join([_HEADING, contents, "", *(_section(rule, tables) for rule in RULES.values())])


def _section(rule: Rule, datasets: Sequence[str]) -> str:
    """A rule, and what is checked of it in which datasets."""
    lines = [f"## {rule.code}", "", f"**{rule.name}.** {rule.sentence}", ""]
    if rule.compares:
        lines += [f"Takes comparing {rule.compares}: the tests do, `doit check` cannot.", ""]
    if rule.of_truth:
        lines += ["Asked where `doit truth` has written the truth of the bank as it stands.", ""]
    found = [_line(check, datasets) for check in checks() if check.rule is rule]
    return "\n".join([*lines, *found, *[""] * bool(found)])


def _line(check: Check, datasets: Sequence[str]) -> str:
    where = ", ".join(name for name in datasets if name in check.datasets) or "all datasets"
    said = " ".join((check.function.__doc__ or "").split()).rstrip(".")
    return f"- {where}: {said}."
