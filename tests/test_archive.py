"""The archive against damage: every read compares with the checksum, and what is wrong is reported and stored again."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import bagit
import pytest

from flows.mailing import fetch
from flows.steps.files.archive import place
from flows.steps.files.submission import sha256
from flows.steps.find_job import load_job, load_settings
from flows.steps.post.archive_check import check_archive
from flows.steps.post.ledger import folder_of, open_ledger
from flows.steps.post.package import make_package, verify
from schemas.findings import NOTICE, ExpectedProblem
from tests.conftest import ROOT, quiet, run, tree
from tests.mail_home import KOMMUN, NOW, answer_of, with_mail
from tests.test_prefect import command

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
WRONG = (ROOT / "input/mariestad/2026/prognos-april/TN prognos april.xlsx").read_bytes()
MAIL, FILE = answer_of("MBN", RIGHT).as_bytes(), "KS prognos april.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A home with a round of one file and one mail that was saved in the folder."""
    home = tmp_path_factory.mktemp("arkiv")
    shutil.copytree(ROOT / "input", home / "input")
    answer = home / "input" / KOMMUN / "2026/prognos-april" / FILE
    content = answer.read_bytes()
    settings = with_mail(home)
    answer.write_bytes(content)
    saved = home / "input" / KOMMUN / "inkommande/Prognos.eml"
    saved.parent.mkdir()
    saved.write_bytes(MAIL)
    os.utime(saved, (0, 0))
    assert fetch(home, settings, NOW, quiet).rounds == ["Prognos april 2026"]
    return home


@pytest.fixture
def home(made, tmp_path) -> Path:
    shutil.copytree(made, tmp_path / "hem")
    return tmp_path / "hem"


@pytest.fixture
def job(home):
    return load_job(home, KOMMUN, "prognos-april", 2026, NOW)


def original(job, name: str) -> Path:
    """Where the archive has a file of the inbox, or the mail."""
    content = MAIL if name == "mejl" else (job.inbox / name).read_bytes()
    return job.archive / place(sha256(content), name if name != "mejl" else "mejl.eml")


def note(job, name: str) -> Path:
    path = original(job, name)
    return path.with_name(f"{path.name[:64]}.{job.key}.json")


def about_archive(found) -> list[str]:
    return [f.what for f in found if f.rule in ("D6", "D7") and f.severity != NOTICE]


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def one_letter(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_link(path: Path) -> None:
    elsewhere = path.parents[4] / "annan.bin"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


DAMAGES = [truncated, emptied, one_letter, a_folder, a_link]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [FILE, "mejl"])
def test_a_damaged_original_is_reported_and_stored_again(job, damage, name):
    path = original(job, name)
    content, before = path.read_bytes(), tree(job.outbox / "resultat/data")
    damage(path)
    merged = run(job)
    assert any("arkivet var ändrat. Rätt innehåll är sparat på nytt" in what for what in about_archive(merged.findings))
    assert path.read_bytes() == content and not path.is_symlink()
    assert list(path.parent.glob(f"{path.name}.skadad-*")), "what lay there is kept beside"
    after = tree(job.outbox / "resultat/data")
    assert {n: c for n, c in after.items() if n.startswith(("mal.", "ekonomi."))} == {
        n: c for n, c in before.items() if n.startswith(("mal.", "ekonomi."))
    }
    assert about_archive(run(job).findings) == [], "the next run finds it whole"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_mail_that_nobody_has_any_more_is_missed_and_the_rest_goes_on(job, damage):
    (job.places.incoming / "Behandlat/Prognos.eml").unlink()
    path = original(job, "mejl")
    damage(path)
    merged = run(job)
    assert any("är inte längre som det kom in" in what for what in about_archive(merged.findings))
    assert {s.namnd.id for s in merged.states if s.counted} == {"KS"}


def test_an_original_that_is_gone_is_stored_again(job):
    path = original(job, FILE)
    content = path.read_bytes()
    path.unlink()
    assert any("saknades i arkivet och är sparat på nytt" in what for what in about_archive(run(job).findings))
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b'{"file": 1}', b'{"a":' * 5000, None, "other time"]
)
def test_a_damaged_note_is_reported_and_written_again(job, content):
    path = note(job, FILE)
    was = json.loads(path.read_bytes())
    if content is None:
        a_folder(path)
    elif content == "other time":
        path.write_text(json.dumps(was | {"received": "2026-01-01T00:00:00"}), encoding="utf-8")
    else:
        path.write_bytes(content)
    merged = run(job)
    assert any("är skriven på nytt med tiden" in what for what in about_archive(merged.findings))
    assert json.loads(path.read_bytes())["file"] == was["file"]
    assert json.loads(path.read_bytes())["received"] == was["received"]
    assert about_archive(run(job).findings) == []


def test_a_note_of_an_earlier_version_is_read(job):
    path = note(job, FILE)
    was = json.loads(path.read_bytes())
    del was["kontroll"]
    path.write_text(json.dumps(was | {"received": "2026-04-20T09:00:00"}), encoding="utf-8")
    merged = run(job)
    assert about_archive(merged.findings) == []
    assert (
        next(s for s in merged.states if s.namnd.id == "KS").newest.received.received.isoformat()
        == "2026-04-20T09:00:00"
    )


def in_order(home: Path) -> list[str]:
    return about_archive(check_archive(home, KOMMUN).findings)


def test_the_control_says_what_is_wrong_and_mends_what_it_can(home, job):
    done = command(home, "arkiv", "kontroll")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Alla finns kvar och är oförändrade." in done.stderr
    altered, gone = original(job, FILE), original(job, "mejl")
    content = altered.read_bytes()
    one_letter(altered)
    gone.unlink()
    done = command(home, "arkiv", "kontroll")
    assert done.returncode == 1
    assert altered.name[:12] in done.stdout.replace("\n", "") and gone.name[:12] in done.stdout.replace("\n", "")
    assert altered.read_bytes() != content, "it only looks"
    done = command(home, "arkiv", "kontroll", "--aterstall")
    assert done.returncode == 0, done.stdout
    assert "Original som har sparats på nytt: 2." in done.stderr
    assert altered.read_bytes() == content and gone.read_bytes() == MAIL
    assert in_order(home) == []


@pytest.mark.parametrize("damage", [*DAMAGES, Path.unlink])
def test_the_control_finds_each_damage_at_its_file(home, job, damage):
    for path in (original(job, FILE), note(job, FILE)):
        if damage is a_link and path.suffix == ".json":
            continue  # a note by way of a link says what the note says
        aside = path.read_bytes()
        damage(path)
        found = [f for f in check_archive(home, KOMMUN).findings if f.severity != NOTICE]
        assert any(path.name[:64] in f.file for f in found), (damage.__name__, path.name)
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
        path.write_bytes(aside)


def test_what_does_not_belong_in_the_archive_is_named(home, job):
    (job.archive / "ab").mkdir(exist_ok=True)
    (job.archive / "ab/anteckningar.docx").write_bytes(b"x")
    stray = job.archive / place(sha256(b"okand"), "a.xlsx")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"okand")
    said = "\n".join(in_order(home))
    assert "ab/anteckningar.docx i arkivet är inte lagd där" in said
    assert stray.name in said and "säger hur det kom in" in said


@pytest.mark.parametrize("name", [FILE, "mejl"])
@pytest.mark.parametrize("damage", [one_letter, Path.unlink, a_folder])
def test_no_package_of_damaged_originals(job, name, damage):
    path = original(job, name)
    make_package(job)
    damage(path)
    with pytest.raises(ExpectedProblem, match="Paketet är inte gjort") as raised:
        make_package(job)
    assert path.name in raised.value.finding.what or name in raised.value.finding.what


def test_a_package_whose_sums_were_computed_anew_after_a_change_is_found(job):
    folder = make_package(job)
    path = folder / "data/original" / original(job, FILE).name
    one_letter(path)
    bag = bagit.Bag(str(folder))
    bag.save(manifests=True)
    assert bagit.Bag(str(folder)).is_valid(), "by itself it looks whole"
    with pytest.raises(ExpectedProblem) as raised:
        verify(folder)
    assert path.name in raised.value.finding.what


TIMES = int(os.environ.get("MALSTYRNING_SKADOR", "40"))
"""`make hardtest` damages 2 000 times."""


def test_damage_at_random_is_found_at_its_file_and_nowhere_else(home, job):
    """A bit turned, a part cut out, something put in, the end gone, the whole file gone; originals, notes, ledger."""
    lots = random.Random(7)
    places = [p for p in sorted(job.archive.rglob("*")) if p.is_file()] + [folder_of(home, KOMMUN) / "register.jsonl"]
    assert in_order(home) == []
    missed = []
    for number in range(TIMES):
        path = lots.choice(places)
        content = path.read_bytes()
        at, long = lots.randrange(len(content)), lots.choice((1, 2, 40, 400))
        changed = {
            "bit": content[:at] + bytes([content[at] ^ 1 << lots.randrange(8)]) + content[at + 1 :],
            "cut": content[:at] + content[at + long :],
            "put": content[:at] + bytes(lots.randrange(256) for _ in range(long)) + content[at:],
            "end": content[:at],
            "gone": None,
        }
        kind = lots.choice(sorted(changed))
        path.unlink()
        if changed[kind] is not None:
            path.write_bytes(changed[kind])
        said = [f for f in check_archive(home, KOMMUN).findings if f.severity != NOTICE]
        ours = [f for f in said if path.name[:64] in f.file or path.name in f.file]
        harmless = path.suffix == ".jsonl" and kind != "gone"  # a letter in a subject may be another letter
        harmless |= path.suffix == ".json" and says(changed[kind]) == says(content)  # a space between two fields
        if (not ours and not harmless) or len(said) != len(ours):
            missed.append((number, kind, path.name, [str(f) for f in said]))
        path.write_bytes(content)
    assert missed == []
    assert in_order(home) == []


def says(note: bytes | None) -> object:
    try:
        return json.loads(note or b"")
    except ValueError:
        return note


LINES = [b"{}", b"[]", b"skr\xe4p", b'{"nr": "x"}', b'{"a":' * 5000, b"\x00" * 40, "half", "text"]


@pytest.mark.parametrize("line", LINES)
def test_a_damaged_line_of_the_ledger_stops_mail_and_nothing_else(home, job, line):
    ledger = open_ledger(home, KOMMUN)
    lines = ledger.path.read_bytes().split(b"\n")
    number = next(n for n, text in enumerate(lines) if b'"vad": "in"' in text)
    half = lines[number][: len(lines[number]) // 2]
    event = json.loads(lines[number]) | {"bilagor": "text"}
    lines[number] = (
        {"half": half, "text": json.dumps(event).encode()}.get(line, line) if isinstance(line, str) else line
    )
    ledger.path.write_bytes(b"\n".join(lines))
    found = run(job).findings
    assert [f.what for f in found if f.rule == "D7"], "the round goes on, and says so"
    assert {s.namnd.id for s in run(job).states if s.counted} >= {"KS"}
    before = ledger.path.read_bytes()
    with pytest.raises(ExpectedProblem, match="egistret över mejl"):
        open_ledger(home, KOMMUN).add({"vad": "kört", "omgång": job.address, "till_och_med": 1}, now=NOW)
    assert ledger.path.read_bytes() == before
    assert any("egistret över mejl" in what for what in in_order(home))
    done = command(home, "hamta")
    assert "egistret över mejl" in done.stderr and "Traceback" not in done.stderr
    command(home, "arkiv", "kontroll", "--aterstall")
    assert open_ledger(home, KOMMUN).trouble is None
    assert list(ledger.path.parent.glob("register.jsonl.skadad-*"))
    assert not any("egistret över mejl" in what for what in in_order(home))


def test_lines_that_are_gone_from_the_end_of_the_ledger_are_missed(home, job):
    path = folder_of(home, KOMMUN) / "register.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert any("saknas det som skrevs sist" in what for what in in_order(home))
    path.unlink()
    with pytest.raises(ExpectedProblem, match="saknas det som skrevs sist"):
        fetch(home, load_settings(home, KOMMUN), NOW, quiet)
        open_ledger(home, KOMMUN).add({"vad": "kört", "omgång": job.address, "till_och_med": 1}, now=NOW)


@pytest.mark.parametrize("what", ["folder", "binary"])
def test_a_ledger_that_is_no_ledger_stops_mail_and_nothing_else(home, job, what):
    path = folder_of(home, KOMMUN) / "register.jsonl"
    if what == "folder":
        a_folder(path)
    else:
        path.write_bytes(os.urandom(3000) + b"\n")
    merged = run(job)
    assert [f.file for f in merged.findings if f.rule == "D7"] == ["output/mariestad/post/register.jsonl"] or any(
        f.file.endswith("post/register.jsonl") for f in merged.findings if f.rule == "D7"
    )
    done = command(home, "hamta")
    assert done.returncode == 2 and "Registret över mejl" in done.stderr


def test_the_package_is_as_it_was_for_those_who_count_themselves(job):
    folder = make_package(job)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=folder, check=False)
    assert done.returncode == 0
