"""A plugin for pytest: the fixture `bank`, a bank in memory that is made once a session.

`pip install -e .` makes it known to pytest; else `-p lastro.api.pytest_plugin`. Settings stand in pytest's own
configuration, as on doit's command line::

    [tool.pytest.ini_options]
    lastro = "customers=300 seed=7"
"""

from __future__ import annotations

import pytest

from lastro.api.made import MadeBank
from lastro.engine.errors import BadSetting


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the setting `lastro` of pytest's configuration."""
    parser.addini(
        "lastro", "settings of the bank, such as customers=300 seed=7", type="args", default=["customers=300"]
    )


@pytest.fixture(scope="session")
def bank(pytestconfig: pytest.Config) -> MadeBank:
    """A synthetic bank; its datasets are polars frames that are made when they are first asked for."""
    words = [word.partition("=") for word in pytestconfig.getini("lastro")]
    try:
        return MadeBank({name: text for name, _, text in words})
    except BadSetting as error:
        raise pytest.UsageError(str(error)) from None
