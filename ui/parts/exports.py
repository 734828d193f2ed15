"""The one way out: tables and charts leave as CSV, CSV for Excel in Europe, or a zip with metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

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
from cxc_metrics.store import DataVersion
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from ui import session

# A long table may be given as a function: it is asked only when somebody downloads.
Table = pd.DataFrame | Callable[[], pd.DataFrame]
_EXTENSIONS: Final = {"csv": "csv", "csv_eu": "csv", "zip": "zip"}


class Drawn(NamedTuple):
    """What a chart draws, where that is not its measurement's own table: the plotted series come first.

    `columns` say what those columns are that no declaration describes.
    """

    table: pd.DataFrame
    columns: Mapping[str, str] = {}


def measurement_menu(
    key: str, title: str, measurement: Measurement, version: DataVersion, *, drawn: Drawn | None = None
) -> None:
    """A menu with the three formats; the file is made when it is asked for."""
    sentence = measurement.scope.sentence(version, locale=language.chosen())
    if drawn is None:
        makers = {
            "csv": partial(to_csv, measurement, version),
            "csv_eu": partial(to_csv_excel_europe, measurement, version),
            "zip": partial(to_zip, measurement, version, title=title),
        }
    else:
        makers = {
            "csv": partial(table_to_csv, drawn.table, version),
            "csv_eu": partial(table_to_csv_excel_europe, drawn.table, version),
            "zip": partial(
                to_zip, measurement, version, title=title, table=drawn.table, columns=drawn.columns
            ),
        }
    _menu(key, title, makers, version, sentence=sentence)


def table_menu(key: str, title: str, table: Table, version: DataVersion, *, label: str = "") -> None:
    """The same menu for a table that is no measurement (data issues, catalogue, history).

    `label` is for a second menu of one figure.
    """
    makers = {
        "csv": partial(_written, table_to_csv, table, version),
        "csv_eu": partial(_written, table_to_csv_excel_europe, table, version),
        "zip": partial(_written, partial(table_to_zip, title=title), table, version),
    }
    _menu(key, title, makers, version, label=label)


@st.fragment
@session.resumed
def single_table_menu(key: str, title: str, table: Table, version: DataVersion, *, label: str = "") -> None:
    """`table_menu` that stands alone: opening it draws nothing again but itself."""
    table_menu(key, title, table, version, label=label)


def _written(
    write: Callable[[pd.DataFrame, DataVersion], bytes],
    table: Table,
    version: DataVersion,
) -> bytes:
    return write(table() if callable(table) else table, version)


def _menu(
    key: str,
    title: str,
    makers: dict[str, partial[bytes]],
    version: DataVersion,
    *,
    label: str = "",
    sentence: str = "",
) -> None:
    """Filled when it is opened: a page has a dozen of them, and a reader opens one."""
    opener = st.popover(
        label or say("chart.export"), icon=":material/download:", key=f"export_{key}", on_change="rerun"
    )
    if not opener.open:
        return
    with opener:
        if sentence:
            st.caption(sentence)
        for form, make in makers.items():
            st.download_button(
                say(f"export.{form}"),
                make,
                file_name=file_name(title, version, _EXTENSIONS[form]),
                mime="application/zip" if form == "zip" else "text/csv",
                key=f"export_{key}_{form}",
                help=say(f"export.{form}_help"),
                on_click="ignore",
                width="stretch",
            )
