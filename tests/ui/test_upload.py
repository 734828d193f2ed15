"""Upload → check → publish on the Data page: what is wrong is said, nothing is published unasked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cxc_metrics.register import open_register

Run = Callable[..., AppTest]

ORGANISATIONS = (
    "organisation_id,name,org_type,country_code\nA,Alpha,sme,DE\nB,<script>alert(1)</script>,cluster,FR\n"
)
PARTNERSHIPS = "partnership_id,acronym,wave,start_date\nP,$x^2$ *bold*,1,2020-02-01\n"
EXCHANGES = (
    "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,actual_start,actual_end,working_days\n"
    "X1,A,B,DE,FR,P,1,physical,completed,2021-03-01,2021-03-05,5\n"
    "X2,A,B,DE,QQ,P,1,physical,completed,2021-03-01,2021-03-05,5\n"
)


def upload(app: AppTest, **files: bytes) -> AppTest:
    """Choose the files and press Check."""
    for name, content in files.items():
        app.file_uploader(key="upload_files").upload(name.replace("__", "."), content)
    next(button for button in app.button if button.label == "Check").click().run()
    return app


def zipped(**tables: str) -> bytes:
    """A zip of CSV files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def test_a_zip_is_checked_then_published_when_asked(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    app = run(store, "data")
    packed = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=EXCHANGES)
    upload(app, register__zip=packed)
    assert not app.exception
    assert any("1 rows rejected" in text.value for text in app.markdown)
    assert open_register(store).current() is None, "checking publishes nothing"
    app.button(key="upload_publish").click().run()
    snapshot = open_register(store).current()
    assert snapshot is not None
    assert snapshot.manifest.countable_exchanges == 1
    assert any(snapshot.id in message.value for message in app.success)


def test_an_earlier_version_can_be_compared_and_served_again(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS, "exchange": EXCHANGES}
    second = {**first, "exchange": EXCHANGES.replace("QQ", "IT")}
    for tables in (first, second):
        app = upload(run(store, "data"), register__zip=zipped(**tables))
        app.button(key="upload_publish").click().run()
    newest, before = open_register(store).history()
    app = run(store, "data")
    app.selectbox(key="other_version").set_value(app.selectbox(key="other_version").options[0]).run()
    app.button(key="serve_again").click().run()
    assert not app.exception
    assert open_register(store).current_id() == before.id
    assert newest.id != before.id


def test_names_with_markup_are_shown_as_text(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    app = run(store, "data")
    packed = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=EXCHANGES)
    upload(app, register__zip=packed)
    app.button(key="upload_publish").click().run()
    app = run(store, "partnerships")
    said = " ".join(text.value for text in app.markdown)
    assert r"\$x\^2\$ \*bold\*" in said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("exchange__csv", b""),
        ("exchange__csv", b"\x89PNG\r\n\x1a\n" + bytes(50)),
        ("register__zip", b"PK\x03\x04broken"),
    ],
    ids=["empty", "picture", "torn zip"],
)
def test_files_that_are_not_what_they_say_get_a_clear_message(
    run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    app = upload(run(tmp_path / "store", "data"), **{name: content})
    assert not app.exception
    assert len(app.error) == 1
    assert name.replace("__", ".") in app.error[0].value.replace("\\", "")
    assert open_register(tmp_path / "store").current() is None


def test_uploading_is_off_where_others_can_reach_the_server(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = run(tmp_path / "store", "data")
    monkeypatch.setenv("CXC_HOST", "0.0.0.0")
    app.run()
    assert not app.file_uploader
    assert any("Uploading is off" in info.value for info in app.info)
