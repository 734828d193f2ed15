"""The floor under publishing: what may be lost by a publication only on an explicit word, or not at all.

Definitions 1. A record is a row of the register's own unit: see `contract.shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Protocol

from cxc_metrics.contract import Shape, shape_of
from cxc_metrics.contract.shapes import PAIRS
from cxc_metrics.errors import RegisterError

from .history import same_register
from .manifest import Manifest

MOST_REJECTED: Final = Fraction(1, 5)
LEAST_HELD: Final = Fraction(1, 2)


class Counted(Protocol):
    """Rows of one table, of a check or of a manifest."""

    @property
    def read(self) -> int:
        """All rows."""

    @property
    def kept(self) -> int:
        """Rows in the clean table."""

    @property
    def rejected(self) -> int:
        """Rows left out, those whose parent was left out among them; repeated ones are not."""


class PublishingRefused(RegisterError):
    """A publication that would lose what may not be lost, or not without an explicit word.

    `losses` are the reasons, one line each with both numbers; `can_be_accepted` is False where no word helps.
    """

    def __init__(self, losses: Sequence[str], *, can_be_accepted: bool) -> None:
        self.losses, self.can_be_accepted = tuple(losses), can_be_accepted
        word = ", or accept the loss expressly" if can_be_accepted else ""
        super().__init__(f"Nothing was published. {' '.join(self.losses)} Correct the files{word}.")


def require_unit(row_counts: Mapping[str, Counted], shape: Shape) -> None:
    """PublishingRefused where no record was kept: no word makes that a register."""
    table = shape.table
    counted = row_counts.get(table)
    if counted is None or counted.kept == 0:
        read = 0 if counted is None else counted.read
        raise PublishingRefused([f"0 of {read:,} rows of table {table} were kept."], can_be_accepted=False)


def losses(new: Manifest, before: Manifest | None) -> tuple[str, ...]:
    """What would be lost, one sentence each with both numbers; empty where the floor holds.

    `before` is the version of the same register that was served last, if any.
    """
    shape = shape_of(new.row_counts, new.grain)
    table, counted = shape.table, new.row_counts[shape.table]
    lost = []
    if Fraction(counted.rejected, max(counted.read, 1)) > MOST_REJECTED:
        lost.append(
            f"{counted.rejected:,} of {counted.read:,} rows of table {table} were left out, "
            "more than a fifth."
        )
    if before is not None and new.countable_exchanges < before.countable_exchanges * LEAST_HELD:
        lost.append(
            f"{new.countable_exchanges:,} {_counted(shape)} against {before.countable_exchanges:,} in data "
            f"version {before.id}, fewer than half."
        )
    return tuple(lost)


def _counted(shape: Shape) -> str:
    """Exchanges are counted where they were held, all other units wherever they are."""
    return "held exchanges" if shape.table == PAIRS.table else shape.units


def served_before(
    new: Manifest, served: Sequence[str], manifest_of: Callable[[str], Manifest | None]
) -> Manifest | None:
    """The version of the same register served last, if neither is synthetic.

    `served` are the ids that were served, the newest first. A first own register over the synthetic one, or
    over another source's, loses nothing; nor does what is served already.
    """
    if new.is_synthetic:
        return None
    for version_id in dict.fromkeys(served):
        manifest = manifest_of(version_id)
        if manifest is not None and same_register(manifest, new):
            return manifest
    return None
