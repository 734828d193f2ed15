"""Registers of many millions of exchanges: a smaller one, many times over, with other organisations.

    python -m benchmarks.multiplied 10
    python -m benchmarks.multiplied 10 papers

Only exchanges, organisations and partnerships are in them, and with `papers` what hangs on an exchange:
papers, outcomes, invitations to surveys. Intake is not what is measured at that size.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks.ground import cache, published, store_of
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.store import DataVersion, RowCount, open_store
from cxc_metrics.store.layout import DATA_FILE, MANIFEST_FILE, Layout
from cxc_metrics.store.manifest import read_manifest

# The synthetic register has what hangs on an exchange up to 100 000 of them.
ONCE, ONCE_WITH_PAPERS = 1_000_000, 100_000
PAPERS = ("document", "outcome", "survey_invitation")
# Identifiers of a copy end in its number; the first copy keeps its own.
NUMBERED = {
    "exchange": ("exchange_id", "vo_id", "ho_id"),
    "organisation": ("organisation_id",),
    "partnership": (),
    "document": ("document_id", "exchange_id"),
    "outcome": ("outcome_id", "exchange_id", "organisation_id", "partner_id"),
    "survey_invitation": ("invitation_id", "exchange_id", "organisation_id"),
}
# What the copies have not: it would lead nowhere.
_NAMED_ELSEWHERE = ("match_id", "event_id", "registration_id")


def store(millions: int, *, papers: bool = False) -> Path:
    """The folder of the store that holds so many million exchanges."""
    times = f"times-{_times(millions, papers=papers)}"
    return cache() / f"{store_of(_once(papers=papers)).name}-{times}{'-papers' if papers else ''}"


def multiplied(millions: int, *, papers: bool = False) -> DataVersion:
    """The data version in it, made if it is not there. The caller closes it."""
    root = store(millions, papers=papers)
    version_id = f"{millions:012x}"
    folder = Layout(root).version(version_id)
    if not folder.is_dir():
        once = published(_once(papers=papers))
        partial = folder.with_suffix(".partial")
        partial.mkdir(parents=True)
        times = _times(millions, papers=papers)
        tables = [name for name in NUMBERED if papers or name not in PAPERS]
        _write(once.folder / DATA_FILE, partial / DATA_FILE, tables, times)
        manifest = read_manifest(once.folder / MANIFEST_FILE)
        many = manifest.model_copy(
            update={
                "id": version_id,
                "tables": tuple(tables),
                "row_counts": {name: _many(manifest.row_counts[name], name, times) for name in tables},
                "countable_exchanges": manifest.countable_exchanges * times,
                "columns_present": {name: manifest.columns_present[name] for name in tables},
            }
        )
        (partial / MANIFEST_FILE).write_text(many.model_dump_json(), encoding="utf-8")
        partial.rename(folder)
    return open_store(root).open(version_id)


def _many(once: RowCount, table: str, times: int) -> RowCount:
    kept = once.kept * (times if NUMBERED[table] else 1)
    return RowCount(read=kept, kept=kept, rejected=0, duplicates=0)


def _once(*, papers: bool) -> int:
    return ONCE_WITH_PAPERS if papers else ONCE


def _times(millions: int, *, papers: bool) -> int:
    return millions * 1_000_000 // _once(papers=papers)


def _write(source: Path, target: Path, tables: Sequence[str], times: int) -> None:
    with connect(":memory:") as connection:
        connection.execute(f"ATTACH '{source}' AS once (READ_ONLY); ATTACH '{target}' AS many")
        names = [
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = 'once'"
            ).fetchall()
        ]
        for name in names:
            if name in tables and NUMBERED[name]:
                held = connection.execute(f"SELECT * FROM once.{name} LIMIT 0").description or ()
                for number in range(times):
                    into = "CREATE TABLE many.{0} AS" if not number else "INSERT INTO many.{0}"
                    select = _copy(name, number, [column[0] for column in held])
                    connection.execute(f"{into.format(name)} {select}")
            elif name in tables or name.startswith("ref_"):
                connection.execute(f"CREATE TABLE many.{name} AS SELECT * FROM once.{name}")
            elif name in {"exchange_breach", "exchange_undecided", "emptied_cell", "finding", "consequence"}:
                connection.execute(f"CREATE TABLE many.{name} AS SELECT * FROM once.{name} LIMIT 0")
        connection.execute("CHECKPOINT many")


def _copy(name: str, number: int, columns: Collection[str]) -> str:
    replaced = [f"{column} || '{f'~{number}' if number else ''}' AS {column}" for column in NUMBERED[name]]
    if name == "organisation":
        offset = f"{number} * (SELECT max(organisation_key) FROM once.organisation)"
        replaced.append(f"(organisation_key + {offset})::INTEGER AS organisation_key")
    replaced += [f"NULL::VARCHAR AS {column}" for column in _NAMED_ELSEWHERE if column in columns]
    return f"SELECT * REPLACE ({', '.join(replaced)}) FROM once.{name}"


if __name__ == "__main__":
    print(multiplied(int(sys.argv[1]), papers="papers" in sys.argv[2:]))
