"""Checked tables made by hand: what intake hands over, without its reading and checking."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from cxc_metrics.vocabulary import TABLES, countries, ecosystems, organisation_types

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class HandSource:
    name: str = "cxc"
    title: str = "Hand-made register"
    reference: str = "https://example.org/register"
    licence: str = "CC0-1.0"
    grain: str = "record"
    countable: str = "cxc"
    lacks: tuple[str, ...] = ()
    fingerprint: str = "source-1"


@dataclass(frozen=True)
class HandFile:
    name: str
    sha256: str
    bytes: int = 10
    rows: int | None = None


@dataclass(frozen=True)
class HandCount:
    read: int
    kept: int
    rejected: int = 0


@dataclass
class HandChecked:
    connection: duckdb.DuckDBPyConnection
    tables: tuple[str, ...]
    columns_present: dict[str, tuple[str, ...]]
    row_counts: dict[str, HandCount]
    files: tuple[HandFile, ...]
    rules_evaluated: tuple[str, ...] = ("C01", "C03")
    rules_not_evaluated: dict[str, tuple[str, ...]] = field(default_factory=lambda: {"C09": ("document",)})
    as_at: date = date(2022, 6, 30)
    as_at_origin: str = "declared"
    is_synthetic: bool = True
    source: HandSource = field(default_factory=HandSource)
    content_options: dict[str, str] = field(default_factory=dict)


def organisation(key: str, country: str, sector: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "organisation_id": key,
        "name": f"Name of {key}",
        "org_type": "sme",
        "country_code": country,
        "ecosystem_id": sector,
        **more,
    }


def partnership(key: str, wave: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "partnership_id": key,
        "acronym": f"{key}-ACRO",
        "wave": wave,
        "start_date": date(2020, 9, 1),
        **more,
    }


def exchange(key: str, **more: Any) -> dict[str, Any]:
    """A countable exchange of ES1 (partnership A) at DE1 (partnership B), changed by `more`."""
    return {
        "exchange_id": key,
        "vo_id": "ES1",
        "ho_id": "DE1",
        "vo_country": "ES",
        "ho_country": "DE",
        "vop_id": "A",
        "hop_id": "B",
        "wave": 1,
        "mode": "physical",
        "status": "completed",
        "actual_start": date(2021, 5, 3),
        "actual_end": date(2021, 5, 5),
        "working_days": 3.0,
    } | more


def register_rows(exchanges: Rows, **others: Rows) -> dict[str, Rows]:
    """Exchanges with the organisations ES1, ES2 (Spain), DE1, DE2 (Germany) and partnerships A, B."""
    return {
        "organisation": [
            organisation("ES1", "ES", 9, size_class="small"),
            organisation("ES2", "ES", 3),
            organisation("DE1", "DE", 9, org_type="cluster"),
            organisation("DE2", "DE"),
        ],
        "partnership": [partnership("A"), partnership("B")],
        "exchange": exchanges,
        **others,
    }


def checked(
    tables: Mapping[str, Rows],
    *,
    breaches: Sequence[tuple[str, str]] = (),
    findings: Sequence[tuple[Any, ...]] = (),
    **more: Any,
) -> HandChecked:
    """Clean tables from rows. A column counts as delivered if some row names it.

    `findings` are tuples (file, table, line, column, value, code, severity, message, hint).
    """
    connection = duckdb.connect(":memory:")
    present: dict[str, tuple[str, ...]] = {}
    for name, rows in tables.items():
        columns = TABLES[name].columns()
        schema = ", ".join(f'"{column.name}" {column.sql_type}' for column in columns)
        connection.execute(f"CREATE TABLE {name} ({schema})")
        for row in rows:
            connection.execute(
                f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})",
                [row.get(column.name) for column in columns],
            )
        present[name] = tuple(c.name for c in columns if any(c.name in row for row in rows))
    _reference_tables(connection)
    connection.execute("CREATE TABLE exchange_breach (exchange_id VARCHAR, rule VARCHAR)")
    for breach in breaches:
        connection.execute("INSERT INTO exchange_breach VALUES (?, ?)", list(breach))
    connection.execute(
        'CREATE TABLE finding (file VARCHAR, "table" VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, '
        "code VARCHAR, severity VARCHAR, message VARCHAR, hint VARCHAR)"
    )
    for finding in findings:
        connection.execute("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", list(finding))
    return HandChecked(
        connection=connection,
        tables=tuple(tables),
        columns_present=present,
        row_counts={name: HandCount(len(rows), len(rows)) for name, rows in tables.items()},
        files=tuple(
            HandFile(f"{name}.csv", hashlib.sha256(repr(rows).encode()).hexdigest(), rows=len(rows))
            for name, rows in tables.items()
        ),
        **more,
    )


def _reference_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE TABLE ref_country (country_code VARCHAR, name_en VARCHAR, display_order INTEGER)"
    )
    connection.executemany(
        "INSERT INTO ref_country VALUES (?, ?, ?)",
        [[country.country_code, country.name_en, country.display_order] for country in countries().values()],
    )
    connection.execute("CREATE TABLE ref_ecosystem (ecosystem_id INTEGER, name_en VARCHAR)")
    connection.executemany(
        "INSERT INTO ref_ecosystem VALUES (?, ?)",
        [[ecosystem.ecosystem_id, ecosystem.name_en] for ecosystem in ecosystems().values()],
    )
    connection.execute("CREATE TABLE ref_org_type (org_type VARCHAR, label VARCHAR)")
    connection.executemany(
        "INSERT INTO ref_org_type VALUES (?, ?)",
        [[kind.org_type, kind.label] for kind in organisation_types().values()],
    )
