"""Publishing: from checked tables to a served version, with no moment at which half of it can be seen.

Order of steps: lock; write everything into a folder beside; wait for the disk; rename the folder; replace the
pointer. A crash before the last step leaves the old data version served; the next publication tidies up.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

import filelock

from cxc_metrics.contract import (
    CONTRACT_VERSION,
    RULES,
    TABLES,
    UNIT_TABLES,
    countries,
    ecosystems,
    organisation_types,
    shape_of,
)
from cxc_metrics.contract.country_names import country_names_digest
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


def version_id(checked: CheckedTables, register: str) -> str:
    """The id of the content: the first 12 hexadecimal digits of a hash over everything that decides it.

    These are the source files, source.toml with its SQL, what was declared about them (`as_at`, synthetic or
    not, title, date format, decimal mark), the contract, and the register's name where it is not that of the
    files. Not: the files' names and places, the day, the note.
    """
    parts = {
        "files": sorted(file.sha256 for file in checked.files),
        "source": checked.source.fingerprint(),
        "as_at": checked.as_at.isoformat() if checked.as_at else None,
        "is_synthetic": checked.is_synthetic,
        "title": checked.title,
        "read_as": checked.read_as,
        "contract": contract_fingerprint(),
    }
    if register != checked.register_name:
        parts["register"] = register
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def contract_fingerprint() -> str:
    """Hash of the contract version and of all it declares: tables, checks, rules, reference lists.

    With the declarations in it, a changed rule cannot hide behind an unchanged version number.
    """
    columns = [
        (
            name,
            c.name,
            c.sql_type,
            c.nullable,
            c.key,
            c.references,
            c.codes and c.codes.codes,
            c.minimum,
            c.maximum,
            c.deciding,
            c.unless_filled,
        )
        for name, model in TABLES.items()
        for c in model.columns()
    ]
    checks = [
        (name, c.reason, c.violated, c.decides, c.unless_filled)
        for name, model in TABLES.items()
        for c in model.row_checks
    ]
    rules = [(rule.id, rule.severity.value, rule.sql, rule.needs) for rule in RULES.values()]
    declared = json.dumps([CONTRACT_VERSION, columns, checks, rules, _lists(), country_names_digest()])
    return hashlib.sha256(declared.encode()).hexdigest()[:12]


@cache
def _lists() -> list[list[str]]:
    """The entries of the reference lists, which are files of ours, as text."""
    return [list(map(repr, entries().values())) for entries in (countries, ecosystems, organisation_types)]


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
