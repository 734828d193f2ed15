"""`make docs`: a reference of every module from its docstrings, which asks no other host."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import cxc_metrics


@pytest.fixture(scope="module")
def builder(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("library_reference", root / "scripts" / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_room_is_in_it_and_nothing_that_only_runs(builder: ModuleType) -> None:
    names = builder.modules()
    home = Path(cxc_metrics.__file__).parent
    rooms = {f"cxc_metrics.{path.parent.name}" for path in home.glob("*/__init__.py")}
    assert rooms <= set(names)
    assert not [name for name in names if name.endswith("__main__")]


def test_a_page_lists_what_lies_in_it_and_is_drawn_as_its_docstring_says(
    builder: ModuleType, tmp_path: Path
) -> None:
    """A table, a link from one name to another, Google's sections; and no page fetches anything."""
    builder.build(tmp_path, ["cxc_metrics.store.layout", "cxc_metrics.scope", "cxc_metrics.scope.period"])
    layout = (tmp_path / "cxc_metrics" / "store" / "layout.html").read_text(encoding="utf-8")
    assert "<td><code>current.json</code></td>" in layout
    scope = (tmp_path / "cxc_metrics" / "scope.html").read_text(encoding="utf-8")
    assert 'href="scope/period.html"' in scope
    assert (tmp_path / "search.js").is_file()
    assert builder.foreign(tmp_path) == []


def test_a_page_that_would_ask_another_host_is_found(builder: ModuleType, tmp_path: Path) -> None:
    fetched = [
        '<script src="https://cdn.example/x.js"></script>',
        "<link rel=stylesheet href='//fonts.example/a.css'>",
        "<style>body { background: url(http://example/x.png) }</style>",
    ]
    for number, text in enumerate([*fetched, '<a href="https://example.eu">a link</a>']):
        (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    assert [one.split(":")[0] for one in builder.foreign(tmp_path)] == ["0.html", "1.html", "2.html"]
