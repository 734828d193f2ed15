"""How well matching works, and how well this ranking foretells matches that it did not see."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.access import EvaluatedRanking, Reader
from cxc_metrics.disclosure import Study
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.scope import Scope
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, exports, tables
from ui.parts.exports import Said
from ui.session import untellable
from ui.session.memory import remembered

FIGURES: Final = ("A03", "A04v", "A04h", "A06")


def draw(reader: Reader) -> None:
    """The figures of matching over the whole register, then the ranking beside its baselines."""
    st.header(say("matching.rate"), anchor=False)
    blocks.headline("matching_headline", session.measured(FIGURES, scope=Scope()))
    title = say("matching.tried")
    try:
        study = _evaluated(reader)
    except NotMeasurable as error:
        untellable.refused(title, error)
        return
    st.header(title, anchor=False)
    result = study.result
    finding = matching_words.evaluation_in_words(result)
    st.markdown(markdown_text(finding))
    st.caption(
        say(
            "matching.tried_on",
            matches=result.matches,
            cut_off=numbers.day(result.cut_off),
            hosts=numbers.number(result.hosts),
            open_hosts=numbers.number(result.open_hosts),
            trained=numbers.number(result.weights.choices),
        )
    )
    rows = [
        {
            say("matching.ordered_by"): say(f"matching.way.{row['way']}"),
            say("matching.in_top"): matching_words.with_interval(
                *(numbers.percent(row[f"in_top{part}"]) for part in ("", "_low", "_high"))
            ),
            say("matching.reciprocal"): matching_words.with_interval(
                *(numbers.number(row[f"reciprocal{part}"], decimals=3) for part in ("", "_low", "_high"))
            ),
        }
        for row in result.table.to_dict("records")
    ]
    tables.records(rows, alt=finding)
    leaving = study.table(result.table, columns=matching_words.column_meanings(result.table))
    exports.single_table_menu("matching_tried", Said(title, finding), leaving)


@remembered(4)
def _evaluated(reader: Reader) -> Study[EvaluatedRanking]:
    return reader.match_making.evaluated()
