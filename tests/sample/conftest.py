"""One synthetic register of the usual size for all tests here, as text, and its typed clean part."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from cxc_metrics.contract import TABLES
from cxc_metrics.sample import Sample, generate
from tests.sample.tables import DRAWN

# Rows that were broken on purpose carry keys of their own.
BROKEN_KEY = "-8"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return generate(tmp_path_factory.mktemp("sample") / "register")


@pytest.fixture(scope="session")
def texts(sample: Sample) -> Iterator[duckdb.DuckDBPyConnection]:
    """Every file as it is written, all columns text, one table per contract table."""
    with duckdb.connect() as connection:
        for name in DRAWN:
            path = str(sample.directory / f"{name}.csv").replace("'", "''")
            connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{path}', all_varchar = true, header = true)"
            )
        yield connection


@pytest.fixture(scope="session")
def clean(texts: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The rows nobody broke, in the contract's types, as views `clean_<table>`; an independent reading."""
    for name, model in ((one, TABLES[one]) for one in DRAWN):
        columns = ", ".join(
            f"upper(trim({c.name})) AS {c.name}"
            if c.references == "ref_country"
            else f"CAST({c.name} AS {c.sql_type}) AS {c.name}"
            for c in model.columns()
        )
        key = model.key()[0]
        unbroken = f"{key} NOT LIKE '%{BROKEN_KEY}%'"
        if name == "survey_answer":
            unbroken = "(value_num IS NOT NULL OR value_code IS NOT NULL)"
        source = f"(SELECT DISTINCT * FROM {name} WHERE {unbroken})"
        texts.execute(f"CREATE VIEW clean_{name} AS SELECT {columns} FROM {source}")
    return texts
