"""Files as they come from others: what they are, which cells only look empty, and what opening them may cost."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from flows.steps.beginning.plan_columns import plan_grids
from flows.steps.files.formats import format_of
from flows.steps.files.guard import Limits
from flows.steps.files.opening import open_submission, open_table_book, open_workbook
from flows.steps.files.submission import Received, sha256
from flows.steps.finance.read import read_finance
from flows.steps.known.beside_file import open_beside
from flows.steps.known.load import read_register
from flows.steps.known.planned import numbers_used
from flows.steps.post.boxes import Folder
from flows.steps.post.intake import Intake, take_mail
from flows.steps.take_in import take_in
from schemas.findings import ExpectedProblem, Finding
from schemas.messages import files as say
from tests import bare_books, old_excel
from tests.bare_books import Error, NoResult
from tests.conftest import NOW
from tests.gallery import xlsb
from tests.mail_home import answer_of

EXPORT = "ekonomi-2603.xlsx"


def as_xls(title: str, grid: list[list[object]]) -> bytes:
    other = {
        Error: lambda e: old_excel.failed(0x17),
        NoResult: lambda e: old_excel.Formula(old_excel.EMPTY_RESULT, True),
    }
    return old_excel.as_xls(title, [[other.get(type(v), lambda v: v)(v) for v in row] for row in grid])


def as_xlsb(title: str, grid: list[list[object]]) -> bytes:
    other = {Error: lambda e: xlsb.Failed(0x17)}
    return xlsb.book_of({title: [[other.get(type(v), lambda v: v)(v) for v in row] for row in grid]})


WRITERS = {".xlsx": bare_books.xlsx, ".ods": bare_books.ods, ".xls": as_xls, ".xlsb": as_xlsb}


def export_grid(job) -> list[list[object]]:
    sheet = openpyxl.load_workbook(job.inbox / EXPORT).active
    return [[v if v is not None else "" for v in row] for row in sheet.iter_rows(values_only=True)]


def cells_found(content: bytes) -> dict[str, dict[str, str]]:
    opened = open_table_book(content)
    assert isinstance(opened, tuple), opened
    return {sheet: {cell: odd.rule for cell, odd in found.items()} for sheet, found in opened[1].items()}


@pytest.mark.parametrize("ending", WRITERS)
def test_an_amount_that_is_an_error_is_reported_in_every_format_and_never_zero(job, ending):
    grid = export_grid(job)
    grid[5][2], grid[6][3] = Error("#REF!"), Error("#REF!")
    (job.inbox / EXPORT).unlink()
    (job.inbox / f"ekonomi-2603{ending}").write_bytes(WRITERS[ending](job.inbox.name[:20], grid))
    finance = job.settings.finance.model_copy(update={"file": "ekonomi*"})
    job = _with_finance(job, finance)
    findings = []
    read_finance(job, findings)
    assert {("V1", "C6"), ("V1", "D7")} <= {(f.rule, f.cell) for f in findings}


def _with_finance(job, finance):
    import dataclasses

    return dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance}))


@pytest.mark.parametrize("ending", [".xlsx", ".ods", ".xls"])
def test_a_formula_that_nobody_calculated_is_reported_in_every_format(ending):
    grid = [["Ansvar", "Belopp"], ["1110", NoResult()], ["1111", 5.0]]
    assert cells_found(WRITERS[ending]("Blad1", grid)) == {"Blad1": {"B2": "V1"}}


def test_a_zero_that_a_program_wrote_for_a_formula_it_could_not_calculate_is_no_value():
    asked, known = old_excel.Formula(b"\0" * 8, True), old_excel.Formula(b"\0" * 8)
    content = old_excel.as_xls("Blad1", [["Ansvar", "Belopp"], ["1110", asked], ["1111", known]])
    assert cells_found(content) == {"Blad1": {"B2": "V1"}}
    assert open_table_book(content)[0]["Blad1"] == [["Ansvar", "Belopp"], ["1110", ""], ["1111", 0.0]]


@pytest.mark.parametrize("name", ["Workbook", "WORKBOOK", "workbook", "Book", "book"])
def test_an_old_workbook_is_known_however_its_stream_is_called(name):
    content = old_excel.as_xls("Blad1", [["Ansvar"], ["1110"]], name)
    assert open_workbook(content) == ({"Blad1": [["Ansvar"], ["1110"]]}, {})


@pytest.mark.parametrize("book", ["xl/workbook.xml", "xl/workbook2.xml", "bok/Arbetsbok.xml", "XL/WORKBOOK.XML"])
def test_a_workbook_is_found_by_its_relation(book):
    content = bare_books.xlsx("Blad1", [["Ansvar"], ["1110"]], book)
    assert format_of(content) == ("xlsx", None)
    assert open_workbook(content) == ({"Blad1": [["Ansvar"], ["1110"]]}, {})


def test_a_document_type_is_looked_for_in_xml_alone():
    content = bare_books.xlsx("Blad1", [["Ansvar"]])
    logo = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
    assert isinstance(open_workbook(added(content, "xl/media/image1.svg", logo)), tuple)
    assert isinstance(open_workbook(added(content, "xl/media/image1.jpeg", b"\xff\xd8<!ENTITY <c r=")), tuple)
    assert open_workbook(added(content, "docProps/app.xml", logo)) == say.DAMAGED()


def added(content: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


# ------------------------------------------------------------------------------------------------- packing and cost
@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("make", [bare_books.xlsx, bare_books.ods, lambda title, grid: xlsb.book_of({title: grid})])
def test_parts_that_are_packed_in_another_way_are_refused_unopened(method, make, monkeypatch):
    content = repacked(make("Blad1", [["Ansvar"], ["1110"]]), method)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("it was unpacked"))
    assert open_workbook(content) == say.PACKED_OTHERWISE()


def repacked(content: bytes, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, AssertionError, type("LZMAError", (Exception,), {})])
def test_whatever_a_decompressor_raises_is_a_damaged_file(error, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr(zipfile.ZipExtFile, "read", fail)
    assert open_workbook(bare_books.xlsx("Blad1", [["Ansvar"]])) == say.DAMAGED()


FAR = (1_048_575, 16_383)


def far_xlsb() -> bytes:
    """A few kilobytes with two cells far apart on each of forty sheets."""
    cells = xlsb.record(xlsb.ROW, b"\0" * 4 + b"\0" * 13) + xlsb.cell(0, 1.0)
    cells += xlsb.record(xlsb.ROW, FAR[0].to_bytes(4, "little") + b"\0" * 13) + xlsb.cell(FAR[1], 1.0)
    sheet = xlsb.record(xlsb.SHEET) + xlsb.record(xlsb.DATA) + cells + xlsb.record(xlsb.END_DATA)
    made = xlsb.book_of({f"Blad{n}": [["a"]] for n in range(40)})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, sheet if "/sheet" in name else old.read(name))
    return out.getvalue()


def test_cells_far_apart_are_seen_before_the_parser_makes_room_for_them(monkeypatch):
    from flows.steps.files import sheltered
    from flows.steps.files.guard import EXPORT

    sheets, _ = sheltered._stated("xlsb", far_xlsb())
    assert sheets.area > EXPORT.area
    content = old_excel.as_xls("Blad1", [["Ansvar"]])
    far = old_excel.cell(65_535, 255, 1.0)
    sheets, _ = sheltered._stated("xls", content.replace(old_excel.cell(0, 0, "Ansvar"), far.ljust(22, b"\0")))
    assert sheets.rows == 65_536 and sheets.area == 65_536 * 256
    assert open_table_book(far_xlsb()) == say.TOO_SLOW()


def test_a_file_that_took_all_it_may_is_not_tried_again(monkeypatch):
    from flows.steps.files import sheltered

    content = far_xlsb()
    open_table_book(content)
    monkeypatch.setattr(sheltered.subprocess, "run", lambda *_, **__: pytest.fail("it was opened again"))
    assert open_table_book(content) == say.TOO_SLOW()


def test_a_small_file_has_small_limits_whoever_reads_it():
    from flows.steps.files.guard import EXPORT, TEMPLATE
    from flows.steps.files.sheltered import scaled

    for limits in (TEMPLATE, EXPORT):
        small = scaled(limits, 9_000)
        assert small.seconds < 5 and small.memory < 512 << 20
    assert scaled(EXPORT, 1 << 30).seconds == EXPORT.seconds and scaled(EXPORT, 1 << 30).memory == EXPORT.memory


def _answer(job, content):
    found = open_submission(job, Received("svar.xlsx", content, NOW))
    assert isinstance(found, Finding)


def _mail(job, content):
    job.places.incoming.mkdir(parents=True)
    (job.places.incoming / "mejl.eml").write_bytes(answer_of("MBN", content).as_bytes())
    take_mail(Intake(job.home, job.settings, NOW), Folder(job.places.incoming, settled=0))
    items = [item for item in take_in(job).items if item.digest == sha256(content)]
    assert [type(open_submission(job, replace(item, content=content))) for item in items] == [Finding]


def _finance(job, content):
    (job.inbox / EXPORT).write_bytes(content)
    findings = []
    read_finance(job, findings)
    assert any("för lång tid eller för mycket minne" in f.what for f in findings)


def _register(job, content):
    job.register_file.write_bytes(content)
    with pytest.raises(ExpectedProblem):
        read_register(job, [])


def _beside(job, content):
    job.beside_file.write_bytes(content)
    findings = []
    open_beside(job, findings)
    assert findings


def _plan(job, content):
    path = job.home / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(ExpectedProblem):
        plan_grids(path)


def _earlier_register(job, content):
    earlier = job.places.register(job.year - 1)
    earlier.parent.mkdir(exist_ok=True)
    earlier.write_bytes(content)
    assert isinstance(numbers_used(job), set)


ROADS = (_answer, _mail, _finance, _register, _beside, _plan, _earlier_register)


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__.strip("_"))
def test_a_small_file_made_to_hurt_has_five_seconds_and_half_a_gigabyte_by_every_road_in(job, road, monkeypatch):
    from flows.steps.files import opening, sheltered

    given: list[Limits] = []
    run = sheltered.subprocess.run

    def watched(command, **more):
        given.append(Limits(**json.loads(command[3])))
        return run(command, **more)

    monkeypatch.setattr(opening, "_REFUSED", {})
    monkeypatch.setattr(sheltered.subprocess, "run", watched)
    road(job, far_xlsb())
    assert len(given) == 1, "it is opened once"
    assert all(one.seconds < 5 and one.memory < 512 << 20 for one in given)


# ---------------------------------------------------------------------------------- the controller's own workbooks
def with_formula(path: Path, sheet: str, cell: str) -> None:
    """A formula as a library writes it, without a result."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = "=1/0"
    book.save(path)


def test_a_register_with_a_formula_that_has_no_result_is_reported_at_its_cell(job):
    sheet = openpyxl.load_workbook(job.register_file).sheetnames[0]
    with_formula(job.register_file, sheet, "C6")
    findings = []
    read_register(job, findings)
    assert ("V1", sheet, "C6") in {(f.rule, f.sheet, f.cell) for f in findings}
    assert not any("skicka" in f.todo for f in findings if f.rule == "V1")


def test_a_plan_shows_where_its_cells_are_errors(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(bare_books.xlsx("Plan", [["Mål", "Målvärde"], ["Fler träd", Error("#REF!")]]))
    assert plan_grids(path)["Plan"][1][1] == "Cellen visar felet #REF!."


def test_the_limits_of_a_job_object_are_laid_out_as_windows_wants_them():
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION is 144 bytes on 64-bit Windows, the memory of a process at 112."""
    import ctypes
    import struct

    from flows.steps.files.windows_job import limits_of

    raw = bytes(limits_of(448 << 20, 4))
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert len(raw) == 144
        assert struct.unpack_from("<q", raw, 0) == (40_000_000,)
        assert struct.unpack_from("<I", raw, 16) == (0x502,)
        assert struct.unpack_from("<Q", raw, 112) == (448 << 20,)
