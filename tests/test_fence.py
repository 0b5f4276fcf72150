"""Whatever a mail or a file makes the program raise is a fault of that one: it is held or refused, the others go on."""

import errno
import importlib
import io
import lzma
import zipfile

import pytest

from flows.inbox import standing_and_refused
from flows.mailing import decide, fetch
from flows.steps.fence import LOG, Fault, fenced
from flows.steps.places import Places
from flows.steps.post.boxes import Folder
from flows.steps.post.intake import Intake, take_mail
from flows.steps.post.ledger import HELD, TAKEN, open_ledger
from schemas.findings import ExpectedProblem
from schemas.messages import files as say
from tests.conftest import ROOT, quiet, run
from tests.crash_driver import varied
from tests.mail_home import KOMMUN, NOW, answer_of, with_mail
from tests.odd_mails import attached, letter
from tests.wrapped import ANY, WRAPS, wrapped

INBOX = ROOT / "input/mariestad/2026/prognos-april"
RIGHT = {
    "KS": (INBOX / "KS prognos april.xlsx").read_bytes(),
    "MBN": (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes(),
}
ODD = varied(RIGHT["MBN"], 13)
"""The workbook that makes a step raise; every other goes well."""


class NobodyForesaw(Exception):
    """Of no library."""


RAISED = (
    NobodyForesaw("hemligt"),
    lzma.LZMAError("hemligt"),
    *(ValueError("hemligt"), KeyError("hemligt"), TypeError("hemligt"), AttributeError("hemligt")),
    *(OSError("hemligt"), OSError(errno.EINVAL, "hemligt"), RecursionError("hemligt"), MemoryError("hemligt")),
    *(StopIteration("hemligt"), UnicodeDecodeError("utf-8", b"x", 0, 1, "hemligt"), AssertionError("hemligt")),
)


def breaking(monkeypatch, step: str, error: Exception, is_odd) -> list:
    """Let a step raise when one of its arguments is odd; gives the list of the times."""
    module, _, name = step.rpartition(".")
    owner = importlib.import_module(module)
    usual, times = getattr(owner, name), []

    def breaks(*args, **kwargs):
        if any(map(is_odd, args)):
            times.append(step)
            raise error
        return usual(*args, **kwargs)

    monkeypatch.setattr(owner, name, breaks)
    return times


def mentions_odd(argument: object) -> bool:
    """Whether it is, or holds, something of the odd mail or file."""
    if isinstance(argument, bytes):
        return MARK in argument or argument == ODD
    if isinstance(argument, str):
        return MARK.decode() in argument
    if isinstance(argument, list | tuple):
        return any(map(mentions_odd, argument))
    for name in ("content", "subject", "headers", "received", "name", "sender"):
        found = getattr(argument, name, None)
        if isinstance(found, bytes | str) and mentions_odd(found):
            return True
        if name == "received" and found is not None and mentions_odd(getattr(found, "file", "")):
            return True
    return bool(getattr(argument, "get", None)) and MARK.decode() in str(argument.get("Subject", ""))


MARK = b"udda-bokstav"


def put(home, *mails: bytes) -> Folder:
    """A folder of saved mails."""
    folder = Places(home, KOMMUN).incoming
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(mail)
    return Folder(folder, settled=0)


def odd_mail() -> bytes:
    mail = answer_of("MBN", ODD, "udda", subject=f"Prognos {MARK.decode()}").as_bytes()
    return mail.replace(b"prognos.\r\n", b"prognos, %b.\r\n" % MARK, 1)


def take(home, settings, *mails: bytes):
    """What is new, by fate and reason."""
    return [(e["öde"], e["skäl"]) for e in take_mail(Intake(home, settings, NOW), put(home, *mails))]


def logged(home) -> str:
    path = Places(home, KOMMUN).kept / LOG
    return path.read_text(encoding="utf-8") if path.exists() else ""


LOOKING = (
    "flows.steps.post.looking.read_mail",
    "flows.steps.post.mail.parsed",
    "flows.steps.post.mail.unwrap",
    "flows.steps.post.mail.text_of",
    "flows.steps.post.mail.about",
    "flows.steps.post.openers.format_of",
    "flows.steps.post.mail.why_automatic",
    "flows.steps.post.looking.own_words",
    "flows.steps.post.looking.why_held",
    "flows.steps.post.looking.rounds_of",
    "flows.steps.post.placing.identities_of",
    "flows.steps.post.intake._fate",
)
"""Each step between a mail's bytes and what becomes of it."""


@pytest.mark.parametrize("step", LOOKING)
def test_a_mail_that_makes_a_step_fail_is_held_and_the_others_are_taken_in(step, home, monkeypatch):
    settings = with_mail(home)
    times = breaking(monkeypatch, step, NobodyForesaw("hemligt"), mentions_odd)
    new = take(home, settings, odd_mail(), answer_of("KS", RIGHT["KS"]).as_bytes())
    assert times
    assert [fate for fate, _ in new] == [HELD, TAKEN]
    assert new[0][1].startswith("Mejlet ")
    assert not {"hemligt", "NobodyForesaw", "Traceback"} & set(new[0][1].split())
    assert "NobodyForesaw" in logged(home)
    times.clear()
    assert take(home, settings) == []
    assert not times, "the next run met it again"


@pytest.mark.parametrize("error", RAISED, ids=lambda e: f"{type(e).__name__}-{len(e.args)}")
@pytest.mark.parametrize(
    "step", ["flows.steps.post.looking.read_mail", "flows.steps.post.mail.parsed", "flows.steps.post.looking.rounds_of"]
)
def test_whatever_is_raised_holds_the_mail(step, error, home, monkeypatch):
    settings = with_mail(home)
    breaking(monkeypatch, step, error, mentions_odd)
    new = take(home, settings, odd_mail(), answer_of("KS", RIGHT["KS"]).as_bytes())
    assert [fate for fate, _ in new] == [HELD, TAKEN]
    assert "hemligt" not in new[0][1]


OPENERS = {
    "zip": "flows.steps.post.openers.too_large",
    "winmail.dat": "flows.steps.post.openers._tnef_name",
    "smime.p7m": "flows.steps.post.openers.signed_content",
    ".msg": "flows.steps.post.outlook._overlong",
    ".eml": "flows.steps.post.mail_files.parsed",
    "ics": "flows.steps.post.openers._calendar_file",
}
"""Inside the opener of each kind of wrapping."""


@pytest.mark.parametrize("kind", OPENERS)
def test_a_wrapping_that_makes_its_opener_fail_holds_the_mail_it_came_in(kind, home, monkeypatch):
    settings = with_mail(home)
    times = breaking(monkeypatch, OPENERS[kind], NobodyForesaw("hemligt"), lambda _: True)
    content, name = wrapped(ODD, "MBN.xlsx", [kind])
    new = take(home, settings, attached(content, name, ANY).as_bytes(), answer_of("KS", RIGHT["KS"]).as_bytes())
    assert times
    assert [fate for fate, _ in new] == [HELD, TAKEN]
    assert "som programmet inte klarar att läsa (nummer " in new[0][1]
    number = new[0][1].split("nummer ")[1].rstrip(")")
    assert f"{number} NobodyForesaw" in logged(home)


def test_a_held_mail_that_is_released_gives_a_finding_and_the_round_is_run(home, monkeypatch):
    settings = with_mail(home)
    breaking(monkeypatch, "flows.steps.post.openers.too_large", NobodyForesaw("hemligt"), lambda _: True)
    content, name = wrapped(ODD, "MBN.xlsx", ["zip"])
    take(home, settings, attached(content, name, ANY).as_bytes(), answer_of("KS", RIGHT["KS"]).as_bytes())
    held = next(e for e in open_ledger(home, KOMMUN).came.values() if e["öde"] == HELD)
    decide(home, settings, held["nr"], NOW, release=True)
    done = fetch(home, settings, NOW, quiet)
    assert (done.rounds, done.troubles) == (["Prognos april 2026"], [])


ROUND = (
    "flows.steps.take_in.format_of",
    "flows.steps.post.mail.received",
    "flows.steps.post.mail.read_mail",
    "flows.steps.post.mail.answers_in",
    "flows.steps.examine.open_submission",
    "flows.steps.files.opening.open_workbook",
    "flows.steps.files.opening.identify",
    "flows.steps.examine.read",
    "flows.steps.examine.check",
)
"""Each step between what came in a round and what is said of it."""


def odd_in_round(argument: object) -> bool:
    if isinstance(argument, bytes):
        return argument == ODD or MARK in argument
    if isinstance(argument, list | tuple):
        return any(map(odd_in_round, argument))
    if hasattr(argument, "content"):
        return odd_in_round(argument.content) or MARK.decode() in argument.file
    if hasattr(argument, "subject"):
        return MARK.decode() in argument.subject
    received = getattr(argument, "received", None)
    return MARK.decode() in getattr(received, "file", "")


@pytest.mark.parametrize("wrapping", ["as a file", "in a mail"])
@pytest.mark.parametrize("step", ROUND)
def test_a_file_that_makes_a_step_of_a_round_fail_is_refused_and_others_are_read(step, wrapping, job, monkeypatch):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    (job.inbox / "KS.xlsx").write_bytes(RIGHT["KS"])
    name = f"{MARK.decode()}.{'eml' if wrapping == 'in a mail' else 'xlsx'}"
    (job.inbox / name).write_bytes(odd_mail() if wrapping == "in a mail" else ODD)
    times = breaking(monkeypatch, step, NobodyForesaw("hemligt"), odd_in_round)
    standing, refused = standing_and_refused(job)
    by_id = {state.namnd.id: state for state in standing}
    assert by_id["KS"].state == "Inläst"
    if not times:  # a step that this road doesn't pass
        assert by_id["MBN"].state == "Inläst"
        return
    assert by_id["MBN"].state != "Inläst"
    assert [f.what for f in refused] == [say.UNFORESEEN(number="").what]
    assert [f.file.startswith(MARK.decode()) for f in refused] == [True]
    assert logged(job.home).count("NobodyForesaw,") == 1
    standing_and_refused(job)
    assert logged(job.home).count("NobodyForesaw,") == 1, "each fault once, however often it is met"


def test_the_round_is_published_and_the_reply_says_that_the_file_could_not_be_read(job, monkeypatch):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    (job.inbox / "KS.xlsx").write_bytes(RIGHT["KS"])
    (job.inbox / f"MBN {MARK.decode()}.xlsx").write_bytes(ODD)
    breaking(monkeypatch, "flows.steps.examine.check", NobodyForesaw("hemligt"), odd_in_round)
    merged = run(job)
    assert merged.state_of("KS").state == "Inläst"
    letters = [p.read_text(encoding="utf-8") for p in (job.outbox / "resultat/svar/ovrigt").rglob("svar.txt")]
    assert len(letters) == 1
    assert say.UNFORESEEN(number="").what in letters[0]
    published = b"".join(p.read_bytes() for p in (job.outbox / "resultat").rglob("*") if p.is_file())
    assert b"NobodyForesaw" not in published and b"hemligt" not in published


def test_among_many_only_the_one_that_fails_is_refused(job, monkeypatch):
    for path in job.inbox.glob("?[BNS]*"):
        path.unlink()
    for number in range(9):
        (job.inbox / f"{number}.xlsx").write_bytes(varied(RIGHT["KS"], number))
    (job.inbox / f"{MARK.decode()}.xlsx").write_bytes(ODD)
    breaking(monkeypatch, "flows.steps.examine.read", NobodyForesaw("hemligt"), odd_in_round)
    standing, refused = standing_and_refused(job)
    assert [f.file for f in refused] == [f"{MARK.decode()}.xlsx"]
    assert {s.namnd.id: len(s.submissions) for s in standing}["KS"] == 9


def packed_with_lzma() -> bytes:
    """A workbook whose parts are packed by LZMA and cut short: 568 bytes of such stopped all mail."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as book:
        book.writestr("xl/workbook.xml", b"<workbook/>" * 500)
        book.writestr("xl/sharedStrings.xml", b"mall-id" * 500)
    made = bytearray(out.getvalue())
    made[80:120] = b"\xff" * 40
    return bytes(made)


@pytest.mark.parametrize("wrapping", ["", *WRAPS])
def test_a_strangers_odd_packing_stops_no_mail_but_its_own(wrapping, home):
    settings = with_mail(home)
    content, name = packed_with_lzma(), "a.xlsx"
    if wrapping:
        content, name = wrapped(content, name, [wrapping])
    stranger = letter(sender="vem@som.helst.example", number="fientlig")
    stranger.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    answer = answer_of("MBN", RIGHT["MBN"]).as_bytes()
    new = take(home, settings, stranger.as_bytes(), answer)
    assert [fate for fate, _ in new] == [HELD, TAKEN]
    assert "vem@som.helst.example finns inte bland nämndernas adresser" in new[0][1]
    assert take(home, settings) == []


def test_an_odd_packing_from_a_namnd_stops_nothing(home, job):
    settings = with_mail(home)
    odd = answer_of("KS", packed_with_lzma()).as_bytes()
    new = take(home, settings, odd, answer_of("MBN", RIGHT["MBN"]).as_bytes())
    assert [fate for fate, _ in new][1] == TAKEN
    for event in open_ledger(home, KOMMUN).came.values():
        if event["öde"] == HELD:
            decide(home, settings, event["nr"], NOW, release=True)
    merged = run(job)
    assert merged.state_of("MBN").state == "Inläst"
    assert [f.rule for f in merged.findings if "KS" in f.file] == ["H1"]


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), PermissionError(errno.EACCES, "nej"), KeyboardInterrupt()]
)
def test_what_is_the_machines_and_no_files_goes_through(error):
    def fails() -> None:
        raise error

    with pytest.raises(type(error)):
        fenced(fails, lambda fault: None)


def test_what_the_program_means_to_raise_goes_through():
    def stops() -> None:
        raise ExpectedProblem(say.EMPTY_FILE().at("x"))

    with pytest.raises(ExpectedProblem):
        fenced(stops, lambda fault: None)


def test_a_panic_of_a_library_in_rust_is_a_fault_too():
    panic = type("PanicException", (BaseException,), {})

    def panics() -> Fault:
        raise panic("index out of bounds")

    assert fenced(panics, lambda fault: fault).kind.startswith("PanicException")
