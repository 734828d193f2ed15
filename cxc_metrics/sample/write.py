"""The register's files: one CSV per table, and register.toml, which says that nothing in them is real."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.errors import CxcError

from .frames import Tables
from .scheme import AS_AT

TITLE: Final = "Synthetic ClusterXchange register"
CARD: Final = "register.toml"


class SampleError(CxcError):
    """A synthetic register that cannot be written as asked."""


def make_room(directory: Path) -> None:
    """Make the folder and take away what an interrupted run left; an earlier register stays for now.

    Raises SampleError where tables lie that no synthetic register wrote: they may be somebody's data.
    """
    if directory.exists() and not directory.is_dir():
        raise SampleError(f"{directory} is a file; name a folder for the synthetic register")
    present = [path for name in TABLES if (path := directory / f"{name}.csv").exists()]
    card = directory / CARD
    ours = card.is_file() and TITLE in card.read_text(encoding="utf-8", errors="replace")
    if present and not ours:
        raise SampleError(
            f"{directory} holds {present[0].name}, which no synthetic register wrote; name an empty folder"
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            _unfinished(directory, name).unlink(missing_ok=True)
    except OSError as problem:
        raise SampleError(f"{directory} cannot be written: {problem.strerror}") from problem


@contextmanager
def writing() -> Iterator[duckdb.DuckDBPyConnection]:
    """What writes the tables: one for all, as it takes longer to start than to write a small table."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def write_table(
    connection: duckdb.DuckDBPyConnection,
    directory: Path,
    name: str,
    tables: Tables,
    added: list[dict[str, str | None]],
) -> int:
    """Write one table with its added rows at the end, under a name of its own until `finish`; its rows."""
    frame = tables[name]
    path = _unfinished(directory, name)
    connection.register("frame", frame)
    try:
        connection.execute(f"COPY frame TO {literal(str(path))} (FORMAT csv, HEADER, DELIMITER ',')")
    except duckdb.IOException as problem:
        raise SampleError(f"{path} cannot be written: {problem}") from problem
    finally:
        connection.unregister("frame")
    if added:
        _append(path, frame.schema.names, added)
    return int(len(frame) + len(added))


def finish(directory: Path, names: Iterable[str], size: int, seed: int) -> None:
    """Put the written tables in the place of an earlier register's, after `register.toml`.

    The card says which day the register describes, that it is synthetic, and how it was made.
    """
    lines = (
        f'title = "{TITLE}"',
        f"as_at = {AS_AT.isoformat()}",
        "is_synthetic = true",
        f"# Drawn with {size} exchanges and seed {seed}.",
        "# Partnerships, organisations and figures are invented.",
        "",
    )
    (directory / CARD).write_text("\n".join(lines), encoding="utf-8", newline="\n")
    for name in TABLES:
        (directory / f"{name}.csv").unlink(missing_ok=True)
    for name in names:
        _unfinished(directory, name).replace(directory / f"{name}.csv")


def _unfinished(directory: Path, name: str) -> Path:
    return directory / f"{name}.csv.part"


def _append(path: Path, names: list[str], rows: list[dict[str, Any]]) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writerows(rows)
