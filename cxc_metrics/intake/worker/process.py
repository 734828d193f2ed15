"""The other process as seen from here: started, spoken to, watched, ended."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import psutil
from pydantic import ValidationError

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Progress
from cxc_metrics.paths import ROOT

from .limits import Limits
from .messages import (
    MOST_BYTES,
    Done,
    DoneExploring,
    Failed,
    Ready,
    Reply,
    Result,
    Step,
    Task,
    read_reply,
    too_much_memory,
)

log = logging.getLogger("cxc.intake")

_LOOK_SECONDS: Final = 0.1
_START_SECONDS: Final = 120.0
_SAID_LAST = 4_000
# What Python ends with after an error that nobody caught.
_UNCAUGHT = 1
_HELP = "Nothing was changed. Save it again in the program it comes from, or send CSV"


@dataclass(frozen=True)
class Ended:
    """The other process is gone."""


class Reader:
    """A process that reads. One job at a time; after an error of its own it is gone and another is needed."""

    def __init__(self, limits: Limits, log_file: Path) -> None:
        self.limits = limits
        self._said = log_file
        with log_file.open("wb") as errors:
            self._process = _start(limits, errors)
        self._jobs, self._answers = _pipes(self._process)
        self._watched = psutil.Process(self._process.pid)
        self._replies: queue.Queue[Reply | Ended] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._is_ready = False
        self._heard = 0

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it can take a job."""
        return self._process.poll() is None

    def is_worn(self) -> bool:
        """Whether it holds so much memory after its last job that a fresh one should take the next."""
        return self._resident() > self.limits.memory // 2

    def work(self, job: Task, progress: Progress) -> Result:
        """Have a delivery read. IntakeError, the process ended, where it takes too much or dies.

        `progress` is called every tenth of a second at least: what it raises ends the process and passes on.
        """
        try:
            result = self._work(job, progress)
            self._log_said(job)
            return result
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """End it now, whatever it does."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._jobs, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()
        with contextlib.suppress(OSError):
            self._said.unlink(missing_ok=True)

    def _work(self, job: Task, progress: Progress) -> Result:
        step = Step(name="Starting", done=0.0)
        self._wait_until_ready(step, progress)
        seconds = self.limits.time_for(job.path)
        self._send(job)
        began = time.monotonic()
        while True:
            self._look(job, seconds, time.monotonic() - began)
            match self._hear():
                case Done() | DoneExploring() | Failed() as result:
                    return result
                case Step() as step:
                    pass
                case Ended():
                    raise IntakeError(self._died(job))
                case _:
                    pass
            progress(step.name, step.done)

    def _wait_until_ready(self, step: Step, progress: Progress) -> None:
        end = time.monotonic() + _START_SECONDS
        while not self._is_ready:
            progress(step.name, step.done)
            reply = self._hear()
            self._is_ready = isinstance(reply, Ready)
            if isinstance(reply, Ended) or time.monotonic() > end:
                self._log_end()
                raise IntakeError("The process that reads files could not be started. The log says why")

    def _look(self, job: Task, seconds: float, passed: float) -> None:
        if self._resident() > self.limits.memory:
            raise IntakeError(too_much_memory(job, self.limits.memory))
        if passed > seconds:
            raise IntakeError(
                f"{job.called} was not read after {seconds:,.0f} seconds, the time limit for a delivery of "
                "its size. Nothing was changed. Send CSV instead of a workbook, or the tables in parts"
            )

    def _resident(self) -> int:
        try:
            return int(self._watched.memory_info().rss)
        except psutil.Error:
            return 0

    def _send(self, job: Task) -> None:
        try:
            self._jobs.write(job.model_dump_json().encode() + b"\n")
            self._jobs.flush()
        except OSError:
            raise IntakeError(self._died(job)) from None

    def _hear(self) -> Reply | Ended | None:
        try:
            return self._replies.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return None

    def _listen(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # closed by `end`
            while line := self._answers.readline(MOST_BYTES):
                try:
                    self._replies.put(read_reply(line))
                except ValidationError as error:
                    log.error("The process that reads files said what nobody understands: %s", error)
                    break
        self._replies.put(Ended())

    def _died(self, job: Task) -> str:
        self._log_end()
        if self._process.returncode == _UNCAUGHT:
            return f"{job.called} cannot be read, by a fault of this program that its log names. {_HELP}"
        return f"{job.called} cannot be read: reading it broke down, as it does for want of memory. {_HELP}"

    def _log_said(self, job: Task) -> None:
        """What a library printed while it read (a panic that became a finding) is for the log only."""
        with contextlib.suppress(OSError), self._said.open("rb") as said:
            said.seek(self._heard)
            text = said.read(_SAID_LAST)
            self._heard = said.seek(0, os.SEEK_END)
            if text.strip():
                log.info("While %s was read: %s", job.called, text.decode(errors="replace").strip())

    def _log_end(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        try:
            said = self._said.read_text(encoding="utf-8", errors="replace")[-_SAID_LAST:]
        except OSError:
            said = ""
        log.error("The process that reads files ended with code %s. %s", self._process.returncode, said)


def _start(limits: Limits, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """-P: a `duckdb.py` that lies where the command was started, among the files to check, is not run."""
    places = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(  # noqa: S603 - this Python, a module of ours, a number
        [sys.executable, "-P", "-m", __package__, str(limits.memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places), "RUST_BACKTRACE": "0"},
        # Ctrl+C and the closing of a terminal reach it through this process.
        start_new_session=os.name != "nt",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:  # both were asked for
        raise RuntimeError("started without pipes")
    return process.stdin, process.stdout
