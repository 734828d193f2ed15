"""Receive a delivery: every file becomes a staged contract table, a finding, or a problem that stops the check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from cxc_metrics.vocabulary import TABLES, Severity, Table

from .bench import Workbench
from .findings import Finding, add_findings
from .members import Member, members_of
from .names import match_header, resembling_table, suggestion, table_for
from .options import REGISTER_FILE, RegisterFile, read_register_file
from .raw import RawTable, SourceFile
from .readers import Known, read_member
from .required import missing_columns, require_tables
from .source import Source
from .stage import Staged, load


@dataclass
class Delivery:
    """What was received: staged tables by contract name, and what the register says about itself."""

    tables: dict[str, Staged] = field(default_factory=dict)
    files: tuple[SourceFile, ...] = ()
    declared: RegisterFile = RegisterFile()


def receive(bench: Workbench, path: Path, source: Source) -> Delivery:
    """Read everything at the path. IntakeError with all problems listed."""
    bench.step("Reading files", 0.0)
    members = members_of(bench, path)
    delivery = Delivery()
    delivery.declared, members = _register_file(bench, members)
    _declare(bench, delivery.declared, source)
    intake = _ContractIntake(bench, source, delivery)
    for number, member in enumerate(members):
        bench.step(f"Reading {member.name}", 0.45 * number / len(members))
        with bench.collecting():
            intake.take(member)
    require_tables(bench, delivery.tables, source, intake.seen)
    bench.raise_problems()
    delivery.files = tuple(intake.files)
    return delivery


def _register_file(bench: Workbench, members: list[Member]) -> tuple[RegisterFile, list[Member]]:
    declared = RegisterFile()
    rest = []
    for member in members:
        if Path(member.name).name.casefold() != REGISTER_FILE:
            rest.append(member)
            continue
        with bench.collecting():
            declared = read_register_file(member.path)
    return declared, rest


def _declare(bench: Workbench, declared: RegisterFile, source: Source) -> None:
    """What the caller says stands before the register, the register before the source."""
    options = bench.options
    bench.options = replace(
        options,
        date_format=options.date_format or declared.date_format or source.date_format,
        decimal=options.decimal or declared.decimal or source.decimal,
    )


class _ContractIntake:
    """Files that hold contract tables under their names."""

    def __init__(self, bench: Workbench, source: Source, delivery: Delivery) -> None:
        self.bench, self.source, self.delivery = bench, source, delivery
        self.files: list[SourceFile] = []
        self.seen: dict[str, str] = {}
        self._from: dict[str, str] = {}

    def take(self, member: Member) -> None:
        """Read one file and stage its tables."""
        rows = 0
        read = read_member(self.bench, member, self._known)
        for raw_table in read.tables:
            rows += self._stage(TABLES[raw_table.name], raw_table)
        if read.file is not None:
            self.files.append(replace(read.file, rows=rows))

    def _known(self, name: str, shown: str) -> Known | None:
        """The columns a file or sheet of that name may have; None with a word of help if it is no table."""
        table = table_for(name)
        if table is not None:
            return Known(table, tuple((column.name, column.aliases) for column in TABLES[table].columns()))
        meant = resembling_table(name)
        if meant is not None:
            help_ = f"{shown} looks like table {meant}: rename it to {meant} or remove it"
            self.seen.setdefault(meant, help_)
            self.bench.problems.append(help_)
            return None
        self._warn(
            shown,
            None,
            "unknown_table",
            f"{shown} is no table of the register and was not read",
            f"Tables are {', '.join(TABLES)}",
        )
        return None

    def _warn(
        self, shown: str, table: str | None, code: str, message: str, hint: str, column: str | None = None
    ) -> None:
        finding = Finding(shown, table, None, column, None, code, Severity.WARN, message, hint)
        add_findings(self.bench.connection, [finding])

    def _stage(self, model: type[Table], raw_table: RawTable) -> int:
        name = model.table
        if name in self._from:
            self.bench.problems.append(
                f"Table {name} was delivered twice, as {self._from[name]} and {raw_table.file}. Keep one"
            )
            return 0
        self._from[name] = raw_table.file
        match = match_header(raw_table.header, ((column.name, column.aliases) for column in model.columns()))
        lacking = self.source.lacking(name)
        missing = missing_columns(model, match.position, lacking)
        for cell in match.twice:
            self.bench.problems.append(
                f"{raw_table.file}: column {cell!r} stands twice in the header. Keep one"
            )
        open_columns = [column.name for column in model.columns() if column.name not in match.position]
        for index, cell in match.unknown:
            self._warn(
                raw_table.file,
                name,
                "unknown_column",
                f"column {cell!r} is not known and was not read"
                if cell
                else f"column {index + 1} has no name and was not read",
                suggestion(cell, open_columns),
                cell or None,
            )
        if missing:
            near = [f"{cell!r}" for _, cell in match.unknown]
            self.bench.problems.append(
                f"{raw_table.file} lacks the required column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
                + (f" (not recognised: {', '.join(near[:10])})" if near else "")
            )
        if missing or match.twice:
            self.seen[name] = f"{raw_table.file} could not be used"
            return 0
        cells = {column: f"c{index}" for column, index in match.position.items()}
        staged = load(self.bench, model, raw_table, cells, lacking)
        self.delivery.tables[name] = staged
        return self.bench.count(staged.relation) + staged.bad_rows
