"""Files from others: scanned before they are opened, never in the place of the controller's own."""

import dataclasses
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from flows.steps.examine import examine
from flows.steps.find_job import load_settings
from flows.steps.known.load import load_known
from flows.steps.post.boxes import Folder
from flows.steps.post.intake import Intake, take_mail
from flows.steps.take_in import take_in
from schemas.findings import ExpectedProblem
from schemas.messages import files as say
from tests.conftest import NOW, needs
from tests.mail_home import answer_of
from tests.odd_mails import letter

ANSWER = Path(__file__).parent / "example/MBN prognos april.xlsx"
SCANNER = """
import pathlib, sys
found = [path for path in sys.argv[1:] if {mark!r} in pathlib.Path(path).read_bytes()]
sys.exit({code} if found else 0)
"""
MARK = b"the mark of a virus"


def secure(job, command: str, code: int = 1):

    security = job.settings.security.model_copy(update={"scan_with": command, "found_code": code})
    return dataclasses.replace(job, settings=job.settings.model_copy(update={"security": security}))


@pytest.fixture
def scanner(tmp_path) -> str:
    """A program that ends with 1 for a file that has MARK in it, as ClamAV does."""
    path = tmp_path / "granskare med mellanslag.py"
    path.write_text(SCANNER.format(mark=MARK, code=1), encoding="utf-8")
    return f'"{sys.executable}" "{path}"'


def infected(content: bytes) -> bytes:
    """A workbook that is read as before, with the mark in its comment."""

    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as book:
        book.comment = MARK
    return out.getvalue()


@pytest.mark.parametrize("last", ["", " {fil}"])
def test_a_file_that_the_scanner_warns_of_is_kept_and_never_opened(job, scanner, last, monkeypatch):
    shutil.copy(ANSWER, job.inbox / "MBN bra.xlsx")
    (job.inbox / "MBN smittad.xlsx").write_bytes(infected(ANSWER.read_bytes()))
    taken = take_in(secure(job, scanner + last))
    assert [(f.what, f.file) for f in taken.findings] == [(say.INFECTED().what, "MBN smittad.xlsx")]
    names = [item.file for item in taken.items]
    assert "MBN bra.xlsx" in names and "MBN smittad.xlsx" not in names
    assert "MBN smittad.xlsx" in [item.file for item in taken.received]


@pytest.mark.parametrize("command", ["finns-inte-alls", f'"{sys.executable}" -c "import sys; sys.exit(2)"'])
def test_without_an_answer_from_the_scanner_nothing_is_opened(job, command):
    with pytest.raises(ExpectedProblem) as raised:
        take_in(secure(job, command))
    assert "Viruskontrollen" in raised.value.finding.what and "[sakerhet]" in raised.value.finding.todo


def test_a_scanner_may_have_a_code_of_its_own(job, tmp_path):
    path = tmp_path / "granskare.py"
    path.write_text(SCANNER.format(mark=MARK, code=2), encoding="utf-8")
    (job.inbox / "MBN.xlsx").write_bytes(infected(ANSWER.read_bytes()))
    taken = take_in(secure(job, f'"{sys.executable}" "{path}"', code=2))
    assert [f.file for f in taken.findings] == ["MBN.xlsx"]


@pytest.mark.parametrize("openly", [True, False])
def test_a_mail_that_the_scanner_warns_of_is_held_unread(home, job, scanner, openly):
    """Whether the scanner can read mails or only files."""
    mail = answer_of("MBN", infected(ANSWER.read_bytes()))
    if openly:
        mail.add_attachment(MARK, maintype="text", subtype="plain", filename="a.txt", cte="8bit")
    job.places.incoming.mkdir(parents=True)
    (job.places.incoming / "smittat.eml").write_bytes(mail.as_bytes())
    settings = secure(job, scanner).settings
    (event,) = take_mail(Intake(home, settings, NOW), Folder(job.places.incoming, settled=0))
    assert (event["öde"], event["skäl"]) == ("karantän", "Viruskontrollen varnar för mejlet")
    assert event["från"] == "miljobyggnad@mariestad.example" and not event["omgångar"]


def test_a_file_in_a_mail_or_a_zip_is_scanned_by_itself(job, scanner):
    content = infected(ANSWER.read_bytes())
    (job.inbox / "mejl.eml").write_bytes(answer_of("MBN", content).as_bytes())
    with zipfile.ZipFile(job.inbox / "svar.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("KS smittad.xlsx", content)
    taken = take_in(secure(job, scanner))
    assert {f.file for f in taken.findings} == {"mejl.eml › MBN prognos april.xlsx", "svar.zip › KS smittad.xlsx"}
    assert not {f.file for f in taken.findings} & {item.file for item in taken.items}


@pytest.mark.parametrize("lines", ["", "\n" * 100_000], ids=["small", "read in a process of its own"])
def test_a_wrapping_in_a_mail_is_scanned_before_it_is_opened(home, job, scanner, lines):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.write(ANSWER, "KS.xlsx")
        made.comment = MARK
    mail = letter()
    mail.set_content(f"Hej!{lines}")
    mail.add_attachment(out.getvalue(), maintype="application", subtype="zip", filename="svar.zip")
    (job.inbox / "mejl.eml").write_bytes(mail.as_bytes())
    job.places.incoming.mkdir(parents=True)
    (job.places.incoming / "smittat.eml").write_bytes(mail.as_bytes())
    safe = secure(job, scanner)
    taken = take_in(safe)
    assert [f.file for f in taken.findings] == ["mejl.eml"]
    assert taken.findings[0].what.endswith("så den öppnas inte.")
    assert not [item for item in taken.items if item.file.startswith("mejl.eml")]
    (event,) = take_mail(Intake(home, safe.settings, NOW), Folder(job.places.incoming, settled=0))
    assert (event["öde"], event["skäl"]) == ("karantän", "Viruskontrollen varnar för mejlet")


def test_clamav_itself_is_understood(job, tmp_path):
    """With a signature of the test's own, since the real ones are large and change every day."""
    clamscan = needs("clamscan")
    base = tmp_path / "egna.ndb"
    base.write_text(f"Prov.Mark:0:*:{MARK.hex()}\n", encoding="ascii")
    command = f'"{clamscan}" --no-summary -d "{base}"'
    if subprocess.run([clamscan, "-d", base, __file__], capture_output=True, check=False).returncode > 1:
        pytest.skip("clamscan doesn't run here")
    shutil.copy(ANSWER, job.inbox / "MBN bra.xlsx")
    (job.inbox / "MBN smittad.xlsx").write_bytes(infected(ANSWER.read_bytes()))
    taken = take_in(secure(job, command))
    assert [f.file for f in taken.findings] == ["MBN smittad.xlsx"]


# ------------------------------------------------------------------------------------ in the controller's place
@pytest.mark.parametrize("name", ["undantag.xlsx", "ekonomi-2699.xlsx"])
def test_a_file_that_a_namnd_mailed_never_acts_as_the_controllers(home, job, name):
    content = ANSWER.read_bytes()
    mail = answer_of("MBN", content)
    next(mail.iter_attachments()).replace_header("Content-Disposition", f'attachment; filename="{name}"')
    job.places.incoming.mkdir(parents=True)
    (job.places.incoming / "mejl.eml").write_bytes(mail.as_bytes())
    take_mail(Intake(home, load_settings(home, "mariestad"), NOW), Folder(job.places.incoming, settled=0))
    taken = take_in(job)
    assert taken.waivers is None
    assert any(item.file.endswith(name) for item in taken.items), "it is an answer as any other"

    (job.inbox / name).write_bytes(content)  # somebody saves it where the controller's own files are
    with pytest.raises(ExpectedProblem) as raised:
        take_in(job)
    assert f"Filen {name} kom i ett mejl från miljobyggnad@mariestad.example" in raised.value.finding.what


def test_a_file_out_of_a_mail_in_the_rounds_folder_never_acts_as_the_controllers(job):
    mail = answer_of("MBN", ANSWER.read_bytes())
    (job.inbox / "mejl.eml").write_bytes(mail.as_bytes())
    take_in(job)
    (job.inbox / "undantag.xlsx").write_bytes(ANSWER.read_bytes())
    with pytest.raises(ExpectedProblem):
        take_in(job)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights; the folder's own decide there")
def test_the_archive_is_its_owners_alone(home, job):
    """Also one that was made before, when anybody on the machine could read it."""
    job.archive.mkdir(parents=True)
    job.archive.chmod(0o755)
    take_in(job)
    assert job.archive.stat().st_mode & 0o777 == 0o700
    job.archive.chmod(0o755)
    take_mail(Intake(home, job.settings, NOW), Folder(job.places.incoming, settled=0))
    assert {path.stat().st_mode & 0o777 for path in (job.archive, job.places.post)} == {0o700}


def test_two_different_answers_at_the_same_moment_are_asked_about(job):
    """The controller puts both in the folder and runs: the name alone decides which one counts."""
    known = load_known(job)
    (job.inbox / "MBN prognos april.xlsx").write_bytes(ANSWER.read_bytes())
    (job.inbox / "MBN prognos april (1).xlsx").write_bytes(infected(ANSWER.read_bytes()))
    seen = examine(job, known.facts, take_in(job))
    (said,) = [f for f in seen.findings if f.rule == "I4"]
    assert (said.namnd, said.file) == ("MBN", "MBN prognos april.xlsx")
    assert "MBN prognos april (1).xlsx kom i samma ögonblick. MBN prognos april.xlsx räknas." in said.what
