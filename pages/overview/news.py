"""What is new: the headline figures of this data version beside those of the one before."""

from __future__ import annotations

from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.errors import CxcError
from cxc_metrics.measure import Change, Measurement, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import Manifest, difference, previous_version
from cxc_metrics.studies import between_versions
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import asked
from ui import session
from ui.parts import exports, foot, tables
from ui.session import navigation

KEY = "overview_news"
COMPARED: Final = ("O01", "O01v", "O03", "O02", "O06", "O08m", "O07")


class News(NamedTuple):
    """What was measured on both data versions; or why nothing was (`reason`, plain text)."""

    before: Manifest | None
    table: pd.DataFrame
    reason: str


def of_selection(scope: Scope) -> News:
    """The change since the data version before, remembered per pair of versions and selection."""
    shown = session.shown().manifest
    found = previous_version(session.register().history(), shown)
    if found.manifest is None:
        if found.other:
            return News(None, pd.DataFrame(), say("overview.other_register", title=found.other))
        return News(None, pd.DataFrame(), say("overview.first_version"))
    try:
        table = _compared((shown.id, found.manifest.id, scope.model_dump_json()), scope)
    except CxcError as error:  # an old data version may be damaged: the page stays
        return News(None, pd.DataFrame(), str(error))
    return News(found.manifest, table, "")


@st.cache_resource(max_entries=64, show_spinner=False)
def _compared(key: tuple[str, str, str], _scope: Scope) -> pd.DataFrame:
    """The table of `between_versions`; data versions never change, so it holds for good."""
    with session.register().open(key[1]) as earlier:
        before = measure(earlier, COMPARED, scope=_scope)
    return between_versions(before, asked.headline(_scope).only(*COMPARED))


def held_change(news: News) -> Change | None:
    """The change of the exchanges held; of persons where exchanges are not counted."""
    if news.before is None:
        return None
    rows = news.table.set_index("kpi")
    found = rows.loc["O06" if pd.isna(rows.loc["O01", "after"]) else "O01"]
    return None if pd.isna(found["change"]) else Change(float(found["change"]), str(found["unit"]))


def draw(scope: Scope) -> None:
    """The headline figures before and now, and how the files differ."""
    news, title = of_selection(scope), say("overview.news")
    version = session.shown()
    st.header(title, anchor=False)
    if news.before is None:
        st.info(markdown_text(news.reason), icon=":material/history:")
        return
    st.markdown(
        markdown_text(
            say(
                "overview.since",
                version=news.before.id,
                as_at=numbers.day(news.before.as_at),
                now=numbers.day(version.manifest.as_at),
            )
        )
    )
    tables.show(_written(news.table), alt=title)
    st.caption(markdown_text(_files(news.before, version.manifest)))
    foot.draw(
        KEY,
        title,
        asked.headline(scope).only(*COMPARED),
        drawn=exports.Drawn(news.table),
        beside=_to_data,
    )


def _to_data() -> None:
    st.page_link(navigation.page("data"), label=say("overview.to_data"))


def _written(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in table.to_dict("records"):
        kpi = find_kpi(row["kpi"])
        change = "" if pd.isna(row["change"]) else _change(float(row["change"]), row["unit"])
        rows.append(
            {
                say("overview.column_figure"): kpi.name,
                say("overview.column_before"): numbers.kpi_value(kpi, row["before"]),
                say("overview.column_now"): numbers.kpi_value(kpi, row["after"]),
                say("overview.column_change"): change,
            }
        )
    return pd.DataFrame(rows)


def _change(value: float, unit: str) -> str:
    return Change(value, unit).text(language.babel_id()) if value else say("overview.unchanged")


def _files(before: Manifest, after: Manifest) -> str:
    """How many rows and data issues more or fewer, all tables together; the whole register."""
    found = difference(before, after)
    parts = {
        name: _change(float(part["change"].sum()), "absolute")
        for name, part in (("rows", found.rows), ("issues", found.findings))
    }
    return say("overview.files", **parts)


def told(news: News, measurement: Measurement) -> str:
    """One sentence for the paragraph. Plain text."""
    if news.before is None:
        return news.reason
    change = held_change(news)
    if change is None:
        return ""
    where = {"version": news.before.id, "as_at": numbers.day(news.before.as_at)}
    if not change.value:
        return say("overview.nothing_new", **where)
    name = measurement.kpis[0].name.lower()
    return say("overview.something_new", **where, name=name, change=_change(change.value, change.unit))
