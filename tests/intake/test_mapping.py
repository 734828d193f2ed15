"""A mapping reads as it says, says what is wrong with it, and comes back from its text as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.errors import SourceError
from cxc_metrics.intake.layouts.mapping import Mapping, compile_mapping, parse_mapping, written
from tests.intake.small import by_exchange, checked, found

MAP = """
name = "ferries"
title = "Ferry tickets"
shape = "pairs"
as_at = 2020-12-31
lacks = ["exchange.status"]

[nouns]
unit = ["crossing", "crossings"]

[countries]
languages = ["de"]
aliases = { "Holland" = "NL" }

[files.ticket]
pattern = "tickets*.csv"

[tables.exchange]
from = "ticket"
where = [{column = "State", drop = ["storniert"]}, {column = "No", is_empty = false}]
group = ["No"]

[tables.exchange.columns]
exchange_id = {key = ["No"], prefix = "T"}
vo_id = {key = ["From", "Guest"]}
ho_id = {key = ["Land", "Inn"]}
vo_country = {country = "From"}
ho_country = {country = "Land"}
mode = {codes = "Kind", values = {"Schiff" = "physical", "Bildschirm" = "virtual"}}
actual_start = {date = "Day", format = "day_first", take = "min"}
actual_end = {date = "Day", format = "day_first", take = "max"}
lump_sum_paid_eur = {number = "Cent", unit = "cent", decimal = ",", take = "sum"}
participants = {column = "Guest", take = "different"}

[[tables.organisation]]
from = "ticket"
where = [{column = "State", drop = ["storniert"]}]
group = ["organisation_id"]

[tables.organisation.columns]
organisation_id = {key = ["From", "Guest"]}
name = {column = "Guest"}
country_code = {country = "From"}

[[tables.organisation]]
from = "ticket"
where = [{column = "State", drop = ["storniert"]}]
group = ["organisation_id"]

[tables.organisation.columns]
organisation_id = {key = ["Land", "Inn"]}
name = {column = "Inn"}
country_code = {country = "Land"}
"""
TICKETS = """No;State;From;Guest;Land;Inn;Kind;Day;Cent
1;ok;Deutschland;Anna AG;Frankreich;Rose;Schiff;04/03/2020;1.050,5
1;ok;DE;Anna AG;Frankreich;Rose;Schiff;06/03/2020;200
2;ok;Deutschland;Anna AG;HOLLAND;Tulp;bildschirm;05/03/2020;
3;Storniert;Deutschland;Anna AG;HOLLAND;Tulp;Schiff;05/03/2020;10
4;ok;Österreich;Berta;Frankreich;Rose;Ballon;07/03/2020;1,5.2
5;ok;Österreich;Berta;Atlantis;Rose;Schiff;07/03/2020;
;ok;Österreich;Berta;Frankreich;Rose;Schiff;07/03/2020;
6;ok;Österreich;Berta;Frankreich;Rose;Schiff;07/03/2020;100
6;ok;Österreich;Berta;Frankreich;Rose;Bildschirm;31/02/2020;100
"""


@pytest.fixture
def tickets(tmp_path: Path) -> Path:
    path = tmp_path / "Tickets 2020.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return path


def test_the_register_comes_out(tickets: Path) -> None:
    """ticket  rows  from  host      days   cent           what becomes of it
    1       2     DE    FR        4–6    1050.5 + 200   12.51 EUR (rounded)
    2       1     DE    NL        5      none           no money
    3       1                            10             cancelled: not taken
    4       1     AT    FR        7      1,5.2          no number: cell emptied; Ballon is no mode
    5       1     AT    Atlantis                        no country: left out, its inn kept
    (none)  1                                           no number: not taken
    6       2     AT    FR        7                     its second day is none: left out; modes differ"""
    with checked(tickets, source=compile_mapping(parse_mapping(MAP)), as_at=None) as tables:
        rows = tables.connection.execute(
            "SELECT exchange_id, vo_id, vo_country, ho_id, ho_country, mode, actual_start, actual_end, "
            "lump_sum_paid_eur::VARCHAR, participants FROM exchange ORDER BY exchange_id"
        ).fetchall()
        first, fourth, fifth = date(2020, 3, 4), date(2020, 3, 7), date(2020, 3, 5)
        assert rows == [
            ("T:1", "DE:Anna AG", "DE", "FR:Rose", "FR", "physical", first, date(2020, 3, 6), "12.51", 1),
            ("T:2", "DE:Anna AG", "DE", "NL:Tulp", "NL", "virtual", fifth, fifth, None, 1),
            ("T:4", "AT:Berta", "AT", "FR:Rose", "FR", None, fourth, fourth, None, 1),
        ]
        known = tables.connection.sql("SELECT organisation_id, name FROM organisation ORDER BY 1").fetchall()
        assert known == [
            ("AT:Berta", "Berta"), ("Atlantis:Rose", "Rose"), ("DE:Anna AG", "Anna AG"), ("FR:Rose", "Rose"),
            ("NL:Tulp", "Tulp"),
        ]  # fmt: skip
        told = found(tables, "table", "code", "line", "column", "value")
        assert ("exchange", "unmapped_value", 6, "mode", "Ballon") in told
        assert ("exchange", "unmapped_value", 6, "lump_sum_paid_eur", "1,5.2") in told
        assert ("exchange", "unmapped_value", 7, "ho_country", "Atlantis") in told
        assert ("exchange", "bad_date", 9, "actual_start", "31/02/2020") in told
        assert ("exchange", "rows_differ", None, "mode", None) in told
        assert set(tables.source.lacks) == {
            "exchange.status", "exchange.wave", "organisation.org_type",
        }  # fmt: skip


def test_a_mapping_comes_back_from_its_text() -> None:
    mapping = parse_mapping(MAP)
    assert parse_mapping(written(mapping)) == mapping
    assert written(parse_mapping(written(mapping))) == written(mapping)


def test_columns_are_found_in_another_case_and_told_where_they_are_not(tickets: Path, tmp_path: Path) -> None:
    tickets.write_text(TICKETS.replace("No;State", "  NO ;státe", 1), encoding="utf-8")
    with checked(tickets, source=compile_mapping(parse_mapping(MAP)), as_at=None) as tables:
        assert set(by_exchange(tables, "mode")) == {"T:1", "T:2", "T:4"}


FAULTS = [
    ('shape = "pairs"', 'shape = "rings"', "shape: Input should be 'pairs'"),
    ('as_at =', 'asat =', "unknown entry 'asat' – did you mean 'as_at'?"),
    ('"Holland" = "NL"', '"Holland" = "HL"', "'Holland' is mapped to 'HL', which is no country code"),
    ('from = "ticket"\nwhere = [{column = "State", drop = ["storniert"]}, ', 'from = "tickets"\nwhere = [',
     "tables.exchange: from names no file – did you mean 'ticket'?"),
    ("[tables.exchange", "[tables.exchanges", "tables.exchanges: there is no such table – did you mean"),
    ("ho_country = {", "host_land = {", "'host_land' is no column of table exchange"),
    ("ho_country = {country", "host_land = {country",
     "tables.exchange: ho_country (Country of the host organisation) decides and is left out: map it"),
    ('lacks = ["exchange.status"]', "",
     'status (Status) decides and is left out: map it, or list "exchange.status" under lacks'),
    ('{codes = "Kind"', '{constant = "phisical"', "mode"),
    ('mode = {codes = "Kind", values = {"Schiff" = "physical", "Bildschirm" = "virtual"}}',
     'mode = {constant = "phisical"}', "'phisical' is not in its code list – did you mean 'physical'?"),
    ('"Bildschirm" = "virtual"', '"schiff" = "virtual"',
     "'Schiff' and 'schiff' are one value, and translated twice: to physical and to virtual"),
    ('"Bildschirm" = "virtual"', '"Schiff" = "virtual"', "cannot be read as TOML"),
    ('"Bildschirm" = "virtual"', '"Bildschirm" = "screen"', "translated to 'screen', which is not in"),
    ('unit = "cent"', 'unit = "USD"', "unit 'USD' is not known here. It is counted in EUR"),
    (', decimal = ","', "", 'say decimal = "." or ","'),
    (', format = "day_first", take = "min"', ', take = "min"', "only known where their format is said"),
    ('{column = "Guest", take = "different"}', '{column = "Guest", take = "sum"}', "only numbers can"),
    ('{key = ["No"], prefix = "T"}', "{}", "it says not what it is made of"),
    ('{key = ["No"], prefix = "T"}', '{key = ["No"], prefx = "T"}',
     "exchange_id.prefx' – did you mean 'prefix'?"),
    ("is_empty = false", "is_emty = false", "did you mean 'is_empty'?"),
    ("is_empty = false", 'is_empty = false, keep = ["x"]', "say one of keep, drop and is_empty"),
    ('lacks = ["exchange.status"]', 'lacks = ["exchange.status", "exchange.exchange_id"]', "is a key"),
    ('lacks = ["exchange.status"]', 'lacks = ["exchange.state"]', "lacks: unknown column 'exchange.state'"),
    ("[files.ticket]", "[files.exchange]", "'exchange' bears a contract table's name: call it raw_exchange"),
    ('name = "ferries"', 'name = "Ferries!"', "must be lower-case letters, digits, underscores"),
    ("[countries]", "x = " + "[" * 2000 + "]" * 2000 + "\n[countries]", "deeper than any mapping needs"),
]  # fmt: skip


def test_faults_are_told_with_their_place() -> None:
    for before, after, message in FAULTS:
        assert before in MAP, before
        with pytest.raises(SourceError) as error:
            parse_mapping(MAP.replace(before, after), "map.toml")
        assert message in str(error.value), (after, str(error.value))
        assert str(error.value).startswith("map.toml")


def test_all_faults_are_told_at_once() -> None:
    text = MAP.replace('"Holland" = "NL"', '"Holland" = "HL"').replace('shape = "pairs"', 'shape = "rings"')
    with pytest.raises(SourceError) as error:
        parse_mapping(text)
    assert "'HL'" in str(error.value)
    assert "shape" in str(error.value)


def test_what_is_given_in_python_is_checked_alike() -> None:
    with pytest.raises(ValueError, match="exchange_id"):
        Mapping.model_validate(
            {
                "name": "x",
                "shape": "pairs",
                "files": {"row": {"pattern": "*"}},
                "tables": {"exchange": {"from": "row", "columns": {"vo_country": {"country": "a"}}}},
            }
        )
