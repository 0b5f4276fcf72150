"""A running `start`, attacked: by a page of another origin in real Chromium, by another local account, by a login."""

import json
import os
import shutil
import tempfile
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import pytest
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from flows.serving.login import own_login, stored_secret
from tests.conftest import ROOT, needs
from tests.service import Service, ask, call, served, wait_for
from tests.test_pages_in_browser import SWITCHES

pytestmark = [pytest.mark.server]
APRIL = {"kommun": "mariestad", "omgang": "prognos april", "ar": "2026"}
NOBODY = 65534
ELSEWHERE = "ondska.example"


@pytest.fixture(scope="module")
def service():
    """In a folder that other accounts may enter, as a kommun's shared one."""
    home = Path(tempfile.mkdtemp(prefix="malstyrning-"))
    home.chmod(0o755)
    shutil.copytree(ROOT / "input", home / "input")
    try:
        with served(home) as started:
            yield started
    finally:
        shutil.rmtree(home)


def made_by_hand(service: Service) -> list[dict]:
    """The runs that somebody has started, not the clock."""
    return [run for run in service.ask("flow_runs/filter", {"limit": 200}) if not run["auto_scheduled"]]


def prognos(service: Service) -> dict:
    return service.ask("deployments/name/omgang/prognos", method="GET")


# another page


PAGE = """<!doctype html><title>ondska</title><iframe name="ram"></iframe><script>
const got = {};
const body = '{"parameters": {}, "job_variables": {"command": "touch FOUND"}}';
async function tried(name, work) {
  try { got[name] = await work(); } catch (error) { got[name] = 'fel'; }
}
async function said(reply) {
  return reply.type === 'opaque' ? 'opaque' : `${reply.status} ${(await reply.text()).slice(0, 40)}`;
}
const asked = (name, web, how) => tried(name, async () => said(await fetch(web, how)));
function framed(name, web) {
  return new Promise((done) => {
    const frame = document.createElement('iframe');
    frame.src = web;
    frame.onload = () => {
      try { done(frame.contentDocument.body.textContent.slice(0, 40)); } catch { done('fel'); }
    };
    document.body.append(frame);
  });
}
function loaded(kind, web) {
  return new Promise((done) => {
    const one = document.createElement(kind);
    one.src = web;
    one.onload = () => done('laddad');
    one.onerror = () => done('fel');
    document.body.append(one);
  });
}
function socket(web) {
  return new Promise((done) => {
    const one = new WebSocket(web, ['prefect']);
    one.onopen = () => done('öppen');
    one.onerror = () => done('fel');
  });
}
async function attack(web, id) {
  const start = `${web}/api/deployments/${id}/create_flow_run`, plain = {'Content-Type': 'text/plain'};
  const login = {Authorization: 'Basic ' + btoa('malstyrning:x')};
  const post = {method: 'POST', body, headers: plain};
  await asked('read', `${web}/api/admin/version`);
  await asked('read list', `${web}/api/flow_runs/filter`, {...post, body: '{}'});
  await asked('read with cookies', `${web}/api/admin/version`, {credentials: 'include'});
  await asked('token', `${web}/api/csrf-token?client=x`);
  await asked('guess', `${web}/api/admin/version`, {headers: login});
  await asked('start', start, post);
  await asked('start as json', start, {...post, headers: {'Content-Type': 'application/json'}});
  await asked('start unseen', start, {...post, mode: 'no-cors'});
  await tried('beacon', async () => navigator.sendBeacon(start, new Blob([body], {type: 'text/plain'})) && 'skickad');
  await asked('link', `${web}/logga-in/lank`, {method: 'POST'});
  await asked('proof', `${web}/logga-in/bevis?tal=x`);
  await tried('socket', () => socket(web.replace('http', 'ws') + '/api/events/out'));
  await tried('frame', () => framed('frame', `${web}/deployments`));
  await tried('script', () => loaded('script', `${web}/api/admin/version`));
  await tried('image', () => loaded('img', `${web}/favicon.ico`));
  const form = document.createElement('form');
  form.method = 'POST'; form.enctype = 'text/plain'; form.action = start; form.target = 'ram';
  const field = document.createElement('input');
  field.name = '{"parameters": {}, "job_variables": {"command": "touch FOUND"}, "x": "'; field.value = '"}';
  form.append(field); document.body.append(form); form.submit();
  await new Promise((done) => setTimeout(done, 1500));
  return got;
}
</script>"""


class Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self):
        content = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def elsewhere():
    """The port of a web server that isn't ours, on this machine as on any other."""
    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    """Chromium, for which a name elsewhere leads to this machine, as a name server that is the attacker's would say."""
    options = ChromeOptions()
    options.binary_location = needs("chromium")
    for switch in (*SWITCHES, f"--host-resolver-rules=MAP *.example 127.0.0.1, MAP {ELSEWHERE} 127.0.0.1"):
        options.add_argument(switch)
    driver = Chrome(options=options, service=ChromeService(needs("chromedriver")))
    driver.set_script_timeout(120)
    yield driver
    driver.quit()


def sees(browser: Chrome, text: str) -> None:
    def page(driver: Chrome) -> str:
        return driver.find_element(By.TAG_NAME, "body").text

    for _ in range(4):  # Prefect's pages don't ask again when its database was busy
        try:
            WebDriverWait(browser, 60, ignored_exceptions=[Exception]).until(lambda driver: text in page(driver))
            return
        except TimeoutException:
            shown = page(browser)[:2000]
            browser.refresh()
    raise AssertionError(f"{text!r} is not on {browser.current_url}: {shown}")


@pytest.mark.browser
def test_a_browser_is_logged_in_by_a_link_that_works_once(service, browser):
    web = service.api.removesuffix("/api")
    link = service.link
    assert stored_secret(service.home) not in link
    browser.get(link)
    sees(browser, "alla-kommuner")
    kept = browser.execute_script("return Object.values(localStorage).join() + document.cookie")
    assert stored_secret(service.home) not in kept and "#" not in browser.current_url
    browser.get(f"{web}/runs")
    browser.execute_script("localStorage.clear()")
    browser.get(link)
    sees(browser, "Länken har använts eller är för gammal")
    sees(browser, "malstyrning inloggning")
    assert browser.execute_script("return localStorage.getItem('prefect-password')") is None


@pytest.mark.browser
@pytest.mark.parametrize("host", [ELSEWHERE, "localhost", "127.0.0.1"])
def test_a_page_of_another_origin_neither_reads_nor_starts(service, browser, elsewhere, host):
    """Also while the service is open and logged in, in the same browser."""
    browser.get(service.link)
    sees(browser, "alla-kommuner")
    web, found, before = service.api.removesuffix("/api"), prognos(service)["id"], len(made_by_hand(service))
    browser.get(f"http://{host}:{elsewhere}/")
    got = browser.execute_async_script(
        "const [web, id, done] = arguments; attack(web, id).then((got) => done(JSON.stringify(got)))", web, found
    )
    tried = json.loads(got)
    assert tried.pop("start unseen") in {"opaque", "fel"} and tried.pop("beacon") in {"skickad", "fel"}
    assert tried == dict.fromkeys(tried, "fel") and len(tried) == 13
    assert len(made_by_hand(service)) == before


@pytest.mark.browser
def test_a_name_elsewhere_that_leads_here_neither_reads_nor_starts(service, browser):
    """DNS rebinding: to the browser the page and the service are of one origin."""
    found, before = prognos(service)["id"], len(made_by_hand(service))
    browser.get(f"http://{ELSEWHERE}:{service.port}/deployments")
    assert "nås inte under namnet" in browser.find_element(By.TAG_NAME, "body").text
    for path, method in (
        ("/api/health", "GET"),
        ("/api/admin/version", "GET"),
        ("/api/csrf-token?client=x", "GET"),
        ("/logga-in", "GET"),
        (f"/api/deployments/{found}/create_flow_run", "POST"),
    ):
        status = browser.execute_async_script(
            "const [path, method, done] = arguments;"
            "fetch(path, {method, body: method === 'POST' ? '{}' : undefined}).then(reply => done(reply.status))",
            path,
            method,
        )
        assert status == 421, path
    assert len(made_by_hand(service)) == before


def test_no_answer_says_that_other_origins_may_read_it(service):
    for origin in ("http://ondska.example", "null", service.api.removesuffix("/api")):
        for path in ("/api/health", "/api/admin/version", "/api/nothing", "/", "/logga-in"):
            reply = call(service.api.removesuffix("/api") + path, method="GET", login=service.login, Origin=origin)
            assert reply.headers.get("access-control-allow-origin") in (None, service.api.removesuffix("/api"))
            assert (reply.status == 403) == (origin != service.api.removesuffix("/api"))


def test_a_login_alone_starts_nothing_without_a_token(service):
    """What a browser might be made to send by itself isn't enough."""
    reply = call(f"{service.api}/deployments/{prognos(service)['id']}/create_flow_run", {}, login=service.login)
    assert reply.status == 403 and "CSRF" in reply.text


# another account


def as_nobody(work):
    """What `work` gives as an account that owns nothing here; it may give what JSON can hold."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            os.write(writing, json.dumps(work()).encode())
        except BaseException as error:
            os.write(writing, json.dumps(f"did not work: {error!r}").encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another account")
def test_another_local_account_neither_reads_nor_starts(service):
    found, before = prognos(service)["id"], len(made_by_hand(service))
    secret, everyone = stored_secret(service.home), [psutil.Process(service.process.pid)]
    everyone += everyone[0].children(recursive=True)
    assert len(everyone) >= 4, "start, server and two workers"
    places = [f"/proc/{process.pid}/{name}" for process in everyone for name in ("environ", "cmdline", "mem")]
    files = [str(path) for path in (service.home / ".prefect").rglob("*")]

    def attack():
        readable = []
        for path in (*places, *files):
            try:
                if secret in Path(path).read_bytes().decode("latin-1") or path in files:
                    readable.append(path)
            except OSError:
                continue
        tried = {
            "version": call(f"{service.api}/admin/version", method="GET").status,
            "runs": call(f"{service.api}/flow_runs/filter").status,
            "logs": call(f"{service.api}/logs/filter").status,
            "start": call(f"{service.api}/deployments/{found}/create_flow_run").status,
            "token": call(f"{service.api}/csrf-token?client=x", method="GET").status,
            "link": call(service.api.removesuffix("/api") + "/logga-in/lank").status,
        }
        return readable, tried, own_login(service.home)

    readable, tried, login = as_nobody(attack)
    assert readable == [] and login == ""
    assert set(tried.values()) <= {401, 403}, tried
    assert len(made_by_hand(service)) == before


# a login


@pytest.fixture
def marker(tmp_path) -> Path:
    return tmp_path / "fanns"


def started(service: Service, deployment: str, **body) -> dict:
    return service.ended(service.ask(f"deployments/{deployment}/create_flow_run", body)["id"])


def own_deployment(service: Service, marker: Path, **more) -> str:
    """A deployment of somebody's own, for the service's pool; its code would leave a mark."""
    (marker.parent / "eget.py").write_text(
        f"from pathlib import Path\nfrom prefect import flow\nPath({str(marker)!r}).touch()\n\n\n"
        "@flow(name='omgang')\ndef main():\n    pass\n"
    )
    flow = service.ask("flows/", {"name": "omgang"})["id"]
    given = {
        "name": "prognos-egen",
        "flow_id": flow,
        "work_pool_name": "malstyrning",
        "entrypoint": "eget.py:main",
        "path": str(marker.parent),
    }
    return service.ask("deployments/", given | more)["id"]


def test_no_job_variable_is_taken_from_one_who_is_logged_in(service, marker):
    from tests.service import csrf

    found = prognos(service)["id"]
    for variables in (
        {"command": f"touch {marker}"},
        {"env": {"PYTHONSTARTUP": "x"}},
        {"working_dir": "/tmp"},
        {"stream_output": False},
    ):
        reply = call(
            f"{service.api}/deployments/{found}/create_flow_run",
            {"parameters": APRIL, "job_variables": variables},
            login=service.login,
            **{name.replace("-", "_"): value for name, value in csrf(service.api, service.login).items()},
        )
        assert reply.status == 422, reply.text


def test_the_worker_refuses_what_a_changed_pool_lets_through(service, marker):
    """Whoever is logged in can put the command back into the pool: the server takes the run, the worker doesn't."""
    pool = service.ask("work_pools/malstyrning", method="GET")
    properties = {"command": {"type": "string"}, "working_dir": {"type": "string"}, "env": {"type": "object"}}
    template = {
        "job_configuration": {"command": "{{ command }}", "env": "{{ env }}", "working_dir": "{{ working_dir }}"},
        "variables": {"type": "object", "properties": properties},
    }
    service.ask("work_pools/malstyrning", {"base_job_template": template}, "PATCH")
    try:
        for variables in ({"command": f"touch {marker}"}, {"env": {"X": "1"}}, {"working_dir": str(marker.parent)}):
            done = started(service, prognos(service)["id"], parameters=APRIL, job_variables=variables)
            assert done["state_type"] == "FAILED" and "jobbvariabler" in done["state"]["message"]
        defaults = properties | {"command": {"type": "string", "default": f"touch {marker}"}}
        changed = template | {"variables": {"type": "object", "properties": defaults}}
        service.ask("work_pools/malstyrning", {"base_job_template": changed}, "PATCH")
        done = started(service, prognos(service)["id"], parameters=APRIL | {"ar": "2025"})
        assert "Målregistret saknas" in done["state"]["message"], "our flow, and not the pool's command"
    finally:
        service.ask("work_pools/malstyrning", {"base_job_template": pool["base_job_template"]}, "PATCH")
    assert not marker.exists()


def test_no_code_of_another_deployment_is_run(service, marker):
    script = {"prefect.deployments.steps.run_shell_script": {"script": f"touch {marker}"}}
    steps = {"name": "prognos-steg", "pull_steps": [script], "entrypoint": "flows.round_flow.omgang", "path": None}
    for more in ({}, steps):
        done = started(service, own_deployment(service, marker, **more), parameters={})
        assert done["state_type"] == "FAILED" and "är inte programmets eget" in done["state"]["message"]
    assert not marker.exists()


def test_a_crashed_run_loads_no_code_of_another_deployment(service, marker):
    """Prefect's worker loads the deployment's flow itself to find what is to be done after a crash."""
    found = own_deployment(service, marker, name="prognos-avbruten")
    run = service.ask(f"deployments/{found}/create_flow_run", {"parameters": {}})["id"]

    def its_process() -> psutil.Process | None:
        for process in psutil.Process(service.process.pid).children(recursive=True):
            with suppress(psutil.Error):
                if process.environ().get("PREFECT__FLOW_RUN_ID") == run:
                    return process
        return None

    wait_for(its_process).kill()
    wait_for(lambda: service.ask(f"flow_runs/{run}", method="GET")["state_type"] == "FAILED")
    assert "CRASHED" in {s["type"] for s in service.ask(f"flow_run_states/?flow_run_id={run}", method="GET")}
    assert not marker.exists()


def test_parameters_outside_the_form_are_refused_also_where_the_server_lets_them_through(service):
    ours = prognos(service)
    service.ask(f"deployments/{ours['id']}", {"enforce_parameter_schema": False}, "PATCH")
    try:
        for given in ({"kommun": "../annan"}, {"hem": "/tmp"}, {"omgang": "../../x"}):
            done = started(service, ours["id"], parameters=APRIL | given)
            assert done["state_type"] == "FAILED" and "formulärets val" in done["state"]["message"]
    finally:
        service.ask(f"deployments/{ours['id']}", {"enforce_parameter_schema": True}, "PATCH")


def test_the_next_start_makes_pool_and_deployments_our_own_again(prefect_server, home):
    from flows.serving.deployments import JOB_TEMPLATE, register

    api = prefect_server.api
    register(home)
    loose = {"job_configuration": {"command": "{{ command }}"}, "variables": {"properties": {"command": {}}}}
    ask(api, "work_pools/malstyrning", {"base_job_template": loose}, "PATCH")
    found = ask(api, "deployments/name/omgang/prognos", method="GET")["id"]
    changed = {"entrypoint": "x:y", "job_variables": {"command": "id"}, "enforce_parameter_schema": False}
    ask(api, f"deployments/{found}", changed, "PATCH")
    register(home)
    assert ask(api, "work_pools/malstyrning", method="GET")["base_job_template"] == JOB_TEMPLATE
    ours = ask(api, "deployments/name/omgang/prognos", method="GET")
    assert (ours["entrypoint"], ours["job_variables"]) == ("flows.round_flow.omgang", {})
    assert ours["enforce_parameter_schema"] is True
