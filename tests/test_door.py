"""The door in front of Prefect's server: which names and pages get in, and how a browser is logged in."""

import asyncio
import base64
import json

import pytest

from flows.serving.door import CODE_MINUTES, SESSION_HOURS, Door, Keys, create
from flows.serving.login import basic, proof

LOGIN, SECRET = "malstyrning:hemligt-men-provat", "hemligt-men-provat"
HERE = ("127.0.0.1", 4200)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Inside:
    """Stands for Prefect: everything that came through."""

    def __init__(self) -> None:
        self.calls: list[dict] = []

    async def __call__(self, scope, receive, send) -> None:
        self.calls.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"inside"})


@pytest.fixture
def inside():
    return Inside()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def door(inside, clock):
    return Door(inside, Keys(LOGIN, clock), SECRET, ["malstyrning.kommun.se"])


def ask(door, path="/api/flows/filter", method="POST", server=HERE, body=b"", kind="http", **headers):
    """Status (0 for a websocket that is let through), headers and text; a list in `headers` is sent as several."""
    given = {"host": "127.0.0.1:4200"} | {n.replace("_", "-"): v for n, v in headers.items()}
    pairs = [(n, v) for n, values in given.items() for v in (values if isinstance(values, list) else [values])]
    address, _, query = path.partition("?")
    scope = {
        "type": kind,
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": server,
        "headers": [(n.encode(), v.encode("latin-1")) for n, v in pairs],
    }
    sent: list[dict] = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(door(scope, receive, send))
    if kind == "websocket":
        return (sent[0]["code"] if sent else 0), {}, ""
    text = b"".join(m.get("body", b"") for m in sent).decode()
    return sent[0]["status"], {n.decode(): v.decode() for n, v in sent[0]["headers"]}, text


@pytest.mark.parametrize(
    ("host", "server", "status"),
    [
        ("127.0.0.1:4200", HERE, 200),
        ("localhost:4200", HERE, 200),
        ("LOCALHOST", HERE, 200),
        ("[::1]:4200", ("::1", 4200), 200),
        ("malstyrning.kommun.se", HERE, 200),  # a proxy on this machine
        ("10.0.0.5:4200", ("10.0.0.5", 4200), 200),
        ("10.0.0.5:4200", ("::ffff:10.0.0.5", 4200), 200),
        ("evil.example:4200", HERE, 421),
        ("evil.example:4200", ("10.0.0.5", 4200), 421),
        ("127.0.0.1:4200", ("10.0.0.5", 4200), 421),
        ("10.0.0.6:4200", ("10.0.0.5", 4200), 421),
        ("127.0.0.1.evil.example", HERE, 421),
        ("localhost.", HERE, 421),
        ("malstyrning.kommun.se.evil.example", HERE, 421),
        ("malstyrning.kommun.se@evil.example", HERE, 421),
        ("", HERE, 421),
        ("[::1", HERE, 421),
        (["127.0.0.1:4200", "evil.example"], HERE, 421),
        ([], HERE, 421),
    ],
)
def test_only_the_services_own_names_are_served(door, inside, host, server, status):
    assert ask(door, server=server, host=host)[0] == status
    assert len(inside.calls) == (status == 200)
    assert (ask(door, kind="websocket", server=server, host=host)[0] == 0) == (status == 200)


ORIGINS = (
    *("http://evil.example", "http://127.0.0.1:8080", "http://localhost:4200", "null", "file://", "https://[", ""),
    *("https://malstyrning.kommun.se:8443", "http://malstyrning.kommun.se", "https://x.malstyrning.kommun.se"),
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_comes_nowhere(door, inside, origin):
    for method in ("GET", "POST", "OPTIONS", "DELETE"):
        status, headers, _ = ask(door, method=method, origin=origin)
        assert status == 403 and "access-control-allow-origin" not in headers
    assert ask(door, kind="websocket", origin=origin)[0] == 1008
    assert not inside.calls


@pytest.mark.parametrize(
    ("headers", "method", "path", "status"),
    [
        ({"sec_fetch_site": "cross-site"}, "GET", "/api/admin/version", 403),  # an image or a script
        ({"sec_fetch_site": "same-site"}, "POST", "/api/deployments/x/create_flow_run", 403),  # a form
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, "GET", "/api/flow_runs/1", 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, "POST", "/logga-in", 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, "GET", "/assets/index.js", 403),
        (
            {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"},
            "GET",
            "/deployments",
            200,
        ),  # a link
        ({"sec_fetch_site": "none", "sec_fetch_mode": "navigate"}, "GET", "/deployments", 200),
        ({"sec_fetch_site": "same-origin", "origin": "http://127.0.0.1:4200"}, "POST", "/api/flows/filter", 200),
        ({"origin": "https://malstyrning.kommun.se"}, "POST", "/api/flows/filter", 200),
    ],
)
def test_what_a_browser_says_of_who_asks(door, headers, method, path, status):
    assert ask(door, path, method, **headers)[0] == status


def test_no_page_may_be_framed_and_no_script_come_from_elsewhere(door):
    for path in ("/deployments", "/logga-in"):
        _, headers, _ = ask(door, path, "GET")
        assert headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"


def entered(door, code: str) -> tuple[int, str]:
    status, _, text = ask(door, "/logga-in", body=code.encode())
    return status, json.loads(text).get("losenord", "")


def passed_on(door, inside, login: str) -> str:
    """The login that Prefect gets to see."""
    ask(door, authorization=f"Basic {login}")
    return dict(inside.calls[-1]["headers"])[b"authorization"].decode()


def test_a_link_logs_a_browser_in_once_with_a_login_of_its_own(door, inside, clock):
    for wrong in ("", "Basic fel", basic("malstyrning:fel"), "Bearer x"):
        assert ask(door, "/logga-in/lank", authorization=wrong)[0] == 401
    code = json.loads(ask(door, "/logga-in/lank", authorization=basic(LOGIN))[2])["kod"]
    status, login = entered(door, code)
    assert status == 200 and SECRET not in base64.b64decode(login).decode()
    assert entered(door, code) == (403, ""), "once"
    assert passed_on(door, inside, login) == basic(LOGIN)
    clock.now += SESSION_HOURS * 3600 - 1
    assert passed_on(door, inside, login) == basic(LOGIN)
    clock.now += 2
    assert passed_on(door, inside, login) == f"Basic {login}", "Prefect refuses it"


def test_a_link_grows_old_and_no_guess_is_let_in(door, clock):
    code = json.loads(ask(door, "/logga-in/lank", authorization=basic(LOGIN))[2])["kod"]
    clock.now += CODE_MINUTES * 60 + 1
    assert entered(door, code)[0] == 403
    for wrong in ("", "x", "é", "malstyrning:", SECRET, "\0" * 5000):
        assert entered(door, wrong)[0] == 403
    assert entered(door, LOGIN)[0] == 200, "the login itself, as IT gives it to a controller"


@pytest.mark.parametrize("login", ["", "Basic", "Basic \xff", "Basic d2ViYjo=", "Basic d2ViYjp4", "webb:x"])
def test_what_is_no_browsers_login_is_left_to_prefect(door, inside, login):
    ask(door, authorization=login)
    assert dict(inside.calls[-1]["headers"])[b"authorization"].decode("latin-1") == login


def test_the_server_proves_that_it_is_ours_without_giving_the_secret_away(door):
    text = ask(door, "/logga-in/bevis?tal=abc", "GET")[2]
    assert text == proof(SECRET, "abc") != proof(SECRET, "abd") and SECRET not in text


def test_without_a_login_no_server_is_made(monkeypatch):
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)
    with pytest.raises(RuntimeError, match="never started"):
        create()
