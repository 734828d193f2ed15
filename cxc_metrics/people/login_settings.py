"""How people log in at this server: by `CXC_LOGIN_…` or Streamlit's secrets, judged before it starts."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from cxc_metrics.errors import CxcError

from .request_facts import is_loopback

_PREFIX: Final = "CXC_LOGIN_"
# Name of the variable, and of the field in Streamlit's section [auth].
_FIELDS: Final = {
    "METADATA": "server_metadata_url",
    "CLIENT_ID": "client_id",
    "CLIENT_SECRET": "client_secret",
    "ADDRESS": "redirect_uri",
    "COOKIE_SECRET": "cookie_secret",
}
_CALLBACK: Final = "/oauth2callback"
_DISCOVERY: Final = "/.well-known/openid-configuration"
_SHORTEST_SECRET: Final = 32
_WAIT_S: Final = 10.0


@dataclass(frozen=True)
class LoginSettings:
    """A provider and this server's address there. `section` is what Streamlit wants as `[auth]`."""

    metadata_url: str
    redirect_uri: str
    section: Mapping[str, Any] = field(repr=False)

    @property
    def origin(self) -> str:
        """Scheme and host of this server, as browsers see it."""
        parts = urlsplit(self.redirect_uri)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def address(self) -> str:
        """The address of the start page, as browsers see it."""
        return self.redirect_uri.removesuffix(_CALLBACK) + "/"

    @property
    def is_behind_tls(self) -> bool:
        """Whether browsers come by https."""
        return self.redirect_uri.startswith("https://")

    def check_provider(self) -> bool:
        """Ask the provider for its description; False if it does not answer just now.

        CxcError where what answers is no provider of that name: nobody could log in.
        """
        try:
            # The scheme is http or https: `login_settings` has seen to that.
            with urllib.request.urlopen(self.metadata_url, timeout=_WAIT_S) as answer:  # noqa: S310
                described = json.loads(answer.read(1_000_000))
        except urllib.error.HTTPError as error:
            raise self._wrong(f"it answers {error.code}") from error
        except OSError:
            return False
        except ValueError as error:
            raise self._wrong("what it answers is no JSON") from error
        if not isinstance(described, dict) or not described.get("authorization_endpoint"):
            raise self._wrong("what it answers is no description of a provider")
        issuer = self.metadata_url.removesuffix(_DISCOVERY)
        if str(described.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            # Entra describes all its tenants at once with a placeholder.
            if "{tenantid}" in str(described.get("issuer", "")):
                raise self._wrong("it is of every tenant: name your own instead of common or organizations")
            raise self._wrong(f"it says that it is {described.get('issuer')!r}")
        return True

    def _wrong(self, why: str) -> CxcError:
        return CxcError(f"The provider of logins at {self.metadata_url} cannot be used: {why}.")


def login_settings(
    environment: Mapping[str, str], section: Mapping[str, Any] | None = None, *, port: int = 8501
) -> LoginSettings | None:
    """The settings of the environment, else of Streamlit's secrets; None where nobody is to log in.

    CxcError, with all that is wrong, where a login is meant and cannot work.
    """
    named = {
        name: environment[_PREFIX + name].strip()
        for name in _FIELDS
        if environment.get(_PREFIX + name, "").strip()
    }
    if named:
        fields: dict[str, Any] = {_FIELDS[name]: value for name, value in named.items()}
        if address := named.get("ADDRESS"):
            fields["redirect_uri"] = address.rstrip("/").removesuffix(_CALLBACK) + _CALLBACK
    elif section:
        fields = {**section}
    else:
        return None
    if isinstance(uri := fields.get("redirect_uri"), str):
        fields["redirect_uri"] = uri.replace("{port}", str(port))
    faults = list(_faults(fields))
    if faults:
        raise CxcError("A login is configured and cannot work:\n" + "\n".join(f"- {each}" for each in faults))
    kwargs = {"scope": "openid email profile", **dict(fields.get("client_kwargs", {}))}
    return LoginSettings(
        str(fields["server_metadata_url"]), str(fields["redirect_uri"]), {**fields, "client_kwargs": kwargs}
    )


def _faults(fields: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{_PREFIX}{name} is missing ({_FIELDS[name]} in the section [auth] of .streamlit/secrets.toml)"
        for name in _FIELDS
        if not isinstance(fields.get(_FIELDS[name]), str) or not fields[_FIELDS[name]]
    ]
    sections = [
        name for name, value in fields.items() if isinstance(value, Mapping) and name != "client_kwargs"
    ]
    if sections:
        # Subjects are names within one provider: of two, the same may be two people.
        faults.append(f"one provider only is served, in [auth] itself: take away {', '.join(sections)}")
    if fields.get("expose_tokens"):
        faults.append("expose_tokens is not used: take it away")
    secret = fields.get("cookie_secret")
    if isinstance(secret, str) and 0 < len(secret) < _SHORTEST_SECRET:
        faults.append(
            f"the cookie secret is shorter than {_SHORTEST_SECRET} letters: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' makes one"
        )
    for name, ending in (("server_metadata_url", _DISCOVERY), ("redirect_uri", _CALLBACK)):
        if isinstance(url := fields.get(name), str) and url:
            faults += _faults_of_url(name, url, ending)
    return faults


def _faults_of_url(name: str, url: str, ending: str) -> list[str]:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return [f"{name} is no address: {url!r}"]
    if not host or parts.username or parts.query or parts.fragment or not url.isascii() or " " in url:
        return [f"{name} is no plain address: {url!r}"]
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        return [f"{name} must be https (http on this machine alone): {url!r}"]
    if not parts.path.endswith(ending):
        return [f"{name} must end with {ending}: {url!r}"]
    return []
