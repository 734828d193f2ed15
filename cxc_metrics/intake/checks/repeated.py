"""Repeated in the world, not only in the key: asked twice, taking part twice, a meeting that both sides
report, the same visit under two keys.

What is repeated is no mistake in a row: it is counted apart, with its children, as `repeated`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.contract import Severity
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.stage.staged import Staged, leave_out, note
from cxc_metrics.intake.workbench import STAGE, Workbench

REPEATED = "repeated"
_KEYS_NAMED = 5
# Two exchanges that agree in these may be one.
_VISIT = ("s.vo_id", "s.ho_id", "s.actual_start", "s.actual_end", "s.mode")


@dataclass(frozen=True)
class _Identity:
    """What a record is one of in the world.

    `same` are expressions that are equal in records of one thing; `filled` says which rows can be
    told at all; `first` orders them by which stands; `what` names the thing.
    """

    table: str
    same: tuple[str, ...]
    filled: str
    first: str
    what: str


# The latest answered stands, then the one with most items, then the smallest key; with no answer the first
# invited.
_INVITATION = _Identity(
    "survey_invitation",
    (
        "s.exchange_id",
        "CASE WHEN s.exchange_id IS NULL THEN s.registration_id END",
        "s.organisation_id",
        "s.side",
        "s.survey_round",
    ),
    "true",
    "s.responded_on DESC NULLS LAST, items DESC, "
    "CASE WHEN s.responded_on IS NULL THEN s.invited_on END NULLS LAST, s.invitation_id",
    "the organisation was asked in this survey round already",
)
# Who attended stands before who is not said to have.
_PARTICIPATION = _Identity(
    "participation",
    ("s.exchange_id", "s.person_ref", "s.side"),
    "s.person_ref IS NOT NULL",
    "s.attended DESC NULLS LAST, s.withdrawn_on DESC NULLS FIRST, s.participation_id",
    "the person takes part on this side of the exchange already",
)
# Definitions 9: one participation per organisation and project, one person per event.
_IN_PROJECT = _Identity(
    "project_participant",
    ("s.project_id", "s.organisation_id"),
    "s.project_id IS NOT NULL",
    "CASE WHEN s.role = 'coordinator' THEN 0 ELSE 1 END, s.eu_contribution_eur DESC NULLS LAST, "
    "s.participant_id",
    "the organisation takes part in this project already",
)
_AT_EVENT = _Identity(
    "event_attendance",
    ("s.event_id", "s.person_ref"),
    "s.person_ref IS NOT NULL",
    "s.amount_eur DESC NULLS LAST, s.days DESC NULLS LAST, s.attendance_id",
    "the person is at this event already",
)
# Definitions 9: both sides may report a meeting. That of an exchange stands before one of an event alone, who
# says whether a follow-up was agreed before who does not.
_MEETING = _Identity(
    "meeting",
    (
        "least(s.org_a, s.org_b)",
        "greatest(s.org_a, s.org_b)",
        "s.event_id",
        "CASE WHEN s.event_id IS NULL THEN s.held_on END",
        "s.kind",
    ),
    "s.org_a IS NOT NULL AND s.org_b IS NOT NULL AND (s.event_id IS NOT NULL OR s.held_on IS NOT NULL)",
    "s.exchange_id IS NULL, s.follow_up DESC NULLS LAST, s.held_on NULLS LAST, s.meeting_id",
    "the two organisations' meeting of this kind, at this event or on this day, is there already",
)
_IDENTITIES = {
    identity.table: identity for identity in (_INVITATION, _PARTICIPATION, _IN_PROJECT, _AT_EVENT, _MEETING)
}


def check_repeated(bench: Workbench, staged: Staged, tables: dict[str, Staged]) -> None:
    """Leave out, and tell, what is there a second time under another key; after its links were checked."""
    identity = _IDENTITIES.get(staged.name)
    if identity is None or not _find(bench, staged, identity, tables.get("survey_answer")):
        return
    key = staged.model.key()[0]
    joined = f"JOIN {STAGE}._repeated r ON r.row = s.rowid"
    items = (
        "CASE r.items WHEN 0 THEN '' WHEN 1 THEN ' with its answer' "
        "ELSE ' with its ' || r.items || ' answers' END"
    )
    note(
        bench,
        staged,
        "true",
        code=REPEATED,
        severity=Severity.WARN,
        message=f"{literal(f'{identity.what}: ')} || r.stands || ' stands, this one is left out' || {items}",
        hint=literal("Nothing need be changed; to count the other one, remove the one that stands"),
        column=key,
        value=f's."{key}"',
        joined=joined,
    )
    leave_out(bench, staged, "true", REPEATED, joined)


def leave_out_children(bench: Workbench, staged: Staged, parents: dict[str, Staged]) -> None:
    """The children of what is repeated are counted as repeated too; before their links are checked."""
    for column in staged.columns():
        parent = parents.get(column.references or "")
        if parent is None or parent.name not in _IDENTITIES:
            continue
        key = parent.model.key()[0]
        lost = (
            f'SELECT p."{key}" FROM {parent.relation} p '
            f"WHERE p.rowid IN (SELECT row FROM {parent.out} WHERE why = {literal(REPEATED)})"
        )
        leave_out(bench, staged, f's."{column.name}" IN ({lost}) AND {_kept(staged)}', REPEATED)


def _find(bench: Workbench, staged: Staged, identity: _Identity, answers: Staged | None) -> bool:
    """Table `_repeated` (row, stands, items): what is not first among records of the same thing."""
    needed = [name for name in staged.model.key() if name not in staged.present]
    if needed:
        return False
    counted = "0 AS items"
    joined = ""
    if identity is _INVITATION and answers is not None:
        counted = "coalesce(a.items, 0) AS items"
        joined = (
            f"LEFT JOIN (SELECT s.invitation_id, count(*) AS items FROM {answers.relation} s "
            f"WHERE {_kept(answers)} GROUP BY 1) a ON a.invitation_id = s.invitation_id"
        )
    key = staged.model.key()[0]
    same = ", ".join(f"{expression} AS same_{n}" for n, expression in enumerate(identity.same))
    of = ", ".join(f"same_{n}" for n in range(len(identity.same)))
    order = identity.first.replace("s.", "")
    bench.connection.execute(
        f"""CREATE OR REPLACE TABLE {STAGE}._repeated AS
            WITH named AS (SELECT s.*, s.rowid AS row, {counted}, {same} FROM {staged.relation} s {joined}
                           WHERE {identity.filled} AND {_kept(staged)}),
            ranked AS (SELECT row, items, row_number() OVER thing AS place,
                              first_value("{key}") OVER thing AS stands
                       FROM named WINDOW thing AS (PARTITION BY {of} ORDER BY {order}))
            SELECT row, stands, items FROM ranked WHERE place > 1"""
    )
    return bench.count(f"{STAGE}._repeated") > 0


def check_same_visits(bench: Workbench, exchange: Staged) -> None:
    """Warn, once a group, of exchanges with the same visitor, host, days and mode; all of them are kept."""
    needed = ("exchange_id", "vo_id", "ho_id", "actual_start")
    if any(name in exchange.lacking or name not in exchange.present for name in needed):
        return
    same = ", ".join(_VISIT)
    filled = " AND ".join(f's."{name}" IS NOT NULL' for name in needed)
    matched = " AND ".join(f"{cell} IS NOT DISTINCT FROM g.{cell.removeprefix('s.')}" for cell in _VISIT)
    bench.connection.execute(
        f"""CREATE OR REPLACE TABLE {STAGE}._same AS
            WITH visit AS (SELECT s.rowid AS row, s.exchange_id, {same} FROM {exchange.relation} s
                           WHERE {filled} AND {_kept(exchange)}),
            again AS (SELECT {same} FROM visit s GROUP BY ALL HAVING count(*) > 1)
            SELECT min(s.row) AS row, count(*) AS visits,
                   array_to_string(list_sort(list(s.exchange_id))[1:{_KEYS_NAMED}], ', ')
                   || CASE WHEN count(*) > {_KEYS_NAMED} THEN ', …' ELSE '' END AS keys
            FROM visit s JOIN again g ON {matched} GROUP BY {same}"""
    )
    note(
        bench,
        exchange,
        "true",
        code="same_visit",
        severity=Severity.WARN,
        message="r.visits || ' exchanges have the same visitor, host, days and mode: ' || r.keys",
        hint=literal("If it was one visit, keep one of them; all were counted"),
        column="exchange_id",
        value="r.keys",
        joined=f"JOIN {STAGE}._same r ON r.row = s.rowid",
    )


def _kept(staged: Staged) -> str:
    return f"s.rowid NOT IN (SELECT row FROM {staged.out})"
