"""What we send unasked: templates, reminders to those who haven't answered, and to the controller how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flows.steps.job import Job
from flows.steps.letter import Letter, Section, contact_of
from flows.steps.merging.standing import MISSING, READ, WRONG, State
from flows.steps.post.compose import Reply
from flows.steps.post.ledger import FAILED, HELD, Ledger
from flows.steps.post.to_see import lately, letter_lines, shown, unanswered_lines, word_lines
from flows.steps.swedish import capital, day, words
from schemas.settings import Namnd


def handed_out(job: Job, made: Mapping[str, bytes]) -> list[Reply]:
    """To each nämnd its template, with the last day."""
    return [_with_template(job, n, made[name]) for n in job.namnder if (name := job.template_name(n.id)) in made]


def _with_template(job: Job, namnd: Namnd, content: bytes) -> Reply:
    name = job.template_name(namnd.id)
    lead = [
        f"Här är er mall för {job.named}. Den är bifogad: {name}.",
        f"Fyll i den och skicka den som svar på det här mejlet senast den {day(job.deadline)}.",
        "Använd just den här filen. Era mål och det vi redan vet står ifyllt i den.",
    ]
    letter = _letter(job, f"Mall: {job.title} – {namnd.name}", lead)
    return Reply(f"mejl/{namnd.id}/mall", namnd.mail, letter, {name: content})


def reminders(job: Job, standing: Iterable[State], templates: Mapping[str, bytes]) -> list[Reply]:
    """To each nämnd that has no complete answer; one that has sent nothing gets its template again."""
    found = []
    for state in standing:
        if state.state != READ:
            name = job.template_name(state.namnd.id)
            files = {name: templates[name]} if state.state == MISSING and name in templates else {}
            lead = [_asked(job, state), *([f"Mallen är bifogad: {name}."] if files else [])]
            letter = _letter(job, f"Påminnelse: {job.title} – {state.namnd.name}", lead)
            found.append(Reply(f"paminnelse/{state.namnd.id}/{job.now:%Y-%m-%d}", state.namnd.mail, letter, files))
    return found


def _asked(job: Job, state: State) -> str:
    """What is lacking and by when, counted from today: each reminder is a new letter."""
    left = (job.deadline - job.now.date()).days
    last = f"den {day(job.deadline)}"
    when = {0: f"Sista dag är i dag, {last}.", 1: f"Sista dag är i morgon, {last}."}.get(
        left, f"Sista dag är {last}, om {words(left)} dagar."
    )
    if left < 0:
        days = "i går" if left == -1 else f"för {words(-left)} dagar sedan"
        when = f"Sista dag var {last}, {days}. Skicka den så snart ni kan, eller hör av er."
    if state.state == WRONG:
        count = len(state.errors)
        rest = f"{words(count, common=True)} {'uppgift' if count == 1 else 'uppgifter'}"
        return f"Det ni har skickat till {job.named} behöver rättas: {rest} återstår, se vårt svar. {when}"
    return f"Vi har inte fått {job.named} från er. {when}"


def digest(job: Job, standing: Sequence[State], ledger: Ledger) -> Reply:
    """To the controller: who is in, who is wrong, who is missing, and what mail waits for a decision."""
    inside = sum(s.state == READ for s in standing)
    who = "nämnd" if len(standing) == 1 else "nämnder"
    lead = [
        f"{capital(words(inside, common=True))} av {words(len(standing))} {who} har ett komplett svar på {job.named}.",
        f"Sista dag är den {day(job.deadline)}.",
    ]
    sections = [s for s in (*_by_state(standing), *_of_mail(job, ledger)) if s.entries]
    letter = _letter(job, f"Läget {day(job.now.date())}: {job.title}", lead, sections)
    return Reply(f"lage/{job.now:%Y-%m-%d}/lage", (job.settings.contact.mail,), letter)


def _by_state(standing: Sequence[State]) -> Iterable[Section]:
    for title, state in (("Behöver rättas", WRONG), ("Saknas", MISSING), ("Inne", READ)):
        yield Section(title, [_line(s) for s in standing if s.state == state])


def _line(state: State) -> str:
    count = len(state.errors)
    return f"{state.namnd.name}: {words(count)} fel" if state.state == WRONG else state.namnd.name


def _of_mail(job: Job, ledger: Ledger) -> Iterable[Section]:
    came = list(ledger.came.values())
    recent, mine = lately(came, job.now), ledger.of_round(job.address)
    held = [f"Nr {e['nr']}, {e['från'] or 'okänd avsändare'}: {e['skäl']}" for e in came if e["öde"] == HELD]
    yield Section("Mejl i karantän (malstyrning karantan)", held)
    letters = letter_lines(recent)
    yield Section(f"Mejl som någon behöver läsa, de senaste 30 dagarna: {words(len(letters))}", shown(letters))
    yield Section("Inlästa mejl som programmet inte besvarar", shown(unanswered_lines(mine)))
    yield Section("Text i mejl som också har en fil", shown(word_lines(mine)))
    refused = [e for e in ledger.out.values() if e["läge"] == FAILED]
    yield Section("Mejl som inte gick att skicka", [f"{', '.join(e['till'])}: {e['ämne']}" for e in refused])


def _letter(job: Job, subject: str, lead: Sequence[str], sections: Sequence[Section] = ()) -> Letter:
    return Letter(subject, lead, sections, [], contact_of(job), job.settings.example)
