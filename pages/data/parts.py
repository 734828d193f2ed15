"""The parts of the Data page: what a data version says of itself, its data issues, the versions before it."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd
import streamlit as st

from cxc_metrics.access import Manifest, Reader, difference
from cxc_metrics.contract import RULES, Severity
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.data import issue_words
from ui import session
from ui.parts import (
    exports,
    tables,
    tiles,
    whole_order,
)
from ui.parts.tiles import Tile

PAGE_ROWS = 50
_ISSUE_ORDER = "_issue_order"


def version(reader: Reader) -> None:
    """Data version, sources, coverage."""
    st.header(say("data.version"), anchor=False)
    _told(reader.manifest)
    _sources(reader.manifest)
    _not_evaluated(reader.manifest)


def _told(manifest: Manifest) -> None:
    shown = [
        Tile(
            say("data.as_at"),
            numbers.day(manifest.as_at),
            say("data.as_at_help", origin=_origin(manifest)),
        ),
        Tile(say("data.id"), manifest.id),
        Tile(say("data.published"), numbers.day(manifest.published_at.date())),
        Tile(say("data.countable"), numbers.number(manifest.countable_exchanges)),
    ]
    tiles.draw(shown, least=220)
    st.markdown(say(f"data.countable_{manifest.countable}") + " " + say(f"data.grain_{manifest.grain}"))
    tables.records(
        [
            {
                say("data.table"): name,
                say("data.read"): numbers.number(count.read),
                say("data.kept"): numbers.number(count.kept),
                say("data.rejected"): numbers.number(count.rejected),
            }
            for name, count in manifest.row_counts.items()
        ],
        alt=say("data.tables_alt"),
    )
    if copies := sum(count.duplicates for count in manifest.row_counts.values()):
        st.caption(say("data.copies", count=numbers.number(copies)))
    if repeated := sum(count.repeated for count in manifest.row_counts.values()):
        st.caption(say("data.repeated", count=numbers.number(repeated)))


def _origin(manifest: Manifest) -> str:
    return say("data.as_at_" + re.sub(r"\W", "_", manifest.as_at_origin))


def _sources(manifest: Manifest) -> None:
    with st.expander(say("data.sources")):
        parts = (
            f"**{markdown_text(manifest.title)}**",
            markdown_text(manifest.reference),
            markdown_text(manifest.licence),
        )
        st.markdown(" · ".join(part for part in parts if part))
        tables.records(
            [
                {
                    say("data.file"): file.name,
                    say("data.bytes"): numbers.number(file.bytes),
                    "sha256": file.sha256[:16] + "…",
                }
                for file in manifest.files
            ],
            alt=say("data.sources"),
        )


def _not_evaluated(manifest: Manifest) -> None:
    if manifest.rules_not_evaluated:
        with st.expander(say("data.not_evaluated", count=len(manifest.rules_not_evaluated))):
            tables.records(
                [
                    {
                        say("data.rule"): f"{rule}: {RULES[rule].title}",
                        say("data.missing_tables"): ", ".join(missing),
                    }
                    for rule, missing in manifest.rules_not_evaluated.items()
                ],
                alt=say("data.rule"),
            )


def issues(reader: Reader) -> None:
    """Data issues counted by rule, and one kind of them row by row."""
    st.header(say("data.issues"), anchor=False)
    counts = reader.findings.counts().frame()
    if counts.empty:
        st.success(say("data.no_issues"), icon=":material/check_circle:")
        return
    sums = counts.groupby("severity")["n"].sum()
    totals = {one.value: numbers.number(int(sums.get(one.value, 0))) for one in Severity}
    st.markdown(say("data.issue_totals", **totals))
    rows = [
        {
            say("data.severity"): say(f"data.severity_{row['severity']}"),
            say("data.issue"): issue_words.meaning(row["code"]),
            say("data.code"): row["code"],
            say("data.table"): row["table"],
            say("data.n"): numbers.number(row["n"]),
        }
        for row in counts.to_dict("records")
    ]
    tables.show(pd.DataFrame(rows), alt=say("data.issues"), key="issue_counts")
    issue_words.because(reader.findings.consequences())
    codes = list(dict.fromkeys(counts["code"]))
    code = st.selectbox(
        say("data.which"),
        codes,
        index=None,
        format_func=lambda one: f"{one} · {issue_words.meaning(one)}",
        key="issue_code",
    )
    if code is None:
        exports.single_table_menu("issues", "data-issues", reader.findings.page)
        return
    total = reader.findings.count(code=code)
    pages = -(-total // PAGE_ROWS)
    page = st.pagination(pages, key="issue_page") if pages > 1 else 1
    _page_of_issues(reader, code, page, pages)
    exports.single_table_menu("issues", f"data-issues-{code}", partial(reader.findings.page, code=code))


def _page_of_issues(reader: Reader, code: str, page: int, pages: int) -> None:
    """One page of the issues of a kind, in the order that a click on a heading asked for."""
    order = st.session_state.get(_ISSUE_ORDER, "")
    if pages > 1:
        st.caption(say("table.headings"))
    found = reader.findings.page(code=code, order=order, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS)
    shown = found.frame().drop(columns=["code"])
    text = shown.astype("string").fillna("")
    text["severity"] = [say(f"data.severity_{one}") for one in shown["severity"]]
    whole_order.grid(
        "issue_rows",
        text.rename(columns={name: say(f"data.finding_{name}") for name in shown.columns}),
        list(shown.columns),
        alt=issue_words.meaning(code),
        height="content" if len(shown) <= tables.ROWS_A_PAGE else tables.GRID_HEIGHT,
        order=order,
        orders=tuple(shown.columns),
        on_order=lambda wanted: st.session_state.update({_ISSUE_ORDER: wanted, "issue_page": 1}),
    )


def history() -> None:
    """Data versions, the newest first, and the way back to one of them."""
    register = session.register()
    manifests = register.history()
    if not manifests:
        return
    st.header(say("data.history"), anchor=False)
    served = register.served_id()
    tables.show(pd.DataFrame([_version_row(one, served) for one in manifests]), alt=say("data.history"))
    others = [one for one in manifests if one.id != served]
    if not others:
        return
    chosen = st.selectbox(
        say("data.other"),
        others,
        index=None,
        format_func=lambda one: f"{one.id} · {numbers.day(one.as_at)} · {shorten(one.title, 40)}",
        key="other_version",
    )
    if chosen is not None:
        _compare(chosen, next((one for one in manifests if one.id == served), chosen))
        _serve_again(chosen)


def _compare(before: Manifest, after: Manifest) -> None:
    changes = difference(before, after)
    st.markdown(say("data.difference", before=before.id, after=after.id))
    for part in (changes.rows, changes.findings):
        changed = part[part["change"] != 0]
        names = {name: say(f"data.{name}") for name in ("item", "before", "after", "change")}
        if changed.empty:
            st.caption(say("data.no_difference"))
        else:
            tables.show(changed.rename(columns=names).astype("string"), alt=say("data.history"))


def _serve_again(chosen: Manifest) -> None:
    if not session.uploads_allowed():
        st.info(say("upload.off"), icon=":material/lock:")
        return
    st.button(
        say("data.serve_again", version=chosen.id), key="serve_again", on_click=_roll_back, args=(chosen.id,)
    )


def _roll_back(version_id: str) -> None:
    session.register().rollback(version_id)
    session.choose_version(None)
    st.query_params.from_dict(session.address(session.scope()))


def _version_row(manifest: Manifest, served: str | None) -> dict[str, str]:
    return {
        say("data.id"): manifest.id,
        say("data.as_at"): numbers.day(manifest.as_at),
        say("data.published"): manifest.published_at.strftime("%Y-%m-%d %H:%M"),
        say("data.source"): manifest.title,
        say("data.countable"): numbers.number(manifest.countable_exchanges),
        say("data.served"): say("data.yes") if manifest.id == served else "",
    }
