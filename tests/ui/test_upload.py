"""Upload → check → publish on the Data page: what is wrong is said, nothing is published unasked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cxc_metrics.access import Operator, Reader
from cxc_metrics.catalogue import HEADLINE
from cxc_metrics.disclosure import INTERNAL
from cxc_metrics.intake import check
from cxc_metrics.people import Person
from cxc_metrics.store import Store, open_store
from pages.data import publishing
from tests.ui.reading import asked, current, tiles

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


def publish(app: AppTest) -> AppTest:
    """Say that the loss is meant, where it is asked, and press the button."""
    if app.button(key="upload_publish").disabled:
        app.checkbox(key="upload_accept_loss").check().run()
    return app.button(key="upload_publish").click().run()


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
    assert any("1 of 5 rows left out" in text.value for text in app.markdown)
    assert open_store(store).current() is None, "checking publishes nothing"
    assert app.button(key="upload_publish").disabled, "one of two exchanges is more than a fifth"
    assert any("1 of 2 rows of table exchange" in text.value for text in app.warning)
    publish(app)
    version = open_store(store).current()
    assert version is not None
    assert version.manifest.countable_exchanges == 1
    assert any(version.id in message.value for message in app.success)


def test_what_was_left_out_for_the_sake_of_a_row_is_counted_under_it(run: Run, tmp_path: Path) -> None:
    """X2 has a country that is none; the two participations in it are left out with it."""
    more = "X3,A,B,DE,FR,P,1,physical,completed,2021-04-12,2021-04-16,5\n"
    kept = "".join(more.replace("X3", f"X{number}").replace("04", f"0{number}") for number in range(3, 9))
    people = "participation_id,exchange_id,organisation_id,side,attended\n" + "".join(
        f"T{number},{exchange},A,visitor,true\n" for number, exchange in enumerate(("X1", "X2", "X2"))
    )
    register = zipped(
        organisation=ORGANISATIONS,
        partnership=PARTNERSHIPS,
        exchange=EXCHANGES + kept,
        participation=people,
    )
    app = upload(run(tmp_path / "store", "data"), my__zip=register)
    told = "in exchange: 2 of participation."
    assert [one.value for one in app.caption if one.value.endswith(told)]
    publish(app)
    served = run(tmp_path / "store", "data")
    assert [one.value for one in served.caption if one.value.endswith(told)]


def test_an_earlier_version_can_be_compared_and_served_again(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS, "exchange": EXCHANGES}
    second = {**first, "exchange": EXCHANGES.replace("QQ", "IT")}
    for tables in (first, second):
        app = upload(run(store, "data"), register__zip=zipped(**tables))
        publish(app)
    newest, before = open_store(store).history()
    app = run(store, "data")
    app.selectbox(key="other_version").set_value(app.selectbox(key="other_version").options[0]).run()
    app.button(key="serve_again").click().run()
    assert not app.exception
    assert open_store(store).current_id() == before.id
    assert newest.id != before.id


def test_names_with_markup_are_shown_as_text(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    app = run(store, "data")
    packed = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=EXCHANGES)
    upload(app, register__zip=packed)
    publish(app)
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
    assert open_store(tmp_path / "store").current() is None


def test_who_does_not_publish_is_offered_no_form_and_no_way_back(run: Run, sample_register: Path) -> None:
    """Internal people see the page, whatever they may do; a click on a button drawn before does nothing."""
    reads = run(sample_register, "data", who=Person("reader", INTERNAL))
    assert not reads.file_uploader
    assert any("do not publish" in info.value for info in reads.info)
    assert not [button for button in reads.button if button.key in {"serve_again", "upload_publish"}]


def exchanges(count: int, **cells: str) -> str:
    """So many held exchanges; `cells` replace the text of a row."""
    header, row, _ = EXCHANGES.splitlines()
    rows = [row.replace("X1", f"X{number}") for number in range(count)]
    for old, new in cells.items():
        rows = [one.replace(old, new) for one in rows]
    return "\n".join([header, *rows]) + "\n"


def compared(app: AppTest) -> list[str]:
    """What stands beside each other in the table of before and after."""
    table = next(one.value for one in app.table if "Served now" in one.value.columns)
    assert list(table.columns)[1:] == ["Served now", "These files"]
    return list(table.iloc[:, 0])


def test_the_numbers_beside_each_other_are_those_of_the_two_registers(tmp_path: Path) -> None:
    """10 held, 6 of them closed; then 4 held, all closed: visitors A, hosts B, one partnership."""
    standing = []
    for number, rows in enumerate((exchanges(10), exchanges(4))):
        text = rows
        for key in ("X0", "X1", "X2", "X3") if number == 0 else ():
            text = text.replace(
                f"{key},A,B,DE,FR,P,1,physical,completed", f"{key},A,B,DE,FR,P,1,physical,awaiting_reports"
            )
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, content in (
            ("organisation", ORGANISATIONS),
            ("partnership", PARTNERSHIPS),
            ("exchange", text),
        ):
            (folder / f"{name}.csv").write_text(content)
        with check(folder) as checked, Store(tmp_path / "store").publish(checked, accept_loss=True) as one:
            standing.append((one.manifest, Reader(one).measure(HEADLINE)))
    (before, known), (after, headline) = standing
    rows = {
        row["What"]: (row["Served now"], row["These files"])
        for row in publishing.rows(before, known, after, headline)
    }
    assert rows["Held exchanges"] == ("10", "4")
    assert rows["Exchanges closed and validated"] == ("6", "4")
    assert rows["Rows of partnership"] == ("1", "1")
    assert rows["Rows of exchange"] == ("10", "4")
    assert rows["Rows of organisation"] == ("2", "2")
    first = publishing.rows(None, None, after, headline)
    assert all("Served now" not in row for row in first)


def test_before_and_after_stand_beside_each_other_at_the_button(run: Run, tmp_path: Path) -> None:
    """10 held exchanges are served, then 4: fewer than half, so the button waits for a word."""
    store = tmp_path / "store"
    tables = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS}
    app = upload(run(store, "data"), register__zip=zipped(**tables, exchange=exchanges(10)))
    assert not app.checkbox, "a first register loses nothing"
    assert app.button(key="upload_publish").label == "Publish this register"
    publish(app)
    before = open_store(store).current_id()
    app = upload(app, register__zip=zipped(**tables, exchange=exchanges(4)))
    assert not app.exception
    assert compared(app)[:2] == ["Held exchanges", "Exchanges closed and validated"]
    warned = app.warning[0].value.replace("\\", "")
    assert "4 held exchanges against 10" in warned
    button = app.button(key="upload_publish")
    assert (button.label, button.disabled) == ("Publish and replace the data version served", True)
    app.checkbox(key="upload_accept_loss").check().run()
    assert not app.button(key="upload_publish").disabled
    assert open_store(store).current_id() == before
    publish(app)
    after = open_store(store).current()
    assert after is not None
    assert after.manifest.countable_exchanges == 4
    assert not any(button.key == "upload_publish" for button in app.button), "done is done"


def test_a_register_of_which_nothing_was_kept_has_no_button(run: Run, tmp_path: Path) -> None:
    app = run(tmp_path / "store", "data")
    tables = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS}
    files = zipped(**tables, exchange=exchanges(3, FR="QQ"))
    app.date_input(key="upload_as_at").set_value(date(2024, 5, 31))
    upload(app, register__zip=files)
    assert not app.exception
    assert any("0 of 3 rows of table exchange" in error.value for error in app.error)
    assert not any(button.key == "upload_publish" for button in app.button)
    assert open_store(tmp_path / "store").current() is None


def test_what_the_files_leave_open_is_answered_in_a_field(run: Run, tmp_path: Path) -> None:
    """03/04/2021 is a day in April or in March; nothing on the page speaks of options."""
    app = run(tmp_path / "store", "data")
    open_days = exchanges(3, **{"2021-03-01": "03/04/2021", "2021-03-05": "07/04/2021"})
    files = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=open_days)
    upload(app, register__zip=files)
    assert any("Dates such as 03/04/2021 are" in info.value.replace("\\", "") for info in app.info)
    said = " ".join(text.value for kind in (app.error, app.info, app.markdown) for text in kind)
    assert "--" not in said.replace("\\", "")
    downloads = [one.proto.label for one in app.get("download_button")]
    assert "Download the data issues found until then" in downloads
    sent = app.session_state["_delivery"]
    report = Path(sent.report)
    assert report.read_text().startswith("file,table,line,column,value,code")
    app.selectbox(key="upload_date_format").set_value("DD/MM/YYYY")
    next(button for button in app.button if button.label == "Check").click().run()
    assert not app.error
    assert app.session_state["_delivery"].report is None
    publish(app)
    version = open_store(tmp_path / "store").current()
    assert version is not None
    assert version.manifest.as_at == date(2021, 4, 7)


def test_the_template_can_be_had_here(run: Run, tmp_path: Path) -> None:
    app = run(tmp_path / "store", "data")
    assert any(one.proto.label == "Download the empty template" for one in app.get("download_button"))


def test_a_click_elsewhere_does_not_lose_what_was_under_way(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page runs anew in the middle of a check: it begins again and is told."""
    real = Operator.check
    interrupted: list[int] = []

    def once(*arguments: object, **options: object) -> object:
        if not interrupted:
            interrupted.append(1)
            st.rerun()
        return real(*arguments, **options)

    monkeypatch.setattr(Operator, "check", once)
    app = run(tmp_path / "store", "data")
    tables = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS}
    upload(app, register__zip=zipped(**tables, exchange=exchanges(3)))
    assert interrupted
    assert not app.exception
    assert app.button(key="upload_publish").label == "Publish this register"


def test_data_issues_of_a_check_are_headed_and_graded_in_words(run: Run, tmp_path: Path) -> None:
    files = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=EXCHANGES)
    app = upload(run(tmp_path / "store", "data"), register__zip=files)
    shown = next(grid.value for grid in app.dataframe if "What to do" in grid.value)
    assert set(shown["Severity"]) <= {"Left out", "Cell emptied", "Breach, kept", "Warning"}
    assert len(shown)


def test_after_publishing_the_whole_page_is_of_the_new_version(run: Run, tmp_path: Path) -> None:
    """Its head stayed of the version before, under the word that another was published."""
    store = tmp_path / "store"
    tables = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS}
    app = publish(upload(run(store, "data"), register__zip=zipped(**tables, exchange=EXCHANGES)))
    first = current(store).id
    changed = EXCHANGES.replace("2021-03-05", "2021-03-08")
    app = publish(upload(run(store, "data", data=first), register__zip=zipped(**tables, exchange=changed)))
    second = current(store).id
    assert second != first
    assert any(second in one.value for one in app.success)
    assert dict(tiles(app))["Data version"] == second
    assert asked(app, "data") == second
