"""A file is written whole or not at all: beside its place under another name, which it gets at the end."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import uuid4

from cxc_metrics.errors import CxcError


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes its place when all went well; what was there before stays until then.

    Raises CxcError where it cannot be written (no such folder, no right to, a full disk): nothing of it is
    left then, and what was there before is there still.
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as problem:
        raise CxcError(f"{path} was not written: {_why(problem)}. No half of it is left.") from problem
    finally:
        beside.unlink(missing_ok=True)


def _why(problem: OSError) -> str:
    if problem.errno == errno.ENOSPC:
        return "the disk is full. Make room, or name another place"
    if problem.errno == errno.ENOENT:
        return "there is no such folder. Make it, or name another place"
    if problem.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "nobody may write there. Name another place"
    return problem.strerror or str(problem)
