"""What is damaged in a store, and mending what is derived.

Everything is read: data versions against their hashes (those from before there were hashes row by row),
pointers, facts, the secret, the audit log, rights, and what crashed processes left. `mend` removes what is
derived or left over, which is made again when it is missed; data, pointers, secrets and logs never are.
"""

from __future__ import annotations

import os
import shutil
import stat
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import filelock

from cxc_metrics.engine import EngineError
from cxc_metrics.engine.duckdb import DuckDbEngine
from cxc_metrics.errors import RegisterError
from cxc_metrics.intake import is_register_name
from cxc_metrics.store.audit import AuditLog
from cxc_metrics.store.audit_chain import Deed
from cxc_metrics.store.checksums import changed_files
from cxc_metrics.store.data_version import DataVersion
from cxc_metrics.store.layout import DATA_FILE, MANIFEST_FILE, PARTIAL, Layout
from cxc_metrics.store.manifest import read_manifest
from cxc_metrics.store.pointer import read_pointer
from cxc_metrics.store.secret import SecretState, StoreSecret

from .ailment import Ailment, Gravity
from .in_engine import left_in, remove_there

_AGAIN: Final = "Publish the register again, or restore a backup (cxc restore)."
_MEND: Final = "cxc doctor --mend removes it; it is made again when it is asked for."
_SWEEP: Final = "cxc doctor --mend removes it."


def examine(
    root: Path, progress: Callable[[str, float], None] | None = None, *, engine: str = ""
) -> list[Ailment]:
    """All that is wrong with the store in `root`, data first. RegisterError where it cannot be read.

    Of the engine of an address what is left over there is told, too.
    """
    layout, tell = Layout(root), progress or (lambda _step, _done: None)
    ids = layout.version_ids()
    ailments: list[Ailment] = []
    for place, version_id in enumerate(ids):
        tell(f"data version {version_id}", place / (len(ids) + 1))
        ailments += ailments_of_version(layout, version_id)
    for look in (_pointers, _secret, _audit, _declarations, _rights, _facts, _left_over):
        ailments += look(layout)
    if engine:
        tell("engine", len(ids) / (len(ids) + 1))
        ailments += left_in(engine, ids)
    tell("done", 1.0)
    return sorted(ailments, key=lambda each: (list(Gravity).index(each.gravity), str(each.place)))


def mend(root: Path, ailments: list[Ailment], *, who: str | None = None) -> list[Ailment]:
    """Remove what is derived or left over among these; what could be. It is on record."""
    wanted = [each for each in ailments if each.is_mended]
    if not wanted:
        return []
    mended = []
    with AuditLog(root).recorded(Deed.MENDED, who, detail={"places": len(wanted)}):
        for each in wanted:
            if each.engine:
                mended += [each] if remove_there(each) else []
                continue
            if each.place.is_dir() and not each.place.is_symlink():
                shutil.rmtree(each.place, ignore_errors=True)
            else:
                each.place.unlink(missing_ok=True)
            if not each.place.exists():
                mended.append(each)
    return mended


def ailments_of_version(layout: Layout, version_id: str) -> Iterator[Ailment]:
    """What is wrong with a data version: each byte is looked at."""
    folder = layout.version(version_id)
    for name in (DATA_FILE, MANIFEST_FILE):
        if not (folder / name).is_file():
            yield Ailment(Gravity.DATA, folder / name, "It is missing.", _AGAIN)
            return
    try:
        changed = changed_files(folder)
        for name in changed or ():
            problem = "Its bytes are not those that were published."
            yield Ailment(Gravity.DATA, folder / name, problem, _AGAIN)
        if changed:
            return
        manifest = read_manifest(folder / MANIFEST_FILE)
        if manifest.id != version_id:
            problem = f"It is of data version {manifest.id}."
            yield Ailment(Gravity.DATA, folder / MANIFEST_FILE, problem, _AGAIN)
        elif changed is None:  # from before there were hashes: DuckDB has one for each block of rows
            with DataVersion(layout, version_id) as version:
                version.verify()
    except (RegisterError, EngineError) as error:
        yield Ailment(Gravity.DATA, folder, str(error).splitlines()[0], _AGAIN)
    except OSError as error:
        yield Ailment(Gravity.DATA, folder, f"It cannot be read ({error.strerror or error}).", _AGAIN)


def _pointers(layout: Layout) -> Iterator[Ailment]:
    ids = layout.version_ids()
    registers = layout.register("")
    names = [path.name for path in registers.iterdir() if path.is_dir()] if registers.is_dir() else []
    for file in (layout.older_pointer, *(layout.pointer(name) for name in sorted(names))):
        try:
            pointer = read_pointer(file, lambda: ids)
        except RegisterError as error:
            yield Ailment(Gravity.DATA, file, str(error), "Serve a data version: cxc rollback ID.")
            continue
        if pointer is None:
            continue
        if not pointer.is_as_written:
            problem = "It does not say what was written."
            yield Ailment(Gravity.DATA, file, problem, "Serve a data version: cxc rollback ID.")
        if pointer.current is not None and pointer.current not in ids:
            problem = f"It serves data version {pointer.current}, which is not there."
            remedy = "Serve another (cxc rollback ID), or restore a backup."
            yield Ailment(Gravity.DATA, file, problem, remedy)
    for name in names:
        if not is_register_name(name):
            yield Ailment(
                Gravity.DATA, registers / name, "No register can have that name.", "Take it out of the store."
            )


def _secret(layout: Layout) -> Iterator[Ailment]:
    secret = StoreSecret(layout.root)
    if secret.state is SecretState.NEVER_MADE:
        if layout.version_ids():
            remedy = "Restore it from a backup, or make one: cxc secret make."
            yield Ailment(Gravity.DATA, secret.file, "The store has no secret.", remedy)
        return
    try:
        secret.fingerprint  # noqa: B018 - raises where it cannot be used
    except RegisterError as error:
        problem, _, remedy = str(error).partition(". ")
        yield Ailment(Gravity.DATA, secret.file, f"{problem}.", remedy)


def _audit(layout: Layout) -> Iterator[Ailment]:
    log = AuditLog(layout.root)
    try:
        problems = log.read().problems
    except RegisterError as error:
        problems = (str(error),)
    for problem in problems:
        yield Ailment(Gravity.DATA, log.file, problem, "Compare with a backup; cxc audit lists the rest.")


def _declarations(layout: Layout) -> Iterator[Ailment]:
    people = layout.root / "people.toml"
    mappings = sorted((layout.root / "sources").glob("*/*.toml"))
    for file in [people, *mappings] if people.exists() else mappings:
        try:
            tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            yield Ailment(Gravity.DATA, file, f"It cannot be read ({error}).", "Mend it by hand.")


def _rights(layout: Layout) -> Iterator[Ailment]:
    if os.name != "posix":
        return
    private = [layout.root / "people.toml", AuditLog(layout.root).file]
    for file in private:
        if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Ailment(Gravity.RIGHTS, file, "Others may read it.", f"chmod 600 {file}")
    folders = (layout.root, layout.versions, layout.register(""))
    for folder in folders:
        if folder.is_dir() and folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield Ailment(Gravity.RIGHTS, folder, "Others may write in it.", f"chmod go-w {folder}")


def _facts(layout: Layout) -> Iterator[Ailment]:
    ids = set(layout.version_ids())
    for folder in sorted(path for path in layout.facts("").glob("*") if path.is_dir()):
        if folder.name not in ids:
            yield Ailment(Gravity.LEFT_OVER, folder, "Its data version is not there.", _SWEEP)
            continue
        for file in sorted(folder.glob("*.duckdb")):
            if problem := _fact_problem(file):
                yield Ailment(Gravity.DERIVED, file, problem, _MEND)


def _fact_problem(file: Path) -> str:
    """What is wrong with the file of a fact, read to the end; empty where nothing is."""
    kind = "keyed" if file.name.startswith("keyed-") else "fact"
    table = f"{kind}_{file.name.removeprefix('keyed-').rpartition('-')[0]}"
    try:
        engine = DuckDbEngine(file)
        try:
            engine.query(
                f"SELECT {engine.dialect.of_every_value('t')} FROM {engine.dialect.identifier(table)} AS t"
            )
        finally:
            engine.close()
    except (RegisterError, EngineError) as error:
        return f"It cannot be read ({str(error).splitlines()[0][:120]})."
    return ""


def _left_over(layout: Layout) -> Iterator[Ailment]:
    """What crashed processes left: never what a publication is writing just now."""
    busy = {name for name in layout.register_folders() if _is_held(layout.lock(name))}
    for path in sorted(layout.versions.glob(f".*{PARTIAL}")):
        owner = path.name.removeprefix(".").rpartition(".")[0].rpartition(".")[0]
        # Whoever publishes a register for the first time has a lock and no pointer yet.
        if owner not in busy and not _is_held(layout.lock(owner)):
            yield Ailment(Gravity.LEFT_OVER, path, "A publication was not ended.", _SWEEP)
    if not busy:
        for folder in (layout.root, *layout.register("").glob("*"), AuditLog(layout.root).file.parent):
            for path in sorted(folder.glob(f".*{PARTIAL}")):
                yield Ailment(Gravity.LEFT_OVER, path, "Writing it was not ended.", _SWEEP)
        for path in sorted(layout.register("").glob("*/publish.holder")):
            if not _is_held(path.with_name("publish.lock")):
                yield Ailment(Gravity.LEFT_OVER, path, "Its publication has ended.", _SWEEP)


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    try:
        with filelock.FileLock(lock, timeout=0):
            return False
    except (filelock.Timeout, OSError):
        return True
