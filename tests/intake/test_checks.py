"""What is wrong with which row: keys, links, row checks, rules. Tables are drawn where they decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cxc_metrics.contract import SCHEME_RULES, TABLES
from cxc_metrics.intake import CXC
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


def test_a_sound_register_has_no_findings(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1), exchange(2, mode="virtual")])
    with checked(tmp_path) as tables:
        assert found(tables) == []
        assert tables.findings_by_severity() == {"reject": 0, "cell": 0, "breach": 0, "warn": 0}
        assert tables.tables == ("organisation", "partnership", "exchange")


def test_the_clean_tables_have_the_contract_s_columns_and_types(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    with checked(tmp_path) as tables:
        for name, model in TABLES.items():
            described = tables.connection.sql(f'DESCRIBE "{name}"').fetchall()
            assert [(row[0], row[1]) for row in described] == [(c.name, c.sql_type) for c in model.columns()]


def test_required_cells(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, status=""), exchange(2, wave="  "), exchange(3, vo_id=None)])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "column") == [
            ("required_empty", 2, "status"),
            ("required_empty", 3, "wave"),
            ("required_empty", 4, "vo_id"),
        ]
        assert column(tables, "exchange_id") == ["X2"]


def test_all_faults_of_a_row_are_told(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, status="?", wave="x", actual_start="y", ho_id="Z")])
    with checked(tmp_path) as tables:
        assert sorted(found(tables, "code", "column")) == [
            ("bad_date", "actual_start"),
            ("bad_number", "wave"),
            ("orphan", "ho_id"),
            ("unknown_code", "status"),
        ]
        assert tables.row_counts["exchange"].rejected == 1


def test_rows_at_odds_with_themselves(tmp_path: Path) -> None:
    planned = {"planned_start": "2021-05-01", "planned_end": "2021-04-30"}
    rows = [
        exchange(1, actual_end="2021-03-14", planned_start="", planned_end=""),
        exchange(2, actual_start="", actual_end="", **planned),
        exchange(3, ho_id="A"),
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert found(tables, "line", "code", "column", "value") == [
            (2, "ends_before_start", "actual_end", "2021-03-14"),
            (3, "ends_before_start", "planned_end", "2021-04-30"),
            (4, "same_organisation", "ho_id", "A"),
        ]
        assert column(tables, "exchange_id") == []


def test_identical_rows_are_kept_once(tmp_path: Path) -> None:
    """Written differently, they are still the same: 5 and 5.0, FR and fr.

    line  id  working_days  ho_country
    2     X1  5             FR            kept
    3     X2  5             FR            kept
    4     X1  5.0           fr            duplicate_row
    5     X1  5             FR            duplicate_row"""
    rows = [exchange(1), exchange(2), exchange(1, working_days="5.0", ho_country="fr"), exchange(1)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "value", "severity", "message") == [
            ("duplicate_row", 4, "X1", "warn", "the row is the same as line 2 and is left out"),
            ("duplicate_row", 5, "X1", "warn", "the row is the same as line 2 and is left out"),
        ]
        assert column(tables, "exchange_id") == ["X1", "X2"]
        count = tables.row_counts["exchange"]
        assert (count.read, count.kept, count.rejected, count.duplicates) == (4, 2, 0, 2)


def test_the_same_key_with_other_content_rejects_all(tmp_path: Path) -> None:
    """line  id  working_days
    2     X1  5             duplicate_key
    3     X1  4             duplicate_key
    4     X1  5             duplicate_key (the same as line 2, and as uncertain)
    5     X2  5             kept"""
    rows = [exchange(1), exchange(1, working_days=4), exchange(1), exchange(2)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        message = "the key stands in 3 rows that differ (lines 2, 3, 4)"
        assert found(tables, "code", "line", "message") == [
            ("duplicate_key", line, message) for line in (2, 3, 4)
        ]
        assert column(tables, "exchange_id") == ["X2"]


def test_a_row_rejected_for_its_cells_still_makes_its_key_uncertain(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1), exchange(1, wave="x")])
    with checked(tmp_path) as tables:
        assert found(tables) == [("duplicate_key", 2), ("duplicate_key", 3), ("bad_number", 3)]
        assert column(tables, "exchange_id") == []


def test_keys_of_several_columns(tmp_path: Path) -> None:
    members = [
        {"partnership_id": "P", "organisation_id": "A", "role": "coordinator"},
        {"partnership_id": "P", "organisation_id": "B", "role": "partner"},
        {"partnership_id": "P", "organisation_id": "A", "role": "partner"},
    ]
    write_register(tmp_path, [exchange()], partnership_member=members)
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "value") == [
            ("duplicate_key", 2, "P, A"),
            ("duplicate_key", 4, "P, A"),
        ]


def test_orphans_and_children_of_rejected_parents(tmp_path: Path) -> None:
    """organisation B stands twice, with two names, and is rejected; its exchange and that one's paper follow.

    exchange  vo  ho                       document  exchange
    X1        A   B   parent_rejected      D1        X1       parent_rejected
    X2        A   Z   orphan               D2        X3       orphan"""
    organisations = [*ORGANISATIONS[:2], {**ORGANISATIONS[1], "name": "another"}]
    papers = [
        {"document_id": "D1", "exchange_id": "X1", "doc_type": "certificate"},
        {"document_id": "D2", "exchange_id": "X3", "doc_type": "certificate"},
    ]
    write_register(
        tmp_path, [exchange(1), exchange(2, ho_id="Z")], organisations=organisations, document=papers
    )
    with checked(tmp_path) as tables:
        assert found(tables, "table", "code", "line", "value") == [
            ("organisation", "duplicate_key", 3, "B"),
            ("organisation", "duplicate_key", 4, "B"),
            ("exchange", "orphan", 3, "Z"),
            ("document", "orphan", 3, "X3"),
            ("exchange", "parent_rejected", 2, "B"),
            ("document", "parent_rejected", 2, "X1"),
        ]
        assert tables.row_counts["document"].kept == 0


def test_an_optional_link_to_nowhere_is_emptied(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, hop_id="Q"), exchange(2, hop_id="")])
    with checked(tmp_path) as tables:
        assert found(tables, "severity", "code", "line", "column", "value") == [
            ("cell", "orphan", 2, "hop_id", "Q")
        ]
        assert by_exchange(tables, "hop_id") == {"X1": None, "X2": None}


def test_a_link_to_a_table_that_was_not_delivered_is_told_once(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, match_id="M1"), exchange(2, match_id="M2")])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "column") == [("link_not_checked", None, "match_id")]
        assert by_exchange(tables, "match_id") == {"X1": "M1", "X2": "M2"}


def test_the_first_of_identical_parents_keeps_the_children(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()], organisations=[*ORGANISATIONS, ORGANISATIONS[0]])
    with checked(tmp_path) as tables:
        assert found(tables, "table", "code") == [("organisation", "duplicate_row")]
        assert column(tables, "exchange_id") == ["X1"]


def test_breaches_keep_the_row_and_are_listed(tmp_path: Path) -> None:
    """exchange                                 rules
    X1  sound                                -
    X2  at home, funded                      C01, C13
    X3  two days                             C03
    X4  without partnership, held            C11
    X5  second funded visit of organisation A after X2: C05"""
    rows = [
        exchange(1, lump_sum_paid_eur=""),
        exchange(2, ho_country="DE", lump_sum_paid_eur=10),
        exchange(3, working_days=2, lump_sum_paid_eur=""),
        exchange(4, vop_id="", lump_sum_paid_eur=""),
        exchange(5, actual_start="2021-06-01", actual_end="2021-06-05", lump_sum_paid_eur=20),
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        breaches = tables.connection.sql(
            "SELECT exchange_id, rule FROM exchange_breach ORDER BY ALL"
        ).fetchall()
        assert breaches == [("X2", "C01"), ("X2", "C13"), ("X3", "C03"), ("X4", "C11"), ("X5", "C05")]
        assert found(tables, "code", "line", "severity") == [
            ("C01", 3, "breach"),
            ("C13", 3, "breach"),
            ("C03", 4, "breach"),
            ("C11", 5, "breach"),
            ("C05", 6, "breach"),
        ]
        assert len(column(tables, "exchange_id")) == 5


def test_rules_say_numbers_as_people_do(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, working_days="2")])
    with checked(tmp_path) as tables:
        assert found(tables, "message", "value") == [("Only 2 working days", "2")]


def test_rejected_rows_break_no_rules(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, working_days=2, ho_id="Z")])
    with checked(tmp_path) as tables:
        assert [code for code, _ in found(tables)] == ["orphan"]


def test_rules_without_their_tables_are_not_evaluated(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    with checked(tmp_path) as tables:
        assert tables.rules_not_evaluated == {
            "C07": ("cluster_membership",),
            "C09": ("document",),
            "C10": ("document",),
        }
        assert set(tables.rules_evaluated) == set(SCHEME_RULES) - set(tables.rules_not_evaluated)


def test_a_source_names_the_rules_that_bind_it(tmp_path: Path) -> None:
    lenient = CXC.model_copy(update={"name": "lenient", "rules": ("C01",)})
    write_register(tmp_path, [exchange(1, working_days=2)])
    with checked(tmp_path, source=lenient) as tables:
        assert tables.rules_evaluated == ("C01",)
        assert found(tables) == []


def test_two_partnerships_of_one_acronym_are_told(tmp_path: Path) -> None:
    twin = {**PARTNERSHIPS[0], "partnership_id": "Q"}
    write_register(tmp_path, [exchange()], partnerships=[*PARTNERSHIPS, twin])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "severity") == [
            ("acronym_not_unique", 2, "warn"),
            ("acronym_not_unique", 3, "warn"),
        ]


def test_held_without_working_days(tmp_path: Path) -> None:
    told_of = {"completed": True, "awaiting_payment": True, "ongoing": False}
    write_register(
        tmp_path, [exchange(n, status=status, working_days="") for n, status in enumerate(told_of)]
    )
    with checked(tmp_path) as tables:
        told = [("held_without_working_days", 2 + n) for n, is_told in enumerate(told_of.values()) if is_told]
        assert found(tables) == told


def test_bounds_of_dates_may_be_widened_by_a_source(tmp_path: Path) -> None:
    old = CXC.model_copy(update={"earliest": date(1900, 1, 1), "rules": ()})
    write_register(tmp_path, [exchange(1, actual_start="1911-11-11")])
    with checked(tmp_path, source=old) as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(1911, 11, 11)}


def test_nothing_is_cut_at_some_number_of_findings(tmp_path: Path) -> None:
    rows = [exchange(n, wave="x") for n in range(30_000)]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert tables.findings_by_code() == {"bad_number": 30_000, "same_visit": 1}
        assert tables.write_findings(tmp_path / "findings.csv") == 30_001
        assert len((tmp_path / "findings.csv").read_text(encoding="utf-8").splitlines()) == 30_002


def test_surroundings_of_cells_do_not_matter(tmp_path: Path) -> None:
    """Spaces, tabs, no-break spaces around identifiers, numbers, dates, truth values, codes."""
    row = exchange(
        1, vo_id=" A", ho_id="B\u00a0", wave=" 1\t", actual_start="2021-03-15\u202f", consecutive="\u00a0true"
    )
    write_register(tmp_path, [row])
    with checked(tmp_path) as tables:
        # Spaces of another width are told, once per column.
        assert found(tables, "code", "column") == [
            ("spelling_read", "actual_start"),
            ("spelling_read", "consecutive"),
            ("spelling_read", "ho_id"),
        ]
        assert by_exchange(tables, "ho_id") == {"X1": "B"}
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 15)}
        assert by_exchange(tables, "consecutive") == {"X1": True}


def test_characters_the_intake_marks_values_with_do_no_harm_in_files(tmp_path: Path) -> None:
    write_register(
        tmp_path,
        [exchange(1, wave="\ue0001"), exchange(2, working_days="5\ue001"), exchange(3, mode="\ue000")],
    )
    with checked(tmp_path) as tables:
        assert found(tables) == [("bad_number", 2), ("bad_number", 3), ("unknown_code", 4)]


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    from cxc_metrics.intake import check

    told: list[tuple[str, float]] = []
    write_register(tmp_path, [exchange()])
    check(tmp_path, as_at=date(2024, 1, 1), progress=lambda step, done: told.append((step, done))).close()
    shares = [done for _, done in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert any("exchange.csv" in step for step, _ in told)


FLAWS = [
    # column, what stands in it, changes of the row, code; then whether the row is kept and the cell emptied
    ("lump_sum_paid_eur", "many", {}, "bad_number", True),
    ("paid_on", "soon", {}, "bad_date", True),
    ("paid_on", "1900-01-01", {}, "impossible_date", True),
    ("actual_end", "1900-01-01", {}, "impossible_date", True),
    ("distance_km", "-1", {}, "out_of_range", True),
    ("mode", "walking", {}, "unknown_code", True),
    ("story_consent", "perhaps", {}, "bad_boolean", True),
    ("hop_id", "Q", {}, "orphan", True),
    ("planned_start", "soon", {}, "bad_date", True),
    ("planned_end", "2021-01-01", {"planned_start": "2021-02-01"}, "ends_before_start", True),
    ("planned_start", "soon", {"actual_start": "", "actual_end": ""}, "bad_date", False),
    ("actual_start", "soon", {}, "bad_date", False),
    ("working_days", "many", {}, "bad_number", False),
    ("status", "walking", {}, "unknown_code", False),
    ("ho_country", "ZZ", {}, "unknown_code", False),
    ("vop_id", "Q", {}, "orphan", False),
    ("vo_id", "Q", {}, "orphan", False),
    ("actual_end", "2021-03-01", {}, "ends_before_start", False),
]


def test_a_flaw_costs_the_row_where_the_column_decides_and_else_the_cell(tmp_path: Path) -> None:
    """Law: definitions 1; one register with a row for each flaw."""
    columns = dict.fromkeys(name for column, _, changes, *_ in FLAWS for name in (column, *changes))
    blank = dict.fromkeys(columns, "") | exchange(0)
    rows = [
        blank | exchange(number, **{**changes, name: value})
        for number, (name, value, changes, *_) in enumerate(FLAWS)
    ]
    with checked(write_register(tmp_path, rows)) as tables:
        told = found(tables, "line", "severity", "code", "column", "value")
        cells = tables.connection.execute("SELECT * FROM emptied_cell").fetchall()
        held = {name: by_exchange(tables, name) for name in columns}
    for number, (name, value, _, code, kept) in enumerate(FLAWS):
        key = f"X{number}"
        assert (number + 2, "cell" if kept else "reject", code, name, value) in told, (name, value)
        assert (key in held[name]) is kept, (name, value)
        assert held[name].get(key) is None, (name, value)
        assert (("exchange", [key], name) in cells) is kept, (name, value)
    assert len(cells) == sum(kept for *_, kept in FLAWS)


def test_a_rule_that_needs_an_emptied_cell_is_left_open(tmp_path: Path) -> None:
    """exchange  paid     lies in    C05 (second funded visit)   C08 (above the cap)
    X1        many     March      the first                   open
    X2        10       June       open: was X1 funded?        no
    X3        10       August     broken: X2 was              no
    X4        99999    September  broken                      broken"""
    days = ("2021-03-15", "2021-06-01", "2021-08-02", "2021-09-06")
    rows = [
        exchange(number, actual_start=day, actual_end=day, lump_sum_paid_eur=paid)
        for number, (day, paid) in enumerate(zip(days, ("many", "10", "10", "99999"), strict=True), start=1)
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        both = "SELECT exchange_id, rule FROM {} ORDER BY ALL"
        opened = tables.connection.sql(both.format("exchange_undecided")).fetchall()
        assert opened == [("X1", "C08"), ("X2", "C05")]
        broken = tables.connection.sql(both.format("exchange_breach")).fetchall()
        assert broken == [("X3", "C05"), ("X4", "C05"), ("X4", "C08")]
        told = [message for code, message in found(tables, "code", "message") if code == "rule_undecided"]
        left_open = "was not evaluated for 1 of the exchanges, as a cell it needs was emptied: "
        assert told == [
            f"C05 (One funded physical visit per organisation) {left_open}X2",
            f"C08 (Lump sum within the proxy cap) {left_open}X1",
        ]


def test_equal_rows_with_different_bad_cells_are_no_duplicates(tmp_path: Path) -> None:
    """Both amounts are emptied; the two rows still say different things, and nobody knows which is right."""
    write_register(
        tmp_path, [exchange(1, distance_km="-5"), exchange(1, distance_km="-6"), exchange(2, distance_km="1")]
    )
    with checked(tmp_path) as tables:
        assert column(tables, "exchange_id") == ["X2"]
        assert tables.connection.execute("SELECT count(*) FROM emptied_cell").fetchone() == (0,)


def test_only_columns_with_unread_text_keep_it_beside_them(tmp_path: Path) -> None:
    """A clean register keeps none; a cell emptied in a later check has a place for its text again."""
    kept = "SELECT column_name FROM duckdb_columns() WHERE column_name LIKE '_raw%' ORDER BY 1"
    write_register(tmp_path, [exchange(1), exchange(2)])
    with checked(tmp_path) as tables:
        assert tables.connection.execute(kept).fetchall() == []
    write_register(tmp_path, [exchange(1, distance_km=-5), exchange(2)])
    with checked(tmp_path) as tables:
        assert tables.connection.execute(kept).fetchall() == [("_raw_distance_km",)]
        assert found(tables, "code", "value") == [("out_of_range", "-5")]
