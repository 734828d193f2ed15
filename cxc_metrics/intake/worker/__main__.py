"""The reading process: takes jobs from its standard input, answers on its standard output.

It ends when its input does, that is with the process that started it, and leaves nothing behind.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import BaseModel

from cxc_metrics.errors import IntakeError, SourceError
from cxc_metrics.intake.explore import explore
from cxc_metrics.intake.handover import hand_over
from cxc_metrics.intake.intake_options import IntakeOptions
from cxc_metrics.intake.run import check
from cxc_metrics.intake.workbench import Progress

from .confine import confine
from .messages import (
    FINDINGS,
    REGISTER,
    Done,
    DoneExploring,
    ExploreTask,
    Failed,
    Job,
    Ready,
    Result,
    Step,
    described,
    read_work,
    too_much_memory,
)

# Of the memory this process may have, what its database may: the rest is for the program and what it reads.
_OF_THE_DATABASE: Final = 0.75


class Voice:
    """Answers, one line each."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def say(self, message: BaseModel) -> None:
        """Send one message."""
        self._stream.write(message.model_dump_json().encode() + b"\n")
        self._stream.flush()

    def step(self, name: str, done: float) -> None:
        """Tell how far the work is."""
        self.say(Step(name=name[:200], done=done))


def _own_output() -> BinaryIO:
    """The pipe to the other process, kept from whatever a library prints: that goes to standard error."""
    voice = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return voice


class Jobs:
    """Jobs in their order. Where no more can come the process ends at once, in the middle of one too."""

    def __init__(self, stream: FileIO) -> None:
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._folder: Path | None = None
        threading.Thread(target=self._listen, args=(stream,), daemon=True).start()

    def next(self) -> Job | ExploreTask:
        """Wait for the next one; whatever is written from now on lies in its folder."""
        job = read_work(self._lines.get())
        self._folder = job.folder
        tempfile.tempdir = str(job.folder)
        return job

    def _listen(self, stream: FileIO) -> None:
        for line in stream:
            self._lines.put(line)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        os._exit(0)


def _work(job: Job | ExploreTask, memory: int, voice: Voice) -> Result:
    progress: Progress = voice.step
    limit = job.options.memory_limit or f"{memory * _OF_THE_DATABASE:.0f}B"
    options = replace(job.options, memory_limit=limit)
    try:
        if isinstance(job, ExploreTask):
            return DoneExploring(explored=explore(job.path, options=options, progress=progress))
        return _check(job, options, progress)
    except IntakeError as error:
        if error.report is not None:
            shutil.copyfile(error.report, job.folder / FINDINGS)
        return Failed(error="intake", problems=error.problems, reported=error.report is not None)
    except SourceError as error:
        return Failed(error="source", problems=(str(error),))
    except MemoryError:
        return Failed(error="intake", problems=(too_much_memory(job, memory),))


def _check(job: Job, options: IntakeOptions, progress: Progress) -> Done:
    with check(
        job.path, source=job.whole_source(), as_at=job.as_at, options=options, progress=progress
    ) as checked:
        done = Done(description=described(checked))
        hand_over(checked.connection, checked.tables, job.folder / REGISTER)
        return done


def main() -> None:
    """Serve jobs until nobody is left to send one."""
    # Ctrl+C is meant for the process that waits for this one, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    voice = Voice(_own_output())
    memory = int(sys.argv[1])
    confine(memory)
    # Unbuffered: a thread that waits in a buffer's lock cannot be ended in good order.
    jobs = Jobs(os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0))
    voice.say(Ready())
    while True:
        job = jobs.next()
        voice.say(_work(job, memory, voice))


if __name__ == "__main__":
    main()
