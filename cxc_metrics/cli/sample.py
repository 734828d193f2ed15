"""`cxc sample` and `cxc demo`: the synthetic register."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cxc_metrics.paths import DATA

from .checked_delivery import checked_register, served
from .screen import progress_bar, say, show

if TYPE_CHECKING:
    from cxc_metrics.sample import Sample

DEMO_FOLDER: Final = DATA / "sample" / "register"


def sample(
    directory: Annotated[
        Path, typer.Argument(help="The folder to write to.", metavar="DIR", show_default=False)
    ],
    exchanges: Annotated[
        int | None,
        typer.Option("--exchanges", help="How many, 100 to 1 000 000; 2 000 unless said.", metavar="N"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help="Another number draws another register.", metavar="S")
    ] = None,
) -> None:
    """Write a synthetic register: invented from end to end, and marked so.

    The same number and seed write the same files. Above 100 000 exchanges only organisations, partnerships,
    registrations and exchanges are written.
    """
    made = _draw(directory, exchanges, seed)
    show(("table", "rows"), list(made.row_counts.items()))
    say(
        f"Synthetic register of {made.exchanges} exchanges, as at {made.as_at}, seed {made.seed}: {directory}"
    )
    say(f"Serve it with: cxc publish {directory}")


def demo() -> None:
    """Publish the synthetic register if nothing has been published yet."""
    from cxc_metrics.access import open_register

    register = open_register()
    reader = register.reader()
    if reader is not None:
        from cxc_metrics.scope import as_at_day

        manifest = reader.manifest
        kind = "synthetic, " if manifest.is_synthetic else ""
        say(f"Served: {manifest.title}, data version {reader.id} ({kind}{as_at_day(manifest.as_at)}).")
        return
    say("Nothing has been published yet: drawing a synthetic register and publishing it.")
    made = _draw(DEMO_FOLDER)
    with checked_register(made.directory) as checked, progress_bar() as progress:
        done = register.publish(checked, note="cxc demo", progress=progress)
    say(f"{served(done)} All figures are invented, as at {made.as_at}; the files are in {made.directory}.")


def _draw(directory: Path, exchanges: int | None = None, seed: int | None = None) -> Sample:
    from cxc_metrics.sample import DEFAULT_EXCHANGES, DEFAULT_SEED, generate

    with progress_bar() as progress:
        return generate(
            directory,
            exchanges=DEFAULT_EXCHANGES if exchanges is None else exchanges,
            seed=DEFAULT_SEED if seed is None else seed,
            progress=progress,
        )


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (sample, demo):
        app.command()(command)
