"""The cards of one exchange and of one organisation, with everything known of each."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cxc_metrics.access import ExchangeCard, OrganisationCard, Reader
from cxc_metrics.disclosure import Study
from cxc_metrics.errors import CxcError
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.exchanges.record_list import open_card
from ui import session
from ui.parts import (
    exports,
    folded,
    record_tables,
    tiles,
)
from ui.parts.tiles import Tile


def cards(reader: Reader) -> None:
    """The card the address asks for, if any; what it asks in vain is said."""
    exchange_id, organisation_id = session.page_value("exchange"), session.page_value("organisation")
    if not exchange_id and not organisation_id:
        return
    try:
        if exchange_id:
            _exchange(reader.records.exchange(exchange_id))
        else:
            _organisation(reader.records.organisation(organisation_id))
    except CxcError as error:
        st.warning(say("exchanges.unknown", reason=markdown_text(error)), icon=":material/search_off:")
        _close()
    st.divider()


def _close() -> None:
    st.button(
        say("exchanges.close"),
        icon=":material/close:",
        key="close_card",
        on_click=session.go_on_page,
        kwargs={"exchange": None, "organisation": None},
    )


def _exchange(study: Study[ExchangeCard]) -> None:
    card = study.result
    st.header(say("exchanges.exchange", id=markdown_text(card.exchange_id)), anchor=False)
    if card.countable is not None:
        counted = "counted_validated" if card.validated else "counted" if card.countable else "not_counted"
        st.markdown(say(f"exchanges.{counted}"))
    _close()
    sides = folded.beside(2)
    for place, (_, party) in zip(sides, card.parties.iterrows(), strict=True):
        with place:
            _party(party)
    st.subheader(say("exchanges.details"), anchor=False)
    record_tables.fields(card.details, alt=say("exchanges.details"))
    parts = {
        "breaches": card.breaches,
        "papers": card.papers,
        "participations": card.participations,
        "meetings": card.meetings,
        "outcomes": card.outcomes,
    }
    for name, part in parts.items():
        empty = say("exchanges.none_breached" if name == "breaches" else "exchanges.none")
        table = study.table(part.table, reason=part.reason)
        record_tables.part(f"card_{name}", say(f"exchanges.{name}"), table, empty=empty)


def _party(party: pd.Series) -> None:
    st.subheader(record_tables.cell("side", party["side"]), anchor=False)
    own = {str(name): value for name, value in party.drop("side").items()}
    record_tables.fields(own, alt=record_tables.cell("side", party["side"]))
    if not pd.isna(party["name"]):
        st.button(
            markdown_text(say("exchanges.open_organisation", name=shorten(party["name"], 60))),
            key=f"open_{party['side']}",
            icon=":material/apartment:",
            on_click=session.go_on_page,
            kwargs={"organisation": str(party["organisation_id"]), "exchange": None},
        )


def _organisation(study: Study[OrganisationCard]) -> None:
    card = study.result
    name = str(card.details.get("name", card.organisation_id))
    st.header(say("exchanges.organisation", name=markdown_text(name)), anchor=False)
    st.caption(say("exchanges.scheme_wide"))
    _close()
    used = say("exchanges.visits_used_help")
    shown = [
        Tile(say("exchanges.visits_used"), numbers.number(card.visits_used), used),
        Tile(
            say("exchanges.held_as_visitor"),
            numbers.number(card.held_as_visitor),
            say("exchanges.held_as_visitor_help"),
        ),
        Tile(
            say("exchanges.held_as_host"),
            numbers.number(card.held_as_host),
            say("exchanges.held_as_host_help"),
        ),
    ]
    tiles.draw(shown, least=200)
    st.subheader(say("exchanges.about"), anchor=False)
    record_tables.fields(
        {"organisation_id": card.organisation_id, **card.details}, alt=say("exchanges.about")
    )
    for key in ("visits", "hosting"):
        _visits(key, study)
    for key, part in (
        ("clusters", card.clusters),
        ("consortia", card.consortia),
        ("organisation_papers", card.papers),
    ):
        table = study.table(part.table, reason=part.reason)
        record_tables.part(f"card_{key}", say(f"exchanges.{key}"), table, empty=say("exchanges.none"))


def _visits(key: str, study: Study[OrganisationCard]) -> None:
    card = study.result
    """Exchanges of an organisation: a selected row opens the exchange's card."""
    table = (card.visits if key == "visits" else card.hosting).table
    title = say(f"exchanges.{key}")
    st.subheader(title, anchor=False)
    if table.empty:
        st.caption(say("exchanges.none"))
        return
    keys = [str(exchange_id) for exchange_id in table["exchange_id"]]
    record_tables.grid(f"card_{key}", table, alt=title, on_pick=lambda row: open_card(keys[row]))
    exports.single_table_menu(f"card_{key}", title, study.table(table))
