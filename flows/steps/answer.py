"""Answer: for each nämnd a receipt, or a reply with its corrected workbook; for an unusable file a reply too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from flows.steps.files.submission import Received, Submission
from flows.steps.job import Job
from flows.steps.known.load import Known
from flows.steps.letter import Letter, Section, contact_of, facts_of, section, send_again
from flows.steps.merging.standing import State
from flows.steps.post.compose import Reply
from flows.steps.reading.headings import plain
from flows.steps.reading.read import Read
from flows.steps.receipt import understood
from flows.steps.swedish import alike, capital, words
from flows.steps.template.correction_sheet import CORRECTIONS
from flows.steps.template.filled import FilledIn
from flows.steps.template.make import make_template
from flows.steps.template.moved import in_corrected
from schemas.findings import Finding, by_submission, by_weight, grouped
from schemas.messages.message import listed
from schemas.settings import Namnd


@dataclass(frozen=True)
class Answering:
    """What the answers are made from."""

    job: Job
    known: Known
    read: Read


def answer(job: Job, known: Known, read: Read, standing: Sequence[State]) -> list[Reply]:
    """A reply to each nämnd that has sent something: a letter, and for errors the corrected workbook."""
    base = Answering(job, known, read)
    answered = [(state, state.newest) for state in standing if state.newest is not None]
    return [_correction(base, s, newest) if s.errors else _receipt(base, s, newest) for s, newest in answered]


def answer_unusable(job: Job, known: Known, received: Sequence[Received], findings: Sequence[Finding]) -> list[Reply]:
    """A reply for each file that could not be used, named by its digest; with the right template if it is known.

    The same content under several names is several files, each with its own reply.
    """
    replies: list[Reply] = []
    places: Counter[str] = Counter()
    namnder = {n.id: n for n in job.namnder}
    found = by_submission(findings)
    for item in received:
        mine = [f for f in found.get(item.short, []) if f.file == item.file]
        if not mine:
            continue
        namnd = namnder.get(mine[0].namnd) or (None if item.sender else _named_in(item.file, job))
        name = job.template_name(namnd.id) if namnd else ""
        lead = [f"Vi har tagit emot filen {item.file} men kan inte använda den."]
        lead += [f"{f.what} {f.todo} (Regel {f.rule})" for f in mine]
        lead += [f"Rätt mall är bifogad: {name}."] if name else []
        lead += [f"Filen är sparad som den kom. {send_again(job, item.received)}"]
        to = (item.sender,) if item.sender else namnd.mail if namnd else ()
        subject = f"Kunde inte läsas: {job.title}"
        letter = Letter(subject, lead, [], facts_of(item), contact_of(job), job.settings.example)
        files = {name: make_template(job, known, namnd)} if namnd else {}
        places[item.short] += 1
        again = f"-{places[item.short]}" if places[item.short] > 1 else ""
        replies.append(Reply(f"svar/ovrigt/{item.short}{again}/svar", to, letter, files, item.mail_id, item.by_mail))
    return replies


def _named_in(file: str, job: Job) -> Namnd | None:
    """The one nämnd whose id stands as a word in the file's name ('TN svar.pdf')."""
    found = set(re.split(r"[\W_]+", file))
    named = [n for n in job.namnder if n.id in found]
    return named[0] if len(named) == 1 else None


def _reply(state: State, submission: Submission, name: str, letter: Letter, files: Mapping[str, bytes]) -> Reply:
    item = submission.received
    to = (item.sender,) if item.sender else state.namnd.mail
    return Reply(f"svar/{state.namnd.id}/{name}", to, letter, files, item.mail_id, item.by_mail)


def _receipt(base: Answering, state: State, submission: Submission) -> Reply:
    facts = replace(base.known.facts, received={submission.id: submission.received.received.date()})
    known = understood(base.read, base.job.kind, submission.id, state.namnd.id, facts)
    minuted = [sentence for sentence in known if sentence.startswith("Beslut:")]
    said = (
        f"Tack, {base.job.named} är {base.job.kind.received[0]} och {base.job.kind.received[1]}.",
        " ".join(sentence for sentence in known if sentence not in minuted),
        *minuted,
        "Stämmer det inte, svara på det här mejlet.",
    )
    seen = section(
        "Det här har vi också sett. Ni behöver bara svara om något är fel.",
        (f for f in state.findings if not f.accepted),
        "Fråga oss om ni vill se alla.",
    )
    letter = Letter(
        f"Mottagen: {base.job.title} – {state.namnd.name}",
        [text for text in said if text],
        [*seen, *_accepted(state)],
        facts_of(submission.received),
        contact_of(base.job),
        base.job.settings.example,
    )
    return _reply(state, submission, "kvittens", letter, {})


def _accepted(state: State) -> list[Section]:
    return section("Det här är godkänt:", (f for f in state.findings if f.accepted), "")


def _correction(base: Answering, state: State, submission: Submission) -> Reply:
    job = base.job
    state = replace(state, findings=tuple(in_corrected(job, base.known.facts, state.namnd.id, state.findings)))
    name = f"{job.slug}-{state.namnd.id}-rattelse.xlsx"
    kept = replace(filled(base.read, submission, state.findings), again=send_again(job, submission.received.received))
    workbook = make_template(job, base.known, state.namnd, kept)
    rest = "Alla står i bladet Rättelser i den bifogade filen."
    others = (f for f in state.findings if not f.stops and not f.accepted)
    letter = Letter(
        f"Behöver rättas: {job.title} – {state.namnd.name}",
        _asking(base, state, submission, name),
        [
            *section(_in_points("Det här behöver rättas", state.errors), state.errors, rest),
            *section("Det här har vi också sett:", others, rest),
            *_accepted(state),
        ],
        facts_of(submission.received),
        contact_of(job),
        job.settings.example,
    )
    return _reply(state, submission, "svar", letter, {name: workbook})


def _asking(base: Answering, state: State, submission: Submission, name: str) -> list[str]:
    """What is right already, how much is left, and how to go about it."""
    count = len(state.errors)
    left = f"{capital(words(count, common=True))} {'uppgift' if count == 1 else 'uppgifter'} behöver rättas."
    if state.awaits_decision:
        left = "Bara nämndens beslut återstår. Är mötet inte hållet är ni klara för nu, och kan be oss om underlaget."
    first = [f"Tack, {base.job.named} är {base.job.kind.received[0]}.", progress_sentence(base, state), left]
    first += ["Till dess gäller er tidigare version."] if state.counted is not None else []
    how = [
        f"Öppna den bifogade filen {name}.",
        f"Första bladet, {CORRECTIONS}, {_leads_to(state)}",
        extra_sheets(base, submission),
        send_again(base.job, submission.received.received),
    ]
    return [" ".join(filter(None, part)) for part in (first, how)]


def _in_points(title: str, findings: Sequence[Finding]) -> str:
    """The heading, with both counts where some points are of several cells each: then the list is the shorter."""
    count, points = len(findings), len(grouped(findings))
    if count == points:
        return f"{title}:"
    told = alike(count, points)
    noun = "punkt" if points == 1 else "punkter"
    return f"{title}, {told(count, common=True)} uppgifter i {told(points, common=True)} {noun}:"


def _leads_to(state: State) -> str:
    """Where there are cells to go to, to them; what concerns the whole file has none."""
    if any(f.cell for f in state.errors):
        return "leder till varje cell som behöver ändras. Allt annat som ni har fyllt i finns kvar, så som det är läst."
    return "säger vad som behövs."


def extra_sheets(base: Answering, submission: Submission) -> str:
    """Sheets that the nämnd has added itself, which the corrected workbook doesn't have; empty when there are none."""
    ours = {plain(t) for t in ("Start", CORRECTIONS, "_listor", "_meta")}
    ours |= {plain(title) for (one, _), title in base.read.titles.items() if one == submission.id}
    added = [f"”{title}”" for title in submission.grids if plain(title) not in ours]
    if not added:
        return ""
    lead = "Bladet" if len(added) == 1 else "Bladen"
    return f"{lead} {listed(added)} hör inte till mallen och följer inte med, men finns i er egen fil."


def progress_sentence(base: Answering, state: State) -> str:
    """Which sheets are right already."""
    wrong = {f.sheet_id for f in state.errors}
    read = {sheet for one, sheet in base.read.places if state.newest and one == state.newest.id}
    right = [s.title for s in base.job.kind.sheets if s.id in read - wrong]
    if not right or any(not f.sheet and f.rule == "V2" for f in state.errors):
        return ""
    noun = "Bladet" if len(right) == 1 else "Bladen"
    return f"{noun} {listed(right)} är {'klart' if len(right) == 1 else 'klara'}."


def filled(read: Read, submission: Submission, findings: Sequence[Finding]) -> FilledIn:
    """A submission's values by key, for its corrected workbook, with its findings, what stops first."""
    tables: dict[str, pd.DataFrame] = {}
    raw: dict[tuple[str, str, str], object] = {}
    for sheet_id, table in read.tables.items():
        rows = table[table.index.get_level_values("submission") == submission.id]
        key = str(rows.columns[0])
        tables[sheet_id] = rows.set_index(key)
        for origin, row_key in zip(rows.index, rows[key], strict=True):
            raw |= {(sheet_id, str(row_key), name): cell for name, cell in read.raw[sheet_id][origin].items()}
    lacking = {
        (sheet_id, str(name))
        for sheet_id, table in read.tables.items()
        for name in table.columns
        if (submission.id, sheet_id) in read.places and name not in read.places[submission.id, sheet_id].at
    }
    return FilledIn(tables, raw, tuple(sorted(findings, key=by_weight)), frozenset(lacking))
