"""Another kommun with another model, by its settings alone: a first year, and a second in which much has changed.

Three goals each (kommunstyrelsen four), tertial rounds with the delår in August, five levels of assessment in words of
its own, no review, fokusområden that change, and two nämnder that merge when the first year is over.
"""

import datetime as dt
import io
import shutil
from dataclasses import replace

import openpyxl
import pytest

from flows.commands.decide import decide
from flows.movement import Journal, run_round
from flows.steps.known.load import load_known
from flows.steps.merging.standing import READ
from flows.steps.workbook.make import make_workbook
from schemas.messages import model as say
from schemas.settings import Decision
from schemas.sheets.sheet import is_total
from tests.conftest import quiet, tree
from tests.example.answers import Answer, number
from tests.example.type_with_library import carry_out
from tests.example.year import at_work, play_round
from tests.test_prefect import command
from tests.years import rows_of

SLUG, FIRST, SECOND = "alviken", 2026, 2027
SETTINGS = (
    """
format = 1
id = "alviken"
namn = "Alvikens kommun"
vision = "Alviken 2040"

[kontakt]
namn = "Ekonomikontoret"
epost = "ekonomi@alviken.example"
"""
    + "".join(
        f"""
[[fokusomrade]]
namn = "{name}"
{span}
beslut = {{ organ = "Kommunfullmäktige", datum = 2022-11-21, paragraf = "§ 112" }}
"""
        for name, span in (
            ("Trygghet", "fran = 2023\ntill = 2026"),
            ("Klimat", "fran = 2023"),
            ("Arbete", "fran = 2023"),
            ("Hälsa", "fran = 2027"),
        )
    )
    + "".join(
        f"""
[[namnd]]
id = "{namnd}"
namn = "{name}"
{span}
ansvar = {units}
"""
        for namnd, name, span, units in (
            ("KS", "Kommunstyrelsen", "fran = 2020", '["10"]'),
            ("BN", "Barnnämnden", "fran = 2020\ntill = 2026", '["20"]'),
            ("GN", "Gymnasienämnden", "fran = 2020\ntill = 2026", '["30"]'),
            ("VN", "Vårdnämnden", "fran = 2020", '["40"]'),
            ("BUN", "Bildningsnämnden", 'fran = 2027\nersatter = ["BN", "GN"]', '["20", "30"]'),
        )
    )
    + """
[[modell]]
fran = 2020
till = 2025
antal_mal = 2
fokusomraden_minst = 3
fokusomraden_hogst = 3
fokusomraden_ar = 4
underskott_procent = 0.5
bedomning = [
    { ord = "Grön", fras = "Grön", betydelse = "reached" },
    { ord = "Röd", fras = "Röd", betydelse = "missed", kraver_forklaring = true },
]

[[modell]]
fran = 2026
antal_mal = 3
undantag = [{ namnd = "KS", antal_mal = 4, avdelningar = ["Näringslivsavdelningen"], avdelningsmal = 1 }]
fokusomraden_minst = 3
fokusomraden_hogst = 3
fokusomraden_ar = 4
prognoser_per_ar = 3
underskott_procent = 0.5
kommunmal_foljs_upp_av = "KS"
bedomning = [
    { ord = "Uppnått", fras = "Målet väntas bli uppnått", fras_bokslut = "Målet är uppnått", betydelse = "reached" },
    { ord = "På väg", fras = "Målet är på väg", fras_bokslut = "Målet blev delvis uppnått", betydelse = "partly" },
    { ord = "Risk", fras = "Risk att målet inte nås", betydelse = "missed", kraver_forklaring = true },
    { ord = "Ej uppnått", fras = "Målet blir inte uppnått", betydelse = "missed", kraver_forklaring = true },
    { ord = "Inte mätt", fras = "Målet är inte mätt", betydelse = "open" },
]
"""
    + "".join(
        f"""
[[omgang]]
slag = "{kind}"
fran = 2020
manad = {month}
{more}
"""
        for kind, month, more in (
            ("malforslag", 3, 'aret = "fore"\nsista_dag = "03-31"'),
            ("handlingsplan", 11, 'aret = "fore"\nsista_dag = "11-30"'),
            ("prognos", 4, 'till_och_med = 4\nsista_dag = "05-15"'),
            ("prognos", 8, 'till_och_med = 8\ndelar = true\nsista_dag = "09-15"'),
            ("prognos", 12, 'till_och_med = 11\nsista_dag = "12-15"'),
            ("arsbokslut", 2, 'aret = "efter"\nsista_dag = "02-20"'),
        )
    )
    + """
[ekonomi]
fil = "ekonomi*.xlsx"
enhet = "kr"
kostnad = "plus"
summarad = "Totalt"

[ekonomi.kolumner]
ansvar = "Ansvar"
verksamhet = "Ansvar, benämning"
budget = "Årsbudget"
utfall = "Ack. utfall"
utfall_i_fjol = "Ack. utfall fg år"
prognos = "Helårsprognos"
"""
)
MONEY = {
    namnd: {"ekonomi": [{"ansvar": code, "verksamhet": name, "budget": tkr, "utfall_fg": tkr // 2, "prognos": tkr}]}
    for namnd, code, name, tkr in (
        ("KS", "1001", "Ledning", 84_000),
        ("BN", "2001", "Förskola och skola", 310_000),
        ("GN", "3001", "Gymnasium", 96_000),
        ("VN", "4001", "Vård", 402_000),
    )
}


def entries(sheet: str, key: str, **texts: object) -> list[Answer]:
    return [(sheet, key, name, str(text)) for name, text in texts.items() if text != ""]


def rows(known, table: str, namnd: str) -> dict[str, dict]:
    frame = known.facts.known[table]
    return frame[frame["namnd"] == namnd].to_dict("index")


def proposals(job, namnd: str, known) -> list[Answer]:
    """As many goals as are wanted; the first one goes on for two years."""
    places, found = rows(known, "proposals", namnd), []
    wanted = next(iter(places.values()))["wanted"]
    areas = known.facts.choices["focus_area"]
    for at, key in enumerate(list(places)[:wanted]):
        several = at == 0
        department = "Näringslivsavdelningen" if namnd == "KS" and at == 1 else ""
        found += entries(
            "proposals",
            key,
            goal=f"Under {job.year} ska {key} bli minst 80 procent.",
            goal_kind="Nämndmål",
            focus_area=areas[(at + 1) % 3],
            last=job.year + several,
            department=department,
            partners="GN" if key == "VN-01" else "",
        )
        if several:
            for year in (job.year, job.year + 1):
                found += entries("milestone_proposals", f"{key}-{year}", milestone=f"Minst {year - 1950} procent.")
        found += entries(
            "indicator_proposals",
            f"{key}-M1",
            indicator="Andel nöjda",
            measure_kind="Kvantitativt",
            unit="%",
            direction="Öka",
            baseline=70,
            baseline_year=job.year - 1,
            target=80,
            provider="Enkät",
        )
    return found


def plan(namnd: str, known) -> list[Answer]:
    found = []
    for key, place in rows(known, "plan", namnd).items():
        if key.endswith("-A1"):
            year = known.facts.year
            about = {"activity": f"Arbeta med {place['goal_id']}", "owner": "Chefen"}
            found += entries("plan", key, **about, starts=f"{year}-02-01", ends=f"{year}-12-31", planned_cost=40)
            found += entries("internal_budget", key, budget=40)
    return found


def followup(job, namnd: str, known) -> list[Answer]:
    """The nämnd's first goal is at risk and at the end not reached, its second is under way, the rest are reached."""
    found, final = [], job.kind.final
    for at, key in enumerate(sorted(rows(known, "goals", namnd))):
        word = ("Ej uppnått" if final else "Risk") if at == 0 else "På väg" if at == 1 else "Uppnått"
        found += entries("goals", key, assessment=word, comment=f"Så går det med målet {key} hittills i år.")
        action = {"action": "Vi anställer en samordnare.", "responsible": "Chefen", "due": f"{job.year + 1}-10-29"}
        if at == 0:
            found += entries("goals", key, consequence=f"Färre är nöjda inom det som {key} gäller.")
            found += entries("action_list", f"{key}-Å1", **action) if final else entries("goals", key, **action)
        elif final and at == 1:
            found += entries("goals", key, consequence=f"Vi kom igång sent med det som {key} gäller.")
        if final and at < 2:
            found += entries("goals", key, carried="Ja" if at == 0 else "Nej")
    for key, mine in rows(known, "indicators", namnd).items():
        found += entries("indicators", key, actual=number(mine["target"]))
        found += [] if final else entries("indicators", key, forecast=number(mine["target"]))
    for key in rows(known, "activities", namnd):
        found += entries("activities", key, status="Avslutad", progress=100, cost=40)
    for key in rows(known, "followup", namnd):
        found += entries("followup", key, outcome="Pågår")
    for key, mine in rows(known, "economy", namnd).items() if not final else ():
        if not is_total(key):
            found += entries("economy", key, forecast=mine["system_forecast"] // 100_000)
    day = job.deadline - dt.timedelta(days=1)
    return found + entries("minute", f"{namnd}-BESLUT", decided=day, paragraph="§ 12")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alviken")
    path = folder / "input" / SLUG / "kommun.toml"
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS, encoding="utf-8")
    old = path.parent / "2025" / "prognos-december" / "data"
    old.mkdir(parents=True)
    text = "Mål-id,Nämnd,Bedömning\nBN-90,BN,Grön\nGN-90,GN,Röd\nVN-90,VN,Grön\n"
    (old / "mal.csv").write_text(text, encoding="utf-8-sig")
    return folder


def decided(home, year: int, day: dt.date) -> None:
    job = at_work(home, "handlingsplan", str(year), kommun=SLUG)
    decide(job, Decision(organ="Kommunfullmäktige", datum=day, paragraf="§ 70"), ())


@pytest.fixture(scope="module")
def years(home):
    """What every round of the two years came to, by its words."""
    done = {}

    def run(words: str, given) -> None:
        job = at_work(home, *words.split(), kommun=SLUG)
        done[words] = play_round(job, lambda n, known: given(job, n, known), carry_out, MONEY)

    for year in (FIRST, SECOND):
        run(f"malforslag {year}", proposals)
        decided(home, year, dt.date(year - 1, 6, 15))
        run(f"handlingsplan {year}", lambda job, n, known: plan(n, known))
        for month in ("april", "augusti", "december") if year == FIRST else ("april",):
            run(f"{month} {year}", followup)
        if year == FIRST:
            run(f"arsbokslut {year}", followup)
    return done


def test_everybody_has_answered_and_nothing_stops(years):
    for name, merged in years.items():
        assert [s.namnd.id for s in merged.states if s.state != READ] == [], name
        assert [f for f in merged.findings if f.stops] == [], name


def test_a_first_year_has_as_many_goals_as_the_settings_say(years):
    assert {s.namnd.id for s in years["april 2026"].states} == {"KS", "BN", "GN", "VN"}
    counted = years["arsbokslut 2026"].tables["totals"]
    assert counted["goals"].to_dict() == {"KS": 4, "BN": 3, "GN": 3, "VN": 3}
    job = at_work(years["april 2026"].job.home, "augusti", str(FIRST), kommun=SLUG)
    assert job.title == "Prognos augusti 2026 (delår)"


def test_goals_are_assessed_in_the_kommuns_own_words(years):
    totals = years["augusti 2026"].tables["totals"]
    assert totals.loc["KS", ["reached", "partly", "missed", "open"]].to_list() == [2, 1, 1, 0]
    page = (years["augusti 2026"].job.outbox / "resultat" / "index.html").read_text(encoding="utf-8")
    assert "Risk att målet inte nås" in page and "Målet är på väg" in page
    assert "Nås inte" in page  # as what they all amount to
    final = (years["arsbokslut 2026"].job.outbox / "resultat" / "namnder" / "bn.html").read_text(encoding="utf-8")
    assert "Målet blir inte uppnått" in final and "Målet blev delvis uppnått" in final
    known = load_known(years["april 2026"].job)
    assert known.facts.choices["assessment"] == ("Uppnått", "På väg", "Risk", "Ej uppnått", "Inte mätt")


def test_the_workbook_cites_a_rule_with_the_kommuns_own_numbers(years):
    merged = years["april 2026"]
    broken = say.GOAL_COUNT(namnd="Vårdnämnden", year=FIRST, count=2, wanted=3).at(sheet="Mål")
    book = openpyxl.load_workbook(io.BytesIO(make_workbook(replace(merged, findings=(broken,)))))
    cited = {row[0]: row[2] for row in book["Om filen"].iter_rows(values_only=True)}
    assert cited["Regel N2"] == (
        "Samtliga nämnder ska upprätta tre mål. Kommunstyrelsen ska upprätta fyra mål varav ett avser "
        "näringslivsavdelningen."
    )


def test_focus_areas_follow_the_year(years):
    assert years["malforslag 2026"].known.facts.choices["focus_area"] == ("Trygghet", "Klimat", "Arbete")
    assert years["malforslag 2027"].known.facts.choices["focus_area"] == ("Klimat", "Arbete", "Hälsa")


def test_a_namnd_takes_over_from_those_that_merged(years):
    proposed = years["malforslag 2027"]
    assert [s.namnd.id for s in proposed.states] == ["KS", "VN", "BUN"]
    assert rows(proposed.known, "proposals", "BUN")["BUN-01"]["wanted"] == 1
    goals = years["april 2027"].tables["goals"]
    assert set(goals.index[goals["namnd"] == "BUN"]) == {"BN-01", "GN-01", "BUN-01"}
    assert goals.loc["VN-01", "partners"] == "BUN"
    assert goals.loc["BN-01", "previous_assessment"] == "Ej uppnått"
    asked = years["april 2027"].tables["followup"]
    assert set(asked.index[asked["namnd"] == "BUN"]) >= {"BN-01-Å1", "GN-01-Å1"}


def test_a_goals_number_is_never_used_again(years, tmp_path):
    """Not even of a goal that ended two years ago, so that it is not in the last register."""
    shutil.copytree(years["april 2026"].job.home / "input", tmp_path / "input")
    folder = tmp_path / "input" / SLUG
    book = openpyxl.load_workbook(folder / str(FIRST) / "malregister.xlsx")
    tab = book["Mål"]
    for line in range(tab.max_row, 4, -1):
        if tab.cell(line, 1).value in ("VN-02", "VN-03"):
            tab.delete_rows(line)
    (folder / str(FIRST - 1)).mkdir(exist_ok=True)
    shutil.copy(folder / str(FIRST) / "malregister.xlsx", folder / str(FIRST - 1) / "malregister.xlsx")
    book.save(folder / str(FIRST) / "malregister.xlsx")
    known = load_known(at_work(tmp_path, "malforslag", str(SECOND), kommun=SLUG))
    assert min(rows(known, "proposals", "VN")) == "VN-04"


def test_the_register_of_a_later_year_names_the_new_namnd(years):
    path = years["april 2027"].job.register_file
    goals = {r["Mål-id"]: r for r in rows_of(openpyxl.load_workbook(path)["Mål"])}
    assert len(goals) == 10
    assert (goals["GN-01"]["Nämnd"], goals["GN-01"]["Beslutsdatum"]) == ("BUN", dt.datetime(2025, 6, 15))
    assert goals["BUN-01"]["Beslutsdatum"] == dt.datetime(2026, 6, 15)


def test_old_years_stay_readable(years):
    """Another model's words keep their meaning, and a closed round comes out the same when it is run again."""
    told = years["april 2026"].tables["development"]
    assert told.loc["2025-prognos-december", ["reached", "missed"]].to_list() == [2, 1]
    job = years["december 2026"].job
    before = tree(job.outbox)
    run_round(job, Journal(quiet).plainly)
    assert tree(job.outbox) == before


def test_the_model_is_checked_where_all_is_right_and_where_something_is_not(years, tmp_path):
    home = tmp_path / "hem"
    shutil.copytree(years["april 2026"].job.home, home)
    for year in (FIRST, SECOND):
        right = command(home, "modell", "kontroll", str(year))
        assert (right.returncode, right.stderr) == (0, "")
        assert right.stdout == f"Inställningarna och målregistret för {year} följer modellen.\n"
    path = home / "input" / SLUG / str(SECOND) / "malregister.xlsx"
    book = openpyxl.load_workbook(path)
    (line,) = (cells[0].row for cells in book["Mål"].iter_rows(max_col=1) if cells[0].value == "BUN-01")
    book["Mål"][f"D{line}"] = "Trygghet"
    book.save(path)
    wrong = command(home, "modell", "kontroll", str(SECOND))
    assert wrong.returncode == 1
    told = " ".join(wrong.stdout.split())
    assert f"Mål, cell D{line}" in told and "”Trygghet” gäller inte 2027" in told
    assert "N4" in told and told.endswith("2 fel.")
    assert command(home, "modell", "kontroll", str(FIRST)).returncode == 0
