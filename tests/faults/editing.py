"""Editing at random: what people do to the sources and the outputs of a bank between two runs of doit."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from breaking import DEFAULT, kill_after, outputs
from projects import Project

ENGINE = "generators/lastro/engine"
CONSTANTS = {
    "generators/customers.py": (r"LOWEST = \d+", ["LOWEST = 0", "LOWEST = 5", "LOWEST = 6"]),
    "generators/accounts.py": (r"HIGHEST = \d+", ["HIGHEST = 1000", "HIGHEST = 2000"]),
    "generators/shared.py": (r"CODES = \d+", ["CODES = 9", "CODES = 10"]),
    "generators/transactions.py": (r"FEE = .*", ["FEE = CODES", "FEE = 3", "from shared import CODES as FEE"]),
}
TOML = {
    "seed": (r"seed = \d+", ["seed = 42", "seed = 43"]),
    "customers": (r"customers = \d+", ["customers = 40", "customers = 41", "customers = 0"]),
    "as_of": (r"as_of = [-\d]+", ["as_of = 2026-10-31", "as_of = 2026-11-01"]),
    "documents": (r"documents = \"\w+\"", ['documents = "valid"', 'documents = "invalid"']),
    "workers": (r"workers = \d+", ["workers = 1", "workers = 2"]),
}
OVERRIDES = ["seed=5", "customers=30", "privacy.documents=invalid", "as_of=2026-11-02"]


@dataclass
class Editor:
    """Edits a toy bank at random, and knows which settings it has asked for."""

    project: Project
    chance: random.Random
    settings: list[str] = field(default_factory=list)  # the overrides in force
    certain: bool = True  # whether doit has had the chance to remember them
    done: list[str] = field(default_factory=list)

    def step(self) -> None:
        """Do something; often something small, sometimes several things."""
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            act = self.chance.choice(ACTS)
            self.done.append(f"{act.__name__} {act(self) or ''}")

    def build(self) -> list[str]:
        """Arguments with which one doit makes what is asked for."""
        ways = self.chance.choice([[], [], [], ["-n", "2"], ["-a"], ["-c"]])
        given = [] if self.certain else [DEFAULT, *self.settings]
        self.certain = True
        self.done.append(f"doit {' '.join([*ways, *given])}")
        return [*ways, *given]

    def replace(self, path: str, pattern: str, choices: list[str]) -> str:
        """Put one of several texts where one of them stands."""
        text, chosen = self.project.path(path).read_text(), self.chance.choice(choices)
        self.project.path(path).write_text(re.sub(pattern, chosen, text, count=1))
        return f"{path} {chosen}"


def touch(editor: Editor) -> str:
    files = [*editor.project.root.rglob("*.py"), *editor.project.root.rglob("*.json"), editor.project.path("bank.toml")]
    path = editor.chance.choice(sorted(files))
    when = editor.chance.choice([0, time.time(), 4e9])
    os.utime(path, (when, when))
    return path.name


def edit_a_script(editor: Editor) -> str:
    path = editor.chance.choice(sorted(CONSTANTS))
    return editor.replace(path, f"(?m)^{CONSTANTS[path][0]}$|^from shared import CODES as FEE$", CONSTANTS[path][1])


def comment_a_script(editor: Editor) -> str:
    path = editor.chance.choice([*CONSTANTS, f"{ENGINE}/random/draws.py", f"{ENGINE}/files/writer.py"])
    with editor.project.path(path).open("a") as stream:
        stream.write(f"# {editor.chance.random()}\n")
    return path


def edit_a_table(editor: Editor) -> None:
    table = editor.project.path("data/reference/cities.csv")
    rows = table.read_text().splitlines(keepends=True)
    if len(rows) > 3 and editor.chance.random() < 0.5:
        table.write_text("".join(rows[:-1]))
    else:
        table.write_text("".join([*rows, f"Olinda {len(rows)},PE\n"]))


def edit_the_settings(editor: Editor) -> str:
    return editor.replace("bank.toml", *TOML[editor.chance.choice(sorted(TOML))])


def override(editor: Editor) -> str:
    editor.settings = editor.chance.sample(OVERRIDES, editor.chance.choice([0, 1, 1, 2]))
    editor.certain = False
    return " ".join(editor.settings)


def delete_an_output(editor: Editor) -> str:
    found = outputs(editor.project)
    for name in editor.chance.sample(sorted(found), min(1, len(found))):
        found[name].unlink()
        return name
    return ""


def kill(editor: Editor) -> str:
    after = editor.chance.uniform(0.1, 0.7)
    given = [] if editor.certain else [DEFAULT, *editor.settings]
    ways = editor.chance.choice([[], ["-a"], ["-n", "2"]])
    return f"{ways} {given} {kill_after(editor.project, after, *ways, *given)}"


def clean(editor: Editor) -> str:
    name = editor.chance.choice(["", "customers", "accounts", "transactions"])
    editor.project.doit("clean", *([name] if name else []))
    if not name:
        editor.certain = not editor.settings
    return name


def forget(editor: Editor) -> str:
    name = editor.chance.choice(["customers", "accounts", "transactions"])
    editor.project.doit("forget", name)
    return name


def lose_the_state(editor: Editor) -> None:
    editor.project.path(".doit.db").unlink(missing_ok=True)


def build_one(editor: Editor) -> str:
    name = editor.chance.choice(["customers", "accounts", "transactions"])
    given = [] if editor.certain else [DEFAULT, *editor.settings]
    editor.certain = True
    done = editor.project.doit(name, *given)
    assert done.code == 0, done.err
    return name


ACTS: list[Callable[[Editor], str | None]] = [
    touch, edit_a_script, edit_a_script, comment_a_script, edit_a_table, edit_the_settings, override,
    delete_an_output, kill, kill, clean, forget, lose_the_state, build_one,
]  # fmt: skip
