"""Parquet: every column as text, so that one set of checks reads it; row numbers stand for lines."""

from __future__ import annotations

import duckdb

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.marks import TYPED
from cxc_metrics.intake.sqltext import identifier, literal

from .members import Member
from .raw import RawTable

_FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")


def read_parquet(bench: Workbench, member: Member, table: str) -> RawTable:
    """The file's rows; the first row is line 1, as there is no header. IntakeError when it is damaged."""
    source = f"read_parquet({literal(str(member.path))})"
    stage = f"{STAGE}.{bench.new_name('parquet')}"
    try:
        described = bench.rows(f"DESCRIBE SELECT * FROM {source}")
        cells = ", ".join(
            f"{_text(str(name), str(kind))} AS c{index}" for index, (name, kind, *_) in enumerate(described)
        )
        bench.connection.execute(f"CREATE TABLE {stage} AS SELECT {cells} FROM {source}")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise IntakeError(f"{member.name} is damaged and cannot be read as Parquet ({reason})") from None
    header = tuple(str(row[0]).strip() for row in described)
    return RawTable(table, member.name, header, stage, first_line=1, rows=bench.count(stage), typed=True)


def _text(name: str, kind: str) -> str:
    text = f"CAST({identifier(name)} AS VARCHAR)"
    return f"{text} || '{TYPED}'" if kind.startswith(_FRACTIONS) else text
