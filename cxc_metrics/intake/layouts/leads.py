"""Where a delivery that is no register leads: the sources that fit its files, else exploring and mapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.explore.explored import ColumnKind, Explored, ExploredColumn, ExploredTable
from cxc_metrics.intake.read.members import Member
from cxc_metrics.intake.read.readers import ExpectedTable, Wanted, read_member
from cxc_metrics.intake.workbench import Workbench, open_workbench

from .mapping.recognised import fitting_sources
from .source_places import load_sources

_NAMED = 3
_EXPLORE = "What any file holds, and how to map it without SQL: cxc explore, or the Data page"


def lead_from(bench: Workbench, members: Sequence[Member]) -> str:
    """What to do with files that are no tables of the contract, in one sentence."""
    # A workbench of its own: what reading says of these files is no issue of the register.
    trial = open_workbench(bench.options, None)
    try:
        tables = tuple(table for member in members for table in _headers(trial, member))
    finally:
        trial.close()
    fitting = fitting_sources(Explored(tables=tables), load_sources().declared)
    names = [each.declared.name for each in fitting if each.fits]
    if not names:
        return _EXPLORE
    listed = " or ".join(names[:_NAMED])
    return f"Source {listed} fits these files: name it as their source (--source). {_EXPLORE}"


def _headers(bench: Workbench, member: Member) -> Iterator[ExploredTable]:
    """The tables of a file with the names of their columns and nothing else."""

    def table_of(_name: str) -> ExpectedTable:
        return ExpectedTable(bench.new_name("header"), ())

    try:
        read = read_member(
            bench, member, Wanted(table_of, lambda _name, _shown, _hidden: None, lambda _shown, _why: None)
        )
    except IntakeError:
        # Exploring says why it cannot be read; no source fits it.
        return
    for raw_table in read.tables:
        sheet = raw_table.written.sheet if raw_table.written else None
        yield ExploredTable(
            file=member.name,
            sheet=sheet,
            format="",
            encoding=None,
            separator=None,
            header_line=None,
            rows=raw_table.rows or 0,
            columns=tuple(_named(name, position) for position, name in enumerate(raw_table.header)),
        )


def _named(name: str, position: int) -> ExploredColumn:
    return ExploredColumn(
        name=name,
        position=position,
        kind=ColumnKind.TEXT,
        empty=0,
        distinct=0,
        examples=(),
        values=(),
        roles=(),
    )
