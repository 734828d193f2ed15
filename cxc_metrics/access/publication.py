"""What publishing did, and what it would do."""

from __future__ import annotations

from typing import NamedTuple

from cxc_metrics.store import DataVersion, Manifest

from .reader import Reader


class Publication(NamedTuple):
    """What publishing or rolling back did, and the data version that is served since.

    `outcome` is `published`, `unchanged` (the same content is served already) or `served again`. `told_by` is
    the engine beside the store that answers, and where it is; `loaded` how many tables it had not until then.
    """

    version_id: str
    outcome: str
    manifest: Manifest
    told_by: str = ""
    loaded: int = 0


class Preview(NamedTuple):
    """What publishing would serve: a reader of it, what is served now, and what would be lost.

    The caller closes the reader before the folder goes.
    """

    reader: Reader
    before: Manifest | None
    losses: tuple[str, ...]


def publication_of(version: DataVersion) -> Publication:
    """What a data version says of having been published just now; it is closed."""
    with version:
        return Publication(
            version.id, version.outcome or "", version.manifest, version.told_by, version.loaded
        )
