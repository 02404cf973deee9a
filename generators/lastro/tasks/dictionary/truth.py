"""The page of the truth: the columns of its tables in Markdown, as the dictionary describes those of the datasets."""

from __future__ import annotations

from collections.abc import Mapping

from lastro.engine.rows.columns import Row
from lastro.tasks.dictionary.page import contents, section

_HEADING = """\
# The truth: its columns

<!-- Written by `doit dictionary` from generators/lastro/tasks/truth/tables/: change these, not this page. -->

What `doit truth` writes to `data/financial_services/truth/`; [crime](crime.md) says what it is for. The
[conventions](dictionary.md#conventions) are those of the datasets; ° marks what describes the end of `as_of`.
"""


def page(rows: Mapping[str, type[Row]], datasets: Mapping[str, type[Row]]) -> str:
    """The whole page; datasets: what the truth refers to, described elsewhere."""
    whole = "\n".join([_HEADING, contents(rows), "", *(section(name, row) for name, row in rows.items())])
    for name in datasets:
        whole = whole.replace(f"(#{name})", f"(dictionary.md#{name})")
    return whole
