"""The contract of the truth: its tables stand in it, apart from those of the datasets, with references that lead on."""

from __future__ import annotations

import json

import duckdb

from builds import NAMES, datasets
from lastro.engine.rows.columns import columns_of
from lastro.tasks.contract.task import (
    DBT,
    DDL,
    ODCS,
    OF_TRUTH,
    PACKAGE,
    WITH_TRUTH,
    files,
    path,
    tables_of_truth,
    texts,
)
from lastro.tasks.truth.tables import NAMES as TRUTH
from lastro.tasks.truth.tables import rows


def test_the_tables_of_the_truth_have_a_contract_apart_whose_references_lead_somewhere() -> None:
    truth = tables_of_truth(list(datasets().values()))
    assert truth == list(TRUTH)
    written = texts(NAMES, truth)
    assert sorted(written) == sorted(files(NAMES, truth))
    for table, row in rows().items():
        schema = json.loads(written[path(table, "schema", OF_TRUTH)])
        assert list(schema["items"]["properties"]) == list(columns_of(row))
        assert f'CREATE TABLE "{table}"' in written[f"{OF_TRUTH}/schema.sql"]
    for file in ("schema.sql", "polars_schemas.py"):
        assert "truth" in written[f"{OF_TRUTH}/{file}"].split("\n")[0]
    books = duckdb.connect()
    books.execute(written[DDL] + written[f"{OF_TRUTH}/schema.sql"])  # in this order, since they refer to the datasets
    assert len(books.execute("SHOW TABLES").fetchall()) == len(NAMES) + len(TRUTH)
    resources = {each["name"]: each for each in json.loads(written[WITH_TRUTH])["resources"]}
    assert {resources[table]["path"] for table in TRUTH} == {f"truth/{table}.json" for table in TRUTH}
    keys = [key["reference"]["resource"] for each in resources.values() for key in each["schema"]["foreignKeys"]]
    assert set(keys) - {""} <= set(resources)
    assert not any("fraud_labels" in written[file] for file in (PACKAGE, DBT, ODCS))


def test_a_bank_without_crime_has_no_contract_of_a_truth() -> None:
    assert tables_of_truth([]) == []
    assert not any("truth" in file for file in [*files(NAMES, []), *texts(NAMES, [])])
