"""What a visitor has sent: its files, how far one has come with them, and what is to be done next.

Kept in the session until other files are sent, so that neither a click elsewhere nor another page loses it.
"""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from cxc_metrics.access import Operator
from cxc_metrics.errors import CxcError, IntakeError
from cxc_metrics.intake import Explored, IntakeOptions, Recognised, Source, compile_mapping, source_beside
from cxc_metrics.temporary import own_folder
from cxc_metrics.words.texts import say
from pages.data import draft, kept_mappings, publishing
from pages.data.at_work import Progress, working
from pages.data.draft import Editing
from ui import session

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

ACCEPT_LOSS = "upload_accept_loss"
_DELIVERY, _PUBLISHED = "_delivery", "_upload_published"
Work = Literal["", "check", "explore", "publish"]


@dataclass(eq=False)
class Delivery:
    """Files in a folder of their own, which is removed with the last use of this.

    `wanted` is the work under way: a click elsewhere runs the page anew and ends it, and it begins again.
    `source` is what the files are read by, None for the contract's own tables. Of files that are none of
    these, `explored` says what they hold, `recognised` what they were mapped by before, and `editing` is the
    mapping that is being made.
    """

    path: Path
    as_at: date | None
    options: IntakeOptions
    wanted: Work = "check"
    source: Source | None = None
    explored: Explored | None = None
    recognised: Recognised | None = None
    editing: Editing | None = None
    replaces: bool = False
    problems: tuple[str, ...] = ()
    report: PathLike[str] | None = None
    standing: publishing.Standing | None = None

    def drop_check(self) -> None:
        """What a check gave goes, with its files: it is of other answers."""
        if self.standing is not None:
            self.standing.checked.close()
        self.standing, self.problems, self.report = None, (), None
        st.session_state.pop(ACCEPT_LOSS, None)

    def edit(self, editing: Editing) -> None:
        """Go on with a mapping of one's own."""
        self.drop_check()
        self.editing, self.source = editing, None


def current() -> Delivery | None:
    """The delivery of this visitor; None before files were sent, and after they were published."""
    delivery: Delivery | None = st.session_state.get(_DELIVERY)
    return delivery


def take(files: Sequence[UploadedFile], as_at: date | None, options: IntakeOptions) -> None:
    """Files that were sent: what was sent before goes."""
    forget()
    folder = own_folder("upload")
    delivery = Delivery(_written(files, folder), as_at, options)
    weakref.finalize(delivery, shutil.rmtree, folder, ignore_errors=True)
    st.session_state[_DELIVERY] = delivery


def forget() -> None:
    """What was sent goes."""
    delivery = current()
    if delivery is not None:
        delivery.drop_check()
        del st.session_state[_DELIVERY]


def go_on(delivery: Delivery) -> None:
    """Do what is wanted, under a bar where the call stands."""
    if delivery.wanted == "check":
        with working(say("upload.working")) as progress:
            _check(delivery, progress)
    if delivery.wanted == "explore":
        with working(say("upload.exploring")) as progress:
            # What was mapped before goes straight through.
            if _explore(delivery, progress):
                _check(delivery, progress)
    if delivery.wanted == "publish":
        _publish(delivery)


def ask_check(delivery: Delivery) -> None:
    """Have the delivery checked by its mapping. SourceError with the faults of the mapping, if it has any."""
    if delivery.editing is not None:
        delivery.source = compile_mapping(draft.sound(delivery.editing.mapping))
        delivery.editing.changed = False
    delivery.wanted = "check"


def ask_publish() -> None:
    """Called by the button, before the next run."""
    if (delivery := current()) is not None:
        delivery.wanted = "publish"


def published() -> str | None:
    """Id of the data version that was just published; said once."""
    version: str | None = st.session_state.pop(_PUBLISHED, None)
    return version


def _check(delivery: Delivery, progress: Progress) -> None:
    delivery.drop_check()
    wanted: Work = ""
    try:
        if delivery.source is None and delivery.editing is None:
            delivery.source = source_beside(delivery.path)
        checked = Operator.check(
            delivery.path,
            source=delivery.source,
            as_at=delivery.as_at,
            options=delivery.options,
            progress=progress,
        )
        progress(say("upload.weighing"), 1.0)
        delivery.standing = publishing.weigh(checked)
    except IntakeError as error:
        delivery.problems, delivery.report = error.problems, error.report
        if delivery.source is None and delivery.explored is None:
            wanted = "explore"
    except CxcError as error:
        delivery.problems = (str(error),)
    # Last: where a click elsewhere ended it until here, it begins again.
    delivery.wanted = wanted


def _explore(delivery: Delivery, progress: Progress) -> bool:
    """Look what files hold that are no tables of the contract; whether a mapping can check them at once."""
    try:
        explored = Operator.explore(delivery.path, options=delivery.options, progress=progress)
    except IntakeError as error:
        delivery.wanted = ""
        if not set(error.problems) & set(delivery.problems):
            # Why nothing can be read says more than that a table of the contract is missing.
            delivery.problems, delivery.report = error.problems, None
        return False
    delivery.explored, delivery.wanted = explored, ""
    delivery.recognised = kept_mappings.recognised(explored)
    if delivery.recognised is not None and delivery.recognised.fits:
        delivery.source, delivery.wanted = kept_mappings.source_of(delivery.recognised), "check"
        return True
    if not any(kept_mappings.is_of_contract(table) for table in explored.tables):
        delivery.problems, delivery.report = (), None
        delivery.editing = kept_mappings.begun(kept_mappings.largest(explored), delivery.recognised)
    return False


def _publish(delivery: Delivery) -> None:
    if delivery.standing is None:
        delivery.wanted = ""
        return
    with working(say("upload.publishing")) as progress:
        try:
            if delivery.editing is not None:
                kept_mappings.keep(delivery.editing, replace=delivery.replaces)
            done = publishing.publish(delivery.standing, progress)
        except CxcError as error:
            delivery.problems, delivery.wanted = (str(error),), ""
            return
    session.choose(None, done.version_id)
    forget()
    # The page above was drawn of the version before: the whole of it follows, and so does the address.
    st.session_state[_PUBLISHED] = done.version_id
    st.query_params.from_dict(session.address(session.scope()))
    st.rerun()


def _written(files: Sequence[UploadedFile], folder: Path) -> Path:
    """The uploaded files in a folder; a single one by its own path. Names are reduced to their last part."""
    paths = []
    for file in files:
        path = folder / (Path(file.name.replace("\\", "/")).name or "upload")
        path.write_bytes(file.getbuffer())
        paths.append(path)
    return paths[0] if len(paths) == 1 else folder
