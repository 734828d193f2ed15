"""Several registers in one store on the screen: the address names one, the sidebar switches."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import SOURCE, checked, exchange, register_rows

from .conftest import Run
from .line import go
from .reading import asked, errors, listed_figures, tables, text


def publish(store: Path, *keys: str, source: str = "hand_made", title: str = "") -> DataVersion:
    """Exchanges with these keys, in the register of that source."""
    rows = register_rows([exchange(key) for key in keys])
    declared = SOURCE.model_copy(update={"name": source})
    with checked(rows, source=declared, title=title or f"Register {source}") as clean:
        version = Store(store).publish(clean)
    version.close()
    return version


def held(app: AppTest) -> str:
    return dict(listed_figures(app))["Exchanges held"]


def test_the_sidebar_switches_and_the_address_names_the_register(run: Run, tmp_path: Path) -> None:
    ours = publish(tmp_path, "X1")
    alone = run(tmp_path)
    assert [box.key for box in alone.sidebar.selectbox] == ["w_viewer", "w_language"]
    assert set(alone.query_params) == {"data"}

    capes = publish(tmp_path, "Y1", "Y2", source="capes")
    app = run(tmp_path, wave="1")
    box = app.sidebar.selectbox(key="w_register")
    assert box.options == ["Register capes", "Register hand_made"]
    assert (held(app), box.value, asked(app, "data")) == ("1", "hand_made_synthetic", ours.id)
    assert "A newer one is served" not in text(app)

    box.set_value("capes_synthetic").run()
    assert errors(app) == []
    assert (held(app), asked(app, "register"), asked(app, "data")) == ("2", "capes_synthetic", capes.id)
    assert set(app.query_params) == {"register", "data"}, "a selection is made of one register"
    assert "Register capes" in app.caption[-1].value
    assert "A newer one is served" not in text(app)

    # On another page one stays in the register, and so does a copied address.
    assert "capes" in text(run(tmp_path, "data", register="capes_synthetic"))
    linked = run(tmp_path, register="capes_synthetic", data=capes.id)
    assert (held(linked), linked.sidebar.selectbox(key="w_register").value) == ("2", "capes_synthetic")


def test_a_newer_one_is_said_of_the_same_register_only(run: Run, tmp_path: Path) -> None:
    old = publish(tmp_path, "X1")
    publish(tmp_path, "Y1", source="capes")
    assert "A newer one is served" not in text(run(tmp_path, data=old.id))
    new = publish(tmp_path, "X1", "X2", "X3")
    app = run(tmp_path, data=old.id)
    assert "A newer one is served" in text(app)
    assert held(app) == "1"
    app = go(app, "newest", "")
    assert (held(app), asked(app, "data"), asked(app, "register")) == ("3", new.id, "hand_made_synthetic")
    history = run(tmp_path, "data", register="hand_made_synthetic").dataframe[0].value
    assert dict(zip(history["Data version"], history["Served"], strict=True)) == {new.id: "yes", old.id: ""}


def test_what_an_address_asks_in_vain_is_said(run: Run, tmp_path: Path) -> None:
    ours = publish(tmp_path, "X1")
    publish(tmp_path, "Y1", "Y2", source="capes")
    misspelt = run(tmp_path, register="capes_sinthetic")
    assert held(misspelt) == "1"
    assert "did you mean 'capes_synthetic'" in text(misspelt)
    assert asked(misspelt, "register") == "hand_made_synthetic"
    both = run(tmp_path, register="capes_synthetic", data=ours.id)
    assert held(both) == "1", "a data version is of one register"
    assert f"data version {ours.id} is of register hand_made_synthetic, not of capes_synthetic" in text(both)


def test_a_damaged_pointer_hides_no_other_register(run: Run, tmp_path: Path) -> None:
    publish(tmp_path, "X1")
    capes = publish(tmp_path, "Y1", "Y2", source="capes")
    (tmp_path / "registers" / "capes_synthetic" / "current.json").write_text("{")
    app = run(tmp_path)
    assert errors(app) == []
    assert held(app) == "1"
    assert "is damaged" in text(app)
    for page in ("data", "methods", "overview"):
        assert not run(tmp_path, page, register="capes_synthetic").exception, page
    app.sidebar.selectbox(key="w_register").set_value("capes_synthetic").run()
    assert not app.exception
    assert any("is damaged" in error.value for error in app.error)
    assert "Nothing has been published" not in text(app)
    # What the address names can be read all the same, and the way back stands in the sidebar.
    linked = run(tmp_path, data=capes.id)
    assert held(linked) == "2"
    app.sidebar.selectbox(key="w_register").set_value("hand_made_synthetic").run()
    assert errors(app) == []
    assert held(app) == "1"


def test_two_registers_stand_beside_each_other_each_with_its_source(run: Run, tmp_path: Path) -> None:
    alone = publish(tmp_path, "X1")
    assert "Beside another register" not in [header.value for header in run(tmp_path, "data").header]
    capes = publish(tmp_path, "Y1", "Y2", source="capes")
    app = run(tmp_path, "data")
    app.selectbox(key="other_register").set_value("capes_synthetic").run()
    assert errors(app) == []
    assert asked(app, "other") == "capes_synthetic"
    table = next(table for table in tables(app) if len(table.columns) == 3 and "capes" in table.columns[2])
    assert "hand_made_synthetic" in table.columns[1]
    assert list(table[table.iloc[:, 0].str.startswith("Exchanges held")].iloc[0, 1:]) == ["1", "2"]
    assert not table.iloc[:, 0].str.contains("Target attainment").any(), "neither can measure it"
    captions = " ".join(caption.value for caption in app.caption)
    assert captions.count("synthetic data") == 2
    assert all(version.id in captions for version in (alone, capes))
    assert "other_register" not in [box.key for box in run(tmp_path, other="capes_synthetic").selectbox]
