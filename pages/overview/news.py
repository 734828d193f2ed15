"""What is new: the headline figures of this data version beside those of the one before."""

from __future__ import annotations

from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from cxc_metrics.access import Change, Manifest, Reader, between_versions, difference
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import page_questions
from ui import session
from ui.parts import foot, tables
from ui.session import memory, navigation

KEY = "overview_news"
_OF_EXCHANGES: Final = ("O01", "O01v", "O03", "O02", "O06", "O08m", "O07")


def compared() -> tuple[str, ...]:
    """The figures that are compared, by what the register's units are."""
    return _OF_EXCHANGES if page_questions.of_exchanges() else session.reader().headline()


class News(NamedTuple):
    """What was measured on both data versions; or why nothing was (`reason`, plain text).

    Without a reason it is not for this viewer, which is no part of the story.
    """

    before: Manifest | None
    table: pd.DataFrame
    reason: str


def of_selection(scope: Scope) -> News:
    """The change since the data version before, remembered per pair of versions and selection."""
    reader = session.reader()
    before = session.register().before(reader.manifest)
    if before.manifest is None:
        if before.other:
            return News(None, pd.DataFrame(), say("overview.other_register", title=before.other))
        return News(None, pd.DataFrame(), say("overview.first_version"))
    if not reader.viewer.sees_all:
        return News(None, pd.DataFrame(), "")
    try:
        table = _compared(reader, before.manifest.id, scope)
    except CxcError as error:  # an old data version may be damaged: the page stays
        return News(None, pd.DataFrame(), str(error))
    return News(before.manifest, table, "")


@memory.remembered(64)
def _compared(now: Reader, before_id: str, scope: Scope) -> pd.DataFrame:
    """The table of `between_versions`; data versions never change, so it holds for good."""
    earlier = session.register().reader(before_id, viewer=now.viewer)
    if earlier is None:
        raise UnknownName("data version", before_id, ())
    with earlier:
        before = earlier.measure(compared(), scope=scope)
    return between_versions(before, page_questions.headline(scope).only(*compared())).frame()


def held_change(news: News) -> Change | None:
    """The change of the figure that says how much happened."""
    if news.before is None:
        return None
    rows = {str(row["kpi"]): row for row in news.table.to_dict("records")}
    row = rows[session.reader().volume()]
    if numbers.is_missing(row["change"]):
        return None
    return Change(float(row["change"]), str(row["unit"]))


def draw(scope: Scope) -> None:
    """The headline figures before and now, and how the files differ."""
    news, title = of_selection(scope), say("overview.news")
    reader = session.reader()
    figures = page_questions.headline(scope).only(*compared())
    st.header(title, anchor=False)
    if news.before is None:
        reason = news.reason or say("viewer.closed_news")
        st.info(markdown_text(reason), icon=":material/history:")
        return
    st.markdown(
        markdown_text(
            say(
                _dated("since", news.before),
                version=news.before.id,
                as_at=numbers.day(news.before.as_at),
                now=numbers.day(reader.manifest.as_at),
            )
        )
    )
    tables.show(_written(news.table), alt=title)
    st.caption(markdown_text(_files(news.before, reader.manifest)))
    foot.draw(
        KEY,
        title,
        figures,
        drawn=figures.table(news.table),
        more_tools=_to_data,
    )


def _to_data() -> None:
    st.page_link(navigation.page("data"), label=say("overview.to_data"))


def _written(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in table.to_dict("records"):
        kpi = session.reader().kpi(row["kpi"])
        change = "" if numbers.is_missing(row["change"]) else _change(float(row["change"]), row["unit"])
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


def _dated(text_id: str, before: Manifest) -> str:
    """The text that names no day where the register has none."""
    return f"overview.{text_id}" if before.as_at else f"overview.{text_id}_undated"


def _files(before: Manifest, after: Manifest) -> str:
    """How many rows and data issues more or fewer, all tables together; the whole register."""
    change = difference(before, after)
    parts = {
        name: _change(float(part["change"].sum()), "absolute")
        for name, part in (("rows", change.rows), ("issues", change.findings))
    }
    return say("overview.files", **parts)


def in_words(news: News) -> str:
    """One sentence for the paragraph. Plain text."""
    if news.before is None:
        return news.reason
    change = held_change(news)
    if change is None:
        return ""
    before = news.before
    where = {"version": before.id, "as_at": numbers.day(before.as_at)}
    if not change.value:
        return say(_dated("nothing_new", before), **where)
    name = session.reader().kpi(session.reader().volume()).noun
    return say(_dated("something_new", before), **where, name=name, change=_change(change.value, change.unit))
