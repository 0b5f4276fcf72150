"""`output/index.html`: every kommun, year and round with state and links that lead somewhere."""

import re
import shutil
from dataclasses import replace
from urllib.parse import unquote

import openpyxl
import pytest

from flows.movement import Journal, hand_out
from flows.steps.find_job import load_job
from flows.steps.index.overview import DONE, FAILED, PRELIMINARY, ShownRound, _sentence
from flows.steps.pages.kommun import totals_table
from schemas.findings import ExpectedProblem
from tests.conftest import quiet, run


def text_of(home) -> str:
    page = (home / "output/index.html").read_text(encoding="utf-8")
    for href in re.findall(r'<a href="(?!#)([^"]+)"', page):
        assert (home / "output" / unquote(href)).exists(), href
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_states_and_links_follow_the_runs(job):
    june = load_job(job.home, "mariestad", "prognos-juni", 2026, job.now)
    hand_out(june, Journal(quiet).plainly)
    run(job)
    text = text_of(job.home)
    assert "En omgång är preliminär." in text
    september = load_job(job.home, "mariestad", "prognos-september", 2026, job.now)
    hand_out(september, Journal(quiet).plainly)
    assert "Prognos september 2026 (delår) ○ Mallar är skrivna" in text_of(job.home)
    assert re.search(r"Mariestads kommun Prognos juni 2026 ○ Mallar är skrivna mallar", text)
    assert re.search(r"Prognos april 2026 ◐ Preliminär sida , sammanställning , svar till nämnderna", text)

    register = job.register_file.read_bytes()
    job.register_file.unlink()
    with pytest.raises(ExpectedProblem):
        run(job)
    text = text_of(job.home)
    assert re.search(r"Prognos april 2026 ▲ Misslyckades Målregistret saknas: .* Lägg filen i årets mapp\.", text)
    assert "sida , sammanställning" in text, "what was published before is still there"

    job.register_file.write_bytes(register)
    run(job)
    assert "Misslyckades" not in text_of(job.home)


def test_another_kommun_and_what_was_run_before_are_there(job):
    run(job)
    shutil.rmtree(job.home / "output/mariestad/.drift")
    shutil.copytree(job.home / "input/mariestad", job.home / "input/annanstad")
    path = job.home / "input/annanstad/kommun.toml"
    text = path.read_text(encoding="utf-8").replace('id = "mariestad"', 'id = "annanstad"')
    path.write_text(text.replace("Mariestads kommun", "Annanstads kommun"), encoding="utf-8")
    other = load_job(job.home, "annanstad", "prognos-juni", 2026, job.now)
    hand_out(other, Journal(quiet).plainly)
    text = text_of(job.home)
    assert text.index("Annanstads kommun") < text.index("Prognos juni 2026") < text.index("Prognos april 2026")


def test_a_broken_neighbour_stops_nobody(job):
    (job.home / "input/annanstad").mkdir()
    (job.home / "input/annanstad/kommun.toml").write_text("id = ", encoding="utf-8")
    assert run(job).states
    assert "Prognos april 2026 ◐ Preliminär" in text_of(job.home)


def test_every_page_of_the_kommun_is_marked_while_answers_remain(job):
    """With one symbol, wherever it stands; a nämnd's own page is whole when its answer is."""
    run(job)
    result = job.outbox / "resultat"
    shown = {p.relative_to(result).as_posix(): p.read_text(encoding="utf-8") for p in result.rglob("*.html")}
    marked = {name for name, text in shown.items() if "◐\N{NO-BREAK SPACE}Preliminär." in text}
    assert {"index.html", "avvikelser.html", "aret.html", "fokusomraden/boende.html"} <= marked
    assert not {"namnder/ks.html", "data/kolumner.html"} & marked
    above = (result.parents[2] / "index.html").read_text(encoding="utf-8")
    assert "◐\N{NO-BREAK SPACE}Preliminär" in above and "▲\N{NO-BREAK SPACE}Prel" not in above


def test_how_many_rounds_there_are_is_a_sentence():
    rounds = [ShownRound("", state, "", ()) for state in (DONE, DONE, PRELIMINARY, FAILED)]
    assert _sentence(rounds) == "Två omgångar är klara, en är preliminär och en är misslyckad."
    assert _sentence(rounds[3:]) == "En omgång är misslyckad."
    assert _sentence([]) == "Ingen omgång är körd."


def test_a_first_round_without_economy_has_no_empty_tables_or_single_bars(job):
    """Nothing to compare is no chart, and no economy is a sentence."""
    shutil.rmtree(job.home / "input/mariestad/2025")
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    run(job)
    result = job.outbox / "resultat"
    ks, year, first = ((result / n).read_text(encoding="utf-8") for n in ("namnder/ks.html", "aret.html", "index.html"))
    assert "<p>Ekonomin saknas.</p>" in ks and "Ekonomi per verksamhet" not in ks
    assert "<svg" not in year and "Varje nämnds mål står efter fokusområde, som i mallen." in year
    assert '<li class="partly"><span class="status partly">◐ Nås delvis</span></li>' in first
    assert "figure .legend li.partly::before" in first


def test_without_the_finance_file_no_nought_stands_for_what_is_not_known(job):
    """It is said why the forecast isn't there, where its picture and its sums would have been."""
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    merged, why = run(job), "Prognosen för ekonomin saknas, eftersom ekonomisystemets fil saknas."
    first = (job.outbox / "resultat/index.html").read_text(encoding="utf-8")
    assert first.count("<figure>") == 2 and first.count(why) == 2  # the goals and how forecasts came out
    assert "Avvikelse mot budget" not in first
    totals = totals_table(merged)
    shown = {h.text: cell.text for h, cell in zip(totals.headings, totals.rows[-1].cells, strict=True)}
    assert {text for heading, text in shown.items() if "tkr" in heading} == {""}
    book = openpyxl.load_workbook(job.outbox / "resultat/sammanstallning.xlsx")
    overview, sums = book["Översikt"], [cell.value for cell in book["Mål och ekonomi"][10]]
    assert sums[1] == "Nämnderna totalt" and str(sums[3]).startswith("=SUM")
    assert why in {cell.value for row in overview for cell in row}
    assert not [c.value for row in overview for c in row if str(c.value).startswith("=") and "!L" in str(c.value)]
    assert sums[8:12] == [None] * 4


def test_who_has_money_outside_the_namnder_is_told_that_it_is_not_in_the_sum(job):
    finance = job.settings.finance.model_copy(update={"outside": ("99",)})
    run(replace(job, settings=job.settings.model_copy(update={"finance": finance})))
    page = (job.outbox / "resultat/index.html").read_text(encoding="utf-8")
    assert "Det som ligger utanför nämnderna, som finansförvaltningen, ingår inte." in page
    assert "Nämnderna totalt" in page and "Kommunen totalt" not in page
