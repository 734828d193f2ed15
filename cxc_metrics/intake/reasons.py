"""Why a finding was made, beside the rules C01–C13: every reason code with its severities and its meaning."""

from __future__ import annotations

from typing import Final

from cxc_metrics.contract import Severity

_REJECT: Final = {
    "bad_row": "The row does not fit the header, or a quotation mark stands inside a cell",
    "self_reference": "An organisation is a member of itself",
    "no_value": "An answer without a value",
    "duplicate_key": "Several rows with one key differ; all are left out",
}
# They cost the row where the column decides (`Column.deciding`), elsewhere the cell.
_FLAW: Final = {
    "bad_number": "The cell holds no number, or no whole one where one is wanted",
    "bad_date": "The cell holds no date",
    "bad_boolean": "The cell holds neither yes nor no",
    "bad_text": "The cell holds an error of the spreadsheet, or a formula whose result was never stored",
    "damaged_identifier": "An identifier that a spreadsheet took for a number (1,2E+46) and that is lost",
    "unknown_code": "The value is not in its code list",
    "unmapped_value": "A foreign register's value that its source does not map",
    "required_empty": "A cell that must be filled is empty",
    "out_of_range": "The number is smaller or larger than possible",
    "impossible_date": "The date lies in a year that is taken for a slip",
    "ends_before_start": "Something ends before it starts",
    "same_organisation": "Visitor and host, or the two sides of a meeting, are the same organisation",
    "out_of_order": "A step is dated before an earlier one",
    "orphan": "It refers to a row that was never delivered",
    "parent_rejected": "It refers to a row that was left out",
}
_WARN: Final = {
    "duplicate_row": "The same row again; one is kept",
    "repeated": "The same thing in the world under another key; one is kept, the others are counted apart",
    "same_visit": "Exchanges of the same visitor, host, days and mode under several keys; all are kept",
    "rule_undecided": "A rule that could not be evaluated, because a cell it needs was emptied",
    "refund": "A payment below zero; it is kept and added",
    "held_without_working_days": "Held, but without working days, and so not counted",
    "acronym_not_unique": "Two partnerships have one acronym",
    "after_as_at": "Dated after the day the register describes",
    "as_at_assumed": "No as-at date was declared; the latest activity is taken",
    "link_not_checked": "A link to a table that was not delivered",
    "spelling_read": "A spelling with one possible meaning, read and told once per column",
    "word_for_nothing": "A word that stands for nothing (-, n/a, NA, null), read as an empty cell",
    "settled_elsewhere": "An open spelling, settled by another column of the file or by another file",
    "instants_read": "Points in time, read as the days of a European time zone",
    "mixed_decimal_marks": "Numbers with decimal point and decimal comma in one column",
    "countries_translated": "Countries written otherwise than in the Commission's codes, and read as these",
    "encoding_guessed": "The file is not UTF-8; its encoding was guessed",
    "unknown_column": "A column that is not in the table and was not read",
    "unknown_table": "A file or sheet that is no table and was not read",
    "unknown_file": "A file the source does not know and that was not read",
    "folder_not_read": "A folder inside the folder, which was not read",
    "archive_not_opened": "An archive beside or inside the tables, which was not opened",
    "short_rows": "Rows that end before the header does; the cells left out were read as empty",
    "hidden_rows": "Hidden rows of a sheet, which were read",
    "hidden_columns": "Hidden columns of a sheet, which were read",
    "hidden_sheet": "A hidden sheet: read where no visible one bears its table's name, else not",
    "header_found": "The header stands below other rows, which were not read",
    "beside_the_data": "Documents, metadata, lock and system files beside the data, which were not read",
    "unfinished_download": "A download that was not finished, which was not read",
    "put_together": "A table that was put together from several files or sheets",
    "rows_differ": "Rows that a mapping brings together and that differ; the first of each is taken",
    "no_rows": "A table with a header and no rows, which counts as not delivered",
}
# What became of the rows, cells or files that a warning is about, where it is more than that they were kept.
_OUTCOMES: Final = {
    "duplicate_row": "one copy kept",
    "repeated": "counted apart",
    "rule_undecided": "rule left open",
    "held_without_working_days": "kept, not counted",
    "as_at_assumed": "day assumed",
    "spelling_read": "read",
    "word_for_nothing": "read as empty",
    "settled_elsewhere": "read",
    "instants_read": "read",
    "mixed_decimal_marks": "read",
    "countries_translated": "read",
    "encoding_guessed": "read",
    "unknown_column": "not read",
    "unknown_table": "not read",
    "unknown_file": "not read",
    "folder_not_read": "not read",
    "archive_not_opened": "not read",
    "short_rows": "read",
    "hidden_rows": "read",
    "hidden_columns": "read",
    "hidden_sheet": "read or not, as told",
    "header_found": "rows above not read",
    "beside_the_data": "not read",
    "unfinished_download": "not read",
    "put_together": "read",
    "rows_differ": "first taken",
    "no_rows": "counts as not delivered",
}
_OUTCOME_OF: Final = {
    Severity.REJECT: "left out",
    Severity.CELL: "cell emptied",
    Severity.BREACH: "kept and marked",
    Severity.WARN: "kept",
}
REASONS: Final[dict[str, tuple[tuple[Severity, ...], str]]] = {
    **{code: ((Severity.REJECT,), meaning) for code, meaning in _REJECT.items()},
    **{code: ((Severity.REJECT, Severity.CELL), meaning) for code, meaning in _FLAW.items()},
    **{code: ((Severity.WARN,), meaning) for code, meaning in _WARN.items()},
}


def outcome(severity: str, code: str) -> str:
    """What became of what a finding is about, in few words: `left out`, `kept`, `counted apart`."""
    kind = Severity(severity)
    return _OUTCOMES.get(code, _OUTCOME_OF[kind]) if kind is Severity.WARN else _OUTCOME_OF[kind]
