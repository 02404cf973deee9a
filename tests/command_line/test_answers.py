"""Answers: what commands of the real bank end in: an exit code and what the screen says, never a traceback or noise."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import NamedTuple

import pytest

from projects import Done, Project


class Answer(NamedTuple):
    """What a command ends in; what is said is looked for in what stands on the screen, as it stands."""

    code: int
    out: str = ""
    err: str = ""


NOWHERE = {"PGHOST": "/nowhere", "PGSERVICE": ""}
_NOISE = re.compile(r"Traceback|CmdOption|object at 0x|Warning|/site-packages/")

ANSWERS = {
    # the user learns why
    "plan seed=7": Answer(0, "10 of 10 would build ("),
    "plan": Answer(0, "nothing would be built; nothing was built or remembered\n"),
    "plan lons": Answer(1, err="plan: there is no dataset 'lons'; did you mean loans?"),
    "why loans ledger.card_interest=16": Answer(0, "\n  ledger.card_interest: 15.3 -> 16\n"),
    "info loans ledger.card_interest=16": Answer(1, "    - ledger.card_interest: 15.3 -> 16 "),
    "info loans": Answer(0, "\n - ledger.card_interest = 15.3\n"),
    "graph": Answer(0, "graph LR\n"),
    "lons": Answer(3, err="there is no task lons; did you mean loans?"),
    "clean postgres": Answer(0, "postgres leaves no files here: there is nothing to clean\n"),
    "clean --dry-run loans": Answer(
        0, "data/financial_services/datasets/loans.json and data/financial_services/.lastro/records/loans.json"
    ),
    "clean --dry-run": Answer(0, "with the last of them goes data/financial_services/.lastro/digests.json\n"),
    "contract": Answer(0, "data/financial_services/datapackage.json"),
    "dictionary": Answer(0, "docs/dictionary.md"),
    "rules": Answer(0, "docs/rules.md"),
    # what is typed wrong
    "custmers=7": Answer(3, err="there is no setting custmers; did you mean customers?"),
    "as_of=2200-01-01": Answer(3, err="as_of=2200-01-01: allowed is a date from "),
    "check --help": Answer(3, err="check: option --help not recognized; `doit help check` shows what it takes"),
    "check --offenders": Answer(3, err="check: option --offenders requires argument"),
    "help check": Answer(0, "--offenders=ARG"),
    "statement --customer nobody": Answer(3, err="statement: there is no customer 'nobody'"),
    "statement --month 1999-01": Answer(3, err="statement: --month '1999-01': allowed is a month from 2025-11 to"),
    "statement --month May": Answer(3, err="statement: --month 'May'"),
    "statement --format pdf": Answer(3, err="statement: "),
    "postgres": Answer(3, err="postgres: PostgreSQL: connection is bad: "),
    "snapshot --date yesterday": Answer(3, err="snapshot: "),
    "feed --from 2030-01-01": Answer(1, err="feed: "),
}


def plain(done: Done) -> Done:
    """How a command ended, after a look that there is no noise on the screen."""
    assert not _NOISE.search(done.out + done.err), done.out + done.err
    return done


@pytest.fixture(scope="module")
def asked(bank: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The real bank in a copy: some commands write beside its datasets, and others' tests look there."""
    return bank.copy(tmp_path_factory.mktemp("asked") / "bank")


@pytest.mark.parametrize("command", list(ANSWERS))
def test_a_command_says_what_is_the_matter(asked: Project, command: str) -> None:
    if command == "postgres":
        pytest.importorskip(
            "psycopg", reason="psycopg is missing: `pip install -r requirements/postgres.txt` installs it"
        )
    nowhere = NOWHERE if command == "postgres" else {}  # an environment of its own costs a start of Python
    done, wanted = plain(asked.doit(*command.split(), **nowhere)), ANSWERS[command]
    assert done.code == wanted.code
    assert wanted.out in done.out
    assert wanted.err in done.err
    assert bool(done.err) is bool(wanted.err)


PIPES = ["statement | head -1", "plan | true", "check | head -3"]


@pytest.mark.parametrize("pipe", PIPES)
def test_a_reader_of_a_task_that_has_enough_is_no_error(asked: Project, pipe: str) -> None:
    script = f'set -o pipefail; "{sys.executable}" -u -m doit {pipe}'
    done = subprocess.run(["bash", "-c", script], cwd=asked.root, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


SURROUNDINGS = {  # what is so before doit begins: exit code, and what it says of it
    "import sys; sys.modules['fcntl'] = None": (3, "ERROR: Lastro needs Linux, macOS or another Unix"),
    "import sys; sys.version_info = (3, 10, 4)": (1, "Lastro needs Python 3.11 or newer, and this is Python 3.10\n"),
    "import errno, fcntl\ndef flock(*_): raise OSError(errno.ENOLCK, 'No locks available')\nfcntl.flock = flock": (
        0,
        ".doit.lock cannot be locked (No locks available): never start two builds here at once\n",
    ),
}


@pytest.mark.parametrize("before", list(SURROUNDINGS))
def test_an_odd_machine_is_told_in_one_sentence(project: Project, before: str) -> None:
    script = f"{before}\nfrom doit.doit_cmd import DoitMain\nraise SystemExit(DoitMain().run([]))"
    done, (code, said) = plain(project.run("-c", script)), SURROUNDINGS[before]
    assert done.code == code
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1


def test_a_category_without_merchants_is_refused_by_its_name(own_bank: Project) -> None:
    own_bank.replace("data/reference/merchants.csv", "Groceries,", "Groceries X,")
    done = plain(own_bank.doit())
    assert done.code == 1
    assert "data/reference/merchants.csv" in done.err
    assert "Groceries X" in done.err


WITHOUT_NUMPY = """
import sys

class Without:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "numpy":
            raise ModuleNotFoundError(name=name)

sys.meta_path.insert(0, Without)
"""


def test_a_script_without_numpy_says_how_to_install_it(own_bank: Project) -> None:
    own_bank.path("hidden").mkdir()
    own_bank.path("hidden/sitecustomize.py").write_text(WITHOUT_NUMPY)
    own_bank.output("loans").unlink()
    done = plain(own_bank.run("generators/loans.py", PYTHONPATH=str(own_bank.path("hidden"))))
    assert done.code == 1
    assert done.err == "loans: the package numpy is missing: `pip install -r requirements.txt` installs it\n"
