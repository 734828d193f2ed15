"""Publishing: from checked tables to a served version, with no moment at which half of it can be seen.

Order of steps: lock; write everything into a folder beside; wait for the disk; rename the folder; replace the
pointer. A crash before the last step leaves the old data version served; the next publication tidies up.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import filelock

from cxc_metrics.contract import CONTRACT_VERSION, UNIT_TABLES, shape_of
from cxc_metrics.contract.shapes import PAIRS
from cxc_metrics.engine import EngineError
from cxc_metrics.engine.duckdb import engine_errors
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.definition import FactDefinition, fact_definition
from cxc_metrics.intake import CheckedTables
from cxc_metrics.intake.handover import write_register

from .checksums import write_checksums
from .fact_files import build_facts
from .layout import (
    DATA_FILE,
    MANIFEST_FILE,
    PARTIAL,
    Layout,
    sync,
    unwritable,
    write_atomically,
)
from .manifest import Manifest, RowCount, SourceFile
from .secret import StoreSecret

Progress = Callable[[str, float], None]
# Facts that every page asks for; the others are built when somebody asks, so that publishing stays fast.
AT_PUBLICATION = (*UNIT_TABLES, "registration", "partnership")


class VersionLabel(NamedTuple):
    """What a data version is called, in which register, and the remark of whoever publishes it."""

    id: str
    register: str
    note: str | None


@contextlib.contextmanager
def publishing_lock(layout: Layout, register: str) -> Iterator[None]:
    """Holds a register for one writer; RegisterError at once if another has it or it cannot be written."""
    try:
        layout.versions.mkdir(parents=True, exist_ok=True)
        layout.register(register).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(layout.root, error) from error
    lock = filelock.FileLock(layout.lock(register), timeout=0)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise RegisterError(
            f"Somebody else is publishing in register {register} of {layout.root}"
            f"{_holder(layout.holder(register))}. Nothing was changed. "
            "Wait until it has ended, then try again."
        ) from None
    except OSError as error:
        raise unwritable(layout.root, error) from error
    try:
        holder = (
            f"process {os.getpid()} on {socket.gethostname()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        )
        write_atomically(layout.holder(register), holder.encode())
        yield
    except OSError as error:
        raise unwritable(layout.root, error) from error
    finally:
        with contextlib.suppress(OSError):
            layout.holder(register).unlink(missing_ok=True)
        lock.release()


def _holder(file: Path) -> str:
    try:
        return f" ({file.read_text(encoding='utf-8')})"
    except OSError:
        return ""


def remove_partial(layout: Layout, register: str) -> None:
    """Removes what a crashed publication in a register left behind.

    The caller holds its lock, so nobody writes there; what is being written in another register stays.
    """
    # In this order: a version has its folder before it has facts, and is listed when that folder is gone.
    facts = [*layout.facts("").glob("*")]
    in_writing: set[str] = set()
    for path in layout.versions.glob(f".*{PARTIAL}"):
        owner, _, version = path.name.removeprefix(".").removesuffix(PARTIAL).rpartition(".")
        if owner in ("", register):
            shutil.rmtree(path, ignore_errors=True)
        else:
            in_writing.add(version.partition("-")[0])
    for path in layout.register(register).glob(f".*{PARTIAL}"):
        path.unlink(missing_ok=True)
    kept = in_writing.union(layout.version_ids())
    for path in facts:
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def put_aside(layout: Layout, register: str, damaged_id: str) -> None:
    """Takes a damaged version out of the way of a new one of the same content. The caller holds the lock."""
    layout.version(damaged_id).rename(layout.versions / f".{register}.{damaged_id}-damaged{PARTIAL}")
    shutil.rmtree(layout.facts(damaged_id), ignore_errors=True)


def write_version(
    layout: Layout,
    checked: CheckedTables,
    label: VersionLabel,
    progress: Progress,
    allow: Callable[[Manifest], None],
) -> None:
    """Writes a complete version and renames it to its place. The caller holds the lock.

    `allow` raises where the manifest shows that it must not get there.
    """
    partial = Path(
        tempfile.mkdtemp(dir=layout.versions, prefix=f".{label.register}.{label.id}-", suffix=PARTIAL)
    )
    target_facts = layout.facts(label.id)
    try:
        progress("writing tables", 0.05)
        _place_tables(checked, partial / DATA_FILE)
        progress("building facts", 0.5)
        facts = _facts_of(checked)
        manifest = _manifest(checked, label, countable=0)
        target_facts.mkdir(parents=True, exist_ok=True)
        targets = [(fact, target_facts / f"{fact.name}-{fact.digest}.duckdb") for fact in facts]
        counted = _counted(manifest, build_facts(partial / DATA_FILE, manifest, targets))
        manifest = manifest.model_copy(update={"countable_exchanges": counted})
        allow(manifest)
        write_atomically(partial / MANIFEST_FILE, manifest.model_dump_json(indent=1).encode())
        write_checksums(partial, (DATA_FILE, MANIFEST_FILE))
        progress("waiting for the disk", 0.9)
        (partial / DATA_FILE).chmod(0o444)
        partial.chmod(0o755)
        for path in (partial / DATA_FILE, partial):
            sync(path)
        progress("putting it in place", 0.95)
        StoreSecret(layout.root).make_if_never()
        partial.rename(layout.version(label.id))
        sync(layout.versions)
    except EngineError as error:
        raise RegisterError(
            f"The tables could not be written to {layout.root} ({str(error).splitlines()[0]}). "
            "Nothing was changed. Check free space and memory, then publish again."
        ) from error
    finally:
        remove_partial(layout, label.register)


def _facts_of(checked: CheckedTables) -> list[FactDefinition]:
    facts = [fact_definition(name) for name in AT_PUBLICATION]
    return [fact for fact in facts if set(fact.tables) <= set(checked.tables)]


def _counted(manifest: Manifest, built: Mapping[str, int]) -> int:
    """How many of the register's units count: of exchanges those held, of all others every row."""
    table = shape_of(manifest.tables, manifest.grain).table
    if table == PAIRS.table:
        return built[table]
    return manifest.row_counts[table].kept


def _place_tables(checked: CheckedTables, file: Path) -> None:
    """The register's file: a copy of the one that was handed over, else written from the check's tables."""
    if checked.file is None:
        with engine_errors():
            write_register(checked.connection, tuple(checked.tables), file)
    else:
        shutil.copyfile(checked.file, file)


def _manifest(checked: CheckedTables, label: VersionLabel, *, countable: int) -> Manifest:
    source = checked.source
    return Manifest(
        id=label.id,
        published_at=datetime.now(UTC),
        as_at=checked.as_at,
        as_at_origin=checked.as_at_origin,
        contract_version=CONTRACT_VERSION,
        source=source.name,
        title=checked.title,
        reference=source.reference,
        licence=source.licence,
        grain=source.grain,
        shape=shape_of(checked.tables, source.grain).name,
        countable=source.countable,
        nouns=source.nouns,
        is_synthetic=checked.is_synthetic,
        note=label.note,
        published_as=label.register,
        read_as=checked.read_as,
        files=tuple(
            SourceFile(name=file.name, sha256=file.sha256, bytes=file.bytes, rows=file.rows)
            for file in checked.files
        ),
        row_counts={
            name: RowCount(
                read=count.read,
                kept=count.kept,
                rejected=count.rejected,
                duplicates=count.duplicates,
                repeated=count.repeated,
            )
            for name, count in checked.row_counts.items()
        },
        findings_by_code=checked.findings_by_code(),
        findings_by_severity=checked.findings_by_severity(),
        tables=tuple(checked.tables),
        columns_present={table: tuple(columns) for table, columns in checked.columns_present.items()},
        lacks=tuple(source.lacks),
        date_precision=dict(source.date_precision),
        rules_evaluated=tuple(checked.rules_evaluated),
        rules_not_evaluated={rule: tuple(tables) for rule, tables in checked.rules_not_evaluated.items()},
        countable_exchanges=countable,
    )
