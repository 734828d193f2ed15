"""A check, or an exploration, that runs in another process and is taken over as if it had run here."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from cxc_metrics.errors import IntakeError, SourceError
from cxc_metrics.intake.explore import Explored
from cxc_metrics.intake.handover import open_handed
from cxc_metrics.intake.intake_options import MEMORY_BESIDE_OTHERS, UNDECLARED, IntakeOptions
from cxc_metrics.intake.layouts.source import CXC, Source
from cxc_metrics.intake.result import CheckedTables
from cxc_metrics.intake.workbench import Progress
from cxc_metrics.temporary import Kept, own_folder

from .messages import (
    FINDINGS,
    REGISTER,
    Done,
    DoneExploring,
    ExploreTask,
    Failed,
    Job,
    Result,
    Task,
    plain_fields,
)
from .pool import Workers, shared_workers


def check_apart(
    path: Path | str,
    *,
    source: Source | None = None,
    as_at: date | None = None,
    options: IntakeOptions = UNDECLARED,
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> CheckedTables:
    """`check` in a process of its own, whose memory and time are bounded.

    Whatever the files do to it, here it is an IntakeError of one line. `progress` is called several times a
    second; what it raises (a visitor has left) ends the reading and passes on.
    """
    own = source or CXC
    folder = own_folder("intake")
    try:
        job = Job(
            path=Path(path).absolute(),
            folder=folder,
            source=own,
            selects=own.selects,
            as_at=as_at,
            options=options,
        )
        done = _result(job, workers or shared_workers(), progress or _silent)
        if not isinstance(done, Done):
            raise TypeError(f"a check was answered by {done.kind}")
        return _taken_over(done, job)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def explore_apart(
    path: Path | str,
    *,
    options: IntakeOptions = UNDECLARED,
    progress: Progress | None = None,
    workers: Workers | None = None,
) -> Explored:
    """`explore` in a process of its own, whose memory and time are bounded as those of a check."""
    folder = own_folder("explore")
    try:
        task = ExploreTask(path=Path(path).absolute(), folder=folder, options=options)
        done = _result(task, workers or shared_workers(), progress or _silent)
        if not isinstance(done, DoneExploring):
            raise TypeError(f"an exploration was answered by {done.kind}")
        return done.explored
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _silent(_step: str, _done: float) -> None:
    """Nobody wants to know how far reading is."""


def _result(job: Task, workers: Workers, progress: Progress) -> Done | DoneExploring:
    with workers.reader(progress) as reader:
        result: Result = reader.work(job, progress)
    if not isinstance(result, Failed):
        return result
    if result.error == "source":
        raise SourceError(result.problems[0])
    raise IntakeError(*result.problems, report=Kept(job.folder / FINDINGS) if result.reported else None)


def _taken_over(done: Done, job: Job) -> CheckedTables:
    plain = plain_fields(done.description)
    file = job.folder / REGISTER
    try:
        connection = open_handed(file, plain["tables"], job.options.memory_limit or MEMORY_BESIDE_OTHERS)
    except duckdb.Error as error:
        raise IntakeError(
            f"What was read of {job.called} cannot be opened ({str(error).splitlines()[0]}). "
            "Free some disk space, then check again"
        ) from None
    checked = CheckedTables(
        connection=connection,
        source=job.whole_source(),
        _close=_remover(connection, job.folder),
        file=file,
        **plain,
    )
    # A visitor who never comes back closes nothing: what is forgotten is removed with the last use of it.
    weakref.finalize(checked, checked._close)
    return checked


def _remover(connection: Any, folder: Path) -> Callable[[], None]:
    def close() -> None:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)

    return close
