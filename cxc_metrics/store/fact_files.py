"""The files of a data version's facts: derived from its clean tables, each built when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import filelock

from cxc_metrics.engine import EngineError, OutOfMemory
from cxc_metrics.engine.duckdb import engine_errors, scratch
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.build import FactBuilder
from cxc_metrics.facts.definition import FactDefinition

from .layout import PARTIAL, sync
from .manifest import Manifest

LOCK_SECONDS = 600


class FactFiles:
    """Where the files lie, and how one comes to be there although others may want it at the same time."""

    def __init__(self, version_id: str, data_file: Path, manifest: Manifest, folder: Path) -> None:
        self._id = version_id
        self._data_file = data_file
        self._manifest = manifest
        self._folder = folder
        self._own = scratch() / "facts" / version_id

    @property
    def folders(self) -> tuple[Path, Path]:
        """The store's folder of facts, and this process's own beside it."""
        return self._folder, self._own

    def of(self, definition: FactDefinition) -> Path:
        """The file of a fact, built if it is missing. RegisterError where it cannot be."""
        if (stored := self._folder / _file_of(definition)).is_file():
            return stored
        target = self.writable() / _file_of(definition)
        self.make(
            target,
            lambda: build_facts(self._data_file, self._manifest, [(definition, target)]),
            what=f"The fact {definition.name}",
        )
        return target

    def make_all(self, definitions: Iterable[FactDefinition], stop: Callable[[], bool] = bool) -> None:
        """Builds those that are missing by one builder, which takes as long to make ready as a small fact.

        `stop` is asked before each. Raises as `of`.
        """
        missing = [each for each in definitions if not (self._folder / _file_of(each)).is_file()]
        if len(missing) > 1:
            folder = self.writable()
            with (
                self._as_register_error("A fact", folder),
                closing(self._in_turn(missing, folder, stop)) as turns,
            ):
                build_facts(self._data_file, self._manifest, turns)

    def _in_turn(
        self, definitions: Iterable[FactDefinition], folder: Path, stop: Callable[[], bool]
    ) -> Generator[tuple[FactDefinition, Path]]:
        """What is still missing when its turn comes, locked until the next is asked for."""
        for definition in definitions:
            if stop():
                return
            target = folder / _file_of(definition)
            with _lock(target):
                if not target.is_file():
                    yield definition, target

    def writable(self) -> Path:
        """The store's folder; of a store we may only read, which still answers, one of this process's own."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if os.access(self._folder, os.W_OK):
                return self._folder
        except OSError:
            pass
        self._own.mkdir(parents=True, exist_ok=True)
        return self._own

    def make(self, target: Path, build: Callable[[], object], *, what: str) -> None:
        """Builds a file unless it is there, one process at a time. RegisterError where it cannot be built."""
        if target.is_file():
            return
        with self._as_register_error(what, target.parent), _lock(target):
            if not target.is_file():
                build()

    @contextmanager
    def _as_register_error(self, what: str, folder: Path) -> Iterator[None]:
        """What hinders a build, as RegisterError."""
        try:
            yield
        except filelock.Timeout:
            raise RegisterError(
                f"{what} of data version {self._id} has been built by another process for more than "
                f"{LOCK_SECONDS // 60} minutes. Try again when it has ended."
            ) from None
        except (OSError, EngineError) as error:
            remedy = "" if isinstance(error, OutOfMemory) else " Check free space and permissions."
            raise RegisterError(
                f"{what} of data version {self._id} could not be built in {folder} "
                f"({str(error).splitlines()[0]}).{remedy}"
            ) from error


def _file_of(definition: FactDefinition) -> str:
    return f"{definition.name}-{definition.digest}.duckdb"


def _lock(target: Path) -> filelock.BaseFileLock:
    return filelock.FileLock(target.with_suffix(".lock"), timeout=LOCK_SECONDS)


def build_facts(
    data_file: Path, manifest: Manifest, targets: Iterable[tuple[FactDefinition, Path]]
) -> dict[str, int]:
    """Builds facts, each in a file beside that is renamed when complete; by name, how many of its rows count.

    The caller holds a lock.

    Raises EngineError in the engine's words, OSError where a file cannot be put in place.
    """
    counted: dict[str, int] = {}
    with (
        engine_errors(),
        FactBuilder(
            data_file,
            countable=manifest.countable,
            columns_present=manifest.columns_present,
        ) as builder,
    ):
        for definition, target in targets:
            for left_over in target.parent.glob(f".{target.name}-*"):
                left_over.unlink()
            partial = target.with_name(f".{target.name}-{os.getpid()}{PARTIAL}")
            try:
                counted[definition.name] = builder.build(definition, partial)
                sync(partial)
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)
    return counted
