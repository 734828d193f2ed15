"""The figures for assistants, by the Model Context Protocol: find one, read how it is counted, measure it.

Answers are typed and carry definition, n, interval, flags and a link that shows the same in the dashboard;
what cannot be measured says why. No SQL is taken, and none is given. Needs the extra `assistants`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar
from urllib.parse import quote, urlencode

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from starlette.requests import Request
from starlette.routing import BaseRoute

from cxc_metrics.access import Question, Reader
from cxc_metrics.briefs import PLANS, composed
from cxc_metrics.catalogue import catalogue, dimension, kpi
from cxc_metrics.errors import CxcError, RegisterError
from cxc_metrics.export.reproduce import address_of
from cxc_metrics.scope import Scope

from .assistant_answers import MeasuredFigures, as_measured, nearest
from .assistant_briefs import BriefText, brief_text
from .bounds import MOST_BREAKDOWNS, MOST_FIGURES, Places
from .listed_items import FigureItem, RegisterItem, ValueItem, figure_item, register_item, value_items
from .reading import Readers

_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS: Final = (
    "Figures of the ClusterXchange scheme and of registers like it. Find a figure first, read its "
    "definition, then measure it. Quote a number with its selection, n, interval and as-at day, and with "
    "its link. What is null is missing or hidden, never zero; say the reason. Totals of protected counts "
    "do not add up."
)
T = TypeVar("T")


def assistant(readers: Readers, places: Places) -> MCPServer:
    """A server of the protocol over these registers; whoever asks reads as `readers` says."""
    server = MCPServer("ClusterXchange figures", instructions=_INSTRUCTIONS, log_level="WARNING")
    _add_lists(server, readers, places)
    _add_measure(server, readers, places)
    _add_briefs(server, readers, places)
    return server


def assistant_routes(server: MCPServer, path: str) -> list[BaseRoute]:
    """Where it is asked; its session manager runs in the lifespan of the application that takes them.

    No host is checked here: as whom a request reads depends on it already.
    """
    served = server.streamable_http_app(
        streamable_http_path=path,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return served.routes


def _add_lists(server: MCPServer, readers: Readers, places: Places) -> None:
    @server.tool(annotations=_READS)
    async def list_registers() -> list[RegisterItem]:
        """The registers there are, with the data version that each serves."""
        return await _clearly(places, lambda: [register_item(each) for each in readers.store().registers()])

    @server.tool(annotations=_READS)
    async def find_figure(
        ctx: Context[Any, Request], words: str, register: str | None = None
    ) -> list[FigureItem]:
        """Figures whose name, id or definition has these words, best first; with why the register cannot
        tell one, if it cannot.
        """

        def near() -> list[FigureItem]:
            reader = _reader(readers, ctx, register, None)
            return [figure_item(catalogue()[name], reader) for name in nearest(words)]

        return await _clearly(places, near)

    @server.tool(annotations=_READS)
    async def define_figure(
        ctx: Context[Any, Request], figure: str, register: str | None = None
    ) -> FigureItem:
        """How a figure is counted: unit, definition, reference, caveat, and what it can be broken down by."""
        return await _clearly(places, lambda: figure_item(kpi(figure), _reader(readers, ctx, register, None)))

    @server.tool(annotations=_READS)
    async def dimension_values(
        ctx: Context[Any, Request], dimension_id: str, register: str | None = None
    ) -> list[ValueItem]:
        """The values that a register holds of a dimension, with their names: for filters."""
        return await _clearly(
            places,
            lambda: value_items(dimension(dimension_id).id, _reader(readers, ctx, register, None)),
        )


def _add_measure(server: MCPServer, readers: Readers, places: Places) -> None:
    @server.tool(annotations=_READS)
    async def measure(
        ctx: Context[Any, Request],
        figures: list[str],
        by: list[str] | None = None,
        where: list[str] | None = None,
        compare: str | None = None,
        register: str | None = None,
        data_version: str | None = None,
    ) -> MeasuredFigures:
        """Figures by dimensions for a selection.

        `where` holds conditions as host_country=DE,FR or period=2021-01-01..2022-12-31; all must hold.
        `compare` is year_before (needs a period), other_wave (needs a wave) or scheme.
        """

        def measured() -> MeasuredFigures:
            if len(figures) > MOST_FIGURES or len(by or []) > MOST_BREAKDOWNS:
                raise CxcError(f"At most {MOST_FIGURES} figures by at most {MOST_BREAKDOWNS} dimensions.")
            reader = _reader(readers, ctx, register, data_version)
            scope = Scope.from_where(where or [], reader)
            question = Question(tuple(figures), tuple(by or ()), scope, compare)
            if reason := reader.reason_against(question):
                raise CxcError(reason)
            return as_measured(reader.measure_all([question])[0], _base(ctx))

        return await _clearly(places, measured)


def _add_briefs(server: MCPServer, readers: Readers, places: Places) -> None:
    @server.tool(annotations=_READS)
    async def brief(
        ctx: Context[Any, Request],
        kind: Literal["country", "partnership", "sector", "tray"],
        subject: str,
        where: list[str] | None = None,
        register: str | None = None,
        data_version: str | None = None,
    ) -> BriefText:
        """Two pages on a country (by code or name), a partnership (by id), an ecosystem (sector, by number)
        or figures of one's own (tray: O01-host_country~R02), in words, with where to get them as a file.

        `where` as of `measure`.
        """

        def written() -> BriefText:
            reader = _reader(readers, ctx, register, data_version)
            scope = Scope.from_where(where or [], reader)
            plan = PLANS[kind](reader, subject, scope)
            link = f"{_base(ctx)}/{address_of(plan.scope, reader.id)}"
            named = "" if register is None else f"&{urlencode({'register': register})}"
            query = f"{address_of(scope, reader.id)}{named}"
            pdf = f"{_base(ctx)}/api/briefs/{kind}/{quote(subject, safe='')}{query}"
            return brief_text(composed(reader, plan, link=link), pdf=pdf)

        return await _clearly(places, written)


async def _clearly(places: Places, work: Callable[[], T]) -> T:
    """The result, or our own words on why there is none: an assistant is to read them."""
    try:
        return await places.work(work)
    except RegisterError as error:
        raise ToolError("The register cannot be read just now; whoever runs the server finds why.") from error
    except CxcError as error:
        raise ToolError(str(error)) from error


def _reader(
    readers: Readers, ctx: Context[Any, Request], register: str | None, data_version: str | None
) -> Reader:
    return readers.reader(_request(ctx), register, data_version)


def _request(ctx: Context[Any, Request]) -> Request:
    request = ctx.request_context.request
    if request is None:
        raise CxcError("Figures are asked for over HTTP: nobody knows who is asking otherwise.")
    return request


def _base(ctx: Context[Any, Request]) -> str:
    return str(_request(ctx).base_url).rstrip("/")
