"""Partnerships page: probabilities of targets and limits of chance, said as the library says them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.studies import between_partnerships, target_chances
from cxc_metrics.words.texts import say
from tests.ui.reading import asked, current, errors, text

Run = Callable[..., AppTest]


def test_the_page_says_what_the_library_finds(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "partnerships", my="W2-01")
    assert errors(app) == []
    with current(sample_register) as version:
        judged = target_chances(version).table.dropna(subset=["probability"])
        found = between_partnerships(version, "O04")
    written = text(app)
    likely = int((judged["probability"] > 0.5).sum())
    assert (
        f"Of {len(judged)} running grants that have not reached their target yet, {likely} more likely do"
        in written
    )
    far = int((found.table["beyond"] > 0.95).sum())
    count = f"{far} of" if far else "None of"
    assert f"{count} {len(found.table)} partnerships" in written
    assert "no confidence interval" in written
    app.selectbox(key="w_differ").set_value("O01").run()
    assert (errors(app), asked(app, "differ")) == ([], "O01")


def test_a_register_without_partnerships_says_why(run: Run, erasmus_register: Path) -> None:
    app = run(erasmus_register, "partnerships", differ="nonsense")
    assert errors(app) == []
    assert say("chance.differ") not in text(app)
    assert "This page has nothing to show of this register" in text(app)
