"""Registers of many millions of exchanges: one of a million, several times over, with other organisations.

    python -m benchmarks.multiplied 10

Only exchanges, organisations and partnerships are in them: intake is not what is measured at that size.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.ground import cache, published, store_of
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.store import DataVersion, open_store
from cxc_metrics.store.layout import DATA_FILE, MANIFEST_FILE, Layout
from cxc_metrics.store.manifest import read_manifest

ONCE = 1_000_000
TABLES = ("exchange", "organisation", "partnership")
# Identifiers of a copy end in its number; the first copy keeps its own.
NUMBERED = {
    "exchange": ("exchange_id", "vo_id", "ho_id"),
    "organisation": ("organisation_id",),
    "partnership": (),
}


def store(times: int) -> Path:
    """The folder of the store that holds a million exchanges so many times over."""
    return cache() / f"{store_of(ONCE).name}-times-{times}"


def multiplied(times: int) -> DataVersion:
    """The data version in it, made if it is not there. The caller closes it."""
    root = store(times)
    made = Layout(root)
    version_id = f"{times:012x}"
    folder = made.version(version_id)
    if not folder.is_dir():
        once = published(ONCE)
        partial = folder.with_suffix(".partial")
        partial.mkdir(parents=True)
        _write(once.folder / DATA_FILE, partial / DATA_FILE, times)
        manifest = read_manifest(once.folder / MANIFEST_FILE)
        kept = {name: manifest.row_counts[name] for name in TABLES}
        many = manifest.model_copy(
            update={
                "id": version_id,
                "tables": TABLES,
                "row_counts": kept,
                "columns_present": {name: manifest.columns_present[name] for name in TABLES},
            }
        )
        (partial / MANIFEST_FILE).write_text(many.model_dump_json(), encoding="utf-8")
        partial.rename(folder)
    return open_store(root).open(version_id)


def _write(source: Path, target: Path, times: int) -> None:
    with connect(":memory:") as connection:
        connection.execute(f"ATTACH '{source}' AS once (READ_ONLY); ATTACH '{target}' AS many")
        names = [
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = 'once'"
            ).fetchall()
        ]
        for name in names:
            if name in TABLES and NUMBERED[name]:
                for number in range(times):
                    into = "CREATE TABLE many.{0} AS" if not number else "INSERT INTO many.{0}"
                    connection.execute(f"{into.format(name)} {_copy(name, number)}")
            elif name in TABLES or name.startswith("ref_"):
                connection.execute(f"CREATE TABLE many.{name} AS SELECT * FROM once.{name}")
            elif name in {"exchange_breach", "exchange_undecided", "emptied_cell", "finding", "consequence"}:
                connection.execute(f"CREATE TABLE many.{name} AS SELECT * FROM once.{name} LIMIT 0")
        connection.execute("CHECKPOINT many")


def _copy(name: str, number: int) -> str:
    replaced = [f"{column} || '{f'~{number}' if number else ''}' AS {column}" for column in NUMBERED[name]]
    if name == "organisation":
        offset = f"{number} * (SELECT max(organisation_key) FROM once.organisation)"
        replaced.append(f"(organisation_key + {offset})::INTEGER AS organisation_key")
    if name == "exchange":
        replaced += [f"NULL::VARCHAR AS {column}" for column in ("match_id", "event_id")]
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM once.{name}"


if __name__ == "__main__":
    print(multiplied(int(sys.argv[1])))
