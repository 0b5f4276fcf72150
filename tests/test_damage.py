"""Accidents to the files that a round reads: a finding at the file, the rest goes on, never an error of the program."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.failure import is_defect
from flows.steps.examine import examine
from flows.steps.find_job import load_job, load_settings
from flows.steps.known.earlier import read_earlier
from flows.steps.known.load import check_register, load_known
from flows.steps.take_in import take_in
from schemas.findings import NOTICE, ExpectedProblem, Finding
from schemas.settings_errors import parse_settings
from tests.conftest import NOW, ROOT, run

KOMMUN = "mariestad"
EARLIER = "input/mariestad/2025/prognos-november/data"


def looked_at(home: Path) -> list[Finding]:
    """All that a round finds until it publishes; what stops it is a finding too."""
    try:
        job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
        taken = take_in(job)
        known = load_known(job)
        seen = examine(job, known.facts, taken)
        earlier = read_earlier(job)
    except ExpectedProblem as problem:
        return [problem.finding]
    register = check_register(job, known)
    return [
        *taken.findings,
        *taken.archive,
        *known.findings,
        *register,
        *seen.refused,
        *seen.findings,
        *earlier.findings,
    ]


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


def dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "finns inte")


def changed(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(change(path.read_bytes())) and None


DAMAGES: dict[str, Callable[[Path], None]] = {
    "tom": changed(lambda content: b""),
    "halv": changed(lambda content: content[: len(content) // 2]),
    "nollor": changed(lambda content: b"\0" * len(content)),
    "skräp": changed(lambda content: bytes(range(256)) * 40),
    "annan text": changed(lambda content: "Hej, filen är flyttad till Teams.\n".encode()),
    "UTF-16": changed(lambda content: content.decode("utf-8", "replace").encode("utf-16")),
    "mapp": folder,
    "länk till sig själv": loop,
    "länk till ingenting": dangling,
}
FILES = (
    "input/mariestad/kommun.toml",
    "input/mariestad/2026/malregister.xlsx",
    "input/mariestad/2026/prognos-april/ekonomi-2603.xlsx",
    "input/mariestad/2026/prognos-april/investeringar-2603.xlsx",
    "input/mariestad/2026/prognos-april/KS prognos april.xlsx",
    "input/mariestad/2026/prognos-april/SN prognos.eml",
    *(f"{EARLIER}/{name}.csv" for name in ("mal", "mal_och_ekonomi", "atgarder", "matt")),
)
ANSWERS = ("KS prognos april.xlsx", "SN prognos.eml")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """The example with one answer and one mail."""
    home = tmp_path_factory.mktemp("skador")
    shutil.copytree(ROOT / "input", home / "input")
    inbox = home / "input/mariestad/2026/prognos-april"
    for name in ("UN prognos april.xlsx", "TN prognos april.xlsx", "UN rattad prognos.eml"):
        (inbox / name).unlink()
    return home


@pytest.fixture(scope="module")
def usual(small) -> set[Finding]:
    return set(looked_at(small))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_each_file_damaged_in_each_way_gives_a_finding_at_the_file(small, usual, name, damage, tmp_path):
    shutil.copytree(small / "input", tmp_path / "input")
    path = tmp_path / name
    DAMAGES[damage](path)
    try:
        found = [f for f in looked_at(tmp_path) if f not in usual]
    except OSError as error:
        assert not is_defect(error), "a fault of disk or rights is said as such"
        return
    if path.name in ANSWERS and damage in BESIDE:
        return  # folders and links beside the answers are nobody's answer
    if damage == "UTF-16" and path.suffix == ".csv":
        assert [f.file for f in found] == [name.removeprefix("input/mariestad/").replace("/data", "")]
        return
    assert found, "something is reported"
    about = [f for f in found if path.name.rsplit(".", 1)[0].split("-")[0] in f"{f.file} {f.what} {f.where}"]
    assert about, [str(f) for f in found][:5]


BESIDE = ("mapp", "länk till sig själv", "länk till ingenting")


def excel(content: bytes, sign: str = ";") -> bytes:
    """As Excel in Swedish saves a table as CSV."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    out = io.StringIO(newline="")
    number = [[c.replace(".", ",") if c.replace(".", "").lstrip("-").isdigit() else c for c in row] for row in rows]
    csv.writer(out, delimiter=sign).writerows(number)
    return out.getvalue().encode("cp1252", "replace")


def in_one_column(content: bytes) -> bytes:
    """As Excel saves what it showed in its first column alone."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    whole = []
    for row in lines:
        out = io.StringIO(newline="")
        csv.writer(out).writerow(row)
        whole.append([out.getvalue().rstrip("\r\n")])
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(whole)
    return out.getvalue().encode("cp1252", "replace")


WAYS = {
    "cp1252 och semikolon": excel,
    "med sep=": lambda c: b"sep=;\r\n" + excel(c),
    "tabbar i UTF-16": lambda c: excel(c, "\t").decode("cp1252").encode("utf-16"),
    "UTF-8 utan märke": lambda c: c.decode("utf-8-sig").encode(),
    "allt i första kolumnen": in_one_column,
    "tomma kolumner efter": lambda c: b"\r\n".join(line + b";;" for line in excel(c).split(b"\r\n") if line),
    "tomma rader": lambda c: b"\r\n\r\n" + excel(c) + b";;;\r\n\r\n",
}


def told(home: Path):
    job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
    earlier = read_earlier(job)
    return earlier, load_known(job)


@pytest.mark.parametrize("way", WAYS)
def test_an_earlier_round_that_excel_has_saved_is_read_as_it_was(home, way):
    before, known = told(home)
    paths = sorted((home / "input/mariestad/2025").rglob("*.csv"))
    for path in paths:
        path.write_bytes(WAYS[way](path.read_bytes()))
    after, again = told(home)
    for table in ("goals", "totals", "indicators"):
        one, other = (getattr(e, table).map(plain) for e in (before, after))
        assert one.equals(other), table
    assert before.misses.money.equals(after.misses.money)
    assert known.facts.known["economy"].equals(again.facts.known["economy"])
    assert all(f.severity == NOTICE for f in after.findings)
    named = {f.file for f in after.findings}
    if way != "UTF-8 utan märke":
        assert named >= {f"2025/{p.parts[-3]}/{p.name}" for p in paths if p.stem in ("mal", "matt")}


def plain(value):
    """What Windows-1252 can say of a text."""
    return value.encode("cp1252", "replace") if isinstance(value, str) else value


def test_a_number_that_excel_spoiled_is_missed_at_its_line_and_the_others_are_read(home):
    path = home / "input/mariestad/2025/prognos-november/data/mal_och_ekonomi.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    at = rows[0].index(next(h for h in rows[0] if h.startswith("Prognos")))
    rows[2][at] = "########"
    rows[3] = rows[3][:2]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    found = [f for f in told(home)[0].findings if f.severity != NOTICE]
    assert {f.file for f in found} == {"2025/prognos-november/mal_och_ekonomi.csv"}
    said = " ".join(f.what for f in found)
    assert "på rad 3 inte att läsa, till exempel ”########”" in said and "rad 4 inte lika många kolumner" in said


def test_a_table_without_its_key_says_so(home):
    path = home / EARLIER / "atgarder.csv"
    text = path.read_text("utf-8-sig")
    path.write_text("x" + text, "utf-8")
    found = told(home)[0].findings
    assert [(f.file, "saknar rubriken" in f.what) for f in found] == [("2025/prognos-november/atgarder.csv", True)]


def test_a_round_with_a_broken_earlier_table_is_published_and_says_so(job):
    (job.home / EARLIER / "mal.csv").write_bytes(b"\x00\x01\x02" * 900)
    merged = run(job)
    assert [f.file for f in merged.findings if f.rule == "D9"] == ["2025/prognos-november/mal.csv"]
    assert (job.result / "index.html").is_file()


def test_settings_that_notepad_saved_are_read(home):
    path = home / "input/mariestad/kommun.toml"
    before = load_settings(home, KOMMUN)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_settings(home, KOMMUN) == before
    assert parse_settings(path.read_text("utf-8")) == before


@pytest.mark.parametrize("nested", ["a = " + "[" * 5000 + "]" * 5000, "a = " + "{b=" * 5000 + "1" + "}" * 5000])
def test_settings_nested_without_end_are_a_finding(home, nested):
    path = home / "input/mariestad/kommun.toml"
    path.write_text(f"{nested}\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(ExpectedProblem) as raised:
        load_settings(home, KOMMUN)
    assert raised.value.finding.rule == "R2" and "kommun.toml" in raised.value.finding.what


@pytest.mark.parametrize("damage", BESIDE)
def test_a_folder_or_a_link_in_place_of_the_settings_is_a_finding(home, damage):
    DAMAGES[damage](home / "input/mariestad/kommun.toml")
    with pytest.raises(ExpectedProblem):
        load_settings(home, KOMMUN)
