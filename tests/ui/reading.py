"""What a page without a browser says: its errors, its text, its address; and the register behind it."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.register import Snapshot, open_register


def errors(app: AppTest) -> list[str]:
    """Errors and exceptions shown."""
    return [error.value for error in app.error] + [str(found.value) for found in app.exception]


def text(app: AppTest) -> str:
    """All that is written on the page, escapes taken away."""
    blocks = (*app.markdown, *app.caption, *app.header, *app.subheader, *app.warning, *app.info)
    return " ".join(str(block.value) for block in blocks).replace("\\", "")


def asked(app: AppTest, name: str) -> str:
    """The first value of a parameter in the address; an empty text without one."""
    value = app.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def current(store: Path) -> Snapshot:
    """The data version a store serves."""
    snapshot = open_register(store).current()
    assert snapshot is not None
    return snapshot
