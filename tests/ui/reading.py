"""What a page without a browser says: its errors, its text, its address; and the register behind it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Table

from cxc_metrics.export import Outgoing
from cxc_metrics.export.pictures.drawings import RankedBars, Trend
from cxc_metrics.export.pictures.drawings_of_countries import CountryMap, Matrix
from cxc_metrics.store import DataVersion, open_store
from ui.figures import figure_of
from ui.figures.theme import palette

# What a page draws: a figure of plotly, or what a component of ours draws.
OnScreen = go.Figure | CountryMap | Matrix | Trend | RankedBars
_TAG = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
_TILE = re.compile(
    r'<span class="name">(.*?)</span>.*?<div class="value">(?:<button[^>]*>)?(.*?)(?:</button>)?</div>',
    re.DOTALL,
)
_SIGNS = {"": "", "ascending": "↑", "descending": "↓"}


def errors(app: AppTest) -> list[str]:
    """Errors and exceptions shown."""
    return [error.value for error in app.error] + [str(found.value) for found in app.exception]


def text(app: AppTest) -> str:
    """All that is written on the page and on its print, escapes taken away."""
    blocks = (*app.markdown, *app.caption, *app.header, *app.subheader, *app.warning, *app.info)
    written = " ".join(str(block.value) for block in blocks).replace("\\", "")
    tags = " ".join(_TAG.sub(" ", one.proto.body) for one in app.get("html"))
    paper = " ".join(line for one in _components(app) for line in one.get("paper", ()))
    return f"{written} {html.unescape(tags)} {paper}"


def _components(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]


def component(app: AppTest, name: str) -> dict[str, Any]:
    """What a component of our own is made of, by its key."""
    return next(one for one in _components(app) if one.get("name") == name)


def tiles(app: AppTest) -> list[tuple[str, str]]:
    """Name and value of each headline figure, in the order of the page."""
    found = [pair for one in app.get("html") for pair in _TILE.findall(one.proto.body)]
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def silent_tiles(app: AppTest) -> list[str]:
    """Names of headline figures with a value of which neither a click nor a definition tells anything."""
    drawn = [part for one in app.get("html") for part in one.proto.body.split('class="cxc-tile')[1:]]
    silent = [part for part in drawn if "data-behind=" not in part and "<summary" not in part]
    return [
        html.unescape(name)
        for part in silent
        for name in re.findall(r'<span class="name">(.*?)</span>', part)
    ]


def listed_figures(app: AppTest) -> list[tuple[str, str]]:
    """Name and value of each figure of the start page, in the order of the list."""
    components = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]
    return [(item["name"], item["value"]) for one in components for item in one.get("items", ())]


def tables(app: AppTest) -> list[pd.DataFrame]:
    """The HTML tables of the page as they are written, escapes taken away."""
    return [_written(one).rename(columns=_bare).map(_bare) for one in app.table]


def parts_of_lists(app: AppTest) -> list[pd.DataFrame]:
    """The tables whose headings order a longer list, under their headings as they are written."""
    return [
        pd.DataFrame(one["rows"], columns=[_heading(name) for name in one["headings"]])
        for one in _components(app)
        if "headings" in one
    ]


def _heading(said: Mapping[str, Any]) -> str:
    return f"{said['text']} {_SIGNS[said['sorted']]}".strip()


def _written(table: Table) -> pd.DataFrame:
    return pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_pandas()


def _bare(text: object) -> str:
    return str(text).replace("\\", "")


def asked(app: AppTest, name: str) -> str:
    """The first value of a parameter in the address; an empty text without one."""
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def current(store: Path) -> DataVersion:
    """The data version a store serves."""
    version = open_store(store).current()
    assert version is not None
    return version


def without_picture(drawn: Mapping[str, OnScreen], offered: Mapping[str, Outgoing]) -> list[str]:
    """The charts whose drawing no menu offers; plotly's compared as drawn, others as they are said."""
    drawings = [leaving.drawing for leaving in offered.values() if leaving.drawing is not None]
    charts = [drawing for drawing in drawings if not isinstance(drawing, CountryMap | Matrix | RankedBars)]
    pictures = {figure_of(drawing, palette()).to_json() for drawing in charts}
    return [
        key
        for key, figure in drawn.items()
        if (figure.to_json() not in pictures if isinstance(figure, go.Figure) else figure not in drawings)
    ]
