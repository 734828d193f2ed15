"""A login as this server would keep it, without a provider: who knows the secret signs it."""

from __future__ import annotations

import json
import time

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

SECRET = "the secret of cookies, of more than 32 letters"


def signed_login(origin: str, subject: str, seconds: float = 3600) -> tuple[str, str]:
    """Name and value of the cookie of somebody who logged in at the server of that origin."""
    claims = {"is_logged_in": True, "origin": origin, "sub": subject, "exp": time.time() + seconds}
    return USER_COOKIE_NAME, create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps(claims)).decode()
