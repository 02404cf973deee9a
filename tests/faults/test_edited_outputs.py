"""Random edits of outputs: a valid one stays and the rest follows; an invalid one ends in a message until `clean`."""

from __future__ import annotations

import random
import re
import shutil

import pytest

from breaking import LONG, chance, outputs, sources_of, strays
from projects import Project

pytestmark = pytest.mark.faults

STEPS = 60
ROUNDS = 10 if LONG else 1
ALL = ["customers", "accounts", "transactions"]
EDITS = {  # what to look for, and what to put in its place: still valid
    "customers": (r'"city":"[^"]*"', '"city":"Vila {}"'),
    "accounts": (r'"balance":[^,}]*', '"balance":{}.5'),
    "transactions": (r'"amount":[^,}]*', '"amount":{}'),
}
SPOILING = ["cut", "empty", "no array", "no column", "no number", "twice", "not UTF-8"]


class Owner:
    """Somebody who edits the outputs of a bank, and knows which are his."""

    def __init__(self, project: Project, chance: random.Random) -> None:
        self.project, self.chance = project, chance
        self.mine: dict[str, bytes] = {}  # valid edits
        self.spoilt: dict[str, bytes] = {}  # and invalid ones
        self.story: list[str] = []
        self.known: dict[tuple[object, ...], dict[str, bytes]] = {}  # what was expected before

    def step(self) -> None:
        acts = [self.edit, self.edit, self.spoil, self.clean, self.edit_a_script, self.lose_the_state]
        act = self.clean_what_is_spoilt if self.spoilt and self.chance.random() < 0.6 else self.chance.choice(acts)
        self.story.append(f"{act.__name__} {act() or ''}")

    def edit(self) -> str:
        name = self.chance.choice([each for each in outputs(self.project) if each not in self.spoilt] or [""])
        if name:
            pattern, new = EDITS[name]
            path = outputs(self.project)[name]
            path.write_text(re.sub(pattern, new.format(self.chance.randrange(1, 10**6)), path.read_text(), count=2))
            self.mine[name] = path.read_bytes()
        return name

    def spoil(self) -> str:
        name, way = self.chance.choice(list(outputs(self.project)) or [""]), self.chance.choice(SPOILING)
        if name and name not in self.spoilt:
            path = outputs(self.project)[name]
            path.write_bytes(spoilt(path.read_bytes(), way))
            self.spoilt[name] = path.read_bytes()
            self.mine.pop(name, None)
        return f"{name} {way}"

    def clean(self, name: str = "") -> str:
        name = name or self.chance.choice(ALL)
        self.project.doit("clean", name)
        self.mine.pop(name, None)
        self.spoilt.pop(name, None)
        return name

    def clean_what_is_spoilt(self) -> str:
        return self.clean(self.chance.choice(sorted(self.spoilt)))

    def edit_a_script(self) -> None:
        with self.project.path(f"generators/{self.chance.choice(ALL)}.py").open("a") as stream:
            stream.write(f"# {self.chance.random()}\n")

    def lose_the_state(self) -> None:
        self.project.path(".doit.db").unlink(missing_ok=True)

    def expected(self) -> dict[str, bytes]:
        """The bank that a build makes which starts from the owner's files."""
        scripts = tuple(self.project.path(f"generators/{name}.py").read_bytes() for name in ALL)
        key = (scripts, *sorted(self.mine.items()))
        if key not in self.known:
            self.known[key] = self._expected()
        return self.known[key]

    def _expected(self) -> dict[str, bytes]:
        fresh = sources_of(self.project)
        for name, content in self.mine.items():
            fresh.output(name).parent.mkdir(parents=True, exist_ok=True)
            fresh.output(name).write_bytes(content)
        done = fresh.doit()
        assert done.code == 0, done.err
        bank = fresh.bank()
        shutil.rmtree(fresh.root)
        return bank


def spoilt(content: bytes, way: str) -> bytes:
    """A dataset that is none any more."""
    lines = content.splitlines(keepends=True)
    if way == "no array":
        return b'{"a": 1}'
    if way == "empty" or len(lines) < 4:
        return b""
    wrong_type = re.sub(rb":-?[0-9.]+([,}])", rb':"x"\1', content, count=1)
    ways = {
        "cut": content[: len(content) // 2],
        "no column": content.replace(b'_id":', b'_no":', 1),
        "no number": wrong_type,
        "twice": b"".join([lines[0], lines[1], *lines[1:]]),
        "not UTF-8": content.replace(b'":"', b'":"\xff', 1),
    }
    return ways[way]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_valid_edits_stay_and_invalid_ones_end_in_a_message(project: Project, number: int) -> None:
    owner = Owner(project, chance("outputs", number))
    for _ in range(STEPS):
        owner.step()
        before = project.bank()
        done = project.doit(*owner.chance.choice([[], [], ["-n", "2"], ["-c"], ["-a"]]))
        story = "\n".join([*owner.story, done.err])
        assert "Traceback" not in done.err, story
        assert strays(project) == [], story
        if owner.spoilt:
            assert_refused(owner, before, done.code, done.err, story)
        else:
            assert done.code == 0, story
            assert project.bank() == owner.expected(), story


def assert_refused(owner: Owner, before: dict[str, bytes], code: int, said: str, story: str) -> None:
    """The first file that is spoilt is named with the way out; it and what depends on it are as before."""
    first = min(map(ALL.index, owner.spoilt))
    assert code in (1, 2), story  # 2: with -c, what depends on it is not done
    assert f"{ALL[first]}.json" in said, story
    assert f"doit clean {ALL[first]} && doit" in said, story
    now = owner.project.bank()
    assert all(now.get(f"{name}.json") == before.get(f"{name}.json") for name in ALL[first:]), story


def test_an_edit_that_is_taken_for_a_build_would_be_seen(project: Project) -> None:
    owner = Owner(project, chance("naive outputs"))
    owner.mine["accounts"] = b"[\n]\n"
    assert owner.expected() != project.bank()
