"""The lock: only who has it keeps others out."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from lastro.engine.errors import BuildError
from lastro.engine.tasks import lock


@pytest.fixture(autouse=True)
def _checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lock, "_handles", {})


def failing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)


@pytest.mark.parametrize("number", [errno.EWOULDBLOCK, errno.EACCES])
def test_another_build_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    failing(monkeypatch, number)
    with pytest.raises(BuildError, match="another doit is building here"):
        lock.hold()
    assert not lock.held()


def test_a_folder_without_locks_is_built_in_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, errno.ENOLCK)
    lock.hold()
    assert lock.held()
    assert "never start two builds here at once" in capsys.readouterr().err
