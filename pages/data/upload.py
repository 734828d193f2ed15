"""Upload, check, publish: what is said of the files before anything is published."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from cxc_metrics.intake import IntakeOptions, answers_needed, write_template
from cxc_metrics.people import Duty
from cxc_metrics.temporary import own_folder_for
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.data import check_summary, delivery, kept_mappings, mapping_form, preview_rows, publishing, saving
from ui import session
from ui.parts import on_primary
from ui.parts.downloads import download_button

_TYPES: Final = [
    *("csv", "gz", "tsv", "txt", "zip"),
    *("xlsx", "xlsm", "xls", "xlsb", "ods", "parquet", "json", "jsonl", "ndjson", "toml"),
]
TEMPLATE_NAME = "clusterxchange-register.xlsx"
_FIELDS = {
    "as_at": "upload.as_at",
    "date_format": "upload.date_format",
    "decimal": "upload.decimal",
}


def draw() -> None:
    """The upload form, the result of the check, and the button that publishes."""
    if not session.may(Duty.PUBLISH):
        st.info(say("upload.off"), icon=":material/lock:")
        return
    on_primary.make_readable()
    _template()
    for message in kept_mappings.broken():
        st.caption(say("upload.broken", message=markdown_text(message)))
    _form()
    if version := delivery.published():
        st.success(say("upload.published", version=version), icon=":material/check_circle:")
    sent = delivery.current()
    if sent is None:
        return
    delivery.go_on(sent)
    mapping_form.draw(sent)
    problems(sent.problems, sent.report)
    if sent.standing is not None:
        check_summary.draw(sent.standing.checked)
        if sent.source is not None:
            preview_rows.draw(sent.standing.checked)
        if saving.draw(sent):
            publishing.draw(sent.standing, delivery.ask_publish)


def _template() -> None:
    st.markdown(say("upload.what"))
    download_button(
        say("upload.template"),
        _template_bytes,
        file_name=TEMPLATE_NAME,
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        icon=":material/download:",
        key="upload_template",
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
        delivery.take(files, as_at, IntakeOptions(date_format=date_format, decimal=decimal))
    elif wanted:
        st.warning(say("upload.nothing"), icon=":material/upload_file:")


def problems(texts: Sequence[str], report: PathLike[str] | None) -> None:
    """What stopped a check, where an answer would settle it, and what was found until then."""
    for problem in texts:
        st.error(markdown_text(problem), icon=":material/error:")
    fields = [say(_FIELDS[name]) for name in answers_needed(texts)]
    if fields:
        st.info(
            say("upload.answer", fields=", ".join(f"**{markdown_text(field)}**" for field in fields)),
            icon=":material/help:",
        )
    if report is not None:
        download_button(
            say("upload.stopped"),
            Path(report).read_bytes,
            file_name=check_summary.REPORT,
            media_type="text/csv",
            icon=":material/download:",
            key="upload_report",
        )
