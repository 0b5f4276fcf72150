"""Play a whole year of the example municipality: every kind of round in order, each output feeding the next.

Run from the project's root: python -m tests.example.year [folder]. LibreOffice fills in every template.
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from flows.commands.decide import decide
from flows.movement import Journal, run_round
from flows.steps.files.spreadsheets import letter
from flows.steps.find_job import named_job
from flows.steps.job import Job
from flows.steps.known.decision import register_workbook
from flows.steps.known.load import Known, load_known
from flows.steps.merging.merge import Merged
from flows.steps.reading.frames import typed_frame
from flows.steps.template.make import template_rows, templates
from flows.steps.template.sheet import FIRST
from schemas.register import REGISTER
from schemas.settings import Decision
from tests.example import year_answers as said
from tests.example.answers import Answer
from tests.example.content import ORDER, load
from tests.example.make_inputs import register_rows, write_finance, write_investments
from tests.example.make_submissions import office

ROOT = Path(__file__).parents[2]
YEAR = 2026
PROGNOSES = ("april", "juni", "september", "november")
Filler = Callable[[list[dict]], None]
KOMMUN_GOALS = (
    (
        "KOMMUN-01",
        "Senast 2027 ska kommunens utsläpp av växthusgaser ha minskat med 40 procent jämfört med 2015.",
        "Boende",
    ),
    ("KOMMUN-02", "Senast 2027 ska sjukfrånvaron bland kommunens medarbetare vara högst 6 procent.", "Lärande"),
)


def prepare(home: Path) -> None:
    """Settings without the example's standing clock, and the register of the year before: the goals that go on."""
    folder = home / "input" / "mariestad"
    folder.mkdir(parents=True)
    text = (ROOT / "input/mariestad/kommun.toml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith("klocka")]
    (folder / "kommun.toml").write_text("".join(kept), encoding="utf-8")
    contents = {i: c | {"mal": [g for g in c["mal"] if "november" in g]} for i, c in load().items()}
    rows = register_rows(contents) | {"activities": [], "internal_budget": []}
    decided = ["Kommunfullmäktige", "2024-06-17", "§ 51", ""]
    rows["goals"] += [[i, "KOMMUN", text, area, 2025, 2027, "", "", "Kommunens årliga redovisning.", *decided]
                      for i, text, area in KOMMUN_GOALS]  # fmt: skip
    rows["milestones"] += [
        [f"{i}-E{y}", i, y, "Halvvägs till målet."] for i, _, _ in KOMMUN_GOALS for y in range(2025, 2028)
    ]
    tables = {}
    for sheet in REGISTER:
        records = [dict(zip((c.name for c in sheet.columns), row, strict=True)) for row in rows[sheet.id]]
        records = [{n: (None if v == "" else v) for n, v in r.items()} for r in records]
        for r in records:
            r |= {"decided": pd.Timestamp(r["decided"])} if "decided" in r else {}
        tables[sheet.id] = typed_frame(sheet.columns, records, pd.RangeIndex(len(records)))
    path = folder / str(YEAR - 1) / "malregister.xlsx"
    path.parent.mkdir()
    path.write_bytes(register_workbook(tables, f"Mariestads kommun {YEAR - 1}", dt.date(2024, 6, 17)))


def at_work(home: Path, *words: str, kommun: str = "mariestad") -> Job:
    """The round, on its last day."""
    job = named_job(home, kommun, words, dt.datetime(YEAR, 1, 1))
    return named_job(home, kommun, words, dt.datetime.combine(job.deadline, dt.time(10)))


def play_round(
    job: Job,
    given: Callable[[str, Known], list[Answer]],
    fill: Filler,
    contents: dict[str, dict] | None = None,
) -> Merged:
    """Hand out, fill in, send in, run; whoever has nothing to say sends nothing."""
    job.inbox.mkdir(parents=True, exist_ok=True)
    if "economy" in {s.id for s in job.kind.sheets}:
        write_finance(job.inbox / "ekonomi.xlsx", _so_far(job, contents or load()), job.round.through)
        if contents is None:
            write_investments(job.inbox / "investeringar.xlsx", through=job.round.through)
    known = load_known(job)
    made = templates(job, known)
    plan = []
    with tempfile.TemporaryDirectory() as work:
        for namnd in job.namnder:
            answers = given(namnd.id, known)
            if answers:
                template = Path(work, f"{namnd.id}.mall.xlsx")
                template.write_bytes(made[f"{job.round.folder}-{job.year}-{namnd.id}.xlsx"])
                typed = [_cell(job, known, namnd.id, a) for a in answers if a[3]]
                save = job.inbox / f"{namnd.id} {job.title}.xlsx"
                plan.append({"open": str(template), "save": str(save), "type": typed})
        fill(plan)
    return run_round(job, Journal(lambda line: None).plainly)


def _so_far(job: Job, contents: dict[str, dict]) -> dict[str, dict]:
    """The contents with the outcome to the round's month: an even part of what the year comes to."""
    months = job.round.through
    return {
        namnd: content | {"ekonomi": [e | {"utfall": e["prognos"] * months // 12} for e in content["ekonomi"]]}
        for namnd, content in contents.items()
    }


def _cell(job: Job, known: Known, namnd: str, answer: Answer) -> tuple[str, str, str]:
    sheet = job.kind.sheet(answer[0])
    rows = list(template_rows(sheet, known.facts, namnd).index)
    column = letter([c.name for c in sheet.columns].index(answer[2]))
    return sheet.title, f"{column}{FIRST + 1 + rows.index(answer[1])}", answer[3]


def numbers(known: Known) -> dict[str, str]:
    """The numbers that the contents' goals get in this year: new ones the places that were free."""
    found: dict[str, str] = {}
    places = known.facts.known["proposals"]
    for namnd, content in load().items():
        found |= {goal["id"]: goal["id"] for goal in content["mal"]}
        free = list(places.index[places["namnd"] == namnd])
        new = said.new_goals(content)
        found |= {goal["id"]: key for goal, key in zip(new, free, strict=False)}
    return found


def play(home: Path, fill: Filler, tell: Callable[[str], None] = print) -> dict[str, Merged]:
    """The whole year; gives what each round came to, by its title."""
    contents, done = load(), {}
    prepare(home)

    def run(words: tuple[str, ...], given: Callable[[str, Known], list[Answer]]) -> None:
        merged = play_round(at_work(home, *words), given, fill)
        done[merged.job.title] = merged
        tell(f"{merged.job.title}: {sum(s.state == 'Inläst' for s in merged.states)} av {len(merged.states)} inlästa")

    run(("malomraden", str(YEAR)), lambda n, known: said.areas(n, contents[n]))
    ids = numbers(load_known(at_work(home, "malforslag", str(YEAR))))
    run(("malforslag", str(YEAR)), lambda n, known: said.proposals(contents[n], ids, YEAR))
    run(("smartgranskning", str(YEAR)), lambda r, known: said.reviews(r, _to_review(known, r)))
    decision = Decision(organ="Kommunfullmäktige", datum=dt.date(2025, 6, 16), paragraf="§ 58")
    job = at_work(home, "handlingsplan", str(YEAR))
    _, digest, _ = decide(job, decision, ())
    tell(f"Beslut om målen för {YEAR}: {digest[:12]}")
    run(("handlingsplan", str(YEAR)), lambda n, known: said.plan(contents[n], ids))
    for month in PROGNOSES:
        run((month, str(YEAR)), lambda n, known, m=month: prognosis_of(contents, ids, m, n, known))
    run(("arsbokslut", str(YEAR)), lambda n, known: final_of(contents, ids, n, known))
    return done


def _to_review(known: Known, reviewer: str) -> list[str]:
    rows = known.facts.known["reviews"]
    return list(rows.loc[rows["namnd"] == reviewer, "goal_id"])


def _own(known: Known, table: str, namnd: str) -> list[str]:
    rows = known.facts.known.get(table, pd.DataFrame({"namnd": []}))
    return [str(key) for key in rows.index[rows["namnd"] == namnd]]


def prognosis_of(contents: dict, ids: dict, month: str, namnd: str, known: Known) -> list[Answer]:
    answers = said.prognosis(contents[namnd], ids, month, _own(known, "followup", namnd))
    return [*answers, *said.kommun(_own(known, "kommun_goals", namnd))]


def final_of(contents: dict, ids: dict, namnd: str, known: Known) -> list[Answer]:
    answers = said.final(contents[namnd], ids, _own(known, "followup", namnd))
    return [*answers, *said.kommun(_own(known, "kommun_goals", namnd))]


def main() -> None:
    home = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "output" / "exempelar"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    assert list(load()) == list(ORDER)
    play(home, office)


if __name__ == "__main__":
    main()
