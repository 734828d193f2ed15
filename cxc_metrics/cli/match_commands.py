"""`cxc match`: who should meet whom, and how well the ranking foretells past matches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cxc_metrics.errors import InvalidScope, shown

from .match_evaluation import leave_evaluation
from .measure import VersionOption
from .screen import Format, remark, say, say_bytes, say_json, show
from .store import RegisterOption, ViewerOption, chosen_reader

if TYPE_CHECKING:
    from cxc_metrics.access import AssignedVisitors, Days
    from cxc_metrics.disclosure import Table

match = typer.Typer(
    help="Who should meet whom: rank hosts for a visitor, assign visitors to hosts, evaluate the ranking.",
    invoke_without_command=True,
)
_FEW: Final = 20

WeightOption = Annotated[
    list[str] | None,
    typer.Option(
        "--weight",
        help="Another weight than the fitted one: same_ecosystem=2. May be repeated.",
        metavar="FEATURE=NUMBER",
        show_default=False,
    ),
]
FromOption = Annotated[
    str | None,
    typer.Option(
        "--from", help="First day for visits; the as-at day unless said.", metavar="DAY", show_default=False
    ),
]
ToOption = Annotated[
    str | None,
    typer.Option(
        "--to", help="Last day for visits; 183 days from the first.", metavar="DAY", show_default=False
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print the result.")]


@match.callback()
def _match(
    context: typer.Context,
    evaluate: Annotated[
        bool,
        typer.Option("--evaluate", help="How often the host that was chosen is among the first ten."),
    ] = False,
    after: Annotated[
        str | None,
        typer.Option(
            "--after",
            help="With --evaluate: train on matches made by this day, try those started after it.",
            metavar="DAY",
            show_default=False,
        ),
    ] = None,
    format_: FormatOption = Format.TABLE,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """Who should meet whom: cxc match rank VISITOR, cxc match assign, cxc match --evaluate"""
    if context.invoked_subcommand is not None:
        if evaluate or after:
            raise InvalidScope("--evaluate and --after stand alone: leave rank and assign away, or them.")
        return
    if not evaluate:
        if after:
            raise InvalidScope("--after says on which matches the ranking is tried: add --evaluate.")
        say(context.get_help())
        return
    from cxc_metrics.disclosure import viewer_named

    reader = chosen_reader(register, version_id, viewer_named(viewer))
    leave_evaluation(reader.match_making.evaluated(_day(after, "--after")), reader, format_)


@match.command()
def rank(
    visitor: Annotated[
        str, typer.Argument(help="Registration of a waiting visitor.", metavar="VISITOR", show_default=False)
    ],
    weight: WeightOption = None,
    first_day: FromOption = None,
    last_day: ToOption = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many hosts to print as a table.")] = _FEW,
    format_: FormatOption = Format.TABLE,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """The hosts that the rules leave to a waiting visitor, the best first: cxc match rank REG-0002120"""
    from cxc_metrics.access import enter_export, read_weights
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.words import matching_words

    weights, days = read_weights(weight or []), _days(first_day, last_day)
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    study = reader.match_making.ranked_hosts(visitor, weights, days)
    ranked = study.result
    enter_export(study.table(ranked.table), f"hosts for {visitor}", format_.value)
    if ranked.lacks:
        remark(f"No host for {visitor}: {matching_words.lack(ranked.lacks)}.")
    in_force = reader.match_making.weights_in_force(weights)
    rows = ranked.table.to_dict("records")
    reasons = [matching_words.reasons(row, in_force, ranked.visitor["country"]) for row in rows]
    if format_ is Format.TABLE:
        columns = ("rank", "points", "registration", "host", "country", "free", "what speaks for it")
        names = ("rank", "points", "registration_id", "name", "country", "free")
        lines = [
            (*(_number(row[name]) for name in names), reason)
            for row, reason in zip(rows, reasons, strict=True)
        ]
        show(columns, lines[:most])
        if len(lines) > most:
            remark(f"{most} of {len(lines)} hosts; --most N for more, --format csv for all.")
        return
    _leave(study.table(ranked.table.assign(reasons=reasons)), format_)


@match.command()
def assign(
    partnership: Annotated[
        str | None,
        typer.Option(
            "--partnership",
            help="Visitors of this partnership; all waiting visitors unless said.",
            metavar="ID",
            show_default=False,
        ),
    ] = None,
    weight: WeightOption = None,
    first_day: FromOption = None,
    last_day: ToOption = None,
    mail: Annotated[bool, typer.Option("--mail", help="As a list to mail.")] = False,
    format_: FormatOption = Format.TABLE,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "internal",
) -> None:
    """The best assignment of waiting visitors to hosts: cxc match assign --partnership W2-06"""
    from cxc_metrics.access import enter_export, read_weights
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.words import matching_words

    weights, days = read_weights(weight or []), _days(first_day, last_day)
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    study = reader.match_making.assigned(partnership, weights, days)
    whose = partnership or "all partnerships"
    enter_export(study.table(study.result.table), f"pairs for {whose}", "mail" if mail else format_.value)
    in_force = reader.match_making.weights_in_force(weights)
    if mail:
        names = reader.labels("partnership")
        named = names.get(partnership or "", "all partnerships")
        say(matching_words.mail_list(study, in_force, named, reader.match_making.window(days)))
        return
    why = matching_words.why(study.result, in_force)
    if format_ is Format.TABLE:
        _print_assigned(study.result, why)
    else:
        _leave(study.table(study.result.table.assign(why=why)), format_)


def _print_assigned(result: AssignedVisitors, why: list[str]) -> None:
    names_shown = ("registration_id", "visitor", "country", "host", "host_country", "points", "greedy_host")
    show(
        ("registration", "visitor", "country", "host", "in", "points", "greedy", "why"),
        [
            (*(_number(row[name]) for name in names_shown), reason)
            for row, reason in zip(result.table.to_dict("records"), why, strict=True)
        ],
    )
    for label, way in (("Best", result.best), ("Greedy", result.greedy)):
        mean = f", {way.total_points / way.placed:.1f} points a pair" if way.placed else ""
        say(f"{label}: {way.placed} of {result.visitors} visitors placed{mean}; worth {way.worth:,.1f}.")


def _leave(table: Table, format_: Format) -> None:
    if format_ is Format.CSV:
        from cxc_metrics.export import to_csv

        say_bytes(to_csv(table))
        return
    frame = table.frame()
    say_json(frame.astype(object).where(frame.notna(), None).to_dict("records"))


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidScope(f"{option} {shown(text)} is no day: write it as 2024-05-31.") from None


def _days(first: str | None, last: str | None) -> Days:
    from cxc_metrics.access import Days

    return Days(_day(first, "--from"), _day(last, "--to"))


def _number(value: object) -> object:
    """A cell as it is printed: points with one decimal, nothing for what is missing."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.1f}"
    return value


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(match, name="match")
