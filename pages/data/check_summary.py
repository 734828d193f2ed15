"""What a check found: rows read and kept by table, data issues, and the file of them to send back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cxc_metrics.export import listing_to_csv
from cxc_metrics.intake import CheckedTables
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from pages.data import issue_words
from ui.parts import tables
from ui.parts.downloads import download_button

REPORT = "findings.csv"


def draw(checked: CheckedTables) -> None:
    """Draw it, in words, of a register that is not published yet."""
    severities = checked.findings_by_severity()
    kinds = ", ".join(
        f"{say(f'data.severity_{name}')} {numbers.number(count)}"
        for name, count in severities.items()
        if count
    )
    st.markdown(
        say(
            "upload.summary" if checked.as_at else "upload.summary_undated",
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
    _issues(checked)


def _issues(checked: CheckedTables) -> None:
    findings = checked.findings_table()
    issue_words.because(checked.consequences())
    if not len(findings):
        return
    tables.show(issue_words.in_words(findings), alt=say("data.issues"), key="upload_issues")
    download_button(
        say("upload.findings"),
        partial(listing_to_csv, list(findings.columns), findings.itertuples(index=False)),
        file_name=REPORT,
        media_type="text/csv",
        key="upload_findings",
    )
