"""Which schemes stand side by side, and which register of this store is of which."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.contract.schemes import SCHEMES, TOPICS, published
from cxc_metrics.scope import as_at_day
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from ui.parts import tables

_LONGEST = 200


def draw(readers: Mapping[str, Reader]) -> None:
    """A row for each scheme: its register here, how much is published of it."""
    title = say("schemes.title")
    st.header(title, anchor=False)
    st.caption(say("schemes.what"))
    often = [each.id for topic in TOPICS for each, _ in published(topic)]
    rows = [
        {
            say("schemes.scheme"): each.name if each.short == each.name else f"{each.name} ({each.short})",
            say("schemes.register"): _register(readers.get(each.id)),
            say("schemes.counted"): numbers.number(often.count(each.id)),
        }
        for each in SCHEMES
    ]
    tables.show(pd.DataFrame(rows), alt=title, longest=_LONGEST)


def _register(reader: Reader | None) -> str:
    if reader is None:
        return say("schemes.no_register")
    manifest = reader.manifest
    kind = [say("registers.invented")] if manifest.is_synthetic else []
    return ", ".join([manifest.title, as_at_day(manifest.as_at), *kind])
