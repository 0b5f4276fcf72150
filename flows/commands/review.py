"""`granska` and `status`: the same reading and checking, without answering, merging or Prefect."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from flows.clock import clock_at, swedish_now
from flows.home import home_folder
from flows.steps.check import check
from flows.steps.fence import Fault, Noted, fenced, log_faults
from flows.steps.files.formats import format_of
from flows.steps.files.identify import identities, stated_in
from flows.steps.files.opening import open_submission, open_workbook
from flows.steps.files.submission import Received, Submission, sha256
from flows.steps.find_job import all_settings, any_job, load_job
from flows.steps.job import Job
from flows.steps.known.load import load_known
from flows.steps.places import Places, controllers_own, kommuner
from flows.steps.reading.headings import find_table, plain
from flows.steps.reading.read import read
from flows.steps.texts import is_mail_name, nobody_sent
from schemas.findings import NOTICE, ExpectedProblem, Finding
from schemas.messages import files
from schemas.messages.message import Trouble, listed
from schemas.personal import masked
from schemas.register import REGISTER

CLEAN, FOUND, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Reviewed:
    """What is to be said of one file; `about` is the nämnd and round that it is of, or its name where that isn't known.

    `opened`: whether it could be opened as a template of a round that is known here.
    """

    about: str
    findings: list[Finding]
    opened: bool


def review(files: Sequence[str], *, as_json: bool) -> int:
    """Check each file against the round that its Mall-id names; print the findings; give the exit code.

    Of a folder every file is checked but the controller's own.
    """
    paths, left = _files(files)
    reviewed = [one for path in paths for one in review_file(path)]
    found = [finding for one in reviewed for finding in one.findings]
    if as_json:
        rows = [asdict(f) | {"severity": f.severity.swedish} for f in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        from flows.commands.summary import counted_in_rows, print_findings

        if found:
            print_findings(found, total=len(reviewed) > 1)
        sys.stdout.write("".join(f"{masked(one.about)}: {counted_in_rows(one.findings)}.\n" for one in reviewed))
        if left:
            sys.stdout.write(f"Inte granskade, eftersom de inte är svar: {masked(listed(left))}.\n")
    if not all(one.opened for one in reviewed):
        return UNREADABLE
    return FOUND if any(f.severity < NOTICE for f in found) else CLEAN


def _files(names: Sequence[str]) -> tuple[list[Path], list[str]]:
    """The files to check, those of a folder among them, and the names of those in it that are no answers."""
    known = all_settings(home_folder()) if any(Path(name).is_dir() for name in names) else []
    exports = [pattern for settings in known for pattern in settings.finance.files]
    paths: list[Path] = []
    left: list[str] = []
    for path in map(Path, names):
        inside = sorted(p for p in (path.iterdir() if path.is_dir() else []) if p.is_file() and not nobody_sent(p.name))
        own = [p for p in inside if controllers_own(p.name, exports)]
        left += [p.name for p in own]
        paths += [p for p in inside if p not in own] or ([] if own else [path])
    return paths, left


def review_file(path: Path) -> list[Reviewed]:
    """The file, or each workbook in it where it is a mail or a zip."""
    name = path.name or str(path.resolve())
    if path.is_dir():
        return [Reviewed(name, [files.EMPTY_FOLDER(folder=name).at(name)], opened=False)]
    try:
        content = path.read_bytes()
    except OSError:
        return [Reviewed(name, [files.NOT_FOUND(file=name).at(name)], opened=False)]
    return fenced(lambda: _review_inside(path, name, content), lambda fault: [_failed(name, content, fault)])


def _review_inside(path: Path, name: str, content: bytes) -> list[Reviewed]:
    inside, beside = _inside(path.name, content)
    if isinstance(inside, Trouble):
        return [Reviewed(name, [inside.at(name)], opened=False)]
    reviewed = [(item, _review_one(item)) for item in inside]
    found = [one if one.opened else _review_register(path, item) or one for item, one in reviewed]
    return found + ([Reviewed(name, [trouble.at(name) for trouble in beside], opened=True)] if beside else [])


def _failed(name: str, content: bytes, fault: Fault) -> Reviewed:
    """A file that made the program fail, as nobody foresaw: the others are reviewed all the same."""
    home, number = home_folder(), sha256(content)[:12]
    for kommun in kommuner(home)[:1]:
        log_faults(Places(home, kommun).kept, [Noted(number, name, fault)], swedish_now())
    return Reviewed(name, [files.UNFORESEEN(number=number).at(name)], opened=False)


def _review_register(path: Path, item: Received) -> Reviewed | None:
    """The goal register, which is no answer: another command checks it."""
    opened = open_workbook(item.content)
    if isinstance(opened, Trouble) or identities(stated_in(opened[0])):
        return None
    goals = REGISTER[0]
    tabs = {plain(title): grid for title, grid in opened[0].items()}
    if find_table(tabs.get(plain(goals.title), []), goals.columns) is None:
        return None
    year, kommun = path.absolute().parent.name, path.absolute().parent.parent.name
    which = f" --kommun {kommun}" if len(kommuner(home_folder())) > 1 else ""
    command = f"malstyrning modell kontroll {year}{which}" if year.isdigit() else "malstyrning modell kontroll ÅR"
    return Reviewed(item.file, [files.IS_REGISTER(command=command).at(item.file)], opened=False)


def _inside(name: str, content: bytes) -> tuple[list[Received] | Trouble, list[Trouble]]:
    """The file itself or the workbooks in a wrapping, or why there is none; and what is to be said of the rest."""
    item = Received(name, content, swedish_now())
    if format_of(content)[0] in ("xlsx", "xlsb", "ods"):
        return [item], []
    from flows.steps.post import mail

    found = mail.read_mail(content) if is_mail_name(name) else mail.read_file(name, content)
    if [file.content for file in found.files] == [content]:
        return [item], []
    kept = mail.received(found, name, content, item.received)
    return mail.answers_in(found, kept) or mail.why_nothing(found, kept)[0], mail.left_in(found)


def _review_one(item: Received) -> Reviewed:
    try:
        job = _job_of(item.content)
    except ExpectedProblem as problem:
        return Reviewed(item.file, [replace(problem.finding, file=item.file)], opened=False)
    submission = open_submission(job, item if item.sender else replace(item, received=job.now))
    if isinstance(submission, Finding):
        return Reviewed(item.file, [submission], opened=False)
    names = {n.id: n.name for n in job.namnder}
    about = f"{names[submission.namnd]}, {job.title[:1].lower()}{job.title[1:]} ({item.file})"
    return Reviewed(about, _checked(job, submission), opened=True)


def _checked(job: Job, submission: Submission) -> list[Finding]:
    known = load_known(job)
    tables = read([submission], job.kind, known.facts)
    return check(tables, job.kind, known.facts, [submission])


def _job_of(content: bytes) -> Job:
    """The round that the workbook's Mall-id names; for one of another kommun or without it any round will say so."""
    home = home_folder()
    here, opened = kommuner(home), open_workbook(content)
    if not isinstance(opened, Trouble):
        for identity in identities(stated_in(opened[0])):
            if identity.kommun in here:
                return load_job(home, identity.kommun, identity.folder, identity.year, clock_at(home, identity.kommun))
    return any_job(home, next(iter(here), ""), clock_at(home))
