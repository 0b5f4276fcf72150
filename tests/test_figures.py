"""Every figure that is shown in two places is the same in both, and every figure of Översikt leads to its source."""

import csv
import hashlib
import io
import re
import shutil
import warnings
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from pyarrow import parquet
from python_calamine import CalamineWorkbook

from flows.steps.find_job import load_job
from flows.steps.look import STATUS
from tests.conftest import FOLDER, NOW, ROOT, YEAR, needs, run
from tests.example.office import convert
from tests.html_tables import Cells

MEANINGS = {"Nås": "reached", "Nås delvis": "partly", "Nås inte": "missed", "Ej bedömt": "open"}
COUNTS = ("Mål", *MEANINGS)
MONEY = ("Budget helår", "Utfall hittills", "Prognos helår", "Avvikelse, + är överskott")
SHARE = "Avvikelse av budget"
FIGURES = (*COUNTS, *MONEY, SHARE)
ALL = "Nämnderna totalt"
Figures = dict[str, dict[str, Decimal | None]]
"""By nämnd's name, and then by the figure's name."""


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    merged = run(load_job(home, "mariestad", FOLDER, YEAR, NOW))
    return merged, merged.job.outbox / "resultat"


@pytest.fixture(scope="module")
def book(done):
    """The workbook as it was written, with its links; openpyxl doesn't read its small curves."""
    warnings.filterwarnings("ignore", "Sparkline")
    return openpyxl.load_workbook(done[1] / "sammanstallning.xlsx")


@pytest.fixture(scope="module")
def recalculated(done, tmp_path_factory):
    """Each sheet's cells after LibreOffice has worked out every formula."""
    needs("soffice")
    (made,) = convert([done[1] / "sammanstallning.xlsx"], "xlsx", tmp_path_factory.mktemp("omraknad"))
    opened = CalamineWorkbook.from_path(made)
    return {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names}


def number(text: object) -> Decimal | None:
    """A number as it is written in Swedish, or in data."""
    plain = re.sub(r"[\s\u00a0\u202f\u2009]", "", str(text)).replace("−", "-").replace(",", ".").rstrip("%")
    return Decimal(plain) if plain not in ("", "–") else None


def figures(rows: list[dict[str, object]], names: tuple[str, ...] = FIGURES) -> Figures:
    return {str(row["Namn"]): {name: number(row[name]) for name in names} for row in rows}


def titled(table: list[list[object]]) -> list[dict[str, object]]:
    """Rows by heading, without units."""
    heads = [re.sub(r"\s*\((tkr|%)\)$", "", str(h)) for h in table[0]]
    return [dict(zip(heads, row, strict=True)) for row in table[1:]]


def workbook_figures(recalculated) -> Figures:
    return figures([row for row in titled(recalculated["Mål och ekonomi"][3:]) if row["Namn"]])


def page_figures(folder: Path) -> Figures:
    rows = titled(Cells((folder / "index.html").read_text(encoding="utf-8")).table("Mål och ekonomi"))
    return figures(rows)


def document_figures(folder: Path) -> Figures:
    tables = docx.Document(str(folder / "protokoll/kommunstyrelsen-tjansteskrivelse.docx")).tables[:2]
    goals, money = ([[cell.text for cell in row.cells] for row in table.rows[1:]] for table in tables)
    said = zip(goals, money, strict=True)
    rows = [dict(zip(("Namn", *FIGURES), [*counted, *amounts[1:]], strict=True)) for counted, amounts in said]
    return figures([row | {"Namn": ALL if "ommunen" in row["Namn"] else row["Namn"]} for row in rows])


def with_sum(found: Figures) -> Figures:
    """Data has no sum row: here it is."""
    total = {n: sum(row[n] or 0 for row in found.values()) for n in (*COUNTS, *MONEY)}
    return found | {ALL: total | {SHARE: round(total[MONEY[3]] * 100 / total[MONEY[0]], 1)}}


def csv_figures(folder: Path) -> Figures:
    text = (folder / "data/mal_och_ekonomi.csv").read_bytes().decode("utf-8-sig")
    return with_sum(figures(list(csv.DictReader(io.StringIO(text)))))


def parquet_figures(folder: Path) -> Figures:
    return with_sum(figures(parquet.read_table(folder / "data/mal_och_ekonomi.parquet").to_pylist()))


@pytest.mark.office
def test_every_figure_in_two_places_is_the_same(done, recalculated):
    """Whole tkr are shown so that they add up: a nämnd's may be a krona less than a tkr from the exact one."""
    _, folder = done
    shown = workbook_figures(recalculated)
    assert list(shown) == [*(n.name for n in done[0].job.namnder), ALL]
    assert page_figures(folder) == shown
    assert document_figures(folder) == shown
    exact = csv_figures(folder)
    assert parquet_figures(folder) == exact
    for name, row in shown.items():
        for figure, value in row.items():
            assert abs(exact[name][figure] - value) < (1 if figure in MONEY else Decimal("0.001")), (name, figure)
    assert all(round(exact[ALL][n]) == shown[ALL][n] for n in MONEY[:3])


@pytest.mark.office
def test_key_figures_are_those_of_the_table(done, recalculated):
    merged, folder = done
    shown = workbook_figures(recalculated)
    first = recalculated["Översikt"][8][:6]
    answered = sum(s.state == "Inläst" for s in merged.states)
    assert [number(v) for v in first] == [*(shown[ALL][n] for n in MEANINGS), shown[ALL][MONEY[3]], answered]
    pages = {ALL: "index.html"} | {n.name: f"namnder/{n.id.lower()}.html" for n in merged.job.namnder}
    for name, page in pages.items():
        said = Cells((folder / page).read_text(encoding="utf-8")).figures
        row = shown[name]
        assert number(said[-1].partition("tkr")[0]) == row[MONEY[3]], page
        if row["Ej bedömt"] == row["Mål"]:
            assert said[0] == f"{row['Mål']:.0f} mål, inte bedömda ännu", page
            continue
        reached = re.match(r"(\d+) av (\d+) ", said[0])
        assert [number(t) for t in reached.groups()] == [row["Nås"], row["Mål"]], page
        assert [number(t.split()[0]) for t in said[1:4]] == [row[n] for n in list(MEANINGS)[1:]], page


@pytest.mark.office
def test_figures_of_the_round_before_are_those_of_the_table_over_time(done, recalculated):
    before = titled(recalculated["Utveckling"][3:])[4]
    wanted = [f"{before[n]:.0f} av {before['Mål']:.0f}" for n in MEANINGS]
    first, periods = (recalculated["Översikt"][row][:5] for row in (10, 11))
    assert periods == [before["Period"]] * 5
    assert first[:4] == wanted
    said = [t.partition(f"{before['Period']}: ")[2] for t in Cells((done[1] / "index.html").read_text("utf-8")).figures]
    assert said[:4] == [f"{wanted[0]}, mest andra mål", *(f"{before[n]:.0f}" for n in list(MEANINGS)[1:])]
    assert [number(first[4]), number(said[4].partition("tkr")[0])] == [number(before[MONEY[3]])] * 2


@pytest.mark.office
def test_the_table_over_time_ends_with_this_round(done, recalculated):
    now, total = titled(recalculated["Utveckling"][3:])[5], workbook_figures(recalculated)[ALL]
    names = [*COUNTS, "Budget helår", "Prognos helår", MONEY[3]]
    assert [number(now[n]) for n in names] == [total[n] for n in names]


@pytest.mark.office
def test_no_formula_of_the_workbook_fails(recalculated):
    wrong = [(name, v) for name, rows in recalculated.items() for row in rows for v in row
             if isinstance(v, str) and re.match(r"#(REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)|Err:", v)]  # fmt: skip
    assert wrong == []


def target(folder: Path, path: str) -> Path:
    """The file that an external link leads to, from the folder of the workbook."""
    return (folder / unquote(path).replace("\\", "/")).resolve()


def linked(tab: Worksheet) -> Iterator:
    return (cell for row in tab.iter_rows() for cell in row if cell.hyperlink)


def internal(location: str) -> tuple[str, str]:
    sheet, _, cells = location.rpartition("!")
    return sheet.strip("'").replace("''", "'"), cells


def test_every_link_of_the_workbook_leads_to_something(done, book):
    merged, folder = done
    sheets: dict[Path, dict[str, int]] = {}
    seen = 0
    for tab in book:
        for cell in linked(tab):
            place = cell.hyperlink.location
            if cell.hyperlink.target:
                assert cell.hyperlink.target == "original.html", f"{tab.title} {cell.coordinate}: straight to a file"
                path = through_page(folder, place)
                assert merged.job.archive in path.parents, f"{tab.title} {cell.coordinate}"
                assert path.is_file(), f"{tab.title} {cell.coordinate}: {path}"
                sheet, row = read_from(str(cell.value))
                if sheet:
                    sheets.setdefault(path, lines_of(path))
                    assert row <= sheets[path][sheet], f"{tab.title} {cell.coordinate}"
            else:
                sheet, cells = internal(place)
                assert range_boundaries(cells)[3] <= book[sheet].max_row, f"{tab.title} {cell.coordinate}"
            seen += 1
    assert seen > 200


def through_page(folder: Path, anchor: str) -> Path:
    """The original that the page about originals leads to from a file's row."""
    page = (folder / "original.html").read_text("utf-8")
    row = re.search(rf'<tr id="{re.escape(anchor)}">.*?href="([^"]+)"', page)
    assert row, anchor
    return target(folder, row[1])


def read_from(said: str) -> tuple[str, int]:
    """Sheet and row of 'Mål, rad 7', also after a file's name and before 'och 2 rader till'."""
    found = re.search(r"(?:^|, )([^,]+), rad (\d+)", said)
    return (found[1], int(found[2])) if found else ("", 0)


def lines_of(path: Path) -> dict[str, int]:
    opened = CalamineWorkbook.from_path(path)
    return {name: opened.get_sheet_by_name(name).height for name in opened.sheet_names}


class Walk:
    """From a figure, by its links alone, to the bytes that were sent."""

    def __init__(self, done, book) -> None:
        self.merged, self.folder = done
        self.book = book
        self.walked = 0

    def column(self, sheet: str, heading: str) -> int:
        found = [c.column for c in self.book[sheet][4] if re.sub(r"\s*\(.*\)$", "", str(c.value)) == heading]
        return found[0]

    def lead(self, cell) -> tuple[str, tuple[int, int, int, int]]:
        """Sheet and boundaries that a cell's link within the workbook leads to."""
        assert cell.hyperlink, f"{cell.parent.title} {cell.coordinate} has no link"
        sheet, cells = internal(cell.hyperlink.location)
        return sheet, range_boundaries(cells)

    def original(self, cell) -> list[object]:
        """The row of the archived original that a cell leads to; the file is what its name says."""
        path = through_page(self.folder, cell.hyperlink.location)
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest() == path.stem
        self.walked += 1
        return line(content, *read_from(str(cell.value)))

    def behind(self, cell) -> Iterator:
        """The cells of 'Mål och ekonomi' that a figure sums up."""
        sheet, (left, top, right, bottom) = self.lead(cell)
        assert (sheet, left) == ("Mål och ekonomi", right)
        return (self.book[sheet].cell(n, left) for n in range(top, bottom + 1))


def line(content: bytes, sheet: str, row: int) -> list[object]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet)
    return found.to_python(skip_empty_area=False)[row - 1]


@pytest.fixture
def walk(done, book) -> Walk:
    return Walk(done, book)


def shown_on(tab: Worksheet) -> list:
    """Every cell of Översikt that says a figure, below title and subtitle."""
    return [
        c for row in tab.iter_rows(min_row=3) for c in row if c.value is not None and re.search(r"\d", str(c.value))
    ]


def test_every_figure_of_the_overview_has_a_link(book):
    tab = book["Översikt"]
    found = shown_on(tab)
    assert len(found) > 15
    for cell in found:
        beside = tab.cell(cell.row, cell.column - 1) if cell.column > 1 else None
        assert cell.hyperlink or (beside and beside.hyperlink), f"{cell.coordinate}: {cell.value}"


@pytest.mark.parametrize(("at", "meaning"), [*zip(("A9", "B9", "C9", "D9"), MEANINGS.values(), strict=True)])
def test_each_count_of_goals_is_found_in_what_was_sent(walk, at, meaning):
    words = {level.word: level.meaning for level in walk.merged.job.model.levels}
    for cell in walk.behind(walk.book["Översikt"][at]):
        sheet, (_, top, _, bottom) = walk.lead(cell)
        rows = [walk.book[sheet][n] for n in range(top, bottom + 1)]
        said, key, source = (walk.column(sheet, n) - 1 for n in ("Bedömning", "Mål-id", "Källa"))
        counted = [row for row in rows if row[said].value.startswith(STATUS[meaning][0])]
        assert len(counted) == cell.value, cell.coordinate
        for row in counted:
            if not row[source].value:  # nothing sent, or an answer that is to be corrected
                assert meaning == "open"
                continue
            sent = walk.original(row[source])
            assert row[key].value in sent
            assert meaning in [words.get(value, "") for value in sent]
    assert walk.walked or meaning == "open"


def test_the_deviation_is_found_in_the_finance_export_and_the_forecasts_that_were_sent(walk):
    total = Decimal(0)
    for cell in walk.behind(walk.book["Översikt"]["E9"]):
        found = sum(budget - forecast for budget, forecast in amounts(walk, cell))
        assert abs(found - cell.value) < 1, cell.coordinate
        total += found
        assert walk.book["Mål och ekonomi"].cell(cell.row, 1).value
    shown = sum(c.value for c in walk.behind(walk.book["Översikt"]["E9"]))
    assert abs(total - shown) <= Decimal("0.5")
    assert walk.walked > 25


def amounts(walk: Walk, cell) -> Iterator[tuple[Decimal, Decimal]]:
    """Budget and forecast in tkr of each row above the sum row that a nämnd's deviation leads to."""
    sheet, (_, last, _, _) = walk.lead(cell)
    tab = walk.book[sheet]
    system, source, owner = (walk.column(sheet, n) for n in ("Källa i ekonomisystemet", "Källa", "Nämnd"))
    mine = [n for n in range(5, last) if tab.cell(n, owner).value == tab.cell(last, owner).value]
    assert mine
    for row in mine:
        export = walk.original(tab.cell(row, system))
        budget, forecast = (Decimal(str(export[n])) / 1000 for n in (2, 5))
        if tab.cell(row, source).value:
            sent = walk.original(tab.cell(row, source))
            column = walk.column(sheet, "Prognos helår")
            forecast = Decimal(str(tab.cell(row, column).value))
            assert forecast in [Decimal(str(v)) for v in sent if isinstance(v, float)]
        yield budget, forecast


def test_each_answer_that_is_counted_is_in_the_archive(walk):
    counted: dict[str, int] = defaultdict(int)
    for cell in walk.behind(walk.book["Översikt"]["F9"]):
        sheet, (_, row, _, _) = walk.lead(cell)
        assert sheet == "Inlämning"
        rows = [walk.book[sheet][n] for n in range(row, walk.book[sheet].max_row + 1)]
        rows = [r for r in rows if r[0].value == walk.book["Mål och ekonomi"].cell(cell.row, 1).value]
        read = [r for r in rows if r[2].value == "● Inläst"]
        assert len(read) == (cell.value == "Inläst")
        for found in read:
            link = found[walk.column(sheet, "Fil") - 1].hyperlink
            path = through_page(walk.folder, link.location)
            assert hashlib.sha256(path.read_bytes()).hexdigest() == found[walk.column(sheet, "Filens sha256") - 1].value
            counted[cell.value] += 1
    assert counted["Inläst"] == sum(s.state == "Inläst" for s in walk.merged.states)


def test_texts_of_neighbouring_cells_never_run_together_on_paper(book):
    """Each text begins a little into its column, and the headings stand on a ground of their own, off the first row."""
    tight, bare = [], []
    for tab in (tab for tab in book.worksheets if tab.title != "Översikt"):
        for row in tab.iter_rows(min_row=4):
            for one, other in pairwise(row):
                texts = isinstance(one.value, str) and isinstance(other.value, str) and other.data_type != "f"
                if texts and other.alignment.horizontal != "right" and not other.alignment.indent:
                    tight.append((tab.title, other.coordinate))
        heads = [cell for cell in tab[4] if cell.value]
        bare += [(tab.title, c.coordinate) for c in heads if (c.fill.fill_type, c.alignment.vertical) != GROUND]
    assert tight == []
    assert bare == []


GROUND = ("solid", "center")
