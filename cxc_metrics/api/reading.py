"""Readers for requests: of the register and data version they name, as the viewer they may be."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from fastapi import Request

from cxc_metrics.access import Operator, Reader, open_register
from cxc_metrics.disclosure import Viewer, viewer_named
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.paths import register_dir

from .problems import NotThere, Refused

ViewerOf = Callable[[Request], Viewer]
# The subject of whoever asks, for the audit log; None for the account of this machine.
SubjectOf = Callable[[Request], str | None]
_KEPT: Final = 16


class Readers:
    """Readers of one store, kept for the requests to come. Threads share it."""

    def __init__(
        self, viewer_of: ViewerOf, root: Path | None = None, subject_of: SubjectOf | None = None
    ) -> None:
        """`root` is the folder of the store, else what the environment says at the time of asking."""
        self.viewer_of, self._root = viewer_of, root
        self.subject_of: SubjectOf = subject_of or (lambda _request: None)
        self._kept: OrderedDict[tuple[str, str, Viewer], Reader] = OrderedDict()
        self._lock = Lock()

    def store(self) -> Operator:
        """The store of registers."""
        return open_register(self._root or register_dir())

    def register(self, name: str) -> Operator:
        """A register of the store by a part of the path. NotThere for one there is not."""
        try:
            return self.store().register(name)
        except UnknownName as error:
            raise NotThere(error) from error

    def viewer(self, request: Request, narrower: str | None) -> Viewer:
        """As whom a request is answered. Refused where it asks to be somebody that may see more."""
        viewer = self.viewer_of(request)
        if not narrower:
            return viewer
        wanted = viewer_named(narrower)
        if wanted != viewer and not viewer.sees_all and wanted.kind != "public":
            raise Refused(403, f"You read as {viewer}; {wanted} may see other things. Leave `viewer` away.")
        return wanted

    def fingerprint(self, reader: Reader) -> str:
        """Of the secret that a reader's figures are protected with; empty where they are exact."""
        return "" if reader.viewer.sees_all else self.store().secret().fingerprint

    def reader(
        self, request: Request, register: str | None, version_id: str | None, narrower: str | None = None
    ) -> Reader:
        """A reader of what a request names.

        Raises UnknownName for a register or data version that is not there, RegisterError where nothing was
        published, NotMeasurable where the viewer may not read an older data version.
        """
        viewer = self.viewer(request, narrower)
        operator = self.store() if register is None else self.store().register(register)
        key = (str(operator.root), f"{register}/{version_id or operator.served_id()}", viewer)
        with self._lock:
            if version_id is None and key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        reader = operator.reader(version_id, viewer=viewer)
        if reader is None:
            raise RegisterError("Nothing has been published yet: cxc publish PATH, or the Data page.")
        with self._lock:
            self._kept[key] = reader
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return reader
