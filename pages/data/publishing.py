"""Before and after, side by side, at the button that replaces the data version served."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from cxc_metrics.access import (
    Manifest,
    Preview,
    Publication,
    PublishingRefused,
    Question,
    Reader,
)
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.errors import CxcError
from cxc_metrics.export.texts_out import heading
from cxc_metrics.intake import CheckedTables
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.data.version_facts import counted_label
from ui import session
from ui.parts import tables

# The rules of these tables are the figures' own rows: exchanges held stand first, partnerships after them.
_FIRST = "partnership"


@dataclass(frozen=True)
class Standing:
    """A checked register as it would be served: what it says of itself, its headline, what would be lost.

    `refused` says why it cannot be published at all; then there is nothing else.
    """

    checked: CheckedTables
    manifest: Manifest | None = None
    headline: Figures | None = None
    losses: tuple[str, ...] = ()
    refused: str = ""


def weigh(checked: CheckedTables) -> Standing:
    """Look at the version that would be served; nothing is published."""
    assert checked.file is not None, "checked in a process of its own"  # noqa: S101
    try:
        preview: Preview = session.store().preview(checked, checked.file.parent / "preview")
    except PublishingRefused as refused:
        return Standing(checked, refused=str(refused))
    with preview.reader as after:
        return Standing(checked, after.manifest, after.measure(after.headline()), preview.losses)


def draw(standing: Standing, publish: Callable[[], None]) -> None:
    """Before and after, what would be lost, and the button; `publish` is called before the next run."""
    if standing.manifest is None or standing.headline is None:
        st.error(markdown_text(standing.refused), icon=":material/block:")
        return
    served = session.reader_served(standing.checked.register_name)
    st.subheader(say("publishing.title"), anchor=False)
    _compared(served, standing.manifest, standing.headline)
    accepted = not standing.losses or _accepted(standing.losses)
    st.button(
        say("publishing.replace" if served else "publishing.first"),
        key="upload_publish",
        type="primary",
        on_click=publish,
        disabled=not accepted,
    )
    stays = "publishing.older" if served else "publishing.beside"
    st.caption(say(stays, register=standing.checked.register_name))


def _accepted(losses: Sequence[str]) -> bool:
    st.warning(
        say("publishing.loss") + "\n" + "\n".join(f"- {markdown_text(loss)}" for loss in losses),
        icon=":material/warning:",
    )
    return st.checkbox(say("publishing.accept"), key="upload_accept_loss")


def _compared(served: Reader | None, after: Manifest, headline: Figures) -> None:
    before = served.manifest if served else None
    headline_before = session.answered_on(served, Question(headline.ids, scope=Scope())) if served else None
    changes = pd.DataFrame(rows(before, headline_before, after, headline))
    tables.show(changes, alt=say("publishing.title"), rows=len(changes))
    if before is not None:
        st.caption(
            say(
                "publishing.versions" if before.as_at and after.as_at else "publishing.versions_undated",
                version=before.id,
                before=numbers.day(before.as_at),
                after=numbers.day(after.as_at),
                title=markdown_text(shorten(after.title, 60)),
            )
        )


def rows(
    before: Manifest | None, headline_before: Figures | None, after: Manifest, headline: Figures
) -> list[dict[str, str]]:
    """Held exchanges, the headline's figures, rows of each table; before is left out where there is none."""
    lines = [
        _row(
            counted_label(after),
            before.countable_exchanges if before and before.shape == after.shape else None,
            after.countable_exchanges,
        )
    ]
    lines += [
        {
            say("data.item"): heading(figure.kpi),
            say("publishing.before"): _value(headline_before[figure.kpi.id])
            if headline_before
            else numbers.NOT_AVAILABLE,
            say("publishing.after"): _value(figure),
        }
        for figure in headline
        if figure.kpi.id != "O01"
    ]
    names = [name for name in after.row_counts if name != _FIRST]
    names += [name for name in (before.row_counts if before else ()) if name not in after.row_counts]
    for name in dict.fromkeys((_FIRST, *names)):
        lines.append(_row(say("publishing.rows", table=name), _kept(before, name), _kept(after, name)))
    if before is None:
        for row in lines:
            del row[say("publishing.before")]
    return lines


def _value(figure: Figure) -> str:
    if figure.reason:
        return say("measure.not_measurable_short")
    return numbers.kpi_value(figure.kpi, figure.value)


def _kept(manifest: Manifest | None, table: str) -> int | None:
    count = manifest.row_counts.get(table) if manifest else None
    return count.kept if count else None


def _row(name: str, before: int | None, after: int | None) -> dict[str, str]:
    return {
        say("data.item"): name,
        say("publishing.before"): numbers.number(before),
        say("publishing.after"): numbers.number(after),
    }


def publish(standing: Standing, progress: Callable[[str, float], None]) -> Publication:
    """Serve it; RegisterError where that is refused or does not succeed."""
    accepted = bool(st.session_state.get("upload_accept_loss"))
    if standing.manifest is None:
        raise CxcError(standing.refused)
    return session.store().publish(
        standing.checked, progress=progress, accept_loss=accepted, who=session.subject()
    )
