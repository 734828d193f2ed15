"""A register small enough to read: two organisations, one partnership, and the exchanges of the test."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from cxc_metrics.contract import RULES
from cxc_metrics.intake import (
    CXC,
    REASONS,
    CheckedTables,
    IntakeOptions,
    Source,
    check,
)

AS_AT = date(2024, 5, 31)
Row = Mapping[str, Any]
ORGANISATIONS: tuple[Row, ...] = (
    {"organisation_id": "A", "name": "Alpha", "org_type": "sme", "country_code": "DE"},
    {"organisation_id": "B", "name": "Beta", "org_type": "cluster", "country_code": "FR"},
)
PARTNERSHIPS: tuple[Row, ...] = (
    {"partnership_id": "P", "acronym": "PLUM", "wave": 1, "start_date": "2020-02-01"},
)


def exchange(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A sound exchange X<number>; `changes` replace or add columns."""
    return {
        "exchange_id": f"X{number}",
        "vo_id": "A",
        "ho_id": "B",
        "vo_country": "DE",
        "ho_country": "FR",
        "vop_id": "P",
        "wave": 1,
        "mode": "physical",
        "status": "completed",
        "actual_start": "2021-03-15",
        "actual_end": "2021-03-19",
        "working_days": 5,
    } | changes


def in_columns(names: Sequence[str], cases: Sequence[Any]) -> Iterator[list[tuple[str, Any]]]:
    """The cases, a register after the other, each in a column of its own: none says anything of another."""
    for start in range(0, len(cases), len(names)):
        yield list(zip(names, cases[start : start + len(names)], strict=False))


def csv_text(rows: Sequence[Row], separator: str = ",", newline: str = "\n") -> str:
    """The rows as CSV with the columns of the first one."""
    sink = io.StringIO(newline="")
    writer = csv.DictWriter(sink, list(rows[0]), delimiter=separator, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return sink.getvalue()


def write_register(
    folder: Path,
    exchanges: Sequence[Row] | str | bytes,
    *,
    organisations: Sequence[Row] = ORGANISATIONS,
    partnerships: Sequence[Row] = PARTNERSHIPS,
    **tables: Sequence[Row],
) -> Path:
    """A folder of UTF-8 CSV files; `exchanges` may be the file's own text or bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {"organisation": organisations, "partnership": partnerships, **tables}
    for name, content in rows.items():
        if content:
            (folder / f"{name}.csv").write_text(csv_text(content), encoding="utf-8", newline="")
    text = exchanges if isinstance(exchanges, str | bytes) else csv_text(exchanges)
    (folder / "exchange.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@contextmanager
def checked(path: Path, *, source: Source = CXC, as_at: date | None = AS_AT, **options: Any):
    """A checked register, closed afterwards."""
    tables: CheckedTables = check(path, source=source, as_at=as_at, options=IntakeOptions(**options))
    with tables:
        yield tables
        _every_code_is_declared(tables)


def _every_code_is_declared(tables: CheckedTables) -> None:
    """Each finding bears a rule's id or a declared reason, with the severity declared for it."""
    declared = {code: severities for code, (severities, _) in REASONS.items()}
    declared |= {name: (rule.severity,) for name, rule in RULES.items()}
    used = tables.connection.execute("SELECT DISTINCT code, severity FROM finding").fetchall()
    assert all(severity in declared[code] for code, severity in used)


def found(
    tables: CheckedTables, *columns: str, but: Sequence[str] = ("same_visit",)
) -> list[tuple[Any, ...]]:
    """The findings in order, cut to some columns (code and line when none is named).

    Most exchanges here are the same visit under several keys, which is told; `but` leaves that out.
    """
    names = ", ".join(f'"{name}"' for name in columns or ("code", "line"))
    listed = ", ".join(f"'{code}'" for code in but)
    return tables.findings.query("f", f"SELECT {names} FROM f WHERE code NOT IN ({listed})").fetchall()


def column(tables: CheckedTables, name: str, table: str = "exchange") -> list[Any]:
    """The clean values of a column, sorted."""
    return [
        row[0] for row in tables.connection.execute(f'SELECT "{name}" FROM "{table}" ORDER BY 1').fetchall()
    ]


def by_exchange(tables: CheckedTables, name: str) -> dict[str, Any]:
    """The clean values of a column of `exchange` by exchange_id."""
    return dict(tables.connection.execute(f'SELECT exchange_id, "{name}" FROM exchange').fetchall())
