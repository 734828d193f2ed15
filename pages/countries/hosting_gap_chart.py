"""Which countries host or send fewer than one would think: against gravity, with intervals."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import HOSTING_GAPS, Gaps, Reader
from cxc_metrics.contract.reference import eu_members
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, foot, tables
from ui.parts.exports import Said
from ui.session import untellable

MOST_NAMED: Final = 5
EVEN: Final = 1.0


def gap(scope: Scope) -> None:
    """Observed over modelled by Member State, lowest first; the table has every country."""
    side_name = "visitor" if session.page_value("gap") == "visitor" else "host"
    title, reader = say(f"gaps.title_{side_name}"), session.reader()
    try:
        with st.spinner(say("flows.fitting")):
            hosting_gaps = _fitted((reader.key, side_name, scope.model_dump_json()), reader, scope)
    except NotMeasurable as error:
        untellable.refused(title, error)
        return
    reason = hosting_gaps.not_measurable.get("observed") or hosting_gaps.not_measurable.get("gravity")
    if reason and NotMeasurable(reason).is_of_register:
        untellable.fold(title, reason)
        return
    st.header(title, anchor=False)
    _side(side_name)
    finding, drawing = "", None
    if reason:
        st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
    else:
        finding, drawing = _chart(hosting_gaps)
    _table(hosting_gaps, finding, drawing)


def _side(side_name: str) -> None:
    """The side of the address, in a control that writes it back."""
    st.session_state["w_gap"] = side_name
    st.segmented_control(
        say("gaps.side"),
        ("host", "visitor"),
        format_func=lambda choice: say(f"gaps.{choice}"),
        required=True,
        key="w_gap",
        on_change=lambda: session.go_on_page(
            gap="visitor" if st.session_state["w_gap"] == "visitor" else None
        ),
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted(key: tuple[object, str, str], _reader: Reader, _scope: Scope) -> Gaps:
    return _reader.study(HOSTING_GAPS, _scope, side="visitor" if key[1] == "visitor" else "host").result


def _chart(hosting_gaps: Gaps) -> tuple[str, Intervals | None]:
    """Dots with lines against 1, of the Member States; what has no line is named below.

    The finding, and what was drawn.
    """
    members = hosting_gaps.table[hosting_gaps.table["country"].isin(eu_members())]
    judged = members[members["ratio_low"].notna()]
    finding = _finding(judged)
    st.markdown(markdown_text(finding))
    drawing = None
    if not judged.empty:
        drawing = Intervals(
            [_name(code) for code in judged["country"]],
            [
                Dots(
                    "",
                    judged["ratio"].tolist(),
                    judged["ratio_low"].tolist(),
                    judged["ratio_high"].tolist(),
                    [_named(row) for row in judged.to_dict("records")],
                    "host" if hosting_gaps.side == "host" else "visitor",
                )
            ],
            unit=say("gaps.unit"),
            number="decimal",
            whole=False,
            limits=[EVEN],
            tight=True,
        )
        blocks.plot("gaps", drawing, finding)
        st.caption(say(f"gaps.explained_{hosting_gaps.side}", judged=numbers.number(len(judged))))
    silent = members[members["ratio_low"].isna() & (members["note"] != "")]
    names = [f"{_name(row['country'])} ({row['note']})" for row in silent.to_dict("records")]
    if not getattr(hosting_gaps.scope, f"{hosting_gaps.side}_country"):
        absent = [code for code in eu_members() if code not in set(members["country"])]
        names += [f"{_name(code)} ({say('gaps.absent')})" for code in absent]
    if names:
        st.caption(markdown_text(say("gaps.no_line", names=", ".join(names))))
    return finding, drawing


def _finding(judged: pd.DataFrame) -> str:
    """Which Member States have the whole interval below 1, and which above."""
    count = numbers.number(len(judged))
    fewer, more = (judged[judged[name].fillna(value=False)] for name in ("fewer", "more"))
    texts = [say("gaps.fewer_none", judged=count)]
    if not fewer.empty:
        texts = [say("gaps.fewer", count=len(fewer), judged=count, names=_listed(fewer))]
    if not more.empty:
        texts.append(say("gaps.more", names=_listed(more[::-1])))
    return " ".join(texts)


def _listed(rows: pd.DataFrame) -> str:
    names = [_named(row) for row in rows.head(MOST_NAMED).to_dict("records")]
    listed = ", ".join(names)
    return (
        say("gaps.and_more", names=listed, count=len(rows) - MOST_NAMED) if len(rows) > MOST_NAMED else listed
    )


def _named(row: Mapping[Hashable, Any]) -> str:
    ratio, low, high = (
        numbers.number(row[name], decimals=2) for name in ("ratio", "ratio_low", "ratio_high")
    )
    return say("gaps.named", name=_name(row["country"]), ratio=ratio, low=low, high=high)


def _name(code: object) -> str:
    return language.label("host_country", str(code))


def _table(hosting_gaps: Gaps, finding: str, drawing: Intervals | None) -> None:
    """Every country against both references, its tools, and what is not available."""
    if hosting_gaps.table.empty:
        return
    rows = [_row(row, hosting_gaps.side) for row in hosting_gaps.table.to_dict("records")]

    def table() -> None:
        tables.show(pd.DataFrame(rows), alt=say("gaps.all"))

    by = f"{hosting_gaps.side}_country"
    measurement = session.measured([session.reader().volume()], by=[by], scope=hosting_gaps.scope)
    st.caption(
        " ".join(
            [
                say("gaps.by_share", unit=hosting_gaps.unit),
                *map(markdown_text, hosting_gaps.notes),
                say("gaps.population", reason=hosting_gaps.not_measurable["population"]),
            ]
        )
    )
    title = say(f"gaps.title_{hosting_gaps.side}")
    drawn = measurement.table(leading(hosting_gaps.table, "country", "ratio", "ratio_low", "ratio_high"))
    foot.draw("gaps", Said(title, finding, drawing=drawing), measurement, table=table, drawn=drawn)


def _row(row: Mapping[Hashable, Any], side: str) -> dict[str, str]:
    ratio, low, high = (
        numbers.number(row[name], decimals=2) for name in ("ratio", "ratio_low", "ratio_high")
    )
    return {
        say("gaps.country"): _name(row["country"]),
        say(f"gaps.accepted_{side}"): numbers.number(row["accepted"]),
        say(f"gaps.observed_{side}"): numbers.number(row["observed"]),
        say("gaps.by_registrations"): numbers.number(row["by_registrations"], decimals=1),
        say("gaps.modelled"): numbers.number(row["modelled"], decimals=1),
        say("gaps.ratio"): ratio
        if low == numbers.NOT_AVAILABLE
        else say("gaps.with_range", ratio=ratio, low=low, high=high),
        say("gaps.note"): str(row["note"]),
    }
