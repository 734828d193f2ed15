"""What went wrong as `application/problem+json` (RFC 9457): what, where, and what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from cxc_metrics.disclosure import Viewer
from cxc_metrics.errors import CxcError, NotMeasurable, RegisterError, UnknownName, one_line, shown
from cxc_metrics.people import UnknownKey

log = logging.getLogger("cxc.api")
MEDIA_TYPE: Final = "application/problem+json"
# Members of a list that a message repeats, and letters of each: what was asked may be of any length.
_MOST_REPEATED: Final = 5
_NEAR: Final = 3
_LOOK: Final = "It was written to the server's log as {}; whoever runs the server can look."
_TITLES: Final = {
    400: "The request cannot be understood",
    401: "This key opens nothing",
    403: "Closed to this viewer",
    404: "Not there",
    405: "Only GET is answered",
    413: "Too much was asked for at once",
    500: "A mistake of ours",
    503: "Not just now",
}


class Problem(BaseModel):
    """A problem as RFC 9457 has it; `suggestions` are names that may have been meant."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    suggestions: list[str] = Field(default_factory=list)


# As which every address may answer.
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": _TITLES[status]}
    for status in (400, 401, 403, 404, 413, 503)
}


class Refused(CxcError):
    """A request that is not answered; `status` says of what kind, `retry_s` when to try again."""

    def __init__(self, status: int, detail: str, *, retry_s: int | None = None) -> None:
        self.status, self.retry_s = status, retry_s
        super().__init__(detail)


class NotThere(CxcError):
    """A part of the path that names nothing."""

    def __init__(self, error: UnknownName) -> None:
        self.error = error
        super().__init__(str(error))


def answer_problems(app: FastAPI, viewer_of: Callable[[Request], Viewer]) -> None:
    """Let every error leave as a problem; one of ours with a number that the log carries."""

    async def of_register(request: Request, error: Exception) -> JSONResponse:
        try:
            sees_all = viewer_of(request).sees_all
        except UnknownKey as refused:
            return await _of_ours(request, refused)
        # Its message names files of the server.
        if sees_all:
            return problem(503, str(error))
        number = _logged(error)
        return problem(503, f"The register cannot be read just now. {_LOOK.format(number)}")

    app.add_exception_handler(RegisterError, of_register)
    app.add_exception_handler(CxcError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_parameters)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unforeseen)


def problem(
    status: int, detail: str, *, suggestions: Sequence[str] = (), headers: dict[str, str] | None = None
) -> JSONResponse:
    """A problem as an answer."""
    document = Problem(title=_TITLES[status], status=status, detail=detail, suggestions=list(suggestions))
    return JSONResponse(
        document.model_dump(), status, {"Cache-Control": "no-store", **(headers or {})}, media_type=MEDIA_TYPE
    )


async def _of_ours(_request: Request, error: Exception) -> JSONResponse:
    status, headers = 400, {}
    named = error.error if isinstance(error, NotThere) else error
    if isinstance(error, Refused):
        status = error.status
        headers = {"Retry-After": str(error.retry_s)} if error.retry_s else {}
    elif isinstance(error, UnknownKey):
        status, headers = 401, {"WWW-Authenticate": "Bearer"}
    elif isinstance(error, NotThere):
        status = 404
    elif isinstance(error, NotMeasurable):
        status = 403
    return problem(status, str(error), suggestions=_near(named), headers=headers)


async def _of_parameters(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it is registered for
    wrong = [_parameter(each) for each in error.errors()[:_MOST_REPEATED]]
    return problem(400, f"{'. '.join(wrong)}. openapi.json lists all parameters.")


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    if error.status_code not in _TITLES:
        return problem(400, one_line(str(error.detail)))
    detail = {
        404: f"There is nothing at {shown(request.url.path)}. openapi.json lists what there is.",
        405: "Figures are read here, nothing is changed: use GET.",
    }.get(error.status_code, one_line(str(error.detail)))
    return problem(error.status_code, detail, headers=dict(error.headers or {}))


async def _unforeseen(_request: Request, error: Exception) -> JSONResponse:
    return problem(500, _LOOK.format(_logged(error)))


def _logged(error: Exception) -> str:
    """The number under which the log carries an error."""
    number = secrets.token_hex(4)
    log.error("Error %s", number, exc_info=error)
    return number


def _parameter(error: dict[str, Any]) -> str:
    """One parameter that cannot be read: which, its value, and why."""
    name = ".".join(str(part) for part in error["loc"][1:]) or "the request"
    if error["type"] == "extra_forbidden":
        return f"There is no parameter {shown(name)}"
    return f"Parameter {shown(name)}: {one_line(str(error['msg']))} ({shown(str(error['input']))})"


def _near(error: Exception) -> list[str]:
    if not isinstance(error, UnknownName):
        return []
    folded = {option.casefold(): option for option in error.options}
    near = get_close_matches(error.name[:100].casefold(), folded, n=_NEAR, cutoff=0.5)
    return [folded[name] for name in near]
