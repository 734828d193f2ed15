"""Upload → check → publish: what intake says of the files, before anything is published."""

from __future__ import annotations

import ipaddress
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from cxc_metrics.errors import CxcError
from cxc_metrics.export import table_to_csv
from cxc_metrics.intake import CheckedTables, IntakeOptions, check
from ui import numbers, session, tables
from ui.plain import markdown_text
from ui.words import say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_TYPES = ["csv", "gz", "tsv", "txt", "zip", "xlsx", "parquet", "toml"]


def allowed() -> bool:
    """Nobody is asked who they are, so only a server on the loopback takes files."""
    host = os.environ.get("CXC_HOST", "").strip() or st.get_option("server.address") or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def draw() -> None:
    """The upload form, the result of the check, and the button that publishes."""
    if not allowed():
        st.info(say("upload.off"), icon=":material/lock:")
        return
    with st.form("upload", border=True):
        files = st.file_uploader(
            say("upload.files"), type=_TYPES, accept_multiple_files=True, key="upload_files"
        )
        columns = st.columns(3)
        as_at = columns[0].date_input(
            say("upload.as_at"), value=None, format="YYYY-MM-DD", key="upload_as_at"
        )
        date_format = columns[1].selectbox(
            say("upload.date_format"), ["DD/MM/YYYY", "MM/DD/YYYY"], index=None, key="upload_date_format"
        )
        decimal = columns[2].selectbox(say("upload.decimal"), [",", "."], index=None, key="upload_decimal")
        asked = st.form_submit_button(say("upload.check"))
    options = IntakeOptions(date_format=date_format, decimal=decimal)
    if asked and files:
        st.session_state["_upload"] = (list(files), as_at, options)
    elif asked:
        st.warning(say("upload.nothing"), icon=":material/upload_file:")
    if "_upload" in st.session_state:
        _result()


def _result() -> None:
    files, as_at, options = st.session_state["_upload"]
    wants_publish = st.session_state.pop("_publish", False)
    with tempfile.TemporaryDirectory() as folder, st.status(say("upload.working"), expanded=True) as status:
        bar = st.progress(0.0)
        try:
            checked = check(_written(files, Path(folder)), as_at=as_at, options=options, progress=_show(bar))
            with checked:
                _summary(checked)
                if wants_publish:
                    published = session.register().publish(checked, progress=_show(bar))
                    session.choose_version(published.id)
                    st.session_state.pop("_upload", None)
                    st.success(say("upload.published", version=published.id), icon=":material/check_circle:")
                else:
                    st.button(say("upload.publish"), key="upload_publish", on_click=_ask_publish)
            status.update(label=say("upload.checked"), state="complete", expanded=True)
        except CxcError as error:
            status.update(label=say("upload.failed"), state="error", expanded=True)
            st.error(markdown_text(error), icon=":material/error:")
            st.session_state.pop("_upload", None)


def _ask_publish() -> None:
    st.session_state["_publish"] = True


def _show(bar: st.delta_generator.DeltaGenerator) -> Callable[[str, float], None]:
    return lambda step, done: bar.progress(min(max(done, 0.0), 1.0), text=markdown_text(step))


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
    st.markdown(
        say(
            "upload.summary",
            tables=len(checked.tables),
            as_at=numbers.day(checked.as_at),
            **{name: numbers.number(count) for name, count in severities.items()},
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
    if len(findings):
        tables.show(findings.astype("string").fillna(""), alt=say("data.issues"), key="upload_issues")
        st.download_button(
            say("upload.findings"),
            partial(table_to_csv, findings),
            file_name="findings.csv",
            mime="text/csv",
            on_click="ignore",
        )
