"""Where there is room and who looks for it: by industrial ecosystem, then by country and ecosystem."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Days, Reader
from cxc_metrics.contract import countries, ecosystems
from cxc_metrics.disclosure import Table
from cxc_metrics.export.pictures.drawings import GroupedBars, Series
from cxc_metrics.export.pictures.drawings_of_countries import Matrix
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.matching import figure_foot
from pages.matching.days_and_weights import MatchingChoice
from ui.parts import blocks, tables
from ui.parts.exports import Said
from ui.session.memory import remembered

_NUMBERS: Final = ("visitors", "hosts", "places", "wished_by", "balance")


def by_ecosystem(reader: Reader, choice: MatchingChoice) -> None:
    """Free places beside waiting visitors: how many of either, and in which ecosystem which is short."""
    title = say("matching.supply")
    st.header(title, anchor=False)
    if not reader.viewer.sees_all:
        st.caption(say("matching.supply_closed"))
        return
    table = _by_ecosystem(reader, choice.days)
    rows = table.frame()
    if not rows[["visitors", "places"]].to_numpy().any():
        st.info(say("matching.supply_none"), icon=":material/search_off:")
        return
    finding = _finding(rows)
    st.markdown(markdown_text(finding))
    names = [matching_words.ecosystem(number) for number in rows["ecosystem"]]
    drawing = GroupedBars(
        names,
        names,
        [
            Series(say("matching.places_column"), rows["places"].tolist(), "host"),
            Series(say("matching.visitors_column"), rows["visitors"].tolist(), "visitor"),
        ],
        unit=say("matching.supply_unit"),
    )
    blocks.plot("matching_supply", drawing, finding)
    st.caption(say("matching.supply_note"))
    figure_foot.draw(
        "matching_supply",
        Said(title, finding, drawing=drawing),
        table.table(rows.rename(columns={"ecosystem": "sector"})),
        choice,
        table=lambda: _as_table(rows, ("ecosystem",), "matching_supply", finding),
    )


def by_country(reader: Reader, choice: MatchingChoice) -> None:
    """The balance of every country and ecosystem: which is short of places, which has them left."""
    title = say("matching.balance")
    st.header(title, anchor=False)
    table = _by_country(reader, choice.days)
    rows = table.frame()
    placed = rows.dropna(subset=["country", "ecosystem"])
    placed = placed[placed["country"].isin(list(countries())) & placed["ecosystem"].isin(list(ecosystems()))]
    if placed.empty:
        st.info(say("matching.supply_none"), icon=":material/search_off:")
        return
    finding = _balance_finding(placed)
    st.markdown(markdown_text(finding))
    drawing = _matrix(placed)
    blocks.plot("matching_balance", drawing, finding)
    left = len(rows) - len(placed)
    note = say("matching.supply_table_note")
    st.caption(note + (f" {say('matching.not_placed', count=numbers.number(left))}" if left else ""))
    figure_kept = placed["country"].tolist()
    figure_foot.draw(
        "matching_balance",
        Said(title, finding, (note,), drawing),
        table.table(rows.rename(columns={"ecosystem": "sector"})),
        choice,
        table=lambda: _as_table(rows, ("country", "ecosystem"), "matching_balance", finding),
    )
    figure_foot.kosovo(figure_kept)


# The key of an answer: what never changes of a data version, for one viewer.
@remembered(16)
def _by_ecosystem(reader: Reader, days: Days) -> Table:
    return reader.match_making.by_ecosystem(days)


@remembered(16)
def _by_country(reader: Reader, days: Days) -> Table:
    return reader.match_making.supply_and_demand(days)


def _finding(rows: pd.DataFrame) -> str:
    named = rows.dropna(subset=["ecosystem"]).sort_values(["balance", "ecosystem"], kind="stable")
    sums = {name: numbers.number(int(rows[name].sum())) for name in ("visitors", "places")}
    if len(named) < 2 or named["balance"].nunique() < 2:
        return say("matching.supply_even", **sums)
    least, most = (
        f"{matching_words.ecosystem(row['ecosystem'])} ({numbers.difference(row['balance'])})"
        for row in (named.iloc[0], named.iloc[-1])
    )
    return say("matching.supply_finding", most=most, least=least, **sums)


def _balance_finding(placed: pd.DataFrame) -> str:
    ordered = placed.sort_values(["balance", "country", "ecosystem"], kind="stable")
    least, most = (
        f"{matching_words.country(row['country'])}, {matching_words.ecosystem(row['ecosystem'])} "
        f"({numbers.difference(row['balance'])})"
        for row in (ordered.iloc[0], ordered.iloc[-1])
    )
    short = int((placed["balance"] < 0).sum())
    return say("matching.balance_finding", short=short, total=len(placed), most=most, least=least)


def _matrix(placed: pd.DataFrame) -> Matrix:
    rows = [code for code in countries() if code in set(placed["country"])]
    columns = [number for number in ecosystems() if number in set(placed["ecosystem"])]
    cells = {
        (country, int(ecosystem)): float(balance)
        for country, ecosystem, balance in zip(
            placed["country"], placed["ecosystem"], placed["balance"], strict=True
        )
    }
    return Matrix(
        rows,
        columns,
        [[cells.get((row, column)) for column in columns] for row in rows],
        row_labels=[matching_words.country(code) for code in rows],
        column_labels=[matching_words.ecosystem(number) for number in columns],
        row_title=say("matching.country"),
        column_title=say("matching.ecosystem"),
        unit=say("matching.balance_unit"),
        scale="signed",
    )


def _as_table(rows: pd.DataFrame, keys: tuple[str, ...], key: str, alt: str) -> None:
    words = {"country": matching_words.country, "ecosystem": matching_words.ecosystem}
    shown = pd.DataFrame({say(f"matching.{name}"): rows[name].map(words[name]) for name in keys})
    amounts = [name for name in _NUMBERS if name in rows]
    for name in amounts:
        shown[say(f"matching.{name}_column")] = rows[name].astype("int64")
    tables.sortable(
        f"grid_{key}", shown, decimals={say(f"matching.{name}_column"): 0 for name in amounts}, alt=alt
    )
