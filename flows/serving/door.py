"""The door in front of Prefect's server: who may call it, under which names, and how a browser is logged in.

Prefect's own login and CSRF protection are on behind it. What Prefect lacks is here:

- Host must be a name under which the service is served, or a page elsewhere could reach it by a name of its own
  that it points at this machine (DNS rebinding);
- what a browser sends for a page of another origin is refused, whether it reads or starts something;
- a browser is logged in by a one-time code. It gets a login of its own that ends with the service, never the secret.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import os
import secrets
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.serving.login import DOOR, KEY, NAMES, SERVER_LOGIN, basic, proof

CODE_MINUTES, SESSION_HOURS = 10, 12
_MOST = 200
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ELSEWHERE = ("cross-site", "same-site")
_PAGES = {
    "content-security-policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; form-action 'self'; "
    "script-src 'self'; worker-src 'self' blob:",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
}


class Keys:
    """One-time codes and browsers' logins, in memory: they end with the service. `clock` gives seconds."""

    def __init__(self, login: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.login, self._clock = login, clock
        self._codes: dict[str, float] = {}
        self._sessions: dict[str, float] = {}

    def code(self) -> str:
        """A code that logs in once, within `CODE_MINUTES`."""
        return self._new(self._codes, CODE_MINUTES * 60)

    def session(self, code: str) -> str:
        """A browser's login for a code or for the login itself; empty where it isn't either."""
        if not (self._valid(self._codes, code) or hmac.compare_digest(code.encode(), self.login.encode())):
            return ""
        self._codes.pop(code, None)
        return f"webb:{self._new(self._sessions, SESSION_HOURS * 3600)}"

    def knows(self, authorization: str) -> bool:
        """Whether the header is a browser's login that is in force."""
        try:
            user, _, word = (
                base64.b64decode(authorization.removeprefix("Basic "), validate=True).decode().partition(":")
            )
        except ValueError:
            return False
        return user == "webb" and self._valid(self._sessions, word)

    def _new(self, among: dict[str, float], seconds: float) -> str:
        for old in [word for word, until in among.items() if until < self._clock()]:
            del among[old]
        while len(among) >= _MOST:
            del among[next(iter(among))]
        made = secrets.token_urlsafe(32)
        among[made] = self._clock() + seconds
        return made

    def _valid(self, among: dict[str, float], word: str) -> bool:
        return among.get(word, 0.0) > self._clock()


class Door:
    """An ASGI application that lets the right ones through to `app`."""

    def __init__(self, app: ASGIApp, keys: Keys, secret: str = "", names: Iterable[str] = ()) -> None:
        self._app, self._keys, self._secret = app, keys, secret
        self._names = {name.strip().lower() for name in names if name.strip()}
        self._own = Starlette(
            routes=[
                Route(DOOR, _page, methods=["GET"]),
                Route(DOOR, self._enter, methods=["POST"]),
                Route(f"{DOOR}/lank", self._link, methods=["POST"]),
                Route(f"{DOOR}/bevis", self._prove, methods=["GET"]),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, log in, or pass on. A websocket is refused before it is accepted, which its client sees as 403."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if refusal := self._refused(scope):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            else:
                await refusal(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._keys.login and self._keys.knows(headers.get("authorization", "")):
            MutableHeaders(scope=scope)["authorization"] = basic(self._keys.login)
        inside = self._own if scope["path"].startswith(DOOR) else self._app
        await inside(scope, receive, _guarded(send))

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if len(headers.getlist("host")) != 1 or not self._served_as(_name(host), scope):
            return PlainTextResponse(f"Servern nås inte under namnet {_name(host)[:100]!r}.\n", 421)
        origin = headers.get("origin")
        if origin is not None and not self._same(origin, host):
            return PlainTextResponse("En annan webbplats får inte använda tjänsten.\n", 403)
        reads_page = scope["type"] == "http" and headers.get("sec-fetch-mode") == "navigate" and _is_page(scope)
        if headers.get("sec-fetch-site") in _ELSEWHERE and not reads_page:
            return PlainTextResponse("En annan webbplats får inte använda tjänsten.\n", 403)
        return None

    def _served_as(self, name: str, scope: Scope) -> bool:
        """Whether it is a name of the service: the address that the call came in on, or one that is named."""
        if not name:
            return False
        here = _address((scope.get("server") or ("", 0))[0])
        if name in _LOOPBACK:
            return here in _LOOPBACK or here == ""
        return name in self._names or _address(name) == here != ""

    def _same(self, origin: str, host: str) -> bool:
        """Whether the page is the service's own, also where a proxy with TLS calls it by another name and port."""
        scheme, _, place = origin.lower().partition("://")
        return scheme in {"http", "https"} and (place == host.lower() or (scheme == "https" and place in self._names))

    async def _enter(self, request: Request) -> Response:
        code = (await request.body())[:1000].decode("utf-8", "replace")
        session = self._keys.session(code) if self._keys.login else ""
        if not session:
            return JSONResponse({}, 403)
        return JSONResponse({"losenord": base64.b64encode(session.encode()).decode()}, headers=_NO_STORE)

    async def _link(self, request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not self._keys.login or not hmac.compare_digest(given.encode(), basic(self._keys.login).encode()):
            return JSONResponse({}, 401)
        return JSONResponse({"kod": self._keys.code()}, headers=_NO_STORE)

    async def _prove(self, request: Request) -> Response:
        if not self._secret:
            return PlainTextResponse("", 404)
        return PlainTextResponse(proof(self._secret, request.query_params.get("tal", "")[:100]), headers=_NO_STORE)


_NO_STORE = {"cache-control": "no-store"}


async def _page(_: Request) -> Response:
    from flows.steps.render import environment

    nonce = secrets.token_urlsafe(16)
    text = environment("tjanst", escape=True).get_template("logga-in.html.j2").render(nonce=nonce, minutes=CODE_MINUTES)
    policy = f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'"
    policy += "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(text, headers=_NO_STORE | {"content-security-policy": policy})


def _is_page(scope: Scope) -> bool:
    """Whether it is one of the pages, which a link elsewhere may lead to; the API is called, never visited."""
    return scope["method"] == "GET" and not scope["path"].startswith("/api")


def _guarded(send: Send) -> Send:
    """`send` that adds to each answer what a browser is to refuse to do with it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _PAGES.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _name(host: str) -> str:
    """The name in 'name:port' or '[address]:port', in small letters; empty where it isn't one."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if host.strip() == host and "@" not in host else ""
    except ValueError:
        return ""


def _address(text: str) -> str:
    """An address in its one spelling; any other text is empty."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)


def create() -> ASGIApp:
    """Prefect's application behind the door, as uvicorn starts it; the settings are in the environment."""
    from prefect.server.api.server import create_app

    login, names = os.environ.get(SERVER_LOGIN, ""), os.environ.get(NAMES, "")
    if not login:
        raise RuntimeError(f"{SERVER_LOGIN} is not set: an open server is never started")
    return Door(create_app(), Keys(login), os.environ.get(KEY, ""), names.split(","))
