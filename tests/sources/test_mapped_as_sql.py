"""Registers that are shipped in SQL, expressed as mappings: what is the same, and what needs the SQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cxc_metrics.intake import CheckedTables, Mapping, check, compile_mapping, load_source, parse_mapping

from .test_capes import capes_file, payment

__all__ = ["capes_file"]
CAPES = """
name = "capes"
shape = "pairs"
as_at = 2019-12-31
lacks = ["exchange.vo_id", "exchange.ho_id", "exchange.status"]

[countries]
languages = ["pt", "pt_PT"]

[files.payment]
pattern = "capes*.csv*"

[tables.exchange]
from = "payment"
group = ["exchange_id"]

[tables.exchange.columns]
exchange_id = {column = "ID_PROCESSO"}
vo_id = {key = ["NM_IES_ORIGEM_PRINCIPAL_DA"], prefix = "home", take = "min"}
ho_id = {key = ["NM_PAIS_IES_ESTUDO", "NM_IES_ESTUDO_PRINCIPAL_DA"], take = "min"}
vo_country = {constant = "BR"}
ho_country = {country = "NM_PAIS_IES_ESTUDO"}
actual_start = {year = "AN_INICIO", month = "ME_INICIO"}
actual_end = {year = "AN_FIM", month = "ME_FIM"}

[[tables.organisation]]
from = "payment"
group = ["organisation_id"]

[tables.organisation.columns]
organisation_id = {key = ["NM_IES_ORIGEM_PRINCIPAL_DA"], prefix = "home"}
name = {column = "NM_IES_ORIGEM_PRINCIPAL_DA"}
country_code = {constant = "BR"}

[[tables.organisation]]
from = "payment"
group = ["organisation_id"]

[tables.organisation.columns]
organisation_id = {key = ["NM_PAIS_IES_ESTUDO", "NM_IES_ESTUDO_PRINCIPAL_DA"]}
name = {column = "NM_IES_ESTUDO_PRINCIPAL_DA"}
country_code = {country = "NM_PAIS_IES_ESTUDO"}
"""


def both(path: Path, source: str, mapping: Mapping, query: str) -> tuple[list, list]:
    """What a query gives of a file read by a source in SQL, and by a mapping."""

    def rows(tables: CheckedTables) -> list:
        with tables:
            return tables.connection.execute(query).fetchall()

    read = (load_source(source), compile_mapping(mapping))
    by_sql, by_map = (rows(check(path, source=each)) for each in read)
    return by_sql, by_map


@pytest.mark.shared_data
def test_erasmus_as_the_page_on_mappings_shows_it(shared_data: Path, root: Path) -> None:
    page = (root / "docs" / "mapping.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    query = "SELECT vo_country, ho_country, participants FROM exchange ORDER BY ALL"
    flows = shared_data / "erasmus_flows" / "flows.csv"
    by_sql, by_map = both(flows, "erasmus_flows", parse_mapping(shown), query)
    assert len(by_sql) == 1_223
    assert by_map == by_sql


def test_scholarships_are_the_same_and_second_spellings_are_more(capes_file: Callable[..., Path]) -> None:
    """P1 has two payments with two spellings of its home: one exchange from A; only SQL drops Z."""
    path = capes_file(
        payment("P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="UNIVERSIDADE Z"),
        payment("P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="UNIVERSIDADE A"),
        payment("P2", "ALEMANHA", ME_FIM="7"),
        payment("P3", "BRASIL", NM_IES_ORIGEM_PRINCIPAL_DA=""),
    )
    mapping = parse_mapping(CAPES)
    columns = "exchange_id, vo_id, ho_id, vo_country, ho_country, actual_start, actual_end"
    by_sql, by_map = both(path, "capes", mapping, f"SELECT {columns} FROM exchange ORDER BY ALL")
    assert len(by_sql) == 3
    assert by_map == by_sql
    names = "SELECT organisation_id, name, country_code FROM organisation ORDER BY ALL"
    by_sql, by_map = both(path, "capes", mapping, names)
    assert set(by_map) - set(by_sql) == {("home:UNIVERSIDADE Z", "UNIVERSIDADE Z", "BR")}
    assert set(by_sql) <= set(by_map)
