"""The server: one Streamlit app behind our own routes and headers (`streamlit run dashboard.py`).

Every page goes through `ui/frame/shell.py`, also on a cold deep link (docs/decisions/012).
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402 - the project's root must be importable from any working directory

from cxc_metrics.errors import CxcError  # noqa: E402
from ui.frame.opening import checked_secrets  # noqa: E402
from ui.frame.server import (  # noqa: E402
    error_page,
    hide_files,
    middleware,
    routes,
    stay_home,
    warm,
)

stay_home()
hide_files()
try:
    secrets = checked_secrets()
    own_routes, own_middleware = routes(), middleware()
except CxcError as error:
    sys.exit(f"The dashboard does not start. {error}")
app = st.App(
    ROOT / "ui" / "frame" / "shell.py",
    secrets=secrets,
    lifespan=warm,
    routes=own_routes,
    middleware=own_middleware,
    on_script_error=error_page,
)
