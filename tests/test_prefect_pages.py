"""A controller starts the April round from Prefect's own pages in Chromium, sees it end and finds its table."""

import time

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.conftest import needs
from tests.service import Service, served
from tests.test_pages_in_browser import SWITCHES

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def browser():
    options = ChromeOptions()
    options.binary_location = needs("chromium")
    for switch in (*SWITCHES, "--window-size=1400,1200"):
        options.add_argument(switch)
    driver = Chrome(options=options, service=ChromeService(needs("chromedriver")))
    yield driver
    driver.quit()


def see(browser: Chrome, *texts: str, seconds: int = 300) -> None:
    """Wait until all the texts stand on the page."""

    def there(driver: Chrome) -> bool:
        page = driver.find_element(By.TAG_NAME, "body").text
        return all(text in page for text in texts)

    WebDriverWait(browser, seconds, ignored_exceptions=[Exception]).until(there, f"not on the page: {texts}")


def click(browser: Chrome, text: str) -> None:
    path = f"//*[self::a or self::button][normalize-space()='{text}']"
    WebDriverWait(browser, 120).until(lambda d: [e for e in d.find_elements(By.XPATH, path) if e.is_displayed()])[
        0
    ].click()


def choose(browser: Chrome, title: str, value: str) -> None:
    path = f"//*[contains(concat(' ', @class, ' '), ' schema-form-property ')][.//span[.='{title}']]//select[option]"
    Select(browser.find_elements(By.XPATH, path)[0]).select_by_visible_text(value)


def submitted(browser: Chrome, service: Service) -> dict:
    """The run that the form gives; the button is pressed again where Prefect's busy page didn't take it."""
    for _ in range(4):
        click(browser, "Submit")
        for _ in range(60):
            if found := [r for r in service.ask("flow_runs/filter") if not r["auto_scheduled"]]:
                return found[0]
            time.sleep(0.5)
    raise AssertionError("no run")


def picture(browser: Chrome, home, name: str) -> None:
    """Kept beside the test's outputs, to be looked at."""
    time.sleep(1)
    browser.save_screenshot(str(home / f"{name}.png"))


def test_the_april_round_from_the_screen(job, browser):
    with served(job.home) as service:
        web = service.api.removesuffix("/api")
        browser.get(service.link)
        see(browser, "prognos", "mallar", "alla-kommuner", "arshjul")
        found = service.ask("deployments/name/omgang/prognos", method="GET")["id"]
        browser.get(f"{web}/deployments/deployment/{found}/run")
        see(browser, "Kommun", "Slag och månad.", "År")
        choose(browser, "Omgång", "prognos april")
        choose(browser, "År", "2026")
        picture(browser, job.home, "formular")
        run = submitted(browser, service)
        browser.get(f"{web}/runs/flow-run/{run['id']}")
        see(browser, "Prognos april 2026 – Mariestad", "Completed", seconds=400)
        see(browser, "Ger ut sammanställningen")
        picture(browser, job.home, "korning")
        (table,) = [
            a for a in service.ask("artifacts/latest/filter") if a["key"] == "lage-mariestad-2026-prognos-april"
        ]
        browser.get(f"{web}/artifacts/artifact/{table['latest_id']}")
        see(browser, "Tekniska nämnden", "▲ Rättas", "Sammanställning")
        picture(browser, job.home, "lage")
    assert (job.outbox / "resultat/sammanstallning.xlsx").exists()
