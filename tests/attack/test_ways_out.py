"""Every way out, read as each viewer, for numbers and names of a register in which each is known at sight."""

from __future__ import annotations

import csv
import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxc_metrics.access import Reader
from cxc_metrics.catalogue import catalogue
from cxc_metrics.cli import app
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Figures, Viewer, partnership_viewer
from cxc_metrics.errors import CxcError
from cxc_metrics.export import to_csv, to_csv_excel_europe, to_zip
from cxc_metrics.intake import check
from cxc_metrics.measuring import dimensions_of
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import PARTS, perturbed
from cxc_metrics.store import DataVersion, Store
from tests.store.fixed_secret import give_secret

# Where visitors come from, of which partnership, and how many: numbers that nothing else in an answer is.
VISITS = {("ES", "P1"): 211, ("FR", "P1"): 347, ("IT", "P2"): 463}
NAME = "Zyzzogeton"
RECORD = "KNOWNVISIT"
# Read in both ways: a comma or a space may part thousands, or two cells.
PLAIN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
GROUPED = re.compile(r"(?<![\w.])\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?:\.\d+)?(?!\w)")


def _counts() -> dict[str, list[str]]:
    """The records behind every number that is looked for: countries, partnerships, all."""
    groups: dict[str, list[str]] = {}
    for (country, partnership), number in VISITS.items():
        records = [f"{RECORD}{country}{place}" for place in range(number)]
        for group in (country, partnership, "all"):
            groups.setdefault(group, []).extend(records)
    return groups


def _money() -> dict[str, float]:
    return {group: round(sum(map(_paid, records)), 2) for group, records in _counts().items()}


def _paid(record: str) -> float:
    return 301.37 + int(record.removeprefix(RECORD)[2:]) % 89


def _secret() -> bytes:
    """The first of a row by which every number looked for is changed: unchanged ones would prove nothing."""
    for turn in range(1000):
        key = hashlib.sha256(f"ways out {turn}".encode()).digest()
        if all(_changed(key, records) != len(records) for records in _counts().values()):
            return key
    raise AssertionError("no secret changes all numbers")


def _changed(key: bytes, records: list[str]) -> int:
    total = 0
    for record in records:
        hashed = hashlib.blake2b(
            f"exchange_id\x1f{record}".encode(), key=key, digest_size=6, person=b"cxc record key"
        )
        total += int.from_bytes(hashed.digest(), "big")
    return perturbed(len(records), total % PARTS)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    folder = tmp_path_factory.mktemp("ways out")
    files, store = folder / "files", folder / "store"
    files.mkdir()
    give_secret(store, _secret())
    _write(files)
    with check(files) as tables:
        published = Store(store).publish(tables)
    yield published
    published.close()


def _write(files: Path) -> None:
    organisations = ["organisation_id,name,org_type,country_code,ecosystem_id", f"H,{NAME} host,sme,DE,9"]
    visits = [
        "exchange_id,vo_id,ho_id,vo_country,ho_country,vop_id,wave,mode,status,"
        "actual_start,actual_end,working_days,lump_sum_paid_eur"
    ]
    for (country, partnership), number in VISITS.items():
        organisations += [f"{country}{place},{NAME} {country} {place},sme,{country},9" for place in range(7)]
        visits += [
            f"{RECORD}{country}{place},{country}{place % 7},H,{country},DE,{partnership},1,physical,"
            f"completed,2021-05-03,2021-05-05,3,{_paid(f'{RECORD}{country}{place}'):.2f}"
            for place in range(number)
        ]
    partnerships = ["partnership_id,acronym,wave,start_date,end_date"]
    partnerships += [f"{name},LINK{name},1,2020-02-03,2022-08-31" for name in ("P1", "P2")]
    tables = {"organisation": organisations, "partnership": partnerships, "exchange": visits}
    for name, lines in tables.items():
        (files / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (files / "register.toml").write_text("as_at = 2022-12-31\n", encoding="utf-8")


_WHOLE = (
    *("display.max_columns", None, "display.max_rows", None, "display.max_colwidth", None),
    *("display.width", None, "display.show_dimensions", False),
)


def _given_away(text: str, *, owned: frozenset[str] = frozenset()) -> list[str]:
    """What a text holds that it must not: true counts, sums, names and records of others than the own."""
    sought = {float(len(records)) for group, records in _counts().items() if group not in owned}
    sought |= {money for group, money in _money().items() if group not in owned}
    # Of whole sums the euros are looked for, too.
    sought |= {float(round(money)) for group, money in _money().items() if group not in owned}
    written = [match[0] for reading in (PLAIN, GROUPED) for match in reading.finditer(text)]
    numbers = {number: float(re.sub(r"[^\d.]", "", number)) for number in written}
    return [
        *(number for number, value in numbers.items() if value in sought),
        *(word for word in (NAME, RECORD) if word in text),
    ]


COMMANDS = [
    *(("measure", "O01", "O02", "I01", "--format", form) for form in ("table", "csv", "json")),
    *(
        ("measure", "O01", "I01", "--by", name, "--format", "csv")
        for name in ("visitor_country", "partnership")
    ),
    ("measure", "O01", "I01", "--by", "visitor_country", "--by", "partnership", "--format", "json"),
    ("measure", "O01", "--where", "visitor_country=ES", "--compare", "scheme", "--format", "json"),
    ("measure", "O01", "--where", "visitor_country=ES,FR"),
    ("measure", "O01", "--where", "visitor_country=XX"),
    ("measure", "O01", "--where", "partnership=NOBODY"),
    ("measure", "O01", "--sql"),
    ("measure", "E01"),
    ("gaps",),
    ("silence",),
    ("history", "--format", "json"),
    ("registers", "--format", "json"),
    ("registers",),
]


@pytest.mark.parametrize(("viewer", "owned"), [("public", ()), ("partnership:P2", ("P2", "IT"))])
def test_no_command_says_a_true_number(
    version: DataVersion,
    viewer: str,
    owned: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Output, messages and logs; all visits from Italy are P2's own."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(version._layout.root))
    monkeypatch.setenv("COLUMNS", "200")
    caplog.set_level(logging.DEBUG)
    answered = 0
    for command in COMMANDS:
        said = CliRunner().invoke(app, [*command, "--viewer", viewer])
        assert said.exception is None or isinstance(said.exception, SystemExit), command
        assert _given_away(said.output + said.stderr, owned=frozenset(owned)) == [], command
        answered += said.exit_code == 0
    assert _given_away(caplog.text, owned=frozenset(owned)) == []
    assert answered >= 7


def test_the_same_reading_finds_all_of_it_for_the_internal_viewer(
    version: DataVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader of texts is tested by what must be there."""
    monkeypatch.setenv("CXC_REGISTER_DIR", str(version._layout.root))
    for command in COMMANDS[:5]:
        said = CliRunner().invoke(app, [*command, "--viewer", "internal"])
        assert said.exit_code == 0
        assert len(_given_away(said.output)) >= 2, command
    assert len(_given_away("1,021 and 211; 347 EUR. Zyzzogeton")) == 4
    assert len(_given_away("211,347 463")) == 3
    assert _given_away("2021-05-03 a211b 211.5 63455f74763e") == []


@pytest.mark.parametrize("viewer", [PUBLIC, partnership_viewer(["P2"])], ids=str)
def test_no_file_and_no_object_holds_a_true_number(version: DataVersion, viewer: Viewer) -> None:
    """CSV, zip, and everything that hangs on the answer, every figure by country and partnership."""
    owned = frozenset() if viewer is PUBLIC else frozenset({"P2", "IT"})
    reader, written = Reader(version, viewer), 0
    for by in ((), ("visitor_country",), ("partnership",), ("visitor_country", "partnership")):
        names = [name for name, kpi in catalogue().items() if set(by) <= set(dimensions_of(kpi, version))]
        figures = reader.measure(names, by=by, totals=True)
        # Every row and column is read, and not how many there are: that is no number of the register.
        with pd.option_context(*_WHOLE):
            objects = repr(figures._of), str(vars(figures._of))
        for text in (*_files(figures), *objects):
            assert _given_away(text, owned=owned) == [], by
            written += len(text)
    assert written > 10_000


def _files(figures: Figures) -> Iterator[str]:
    yield to_csv(figures).decode("utf-8-sig")
    yield to_csv_excel_europe(figures).decode("utf-8-sig").replace(",", ".")
    with zipfile.ZipFile(io.BytesIO(to_zip(figures))) as archive:
        yield from (archive.read(name).decode("utf-8-sig") for name in archive.namelist())


def test_closed_doors_say_the_same_whether_somebody_is_behind_them(version: DataVersion) -> None:
    """Records are refused before they are looked up: there or not, the message is one."""
    public = Reader(version, PUBLIC)
    messages = {
        _refused(public, scope)
        for scope in (Scope(), Scope(visitor_country="ES"), Scope(visitor_country="PT"), Scope(wave=2))
    }
    assert len(messages) == 1
    assert _given_away(messages.pop()) == []
    assert len(Reader(version, INTERNAL).rows("O01", scope=Scope(visitor_country="ES")).frame()) > 0


def _refused(reader: Reader, scope: Scope) -> str:
    with pytest.raises(CxcError) as refused:
        reader.rows("O01", scope=scope)
    return str(refused.value)


def test_the_size_of_a_file_follows_from_what_is_in_it(version: DataVersion) -> None:
    """Rows that are counted and not shown leave no line: as many lines as numbers the public sees."""
    figures = Reader(version, PUBLIC).measure(["O01"], by=["visitor_country", "host_country"])
    lines = list(csv.reader(io.StringIO(to_csv(figures).decode("utf-8-sig"))))
    assert len(lines) == 1 + len(figures.frame())
    assert to_zip(figures) == to_zip(figures)
