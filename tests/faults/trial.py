"""One faulty delivery through the process that reads: what came of it, and whether that may be."""

from __future__ import annotations

import logging
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import CheckedTables, check_apart
from cxc_metrics.intake.worker.pool import Workers

from .drawn import Faulty

READ, REFUSED, ENDED, FAULT = "read", "refused", "ended", "fault"
_LIMITS = ("MB of memory to read", "the time limit for a delivery")
_LONGEST = 510


@dataclass(frozen=True)
class Outcome:
    """`read`, `refused` with a message, `ended` at a limit, or a `fault` of ours; `said` is the message."""

    seed: int
    form: str
    fault: str
    outcome: str
    said: str
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """For a line of JSON."""
        return asdict(self)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def attempt(faulty: Faulty, workers: Workers) -> Outcome:
    """Write the files, have them checked, and judge."""
    heard = _Heard()
    log = logging.getLogger("cxc.intake")
    log.addHandler(heard)
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="cxc-faults-") as folder:
            outcome, said = _judged(_written(faulty, Path(folder)), workers)
    finally:
        log.removeHandler(heard)
    if heard.lines:
        outcome, said = FAULT, f"{said} | {heard.lines[-1][-600:]}"
    return Outcome(faulty.seed, faulty.form, faulty.fault, outcome, said, round(time.monotonic() - began, 2))


def _written(faulty: Faulty, folder: Path) -> Path:
    for name, content in faulty.files.items():
        (folder / name).write_bytes(content)
    return folder / next(iter(faulty.files)) if len(faulty.files) == 1 else folder


def _judged(path: Path, workers: Workers) -> tuple[str, str]:
    try:
        with check_apart(path, workers=workers) as checked:
            wrong = _wrong(checked)
            return (FAULT, wrong) if wrong else (READ, "")
    except IntakeError as error:
        for problem in error.problems:
            if "\n" in problem or len(problem) > _LONGEST:
                return FAULT, f"a message of {len(problem)} letters: {problem[:200]!r}"
        outcome = ENDED if any(limit in str(error) for limit in _LIMITS) else REFUSED
        return outcome, str(error)


def _wrong(checked: CheckedTables) -> str:
    """What is not as it must be in any register that was read; empty where all is well."""
    for name, count in checked.row_counts.items():
        if count.read != count.kept + count.rejected + count.duplicates + count.repeated:
            return f"{name}: {count} does not add up"
        kept = checked.connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        if kept != count.kept:
            return f"{name}: {kept} rows, {count.kept} counted"
    long = checked.connection.execute(
        f"""SELECT code FROM finding WHERE length(message) > {_LONGEST} OR length(value) > {_LONGEST}
            OR contains(message, chr(10)) OR message IS NULL"""
    ).fetchall()
    return f"a finding too long or empty: {long[0][0]}" if long else ""
