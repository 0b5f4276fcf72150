"""The handbok as its readers meet it: all that is declared is in it, links lead somewhere, a guide is one page."""

import dataclasses
import io
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pikepdf
import pytest

from flows.commands.printing import write_handbook
from flows.steps.beginning.settings_file import keys_of
from flows.steps.find_job import any_job, load_job
from flows.steps.handbook.make import CHAPTERS, GUIDES, guides, handbook
from flows.steps.handbook.year import moments
from flows.steps.known.hints import hint
from flows.steps.pdf import make_pdf
from flows.steps.rules_told import rules_told
from flows.steps.swedish import day
from schemas.finance_settings import FinanceSettings
from schemas.kinds import DELAR, KINDS
from schemas.published import published_tables
from schemas.rules.catalogue import CATALOGUE, DECISION, MODEL_RULES
from schemas.rules.reasons import REASONS
from schemas.settings import Settings
from schemas.sheets.beside import BESIDE
from tests.conftest import NOW, ROOT
from tests.example.scaled import scaled
from tests.test_other_kommun import SETTINGS
from tests.test_pdf import pango
from tests.test_prefect import command

SHEETS = [sheet for kind in (*KINDS.values(), DELAR) for sheet in kind.sheets] + [*BESIDE]


@pytest.fixture(scope="module")
def job():
    return load_job(ROOT, "mariestad", "prognos-april", 2026, NOW)


@pytest.fixture(scope="module")
def page(job) -> str:
    return handbook(job).decode()


@pytest.fixture(scope="module")
def said(page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_rule_is_there_with_its_sentence_and_its_reason(job, page, said):
    for rule, entry in rules_told(job).items():
        assert f'id="{rule}"' in page
        assert entry.sentence in said
    assert set(REASONS) == set(CATALOGUE) - set(MODEL_RULES)
    assert all(reason in said for reason in REASONS.values())


def test_every_column_of_every_template_is_explained_and_drawn(page, said):
    for sheet in SHEETS:
        for column in sheet.columns:
            assert f"{column.title} " in said, (sheet.title, column.title)
            assert " ".join(column.help.split()) in said, (sheet.title, column.title)
    drawn = {title for kind in KINDS.values() for title in (f"Bladet {s.title}" for s in kind.sheets)}
    assert all(f"<title>{title}</title>" in page for title in drawn)


def test_every_table_of_the_workbook_and_every_key_of_the_settings_is_there(page, said):
    for table in published_tables(KINDS["prognos"]):
        assert f'id="blad-{table.id}"' in page
        assert table.note in said
    for key in keys_of(Settings):
        assert f'<th scope="row">{key.name}</th>' in page or f"[{key.name}]" in said, key.name


def test_every_round_of_the_year_has_its_days(job, said):
    held = [r for about in (2025, 2026, 2027) for r in job.settings.rounds_in(about) if r.held_in(about) == 2026]
    assert len(held) == 9
    for about in (2025, 2026, 2027):
        for round_ in job.settings.rounds_in(about):
            told = round_ in held and round_.held_in(about) == 2026
            after = about == 2026 and round_.held_in(about) == 2027
            assert (day(round_.deadline(about)) in said) == (told or after)
    assert "Om 2026 svarar ni också när året är slut: årsbokslut 2026, senast 12 mars 2027." in said
    assert [m.number for m in moments(job.settings, 2026)] == [*range(1, 11)]


def test_the_kommun_is_named_with_its_namnder_areas_and_contact(job, said):
    settings = job.settings
    for name in (*(n.name for n in settings.namnder), *(a.name for a in settings.focus_areas), settings.contact.mail):
        assert name in said


def test_the_contents_lead_to_every_chapter_in_order(page):
    assert re.findall(r'<ol class="toc">.*?</ol>', page, re.DOTALL)[0].count("<li>") == len(CHAPTERS)
    targets = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets
    assert len(re.findall(r' id="', page)) == len(targets)
    files = set(re.findall(r'href="([^"#]+)"', page))
    assert files == set(GUIDES)


def test_a_good_goal_is_not_objected_to_by_the_program(page):
    good = re.findall(r"<h4>”(Senast 2027[^”]+|Under 2027[^”]+)”</h4>", page)
    assert len(good) == 2
    measure = {"measure_kind": "Kvantitativt", "unit": "%", "baseline": 72, "target": 80}
    for text in good:
        assert hint({"goal": text, "method": None, "partners": None}, [measure], 2027) == ""
    assert page.count("Det här ser programmet:") == 3


def test_another_kommun_gets_its_own(tmp_path):
    other = scaled(tmp_path, 20, 400)
    text = unescape(handbook(other).decode())
    assert "Mariestad" not in text.replace(DECISION, "")
    assert all(n.name in text for n in other.settings.namnder_in(other.year))


def test_a_guide_is_one_page_even_with_long_names(job, tmp_path):
    pango()
    for made in (guides(job), guides(scaled(tmp_path, 20, 40, long_texts=True))):
        assert set(made) == set(GUIDES)
        for name, html in made.items():
            with pikepdf.open(io.BytesIO(make_pdf(html))) as opened:
                assert len(opened.pages) == 1, name


def pieces_of_text(page: pikepdf.Page) -> int:
    """How many pieces of text stand on the page: a page with a single short section has some ten."""
    return sum(str(done.operator) in ("Tj", "TJ") for done in pikepdf.parse_content_stream(page))


def test_the_command_writes_pages_and_pdf_the_same_twice(home):
    pango()
    folder = home / "output" / "mariestad"
    made = []
    for _ in range(2):
        done = command(home, "handbok")
        assert done.returncode == 0, done.stderr
        made.append({p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()})
    assert made[0] == made[1]
    assert set(made[0]) == {f"{Path(n).stem}.{e}" for n in ("handbok.html", *GUIDES) for e in ("html", "pdf")}
    with pikepdf.open(folder / "handbok.pdf") as opened:
        assert 20 < len(opened.pages) < 80
        assert [n for n, page in enumerate(opened.pages, 1) if pieces_of_text(page) < 25] == []


def test_a_year_before_the_first_is_the_first(home):
    path = home / "input" / "mariestad" / "kommun.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("fran = 2016", "fran = 2030"), encoding="utf-8")
    assert any_job(home, "mariestad", NOW).year == 2030


def test_what_is_made_is_told_as_it_is_made(job, tmp_path):
    pango()
    told = []
    write_handbook(dataclasses.replace(job, home=tmp_path), told.append)
    assert told[0].startswith("Skriver handboken och guiderna")
    assert told[1:] == ["✔ handbok\n", *(f"✔ {Path(name).stem}\n" for name in GUIDES)]


def test_without_pango_the_pages_are_written_and_it_is_said(home):
    code = (
        "import sys\n"
        "import builtins; real = builtins.__import__\n"
        "def fake(name, *rest, **more):\n"
        "    if name == 'weasyprint': raise OSError(name)\n"
        "    return real(name, *rest, **more)\n"
        "builtins.__import__ = fake\n"
        "from flows.commands.cli import main; sys.exit(main(['handbok']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env={"MALSTYRNING_HEM": str(home)}
    )
    assert done.returncode == 0, done.stderr
    assert "Pango saknas" in done.stderr
    assert (home / "output" / "mariestad" / "handbok.html").is_file()
    assert not [*(home / "output" / "mariestad").glob("*.pdf")]


def test_the_controllers_guide_says_where_files_lie_and_how_the_finance_file_is_read(job, tmp_path):
    for made in (job, scaled(tmp_path, 3, 3)):
        told = " ".join(unescape(re.sub(r"<[^>]+>", "", guides(made)["snabbguide-controller.html"].decode())).split())
        place = f"{made.settings.id}/2026/prognos-april"
        for folder in (f"input/{place}", *(f"output/{place}/{n}" for n in ("mallar", "resultat", "resultat/svar"))):
            assert f"{folder}: " in told
        for word in ("malstyrning ekonomi koppla FIL", "enhet", "kostnad", "finansförvaltningen", "utanfor_namnderna"):
            assert word in told, word


def test_the_folders_and_keys_in_the_controllers_guide_are_those_of_a_round(home):
    done = command(home, "mallar", "prognos", "april", "2026")
    assert done.returncode == 0, done.stderr
    assert command(home, "prognos", "april", "2026", "--direkt").returncode == 0
    out = home / "output" / "mariestad" / "2026" / "prognos-april"
    assert all(any((out / n).iterdir()) for n in ("mallar", "resultat/svar", "resultat/protokoll"))
    assert {"enhet", "kostnad", "utanfor_namnderna"} <= {key.name for key in keys_of(FinanceSettings)}


def test_the_secretary_reads_when_and_from_whom_the_underlag_comes(job):
    told = guides(job)["snabbguide-namndsekreterare.html"].decode()
    assert "Ni får det av controllern när svaret är utan fel, eller när bara beslutet saknas." in told
    sender = guides(job)["snabbguide-controller.html"].decode()
    assert "Mejla varje nämndsekreterare nämndens underlag" in sender


def test_commands_in_the_guide_do_not_run_together(job):
    """Each can be copied by itself: words or the end of the line stand after it."""
    for name, made in guides(job).items():
        assert not re.search(rb"</code>\s*(<code>|[A-Z\xc3])", made), name


DECIDED = (
    "Kommunfullmäktige beslutar om 3–5 fokusområden.",
    "Ett fokusområde gäller i minst tre år och kan beslutas igen.",
    "Samtliga nämnder ska upprätta fem mål. Kommunstyrelsen ska upprätta åtta mål varav tre avser "
    "kulturavdelningen och fritidsavdelningen.",
    "Nämndmål följs upp fyra gånger per år tillsammans med den ekonomiska prognosen.",
)
"""Sentences of the decision whose numbers are settings, word for word."""


def test_with_mariestads_settings_the_rules_are_the_decisions_own_sentences(said):
    assert all(sentence in said for sentence in DECIDED)
    assert f"Modellen bygger på {DECISION}." in said


@pytest.fixture(scope="module")
def other(tmp_path_factory) -> tuple[str, str]:
    """The handbok of a kommun with other numbers: as HTML, and what is said in it."""
    home = tmp_path_factory.mktemp("alviken")
    path = home / "input" / "alviken" / "kommun.toml"
    path.parent.mkdir(parents=True)
    text = SETTINGS.replace("prognoser_per_ar = 3", "prognoser_per_ar = 3\nmal_beslutas_manad = 11")
    path.write_text(text, encoding="utf-8")
    page = handbook(load_job(home, "alviken", "prognos-april", 2026, NOW)).decode()
    return page, " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_rule_of_another_kommun_has_its_own_numbers_in_heading_and_table(other):
    page, _ = other
    for rule, sentence in (
        ("F1", "Kommunfullmäktige beslutar om tre fokusområden."),
        ("F2", "Ett fokusområde gäller i minst fyra år och kan beslutas igen."),
        (
            "N2",
            "Samtliga nämnder ska upprätta tre mål. Kommunstyrelsen ska upprätta fyra mål varav ett avser "
            "näringslivsavdelningen.",
        ),
        ("U1", "Nämndmål följs upp tre gånger per år tillsammans med den ekonomiska prognosen."),
    ):
        assert f'<h4 id="{rule}">{rule}. {sentence}</h4>' in page
        assert f'<a href="#{rule}">{rule}</a></th><td>{sentence}</td>' in page
    assert not [sentence for sentence in DECIDED if sentence in page]


def test_examples_under_another_kommuns_rules_do_not_contradict_them(other):
    said = other[1]
    rules = said[said.index("F1. Kommunfullmäktige") : said.index("Regler för svaren")]
    assert "4 fokusområden gäller 2026. Ändra i kommun.toml, så att de är 3." in rules
    assert "Inställningarna har 2 prognoser för 2026, men det ska vara 3." in rules
    assert "Barnnämnden har 4 mål 2026 men ska ha 3." in rules
    assert "0 av målen för Kommunstyrelsen avser Näringslivsavdelningen, men det ska vara 1." in rules
    assert "Nämnden ska föreslå tre nya mål," in rules
    assert "Välj bland Trygghet, Klimat och Arbete." in rules
    for words in ("Kulturavdelningen", "Boende", "minst 3 år"):
        assert words not in rules, words
    assert "ekonomiavdelningen" not in said.lower()
    assert "Enligt inställningarna 2026: Delår är prognosen i augusti." in rules
    assert "Enligt inställningarna 2026: Prognoserna görs i april, augusti och december." in rules


def test_the_goals_are_decided_in_the_month_of_the_settings(other, said):
    assert "Beslut om målen för 2027 – November Kommunfullmäktige" in other[1]
    assert "Beslut om målen för 2027 – Juni Kommunfullmäktige" in said


def test_without_departments_nothing_is_said_of_their_goals(job, page):
    model = job.model.model_copy(update={"goals": 1, "exceptions": ()})
    plain = dataclasses.replace(job, settings=job.settings.model_copy(update={"models": (model,)}))
    made = handbook(plain).decode()
    rule = re.search(r'<h4 id="N2">.*?</article>', made, re.DOTALL)[0]
    assert "N2. Samtliga nämnder ska upprätta ett mål.</h4>" in rule
    assert "Nämnden ska föreslå ett nytt mål," in rule
    assert "Kulturavdelningen" not in rule
    assert "Kulturavdelningen" in re.search(r'<h4 id="N2">.*?</article>', page, re.DOTALL)[0]
    assert "Meddelandena är exempel" in made


def test_goals_of_departments_that_are_not_named_end_no_sentence_in_the_air(job):
    (special,) = job.model.exceptions
    model = job.model.model_copy(update={"exceptions": (special.model_copy(update={"departments": ()}),)})
    bare = dataclasses.replace(job, settings=job.settings.model_copy(update={"models": (model,)}))
    assert rules_told(bare)["N2"].sentence.endswith("Kommunstyrelsen ska upprätta åtta mål.")


def test_rules_that_no_namnd_meets_stand_by_themselves(page):
    answers, running = page.index("Regler för svaren"), page.index("Regler för controllern och IT")
    for rule in ("H1", "V1", "P1", "E3", "Y1"):
        assert answers < page.index(f'<h4 id="{rule}">') < running, rule
    for rule in ("G2", "E1", "R2", "D4"):
        assert running < page.index(f'<h4 id="{rule}">'), rule


def test_a_namnds_code_has_one_name_and_h1_covers_what_it_says(said):
    """'kort namn' and 'id' were taken for two things; a folder in use was told of under a rule about opening files."""
    assert "kort namn" not in said.lower()
    assert "Nämnd Id Mål" in said
    assert "Mappen resultat går inte att ersätta." in said
    assert "H1. Filer ska gå att öppna som kalkylark, vara av rimlig storlek och gå att skriva över." in said
