"""The application: addresses, bounds, and problems as answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi import FastAPI

from .bounds import Places
from .problems import answer_problems
from .reading import Readers, SubjectOf, ViewerOf
from .routes import routes

_DESCRIPTION: Final = (
    "The figures of the ClusterXchange dashboard. Each answer names the data version, the selection in "
    "words, the definition of every figure, and as whom it was read. A selection is written as in the "
    "dashboard's address."
)


def application(
    viewer_of: ViewerOf,
    root: Path | None = None,
    *,
    subject_of: SubjectOf | None = None,
    places: Places | None = None,
    version: str = "1",
) -> FastAPI:
    """An application that reads the store in `root` (else that of the environment).

    `viewer_of` says as whom a request is answered, `subject_of` who the audit log is told took records out;
    nobody is asked here who they are. It opens nothing
    before the first request, so no lifespan of its own has to run.
    """
    app = FastAPI(
        title="ClusterXchange figures",
        version=version,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    answer_problems(app, viewer_of)
    app.include_router(routes(Readers(viewer_of, root, subject_of), places or Places()))
    return app
