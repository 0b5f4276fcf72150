"""The årshjul by the clock: every run of a year and its date, from kommun.toml and on working days."""

import datetime as dt
import shutil
from zoneinfo import ZoneInfo

import pytest

from flows.steps.find_job import all_settings
from flows.steps.occasions import occasions
from schemas.workdays import is_working_day, working_day
from tests.conftest import ROOT
from tests.mail_home import with_mail
from tests.service import ask

OFTEN = ("arshjul", "hamta")
"""Every night and every ten minutes, whatever the årshjul says."""
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
YEAR = [
    ("2026-03-25 08:00", "mallar", "prognos-april"),
    ("2026-04-17 08:00", "paminnelser", "prognos-april"),
    ("2026-04-23 08:00", "paminnelser", "prognos-april"),
    ("2026-04-24 17:00", "prognos", "prognos-april"),
    ("2026-04-27 08:00", "paminnelser", "prognos-april"),
    ("2026-05-04 08:00", "paminnelser", "prognos-april"),
    ("2026-05-13 08:00", "mallar", "prognos-juni"),
    ("2026-06-05 08:00", "paminnelser", "prognos-juni"),
    ("2026-06-11 08:00", "paminnelser", "prognos-juni"),
    ("2026-06-12 17:00", "prognos", "prognos-juni"),
    ("2026-06-15 08:00", "paminnelser", "prognos-juni"),
    ("2026-06-22 08:00", "paminnelser", "prognos-juni"),
    ("2026-08-19 08:00", "mallar", "prognos-september"),
    ("2026-09-11 08:00", "paminnelser", "prognos-september"),
    ("2026-09-17 08:00", "paminnelser", "prognos-september"),
    ("2026-09-18 17:00", "prognos", "prognos-september"),
    ("2026-09-21 08:00", "paminnelser", "prognos-september"),
    ("2026-09-25 08:00", "paminnelser", "prognos-september"),
    ("2026-10-14 08:00", "mallar", "prognos-november"),
    ("2026-11-06 08:00", "paminnelser", "prognos-november"),
    ("2026-11-12 08:00", "paminnelser", "prognos-november"),
    ("2026-11-13 17:00", "prognos", "prognos-november"),
    ("2026-11-16 08:00", "paminnelser", "prognos-november"),
    ("2026-11-20 08:00", "paminnelser", "prognos-november"),
]


def prognoses(found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [row for row in found if "prognos" in row[2]]


def test_the_years_dates_are_those_of_the_settings():
    found = [(f"{o.when:%Y-%m-%d %H:%M}", o.task, o.round) for o in occasions(all_settings(ROOT / ""), FIRST, LAST)]
    assert prognoses(found) == YEAR
    assert all(is_working_day(dt.date.fromisoformat(day[:10])) for day, _, _ in found)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-04-18", "2026-04-20"),  # a Saturday
        ("2026-05-01", "2026-05-04"),  # första maj, a Friday
        ("2026-06-19", "2026-06-22"),  # midsommarafton
        ("2026-12-24", "2026-12-28"),  # julafton, then Christmas and a weekend
        ("2027-03-26", "2027-03-30"),  # långfredagen to after annandag påsk
    ],
)
def test_a_day_off_moves_to_the_next_working_day(day, moved):
    assert str(working_day(dt.date.fromisoformat(day))) == moved


def second_kommun(home):
    """The same årshjul, but for June."""
    shutil.copytree(home / "input/mariestad", home / "input/annanstad")
    path = home / "input/annanstad/kommun.toml"
    text = path.read_text(encoding="utf-8").replace('id = "mariestad"', 'id = "annanstad"')
    path.write_text(text.replace('"06-12"', '"06-15"'), encoding="utf-8")


def test_what_is_the_same_for_two_kommuner_is_one(home):
    second_kommun(home)
    found = {(o.task, o.round): o.kommuner for o in occasions(all_settings(home), FIRST, LAST) if o.task == "prognos"}
    assert found["prognos", "prognos-april"] == ("annanstad", "mariestad")
    assert found["prognos", "prognos-juni"] in {("annanstad",), ("mariestad",)}


def scheduled(api: str, first: dt.date, last: dt.date) -> list[tuple[str, str, str]]:
    """Let Prefect's own clock go from the first day to the last, and list every run that it plans."""
    for found in ask(api, "deployments/filter"):
        window = {"start_time": f"{first}T00:00:00+01:00", "end_time": f"{last}T23:59:59+01:00", "max_runs": 1000}
        if found["name"] not in OFTEN:
            ask(api, f"deployments/{found['id']}/schedule", window)
    names = {d["id"]: d["name"] for d in ask(api, "deployments/filter")}
    rows = []
    for run in ask(api, "flow_runs/filter", {"limit": 200}):
        when = dt.datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo("Europe/Stockholm"))
        task = run["parameters"].get("vad") or names[run["deployment_id"]]
        if task not in OFTEN:
            rows.append((f"{when:%Y-%m-%d %H:%M}", task, run["parameters"]["omgang"].replace(" ", "-", 1)))
    return sorted(rows)


waiting = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "limit": 200}


@pytest.mark.server
def test_prefects_clock_over_a_year_and_what_was_missed(home, prefect_server):
    from flows.serving.deployments import DEPLOYMENTS, register, report_missed

    register(home, dt.datetime(2026, 1, 1))
    found = scheduled(prefect_server.api, FIRST, LAST)
    names = {d.name for d in DEPLOYMENTS}
    print(*(" ".join(row) for row in found), sep="\n")
    assert prognoses(found) == [row for row in YEAR if row[1] in names]
    assert ask(prefect_server.api, "deployments/name/hamta/hamta", method="GET")["schedules"] == [], "no mailbox"
    with_mail(home, 993)
    register(home, dt.datetime(2026, 1, 1))
    fetching = ask(prefect_server.api, "deployments/name/hamta/hamta", method="GET")["schedules"]
    assert [(s["schedule"]["cron"], s["parameters"]) for s in fetching] == [("*/10 7-17 * * 1-5", {})]

    past = [row for row in found if row[0] < f"{dt.datetime.now():%Y-%m-%d %H:%M}"]
    register(home)
    assert not report_missed(home)
    kept = [r for r in ask(prefect_server.api, "flow_runs/filter", waiting) if r["parameters"].get("omgang")]
    assert len([r for r in kept if r["expected_start_time"] < f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M}"]) == len(past)

    toml = home / "input/mariestad/kommun.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('missade = "kor"', 'missade = "rapportera"'), "utf-8")
    told = report_missed(home)
    assert len(told) == len(past) and not report_missed(home), "told once"
    if past:
        assert told[0].startswith("Missades medan servern var av: ") and told[0].endswith("om den fortfarande behövs.")


@pytest.mark.server
def test_the_form_has_choices_and_swedish_help(home, prefect_server):
    from flows.serving.deployments import register

    second_kommun(home)
    register(home, dt.datetime(2026, 4, 1))
    form = ask(prefect_server.api, "deployments/name/omgang/prognos", method="GET")["parameter_openapi_schema"]
    assert list(form["properties"]) == ["kommun", "omgang", "ar"]
    assert form["properties"]["kommun"]["enum"] == ["annanstad", "mariestad"]
    assert form["properties"]["omgang"]["enum"][0] == "prognos april", "the one that ends next"
    assert form["properties"]["ar"]["enum"][0] == "2026"
    assert [p["title"] for p in form["properties"].values()] == ["Kommun", "Omgång", "År"]
    assert all(p["description"].endswith(".") for p in form["properties"].values())


@pytest.mark.server
def test_one_kommuns_faulty_settings_stop_no_other(home, prefect_server):
    from flows.serving.deployments import register

    second_kommun(home)
    (home / "input/annanstad/kommun.toml").write_text("id = ", encoding="utf-8")
    told: list[str] = []
    register(home, dt.datetime(2026, 4, 1))
    first = {a["id"] for a in ask(prefect_server.api, "automations/filter")}
    register(home, dt.datetime(2026, 4, 1), told.append)
    assert {a["id"] for a in ask(prefect_server.api, "automations/filter")} == first and len(first) == 3
    assert len(told) == 1 and told[0].startswith("annanstad: Filen kommun.toml går inte att läsa")
    form = ask(prefect_server.api, "deployments/name/omgang/prognos", method="GET")["parameter_openapi_schema"]
    assert form["properties"]["kommun"]["enum"] == ["mariestad"]
