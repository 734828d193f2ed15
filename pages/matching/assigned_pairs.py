"""One partnership: the best assignment of its waiting visitors, beside greedy; what the others lack."""

from __future__ import annotations

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import AssignedVisitors, Days, Reader
from cxc_metrics.disclosure import Study
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import cut_apart, markdown_text
from cxc_metrics.words.texts import say
from pages.matching import figure_foot
from pages.matching.days_and_weights import MatchingChoice
from ui import session
from ui.parts import exports, folded, tables
from ui.parts.exports import Said
from ui.session.memory import remembered

_ROWS: Final = 10
_LONGEST: Final = 500


def draw(reader: Reader, choice: MatchingChoice) -> None:
    """Choose a partnership, see its pairs; the address keeps the partnership."""
    st.header(say("matching.assign"), anchor=False)
    names = reader.labels("partnership")
    if not reader.viewer.sees_all:
        names = {code: name for code, name in names.items() if code in reader.viewer.partnerships}
    chosen = _chosen(names)
    if chosen is None:
        return
    study = _assigned(reader, chosen, choice.changed, choice.days)
    result = study.result
    if not result.visitors:
        message = say("matching.assign_nobody", partnership=names[chosen])
        st.info(markdown_text(message), icon=":material/search_off:")
        return
    finding = _finding(result)
    st.markdown(markdown_text(finding))
    st.caption(f"{say('matching.rules')} {say('matching.assign_note')}")
    _beside_greedy(result)
    why = matching_words.why(result, choice.weights)
    _pairs(result.table.assign(why=why), finding)
    leaving = matching_words.in_columns(result.table).assign(why=why)
    said = Said(say("matching.assign_file", partnership=names[chosen]), finding)
    mail = partial(_mail, study, choice, names[chosen])
    figure_foot.draw("matching_pairs", said, study.table(leaving), choice, more_tools=mail)
    figure_foot.kosovo([*result.table["country"], *result.table["host_country"].dropna()])


def _chosen(names: dict[str, str]) -> str | None:
    """The control, set from the address; the partnership in force: the only one there is, unless chosen."""
    wanted = session.page_value("match_partnership")
    ordered = sorted(names, key=lambda code: names[code].casefold())
    chosen = wanted if wanted in names else ordered[0] if len(ordered) == 1 else None
    if not ordered or (wanted and wanted not in names):
        st.caption(say("matching.no_partnership"))
    shown = dict(zip(ordered, cut_apart([names[code] for code in ordered], 60), strict=True))
    st.session_state["w_match_partnership"] = chosen
    st.selectbox(
        say("matching.assign_choose"),
        ordered,
        index=None,
        format_func=shown.__getitem__,
        key="w_match_partnership",
        placeholder=say("matching.assign_hint"),
        on_change=lambda: session.go_on_page(match_partnership=st.session_state["w_match_partnership"]),
    )
    if chosen is None and ordered:
        st.caption(say("matching.assign_why"))
    return chosen


@remembered(32)
def _assigned(
    reader: Reader, partnership: str, changed: tuple[tuple[str, float], ...], days: Days
) -> Study[AssignedVisitors]:
    return reader.match_making.assigned(partnership, dict(changed), days)


def _finding(result: AssignedVisitors) -> str:
    best, greedy = result.best, result.greedy
    if not best.placed:
        return say("matching.assign_none", visitors=result.visitors)
    return say(
        "matching.assign_finding",
        placed=numbers.number(best.placed),
        visitors=result.visitors,
        points=numbers.number(best.total_points / best.placed, decimals=1),
        greedy_placed=numbers.number(greedy.placed),
        greedy_points=numbers.number(greedy.total_points / greedy.placed, decimals=1),
    )


def _beside_greedy(result: AssignedVisitors) -> None:
    tables.records(
        [
            {
                say("matching.assignment"): say(f"matching.{name}"),
                say("matching.placed"): numbers.number(way.placed),
                say("matching.points_column"): numbers.number(way.total_points, decimals=1),
                say("matching.worth"): numbers.number(way.worth, decimals=1),
            }
            for name, way in (("best", result.best), ("greedy", result.greedy))
        ],
        alt=say("matching.beside_greedy"),
    )


def _pairs(table: pd.DataFrame, finding: str) -> None:
    """The pairs, then whom greedy gives another host, then who has none."""
    placed, alone = table[table["host"].notna()], table[table["host"].isna()]
    pairs = [
        {
            say("matching.visitor_column"): say(
                "matching.of_country", name=row["visitor"], country=matching_words.country(row["country"])
            ),
            say("matching.host_and_points"): matching_words.host_or_none(
                matching_words.named_host(row), row["points"]
            ),
            say("matching.reasons"): row["why"],
        }
        for row in placed.to_dict("records")
    ]
    if pairs:
        tables.show(pd.DataFrame(pairs), alt=finding, key="matching_pairs", rows=_ROWS, longest=_LONGEST)
    other = table[table["host"].fillna("") != table["greedy_host"].fillna("")]
    if len(other):
        with folded.box(say("matching.otherwise", count=len(other))):
            tables.records(
                [
                    {
                        say("matching.visitor_column"): row["visitor"],
                        say("matching.best"): matching_words.host_or_none(row["host"], row["points"]),
                        say("matching.greedy"): matching_words.host_or_none(
                            row["greedy_host"], row["greedy_points"]
                        ),
                    }
                    for row in other.to_dict("records")
                ],
                alt=say("matching.beside_greedy"),
                key="matching_otherwise",
            )
    if len(alone):
        _alone(alone)


def _alone(alone: pd.DataFrame) -> None:
    title = say("matching.without_host")
    st.subheader(title, anchor=False)
    tables.show(
        pd.DataFrame(
            [
                {
                    say("matching.visitor_column"): say(
                        "matching.of_country",
                        name=row["visitor"],
                        country=matching_words.country(row["country"]),
                    ),
                    say("matching.possible"): numbers.number(row["possible"]),
                    say("matching.lacks"): row["why"],
                }
                for row in alone.to_dict("records")
            ]
        ),
        alt=title,
        key="matching_alone",
        rows=_ROWS,
        longest=_LONGEST,
    )


def _mail(study: Study[AssignedVisitors], choice: MatchingChoice, partnership: str) -> None:
    """The pairs as text: to be copied, or as a file."""
    exports.text_menu(
        "matching_mail",
        say("matching.mail"),
        Said(say("matching.mail_file", partnership=partnership), say("matching.mail_help")),
        study,
        lambda: matching_words.mail_list(study, choice.weights, partnership, (choice.first, choice.last)),
    )
