"""A brief as one HTML file that asks nothing of the network: charts are in it, every text is escaped."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .brief import Brief

_FOLDER: Final = Path(__file__).parent


def to_html(brief: Brief) -> bytes:
    """The brief as HTML in UTF-8; equal briefs give equal bytes."""
    return _template().render(brief=brief).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["base64"] = lambda content: b64encode(content).decode()
    return environment.get_template("brief.html.jinja")
