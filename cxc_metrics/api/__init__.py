"""The figures over HTTP, for Excel, R, Python and whatever else asks: addresses as in the dashboard.

`application(viewer_of)` is a FastAPI application of its own, mounted by the server under `/api`. It reads
through
`access` like everybody else, and answers each request as the viewer that `viewer_of` makes of it.
"""

from __future__ import annotations

from .application import application

__all__ = ["application"]
