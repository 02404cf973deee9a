"""Signals: the real bank stops at once at any moment, in one line, and the next doit goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from breaking import (
    DEFAULT,
    LONG,
    chance,
    half_written,
    nobody_left,
    slow_toy,
    start,
    strays,
    wrong_after,
)
from projects import Project, lastro

pytestmark = pytest.mark.faults

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
ROUNDS = 10 if LONG else 1


@pytest.mark.parametrize("number", range(ROUNDS))
@pytest.mark.parametrize("number_of_signal", SIGNALS)
def test_a_signal_at_a_random_moment_stops_the_bank_and_the_next_doit_goes_on(
    bank: Project, tmp_path: Path, number_of_signal: signal.Signals, number: int
) -> None:
    gold, project, random = (
        bank.bank(),
        lastro(tmp_path / "real", customers=300),
        chance("signals", number_of_signal, number),
    )
    process = start(project, *random.choice([[], ["-n", "2"]]))
    assert process.stdout
    for _ in range(random.randrange(1, 10)):
        process.stdout.readline()
    (os.killpg if number_of_signal == signal.SIGINT else os.kill)(process.pid, number_of_signal)
    said = process.communicate(timeout=50)[1].decode()
    assert nobody_left(process.pid)
    assert (process.returncode, said.count("stopped by"), said.count("\n")) == (128 + number_of_signal, 1, 1)
    assert half_written(project, gold) == strays(project) == []
    assert wrong_after(project, gold, DEFAULT) == []


def test_ctrl_c_twice_is_as_good_as_once(tmp_path: Path) -> None:
    project = slow_toy(tmp_path / "toy")
    process = start(project)
    assert process.stdout
    process.stdout.readline()
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    said = process.communicate(timeout=50)[1].decode()
    assert (process.returncode, said.count("stopped by Ctrl-C")) == (130, 1)
    assert "Traceback" not in said
    assert strays(project) == []


def test_a_build_that_is_to_outlive_the_terminal_ignores_its_end(tmp_path: Path) -> None:
    project = slow_toy(tmp_path / "toy")
    command = ["nohup", sys.executable, "-u", "-m", "doit"]
    process = subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    process.stdout.readline()
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_stop_and_a_continue_change_nothing(tmp_path: Path) -> None:
    project = slow_toy(tmp_path / "toy")
    process = start(project)
    assert process.stdout
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(0.3)
    second = project.doit()
    os.killpg(process.pid, signal.SIGCONT)
    assert process.communicate(timeout=60) is not None
    assert (process.returncode, second.code) == (0, 3)
    assert project.doit().ran == []
