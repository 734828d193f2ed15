"""The scheme's rules C01–C13 and the soft checks, on the clean tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cxc_metrics.contract import RULES, Rule, Severity
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME
from cxc_metrics.contract.rules import HELD_SQL
from cxc_metrics.engine.duckdb_dialect import EMBEDDED, literal
from cxc_metrics.intake.stage.staged import Staged, note
from cxc_metrics.intake.workbench import STAGE, Workbench

from .asat import activity_columns
from .emptied import find_undecided
from .row_checks import shown

_NAMED = 5
# Numbers are told as a person writes them: 2, not 2.0.
_AS_TEXT = """CASE WHEN typeof(value) = 'DOUBLE' OR typeof(value) LIKE 'DECIMAL%'
                       THEN regexp_replace(CAST(value AS VARCHAR), '[.]00?$', '')
                   ELSE CAST(value AS VARCHAR) END"""


def check_rules(
    bench: Workbench, rules: Iterable[str], staged: dict[str, Staged]
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Evaluate the rules whose tables were delivered; breaches go to `exchange_breach(exchange_id, rule)`.

    Returns the ids evaluated, and the others with the tables they miss.
    """
    evaluated: list[str] = []
    not_evaluated: dict[str, tuple[str, ...]] = {}
    for rule in (RULES[name] for name in rules):
        missing = tuple(name for name in rule.needs if name not in staged)
        if missing:
            not_evaluated[rule.id] = missing
            continue
        _evaluate(bench, rule, staged["exchange"])
        evaluated.append(rule.id)
    return tuple(evaluated), not_evaluated


def _evaluate(bench: Workbench, rule: Rule, exchange: Staged) -> None:
    hits = f"{STAGE}._hit"
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {hits} AS "
        f'SELECT exchange_id, "column", {_AS_TEXT} AS value FROM ({EMBEDDED.read(rule.sql)})'
    )
    if find_undecided(bench, rule, hits):
        _tell_undecided(bench, rule, exchange, hits)
    if bench.count(hits) == 0:
        return
    bench.connection.execute(
        f"""INSERT INTO finding
            SELECT {exchange.file}, 'exchange', {exchange.line}, h."column", h.value, {literal(rule.id)},
                   {literal(rule.severity.value)},
                   replace({literal(rule.message)}, '{{value}}', coalesce(h.value, 'empty')),
                   {literal(rule.hint)}
            FROM {hits} h JOIN {exchange.relation} s USING (exchange_id)
            WHERE s.rowid NOT IN (SELECT row FROM {exchange.out})"""
    )
    if rule.severity is Severity.BREACH:
        bench.connection.execute(
            f"INSERT INTO exchange_breach SELECT DISTINCT exchange_id, {literal(rule.id)} FROM {hits}"
        )


def _tell_undecided(bench: Workbench, rule: Rule, exchange: Staged, hits: str) -> None:
    """Neither broken nor kept: the rule is not evaluated for exchanges that need an emptied cell for it."""
    among = f"(SELECT DISTINCT exchange_id FROM {STAGE}._open SEMI JOIN exchange USING (exchange_id))"
    bench.connection.execute(f"DELETE FROM {hits} WHERE exchange_id IN {among}")
    keys = [key for (key,) in bench.rows(f"SELECT exchange_id FROM {among} ORDER BY 1 LIMIT {_NAMED + 1}")]
    if not keys:
        return
    named = ", ".join(keys[:_NAMED]) + (", …" if len(keys) > _NAMED else "")
    bench.warn(
        exchange.shown_file,
        "exchange",
        "rule_undecided",
        f"{rule.id} ({rule.title}) was not evaluated for {bench.count(among):,} of the exchanges, as a cell "
        f"it needs was emptied: {named}",
        "Correct the emptied cells; each has a finding of its own",
    )
    if rule.severity is Severity.BREACH:
        bench.connection.execute(
            f"INSERT INTO exchange_undecided SELECT exchange_id, {literal(rule.id)} FROM {among}"
        )


def check_soft(bench: Workbench, staged: dict[str, Staged], countable: str) -> None:
    """Warnings that are no rule of the scheme: held without a duration, a refund, one acronym for two.

    `countable` is the source's rule for what counts: working days decide by that of the scheme alone.
    """
    exchange = staged["exchange"]
    if countable == COUNTED_BY_SCHEME and "working_days" not in exchange.lacking:
        note(
            bench,
            exchange,
            f"s.status IN {HELD_SQL} AND s.working_days IS NULL AND {_kept(exchange)}",
            code="held_without_working_days",
            severity=Severity.WARN,
            message=literal("held, but the number of working days is not given: it is not counted"),
            hint=literal("Give the working days without travel; three or more count"),
            column="working_days",
        )
    note(
        bench,
        exchange,
        f"s.lump_sum_paid_eur < 0 AND {_kept(exchange)}",
        code="refund",
        severity=Severity.WARN,
        message=literal("the payment is below zero: it is taken for a refund and added"),
        hint=literal("Correct it if it is none"),
        column="lump_sum_paid_eur",
        value=shown(exchange, "lump_sum_paid_eur"),
    )
    if "partnership" in staged:
        partnership = staged["partnership"]
        note(
            bench,
            partnership,
            f"{_kept(partnership)} AND s.acronym IN "
            "(SELECT acronym FROM partnership GROUP BY acronym HAVING count(*) > 1)",
            code="acronym_not_unique",
            severity=Severity.WARN,
            message="'another partnership is called ''' || s.acronym || ''' too'",
            hint=literal("Give each partnership an acronym of its own"),
            column="acronym",
            value="s.acronym",
        )


def check_as_at(bench: Workbench, staged: dict[str, Staged], as_at: date) -> None:
    """Warn of activities dated after the day the register describes."""
    for name, columns in activity_columns(staged):
        for column in columns:
            note(
                bench,
                staged[name],
                f"s.\"{column}\" > DATE '{as_at}' AND {_kept(staged[name])}",
                code="after_as_at",
                severity=Severity.WARN,
                message=literal(f"the date lies after {as_at}, the day the register describes"),
                hint=literal("Correct the date, or declare a later as-at date"),
                column=column,
                value=shown(staged[name], column),
            )


def _kept(staged: Staged) -> str:
    return f"s.rowid NOT IN (SELECT row FROM {staged.out})"
