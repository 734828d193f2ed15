"""A data version as Parquet files, and the names under which statements read them there.

`portable` writes a statement as it runs in such a folder, with DuckDB or whatever else reads Parquet files by
their names: `FROM 'fact_exchange.parquet'`.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final, NamedTuple

from cxc_metrics.engine import EMBEDDED, Dialect, EngineError
from cxc_metrics.engine.duckdb_parquet import parquet_copies
from cxc_metrics.errors import CxcError, RegisterError
from cxc_metrics.facts import fact_names

from .data_version import DataVersion
from .layout import DATA_FILE, MANIFEST_FILE, PARTIAL

README: Final = "README.md"
# A fact as statements of a data version name it: its file with the digest of its SQL, and the table in it.
_FACT: Final = re.compile(r"\b(?:facts|keyed)_([a-z_]+)_[0-9a-f]{6,}(?:\.fact_\1)?\b(?!\.)")
_ABOUT: Final = """\
# {title}

Data version {id}{as_at}, of register {register}.{synthetic}

The clean tables and the facts as Parquet. Every record is in them, with names: they are for those who may see
all of it. The SQL that the dashboard shows behind a figure, and that `cxc measure … --sql` prints, runs in
this folder, for example with DuckDB: `duckdb < figure.sql`. Facts name organisations by `organisation_key`
of `organisation.parquet`.

| file | rows |
|---|---|
{files}
"""


class CopiedTable(NamedTuple):
    """One file that was written: its name and how many rows it has."""

    file: str
    rows: int


def portable(sql: str, dialect: Dialect = EMBEDDED) -> str:
    """A statement with its facts named by their Parquet files, as `copy_as_parquet` writes them."""
    return _FACT.sub(lambda match: dialect.parquet(f"fact_{match[1]}.parquet"), sql)


def copy_as_parquet(version: DataVersion, folder: Path) -> list[CopiedTable]:
    """Write all facts and clean tables of a data version into a new folder, with its manifest and a README.

    The folder is there as a whole or not at all. Raises CxcError where it holds something already or cannot
    be written, RegisterError where the data version cannot be read.
    """
    _require_room(folder)
    partial = folder.with_name(f".{folder.name}-{os.getpid()}{PARTIAL}")
    try:
        partial.mkdir(parents=True)
        copied = _copied(version, partial)
        shutil.copyfile(version.folder / MANIFEST_FILE, partial / MANIFEST_FILE)
        (partial / README).write_text(_about(version, copied), encoding="utf-8")
        partial.replace(folder)
    except (OSError, EngineError) as error:
        reason = str(getattr(error, "strerror", None) or error).splitlines()[0]
        raise CxcError(
            f"Data version {version.id} could not be written to {folder} ({reason}). "
            "Check free space and permissions; nothing was left there."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return copied


def _require_room(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        raise CxcError(f"{folder} holds something already. Name a new folder, or empty this one.")


def _copied(version: DataVersion, folder: Path) -> list[CopiedTable]:
    rows = parquet_copies(version.folder / DATA_FILE, sorted(version.manifest.tables), folder)
    for name in fact_names():
        if not version.missing_tables(name):
            rows |= parquet_copies(version.fact_file(name), [f"fact_{name}"], folder)
    if not rows:
        raise RegisterError(f"Data version {version.id} has no table.")
    return [CopiedTable(f"{table}.parquet", count) for table, count in sorted(rows.items())]


def _about(version: DataVersion, copied: list[CopiedTable]) -> str:
    manifest = version.manifest
    return _ABOUT.format(
        title=manifest.title,
        id=version.id,
        as_at=f" as at {manifest.as_at.isoformat()}" if manifest.as_at else "",
        register=manifest.register_name,
        synthetic=" All of it is invented." if manifest.is_synthetic else "",
        files="\n".join(f"| {table.file} | {table.rows} |" for table in copied),
    )
