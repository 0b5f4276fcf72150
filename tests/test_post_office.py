"""The commands about mail as the controller meets them, the diarium and the package for the archive."""

import csv
import io
import itertools
import os
import re
import shutil
import subprocess
from pathlib import Path

import bagit
import openpyxl
import pytest

from flows.mailing import due, fetch
from flows.steps.find_job import load_job
from flows.steps.post.diary import COLUMNS, as_csv, diary
from flows.steps.post.package import make_package, verify
from flows.steps.post.placing import round_now
from schemas.findings import ExpectedProblem
from tests import mail_servers
from tests.conftest import ROOT, quiet, run, tree
from tests.mail_home import KOMMUN, NOW, address, answer_of, secrets, with_mail
from tests.odd_mails import letter
from tests.test_prefect import ask, command

RIGHT = (ROOT / "tests/example/MBN prognos april.xlsx").read_bytes()
WRONG = (ROOT / "input/mariestad/2026/prognos-april/TN prognos april.xlsx").read_bytes()


@pytest.fixture
def post(home, tmp_path_factory, monkeypatch):
    """Servers, two answers and a stranger's mail, fetched and answered."""
    secrets(monkeypatch)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        settings = with_mail(home, imap.port, smtp.port)
        stranger = letter(sender="okand@annan.example", number="s", subject="=HYPERLINK(1)")
        imap.put(*(m.as_bytes() for m in (answer_of("MBN", RIGHT), answer_of("TN", WRONG), stranger)))
        fetch(home, settings, NOW, quiet)
        yield home, settings, imap, smtp


def test_the_commands_of_a_day(post):
    home, _, imap, smtp = post
    listed = command(home, "karantan")
    number = re.search(r"^(\d+)\s", listed.stdout, re.MULTILINE)[1]
    assert "okand@annan.example" in listed.stdout
    assert "karantan --slapp NR" in listed.stderr
    assert "tas in vid nästa malstyrning hamta" in command(home, "karantan", "--slapp", number).stderr
    assert "Inget mejl ligger i karantän." in command(home, "karantan").stderr
    with_mail(home, imap.port, smtp.port, visa_forst=True)
    fetched = command(home, "hamta")
    assert "Inga mejl hämtade." in fetched.stderr
    assert "Ett mejl väntar i utkorgen. Skriv malstyrning skicka." in fetched.stderr
    no = command(home, "skicka")
    assert "Inget skickades." in no.stderr
    assert "okand@annan.example" in no.stdout
    assert "Ett mejl skickat." in command(home, "skicka", "--ja").stderr
    assert "Inget väntar i utkorgen." in command(home, "skicka").stderr


def test_templates_and_reminders_are_drafts_without_a_server(home):
    with_mail(home)
    assert "5 mejl ligger som utkast i" in command(home, "mallar", "april", "2026", "--mejla").stderr
    reminded = command(home, "paminn", "april", "2026").stderr
    assert "6 mejl ligger som utkast i output/mariestad/2026/prognos-april/utkast" in reminded
    drafts = home / "output/mariestad/2026/prognos-april/utkast"
    assert len(list(drafts.glob("*.eml"))) == 11
    assert b"X-Unsent: 1" in next(drafts.glob("*.eml")).read_bytes()


def test_reminders_go_on_the_settings_days_only(home):
    settings = with_mail(home)
    days = {f"{NOW.replace(day=d):%d}" for d in range(1, 31) if due(home, settings, NOW.replace(day=d))}
    assert days == {"07", "09", "13", "17", "23", "27"}
    quiet_day = command(home, "paminn", "--nu", "2026-04-18T08:00")
    assert "I dag är ingen av dagarna" in quiet_day.stderr


def test_everything_that_came_and_went_stands_in_the_diarium(post):
    home, settings, *_ = post
    rows = diary(home, settings, 2026)
    came, went = [r for r in rows if r[1] == "In"], [r for r in rows if r[1] == "Ut"]
    fates = {(r[2], r[6].split(" (")[0]) for r in came}
    assert {(address("MBN"), "Mejl: mottaget"), (address("TN"), "Mejl: mottaget")} <= fates
    assert ("okand@annan.example", "Mejl: karantän") in fates
    assert (address("MBN"), "Svar från Miljö- och byggnadsnämnden") in fates
    assert {r[2] for r in went} == {address("MBN"), address("TN")}
    assert any(r[4] == "prognos-april-2026-TN-rattelse.xlsx" for r in went)
    assert all(re.fullmatch(r"[0-9a-f]{64}", r[8]) for r in rows)
    table = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig")), delimiter=";"))
    assert table[0] == [name for name, _, _ in COLUMNS]
    assert "'=HYPERLINK(1)" in {r[3] for r in table}


def test_an_answer_that_was_put_in_the_folder_is_its_namnds(job):
    (job.inbox / "svar.xlsx").write_bytes(RIGHT)
    run(job)
    assert {r[2]: r[6] for r in diary(job.home, job.settings) if r[4] == "svar.xlsx"} == {
        "Miljö- och byggnadsnämnden": "Svar från Miljö- och byggnadsnämnden (inläst)"
    }


def test_a_diarium_without_documents_says_from_which_years_there_are(post):
    home, *_ = post
    said = command(home, "diarium", "2031").stderr
    assert "Inget dokument kom in eller gick ut 2031." in said and "Dokument finns från 2026." in said


def test_the_diarium_as_a_workbook_has_only_texts(post):
    home, *_ = post
    assert "Listan ligger i output/mariestad/diarium" in command(home, "diarium", "2026").stderr
    first = (home / "output/mariestad/diarium/diarium-2026.xlsx").read_bytes()
    tab = openpyxl.load_workbook(io.BytesIO(first)).active
    assert [c.value for c in tab[4]] == [name for name, _, _ in COLUMNS]
    assert {c.data_type for row in tab.iter_rows(min_row=5) for c in row} <= {"s", "n"}
    command(home, "diarium", "2026")
    assert (home / "output/mariestad/diarium/diarium-2026.xlsx").read_bytes() == first


def test_the_package_holds_all_of_a_round_and_verifies_itself(post, tmp_path):
    home, *_ = post
    job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
    folder = make_package(job)
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "data/resultat/sammanstallning.xlsx"} <= names
    originals = [p.read_bytes() for p in (folder / "data/original").iterdir()]
    assert any(b"\r\nMessage-ID: <odd-MBN-1@mariestad.example>\r\n" in content for content in originals)
    assert RIGHT in originals
    assert len(list((folder / "data/skickat").iterdir())) == 2
    assert "MBN" in (folder / "data/diarium.csv").read_text(encoding="utf-8-sig")
    assert bagit.Bag(str(folder)).is_valid()
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=folder, check=False)
    assert done.returncode == 0
    assert "Paketet är helt" in command(home, "paket", "--kontrollera", str(folder)).stderr
    assert "External-Description: Prognos april 2026, preliminär\n" in (folder / "bag-info.txt").read_text("utf-8")
    assert "Omgången är preliminär: svar saknas" in command(home, "paket", "april", "2026").stderr
    assert (folder / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    with pytest.raises(ExpectedProblem, match="är inget paket"):
        verify(tmp_path)
    assert make_package(job) == folder
    verify(folder)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *itertools.product(
            ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "data/diarium.csv"],
            ["first line gone", "more", "gone", "first letter"],
        ),
        (
            "tagmanifest-sha256.txt",
            "first line gone",
        ),  # nothing has its own sum: of another line it is the file it names
        ("tagmanifest-sha256.txt", "gone"),
    ],
)
def test_a_changed_package_names_the_file_that_was_changed(post, name, change, tmp_path):
    home, *_ = post
    folder = tmp_path / "paket"
    shutil.copytree(make_package(load_job(home, KOMMUN, "prognos-april", 2026, NOW)), folder)
    content = (folder / name).read_bytes()
    lines = content.splitlines(keepends=True)
    done = {"first line gone": b"".join(lines[1:]), "more": content + b"x", "first letter": b"z" + content[1:]}
    if change == "gone":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(done[change])
    with pytest.raises(ExpectedProblem) as raised:
        verify(folder)
    said = raised.value.finding.what
    if "kontrollsummor:" in said:
        assert said.endswith(f"kontrollsummor: {name}."), said
    else:
        assert "är inget paket" in said
        assert name == "bagit.txt"


def test_a_package_made_the_year_after_has_the_diarium_of_its_round(post):
    home, *_ = post
    job = load_job(home, KOMMUN, "prognos-april", 2026, NOW.replace(year=2027))
    text = (make_package(job) / "data/diarium.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert {address("MBN"), address("TN")} <= {r[2] for r in rows if r[1] == "In"}
    assert {address("MBN"), address("TN")} == {r[2] for r in rows if r[1] == "Ut"}
    assert {r[5] for r in rows} == {"prognos april 2026"}


@pytest.mark.parametrize("error", [PermissionError(13, "open in Excel"), OSError(5, "the drive is away")])
def test_a_package_that_cannot_be_replaced_is_left_whole(job, monkeypatch, error):
    run(job)
    folder = make_package(job)
    before, rename = tree(folder), Path.rename

    def fails(path, target):
        if path.name.endswith(".ny"):
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(ExpectedProblem if isinstance(error, PermissionError) else OSError):
        make_package(job)
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("today", "sender", "expected"),
    [
        ("2026-04-20", "KS", "2026/prognos-april"),
        ("2026-04-28", "KS", "2026/prognos-april"),
        ("2026-05-25", "KS", "2026/prognos-juni"),
        ("2026-04-08", "EKC", "2027/smartgranskning-april"),
        ("2027-03-01", "KS", "2026/arsbokslut-mars"),
    ],
)
def test_an_answer_without_a_template_belongs_to_the_round_that_goes_on(job, today, sender, expected):
    reviewers = {r.id for r in job.settings.reviewers}
    sender = next(iter(reviewers)) if sender == "EKC" else sender
    assert round_now(job.settings, NOW.fromisoformat(today).date(), sender) == expected


def test_a_password_is_asked_for_and_kept_in_the_keyring(home, tmp_path):
    """The keyring of a file, as `keyrings.alt` and others have it; here the test's own."""
    (tmp_path / "ring.py").write_text(
        "import json, pathlib\nfrom keyring.backend import KeyringBackend\n"
        "P = pathlib.Path(__file__).with_suffix('.json')\n"
        "class Ring(KeyringBackend):\n    priority = 1\n"
        "    def set_password(self, s, n, p): P.write_text(json.dumps([s, n, p]))\n"
        "    def get_password(self, s, n): return json.loads(P.read_text())[2]\n"
        "    def delete_password(self, s, n): P.unlink()\n"
    )
    env = {"PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = command(home, "losenord", "in", **env, given="hemligt-ord-2\n")
    assert "Lösenordet ligger i datorns nyckelring." in done.stderr
    assert "hemligt-ord-2" not in done.stderr + done.stdout
    assert (tmp_path / "ring.json").read_text() == '["malstyrning", "mariestad/in", "hemligt-ord-2"]'
    none = command(home, "losenord", "in", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring", given="x\n")
    assert "MALSTYRNING_LOSENORD_MARIESTAD_IN" in none.stderr


@pytest.mark.server
def test_prefect_fetches_answers_and_reminds(home, prefect_server, tmp_path_factory, monkeypatch):
    from flows.post_flow import hamta, paminnelser

    secrets(monkeypatch)
    with mail_servers.pymap(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        with_mail(home, imap.port, smtp.port)
        imap.put(answer_of("MBN", RIGHT).as_bytes())
        assert hamta(KOMMUN, str(home), NOW.isoformat()) == ["Prognos april 2026"]
        assert [m["To"] for m in smtp.got] == [address("MBN")]
        assert paminnelser(KOMMUN, "prognos april", "2026", str(home), NOW.isoformat()) == 5
        assert len(smtp.got) == 6
    failed = hamta.with_options(retry_delay_seconds=0)(KOMMUN, str(home), NOW.isoformat(), return_state=True)
    assert failed.message.startswith("Mejlservern 127.0.0.1 svarar inte.")
    names = {r["name"] for r in ask(prefect_server.api, "flow_runs")}
    assert names == {"Hämta mejl – mariestad", "Påminnelser om prognos april 2026 – Mariestad"}
