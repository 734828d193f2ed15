"""Reading in a process of its own: the same answer as here, and whatever befalls it stays there."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

from cxc_metrics import temporary
from cxc_metrics.errors import IntakeError, SourceError
from cxc_metrics.intake import (
    CXC,
    RawFile,
    Source,
    check,
    check_apart,
    explore,
    explore_apart,
)
from cxc_metrics.intake.worker.limits import READ_SECONDS_VARIABLE, Limits
from cxc_metrics.intake.worker.messages import Job
from cxc_metrics.intake.worker.pool import WAITING, Workers
from cxc_metrics.store import open_store
from cxc_metrics.store.content_id import version_id

from .books import write_xlsb
from .small import csv_text, exchange, write_register


class Left(Exception):
    """The visitor has closed the page."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's temporary folders go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def workers(place: Path) -> Iterator[Workers]:
    """Processes of this test's own."""
    made = Workers()
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Workers]:
    """Processes for all tests that end none and look for none: each takes a second to start."""
    made = Workers()
    yield made
    made.close()


def readers(but: Collection[psutil.Process] = ()) -> list[psutil.Process]:
    """The processes that read and are alive, without those of other tests."""
    found = []
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):  # it ends as we look
            if child not in but and "cxc_metrics.intake.worker" in child.cmdline():
                found.append(child)
    return found


def left_behind(place: Path) -> list[str]:
    """Folders of checks that are still there."""
    return sorted(path.name for path in place.glob("cxc-intake-*"))


def one_line(error: BaseException) -> str:
    said = str(error)
    assert "\n" not in said
    assert len(said) <= 500
    return said


def test_the_answer_is_the_one_a_check_here_gives(sample_files: Path, shared: Workers, place: Path) -> None:
    steps: list[tuple[str, float]] = []
    told = lambda step, done: steps.append((step, done))  # noqa: E731
    with check(sample_files) as here, check_apart(sample_files, progress=told, workers=shared) as there:
        assert there.findings_table().equals(here.findings_table())
        for name in ("row_counts", "files", "tables", "columns_present", "as_at", "title", "is_synthetic"):
            assert getattr(there, name) == getattr(here, name), name
        assert version_id(there, "some") == version_id(here, "some")
        for table in here.tables:
            sql = f"SELECT count(*), bit_xor(hash(t)) FROM {table} AS t"
            assert there.connection.execute(sql).fetchall() == here.connection.execute(sql).fetchall(), table
        assert there.file is not None
        version = open_store(place / "store").publish(there)
        with version:
            version.verify()
    assert any("Checking" in step for step, _ in steps)
    assert all(0 <= done <= 1 for _, done in steps)
    assert left_behind(place) == []


def test_errors_arrive_whole(tmp_path: Path, shared: Workers, place: Path) -> None:
    folder = write_register(tmp_path / "r", csv_text([exchange()]).replace("vo_id", "vo"))
    (folder / "partnership.csv").write_text("acronym\nX\n")
    problems = []
    for ask in (check, lambda path: check_apart(path, workers=shared)):
        with pytest.raises(IntakeError) as caught:
            ask(folder)
        problems.append(caught.value.problems)
    assert problems[0] == problems[1]
    assert len(problems[1]) >= 2
    broken = Source(
        name="broken",
        title="t",
        reference="r",
        licence="l",
        files={"raw_exchange": RawFile(pattern="*.csv")},
        selects={"exchange": "SELECT nothing FROM raw_exchange"},
    )
    with pytest.raises((SourceError, IntakeError)) as here:
        check(folder / "exchange.csv", source=broken)
    with pytest.raises(type(here.value)) as there:
        check_apart(folder / "exchange.csv", source=broken, workers=shared)
    assert str(there.value) == str(here.value)
    assert left_behind(place) == []


def test_memory_and_time_are_limits_that_are_told(tmp_path: Path, place: Path) -> None:
    folder = write_register(tmp_path / "r", [exchange()])
    for limits, words in (
        (Limits(memory=30_000_000), "MB of memory"),
        (Limits(seconds=0.001), "the time limit"),
    ):
        own = Workers(limits)
        with pytest.raises(IntakeError, match=words) as caught:
            check_apart(folder / "exchange.csv", workers=own)
        assert "exchange.csv" in one_line(caught.value)
        assert left_behind(place) == []
        own.close()


def test_time_grows_with_what_is_delivered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(READ_SECONDS_VARIABLE, raising=False)
    file = tmp_path / "large.csv"
    for size, seconds in ((0, 30.0), (25_000_000, 55.0), (10_000_000_000, 600.0)):
        with file.open("wb") as sink:
            sink.truncate(size)
        assert Limits().time_for(file) == pytest.approx(seconds)
        assert Limits().time_for(tmp_path) == pytest.approx(seconds), "a folder: its files"
    monkeypatch.setenv(READ_SECONDS_VARIABLE, "7.5")
    assert Limits().time_for(file) == 7.5
    for wrong in ("soon", "-1", "nan", "inf"):
        monkeypatch.setenv(READ_SECONDS_VARIABLE, wrong)
        with pytest.raises(IntakeError, match=READ_SECONDS_VARIABLE):
            Limits().time_for(file)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_process_that_dies_is_a_message_and_the_next_check_has_a_fresh_one(
    sample_files: Path, tmp_path: Path, workers: Workers, place: Path
) -> None:
    """As an allocation of 512 GB and a want of memory end it."""
    small = write_register(tmp_path / "r", [exchange()])
    others = readers()
    for number in (signal.SIGABRT, signal.SIGKILL):

        def strike(step: str, _done: float, number: int = number) -> None:
            if step.startswith(("Reading", "Checking")):
                for reader in readers(others):  # none where it is dead and what it said before arrives still
                    reader.send_signal(number)

        with pytest.raises(IntakeError, match="broke down") as caught:
            check_apart(sample_files, progress=strike, workers=workers)
        one_line(caught.value)
        assert left_behind(place) == []
        with check_apart(small, workers=workers) as checked:
            assert checked.row_counts["exchange"].kept == 1


def test_one_who_leaves_ends_the_reading(sample_files: Path, workers: Workers, place: Path) -> None:
    others = readers()

    def leave(step: str, _done: float) -> None:
        if step.startswith("Checking"):
            raise Left

    with pytest.raises(Left):
        check_apart(sample_files, progress=leave, workers=workers)
    assert left_behind(place) == []
    assert readers(others) == []


def test_who_comes_while_all_are_busy_waits_and_is_told(tmp_path: Path, place: Path) -> None:
    folder = write_register(tmp_path / "r", [exchange()])
    own = Workers(most=1)
    reading, go_on = threading.Event(), threading.Event()

    def hold(_step: str, _done: float) -> None:
        reading.set()
        go_on.wait(60)

    first = threading.Thread(target=lambda: check_apart(folder, progress=hold, workers=own).close())
    first.start()
    assert reading.wait(60)
    waited: list[str] = []

    def give_up(step: str, _done: float) -> None:
        waited.append(step)
        raise Left

    def patient(step: str, _done: float) -> None:
        waited.append(step)
        go_on.set()

    with pytest.raises(Left):
        check_apart(folder, progress=give_up, workers=own)
    with check_apart(folder, progress=patient, workers=own) as checked:
        assert checked.row_counts["exchange"].kept == 1
    first.join(60)
    assert waited[:2] == [WAITING, WAITING]
    own.close()
    assert left_behind(place) == []


_SLOW = """
import sys, time
from cxc_metrics.intake import check_apart
def slow(step, done):
    if step.startswith("Checking"):
        print("reading", flush=True)
        time.sleep(600)
check_apart(sys.argv[1], progress=slow)
"""


def test_what_a_dead_process_left_is_removed_by_a_later_start(
    root: Path, sample_files: Path, tmp_path: Path, place: Path
) -> None:
    """Its process that reads ends with it; what neither removed goes at the next start, and nothing else."""
    (tmp_path / "duckdb.py").write_text("raise SystemExit('what was delivered has been run')")
    environment = {**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(place), "TEMP": str(place)}
    parent = subprocess.Popen(
        [sys.executable, "-P", "-c", _SLOW, str(sample_files)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == b"reading"
    reader = psutil.Process(parent.pid).children()[0]
    assert left_behind(place)
    own = temporary.own_folder("intake")
    parent.kill()
    parent.wait()
    psutil.wait_procs([reader], timeout=60)
    assert not reader.is_running()
    stranger = place / "cxc-intake-00000000-1-1-x"
    stranger.mkdir()
    Workers().close()
    assert left_behind(place) == sorted([own.name, stranger.name]), "only what is ours and dead"
    os.utime(stranger, (time.time() - 2 * 86_400,) * 2)
    temporary.sweep()
    assert left_behind(place) == [own.name]


def test_hostile_files_are_a_message_of_one_line(tmp_path: Path, shared: Workers, place: Path) -> None:
    """Built to be expensive: a far cell, a long text quoted in a message, endless lines, deep brackets."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for name, cells in {
        "space": '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r = "XFD1048576"><v>1</v></c></row>',
        "implied": '<row r="1"><c><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "stray": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
    }.items():
        _workbook(folder / f"{name}.xlsx", f"{head}{cells}</sheetData></worksheet>")
    (folder / "long.csv").write_text("exchange_id," + "x" * 2_000_000 + "\n1,2\n")
    _zip(folder / "deep.zip", {"register.toml": "a = " + "[" * 3_000 + "]" * 3_000, "exchange.csv": "a\n1\n"})
    _zip(folder / "title.zip", {"register.toml": f'title = "{"t" * 100_000}\\n2"', "exchange.csv": "a\n1\n"})
    for file in sorted(folder.iterdir()):
        with pytest.raises(IntakeError) as caught:
            check_apart(file, workers=shared)
        assert caught.value.problems, file.name
        for problem in caught.value.problems:
            assert "\n" not in problem, file.name
            assert len(problem) <= 500, file.name
    assert left_behind(place) == []


def test_a_finding_quotes_no_more_than_a_line(tmp_path: Path, shared: Workers) -> None:
    long = "many\nwords " * 5_000
    rows = [exchange(1), exchange(2, mode=long), exchange(3, vo_id=long)]
    with check_apart(write_register(tmp_path / "r", rows), workers=shared) as checked:
        for finding in checked.findings_table().to_dict("records"):
            for name in ("file", "value", "message", "hint"):
                said = str(finding[name])
                assert len(said) <= 510, (name, len(said))
                assert name == "value" or "\n" not in said


def _zip(path: Path, parts: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _workbook(path: Path, sheet: str) -> None:
    """A workbook of one sheet called exchange."""
    mime = "application/vnd.openxmlformats"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = f"{mime}-officedocument.spreadsheetml"
    _zip(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            f'<Default Extension="rels" ContentType="{mime}-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="exchange" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": sheet,
        },
    )


def test_exploring_apart_says_the_same_and_leaves_nothing(
    tmp_path: Path, place: Path, shared: Workers
) -> None:
    """Models pass between the processes whole; a file that is no table is one line here."""
    folder = write_register(tmp_path / "r", [exchange()])
    apart = explore_apart(folder, workers=shared)
    assert apart == explore(folder)
    assert [table.rows for table in apart.tables if table.file == "exchange.csv"] == [1]
    image = tmp_path / "picture.csv"
    image.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(IntakeError, match="PNG image") as caught:
        explore_apart(image, workers=shared)
    one_line(caught.value)
    assert not list(place.glob("*explore*"))


def test_a_fault_of_ours_is_said_to_be_one(
    tmp_path: Path, workers: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    """A job that breaks the process that reads: what it said goes to the log, not to the visitor."""
    folder = write_register(tmp_path / "r", [exchange()])
    with workers.reader(lambda _step, _done: None) as reader:
        broken = Job.model_construct(
            path=folder, folder=tmp_path, source=CXC, selects={}, as_at=date(2024, 5, 31), options=None
        )
        with pytest.raises(IntakeError, match="a fault of this program") as caught:
            reader.work(broken, lambda _step, _done: None)
    one_line(caught.value)
    assert "Traceback" in caplog.text
    assert not reader.is_alive()


def test_what_a_library_prints_goes_to_the_log_and_not_to_the_terminal(
    tmp_path: Path, shared: Workers, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A workbook whose sheet is nowhere: the reader of .xlsb panics, and prints where in its source."""
    path = write_xlsb(tmp_path / "register.xlsb", {"exchange": [["exchange_id"], ["X1"]]})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).replace(b'Id="s1"', b'Id="s9"') for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    caplog.set_level("INFO", "cxc.intake")
    for _ in range(2):
        caplog.clear()
        with pytest.raises(IntakeError, match="is damaged and cannot be read"):
            check_apart(path, workers=shared)
        assert capfd.readouterr() == ("", "")
        said = [record.getMessage() for record in caplog.records if "panicked" in record.getMessage()]
        assert len(said) == 1
        assert said[0].startswith("While register.xlsb was read: ")
        assert said[0].count("panicked") == 1, "of this job only"
