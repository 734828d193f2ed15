"""Explore → map → values → check → keep → publish on the Data page, without a browser."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from cxc_metrics.access import open_register
from pages.data.map_columns import CONSTANT
from tests.ui.test_upload import upload, zipped

Run = Callable[..., AppTest]

HEADER = "ref,home country,host country,begin,end,grant\n"
HOMES = ("DE", "IT", "Germny", "PT", "AT", "BE", "Finlandd", "FI", "SE", "DK")
HOSTS = ("FR", "ES", "Italy", "Atlantis", "DE", "NL", "HU", "IT", "LT", "FR")
ROWS = "".join(
    f"G{number},{home},{host},2021-0{1 + number % 9}-04,2021-0{1 + number % 9}-09,{100 + number}\n"
    for number, (home, host) in enumerate(list(zip(HOMES, HOSTS, strict=True)) * 2)
)


def send(app: AppTest, text: str, name: str = "grants_2021__csv") -> AppTest:
    """Send a file and have it looked at."""
    upload(app, **{name: text.encode()})
    assert not app.exception
    return app


def check_mapped(app: AppTest) -> AppTest:
    app.button(key="map_check").click().run()
    assert not app.exception
    return app


def messages(app: AppTest) -> str:
    """All that the page says in boxes and lines, as it is read."""
    listed = (*app.error, *app.warning, *app.success, *app.info, *app.markdown, *app.caption)
    return "\n".join(str(element.value) for element in listed).replace("\\", "")


def test_a_file_nobody_described_is_mapped_published_and_known_again(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    app = send(run(store, "data"), HEADER + ROWS)
    said = messages(app)
    assert "CSV text" in said
    assert "20 rows, 6 columns" in said
    # Two slips of the pen have a proposal, one value means no country.
    assert "3 values are not understood, in 6 rows" in said
    app.button(key="map_accept_all").click().run()
    assert "1 value is not understood, in 2 rows" in messages(app)
    check_mapped(app)
    assert "2 of 20 rows left out" in messages(app)
    assert app.button(key="upload_publish")
    assert open_register(store).served_id() is None, "checking publishes nothing"
    app.button(key="upload_publish").click().run()
    assert not app.exception
    reader = open_register(store).reader()
    assert reader is not None
    assert reader.manifest.countable_exchanges == 18
    kept = tomllib.loads((store / "sources" / "grants" / "map.toml").read_text(encoding="utf-8"))
    assert kept["countries"]["aliases"] == {"Germny": "DE", "Finlandd": "FI"}

    again = send(run(store, "data"), HEADER + ROWS.replace("2021-", "2022-"), "grants_2022__csv")
    assert "Recognised as **Grants**" in messages(again)
    assert "2 of 20 rows left out" in messages(again)
    assert "map_check" not in [button.key for button in again.button]


def test_a_changed_header_says_what_changed_and_goes_on_from_the_mapping_before(
    run: Run, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    app = check_mapped(send(run(store, "data"), HEADER + ROWS))
    app.button(key="map_save").click().run()
    assert open_register(store).served_id() is None
    changed = HEADER.replace("host country", "host countries").replace("grant", "grant,remark")
    rows = ROWS.replace("\n", ",x\n")
    again = send(run(store, "data"), changed + rows)
    said = messages(again)
    assert "columns that its mapping needs have changed" in said
    assert "'host country' (now 'host countries'?)" in said
    check_mapped(again)
    assert "6 of 20 rows left out" in messages(again)


def test_what_cannot_be_published_is_said_and_nothing_is_lost(run: Run, tmp_path: Path) -> None:
    """No countries; two rows of one key; a mapping with a fault. The mapping stays as it was made."""
    app = send(run(tmp_path / "store", "data"), "name,age\n" + "".join(f"P{n},{n}\n" for n in range(20, 40)))
    assert "No column of this file was recognised as countries" in messages(app)
    check_mapped(app)
    assert "decides and is left out: map it" in messages(app)
    assert app.button(key="map_check"), "the mapping stays on the page"

    app = send(run(tmp_path / "store", "data"), HEADER + ROWS + ROWS.replace("2021-", "2020-"))
    app.multiselect(key=key_of(app, "exchange_id")).set_value(["ref"]).run()
    check_mapped(app)
    said = messages(app)
    assert "40 rows left out" in said
    assert app.multiselect(key=key_of(app, "exchange_id")).value == ["ref"]


def key_of(app: AppTest, column: str) -> str:
    """The key of the field that fills a contract column."""
    fields = (*app.multiselect, *app.selectbox)
    return next(str(field.key) for field in fields if str(field.key).endswith(f"_0_{column}"))


def test_a_hostile_file_is_text_on_the_page_and_nothing_of_it_runs(run: Run, tmp_path: Path) -> None:
    """Names that want to be SQL, markup or endless; a name given twice; an archive that is none."""
    names = (
        'ref"; DROP TABLE exchange; --',
        "<script>alert(1)</script>",
        "$x^2$ **b**",
        "n" * 9_000,
        "a",
        "a",
    )
    header = ",".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (*names, "home", "host"))
    sides = ("DE,FR", "IT,ES", "PT,DE")
    rows = "".join(f"K{n},<b>{n}</b>,:red[x],'; SELECT 1,x,y,{sides[n % 3]}\n" for n in range(12))
    app = send(run(tmp_path / "store", "data"), f"{header}\n{rows}", "hostile__csv")
    assert "12 rows, 8 columns" in messages(app)
    assert "<script>" not in "".join(str(element.value) for element in app.markdown)
    check_mapped(app)
    assert "0 of 12 rows left out" in messages(app)
    app.button(key="upload_publish").click().run()
    assert not app.exception
    reader = open_register(tmp_path / "store").reader()
    assert reader is not None
    assert reader.manifest.countable_exchanges == 12

    broken = upload(run(tmp_path / "other", "data"), list__csv=bytes(range(256)))
    assert not broken.exception
    assert [error.value.replace("\\", "")[:30] for error in broken.error] == [
        "list.csv contains 1 NUL bytes:"
    ]


def test_shape_filter_grouping_constant_and_another_table_are_chosen(run: Run, tmp_path: Path) -> None:
    packed = zipped(notes="x,y\n1,2\n", grants=HEADER + ROWS + ROWS)
    app = upload(run(tmp_path / "store", "data"), both__zip=packed)
    for shape in ("meetings", "flows", "pairs"):
        field(app, "_shape").set_value(shape).run()
        assert not app.exception, shape
    field(app, "_exchange_0_where").set_value(["home country"]).run()
    field(app, "home country_values").set_value(["DE", "IT"]).run()
    field(app, "_exchange_0_group").set_value(["exchange_id"]).run()
    app.multiselect(key=key_of(app, "exchange_id")).set_value(["ref"]).run()
    field(app, "_eur_take").set_value("sum").run()
    app.selectbox(key=key_of(app, "mode")).set_value(CONSTANT).run()
    field(app, "_mode_constant").set_value("physical").run()
    check_mapped(app)
    assert "0 of 4 rows left out" in messages(app)
    app.button(key="upload_publish").click().run()
    reader = open_register(tmp_path / "store").reader()
    assert reader is not None
    # G0, G1, G10 and G11 stand twice each, with 100, 101, 110 and 111 EUR.
    measured = reader.measure(["O01", "I01"])
    assert [measured[kpi].value for kpi in ("O01", "I01")] == [4, 2 * (100 + 101 + 110 + 111)]


def field(app: AppTest, ending: str) -> Any:
    """The field whose key ends so."""
    fields = (*app.multiselect, *app.selectbox)
    return next(field for field in fields if str(field.key).endswith(ending))
