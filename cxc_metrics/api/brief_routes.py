"""Briefs over HTTP: the two pages that the dashboard and `cxc brief` write, for the same viewers."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from cxc_metrics.briefs import (
    BRIEF_FORMATS,
    PLANS,
    Brief,
    BriefFormat,
    brief_file_name,
    brief_format,
    composed,
)
from cxc_metrics.errors import UnknownName
from cxc_metrics.export.reproduce import address_of
from cxc_metrics.words import language

from .bounds import Places
from .problems import PROBLEMS, NotThere, Refused
from .queries import Selection, scope_of
from .reading import Readers
from .responses import dashboard, kept_headers, not_modified, tag_of, unchanged

# Their members are what briefs and formats there are, which mypy cannot see.
Subject = StrEnum("Subject", {name.upper(): name for name in PLANS})  # type: ignore[misc]
_Format = StrEnum("_Format", {name.upper(): name for name in BRIEF_FORMATS})  # type: ignore[misc]
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {form.media_type.partition(";")[0]: {} for form in BRIEF_FORMATS.values()},
        "description": "The brief",
    },
    304: {"description": "Unchanged since the answer with that ETag"},
    **PROBLEMS,
}


class BriefQuery(Selection):
    """A brief of a selection."""

    format: _Format = Field(default=_Format("pdf"), description="How it is written.")
    lang: str = Field(default="en", max_length=2, description="Language of numbers and country names.")


def add_briefs(router: APIRouter, readers: Readers, places: Places) -> None:
    """The address of briefs."""

    @router.get(
        "/briefs/{kind}/{subject}",
        responses=_ANSWERS,
        response_class=Response,
        summary="Two pages on a country, a partnership, an ecosystem (sector), or the figures of a tray",
    )
    async def brief(
        request: Request, kind: Subject, subject: str, query: Annotated[BriefQuery, Query()]
    ) -> Response:
        return await places.work(partial(_answered, readers, request, str(kind), subject, query))


def _answered(readers: Readers, request: Request, kind: str, subject: str, query: BriefQuery) -> Response:
    """The brief, or the word that it is the one already held."""
    reader = readers.reader(request, query.register_name, query.data, query.viewer)
    tag = tag_of(request, reader, readers.fingerprint(reader))
    if unchanged(request, tag):
        return not_modified(tag)
    # Of this request alone: it is worked on in a context of its own.
    if not language.choose(query.lang):
        raise Refused(400, f"Language {query.lang!r} is none of {', '.join(language.OFFERED)}.")
    scope = scope_of(query, reader)
    try:
        plan = PLANS[kind](reader, subject, scope)
    except UnknownName as error:
        raise NotThere(error) from error
    link = f"{dashboard(request)}/{address_of(plan.scope, reader.id)}"
    written = composed(reader, plan, link=link)
    form = brief_format(str(query.format))
    return Response(
        form.make(written),
        headers={**kept_headers(tag, written.origin), **_as_file(written, form)},
        media_type=form.media_type,
    )


def _as_file(written: Brief, form: BriefFormat) -> dict[str, str]:
    """To be kept, not shown: a page of HTML would stand at the dashboard's own address."""
    return {"Content-Disposition": f'attachment; filename="{brief_file_name(written, form)}"'}
