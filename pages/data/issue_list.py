"""The data issues of a data version, by rule and row by row."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.contract import Severity
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from pages.data import issue_words
from ui.parts import (
    exports,
    tables,
    whole_order,
)

PAGE_ROWS = 50
_ISSUE_ORDER = "_issue_order"


def issues(reader: Reader) -> None:
    """Data issues counted by rule, and one kind of them row by row."""
    st.header(say("data.issues"), anchor=False)
    counts = reader.findings.counts().frame()
    if counts.empty:
        st.success(say("data.no_issues"), icon=":material/check_circle:")
        return
    sums = counts.groupby("severity")["n"].sum()
    totals = {severity.value: numbers.number(int(sums.get(severity.value, 0))) for severity in Severity}
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
        format_func=lambda issue_code: f"{issue_code} · {issue_words.meaning(issue_code)}",
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
    page_of_issues = reader.findings.page(
        code=code, order=order, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS
    )
    shown = page_of_issues.frame().drop(columns=["code"])
    whole_order.table_of(
        "issue_rows",
        issue_words.in_words(shown),
        list(shown.columns),
        alt=issue_words.meaning(code),
        order=order,
        orders=tuple(shown.columns),
        on_order=lambda wanted: st.session_state.update({_ISSUE_ORDER: wanted, "issue_page": 1}),
    )
