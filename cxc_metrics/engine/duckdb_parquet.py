"""Tables of DuckDB files as Parquet, which everything else reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from .duckdb import connect, engine_errors
from .duckdb_dialect import EMBEDDED, identifier

_ATTACHED: Final = "copied"


def parquet_copies(file: Path, tables: Sequence[str], folder: Path) -> dict[str, int]:
    """Write tables of one DuckDB file as `folder/<table>.parquet`; the rows of each by its name.

    Codes become text, in the row order of the table; whatever the size, memory stays bounded. Raises
    EngineError or FileUnreadable in DuckDB's words, also where the folder cannot be written.
    """
    # A connection of its own: the one that answers questions can write nowhere.
    with engine_errors(), connect(":memory:") as connection:
        connection.execute(EMBEDDED.attach(file, _ATTACHED))
        rows = {}
        for table in tables:
            target = EMBEDDED.literal(str(folder / f"{table}.parquet"))
            copied = connection.execute(
                f"COPY {_ATTACHED}.{identifier(table)} TO {target} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
            rows[table] = int(copied[0]) if copied else 0
        return rows
