"""The synthetic register, from seed to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from . import (
    exchanges,
    matches,
    meetings,
    organisations,
    papers,
    partnerships,
    support,
    wishes,
)
from .dirt import broken_rows, foreign_codes
from .draw import Dice
from .frames import Columns, Tables, assemble
from .outcomes import outcome
from .reports import report
from .scheme import AS_AT
from .survey_answers import Traits, answer, survey_answer
from .surveys import invite, survey_invitation
from .truth import agreements, exports, quality
from .world import World, build
from .write import (
    SampleError,
    finish,
    make_room,
    write_table,
    writing,
)

DEFAULT_EXCHANGES: Final = 2_000
DEFAULT_SEED: Final = 20_240_531
LEAST_EXCHANGES: Final = 100
MOST_EXCHANGES: Final = 1_000_000
# Above this, only the tables an exchange needs.
ALL_TABLES_UP_TO: Final = 100_000
FAULTS: Final = 0.0025
LEAST_FAULTS: Final = 3
BROKEN: Final = 0.001

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Sample:
    """What was written: rows per table, and how much dirt of each kind (`table.reason` or
    `table.column.kind`).

    `exchanges` counts the exchanges of the drawing; the file has those and the broken rows.
    """

    directory: Path
    exchanges: int
    seed: int
    as_at: date
    row_counts: dict[str, int] = field(default_factory=dict)
    dirt: dict[str, int] = field(default_factory=dict)


def generate(
    directory: Path | str,
    *,
    exchanges: int = DEFAULT_EXCHANGES,
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
) -> Sample:
    """Write a synthetic register: one CSV per contract table, and register.toml.

    The same number and seed give the same bytes. Up to 100 000 exchanges all tables are written, above that
    organisations, partnerships, registrations and exchanges. `progress(step, done)` is called with done in
    0..1.

    Raises SampleError for a number outside 100 to 1 000 000, a negative seed, or a folder that holds other
    data.
    """
    _check(exchanges, seed)
    tell = progress or (lambda _step, _done: None)
    folder = Path(directory)
    make_room(folder)
    tables, dirt, added = draw(exchanges, seed, tell)
    counts = {}
    with writing() as connection:
        for number, name in enumerate(tables):
            tell(f"writing {name}", 0.6 + 0.4 * number / len(tables))
            counts[name] = write_table(connection, folder, name, tables, added.get(name, []))
    finish(folder, tables, exchanges, seed)
    tell("done", 1.0)
    return Sample(folder, exchanges, seed, AS_AT, counts, dirt)


def _check(size: int, seed: int) -> None:
    if not LEAST_EXCHANGES <= size <= MOST_EXCHANGES:
        raise SampleError(
            f"{size} exchanges cannot be drawn; ask for {LEAST_EXCHANGES} to {MOST_EXCHANGES:,}".replace(
                ",", " "
            )
        )
    if seed < 0:
        raise SampleError(f"seed {seed} is negative; use 0 or a positive number")


def draw(
    size: int, seed: int, tell: Progress
) -> tuple[Tables, dict[str, int], dict[str, list[dict[str, str | None]]]]:
    """The tables with foreign codes in them, the counts of dirt, and the broken rows to add to each table."""
    steps = {"visits": 0.0, "registrations": 0.2, "exchanges": 0.35}
    world = build(size, seed, max(LEAST_FAULTS, round(FAULTS * size)), lambda step: tell(step, steps[step]))
    tables: Tables = {}
    for name, columns in _columns(world, with_all=size <= ALL_TABLES_UP_TO):
        tell(name, 0.45)
        tables[name] = assemble(name, columns)
    dirt = foreign_codes(Dice(seed, "codes"), tables)
    added, broken = broken_rows(Dice(seed, "broken"), tables, max(1, round(BROKEN * size)))
    return tables, dirt | broken, added


def _columns(world: World, *, with_all: bool) -> Iterator[tuple[str, Columns]]:
    """The tables one after the other, parents first."""
    seed = world.seed
    travelled = np.zeros(len(world.actors), np.bool_)
    travelled[world.visitor_org] = True
    figures = organisations.economy(Dice(seed, "economy"), world.actors, travelled)
    yield "organisation", organisations.organisation(Dice(seed, "organisation"), world, figures)
    if with_all:
        yield "cluster_membership", organisations.cluster_membership(Dice(seed, "membership"), world)
    yield "partnership", partnerships.partnership(Dice(seed, "partnership"), world)
    if with_all:
        yield "partnership_member", partnerships.partnership_member(world)
        yield "partnership_ecosystem", partnerships.partnership_ecosystem(world)
    yield "registration", matches.registration(Dice(seed, "registration"), world)
    if with_all:
        chosen = matches.matched_hosts(world)
        yield (
            "registration_preference",
            wishes.registration_preference(Dice(seed, "wishes"), world, chosen),
        )
        yield "match", matches.match(Dice(seed, "match"), world)
        yield "event", exchanges.event(Dice(seed, "event"), world)
    yield "exchange", exchanges.exchange(Dice(seed, "exchange"), world, with_links=with_all)
    if with_all:
        yield from _followed(world)
        yield from _surveyed(world, figures)


def _followed(world: World) -> Iterator[tuple[str, Columns]]:
    """What hangs on an exchange, and what stands beside it."""
    for name, make in (
        ("exchange_session", exchanges.exchange_session),
        ("exchange_activity", exchanges.exchange_activity),
        ("document", papers.document),
        ("participation", papers.participation),
        ("meeting", meetings.meeting),
        ("challenge", meetings.challenge),
        ("challenge_solution", meetings.challenge_solution),
        ("service", support.service),
        ("profile", support.profile),
        ("expression_of_interest", support.expression_of_interest),
    ):
        yield name, make(Dice(world.seed, name), world)


def _surveyed(world: World, figures: organisations.Economy) -> Iterator[tuple[str, Columns]]:
    """Surveys and outcomes: drawn once as what happened, then told."""
    seed = world.seed
    invitations = invite(Dice(seed, "invitations"), world)
    well = quality(Dice(seed, "quality"), world)
    signed = agreements(Dice(seed, "agreements"), world, well)
    own = exports(Dice(seed, "exports"), world, figures)
    reports, agreed = report(Dice(seed, "reports"), signed, invitations, len(world.journeys))
    answers = answer(Dice(seed, "answers"), world, invitations, Traits(well, own, agreed))
    yield "survey_invitation", survey_invitation(world, invitations)
    yield "survey_answer", survey_answer(answers)
    yield "outcome", outcome(Dice(seed, "outcomes"), world, invitations, answers, signed, reports, own)
