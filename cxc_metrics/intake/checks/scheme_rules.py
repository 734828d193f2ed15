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
_HITS = f"{STAGE}._hits"
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
    not_evaluated = {
        rule.id: missing
        for rule in (RULES[name] for name in rules)
        if (missing := tuple(name for name in rule.needs if name not in staged))
    }
    judged = [RULES[name] for name in rules if name not in not_evaluated]
    if judged:
        broken = _find_hits(bench, judged)
        is_emptied = bench.count("main.emptied_cell") > 0
        for rule in judged:
            _tell(bench, rule, staged["exchange"], is_broken=rule.id in broken, is_emptied=is_emptied)
    return tuple(rule.id for rule in judged), not_evaluated


def _find_hits(bench: Workbench, rules: Iterable[Rule]) -> frozenset[str]:
    """Table `_hits` (rule, exchange_id, column, value) of all breaches; the rules that have some.

    By one statement: to begin one takes longer than a rule takes on a small register.
    """
    each = " UNION ALL ".join(
        f'SELECT {literal(rule.id)} AS rule, exchange_id, "column", {_AS_TEXT} AS value '
        f"FROM ({EMBEDDED.read(rule.sql)})"
        for rule in rules
    )
    bench.connection.execute(f"CREATE OR REPLACE TABLE {_HITS} AS {each}")
    return frozenset(rule for (rule,) in bench.rows(f"SELECT DISTINCT rule FROM {_HITS}"))


def _tell(bench: Workbench, rule: Rule, exchange: Staged, *, is_broken: bool, is_emptied: bool) -> None:
    hits = f"(SELECT * FROM {_HITS} WHERE rule = {literal(rule.id)})"
    if is_emptied and find_undecided(bench, rule, hits):
        _tell_undecided(bench, rule, exchange)
    if not is_broken:
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


def _tell_undecided(bench: Workbench, rule: Rule, exchange: Staged) -> None:
    """Neither broken nor kept: the rule is not evaluated for exchanges that need an emptied cell for it."""
    among = f"(SELECT DISTINCT exchange_id FROM {STAGE}._open SEMI JOIN exchange USING (exchange_id))"
    bench.connection.execute(
        f"DELETE FROM {_HITS} WHERE rule = {literal(rule.id)} AND exchange_id IN {among}"
    )
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
