"""Results page: what the weights for silence change, said as the library finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.studies import weighted_for_silence
from cxc_metrics.words.numbers import number, percent
from pages.results.silence import SHOWN
from tests.ui.reading import current, errors, text

Run = Callable[..., AppTest]


def test_the_page_names_the_figure_that_moves_most(run: Run, sample_register: Path) -> None:
    app = run(sample_register, "results")
    assert errors(app) == []
    with current(sample_register) as version:
        told = weighted_for_silence(version, SHOWN).table.dropna(subset=["weighted"])
    means, told = told[told["unit"] != "%"], told[told["unit"] == "%"]
    most = told.loc[told["moved"].abs().idxmax()]
    written = text(app)
    assert f"“{most['name']}” moves most: from {percent(most['unweighted'])}" in written
    assert f"of {number(len(told))} shares" in written
    assert list(means["kpi"]) == ["M02m", "M03"]
    for mean in means.to_dict("records"):
        before, after = (number(mean[name], decimals=2) for name in ("unweighted", "weighted"))
        if before == after:
            assert f"“{mean['name']}” stays at {after}" in written, "what reads the same has not moved"
            continue
        moved = number(abs(mean["moved"]), decimals=2).lstrip("<")
        assert f"“{mean['name']}” goes from {before} to {after} (" in written
        assert f"{moved} {mean['unit']}" in written
    assert "Medians are not weighted" in written


def test_a_register_without_surveys_says_why(run: Run, capes_register: Path) -> None:
    app = run(capes_register, "results")
    assert errors(app) == []
    assert "it has no survey invitations" in text(app)
