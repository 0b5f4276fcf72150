"""A made-up kommun of any size with all its files, for tests and benchmarks of what five nämnder don't show."""

import datetime as dt
import tomllib
from pathlib import Path

import tomlkit

from flows.steps.find_job import load_job
from flows.steps.job import Job
from flows.steps.known.load import load_known
from flows.steps.template.make import templates
from tests.example import made_up
from tests.example.answers import Answer, answers
from tests.example.last_year import write_last_year
from tests.example.make_inputs import write_finance, write_investments, write_register
from tests.example.type_with_library import fill

FOLDER, YEAR, SLUG = "prognos-april", 2026, "storby"
NOW = dt.datetime(2026, 4, 24, 10)
SETTINGS = Path(__file__).parents[2] / "input/mariestad/kommun.toml"


def scaled(
    home: Path,
    namnder: int,
    goals: int,
    *,
    long_texts: bool = False,
    answered: int | None = None,
    wrong: int = 0,
    slug: str = SLUG,
) -> Job:
    """Write the kommun's settings, register, finance exports, earlier rounds and answers; gives its April round.

    The first `answered` nämnder have sent (None: all of them), and the last `wrong` of those have an error in every
    row of the sheet Mål.
    """
    contents = made_up.contents(namnder, goals, long_texts=long_texts)
    folder = home / "input" / slug
    inbox = folder / str(YEAR) / FOLDER
    inbox.mkdir(parents=True)
    (folder / "kommun.toml").write_text(
        settings(namnder, goals, contents, long_texts=long_texts, slug=slug), encoding="utf-8"
    )
    write_register(folder / str(YEAR) / "malregister.xlsx", contents)
    write_finance(inbox / "ekonomi-2603.xlsx", contents)
    write_investments(inbox / "investeringar-2603.xlsx", projects(contents))
    write_last_year(folder / str(YEAR - 1), contents)
    job = load_job(home, slug, FOLDER, YEAR, NOW)
    made = templates(job, load_known(job)) if answered != 0 else {}
    sent = list(contents)[:answered]
    for namnd in sent:
        said = answers(contents[namnd])
        if namnd in sent[len(sent) - wrong :]:
            said = spoilt(said)
        content = fill(made[f"{FOLDER}-{YEAR}-{namnd}.xlsx"], said)
        (inbox / f"{namnd} prognos april.xlsx").write_bytes(content)
    return job


def settings(namnder: int, goals: int, contents: dict[str, dict], *, long_texts: bool, slug: str = SLUG) -> str:
    """The example's `kommun.toml` with other nämnder and numbers of goals."""
    made = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    counts = made_up.goals_of(namnder, goals)
    ids = made_up.names(namnder, long_texts=long_texts)
    areas = made_up.LONG_AREAS if long_texts else made_up.AREAS
    made |= {"id": slug, "namn": f"{slug.capitalize()} kommun", "kortnamn": slug.capitalize()}
    made["fokusomrade"] = [a | {"namn": n} for a, n in zip(made["fokusomrade"], areas, strict=True)]
    made["namnd"] = [
        {"id": i, "namn": name, "fran": 2016, "epost": [f"{i.lower()}@storby.example"], "ansvar": [str(11 + at)]}
        for at, (i, name) in enumerate(ids)
    ]
    more = [(i, count) for (i, _), count in zip(ids, counts, strict=True) if count != counts[-1]]
    made["modell"][0] |= {
        "antal_mal": counts[-1],
        "undantag": [{"namnd": i, "antal_mal": count} for i, count in more],
    }
    budget = sum(e["budget"] for content in contents.values() for e in content["ekonomi"])
    made["ekonomi"]["invanare"] = max(3_000, budget // 70)
    return tomlkit.dumps(made)


def projects(contents: dict[str, dict]) -> list[tuple]:
    """Two investments for every other nämnd, as write_investments has them."""
    codes = [content["ekonomi"][0]["ansvar"] for content in contents.values()][::2]
    return [
        (code, f"{name} {code}", total, total // 3, total // 2, total // 6, total // 2)
        for number, code in enumerate(codes)
        for name, total in (("Ombyggnad av lokaler", 12_000 + 900 * number), ("Inventarier", 1_200))
    ]


def spoilt(said: list[Answer]) -> list[Answer]:
    """The answers with a bedömning that isn't in the list, on every goal."""
    return [(s, k, c, "Nåss" if (s, c) == ("goals", "assessment") else text) for s, k, c, text in said]
