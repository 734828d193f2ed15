"""Every country, seen beside its reference, furthest below first: Member States, then the others."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Dumbbells, Series
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.gaps.fitted_gaps import REFERENCES, ChosenGaps, amount, name, seen_and_reference, times
from ui import session
from ui.parts import blocks, foot, tables
from ui.parts.exports import Said

MOST_NAMED: Final = 5
_KOSOVO: Final = "XK"


def gap_chart(chosen: ChosenGaps) -> None:
    """The finding as title, the chart with its definition, table and exports; a click opens a country."""
    finding, more = _findings(chosen)
    st.header(markdown_text(finding), anchor=False)
    st.markdown(markdown_text(more))
    drawing = _drawing(chosen)
    blocks.plot("gaps", drawing, finding, _picked)
    gaps = chosen.gaps
    notes = _notes(chosen)
    st.caption("  \n".join(notes))

    def table() -> None:
        rows = pd.DataFrame([_row(row, chosen.side) for row in chosen.rows.to_dict("records")])
        tables.show(rows, alt=say("gaps.all"))

    by = [f"{chosen.side}_country"]
    figures = session.measured([session.reader().volume()], by=by, scope=gaps.scope)
    drawn = figures.table(
        leading(gaps.table, "country", "eu_member", "observed", *REFERENCES[chosen.reference])
    )
    said = Said(finding, more, tuple(notes), drawing)
    foot.draw("gaps", said, figures, table=table, drawn=drawn)


def _notes(chosen: ChosenGaps) -> list[str]:
    """The definition of the reference, what is to be known of it, and which reference there is none of."""
    gaps = chosen.gaps
    notes = [say(f"gaps.explained_{chosen.reference}_{chosen.side}", unit=gaps.unit)]
    if chosen.reference == "gravity":
        judged = numbers.number(int(gaps.table["ratio_low"].notna().sum()))
        notes += [say("gaps.judged", judged=judged), *map(markdown_text, gaps.notes)]
    notes.append(say("gaps.population", reason=gaps.not_measurable["population"]))
    has_kosovo = _KOSOVO in set(gaps.table["country"])
    return [*notes, markdown_text(KOSOVO_NOTE)] if has_kosovo else notes


def _picked(data: Sequence[Any]) -> None:
    """A click on the country that is open closes it: then the furthest is shown again."""
    code = str(data[0])
    session.go_on_page(country=None if session.page_value("country") == code else code)


def _drawing(chosen: ChosenGaps) -> Dumbbells:
    rows = chosen.rows
    rows = pd.concat([rows[rows["eu_member"]], rows[~rows["eu_member"]]], ignore_index=True)
    members = int(rows["eu_member"].sum())
    of_scheme = session.reader().manifest.is_of_scheme
    others = say("gaps.others" if of_scheme else "gaps.others_held")
    groups = [(say("gaps.members"), members), (others, len(rows) - members)]
    lows, highs = (_present(rows[end] * rows["reference"]) for end in ("ratio_low", "ratio_high"))
    is_modelled = chosen.reference == "gravity"
    listed = rows.to_dict("records")
    return Dumbbells(
        list(rows["country"]),
        [name(code) for code in rows["country"]],
        Series(chosen.words("seen"), _present(rows["observed"]), chosen.side),
        Series(say(f"gaps.reference_{chosen.reference}"), _present(rows["reference"]), "target"),
        unit=chosen.gaps.unit,
        groups=[group for group in groups if group[1]],
        texts=[_beside(row, is_modelled=is_modelled) for row in listed],
        hover=[_pointed_at(row, chosen.reference) for row in listed],
        selected=[session.page_value("country")],
        lows=lows if is_modelled else (),
        highs=highs if is_modelled else (),
    )


def _present(values: pd.Series) -> list[float | None]:
    return [numbers.present(value) for value in values]


def _beside(row: Mapping[Hashable, Any], *, is_modelled: bool) -> str:
    """What stands behind a row: both numbers, and the judgement where there is one."""
    if pd.isna(row["reference"]):
        return say("gaps.beside_none", seen=amount(row["observed"]), note=row["note"])
    both = say("gaps.beside", seen=amount(row["observed"]), reference=amount(row["reference"]))
    verdict = [word for word in ("fewer", "more") if is_modelled and row[word] is True]
    return say("gaps.beside_judged", both=both, verdict=say(f"gaps.word_{verdict[0]}")) if verdict else both


def _pointed_at(row: Mapping[Hashable, Any], reference: str) -> str:
    both = say("gaps.with_both", name=name(row["country"]), both=seen_and_reference(row, reference))
    detail = times(row) if reference == "gravity" else ""
    return f"{both}, {detail}" if detail else both


def _findings(chosen: ChosenGaps) -> tuple[str, str]:
    """What the Member States show, and what stands beside it."""
    rows = chosen.rows
    members = rows[rows["eu_member"] & rows["reference"].notna()]
    if members.empty:
        return chosen.words("none_to_judge"), say("gaps.pick")
    furthest = members.iloc[0].to_dict()
    if chosen.reference == "registrations":
        title = chosen.words(
            "by_share", name=name(furthest["country"]), both=seen_and_reference(furthest, chosen.reference)
        )
        return title, f"{say('gaps.nothing_concluded')} {say('gaps.pick')}"
    fewer, more = (members[members[verdict].fillna(value=False)] for verdict in ("fewer", "more"))
    judged = numbers.number(members["ratio_low"].notna().sum())
    if fewer.empty:
        title = chosen.words("fewer_none", judged=judged)
    else:
        first = fewer.iloc[0].to_dict()
        title = chosen.words(
            "fewer",
            count=numbers.number(len(fewer)),
            name=name(first["country"]),
            both=seen_and_reference(first, chosen.reference),
        )
    parts = [say("gaps.then", names=_listed(fewer[1:]))] if len(fewer) > 1 else []
    parts += [say("gaps.more", names=_listed(more[::-1]))] if len(more) else []
    return title, " ".join([*parts, say("gaps.pick")])


def _listed(rows: pd.DataFrame) -> str:
    listed = ", ".join(name(code) for code in rows["country"].head(MOST_NAMED))
    beyond = len(rows) - MOST_NAMED
    return say("gaps.and_more", names=listed, count=beyond) if beyond > 0 else listed


def _row(row: Mapping[Hashable, Any], side: str) -> dict[str, str]:
    return {
        say("gaps.country"): name(row["country"]),
        say(f"gaps.observed_{side}"): numbers.number(row["observed"]),
        say("gaps.modelled"): amount(row["modelled"]),
        say("gaps.ratio"): times(row),
        say(f"gaps.accepted_{side}"): numbers.number(row["accepted"]),
        say("gaps.by_registrations"): amount(row["by_registrations"]),
    }
