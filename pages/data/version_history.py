"""The data versions before this one: compared with it, and served again."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cxc_metrics.access import Manifest, difference
from cxc_metrics.errors import RegisterError
from cxc_metrics.people import Duty
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from pages.data.version_facts import counted_label
from ui import session
from ui.parts import (
    tables,
)


def history() -> None:
    """Data versions, the newest first, and the way back to one of them."""
    register = session.register()
    manifests = register.history()
    if not manifests:
        return
    st.header(say("data.history"), anchor=False)
    try:
        served = register.served_id()
    except RegisterError:
        served = None  # the pointer is damaged, which the page says above
    counted = counted_label(manifests[0])
    tables.show(
        pd.DataFrame([_version_row(manifest, served, counted) for manifest in manifests]),
        alt=say("data.history"),
    )
    others = [manifest for manifest in manifests if manifest.id != served]
    if not others:
        return
    chosen = st.selectbox(
        say("data.other"),
        others,
        index=None,
        format_func=lambda manifest: (
            f"{manifest.id} · {numbers.day(manifest.as_at)} · {shorten(manifest.title, 40)}"
        ),
        key="other_version",
    )
    if chosen is not None:
        _compare(chosen, next((manifest for manifest in manifests if manifest.id == served), chosen))
        _serve_again(chosen)


def _compare(before: Manifest, after: Manifest) -> None:
    changes = difference(before, after)
    st.markdown(say("data.difference", before=before.id, after=after.id))
    for part in (changes.rows, changes.findings):
        changed = part[part["change"] != 0]
        names = {name: say(f"data.{name}") for name in ("item", "before", "after", "change")}
        if changed.empty:
            st.caption(say("data.no_difference"))
        else:
            tables.show(changed.rename(columns=names).astype("string"), alt=say("data.history"))


def _serve_again(chosen: Manifest) -> None:
    if not session.may(Duty.ROLL_BACK):
        st.info(say("upload.off"), icon=":material/lock:")
        return
    st.button(
        say("data.serve_again", version=chosen.id), key="serve_again", on_click=_roll_back, args=(chosen.id,)
    )


def _roll_back(version_id: str) -> None:
    if not session.may(Duty.ROLL_BACK):  # logged out since the button was drawn
        return
    session.register().rollback(version_id, who=session.subject())
    session.choose(None, version_id)
    st.query_params.from_dict(session.address(session.scope()))


def _version_row(manifest: Manifest, served: str | None, counted: str) -> dict[str, str]:
    return {
        say("data.id"): manifest.id,
        say("data.as_at"): numbers.day(manifest.as_at),
        say("data.published"): manifest.published_at.strftime("%Y-%m-%d %H:%M"),
        say("data.source"): manifest.title,
        counted: numbers.number(manifest.countable_exchanges),
        say("data.served"): say("data.yes") if manifest.id == served else "",
    }
