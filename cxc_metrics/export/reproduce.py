"""What gives the same figures again: an address of the dashboard, a command, and lines of Python."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from urllib.parse import urlencode

from cxc_metrics.access import COMPARISONS
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope


def address(figures: Figures) -> str:
    """Query part of a link that shows this selection of this data version again."""
    return address_of(figures.scope, figures.version_id)


def address_of(scope: Scope, version_id: str) -> str:
    """The same of any selection of a data version."""
    return "?" + urlencode({**scope.to_query(), "data": [version_id]}, doseq=True)


def command(figures: Figures) -> str:
    """The `cxc measure …` line that prints the same figures.

    A comparison with a selection of one's own has no word on the command line and is left away.
    """
    return shlex.join(["cxc", "measure", *_arguments(figures), "--format", "csv"])


def export_command(figures: Figures, file: str) -> str:
    """The `cxc export …` line that writes the same figures to a file."""
    return shlex.join(["cxc", "export", *_arguments(figures), "--output", file])


def _arguments(figures: Figures) -> Iterator[str]:
    yield from figures.ids
    for name in figures.by:
        yield from ("--by", name)
    for field, values in figures.scope.to_query().items():
        yield from ("--where", f"{field}={','.join(values)}")
    if name := _comparison(figures):
        yield from ("--compare", name)
    if figures.has_totals:
        yield "--totals"
    yield from ("--register", figures.origin.register, "--data-version", figures.version_id)
    if not figures.viewer.sees_all:
        yield from ("--viewer", str(figures.viewer))


def python_lines(figures: Figures) -> str:
    """Lines of Python that measure the same figures, with the library alone."""
    viewer = "" if figures.viewer.sees_all else f", viewer=viewer_named({str(figures.viewer)!r})"
    imports = [] if figures.viewer.sees_all else ["from cxc_metrics.disclosure import viewer_named"]
    arguments = [repr(list(figures.ids))]
    if figures.by:
        arguments.append(f"by={list(figures.by)!r}")
    query = {
        field: tuple(values) if len(values) > 1 else values[0]
        for field, values in figures.scope.to_query().items()
    }
    if query:
        arguments.append(f"scope=Scope({', '.join(f'{field}={value!r}' for field, value in query.items())})")
    if name := _comparison(figures):
        arguments.append(f"compare={name!r}")
    if figures.has_totals:
        arguments.append("totals=True")
    register, version = repr(figures.origin.register), repr(figures.version_id)
    return "\n".join(
        [
            "from cxc_metrics import Scope, open_register",
            *imports,
            "",
            f"reader = open_register(name={register}).reader({version}{viewer})",
            f"figures = reader.measure({', '.join(arguments)})",
            "figures.frame()",
        ]
    )


def _comparison(figures: Figures) -> str:
    name = figures.compare.name if figures.compare else ""
    return name if name in COMPARISONS else ""
