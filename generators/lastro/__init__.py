"""Lastro: the library behind the dataset modules, which makes, checks, documents and exports a synthetic bank."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - asked before a module is read that older versions cannot parse
    sys.exit(f"Lastro needs Python 3.11 or newer, and this is Python {sys.version_info[0]}.{sys.version_info[1]}")
