"""`malstyrning ny` and `malregister`: settings and register of a new kommun or year, by questions or options."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import Namespace
from pathlib import Path

from flows.clock import swedish_now
from flows.commands.answer_readers import decision, yes_or_no
from flows.commands.answers import gathered
from flows.commands.asking import Asker, Question
from flows.commands.headings import agreed
from flows.commands.plan_told import tell
from flows.steps.beginning.new_kommun import NewKommun, kommun_toml
from flows.steps.beginning.plan import read_plan
from flows.steps.beginning.plan_cells import namnd_in
from flows.steps.beginning.plan_columns import plan_grids, proposed_columns
from flows.steps.beginning.plan_read import PlanRead, Setting
from flows.steps.files.archive import write_safely
from flows.steps.files.spreadsheets import Grid
from flows.steps.find_job import load_settings
from flows.steps.job import stop
from flows.steps.known.decision import Tables
from flows.steps.known.load import has_goals
from flows.steps.places import Places, kommuner
from flows.steps.swedish import day
from flows.steps.template.register_book import Blank, register_to_fill_in
from schemas.messages import settings as say
from schemas.messages.message import listed
from schemas.settings import Decision, Round, Settings
from schemas.settings_errors import parse_settings


def new_kommun(home: Path, options: Namespace) -> int:
    """Ask, and write `input/<kommun>/` with settings and a register. Raises ExpectedProblem; nothing is overwritten."""
    ask = Asker(options.ja)
    grids = plan_grids(Path(options.plan)) if options.plan else {}
    today = swedish_now().date()
    new = gathered(options, ask, today)
    if new is None:
        return _unchanged()
    places = Places(home, new.folder)
    if places.input.exists():
        raise stop(say.KOMMUN_EXISTS(folder=places.input.relative_to(home)))
    written = kommun_toml(new)
    settings = parse_settings(written)  # so that what is written can be read
    read = _plan(settings, new.year, grids, options, ask)
    if read is None:
        return _unchanged()
    if not _accepted(read, ask, "ja, eller nej: då blir det tomt, och planen kan tas in senare"):
        read = PlanRead(read.setting)
    tables = read.tables()
    write_safely(places.settings, written.encode())
    path = _write(home, settings, new.year, tables)
    inbox = [places.input / str(new.year) / r.folder for r in settings.rounds_in(new.year)]
    for place in inbox:
        place.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"\n{_next(home, new, path, today, full=bool(len(tables['goals'])))}\n")
    return 0


def new_register(home: Path, options: Namespace) -> int:
    """Write a year's register to fill in, or from a plan. Raises ExpectedProblem; nothing is overwritten."""
    ask, settings = Asker(options.ja), load_settings(home, options.kommun)
    grids = plan_grids(Path(options.plan)) if options.plan else {}
    path = Places(home, settings.id).register(options.ar)
    if path.exists() and (not options.plan or has_goals(path)):
        raise stop(say.REGISTER_EXISTS(file=path.relative_to(home)))
    if settings.model_in(options.ar) is None:
        raise stop(say.NO_MODEL(year=options.ar))
    read = _plan(settings, options.ar, grids, options, ask)
    if read is None or not _accepted(read, ask, "ja eller nej"):
        return _unchanged()
    path = _write(home, settings, options.ar, read.tables())
    sys.stdout.write(f"Målregistret ligger i {path.relative_to(home)}. Bladet Läs mig säger hur det fylls i.\n")
    return 0


def _unchanged() -> int:
    sys.stdout.write("Inget är skrivet.\n")
    return 1


def _write(home: Path, settings: Settings, year: int, tables: Tables) -> Path:
    model = settings.model_in(year)
    assert model is not None
    path = Places(home, settings.id).register(year)
    write_safely(path, register_to_fill_in(Blank(settings, model, year), tables))
    return path


def _accepted(read: PlanRead, ask: Asker, answers: str) -> bool:
    """Whether the register is to be written as the plan is read; asked only where something has been told of it."""
    if ask.sure or not read.troubles:
        return True
    return ask.answer(None, Question(f"Ska målregistret skrivas så? ({answers})", "--ja", "ja"), yes_or_no)


def _plan(settings: Settings, year: int, grids: dict[str, Grid], options: Namespace, ask: Asker) -> PlanRead | None:
    """What is read of the plan when its mapping is confirmed, and told; empty without a plan. None for a no."""
    names = {n.id: n.name for n in settings.namnder_in(year)}
    setting = Setting(year, names, tuple(a.name for a in settings.areas_in(year)))
    if not grids:
        return PlanRead(setting)
    file = Path(options.plan).name
    likely = proposed_columns(grids, file, options.kolumn or (), names)
    tabs = [] if "namnd" in likely.columns else [title for title in grids if namnd_in(title, names)]
    proposal = agreed(likely, file, ask, f"Nämnden tas ur bladens namn: {listed(tabs)}." if tabs else "")
    if proposal is None:
        return None
    question = Question(f"När beslutades målen, till exempel {year - 1}-06-15 § 62 (eller tom rad)", "--malbeslut", "")
    said = ask.answer(options.malbeslut, question, decision)
    decided = Decision(organ="Kommunfullmäktige", datum=said[0], paragraf=said[1]) if said else None
    read = read_plan(grids, proposal.columns, Setting(year, names, setting.areas, decided))
    tell(read)
    return read


def _next(home: Path, new: NewKommun, register: Path, today: dt.date, *, full: bool) -> str:
    """What there is now, and what to do."""
    several = len(kommuner(home)) > 1
    which = f" --kommun {new.folder}" if several else ""
    settings = Places(home, new.folder).settings.relative_to(home)
    first = parse_settings((home / settings).read_text(encoding="utf-8")).rounds_in(new.year)
    prognosis, proposing = (next(r for r in first if r.kind == kind) for kind in ("prognos", "malforslag"))
    fill = "Läs igenom" if full else "Är målen beslutade, fyll i"
    inbox = register.parent.relative_to(home) / prognosis.folder
    proposed = f"  4. Ska nämnderna föreslå målen först: malstyrning mallar malforslag {new.year}{which}"
    proposed += _passed(proposing, new.year, today)
    return "\n".join(
        [
            f"Klart. {new.name} har nu:",
            f"  {settings}: inställningar, med en förklaring till varje rad",
            f"  {register.relative_to(home)}: målregistret",
            f"  {register.parent.relative_to(home)}/…: en mapp för varje omgång, dit svaren läggs",
            "Gör sedan så här:",
            f"  1. Läs igenom {settings.name}, och ändra omgångarnas sista dagar till era egna.",
            f"  2. {fill} {register.name} och kontrollera det: malstyrning modell kontroll {new.year}{which}",
            *([] if full else [f"     Står de i ett Excelark: malstyrning malregister {new.year} --plan FIL{which}"]),
            f"  3. Lägg ekonomisystemets fil i {inbox} och koppla den: malstyrning ekonomi koppla FIL{which}",
            f"     Dela ut mallarna: malstyrning mallar {prognosis.kind} {prognosis.name} {new.year}{which}"
            + _passed(prognosis, new.year, today),
            *([] if full else [proposed]),
            f"  Handboken med era nämnder och dagar: malstyrning handbok{which}",
        ]
    )


def _passed(round_: Round, year: int, today: dt.date) -> str:
    last = round_.deadline(year)
    return f"\n     Dess sista dag, {day(last)}, har passerat: ändra den först i kommun.toml." if last < today else ""
