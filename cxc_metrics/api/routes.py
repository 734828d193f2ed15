"""The addresses: what there is, and figures and records of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response

from cxc_metrics.access import Reader, enter_export
from cxc_metrics.catalogue import catalogue, dimension, kpi
from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.export import FORMATS

from .bounds import Places
from .brief_routes import add_briefs
from .listed_items import (
    DimensionItem,
    FigureItem,
    RegisterItem,
    ValueItem,
    VersionItem,
    all_dimensions,
    dimension_item,
    figure_item,
    register_item,
    value_items,
)
from .problems import PROBLEMS, NotThere
from .queries import MeasureQuery, RecordsQuery, RegisterQuery, ViewerQuery, question_of, scope_of
from .reading import Readers
from .responses import answer, dashboard, not_modified, tag_of, unchanged

_DATA: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/json": {},
            "text/csv": {},
            FORMATS["xlsx"].media_type: {},
            FORMATS["parquet"].media_type: {},
        },
        "description": "The answer",
    },
    304: {"description": "Unchanged since the answer with that ETag"},
    **PROBLEMS,
}
T = TypeVar("T")
_OfRegister = Annotated[RegisterQuery, Query()]


def routes(readers: Readers, places: Places) -> APIRouter:
    """All addresses over one store of registers."""
    router = APIRouter()
    _add_registers(router, readers, places)
    _add_catalogue(router, readers, places)
    _add_measure(router, readers, places)
    _add_records(router, readers, places)
    add_briefs(router, readers, places)
    return router


def _add_registers(router: APIRouter, readers: Readers, places: Places) -> None:
    @router.get("/registers", responses=PROBLEMS, summary="The registers of the store")
    async def registers() -> list[RegisterItem]:
        return await places.work(lambda: [register_item(each) for each in readers.store().registers()])

    @router.get("/registers/{name}/versions", responses=PROBLEMS, summary="The data versions of a register")
    async def versions(
        request: Request, name: str, query: Annotated[ViewerQuery, Query()]
    ) -> list[VersionItem]:
        return await places.work(partial(_versions, readers, request, name, query.viewer))


def _versions(readers: Readers, request: Request, name: str, narrower: str | None) -> list[VersionItem]:
    operator = readers.register(name)
    served = operator.served_id()
    sees_all = readers.viewer(request, narrower).sees_all
    return [
        VersionItem.model_validate({**manifest.model_dump(), "is_served": manifest.id == served})
        for manifest in operator.history()
        if sees_all or manifest.id == served
    ]


def _add_catalogue(router: APIRouter, readers: Readers, places: Places) -> None:
    def reader_named(request: Request, query: RegisterQuery) -> Reader | None:
        return _reader(readers, request, query) if query.register_name or query.data else None

    @router.get(
        "/figures",
        responses=PROBLEMS,
        summary="All figures; of a register what it cannot tell, and why",
    )
    async def figures(request: Request, query: _OfRegister) -> list[FigureItem]:
        def listed() -> list[FigureItem]:
            reader = reader_named(request, query)
            return [figure_item(declared, reader) for declared in catalogue().values()]

        return await places.work(listed)

    @router.get(
        "/figures/{figure_id}",
        responses=PROBLEMS,
        summary="One figure: what it is and how it is counted",
    )
    async def figure(request: Request, figure_id: str, query: _OfRegister) -> FigureItem:
        declared = _of_path(kpi, figure_id)
        return await places.work(lambda: figure_item(declared, reader_named(request, query)))

    @router.get("/dimensions", responses=PROBLEMS, summary="What figures are broken down and selected by")
    async def dimensions() -> list[DimensionItem]:
        return all_dimensions()

    @router.get("/dimensions/{dimension_id}", responses=PROBLEMS, summary="One dimension")
    async def dimension_by_id(dimension_id: str) -> DimensionItem:
        return dimension_item(_of_path(dimension, dimension_id))

    @router.get("/dimensions/{dimension_id}/values", responses=PROBLEMS, summary="Its values in a register")
    async def values(request: Request, dimension_id: str, query: _OfRegister) -> list[ValueItem]:
        declared = _of_path(dimension, dimension_id)
        return await places.work(lambda: value_items(declared.id, _reader(readers, request, query)))


def _add_measure(router: APIRouter, readers: Readers, places: Places) -> None:
    @router.get(
        "/measure",
        responses=_DATA,
        response_class=Response,
        summary="Figures by dimensions for a selection, with n, interval and flags",
    )
    async def measure(request: Request, query: Annotated[MeasureQuery, Query()]) -> Response:
        def measured(reader: Reader) -> Figures:
            question = question_of(query, reader)
            if reason := reader.reason_against(question):
                raise NotMeasurable(reason)
            return reader.measure_all([question])[0]

        title = "figures-" + "-".join(query.figures)
        return await places.work(partial(_answered, readers, request, query, measured, title))


def _add_records(router: APIRouter, readers: Readers, places: Places) -> None:
    @router.get(
        "/records",
        responses=_DATA,
        response_class=Response,
        summary="The rows behind a figure: for the internal viewer, and of a partnership its own",
    )
    async def records(request: Request, query: Annotated[RecordsQuery, Query()]) -> Response:
        def listed(reader: Reader) -> Table:
            table = reader.rows(
                kpi(query.figure), scope_of(query, reader), limit=query.limit, offset=query.offset
            )
            what = f"rows behind {query.figure}"
            who, root = readers.subject_of(request), readers.store().root
            enter_export(table, what, f"api {query.format.value}", who=who, root=root)
            return table

        return await places.work(
            partial(_answered, readers, request, query, listed, f"records-{query.figure}")
        )


def _answered(
    readers: Readers,
    request: Request,
    query: MeasureQuery | RecordsQuery,
    work_out: Callable[[Reader], Figures | Table],
    title: str,
) -> Response:
    """The answer to a question about a selection, or the word that it is the one already held."""
    reader = _reader(readers, request, query)
    tag = tag_of(request, reader, readers.fingerprint(reader))
    if unchanged(request, tag):
        return not_modified(tag)
    disclosed = work_out(reader)
    response = answer(disclosed, query.format, tag, title=title, base=dashboard(request))
    if isinstance(disclosed, Table) and disclosed.offset + len(disclosed) < disclosed.total:
        following = request.url.include_query_params(offset=disclosed.offset + len(disclosed))
        response.headers["Link"] = f'<?{following.query}>; rel="next"'
    return response


def _reader(readers: Readers, request: Request, query: RegisterQuery) -> Reader:
    return readers.reader(request, query.register_name, query.data, query.viewer)


def _of_path(find: Callable[[str], T], name: str) -> T:
    try:
        return find(name)
    except UnknownName as error:
        raise NotThere(error) from error
