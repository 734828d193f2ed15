"""Code lists: exact codes, other spellings, unknown values with the nearest one."""

from __future__ import annotations

from pathlib import Path

from tests.intake.small import ORGANISATIONS, by_exchange, checked, exchange, found, write_register


def test_countries_in_any_of_their_codes(tmp_path: Path) -> None:
    given = {"FR": "FR", "fr": "FR", "GR": "EL", "gr": "EL", "EL": "EL", "GB": "UK", " uk": "UK", "XK": "XK",
             "XX": "XX"}  # fmt: skip
    rows = [exchange(n, status="cancelled", ho_country=text) for n, text in enumerate(given)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        read_as = by_exchange(tables, "ho_country")
        assert {text: read_as.get(f"X{n}") for n, text in enumerate(given)} == given


def test_unknown_countries(tmp_path: Path) -> None:
    hints = {
        "Kongo": "It may mean CG (Congo) or CD (Democratic Republic of the Congo): write the code",
        "Spian": "If Spain is meant, write ES",
        "ZZ": "Use the Commission's two-letter codes (EL, UK, XK; XX for the rest of the world)",
    }
    write_register(tmp_path, [exchange(n, ho_country=text) for n, text in enumerate(hints)])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "value", "hint") == [
            ("unknown_code", text, hint) for text, hint in hints.items()
        ]


def test_codes_in_other_spellings(tmp_path: Path) -> None:
    given = (
        "awaiting_reports",
        "Awaiting Reports",
        "AWAITING-REPORTS",
        "awaiting reports ",
        "AwaitingReports",
    )
    write_register(tmp_path, [exchange(n, status=text) for n, text in enumerate(given)])
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "status") == {f"X{n}": "awaiting_reports" for n in range(len(given))}


def test_labels_are_codes_in_other_words(tmp_path: Path) -> None:
    write_register(
        tmp_path, [exchange(1, status="cancelled", cancel_reason="Pandemic or travel restrictions")]
    )
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "cancel_reason") == {"X1": "pandemic"}


def test_an_unknown_code_with_the_nearest_one(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, status="completd"), exchange(2, mode="on foot")])
    with checked(tmp_path) as tables:
        assert found(tables, "line", "value", "message", "hint") == [
            (
                2,
                "completd",
                "'completd' is not in the list exchange_status",
                "Correct it – did you mean 'completed'?",
            ),
            (3, "on foot", "'on foot' is not in the list mode", "Use one of: physical, virtual, hybrid"),
        ]


def test_more_unknown_values_than_get_a_hint_of_their_own(tmp_path: Path) -> None:
    """Every one of 500 different unknown values has its finding; the rare ones get the general hint."""
    write_register(tmp_path, [exchange(n, mode=f"mode-{n}") for n in range(500)])
    with checked(tmp_path) as tables:
        hints = found(tables, "code", "hint")
        assert len(hints) == 500
        assert set(hints) == {("unknown_code", "Use one of: physical, virtual, hybrid")}


def test_ecosystems_are_numbers_of_a_list(tmp_path: Path) -> None:
    rows = [{**ORGANISATIONS[0], "ecosystem_id": 14}, {**ORGANISATIONS[1], "ecosystem_id": 15}]
    write_register(tmp_path, [exchange(1, status="cancelled")], organisations=rows)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "table", "value") == [
            ("unknown_code", "organisation", "15"),
        ]
        kept = tables.connection.sql("SELECT ecosystem_id FROM organisation ORDER BY organisation_id")
        assert kept.fetchall() == [(14,), (None,)]


def test_organisation_types(tmp_path: Path) -> None:
    rows = [{**ORGANISATIONS[0], "org_type": "SME"}, {**ORGANISATIONS[1], "org_type": "Fab Lab"}]
    write_register(tmp_path, [exchange()], organisations=rows)
    with checked(tmp_path) as tables:
        types = tables.connection.sql("SELECT org_type FROM organisation ORDER BY organisation_id").fetchall()
        assert types == [("sme",), ("fab_lab",)]
