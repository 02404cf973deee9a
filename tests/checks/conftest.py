"""The small bank that the tests of the checks break in many ways."""

from __future__ import annotations

import pytest

from auditor.reading import read_folder
from builds import make
from mutated_bank import SETTINGS, SmallBank
from projects import once


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> SmallBank:
    """A small bank of two months; not to be changed."""
    folder = once(tmp_path_factory, "small bank", lambda to: (to.mkdir(), make(to, **SETTINGS)))
    return SmallBank(folder, read_folder(folder))
