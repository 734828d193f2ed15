"""Texts: what cannot be seen in them, words for nothing, identifiers that a program took for numbers."""

from __future__ import annotations

from pathlib import Path

from tests.intake.small import (
    ORGANISATIONS,
    PARTNERSHIPS,
    by_exchange,
    checked,
    column,
    exchange,
    found,
    write_register,
)

INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\u200d", "\u202a", "\u034f", "\ufe0f")


def test_what_cannot_be_seen_is_taken_out_of_keys_links_codes_and_names(tmp_path: Path) -> None:
    """A and A with something invisible in it are one organisation; told once per column, with a number."""
    rows = [exchange(n, vo_id=f"A{odd}", mode=f"phys{odd}ical") for n, odd in enumerate(INVISIBLE)]
    organisations = [{**ORGANISATIONS[0], "name": "Al\u200bpha Caf\u0065\u0301"}, ORGANISATIONS[1]]
    write_register(tmp_path, rows, organisations=organisations)
    with checked(tmp_path) as tables:
        assert len(column(tables, "exchange_id")) == len(rows)
        assert set(column(tables, "vo_id")) == {"A"}
        assert column(tables, "name", "organisation") == ["Alpha Café", "Beta"]
        told = found(tables, "code", "table", "column", "message")
        assert [row[:3] for row in told] == [
            ("spelling_read", "organisation", "name"),
            ("spelling_read", "exchange", "mode"),
            ("spelling_read", "exchange", "vo_id"),
        ]
        assert told[2][3].startswith(f"{len(rows)} cells hold")
        assert "<U+" in told[2][3]


def test_decomposed_letters_and_wide_spaces_name_the_same(tmp_path: Path) -> None:
    """key  O + combining diaeresis, a no-break space;  link  the composed letter, a plain space."""
    organisations = [{**ORGANISATIONS[0], "organisation_id": "O\u0308 1\u00a0a"}, ORGANISATIONS[1]]
    rows = [exchange(1, vo_id="\u00d6\u00a01 a"), exchange(2, vo_id="\u3000\u00d6 1 a\u2009")]
    write_register(tmp_path, rows, organisations=organisations)
    with checked(tmp_path) as tables:
        assert set(column(tables, "vo_id")) == {"\u00d6 1 a"}
        assert tables.findings_by_severity()["reject"] == 0


WORDS = ("-", "–", "n/a", "N/A", "NA", "null", "NULL", "None", ".", "#N/A", "<NA>", "--", " - ", "nan")


def test_words_for_nothing_are_empty_cells(tmp_path: Path) -> None:
    """In links, numbers, days, truth values and codes alike."""
    rows = [
        exchange(
            n, event_id=w, distance_km=w, paid_on=w, consecutive=w, cancel_reason=w if w != "nan" else ""
        )
        for n, w in enumerate(WORDS)
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        for name in ("event_id", "distance_km", "cancel_reason"):
            assert set(by_exchange(tables, name).values()) == {None}, name
        told = [row for row in found(tables, "code", "column") if row[0] == "word_for_nothing"]
        assert sorted(row[1] for row in told) == [
            "cancel_reason", "consecutive", "distance_km", "event_id", "paid_on"
        ]  # fmt: skip
        assert tables.findings_by_severity()["reject"] == 0
        assert ("link_not_checked",) not in found(tables, "code")


def test_na_is_namibia_among_countries_and_none_an_attribution(tmp_path: Path) -> None:
    outcome = {
        "outcome_id": "O", "registration_id": "R", "organisation_id": "A", "outcome_type": "skills",
        "status": "achieved", "attribution": "none", "partner_country": "NA", "occurred_on": "2021-04-01",
    }  # fmt: skip
    registration = {"registration_id": "R", "organisation_id": "A", "role": "VO", "status": "accepted"}
    wishes = [
        {"registration_id": "R", "kind": "country", "value": "NA"},
        {"registration_id": "R", "kind": "language", "value": "en"},
    ]
    tables = {"registration": [registration], "registration_preference": wishes, "outcome": [outcome]}
    write_register(tmp_path, [exchange()], **tables)
    with checked(tmp_path) as register:
        assert column(register, "attribution", "outcome") == ["none"]
        assert column(register, "partner_country", "outcome") == ["NA"]
        assert column(register, "value", "registration_preference") == ["NA", "en"]
        assert ("word_for_nothing",) not in found(register, "code")


def test_an_identifier_written_as_a_float_is_the_whole_number(tmp_path: Path) -> None:
    """organisation 41, exchange of 41.0; told. Where identifiers have decimals (1.1), 1.0 stays as it is."""
    organisations = [
        {**row, "organisation_id": key} for row, key in zip(ORGANISATIONS, ("41", "42,0"), strict=True)
    ]
    write_register(tmp_path / "a", [exchange(1, vo_id="41.0", ho_id="42")], organisations=organisations)
    with checked(tmp_path / "a") as tables:
        assert (column(tables, "vo_id"), column(tables, "ho_id")) == (["41"], ["42"])
        assert found(tables, "code", "table", "column") == [
            ("spelling_read", "organisation", "organisation_id"),
            ("spelling_read", "exchange", "vo_id"),
        ]
    partnerships = [{**PARTNERSHIPS[0], "partnership_id": key, "acronym": key} for key in ("1.0", "1.1")]
    write_register(tmp_path / "b", [exchange(1, vop_id="1.0")], partnerships=partnerships)
    with checked(tmp_path / "b") as tables:
        assert column(tables, "vop_id") == ["1.0"]
        assert found(tables) == []


def test_an_identifier_in_scientific_notation_is_lost_and_said_to_be(tmp_path: Path) -> None:
    """key     1,2E+46  the row is left out, once for each, and the two are not called the same key
    event_id  1.2E+46  optional: the cell is emptied, the row stays"""
    rows = [exchange(1, event_id="1.2E+46"), exchange("", event_id=""), exchange("", event_id="")]
    for row in rows[1:]:
        row["exchange_id"] = "1,2E+46"
    rows[2]["working_days"] = 4
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "column", "severity", but=("link_not_checked",)) == [
            ("damaged_identifier", 2, "event_id", "cell"),
            ("damaged_identifier", 3, "exchange_id", "reject"),
            ("damaged_identifier", 4, "exchange_id", "reject"),
        ]
        assert by_exchange(tables, "event_id") == {"X1": None}


def test_the_year_9999_is_an_open_end_and_no_beginning(tmp_path: Path) -> None:
    members = [{"member_id": "A", "cluster_id": "B", "valid_from": "2020-01-01", "valid_to": "9999-12-31"}]
    partnerships = [{**PARTNERSHIPS[0], "end_date": "31.12.9999"}]
    rows = [exchange(1, planned_end="9999-12-31T00:00:00", paid_on="9999-12-31")]
    write_register(tmp_path, rows, partnerships=partnerships, cluster_membership=members)
    with checked(tmp_path) as tables:
        assert column(tables, "valid_to", "cluster_membership") == [None]
        assert column(tables, "end_date", "partnership") == [None]
        assert by_exchange(tables, "planned_end") == {"X1": None}
        assert sorted(row for row in found(tables, "code", "column") if row[0] != "C07") == [
            ("impossible_date", "paid_on"),
            ("spelling_read", "end_date"),
            ("spelling_read", "planned_end"),
            ("spelling_read", "valid_to"),
        ]
