"""A whole page has nothing folded, paged, or drawn as a picture of a table; nor tools nobody can press."""

from __future__ import annotations

from pathlib import Path

from tests.ui.conftest import Run
from tests.ui.line import choose
from tests.ui.reading import asked, errors

PAGES = ("overview", "countries", "flows", "results", "partnerships", "exchanges")
# Kinds of elements of which a reader sees only a part, or nothing.
FOLDING = ("expander", "popover", "tab", "arrow_data_frame", "pagination", "download_button")


def test_nothing_is_folded_and_nothing_is_a_picture_of_a_table(run: Run, sample_register: Path) -> None:
    for page in PAGES:
        app = run(sample_register, page, whole="1")
        assert errors(app) == []
        # The list of exchanges stays a part of itself, and says so: there may be a million.
        folded = [kind for kind in FOLDING if app.main.get(kind) and page != "exchanges"]
        assert folded == [], page
        keys = {str(button.key) for button in app.main.button}
        assert not {key for key in keys if key.startswith(("inspect_", "rest_"))}, page


def test_the_selection_stays_when_the_page_is_asked_for_whole(run: Run, sample_register: Path) -> None:
    """Several values of one filter too; and another selection of a whole page is whole."""
    app = run(sample_register, "countries", host_country=["DE", "FR"])
    app = app.button(key="print_page").click().run()
    assert asked(app, "whole") == "1"
    assert app.query_params["host_country"] == ["DE", "FR"]
    app = choose(app, "visitor_country", "ES")
    assert asked(app, "whole") == "1", "another selection of a whole page is whole"
    app = app.button(key="print_page").click().run()
    assert asked(app, "whole") == ""
    assert asked(app, "visitor_country") == "ES"
