"""Upload, check, publish: what is said of the files before anything is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from cxc_metrics.access import Operator
from cxc_metrics.errors import CxcError, IntakeError
from cxc_metrics.export import listing_to_csv
from cxc_metrics.intake import (
    CheckedTables,
    IntakeOptions,
    answers_needed,
    write_template,
)
from cxc_metrics.temporary import own_folder_for
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.data import issue_words, publishing
from ui import session
from ui.parts import tables

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_TYPES = [
    "csv",
    "gz",
    "tsv",
    "txt",
    "zip",
    "xlsx",
    "xlsm",
    "xls",
    "xlsb",
    "ods",
    "parquet",
    "toml",
]
_STANDING, _PROBLEMS = "_standing", "_upload_problems"
_REPORT = "_upload_report"
_PENDING, _PUBLISH = "_upload_pending", "_publish"
_PUBLISHED = "_upload_published"
REPORT = "findings.csv"
TEMPLATE_NAME = "clusterxchange-register.xlsx"
_FIELDS = {
    "as_at": "upload.as_at",
    "date_format": "upload.date_format",
    "decimal": "upload.decimal",
}


def draw() -> None:
    """The upload form, the result of the check, and the button that publishes."""
    if not session.uploads_allowed():
        st.info(say("upload.off"), icon=":material/lock:")
        return
    _template()
    _form()
    # A click elsewhere runs the page anew and ends what was under way: it begins again, nothing is lost.
    if _PENDING in st.session_state:
        _check(*st.session_state[_PENDING])
    if st.session_state.get(_PUBLISH):
        _publish()
    if version := st.session_state.pop(_PUBLISHED, None):
        st.success(say("upload.published", version=version), icon=":material/check_circle:")
    for problem in st.session_state.get(_PROBLEMS, ()):
        st.error(markdown_text(problem), icon=":material/error:")
    _answers(st.session_state.get(_PROBLEMS, ()))
    _report(st.session_state.get(_REPORT))
    standing: publishing.Standing | None = st.session_state.get(_STANDING)
    if standing is not None:
        _summary(standing.checked)
        publishing.draw(standing, _ask_publish)


def _template() -> None:
    st.markdown(say("upload.what"))
    st.download_button(
        say("upload.template"),
        _template_bytes,
        file_name=TEMPLATE_NAME,
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        key="upload_template",
        on_click="ignore",
    )


def _template_bytes() -> bytes:
    with own_folder_for("template") as folder:
        return write_template(folder / TEMPLATE_NAME).read_bytes()


def _form() -> None:
    with st.form("upload", border=True):
        files = st.file_uploader(
            say("upload.files"), type=_TYPES, accept_multiple_files=True, key="upload_files"
        )
        st.caption(say("upload.answers"))
        columns = st.columns(3)
        as_at = columns[0].date_input(
            say("upload.as_at"), value=None, format="YYYY-MM-DD", key="upload_as_at"
        )
        orders: list[Literal["DD/MM/YYYY", "MM/DD/YYYY"]] = ["DD/MM/YYYY", "MM/DD/YYYY"]
        date_format = columns[1].selectbox(
            say("upload.date_format"), orders, index=None, key="upload_date_format"
        )
        marks: list[Literal[",", "."]] = [",", "."]
        decimal = columns[2].selectbox(say("upload.decimal"), marks, index=None, key="upload_decimal")
        wanted = st.form_submit_button(say("upload.check"))
    if wanted and files:
        _forget()
        options = IntakeOptions(date_format=date_format, decimal=decimal)
        st.session_state[_PENDING] = (list(files), as_at, options)
    elif wanted:
        st.warning(say("upload.nothing"), icon=":material/upload_file:")


def _check(files: list[UploadedFile], as_at: date | None, options: IntakeOptions) -> None:
    with own_folder_for("upload") as folder, _working(say("upload.working")) as progress:
        try:
            path = _written(files, folder)
            checked = Operator.check(path, as_at=as_at, options=options, progress=progress)
            progress(say("upload.weighing"), 1.0)
            standing = publishing.weigh(checked)
        except IntakeError as error:
            st.session_state[_PROBLEMS] = error.problems
            st.session_state[_REPORT] = error.report
        except CxcError as error:
            st.session_state[_PROBLEMS] = (str(error),)
        else:
            st.session_state[_STANDING] = standing
    st.session_state.pop(_PENDING, None)


def _forget() -> None:
    """What was checked before goes, with its files."""
    standing = st.session_state.pop(_STANDING, None)
    if standing is not None:
        standing.checked.close()
    for name in (_PROBLEMS, _REPORT, _PENDING, _PUBLISH, "upload_accept_loss"):
        st.session_state.pop(name, None)


class _working:  # noqa: N801 - used as a statement
    """A bar while something works, and nothing after it."""

    def __init__(self, label: str) -> None:
        self._place = st.empty()
        self._label = label

    def __enter__(self) -> Callable[[str, float], None]:
        bar = self._place.progress(0.0, text=self._label)

        def progress(step: str, done: float) -> None:
            bar.progress(min(max(done, 0.0), 1.0), text=markdown_text(step))

        return progress

    def __exit__(self, *_: object) -> None:
        self._place.empty()


def _publish() -> None:
    standing: publishing.Standing | None = st.session_state.get(_STANDING)
    if standing is None:
        return
    with _working(say("upload.publishing")) as progress:
        try:
            published = publishing.publish(standing, progress)
        except CxcError as error:
            st.session_state[_PROBLEMS] = (str(error),)
            st.session_state.pop(_PUBLISH)
            return
    session.choose_version(published.version_id)
    _forget()
    # The page above was drawn of the version before: the whole of it follows, and so does the address.
    st.session_state[_PUBLISHED] = published.version_id
    st.query_params.from_dict(session.address(session.scope()))
    st.rerun()


def _ask_publish() -> None:
    st.session_state[_PUBLISH] = True


def _answers(problems: Sequence[str]) -> None:
    """Where an answer would settle it, in which field."""
    fields = [say(_FIELDS[name]) for name in answers_needed(problems)]
    if fields:
        st.info(
            say("upload.answer", fields=", ".join(f"**{markdown_text(field)}**" for field in fields)),
            icon=":material/help:",
        )


def _report(report: PathLike[str] | None) -> None:
    """What a check had found when it was stopped."""
    if report is not None:
        st.download_button(
            say("upload.stopped"),
            Path(report).read_bytes,
            file_name=REPORT,
            mime="text/csv",
            icon=":material/download:",
            key="upload_report",
            on_click="ignore",
        )


def _written(files: list[UploadedFile], folder: Path) -> Path:
    """The uploaded files in a folder; a single one by its own path. Names are reduced to their last part."""
    paths = []
    for file in files:
        path = folder / (Path(file.name.replace("\\", "/")).name or "upload")
        path.write_bytes(file.getbuffer())
        paths.append(path)
    return paths[0] if len(paths) == 1 else folder


def _summary(checked: CheckedTables) -> None:
    severities = checked.findings_by_severity()
    kinds = ", ".join(
        f"{say(f'data.severity_{name}')} {numbers.number(count)}"
        for name, count in severities.items()
        if count
    )
    st.markdown(
        say(
            "upload.summary",
            tables=len(checked.tables),
            as_at=numbers.day(checked.as_at),
            left_out=numbers.number(sum(count.rejected for count in checked.row_counts.values())),
            read=numbers.number(sum(count.read for count in checked.row_counts.values())),
            issues=numbers.number(sum(severities.values())),
            kinds=f" ({kinds})" if kinds else "",
        )
    )
    tables.records(
        [
            {
                say("data.table"): name,
                say("data.read"): numbers.number(count.read),
                say("data.kept"): numbers.number(count.kept),
                say("data.rejected"): numbers.number(count.rejected),
            }
            for name, count in checked.row_counts.items()
            if count.read
        ],
        alt=say("upload.rows_alt"),
    )
    findings = checked.findings_table()
    issue_words.because(checked.consequences())
    if len(findings):
        tables.show(issue_words.in_words(findings), alt=say("data.issues"), key="upload_issues")
        st.download_button(
            say("upload.findings"),
            partial(listing_to_csv, list(findings.columns), findings.itertuples(index=False)),
            file_name=REPORT,
            mime="text/csv",
            on_click="ignore",
        )
