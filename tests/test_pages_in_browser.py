"""The pages as Chromium shows them: accessible by axe's rules, no wider than a phone, and usable with keys alone."""

from contextlib import contextmanager
from itertools import product
from pathlib import Path

import axe_core_python
import pytest
from selenium.webdriver import ActionChains, Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.keys import Keys

from tests.conftest import needs
from tests.sites import CASES

pytestmark = pytest.mark.browser

AXE = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PHONE, SMALL_WINDOW, SCREEN = 320, 1000, 1440
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
RUN_AXE = """
const done = arguments[arguments.length - 1];
const options = {runOnly: {type: "tag", values: arguments[0]}, resultTypes: ["violations"]};
axe.run(document, options).then(
  found => done(found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} – ${n.failureSummary}`))),
  problem => done([String(problem)]));
"""
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true;"
REACHABLE = """
const all = [...document.querySelectorAll('*')];
const wanted = all.filter(e => e.matches('a[href], summary, [tabindex="0"], button, input, select, textarea'));
window.place = e => all.indexOf(e);
return wanted.map(place);
"""
CUT_OFF = """
return [...document.querySelectorAll('figure svg')].filter(e => e.getBoundingClientRect().width).flatMap(svg => {
  const frame = svg.viewBox.baseVal;
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBBox();
    const room = 3;  // the air about a letter counts in its box
    return box.x < -room || box.x + box.width > frame.width + room || box.y + box.height > frame.height + room;
  }).map(text => text.textContent);
});
"""
SCROLLED = """
for (const part of document.querySelectorAll('details')) part.open = true;
const wide = [...document.querySelectorAll('.scroll:has(table)')].filter(box => box.scrollWidth > box.clientWidth + 1);
return wide.map(box => [box.getAttribute('aria-label'), getComputedStyle(box, '::before').display !== 'none' &&
  getComputedStyle(box, '::before').content.includes('Dra i sidled')]);
"""
NOTE_FOCUS = """
window.visited = [];
document.addEventListener('keyup', () => {
  const e = document.activeElement;
  if (!e || e === document.body) return visited.push(null);
  const look = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  visited.push([place(e), ring && seen, e.outerHTML.slice(0, 90)]);
}, true);
"""


@pytest.fixture(scope="module")
def browser():
    options = ChromeOptions()
    options.binary_location = needs("chromium")
    for switch in SWITCHES:
        options.add_argument(switch)
    driver = Chrome(options, ChromeService(needs("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture(params=CASES)
def site(request, sites):
    return sites(request.param)


@contextmanager
def width(browser: Chrome, pixels: int):
    size = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def scheme(browser: Chrome, name: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": name}]}
    )


def test_axe_finds_nothing_on_phone_or_screen_in_light_or_dark(browser, site):
    found = []
    for page in site.sample:
        browser.get(page.path.as_uri())
        browser.execute_script(AXE + OPEN_ALL)
        for pixels, name in ((PHONE, "light"), (SCREEN, "light"), (SCREEN, "dark")):  # dark is the same when narrow
            with width(browser, pixels):
                scheme(browser, name)
                said = browser.execute_async_script(RUN_AXE, TAGS)
            found += [f"{site.name(page)}, {pixels} px, {name}: {text}" for text in said]
    assert found == []


def test_no_page_is_wider_than_a_phone(browser, site):
    wide = {}
    with width(browser, PHONE):
        for page in site.pages:
            browser.get(page.path.as_uri())
            wide[site.name(page)] = browser.execute_script(OPEN_ALL + "return document.documentElement.scrollWidth;")
    assert {name: pixels for name, pixels in wide.items() if pixels > PHONE} == {}


def test_tables_are_whole_in_a_small_window_and_on_a_phone_say_that_they_go_on(browser, sites):
    site = sites("the shipped example")
    for page, pixels in product(site.pages, (PHONE + 80, SMALL_WINDOW)):
        with width(browser, pixels):
            browser.get(page.path.as_uri())
            scrolled = browser.execute_script(SCROLLED)
        cut = scrolled if pixels == SMALL_WINDOW else [label for label, told in scrolled if not told]
        assert cut == [], f"{site.name(page)}, {pixels} px"


def test_no_name_or_number_in_a_chart_is_cut_off(browser, site):
    for page, pixels in product(site.sample, (PHONE, SCREEN)):
        with width(browser, pixels):
            browser.get(page.path.as_uri())
            assert browser.execute_script(CUT_OFF) == [], f"{site.name(page)}, {pixels} px"


def test_the_tab_key_visits_all_in_order_and_shows_where_it_is(browser, site):
    for page, pixels in product(site.sample, (PHONE, SCREEN)):
        with width(browser, pixels):
            browser.get(page.path.as_uri())
            browser.execute_script(OPEN_ALL)
            wanted = browser.execute_script(REACHABLE)
            browser.execute_script(NOTE_FOCUS)
            ActionChains(browser, duration=0).send_keys(Keys.TAB * (len(wanted) + 1)).perform()
            visited = browser.execute_script("return visited;")
        assert visited[-1] is None or visited[-1][0] == wanted[0], f"{site.name(page)}: the last one keeps the focus"
        assert [at for at, _, _ in visited[:-1]] == wanted, site.name(page)
        assert [html for _, seen, html in visited[:-1] if not seen] == [], site.name(page)


def test_what_is_folded_opens_with_a_key(browser, sites):
    page = next(p for p in sites("the shipped example").pages if p.path.name == "ks.html")
    browser.get(page.path.as_uri())
    count = "return document.querySelectorAll('details[open]').length;"
    before = browser.execute_script(count)
    browser.execute_script("document.querySelector('details:not([open]) summary').focus();")
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    assert browser.execute_script(count) == before + 1
