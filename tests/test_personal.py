"""Personnummer in text and cells: how many are found, what else is taken for one, and what masking leaves alone."""

import email
import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from flows.commands.cli import main
from flows.movement import LOG
from flows.steps.files.submission import sha256
from flows.steps.find_job import load_job
from flows.steps.job import Job
from schemas.findings import ExpectedProblem
from schemas.personal import REMOVED, all_masked, has_personal_number, masked, masked_markup
from schemas.settings_errors import parse_settings
from tests.conftest import FOLDER, NOW, ROOT, YEAR, run
from tests.hard import personal


def test_of_ten_thousand_spellings_hardly_any_is_missed_and_none_of_their_digits_is_left():
    found = personal.recall()
    assert found.total == personal.COUNT
    assert set(found.count) == set(personal.SPELLINGS)
    assert found.errors < found.total / 250
    for kind, missed in found.wrong.items():
        assert len(missed) <= (1 - personal.LEAST) * found.count[kind], (kind, missed)


def test_numbers_in_cells_are_all_found():
    assert personal.recall_of_cells().wrong == {}


def test_of_ten_thousand_other_numbers_only_those_that_may_be_somebodys_are_taken_for_one():
    found = personal.false_alarms()
    assert found.total == personal.COUNT
    assert found.errors < found.total / 200
    assert [text for texts in found.wrong.values() for text in texts if not personal.is_possible(text)] == []


def test_no_text_of_the_example_is_taken_for_one():
    found = personal.false_alarms_of_example()
    assert found.total > 1000
    assert found.wrong == {}


def test_the_generator_gives_the_same_each_time():
    assert [*personal.spellings(50)] == [*personal.spellings(50)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ring 811218-9876 (Anna)", "Ring [personnummer] (Anna)"),
        ("(811218)-9876", "[personnummer]"),
        ("850101-1234", "[personnummer]"),  # a digit is wrong, and in 1985 nobody wrote an hour like that
        ("pnr8112189876.xlsx", "pnr[personnummer].xlsx"),
        ("811218-9876 och 19811218-9876", "[personnummer] och [personnummer]"),
        ("811218\u00ad-\u00ad98\n76", "[personnummer]"),
        ("８１１２１８－９８７６", "[personnummer]"),
        ("811218&#45;9876", "[personnummer]"),
        ("SE811218987601", "[personnummer]"),
        ("850101-T123", "[personnummer]"),
        ("8,112189876E+09", "[personnummer]"),
        ("811218 (sista fyra: 9876)", "[personnummer]"),
        ("8I12l8-9876", "[personnummer]"),
        ("18 december 1981-9876", "[personnummer]"),
        ("8112-189876", "[personnummer]"),
        ("ring 8112189876", "ring [personnummer]"),  # no telephone number begins with 8
    ],
)
def test_just_the_number_is_replaced(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["2026-04-24 och 2027", "den 24 april 2026 0930", "ollIo lIl OIl oI",
     "2026-01-01 – 2026-12-31", "26-01-01 - 26-12-31", "20260424-0930", "12 10 15 20 31 12 44",
     "MBN-20260424100000-81121898", "8112189876,50 kr", "100 & 20 % av 8112", "a_x0041_b &amp; %20",
     "3f5a8112189876aa0198cd34f5a8112189876aa0198cd34ffe00112233445566", "Avtryck: 8112189876ab",
     "Avtryck: a8112189876b", "(sha256 8112189876ab)",
     "svar.xlsx (8112189876ab)"],
)  # fmt: skip
def test_what_is_none_is_left_as_it_is(text):
    assert masked(text) == text


def test_markup_and_structures():
    assert masked_markup('<a href="8112189876">8112189876 &amp; 5</a>') == f'<a href="8112189876">{REMOVED} &amp; 5</a>'
    assert all_masked({"a": ["8112189876", 8112189876, None]}) == {"a": [REMOVED, 8112189876, None]}


@pytest.mark.parametrize("cell", [8112189876, 8112189876.0, 198112189876, 8112189876.5, True, None, float("nan")])
def test_numbers_in_cells(cell):
    assert has_personal_number(cell) == (cell in (8112189876, 198112189876))


def test_nine_digits_are_one_that_lost_its_zero_only_where_text_is_expected():
    number = int("010101123" + personal.check_digit("010101123"))
    assert has_personal_number(number)
    assert not has_personal_number(number, short=False)


# A round in which somebody's number is written wherever one can be: nothing that goes out has it.

RIGHT = Path(__file__).parent / "example" / "MBN prognos april.xlsx"
PLACES = (
    *("file", "attachment", "subject", "sender", "words", "sheet", "heading", "text", "text number", "money"),
    *("percent", "amount as text", "date", "choice", "given", "note", "nameless", "start", "extra"),
    *("unusable", "zipped", "register", "waiver"),
)


def someone(at: int) -> str:
    """One person for each place, so that a failure says which place it is that leaks."""
    nine = f"811218{101 + at:03}"
    return nine + personal.check_digit(nine)


PEOPLE = {place: someone(at) for at, place in enumerate(PLACES)}


def written(place: str, sign: str = "-") -> str:
    return f"{PEOPLE[place][:6]}{sign}{PEOPLE[place][6:]}"


def answer_full_of_them() -> bytes:
    book = openpyxl.load_workbook(RIGHT)
    goals, measures, activities, money = (book[title] for title in ("Mål", "Mått", "Aktiviteter", "Ekonomi"))
    goals["F7"], goals["F8"] = f"Ärendet {written('text')} är klart.", int(PEOPLE["text number"])
    goals["E9"], goals["C7"] = written("choice", " "), f"Målet {written('given')}"
    goals["M3"], goals["F13"] = f"Ring {written('note', '–')}", f"Ring Anna, {written('nameless')}"
    goals["J9"] = written("date", "\u2011")
    measures["K6"] = f"Kommentar {written('heading')}"
    activities["H7"] = int(PEOPLE["percent"])
    money["G7"], money["G8"] = int(PEOPLE["money"]), written("amount as text", "\u00ad")
    book["Start"]["E3"] = written("start")
    book.create_sheet(f"Om {written('sheet')}")["A1"] = written("extra")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mail_full_of_them(content: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = f"Anna {written('sender')} <miljobyggnad@mariestad.example>"
    message["To"], message["Message-ID"] = "controller@mariestad.example", "<1@mariestad.example>"
    message["Date"], message["Subject"] = "Thu, 23 Apr 2026 09:00:00 +0200", f"Svar om {written('subject')}"
    message.set_content(f"Det gäller {written('words')}.")
    message.add_attachment(content, maintype="application", subtype="x", filename=f"MBN {written('attachment')}.xlsx")
    return message.as_bytes()


@pytest.fixture(scope="module")
def full_of_them(tmp_path_factory) -> Job:
    """The round, run; then with all that stops accepted, and run again."""
    home = tmp_path_factory.mktemp("personnummer")
    shutil.copytree(ROOT / "input", home / "input")
    job = load_job(home, "mariestad", FOLDER, YEAR, NOW)
    register = job.inbox.parent / "malregister.xlsx"
    book = openpyxl.load_workbook(register)
    tab = book.worksheets[0]
    row = next(row for row in tab.iter_rows() if any(cell.value == "KS-01" for cell in row))
    cell = max((cell for cell in row if isinstance(cell.value, str)), key=lambda cell: len(cell.value))
    cell.value = f"{cell.value} Se {written('register')}."
    book.save(register)
    content = answer_full_of_them()
    (job.inbox / f"MBN {written('file')}.xlsx").write_bytes(content)
    (job.inbox / f"{PEOPLE['unusable']}.pdf").write_bytes(b"%PDF-1.4 svar")
    (job.inbox / f"{written('unusable')}.pdf").write_bytes(b"%PDF-1.4 svaret")
    (job.inbox / "svar.eml").write_bytes(mail_full_of_them(content + b"\0"))
    with zipfile.ZipFile(job.inbox / "svar.zip", "w") as packed:
        packed.writestr(f"SN {PEOPLE['zipped']}.xlsx", (job.inbox / "TN prognos april.xlsx").read_bytes())
    return job


def texts_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """All texts in a file, its name, and those of the files in it."""
    yield name, name
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inside in packed.namelist():
                yield from texts_of(f"{name}/{inside}", packed.read(inside))
    elif name.endswith(".parquet"):
        yield name, pq.read_table(io.BytesIO(content)).to_pandas().to_csv()
    elif name.endswith(".eml"):
        for part in email.message_from_bytes(content, policy=email.policy.default).walk():
            yield name, str(part.items())
            if not part.is_multipart():
                yield from texts_of(f"{name}/{part.get_filename('')}", part.get_payload(decode=True) or b"")
    else:
        yield name, content.decode("utf-8", "replace")


def leaks(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where whose number is in a text, with whatever between its parts."""
    found = []
    for name, text in texts:
        bare = re.sub(r"(?<=\d)\D{1,3}(?=\d)", "", html.unescape(text)) if "811218" in text else ""
        found += [f"{place} in {name}" for place, number in PEOPLE.items() if number in bare]
    return found


def sent_out(job: Job) -> Iterator[tuple[str, str]]:
    """The texts and names of all files of the output but the originals."""
    for path in sorted(p for p in job.places.output.rglob("*") if p.is_file()):
        name = path.relative_to(job.places.output).as_posix()
        if not name.startswith("arkiv/") and "/original/" not in name:
            yield from texts_of(name, path.read_bytes())


def test_no_number_leaves_the_program(full_of_them, monkeypatch, capsys):
    job = full_of_them
    monkeypatch.chdir(job.home)
    sent = [(path.name, path.read_bytes()) for path in job.inbox.iterdir()]
    there = leaks(text for name, content in sent for text in texts_of(name, content))
    places = {one.partition(" in ")[0] for one in there}
    assert places == {*PLACES} - {"register", "waiver"}, "the test looks everywhere"

    merged = run(job)
    asked = {f.cell for f in merged.findings if f.rule == "Y1" and f.namnd == "MBN"}
    assert asked == {"E9", "F7", "F8", "G7", "G8", "H7", "J9"}
    assert leaks(sent_out(job)) == []
    named = json.loads((job.result / "korning.json").read_bytes())["in"]
    digests = {sha256(content) for name, content in sent if name.endswith(("xlsx", "pdf")) and "-26" not in name}
    assert digests <= {*named.values()}, "files whose names look the same once masked are all there"
    letter = (job.outbox / "resultat/svar/MBN/svar.txt").read_text(encoding="utf-8")
    assert f"Om {REMOVED}" in letter, "the sheet is named, without the number"
    assert "Det gäller" not in letter

    assert main(["undantag", "april", "2026"]) == 0
    form = openpyxl.load_workbook(job.inbox / "undantag.xlsx")
    for row in form["Undantag"].iter_rows(min_row=5):
        row[6].value, row[7].value, row[8].value = f"Gäller {written('waiver')}", "Eva Ek", "2026-04-24"
    form.save(job.inbox / "undantag.xlsx")
    assert run(job).state_of("MBN").state == "Inläst", "what is accepted is read, and shown without the number"
    for command in (["status", "april", "2026"], ["diarium", "2026"], ["paket", "april", "2026"],
                    ["granska", "--json", str(job.inbox)], ["granska", str(job.inbox)]):  # fmt: skip
        main(command)
    assert leaks(sent_out(job)) == []
    shown = capsys.readouterr()
    assert REMOVED in shown.out
    assert leaks([("stdout", shown.out), ("stderr", shown.err)]) == []


def test_the_log_says_no_number(caplog):
    try:
        raise ValueError(f"could not convert {written('text')}")
    except ValueError:
        LOG.exception("Programfel med %s", written("file"))
    assert leaks([("log", caplog.text)]) == []
    assert caplog.text.count(REMOVED) == 2


def test_a_phone_number_that_would_be_masked_everywhere_is_asked_about():
    settings = (ROOT / "input/mariestad/kommun.toml").read_text(encoding="utf-8")
    assert 'telefon = "0501-75 50 00"' in settings
    bare = "050175500" + personal.check_digit("050175500")
    with pytest.raises(ExpectedProblem) as found:
        parse_settings(settings.replace("0501-75 50 00", bare))
    assert "Skriv bindestreck efter riktnumret" in found.value.finding.todo
