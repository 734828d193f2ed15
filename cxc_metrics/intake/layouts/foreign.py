"""Receive the files of a foreign register through its source."""

from __future__ import annotations

from dataclasses import replace

from cxc_metrics.contract import TABLES
from cxc_metrics.intake.read.members import Member
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.intake.read.readers import ExpectedTable, Wanted, read_member
from cxc_metrics.intake.received import Received
from cxc_metrics.intake.stage.resolve import stage_table
from cxc_metrics.intake.workbench import Workbench

from .foreign_sql import (
    create_relation,
    finish,
    prepare,
    relation_for,
    select_tables,
)
from .leads import lead_from
from .names import stem
from .required import missing_columns
from .source import Source


def receive_foreign(bench: Workbench, source: Source, members: list[Member], received: Received) -> None:
    """Read the source's files, run its SELECTs, and stage what they give."""
    prepare(bench, source)
    parts: dict[str, list[RawTable]] = {relation: [] for relation in source.files}
    for number, member in enumerate(members):
        bench.step(f"Reading {member.name}", 0.3 * number / len(members))
        with bench.collecting():
            _read(bench, source, member, parts, received, alone=len(members) == 1)
    for relation, wanted in source.files.items():
        if not parts[relation] and not bench.problems:
            bench.problems.append(
                f"No file is named like {wanted.pattern}, which source {source.name} needs. "
                + lead_from(bench, members)
            )
    bench.raise_problems()
    rows: dict[str, int] = {}
    for relation, tables in parts.items():
        with bench.collecting():
            rows |= create_relation(bench, source, relation, tables)
    bench.raise_problems()
    received.files = [replace(file, rows=rows.get(file.name, file.rows)) for file in received.files]
    bench.step(f"Reading source {source.name}", 0.35)
    files = {relation: tables[0].file for relation, tables in parts.items()}
    for raw_table in select_tables(bench, source, files):
        _stage(bench, source, raw_table, received)
    finish(bench)


def _read(
    bench: Workbench,
    source: Source,
    member: Member,
    parts: dict[str, list[RawTable]],
    received: Received,
    *,
    alone: bool,
) -> None:
    relation = relation_for(source, member.base, alone=alone)
    if relation is None:
        bench.warn(
            member.name,
            None,
            "unknown_file",
            f"{member.name} is no file of source {source.name} and was not read",
            f"It reads {', '.join(wanted.pattern for wanted in source.files.values())}",
        )
        return
    wanted = source.files[relation]
    declared = ExpectedTable(
        relation,
        tuple((column, ()) for column in wanted.columns),
        wanted.separator,
        wanted.encoding,
        frozenset(wanted.columns),
        wanted.header_line,
    )

    def of_name(name: str) -> ExpectedTable | None:
        return declared if wanted.sheet is None or name in (wanted.sheet, stem(member.name)) else None

    read = read_member(
        bench, member, Wanted(of_name, lambda _name, _shown, _hidden: None, lambda _shown, _why: None)
    )
    visible = [table for table in read.tables if not table.hidden]
    for table in read.tables:
        if table.hidden:
            what = "was not read: there are visible ones" if visible else "was read: there is no visible one"
            hint = "Show the sheet in the workbook, then keep or delete it"
            bench.warn(table.file, None, "hidden_sheet", f"the sheet is hidden and {what}", hint)
    parts[relation] += visible or read.tables
    if read.file is not None:
        received.files.append(read.file)


def _stage(bench: Workbench, source: Source, raw_table: RawTable, received: Received) -> None:
    model = TABLES[raw_table.name]
    cells = {column: f"c{index}" for index, column in enumerate(raw_table.header)}
    missing = missing_columns(model, cells, source.lacking(raw_table.name))
    if missing:
        bench.problems.append(
            f"Source {source.name}: {raw_table.name}.sql gives no {', '.join(missing)}; "
            "select them, or list them under lacks"
        )
        return
    received.tables[raw_table.name] = stage_table(
        bench, model, raw_table, cells, source.lacking(raw_table.name)
    )
