"""Which data version stood before another, and whether the two can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .manifest import Manifest


class Previous(NamedTuple):
    """The data version before, or why there is none that could be compared.

    `other` is the title of the newest earlier version where none can be compared: the register's grain or its
    rule for countable has changed since.
    """

    manifest: Manifest | None
    other: str | None = None


def previous_version(history: Sequence[Manifest], shown: Manifest) -> Previous:
    """The newest version published before `shown` that describes the same register.

    The same register: the same name and source (with it grain and rule for countable), and both or neither
    synthetic. Real figures beside invented ones, or persons beside exchanges, would be no change of anything.
    """
    earlier = sorted(
        (
            version
            for version in history
            if version.register_name == shown.register_name and _order(version) < _order(shown)
        ),
        key=_order,
        reverse=True,
    )
    for version in earlier:
        if same_register(version, shown):
            return Previous(version)
    return Previous(None, earlier[0].title if earlier else None)


def same_register(manifest: Manifest, other: Manifest) -> bool:
    """Whether two versions describe the same register, so that their numbers can be compared."""
    return _identity(manifest) == _identity(other)


def _order(manifest: Manifest) -> tuple[object, str]:
    return manifest.published_at, manifest.id


def _identity(manifest: Manifest) -> tuple[str, str, str, str, bool]:
    return (
        manifest.register_name,
        manifest.source,
        manifest.grain,
        manifest.countable,
        manifest.is_synthetic,
    )
