"""What the two processes say to each other: JSON, one message a line.

Not pickled: what comes out of a process that reads strangers' files is data, and is looked at before use.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model

from cxc_metrics.intake.explore import Explored
from cxc_metrics.intake.intake_options import IntakeOptions
from cxc_metrics.intake.layouts.source import Source
from cxc_metrics.intake.result import CheckedTables

# A result is described in full by what the manifest needs; no message is longer than this.
MOST_BYTES = 64 * 1024**2
# Files in a job's folder: the DuckDB file; the report, where the check was stopped.
REGISTER, FINDINGS = "register.duckdb", "findings.csv"
_HANDLES = ("connection", "source", "_close", "file")


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(_Message):
    """A delivery to read; everything that is written goes into `folder`."""

    path: Path
    folder: Path
    options: IntakeOptions

    @property
    def called(self) -> str:
        """What a message calls it: several uploaded files lie in a folder nobody knows."""
        return self.path.name if self.path.is_file() else "The delivery"


class ExploreTask(Task):
    """A delivery to explore."""

    kind: Literal["explore"] = "explore"


class Job(Task):
    """A delivery to check. `selects` are the source's SQL."""

    kind: Literal["check"] = "check"
    source: Source
    selects: dict[str, str]
    as_at: date | None

    def whole_source(self) -> Source:
        """The source with its SQL, which its own dump leaves out."""
        return self.source.model_copy(update={"selects": self.selects})


def _description() -> type[BaseModel]:
    """A model of everything in `CheckedTables` but its handles."""
    hints = get_type_hints(CheckedTables)
    plain: dict[str, Any] = {
        field.name: (hints[field.name], ...) for field in fields(CheckedTables) if field.name not in _HANDLES
    }
    return create_model("Description", __base__=_Message, **plain)


Description = _description()


def too_much_memory(job: Task, most: int) -> str:
    """The message where a delivery reaches the limit, whoever finds it out."""
    return (
        f"{job.called} takes more than {most / 1024**2:,.0f} MB of memory to read, the set limit. "
        "Nothing was changed. Send CSV instead of a workbook, or the tables in parts"
    )


class Ready(_Message):
    """The process has loaded its libraries and waits for a job."""

    kind: Literal["ready"] = "ready"


class Step(_Message):
    """How far the work is (0..1)."""

    kind: Literal["step"] = "step"
    name: str
    done: float


class Failed(_Message):
    """The check was stopped: `problems` of an IntakeError, or the one message of a SourceError.

    `reported`: what was found until then lies in the job's folder.
    """

    kind: Literal["failed"] = "failed"
    error: Literal["intake", "source"]
    problems: tuple[str, ...]
    reported: bool = False


class Done(_Message):
    """The register lies in the job's folder; `description` is what `CheckedTables` says of it."""

    kind: Literal["done"] = "done"
    description: dict[str, Any]


class DoneExploring(_Message):
    """What exploring says of the delivery."""

    kind: Literal["explored"] = "explored"
    explored: Explored


Work = Annotated[Job | ExploreTask, Field(discriminator="kind")]
_WORK: TypeAdapter[Job | ExploreTask] = TypeAdapter(Work)
Result = Done | DoneExploring | Failed
Reply = Annotated[Ready | Step | Failed | Done | DoneExploring, Field(discriminator="kind")]
_REPLIES: TypeAdapter[Reply] = TypeAdapter(Reply)


def read_work(line: bytes) -> Job | ExploreTask:
    """A job as it was sent."""
    return _WORK.validate_json(line)


def read_reply(line: bytes) -> Reply:
    """A reply; ValueError when it is none."""
    return _REPLIES.validate_json(line)


def described(checked: CheckedTables) -> dict[str, Any]:
    """The plain part of a result, ready for JSON."""
    model = Description(**{name: getattr(checked, name) for name in Description.model_fields})
    return model.model_dump(mode="json")


def plain_fields(description: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `CheckedTables` that a description holds; ValueError when it is not one."""
    read = Description.model_validate_json(_json(description))
    return {name: getattr(read, name) for name in Description.model_fields}


def _json(value: dict[str, Any]) -> bytes:
    return TypeAdapter(dict[str, Any]).dump_json(value)
