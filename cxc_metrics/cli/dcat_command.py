"""`cxc dcat`: a data version as an entry of a data catalogue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from .measure import VersionOption
from .screen import say, say_json
from .store import RegisterOption, ViewerOption, chosen_reader

_PublisherOption = Annotated[
    str,
    typer.Option("--publisher", help="Who publishes; then a whole catalogue is written.", show_default=False),
]
_AddressOption = Annotated[
    str,
    typer.Option("--address", help="Where its CSV can be had: https://…", show_default=False),
]


def dcat(
    publisher: _PublisherOption = "",
    address: _AddressOption = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A file; else the terminal.", show_default=False)
    ] = None,
    version_id: VersionOption = None,
    register: RegisterOption = None,
    viewer: ViewerOption = "public",
) -> None:
    """Describe a data version by DCAT-AP 3 (JSON-LD): cxc dcat --publisher "An office" -o dataset.jsonld

    For a data portal that harvests catalogues. No register says who publishes it or where it can be had, so
    both are options; described as the public sees it, unless said.
    """
    from cxc_metrics.disclosure import viewer_named
    from cxc_metrics.errors import CxcError
    from cxc_metrics.export import Outgoing
    from cxc_metrics.export.files.dcat import dataset_of
    from cxc_metrics.export.files.whole_files import whole_file

    if address and not address.startswith(("https://", "http://")):
        raise CxcError(f"{address} is no address on the web: it begins with https:// or http://.")
    reader = chosen_reader(register, version_id, viewer_named(viewer))
    about = Outgoing(reader.measure([reader.volume()])).about
    entry = dataset_of(about, publisher=publisher, address=address)
    if output is None:
        say_json(entry)
        return
    with whole_file(output) as target:
        target.write(json.dumps(entry, ensure_ascii=False, indent=2).encode())
    say(str(output))


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(dcat)
