"""PDF of the pages: tagged for screen readers, in Swedish, the same bytes each time; and the command for them."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from flows.steps import pdf
from flows.steps.find_job import load_job
from schemas.findings import ExpectedProblem
from tests.conftest import FOLDER, NOW, ROOT, YEAR, needs, run, tree
from tests.test_commands import ENGLISH
from tests.test_prefect import command


def pango() -> None:
    """A skip that says that Pango is missing; in CI it must be there."""
    try:
        pdf._loaded()
    except ExpectedProblem:
        if os.environ.get("CI"):
            pytest.fail("Pango is missing in CI")
        pytest.skip("Pango is not installed")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """The example's published pages."""
    pango()
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    job = load_job(home, "mariestad", FOLDER, YEAR, NOW)
    run(job)
    return job.outbox / "resultat"


@pytest.fixture(
    scope="module",
    params=["index.html", "namnder/mbn.html", "aret.html", "avvikelser.html", "fokusomraden/boende.html"],
)
def page(request, result):
    html = (result / request.param).read_bytes()
    made = pdf.make_pdf(html)
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield html, made, opened


def elements(node, found=None) -> list:
    """All structure elements below one, in order."""
    found = [] if found is None else found
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if kids is not None else []:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append(kid)
            elements(kid, found)
    return found


def test_tagged_in_swedish_with_its_title(page):
    html, _, opened = page
    root = opened.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "sv"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert f"<title>{metadata['dc:title']}</title>" in html.decode()


def test_headings_tables_and_charts_are_told(page):
    html, _, opened = page
    found = elements(opened.Root.StructTreeRoot)
    kinds = [str(e.S) for e in found]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") == html.count(b"<h2")
    assert kinds.count("/Table") >= html.count(b"<table")
    assert kinds.count("/TH") >= html.count(b"<th ")
    cells = [e for e in found if str(e.S) == "/TD"]
    assert bool(cells) == (b"<td" in html)
    assert all("/Headers" in e.A for e in cells)
    figures = [e for e in found if str(e.S) == "/Figure"]
    assert all(str(e.Alt) for e in figures)
    if "Mariestads kommuns mål och ekonomi</h1>" in html.decode():
        assert any("Utbildningsnämnden: 3 nås, 1 nås delvis" in str(e.Alt) for e in figures), "the numbers too"


_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">')


def told(made: bytes, folder: Path, *options: str) -> list[str]:
    """What poppler reads on each page."""
    path = folder / "sida.pdf"
    path.write_bytes(made)
    done = subprocess.run([needs("pdftotext"), *options, str(path), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1] if not options else done.stdout.split("<page ")[1:]


def test_a4_with_a_foot_on_each_page_and_nothing_cut_off(page, tmp_path):
    _, made, opened = page
    for sheet in opened.pages:
        assert [round(float(v) / 72 * 25.4) for v in sheet.mediabox] == [0, 0, 210, 297]
    texts = told(made, tmp_path)
    assert [f"Sida {n} av {len(texts)}" in text for n, text in enumerate(texts, 1)] == [True] * len(opened.pages)
    for text in told(made, tmp_path, "-bbox"):
        words = [[float(v) for v in found] for found in _WORD.findall(text)]
        assert words
        assert [w for w in words if w[0] < 0 or w[1] < 0 or w[2] > 595.3 or w[3] > 841.9] == []


def test_same_page_same_bytes(page):
    html, made, _ = page
    assert pdf.make_pdf(html) == made


def test_nothing_is_fetched(result, tmp_path, monkeypatch):
    """Neither from the network nor from the disk; the page is made all the same."""
    import urllib.request

    asked = []

    def note(opener, url, *_, **__):  # WeasyPrint goes on past whatever is raised here
        asked.append(getattr(url, "full_url", url))
        raise OSError

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", note)
    secret = tmp_path / "hemligt.png"
    secret.write_bytes(b"x")
    html = (
        '<html lang="sv"><head><title>t</title><link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head><body>'
        f'<p>text</p><img alt="a" src="{secret.as_uri()}"><img alt="b" src="http://127.0.0.1:9/x.png"></body></html>'
    )
    assert pdf.make_pdf(html.encode()).startswith(b"%PDF")
    assert asked == []


def test_the_command_makes_every_page_and_says_so_in_swedish(result):
    home = result.parents[4]
    before = tree(result)
    done = command(home, "pdf", "april", "2026")
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert said.count("✔ ") == 13 and "✔ namnder/mbn.pdf" in said
    assert "13 PDF-filer för prognos april 2026 ligger i" in said
    assert not ENGLISH.search(said) and "WARNING" not in said
    assert sorted(tree(result.parent / "pdf")) == [
        *("aret.pdf", "avvikelser.pdf"),
        *(f"fokusomraden/{a}.pdf" for a in ["besoksmal", "boende", "kommunikationer", "larande", "ungdomar"]),
        "index.pdf",
        *(f"namnder/{n}.pdf" for n in ["ks", "mbn", "sn", "tn", "un"]),
    ]
    assert tree(result) == before


def test_a_round_that_has_not_been_run(home):
    done = command(home, "pdf", "april", "2026")
    assert done.returncode == 2
    assert done.stderr == ("▲ Det finns inga sidor för prognos april 2026. Kör först malstyrning prognos april 2026.\n")
    assert "Kör först malstyrning arsbokslut 2026." in command(home, "pdf", "arsbokslut", "2026").stderr


def test_without_pango_it_is_said_what_to_do(monkeypatch, capsys):
    class Lacking:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                print("WeasyPrint could not import some external libraries")
                raise OSError("cannot load library 'libgobject-2.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    pdf._loaded.cache_clear()
    with pytest.raises(ExpectedProblem) as problem:
        pdf.make_pdf(b"<html></html>")
    pdf._loaded.cache_clear()
    found = problem.value.finding
    assert "Pango saknas" in found.what and "IT" in found.todo and "Skriv ut" in found.todo
    assert "".join(capsys.readouterr()) == ""
