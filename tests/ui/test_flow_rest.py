"""Flows page: the rest of the world is counted, listed and never drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.measuring.flow_register import flows_register
from tests.ui.reading import errors, text

Run = Callable[..., AppTest]
# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def test_the_rest_of_the_world_is_told_and_not_drawn(run: Run, tmp_path: Path) -> None:
    """ES → XX is the largest corridor: the sentences name the largest between countries."""
    flows = (("ES", "XX", 40), ("XX", "ES", 5), ("ES", "DE", 9), ("DE", "FR", 7), ("FR", "ES", 6))
    flows_register(tmp_path, flows).close()
    app = run(tmp_path / "store", "flows", show="observed", view="sankey")
    assert errors(app) == []
    written = text(app)
    assert "Not drawn: 45 exchanges from or to the rest of the world" in written
    assert "Largest corridor: Spain → Germany with 9 of 22" in written
    assert "Rest of the world" not in "".join(str(one.proto) for one in app.get("plotly_chart"))
