"""Outlines of countries for the maps of the page: under `/geo/`, so that a browser asks for them once.

Inline they would travel with each map that is drawn (docs/decisions/157-a-map-of-our-own.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import anyio.to_thread
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cxc_metrics.export.pictures.map_extent import Extent
from cxc_metrics.export.pictures.screen_paths import screen_paths
from ui.parts.maps import GEOMETRY, base_path

if TYPE_CHECKING:
    from starlette.requests import Request

# The address changes with the geometry: what it gives never does.
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}


async def _outlines(request: Request) -> Response:
    try:
        extent = Extent.read(request.path_params["extent"])
    except ValueError:
        return Response(status_code=404)
    drawn = await anyio.to_thread.run_sync(screen_paths, extent)
    content = {
        "width": drawn.width,
        "height": drawn.height,
        "paths": drawn.paths,
        "labels": drawn.labels,
        "land": drawn.land,
    }
    return JSONResponse(content, headers=_KEPT)


def routes() -> list[BaseRoute]:
    """`/geo/<version>/<extent>.json`, below the base path of the server."""
    return [Route(f"{base_path()}{GEOMETRY}/{{version}}/{{extent}}.json", _outlines)]
