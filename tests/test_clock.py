"""Whatever zone the machine has, the time is Swedish: what is late, what is dated, what the year is."""

import csv
import datetime as dt
import time
from types import SimpleNamespace

import pytest

from flows import clock
from flows.commands.cli import main
from flows.steps.find_job import load_settings

KOMMUN = "mariestad"


@pytest.fixture
def half_past_midnight(home, monkeypatch):
    """00.30 in Sweden the day after the last day; the machine's own clock, in UTC, has not passed midnight."""

    class Then(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2026, 4, 24, 22, 30, tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(clock, "dt", SimpleNamespace(datetime=Then))
    monkeypatch.setenv("MALSTYRNING_HEM", str(home))
    path = home / "input" / KOMMUN / "kommun.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("klocka")), encoding="utf-8")
    yield home
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows keeps one zone for all")
def test_an_answer_after_midnight_is_a_day_late_on_a_machine_that_keeps_utc(half_past_midnight):
    assert main(["prognos", "april", "2026", "--direkt"]) == 0
    data = half_past_midnight / "output" / KOMMUN / "2026/prognos-april/resultat/data/inlamning.csv"
    with data.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Fil"] and not row["Avsändare"]]
    assert {row["Mottagen"] for row in rows} == {"25 april 2026 kl. 00.30"}, "a mail has its own time"
    assert {row["Dagar för sent"] for row in rows} == {"1"}


def test_a_given_time_goes_before_the_examples_and_that_before_now(home):
    settings, given = load_settings(home, KOMMUN), dt.datetime(2026, 1, 2, 3)
    assert clock.clock_of(settings, given) == given
    assert clock.clock_of(settings) == settings.clock == dt.datetime(2026, 4, 24, 10)
    real = clock.clock_of(settings.model_copy(update={"clock": None}))
    assert real.tzinfo is None
    ours = dt.datetime.now(dt.UTC).astimezone(clock.ZoneInfo(clock.ZONE)).replace(tzinfo=None)
    assert abs(real - ours) < dt.timedelta(minutes=1)
