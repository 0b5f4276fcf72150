"""The year's view and the index over rounds, also with history that differs from today."""

import re
import shutil

import pandas as pd
import pytest

from flows.steps.find_job import load_job
from flows.steps.index.kommun_index import index_page
from flows.steps.pages.areas import area_pages
from tests.conftest import FOLDER, NOW, YEAR, run, tree

KOMMUN = "mariestad"


def rewrite(path, change) -> None:
    table = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
    change(table).to_csv(path, index=False, encoding="utf-8-sig")


def year_of(job) -> str:
    run(job)
    return (job.outbox / "resultat/aret.html").read_text(encoding="utf-8")


def test_dropped_goals_and_gone_namnder_are_told_and_break_nothing(home, job):
    old = home / f"input/{KOMMUN}/2025/prognos-november/data/mal.csv"

    def change(table: pd.DataFrame) -> pd.DataFrame:
        gone = table.iloc[[0]].assign(
            **{"Mål-id": "XN-01", "Nämnd": "XN", "Mål": "Biblioteken ska ha öppet fler dagar."}
        )
        return pd.concat([table.iloc[1:], gone])

    rewrite(old, change)
    page = year_of(job)
    assert "Mål som inte längre finns" in page
    assert "XN-01 Biblioteken ska ha öppet fler dagar." in page


def test_history_without_texts_or_assessments_leaves_gaps(home, job):
    for path in (home / f"input/{KOMMUN}/2025").glob("*/data/mal.csv"):
        rewrite(path, lambda table: table.drop(columns=["Bedömning", "Mål"], errors="ignore"))
    assert "Målen, omgång för omgång" in year_of(job)


def test_without_history_the_year_is_this_round(home, job):
    shutil.rmtree(home / f"input/{KOMMUN}/2025")
    page = year_of(job)
    assert "Det här är den första omgången som är känd." in page
    assert "Mål som inte längre finns" not in page


def test_the_chart_of_money_says_which_of_the_rounds_is_meant(job):
    """The rounds of two years stand in it: that the worst is last year's is no heading of this year."""
    titles = re.findall(r"<figcaption>(.*?)</figcaption>", year_of(job))
    assert titles == [
        "Mål per omgång och bedömning",
        "Avvikelse mot budget i varje omgång: störst underskott i bokslut 2025 (tkr)",
    ]


@pytest.fixture
def published(home, job):
    run(job)
    return home / f"output/{KOMMUN}"


def test_the_index_tells_of_each_round(published):
    page = (published / "index.html").read_text(encoding="utf-8")
    assert "En omgång har getts ut: Prognos april 2026 (preliminär)." in page
    assert 'href="2026/prognos-april/resultat/index.html"' in page
    assert 'href="2026/prognos-april/resultat/sammanstallning.xlsx"' in page
    assert "3 av 5. Återstår: Tekniska nämnden, Miljö- och byggnadsnämnden" in page
    assert "24 april 2026 kl.\u00a0" in page


def test_rounds_of_an_earlier_program_are_listed_with_gaps(published, job):
    for folder in ("2024/prognos-april", "2024/arsbokslut-mars", "2023/uppfoljning-host"):
        (published / folder / "resultat").mkdir(parents=True)
        (published / folder / "resultat/index.html").write_text("<p>gammal</p>")
    (published / "2024/prognos-april/resultat/korning.json").write_text("[]")
    (published / "2024/arsbokslut-mars/resultat/korning.json").write_text("{trasig")
    data = published / "2023/uppfoljning-host/resultat/data"
    data.mkdir()
    (data / "inlamning.csv").write_text("Nämnd;Något\nKS;1\n", encoding="utf-8")
    page = index_page(job).decode()
    assert "4 omgångar".replace("4", "Fyra") in page
    order = [page.index(t) for t in ("Prognos april 2026", "Årsbokslut 2024", "Prognos april 2024", "Uppfoljning host")]
    assert order == sorted(order)


def test_the_index_is_written_anew_and_alike(published, job):
    first = (published / "index.html").read_bytes()
    run(job)
    assert (published / "index.html").read_bytes() == first
    (published / "handbok.html").write_text("<p>x</p>")
    (published / "2026/utvardering.html").write_text("<p>x</p>")
    page = index_page(job).decode()
    assert 'href="handbok.html"' in page
    assert 'href="2026/utvardering.html"' in page


def test_nothing_is_left_beside_the_index(published):
    assert not [p for p in tree(published) if p.startswith(".ny")]


def test_each_page_leads_to_all_others(published):
    result = published / "2026/prognos-april/resultat"
    for name in ("index.html", "namnder/ks.html", "fokusomraden/boende.html", "avvikelser.html", "aret.html"):
        page, up = (result / name).read_text(encoding="utf-8"), "../" * name.count("/")
        for target in ("index.html", "avvikelser.html", "aret.html", "namnder/un.html", "fokusomraden/larande.html"):
            assert f'href="{up}{target}"' in page, (name, target)
        assert f'href="{up}../../../index.html"' in page
        assert page.count('aria-current="page"') == 1


def test_the_deviations_page_has_them_all(home):
    job = load_job(home, KOMMUN, FOLDER, YEAR, NOW)
    merged = run(job)
    page = (job.outbox / "resultat/avvikelser.html").read_text(encoding="utf-8")
    assert page.count("<article>") == len(merged.deviations)
    assert 'href="namnder/ks.html#KS-03"' in page


def test_a_fokusomrade_has_the_kommunovergripande_mal_that_support_it(job):
    merged = run(job)
    row = {"focus_area": "Boende", "goal": "Utsläppen ska minska.", "assessment": "Nås delvis", "comment": "På väg."}
    merged.tables["kommun_goals"] = pd.DataFrame([row], index=["KOMMUN-01"])
    pages = area_pages(merged)
    told = pages["fokusomraden/boende.html"].decode()
    assert "Utsläppen ska minska." in told
    assert "Utsläppen ska minska." not in pages["fokusomraden/larande.html"].decode()
