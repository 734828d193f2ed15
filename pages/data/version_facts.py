"""What the data version says of itself: day, sources, coverage, what is not evaluated."""

from __future__ import annotations

import re

import streamlit as st

from cxc_metrics.access import Manifest, Reader
from cxc_metrics.contract import RULES
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    folded,
    tables,
    tiles,
)
from ui.parts.tiles import Tile
from ui.session import behind


def version(reader: Reader) -> None:
    """Data version, sources, coverage."""
    st.header(say("data.version"), anchor=False)
    _show_manifest(reader)
    who_answers(reader)
    _sources(reader.manifest)
    _not_evaluated(reader.manifest)


def who_answers(reader: Reader) -> None:
    """Which engine answers, where it is not the store's own."""
    if reader.told_by:
        st.caption(say("data.told_by", engine=markdown_text(reader.told_by)))


def counted_label(manifest: Manifest) -> str:
    """What a register's number of rows that count is of."""
    return say("data.counted_rows" if manifest.vocabulary.counted else "data.countable")


def _what_is_counted(manifest: Manifest) -> str:
    if counted := manifest.vocabulary.counted:
        return say(f"data.shape_{manifest.shape}", unit=counted[0])
    return say(f"data.countable_{manifest.countable}") + " " + say(f"data.grain_{manifest.grain}")


def _counted(reader: Reader) -> Tile:
    """How many count: what is behind it opens where the catalogue counts alike."""
    counted, label = reader.manifest.countable_exchanges, counted_label(reader.manifest)
    measured = session.measured([reader.volume()], scope=Scope())
    figure = measured[reader.volume()]
    if figure.reason or figure.value != counted:
        return Tile(label, numbers.number(counted), _what_is_counted(reader.manifest))
    return Tile(
        label,
        numbers.number(counted),
        f"{figure.kpi.id}: {figure.kpi.definition}",
        figure=figure.kpi.id,
        behind=behind.name_tile(figure.kpi.id, measured),
    )


def _show_manifest(reader: Reader) -> None:
    manifest = reader.manifest
    shown = [
        Tile(
            say("data.as_at"),
            numbers.day(manifest.as_at),
            say("data.as_at_help", origin=_origin(manifest)),
        ),
        Tile(say("data.id"), manifest.id, say("data.id_help")),
        Tile(say("data.published"), numbers.day(manifest.published_at.date()), say("data.published_help")),
        _counted(reader),
    ]
    tiles.draw(shown, least=220)
    st.markdown(_what_is_counted(manifest))
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
    with folded.box(say("data.sources")):
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
        with folded.box(say("data.not_evaluated", count=len(manifest.rules_not_evaluated))):
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
