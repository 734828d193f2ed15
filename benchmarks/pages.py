"""A page without a browser: what it asks the register, and how long its script takes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import Figures
from cxc_metrics.measuring import Question
from cxc_metrics.paths import REGISTER_VARIABLE, ROOT
from cxc_metrics.people import AT_THIS_MACHINE
from cxc_metrics.scope import Scope
from ui import session
from ui.session import below, memory

PAGES = ("overview", "countries")
_TIMEOUT = 120


def told(question: Question) -> str:
    """A question in a line."""
    text = " ".join(map(str, question.kpis)) + (f" by {' × '.join(question.by)}" if question.by else "")
    return text + (", totals" if question.totals else "") + (", compared" if question.compare else "")


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
    app = AppTest.from_file(str(ROOT / "ui" / "frame" / "shell.py"), default_timeout=_TIMEOUT)
    session.assume(app.session_state, AT_THIS_MACHINE)
    if whole:
        below.draw_whole(app.session_state)
    app.run()
    if page != "overview":
        app.switch_page(str(ROOT / "pages" / page / "page.py")).run()
    return sound(app)


def sound(app: AppTest) -> AppTest:
    """The same app; a page that failed is no measurement."""
    failed = [str(one.value) for one in (*app.exception, *app.error)]
    assert not failed, failed
    return app


def questions(page: str) -> list[tuple[Question, ...]]:
    """What the page asks when nothing is remembered, in its order: what it asks at once together.

    Of the whole register: some questions have a selection of their own, for which no SQL was written by hand.
    """
    asked: list[tuple[Question, ...]] = []
    measure_all = Reader.measure_all

    def noted(reader: Reader, questions: Sequence[Question]) -> list[Figures]:
        asked.append(tuple(replace(question, scope=Scope()) for question in questions))
        return measure_all(reader, questions)

    memory.forget()
    Reader.measure_all = noted  # type: ignore[method-assign]
    try:
        if page == "overview":
            opened(page)
        else:
            app = opened("overview")
            asked.clear()
            memory.forget()
            sound(app.switch_page(str(ROOT / "pages" / page / "page.py")).run())
    finally:
        Reader.measure_all = measure_all  # type: ignore[method-assign]
    return list(dict.fromkeys(asked))
