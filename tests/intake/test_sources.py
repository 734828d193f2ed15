"""Foreign registers: a small one of ferry tickets becomes exchanges; findings keep the original's lines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError, SourceError, UnknownName
from cxc_metrics.intake import (
    CXC,
    load_source,
    read_source,
    sources,
)
from tests.intake.small import by_exchange, checked, column, found

TOML = """
name = "ferries"
title = "Ferry tickets"
reference = "Made for this test"
licence = "CC0-1.0"
grain = "record"
countable = "cross_border"
rules = ["C01"]
lacks = ["exchange.vo_id", "exchange.ho_id", "exchange.wave", "exchange.working_days"]
as_at = 2020-12-31
date_format = "DD/MM/YYYY"

[files.ticket]
pattern = "tickets*.csv"
columns = ["No", "Land", "Kind", "Day"]

[countries]
languages = ["de"]
aliases = { "Holland" = "NL" }

[mappings.kind]
"Schiff" = "physical"
"Bildschirm" = "virtual"
"""
EXCHANGE = """
-- One exchange per ticket number; a ticket paid in parts has several lines.
SELECT 'T' || No AS exchange_id, 'DE' AS vo_country,
       mapped(min(c.country_code), min(Land)) AS ho_country,
       mapped(min(k.code), min(Kind)) AS mode, 'completed' AS status,
       min(Day) AS actual_start, min(_file) AS _file, min(_line) AS _line
FROM ticket
LEFT JOIN country_name_map c ON c.name = fold_name(Land)
LEFT JOIN map_kind k ON k.value = fold_name(Kind)
GROUP BY No;
"""
TICKETS = """No;Land;Kind;Day
1;Frankreich;Schiff;04/03/2020
1;Frankreich;Schiff;04/03/2020
2;HOLLAND;bildschirm;05/03/2020
3;Entenhausen;Schiff;06/03/2020
4;österreich;Ballon;07/03/2020
5;Deutschland;Schiff;31/02/2020
6;Griechenland;Schiff;08/03/2020
"""


@pytest.fixture
def ferries(tmp_path: Path) -> Path:
    """The folder of the source, and the tickets in `data` beside it."""
    folder = tmp_path / "ferries"
    folder.mkdir()
    (folder / "source.toml").write_text(TOML, encoding="utf-8")
    (folder / "exchange.sql").write_text(EXCHANGE, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Tickets_2020.CSV").write_text(TICKETS, encoding="utf-8")
    return folder


def test_the_register_comes_out(ferries: Path) -> None:
    """ticket  lines  host          mode
    1       2, 3   FR            physical
    2       4      NL (alias)    virtual
    4       6      AT            (emptied)
    6       8      EL            physical      3, 5 are rejected"""
    source = read_source(ferries)
    with checked(ferries.parent / "data", source=source, as_at=None) as tables:
        assert by_exchange(tables, "ho_country") == {"T1": "FR", "T2": "NL", "T4": "AT", "T6": "EL"}
        assert by_exchange(tables, "mode") == {
            "T1": "physical",
            "T2": "virtual",
            "T4": None,
            "T6": "physical",
        }
        assert by_exchange(tables, "actual_start")["T1"] == date(2020, 3, 4)
        assert (tables.as_at, tables.as_at_origin, tables.title) == (
            date(2020, 12, 31),
            "source",
            "Ferry tickets",
        )
        assert tables.tables == ("exchange",)
        assert "vo_id" not in tables.columns_present["exchange"]
        assert tables.rules_evaluated == ("C01",)
        count = tables.row_counts["exchange"]
        assert (count.read, count.kept, count.rejected) == (6, 4, 2)
        assert [(file.name, file.rows) for file in tables.files] == [("Tickets_2020.CSV", 7)]


def test_names_and_maps_are_there_however_sql_writes_them(ferries: Path) -> None:
    """In another case, within quotes; of two spellings of one value the later one settles it."""
    written = EXCHANGE.replace("country_name_map c", 'Source."COUNTRY_NAME_MAP" c')
    (ferries / "exchange.sql").write_text(written, encoding="utf-8")
    twice = TOML.replace('"Bildschirm" = "virtual"', '"Bildschirm" = "virtual"\n"SCHIFF " = "hybrid"')
    (ferries / "source.toml").write_text(twice, encoding="utf-8")
    with checked(ferries.parent / "data", source=read_source(ferries), as_at=None) as tables:
        assert by_exchange(tables, "ho_country") == {"T1": "FR", "T2": "NL", "T4": "AT", "T6": "EL"}
        assert by_exchange(tables, "mode") == {"T1": "hybrid", "T2": "virtual", "T4": None, "T6": "hybrid"}


def test_findings_stand_in_the_lines_of_the_original(ferries: Path) -> None:
    with checked(ferries.parent / "data", source=read_source(ferries)) as tables:
        assert found(tables, "file", "code", "line", "column", "value") == [
            ("Tickets_2020.CSV", "unmapped_value", 5, "ho_country", "Entenhausen"),
            ("Tickets_2020.CSV", "unmapped_value", 6, "mode", "Ballon"),
            ("Tickets_2020.CSV", "bad_date", 7, "actual_start", "31/02/2020"),
        ]


def test_several_files_of_one_relation(ferries: Path) -> None:
    more = "Day;No;Land;Kind;Remark\n09/03/2021;7;Spanien;Schiff;late\n10/03/2021;8;Nirgendwo;Schiff;\n"
    (ferries.parent / "data" / "tickets 2021.csv").write_text(more, encoding="utf-8")
    with checked(ferries.parent / "data", source=read_source(ferries), as_at=date(2021, 12, 31)) as tables:
        assert by_exchange(tables, "ho_country") == {
            "T1": "FR",
            "T2": "NL",
            "T4": "AT",
            "T6": "EL",
            "T7": "ES",
        }
        assert ("tickets 2021.csv", "Nirgendwo", 3) in found(tables, "file", "value", "line")


def test_a_single_file_may_bear_any_name(ferries: Path) -> None:
    path = ferries.parent / "export.csv"
    path.write_text(TICKETS, encoding="utf-8")
    with checked(path, source=read_source(ferries)) as tables:
        assert len(column(tables, "exchange_id")) == 4


def test_files_the_source_does_not_know_are_told(ferries: Path) -> None:
    (ferries.parent / "data" / "prices.txt").write_text("x")
    with checked(ferries.parent / "data", source=read_source(ferries)) as tables:
        assert ("unknown_file", "prices.txt") in found(tables, "code", "file")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("No;Land", "No;Country"), "lacks columns that source ferries needs: Land"),
        (("No;Land", "No;no"), "lacks columns"),
        (("Kind;Day", "Kind;Day;Day"), "columns stand twice in the header: day"),
    ],
)
def test_files_that_do_not_fit(ferries: Path, change: tuple[str, str], message: str) -> None:
    path = ferries.parent / "data" / "Tickets_2020.CSV"
    path.write_text(TICKETS.replace(*change), encoding="utf-8")
    with pytest.raises(IntakeError, match=message):
        checked(path.parent, source=read_source(ferries)).__enter__()


def test_no_file_for_a_relation(ferries: Path) -> None:
    folder = ferries.parent / "data"
    (folder / "Tickets_2020.CSV").unlink()
    (folder / "a.txt").write_text("x")
    (folder / "b.txt").write_text("x")
    with pytest.raises(IntakeError, match=r"No file is named like tickets\*.csv, which source ferries needs"):
        checked(folder, source=read_source(ferries)).__enter__()


def test_broken_rows_of_the_original_are_told(ferries: Path) -> None:
    path = ferries.parent / "data" / "Tickets_2020.CSV"
    path.write_text(TICKETS + "9;Spanien\n", encoding="utf-8")
    with checked(path.parent, source=read_source(ferries)) as tables:
        assert ("bad_row", "ticket", 9) in found(tables, "code", "table", "line")


def test_a_workbook_as_the_original(ferries: Path) -> None:
    import xlsxwriter

    path = ferries.parent / "data" / "tickets.xlsx"
    (ferries / "source.toml").write_text(
        TOML.replace("tickets*.csv", "tickets.xlsx").replace(
            'columns = ["No"', 'sheet = "T"\ncolumns = ["No"'
        )
    )
    (path.parent / "Tickets_2020.CSV").unlink()
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("other").write(0, 0, "not this one")
        sheet = book.add_worksheet("T")
        for row, line in enumerate(TICKETS.splitlines()):
            sheet.write_row(row, 0, line.split(";"))
    with checked(path.parent, source=read_source(ferries)) as tables:
        assert by_exchange(tables, "ho_country") == {"T1": "FR", "T2": "NL", "T4": "AT", "T6": "EL"}


def test_aggregated_grain(tmp_path: Path) -> None:
    """A matrix of countries: no organisations, no dates; persons per row."""
    folder = tmp_path / "matrix"
    folder.mkdir()
    (folder / "source.toml").write_text(
        TOML.replace('"ferries"', '"matrix"')
        .replace('"record"', '"aggregate"')
        .replace('"exchange.wave"', '"exchange.wave", "exchange.mode", "exchange.status"')
        .replace('columns = ["No", "Land", "Kind", "Day"]', "")
    )
    (folder / "exchange.sql").write_text(
        "SELECT a || b AS exchange_id, a AS vo_country, b AS ho_country, n AS participants, _file, _line "
        "FROM ticket"
    )
    (tmp_path / "tickets.csv").write_text("a,b,n\nIT,ES,217003\nGB,GR,12\nXX,DE,few\n")
    with checked(tmp_path / "tickets.csv", source=read_source(folder)) as tables:
        rows = tables.connection.sql(
            "SELECT vo_country, ho_country, participants FROM exchange ORDER BY ALL"
        ).fetchall()
        assert rows == [("IT", "ES", 217003), ("UK", "EL", 12), ("XX", "DE", None)]
        assert found(tables, "code", "line", "value") == [("bad_number", 4, "few")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('grain = "record"', 'grain = "records"'), "grain: "),
        (("rules =", "ruls ="), "unknown entry 'ruls' – did you mean 'rules'?"),
        (('["C01"]', '["C1"]'), "rules: unknown rule 'C1' – did you mean"),
        (("exchange.vo_id", "exchange.void"), "unknown column 'exchange.void'"),
        (('name = "ferries"', 'name = "boats"'), "it calls itself 'boats' but lies in folder 'ferries'"),
        (('"Holland" = "NL"', '"Holland" = "HL"'), "'Holland' is mapped to 'HL', which is no country code"),
        (("[files.ticket]", "[files.exchange]"), "relation 'exchange' bears a contract table's name"),
        (("[mappings.kind]", '[mappings."k i"]'), "must be a plain SQL name"),
        (("as_at = 2020-12-31", "as_at = 2020-13-31"), "cannot be read"),
        (
            ("as_at = 2020-12-31", "earliest = 2020-01-01\nlatest = 2019-01-01"),
            "source.toml: earliest lies after latest",
        ),
        (("as_at = 2020-12-31", 'selects = { exchange = "SELECT 1" }'), "the SQL stands in files of its own"),
        (('title = "Ferry tickets"', ""), "title: Field required"),
    ],
)
def test_a_source_that_is_not_usable(ferries: Path, change: tuple[str, str], message: str) -> None:
    text = TOML.replace(*change)
    assert text != TOML
    (ferries / "source.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read_source(ferries)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELECT 1 AS exchange_id, x FROM ticket", "exchange.sql: "),
        (
            "SELECT 'a' AS exchange_id, 'b' AS mood, _file, _line FROM ticket",
            "column mood is not in table exchange",
        ),
        ("SELECT No AS exchange_id FROM ticket", "it gives no column _file; it gives no column _line"),
        ("SELEKT", "exchange.sql: "),
    ],
)
def test_sql_that_is_not_usable(ferries: Path, sql: str, message: str) -> None:
    (ferries / "exchange.sql").write_text(sql, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        checked(ferries.parent / "data", source=read_source(ferries)).__enter__()
    assert message in str(error.value)


def test_sql_that_forgets_a_required_column(ferries: Path) -> None:
    (ferries / "exchange.sql").write_text(
        "SELECT No AS exchange_id, 'completed' AS status, _file, _line FROM ticket"
    )
    with pytest.raises(
        IntakeError, match="gives no vo_country, ho_country, mode; select them, or list them under lacks"
    ):
        checked(ferries.parent / "data", source=read_source(ferries)).__enter__()


def test_an_unknown_language(ferries: Path) -> None:
    (ferries / "source.toml").write_text(TOML.replace('["de"]', '["xx_unknown"]'), encoding="utf-8")
    with pytest.raises(SourceError, match="language 'xx_unknown' is not known"):
        checked(ferries.parent / "data", source=read_source(ferries)).__enter__()


@pytest.mark.parametrize("extra", ["exchanges.sql", "exchange.sql"])
def test_sql_files_that_are_wrong(ferries: Path, extra: str) -> None:
    if extra == "exchange.sql":
        (ferries / extra).unlink()
        expected = (
            "none of exchange.sql, project_participant.sql, event_attendance.sql, meeting.sql, service.sql "
            "is there"
        )
    else:
        (ferries / extra).write_text("SELECT 1")
        expected = "exchanges.sql is no table of the contract – did you mean 'exchange'?"
    with pytest.raises(SourceError) as error:
        read_source(ferries)
    assert expected in str(error.value)


def test_sources_are_found_by_name(ferries: Path) -> None:
    assert sources(ferries.parent) == ("ferries",)
    assert load_source("ferries", ferries.parent).title == "Ferry tickets"
    assert load_source("cxc") is CXC
    with pytest.raises(UnknownName, match="'ferry' – did you mean 'ferries'"):
        load_source("ferry", ferries.parent)


def test_the_fingerprint_tells_sources_apart(ferries: Path) -> None:
    before = read_source(ferries).fingerprint()
    assert read_source(ferries).fingerprint() == before
    (ferries / "exchange.sql").write_text(EXCHANGE.replace("'DE'", "'FR'"), encoding="utf-8")
    assert read_source(ferries).fingerprint() != before
