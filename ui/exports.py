"""The one way out: tables and charts leave as CSV, CSV for Excel in Europe, or a zip with metadata."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from cxc_metrics.export import (
    file_name,
    table_to_csv,
    table_to_csv_excel_europe,
    table_to_zip,
    to_csv,
    to_csv_excel_europe,
    to_zip,
)
from cxc_metrics.measure import Measurement
from cxc_metrics.register import Snapshot
from ui import language
from ui.words import say


def measurement_menu(key: str, title: str, measurement: Measurement, snapshot: Snapshot) -> None:
    """A menu with the three formats; the file is made when it is asked for."""
    with st.popover(say("chart.export"), icon=":material/download:", key=f"export_{key}"):
        st.caption(measurement.scope.sentence(snapshot, locale=language.chosen()))
        _button(key, "csv", partial(to_csv, measurement, snapshot), file_name(title, snapshot, "csv"))
        _button(
            key,
            "csv_eu",
            partial(to_csv_excel_europe, measurement, snapshot),
            file_name(title, snapshot, "csv"),
        )
        _button(
            key, "zip", partial(to_zip, measurement, snapshot, title=title), file_name(title, snapshot, "zip")
        )


def table_menu(
    key: str,
    title: str,
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    snapshot: Snapshot,
    *,
    label: str = "",
) -> None:
    """The same menu for a table that is no measurement (data issues, catalogue, history).

    A long table may be given as a function: it is asked only when somebody downloads. `label` is for a second
    menu of one figure.
    """
    with st.popover(label or say("chart.export"), icon=":material/download:", key=f"export_{key}"):
        _button(
            key, "csv", partial(_written, table_to_csv, table, snapshot), file_name(title, snapshot, "csv")
        )
        _button(
            key,
            "csv_eu",
            partial(_written, table_to_csv_excel_europe, table, snapshot),
            file_name(title, snapshot, "csv"),
        )
        _button(
            key,
            "zip",
            partial(_written, partial(table_to_zip, title=title), table, snapshot),
            file_name(title, snapshot, "zip"),
        )


def _written(
    write: Callable[[pd.DataFrame, Snapshot], bytes],
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    snapshot: Snapshot,
) -> bytes:
    return write(table() if callable(table) else table, snapshot)


def _button(key: str, form: str, data: partial[bytes], name: str) -> None:
    st.download_button(
        say(f"export.{form}"),
        data,
        file_name=name,
        mime="application/zip" if form == "zip" else "text/csv",
        key=f"export_{key}_{form}",
        help=say(f"export.{form}_help"),
        on_click="ignore",
        width="stretch",
    )
