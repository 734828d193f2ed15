"""A page without a browser: what it asks the register, and how long its script takes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from cxc_metrics.measure import Measurement, Scope
from cxc_metrics.paths import REGISTER_VARIABLE, ROOT
from ui import below, memory, session

PAGES = ("overview", "countries")
_TIMEOUT = 120


@dataclass(frozen=True)
class Question:
    """One call of `measure` by a page."""

    kpis: tuple[str, ...]
    by: tuple[str, ...]
    compare: Any
    totals: bool

    def __str__(self) -> str:
        text = " ".join(self.kpis) + (f" by {' × '.join(self.by)}" if self.by else "")
        return text + (", totals" if self.totals else "") + (", compared" if self.compare else "")


@contextmanager
def over(store: Path) -> Iterator[None]:
    """The dashboard looks at that store, with nothing remembered from before."""
    before = os.environ.get(REGISTER_VARIABLE)
    os.environ[REGISTER_VARIABLE] = str(store)
    logging.disable(logging.WARNING)  # Streamlit remarks on every cache that there is no server
    memory.forget()
    try:
        yield
    finally:
        memory.forget()
        logging.disable(logging.NOTSET)
        if before is None:
            del os.environ[REGISTER_VARIABLE]
        else:
            os.environ[REGISTER_VARIABLE] = before


def opened(page: str, *, whole: bool = True) -> AppTest:
    """That page from the shell, run once; `whole` with what a reader has to scroll for. Errors are raised."""
    app = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=_TIMEOUT)
    if whole:
        below.draw_whole(app.session_state)
    app.run()
    if page != "overview":
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    return sound(app)


def sound(app: AppTest) -> AppTest:
    """The same app; a page that failed is no measurement."""
    failed = [str(one.value) for one in (*app.exception, *app.error)]
    assert not failed, failed
    return app


def questions(page: str) -> list[Question]:
    """What the page asks when nothing is remembered, each question once, in its order."""
    asked: list[Question] = []
    measure = session.measure

    def noted(snapshot: Any, kpis: Any, *, by: Any, scope: Scope, **options: Any) -> Measurement:
        asked.append(Question(tuple(kpis), tuple(by), options.get("compare"), bool(options.get("totals"))))
        return measure(snapshot, kpis, by=by, scope=scope, **options)

    memory.forget()
    session.measure = noted  # type: ignore[assignment]
    try:
        if page == "overview":
            opened(page)
        else:
            app = opened("overview")
            asked.clear()
            memory.forget()
            sound(app.switch_page(str(ROOT / "pages" / f"{page}.py")).run())
    finally:
        session.measure = measure
    return list(dict.fromkeys(asked))
