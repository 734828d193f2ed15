"""The dashboard without a browser: the shell, run from its own file as the server does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ui import below, memory

Run = Callable[..., AppTest]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """`run(store, page, **query)`: that page of a dashboard over that store, for that address."""

    def ran(store: Path, page: str = "overview", /, **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("CXC_REGISTER_DIR", str(store))
        monkeypatch.setenv("CXC_HOST", "127.0.0.1")
        app = AppTest.from_file(str(root / "ui" / "shell.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        below.draw_whole(app.session_state)
        app.run()
        if page != "overview":
            for name, value in query.items():
                app.query_params[name] = value
            app.switch_page(str(root / "pages" / f"{page}.py")).run()
        return app

    yield ran
    memory.forget()
