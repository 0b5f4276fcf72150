"""The finance file: every amount is certain or told of, every row is accounted for, every choice is stated."""

import dataclasses
import datetime as dt
import io
import json
import re
import zipfile

import openpyxl
import pytest
import xlsxwriter

from flows.steps.finance.account import RowClass, account_of
from flows.steps.finance.own_period import periods_in
from flows.steps.finance.read import read_finance
from schemas.findings import ERROR, NOTICE, WARNING
from tests.conftest import run
from tests.finance_files import CODES, NAMES, made, outcome, projects_outcome
from tests.test_money import EXPORT, read

HEADS = ["Ansvar", "Ansvar, benämning", "Årsbudget", "Ack. utfall", "Ack. utfall fg år", "Helårsprognos"]


@pytest.fixture
def rows(job):
    """The example's 28 rows: code, name, four amounts in whole kronor."""
    sheet = openpyxl.load_workbook(job.inbox / EXPORT).active
    found = [list(row[:6]) for row in sheet.iter_rows(min_row=5, values_only=True) if str(row[0])[:1].isdigit()]
    return [[*row[:2], *(round(v) for v in row[2:])] for row in found]


def spaced(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def text(rows, *, write=spaced, sep=";", head=HEADS, end="\r\n", top=()) -> str:
    lines = [*top, sep.join(head)]
    lines += [sep.join([str(r[0]), str(r[1]), *(v if isinstance(v, str) else write(v) for v in r[2:])]) for r in rows]
    return end.join(lines) + end


def book(*sheets) -> bytes:
    """Sheets of (title, rows, hidden)."""
    out = io.BytesIO()
    made_book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for title, cells, hidden in sheets:
        sheet = made_book.add_worksheet(title)
        for number, row in enumerate(cells):
            for index, value in enumerate(row):
                if value is not None:
                    sheet.write(number, index, value)
        if hidden:
            sheet.hide()
        else:
            sheet.activate()
    made_book.close()
    return out.getvalue()


def sheet(rows, head=HEADS, top=()) -> bytes:
    return book(("Rapport", [*top, head, *rows], False))


def by_namnd(rows, column=2) -> dict[str, int]:
    """Öre per nämnd."""
    return {n: 100 * sum(r[column] for r in rows if str(r[0]).startswith(c)) for n, c in CODES.items()}


def given(found, name="budget") -> dict[str, int]:
    return {str(k): int(v) for k, v in found.rows.groupby("namnd")[name].sum().items() if k}


def told(findings, rule=""):
    return [(f.rule, f.cell) for f in findings if f.rule == rule or not rule]


def right(found, rows) -> bool:
    return given(found) == by_namnd(rows) and given(found, "actual") == by_namnd(rows, 3)


# ---------------------------------------------------------------- lines and quotation marks


def test_a_quotation_mark_without_its_other_swallows_no_row(job, rows):
    content = text(rows).replace(";Hemtjänst", ';"Hemtjänst', 1)
    found, findings = read(job, content=content.encode())
    assert right(found, rows)
    assert findings == []


@pytest.mark.parametrize("marks", [(3, 9), (0, 27), (27,), (5, 6, 20)])
def test_quotation_marks_on_any_rows_lose_nothing_or_are_told_of(job, rows, marks):
    for at in marks:
        rows[at][1] = f'"{rows[at][1]}'
    found, findings = read(job, content=text(rows).encode())
    assert right(found, rows) or [f for f in findings if f.severity == ERROR]
    assert right(found, rows) or not len(found.rows)


def test_quotation_marks_that_can_be_read_in_two_ways_are_told_with_their_row(job, rows):
    lines = text(rows).split("\r\n")
    lines[4] = '1140;"Näringsliv; turism;18720000;4390210;4514859;18420000'
    found, findings = read(job, content="\r\n".join(lines).encode())
    assert len(found.rows) == 0
    assert "rad 5" in findings[0].what and "Citattecknen" in findings[0].what


def test_a_separator_within_quotation_marks_and_line_breaks_in_a_cell_are_kept(job, rows):
    rows[2][1] = '"Digitalisering; IT"'
    rows[3][1] = '"Näringsliv\r\noch turism"'
    found, findings = read(job, content=text(rows).encode())
    assert right(found, rows) and findings == []


@pytest.mark.parametrize("row", ["1110;Politik; del två;1;2;3;4", "1110;Politik;1;2;3;4;5"])
def test_a_cell_that_is_parted_in_two_is_told_of(job, rows, row):
    content = text(rows) + row + "\r\n"
    found, findings = read(job, content=content.encode())
    assert not len(found.rows)
    assert "rad 30" in findings[0].what.lower()


def test_a_text_beyond_the_headings_is_told_of_where_it_may_have_been_moved(job, rows):
    head, cells = [*HEADS, "Not"], [[*r, '"x"'] for r in rows]
    content = text(cells, head=head) + "1110;Skola; 7;1;2;3;4;x\r\n"
    found, findings = read(job, content=content.encode())
    assert not len(found.rows) and "Rad 30" in findings[0].what


def test_a_row_with_too_few_cells_is_told_of(job, rows):
    content = text(rows) + "1190;Musik;100;200;300\r\n1195;Dans;100;200;300\r\n"
    _, findings = read(job, content=content.encode())
    assert [(f.severity, f.cell) for f in findings] == [(WARNING, "B30")]
    assert "två rader med färre celler" in findings[0].what


def test_headings_and_titles_on_several_lines_are_read(job, rows):
    head = [*HEADS[:3], '"Ack.\r\nutfall"', *HEADS[4:]]
    content = '"Mariestads\r\nkommun";;\r\n' + text(rows, head=head)
    found, findings = read(job, content=content.encode())
    assert right(found, rows) and findings == []
    assert found.rows["system_line"].tolist() == list(range(5, 33))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("page", ["\fSida 1", "Sida 1\f", "\x0bSida 1", "Sida 1"])
def test_page_marks_and_line_ends_of_any_kind_hide_no_row(job, rows, end, page):
    lines = text(rows, end="\n").strip("\n").split("\n")
    lines[1:1] = [page]
    lines[15:15] = [page.replace("1", "2"), "", lines[0]]
    found, findings = read(job, content=end.join(lines).encode())
    assert right(found, rows)
    assert findings == []
    assert "1 upprepad rubrikrad" in found.account.sentence


# ---------------------------------------------------------------- amounts


def minus_after(value: int) -> str:
    return f"{abs(value):,}".replace(",", ".") + ("-" if value < 0 else "")


@pytest.mark.parametrize("write", [
    minus_after,
    lambda v: f"{v:,}".replace(",", "."),
    lambda v: f"({abs(v):,})".replace(",", ".") if v < 0 else f"{v:,}".replace(",", "."),
    lambda v: f"−{abs(v):,}".replace(",", ".") if v < 0 else f"{v:,}".replace(",", "."),
])  # fmt: skip
def test_points_between_thousands_are_no_decimals_where_the_settings_say_comma(job, rows, write):
    rows[3][3] = -rows[3][3]
    content = text(rows, write=write)
    found, findings = read(job, content=content.encode(), decimal=",")
    assert right(found, rows), findings
    odd = "-;" in content or "(" in content
    assert [(f.severity, f.cell) for f in findings] == ([(NOTICE, "D5")] if odd else []), (
        "a minus that is unusual is told"
    )


@pytest.mark.parametrize(("write", "sep"), [
    (lambda v: f'"{v:,}"', ","), (lambda v: f'"{v:,}"', ";"), (lambda v: f"{v:,}", "\t"), (lambda v: f"{v:,}", "|"),
])  # fmt: skip
def test_commas_between_thousands_are_settled_by_the_other_amounts_or_asked_about(job, rows, write, sep):
    head = [f'"{h}"' for h in HEADS]
    for row in rows:
        row[1] = f'"{row[1]}"'
    found, findings = read(job, content=text(rows, write=write, sep=sep, head=head).encode())
    assert right(found, rows) or told(findings, "V1")


def test_an_amount_below_a_million_alone_in_its_column_is_asked_about(job, rows):
    for row in rows:
        row[2:] = [3, 814_178, 3, 3]
    found, findings = read(job, content=text(rows, write=lambda v: f"{v:,}".replace(",", ".")).encode())
    assert not len(found.rows)
    assert told(findings) == [("V1", "D2")]
    assert "Detsamma gäller 27 till i kolumnen ”Ack. utfall”: ”814.178” i D3" in findings[0].what


@pytest.mark.parametrize("cell", ["14.860", "14,860", "1.234"])
def test_a_text_among_numbers_that_can_be_read_in_two_ways_is_asked_about(job, rows, cell):
    rows[0][2] = cell
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    assert not len(found.rows)
    assert told(findings) == [("V1", "C2")]
    assert "kan vara" in findings[0].what


@pytest.mark.parametrize("cell", [
    True, False, dt.datetime(2026, 3, 31), "1E5", "1,5E+06", "14 860 000 USD", "12 %", "14 mnkr", "#REF!", "se not",
    "14 86 000", "1.23.456", "--5", "5-5", "0x10", "inf", "nan", "½", "١٢٣",
])  # fmt: skip
def test_what_is_no_amount_is_told_and_never_counted(job, rows, cell):
    rows[1][3] = cell
    for name, content in (("ekonomi.xlsx", sheet(rows)), ("ekonomi.csv", text(rows, write=str).encode())):
        if name.endswith("csv"):
            rows[1][3] = {True: "SANT", False: "FALSKT"}.get(cell, str(cell)) if not isinstance(cell, str) else cell
            content = text(rows, write=str).encode()
            (job.inbox / "ekonomi.xlsx").unlink()
        found, findings = read(job, name=name, content=content)
        assert not len(found.rows)
        assert told(findings) == [("V1", "D3")]


@pytest.mark.parametrize(
    "cell", ["14 860 000 kr", "14 860 000,00", "14 860 000:-", "+14860000", "14'860'000", "14.860.000"]
)
def test_amounts_as_people_write_them_are_read(job, rows, cell):
    rows[0][2] = cell
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    rows[0][2] = 14_860_000
    assert right(found, rows) and not findings


@pytest.mark.parametrize("dash", [" -   ", "-", "–", "−", "—"])
def test_a_lone_dash_is_zero_with_one_notice(job, rows, dash):
    for at in (1, 5, 9):
        rows[at][4] = dash
    found, findings = read(job, content=text(rows).encode())
    assert right(found, rows)
    assert [(f.severity, f.cell) for f in findings] == [(NOTICE, "E3")]
    assert "tre gånger" in findings[0].what


def test_codes_and_names_say_nothing_of_the_decimal_sign(job, rows):
    small = [[f"{r[0][:2]}.{r[0][2:]}", f"{r[1]} 1,5 tjänst", *(v // 1000 for v in r[2:])] for r in rows]
    content = text(small, write=lambda v: f"{v % 1000:03d}.178")
    found, findings = read(job, content=content.encode(), inhabitants=None)
    assert not len(found.rows)
    assert {f.rule for f in findings} == {"V1"}


# ---------------------------------------------------------------- sums


def grouped(rows, word, *, above=False):
    """The rows with a sum per nämnd, labelled by `word(nämnd's code)`."""
    out = []
    for code in CODES.values():
        mine = [r for r in rows if r[0].startswith(code)]
        own = [*word(code), *(sum(column) for column in zip(*(r[2:] for r in mine), strict=True))]
        out += [own, *mine] if above else [*mine, own]
    return out


WORDS = [
    lambda code: [code, "Nämnden"], lambda code: ["", "Summa"], lambda code: ["", f"Nämnd {code} totalt"],
    lambda code: ["", "S:a"], lambda code: ["", "∑"], lambda code: [f"{code}*", ""], lambda code: [f"{code}xx", ""],
    lambda code: ["", ""], lambda code: ["", "Netto"], lambda code: [f"{code} Nämnden", ""],
    lambda code: ["Delsumma", ""],
]  # fmt: skip


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize("word", WORDS)
def test_a_row_that_is_the_sum_of_others_is_counted_once(job, rows, word, above):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(grouped(rows, word, above=above)))
    assert right(found, rows)
    assert findings == []
    assert "28 rader med belopp, 5 delsummor" in found.account.sentence


def test_sums_of_sums_are_counted_once_and_the_last_is_the_files_own_sum(job, rows):
    part = grouped(rows, lambda code: ["", f"Summa {code}"])
    total = [sum(column) for column in zip(*(r[2:] for r in rows), strict=True)]
    for top in (["", "Totalt"], ["1-5", ""], ["", ""]):
        found, findings = read(job, name="ekonomi.xlsx", content=sheet([*part, [*top, *total]]))
        assert right(found, rows) and findings == []
        assert found.control["actual"] == 100 * total[1]
        assert "5 delsummor, 1 slutsumma" in found.account.sentence


def test_subtotals_without_a_grand_total_are_each_compared_with_their_own_rows(job, rows):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(grouped(rows, lambda code: ["", "Summa"])))
    assert right(found, rows) and findings == [] and found.control == {}


def test_only_the_sum_that_is_wrong_is_told_of(job, rows):
    cells = grouped(rows, lambda code: ["", "Summa"])
    wrong = next(n for n, r in enumerate(cells) if r[1] == "Summa" and n > 10)
    cells[wrong][3] += 1000
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert right(found, rows)
    assert told(findings) == [("E1", f"D{wrong + 2}")]
    assert "Skillnaden är 1 000 kr" in findings[0].what


def test_a_parent_code_whose_sum_is_wrong_in_one_column_is_asked_about(job, rows):
    cells = grouped(rows, lambda code: [code, "Nämnden"], above=True)
    cells[0][3] += 1000
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert not len(found.rows)
    assert ("E1", "A2") in told(findings)
    assert "går inte att avgöra om raden ”11 Nämnden” är en summa" in findings[0].what


def test_a_parent_code_far_from_its_children_counts_and_says_so(job, rows):
    cells = [*rows, ["11", "Gemensamt", 1_000_003, 250_007, 249_001, 1_000_005]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert right(found, cells)
    assert [f.what for f in findings if f.rule == "E1"] == [
        "Ansvar 11 räknas för sig, vid sidan av de längre ansvar som börjar likadant."
    ]


def test_a_sum_far_from_its_rows_is_known_by_its_code_or_the_namnds_name(job, rows):
    sums = [r for r in grouped(rows, lambda code: [code, "Nämnden"]) if len(r[0]) == 2]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([*rows, *sums]))
    assert right(found, rows) and findings == []
    for row, n in zip(sums, job.namnder, strict=True):
        row[:2] = ["", n.name]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([*rows, *sums]))
    assert right(found, rows) and findings == []


@pytest.mark.parametrize("code", ["{}00", "{}-", "{}--", "{}..", "{}T", "{}%", "{}??", "{}0"])
@pytest.mark.parametrize("last", [False, True])
def test_a_parent_of_the_same_length_is_a_sum_wherever_it_stands(job, rows, code, last):
    """1100 above, below or far from 1110–1160; rounded; with some of the amounts."""
    parents = {c: [code.format(c), NAMES[n], *(sum(r[k] for r in rows if r[0].startswith(c)) for k in range(2, 6))]
               for n, c in CODES.items()}  # fmt: skip
    beside = [row for c in CODES.values() for row in ([parents[c]], [r for r in rows if r[0].startswith(c)])]
    cells = [*rows, *parents.values()] if last else [r for part in beside for r in part]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert right(found, rows) and findings == []
    for row in parents.values():
        row[4], row[5] = None, None
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert right(found, rows) and findings == []


def test_a_parent_that_is_rounded_is_counted_once_and_one_that_is_partly_so_is_asked_about(job, rows):
    parent = ["1100", "Kommunstyrelsen", *(sum(r[k] for r in rows[:6]) // 1000 for k in range(2, 6))]
    thousands = [[*r[:2], *(round(v / 1000) for v in r[2:])] for r in rows]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([parent, *thousands]), money_unit="tkr")
    assert given(found) == {n: ore * 1000 for n, ore in by_namnd(thousands).items()}
    assert [(f.severity, f.cell) for f in findings] == [(NOTICE, "A2")]
    parent[5] += 2_000
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([parent, *thousands]), money_unit="tkr")
    assert not len(found.rows) and ("E1", "A2") in told(findings)


def test_a_parent_with_one_row_below_it_is_counted_once(job, rows):
    cells = [["5000", "Miljö", *rows[24][2:]], rows[24], *rows[:24]]
    found, _ = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert given(found)["MBN"] == 100 * rows[24][2]


def test_of_a_code_and_its_only_row_the_shorter_is_the_sum(job, rows):
    found, _ = read(
        job, name="ekonomi.xlsx", content=sheet([["2000", "Måltid", *rows[0][2:]], ["20", "Nämnd", *rows[0][2:]]])
    )
    assert found.rows["unit"].tolist() == ["2000"]


def test_words_that_only_begin_like_a_sum_are_rows(job, rows):
    rows[0][1], rows[1][1], rows[2][1] = "Totalförsvar", "Summering av ärenden", "Totalentreprenader"
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    assert right(found, rows) and findings == []


@pytest.mark.parametrize("name", ["varav personal", "Netto"])
def test_what_may_be_a_part_of_another_row_is_asked_about(job, rows, name):
    cells = [rows[0], [rows[0][0], name, 1_200_300, 300_100, 299_900, 1_100_000], *rows[1:]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert not len(found.rows)
    assert ("E1", "B3") in told(findings)


def test_the_same_row_twice_is_told_of(job, rows):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([*rows, rows[4]]))
    assert [(f.rule, f.cell, f.what) for f in findings] == [("E1", "A30", "Raden är likadan som rad 6. Båda räknas.")]
    assert right(found, [*rows, rows[4]])


def test_few_digits_may_be_chance_and_both_are_said(job, rows):
    """Small round amounts: whether the row is a sum can't be told by them."""
    cells = [["1110", "a", 200, 0, 0, 0], ["1120", "b", 300, 0, 0, 0], ["1130", "c", 500, 0, 0, 0], *rows]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert given(found)["KS"] == by_namnd(cells)["KS"]
    assert [f.cell for f in findings] == ["A4"]
    assert "men räknas som en egen rad" in findings[0].what


# ---------------------------------------------------------------- rows that are no data


def test_repeated_headings_page_headings_and_words_between_are_no_rows(job, rows):
    top = ["Mariestads kommun", "Sida 1;;Utskrivet 2026-04-14", ""]
    lines = text(rows, top=top).split("\r\n")
    lines[12:12] = ["Mariestads kommun", "Sida 2;;Utskrivet 2026-04-15", "", lines[3], ";;kr;kr;kr;kr"]
    lines[20:20] = ["Verksamheter under nämnden"]
    found, findings = read(job, content="\r\n".join(lines).encode())
    assert right(found, rows) and findings == []
    assert found.account.rows == len(lines) - 1


def test_a_row_with_amounts_but_without_code_is_told_of(job, rows):
    cells = [*rows[:3], ["", "Något", 1, 2, 3, 4], *rows[3:]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert told(findings) == [("E2", "A5")]
    assert right(found, rows)


def test_the_classes_of_rows_must_add_up():
    with pytest.raises(ValueError):
        account_of("x", "", {RowClass.DETAIL: 3, RowClass.HEADING: 1}, 5)
    assert account_of("x", "", {RowClass.DETAIL: 1}, 1).sentence == "1 rad: 1 rad med belopp."


# ---------------------------------------------------------------- which sheet, column and file


def months(rows, hidden=(False, False), titles=("Februari", "Mars"), tops=((), ())):
    return book(
        (titles[0], [*tops[0], HEADS, *[[*r[:3], 1, *r[4:]] for r in rows]], hidden[0]),
        (titles[1], [*tops[1], HEADS, *rows], hidden[1]),
    )


@pytest.mark.parametrize(("how", "why"), [
    ({}, "för det gäller till och med mars 2026"),
    ({"hidden": (True, False), "titles": ("A", "B")}, "för det är det enda som inte är dolt"),
    ({"titles": ("A", "B"), "tops": ((["Period 2601-2602"],), (["Period 2601-2603"],))}, "till och med mars 2026"),
])  # fmt: skip
def test_a_sheet_is_chosen_by_evidence_that_is_said(job, rows, how, why):
    found, findings = read(job, name="ekonomi.xlsx", content=months(rows, **how))
    assert right(found, rows)
    assert [f.severity for f in findings] == [NOTICE]
    assert why in findings[0].what


def test_sheets_that_nothing_tells_apart_are_asked_about_and_can_be_named(job, rows):
    content = months(rows, titles=("Blad1", "Blad2"))
    found, findings = read(job, name="ekonomi.xlsx", content=content)
    assert not len(found.rows)
    assert 'flik = "Blad1" under [ekonomi]' in findings[0].todo
    found, findings = read(job, name="ekonomi.xlsx", content=content, sheet="Blad2")
    assert right(found, rows) and findings == []
    found, findings = read(job, name="ekonomi.xlsx", content=content, sheet="Blad3")
    assert not len(found.rows) and "”Blad3”" in findings[0].what


def test_one_sheet_per_namnd_is_asked_about(job, rows):
    sheets = [(n, [HEADS, *[r for r in rows if r[0].startswith(c)]], False) for n, c in CODES.items()]
    found, findings = read(job, name="ekonomi.xlsx", content=book(*sheets))
    assert not len(found.rows) and "Flera blad har rubrikerna" in findings[0].what


def test_two_columns_with_one_heading_are_asked_about_or_named_by_letter(job, rows):
    head, wide = [*HEADS, "Ack. utfall"], [[*r, r[3]] for r in rows]
    wide = [[*r[:3], r[3] // 3, *r[4:]] for r in wide]
    top = [["", "", "", "Perioden", "", "", "Ackumulerat"]]
    content = sheet(wide, head, top)
    found, findings = read(job, name="ekonomi.xlsx", content=content)
    assert not len(found.rows)
    assert findings[0].todo.endswith('utfall = "Ack. utfall, kolumn G".')
    columns = job.settings.finance.columns.model_copy(update={"actual": "Ack. utfall, kolumn G"})
    found, findings = read(job, name="ekonomi.xlsx", content=content, columns=columns)
    assert right(found, rows) and findings == []


def test_the_same_column_twice_is_no_question(job, rows):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([[*r, r[3]] for r in rows], [*HEADS, "Ack. utfall"]))
    assert right(found, rows) and findings == []


def test_headings_that_differ_in_parentheses_are_told_apart_by_the_settings_or_asked_about(job, rows):
    head = [*HEADS[:3], "Ack. utfall (mars)", *HEADS[4:], "Ack. utfall (jan–mars)"]
    content = sheet([[*r[:3], 7, *r[4:], r[3]] for r in rows], head)
    found, findings = read(job, name="ekonomi.xlsx", content=content)
    assert not len(found.rows) and "”Ack. utfall (mars)” i kolumn D" in findings[0].what
    columns = job.settings.finance.columns.model_copy(update={"actual": "Ack. utfall (jan–mars)"})
    found, findings = read(job, name="ekonomi.xlsx", content=content, columns=columns)
    assert right(found, rows)
    assert [f.severity for f in findings] == [NOTICE]


def saved(content: bytes, when: str) -> bytes:
    """The workbook as if saved at that time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + when.encode(), data)
            new.writestr(item, data)
    return out.getvalue()


def files(job, **contents):
    for old in job.inbox.glob("ekonomi*"):
        old.unlink()
    for name, content in contents.items():
        (job.inbox / name).write_bytes(content)
    findings = []
    found, sources = read_finance(job, findings)
    assert set(sources) == set(contents), "all are known by their sha256"
    return found, findings


COPIES = ["ekonomi-2603 (1).xlsx", "ekonomi-2603 - Kopia.xlsx", "ekonomi-2603 rättad.xlsx", "ekonomi-2603 v2.xlsx"]


@pytest.mark.parametrize("copy", COPIES)
def test_of_two_files_the_one_saved_last_is_read_and_it_is_said(job, rows, copy):
    old = saved(sheet([[*r[:3], 1, *r[4:]] for r in rows]), "2026-04-10T08:00:00Z")
    new = saved(sheet(rows), "2026-04-14T09:12:00Z")
    found, findings = files(job, **{"ekonomi-2603.xlsx": old, copy: new})
    assert right(found, rows)
    assert f"{copy} är läst, för den är sparad senast (2026-04-14 09:12)" in findings[0].what
    found, _ = files(job, **{"ekonomi-2603.xlsx": new, copy: old})
    assert right(found, rows)


def test_files_that_nothing_tells_apart_are_asked_about_and_copies_are_not(job, rows):
    one, other = sheet(rows), sheet([[*r[:3], 1, *r[4:]] for r in rows])
    when = "2026-04-14T09:12:00Z"
    found, findings = files(job, **{"ekonomi-2603.xlsx": saved(one, when), "ekonomi-2603 (1).xlsx": saved(other, when)})
    assert not len(found.rows) and "går inte att avgöra vilken som gäller" in findings[0].what
    found, findings = files(job, **{"ekonomi-2603.xlsx": one, "ekonomi-2603 (1).xlsx": one})
    assert right(found, rows) and [f.severity for f in findings] == [NOTICE]


def test_the_period_in_the_name_goes_before_the_time_of_saving(job, rows):
    old = saved(sheet(rows), "2026-04-10T08:00:00Z")
    new = saved(sheet([[*r[:3], 1, *r[4:]] for r in rows]), "2026-05-14T09:12:00Z")
    found, findings = files(job, **{"ekonomi-2603.xlsx": old, "ekonomi-2604.xlsx": new})
    assert right(found, rows) and "namnet säger mars 2026" in findings[0].what
    found, findings = files(job, **{"ekonomi-2602.xlsx": old, "ekonomi-2604.xlsx": new})
    assert not len(found.rows) and "går inte att avgöra" in findings[0].what


# ---------------------------------------------------------------- the file's period


@pytest.mark.parametrize("top", [
    "Period 2601–2608", "januari - augusti 2026", "Utfall jan–aug", "t.o.m. 2026-08-31", "Perioden 202601-202608",
    "2026-01-01 – 2026-08-31", "Ackumulerat till augusti", "Period 2501–2503", "Budgetuppföljning augusti 2026",
])  # fmt: skip
def test_a_file_of_another_period_than_the_rounds_is_stopped(job, rows, top):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows, top=[[top]]))
    assert not len(found.rows)
    assert told(findings) == [("E2", "A1")]
    assert top in findings[0].what and "mars 2026" in findings[0].what


@pytest.mark.parametrize("top", [
    "Period 2601–2603", "januari - mars 2026", "Utfall jan-mar", "t.o.m. 2026-03-31", "Budgetuppföljning mars",
    "Budgetuppföljning april 2026", "Prognos april 2026", "Utskrivet 2026-04-14 08:12", "Budget 2026",
    "Utskrivet per 2026-04-15", "Läge per 14 april", "Prognos 2601-2612", "Budget helår jan-dec",
    "Jämfört med jan-mar 2025", "Nästa rapport: t.o.m. augusti", "Plan 2601-2712", "Kvartal 1 2026",
    "Telefon 0501-75 50 00",
    "Jämförelse 2501–2503 och 2601–2603", "Beslutad i augusti 2025",
])  # fmt: skip
def test_other_texts_say_nothing_against_it(job, rows, top):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows, top=[[top]]))
    assert right(found, rows) and findings == []


@pytest.mark.parametrize("top", [
    ["Period", "202602"], ["Period:", 2602],
    ["T.o.m.", dt.datetime(2026, 2, 28)], ["Fr.o.m.", 202601, "T.o.m.", 202602],
    ["Månad", "februari"], ["Ack t.o.m. period", "2602"],
])  # fmt: skip
def test_a_period_in_two_cells_is_seen(job, rows, top):
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows, top=[top]))
    assert not len(found.rows) and told(findings) == [("E2", "A1")]


@pytest.mark.parametrize(("said", "heading"), [
    ("Utfall 2026", "Utfall 2025"), ("Utfall 202602", "Utfall 202602"), ("Utfall feb", "Utfall feb"),
    ("Utfall 202603", "Utfall 202602"), ("Utfall 2026-03-31", "Utfall 2026-02-28"), ("Utfall mar-26", "Utfall feb-26"),
    ("Ack 2603", "Ack 2503"),
])  # fmt: skip
def test_an_outcome_whose_heading_is_of_another_time_is_stopped(job, rows, said, heading):
    columns = job.settings.finance.columns.model_copy(update={"actual": said})
    head = [*HEADS[:3], heading, *HEADS[4:]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows, head), columns=columns)
    assert not len(found.rows) and ("E2", "D1") in told(findings)


def test_a_name_with_another_period_is_told_of(job, rows):
    found, findings = files(job, **{"ekonomi-2602.xlsx": sheet(rows)})
    assert right(found, rows) and "Filens namn ”ekonomi-2602.xlsx” säger februari 2026" in findings[0].what


def test_a_unit_in_a_heading_is_compared_with_the_settings(job, rows):
    for head in ([*HEADS[:5], "Helårsprognos (tkr)"], [f"{h} (mnkr)" for h in HEADS]):
        found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows, head))
        assert not len(found.rows) and {f.rule for f in findings} == {"E5"}
    found, findings = read(
        job, name="ekonomi.xlsx", content=sheet(rows, [f"{h} (kr)" for h in HEADS], [["Belopp i tkr"]])
    )
    assert right(found, rows) and findings == [], "the headings are nearer than the title"


def test_a_column_without_amounts_is_no_zero(job, rows):
    empty = [[*r[:3], None, *r[3:]] for r in rows]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(empty, [*HEADS[:4], None, *HEADS[4:]]))
    assert not len(found.rows) and told(findings) == [("E2", "D1")]
    some = [[*r[:3], None if r[0].startswith("30") else r[3], *r[4:]] for r in rows]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(some))
    assert len(found.rows) and "Socialnämnden har inga belopp i kolumnen ”Ack. utfall”" in findings[0].what


@pytest.mark.parametrize("row", [
    '"1140;Näringsliv;18720000;4390210;4514859;18420000"', "1140\tNäringsliv\t18720000\t4390210\t4514859\t18420000",
    '1140;"Näringsliv;18720000;4390210;4514859;18420000"',
])  # fmt: skip
def test_a_row_that_stands_in_one_cell_is_told_of(job, rows, row):
    lines = text(rows).split("\r\n")
    lines[4] = row
    found, findings = read(job, content="\r\n".join(lines).encode())
    assert right(found, rows) or (not len(found.rows) and "ad 5" in findings[0].what)


def test_dates_and_headings_of_groups_are_no_ansvar(job, rows):
    cells = [["11", "Kommunstyrelsen"], *rows, ["2026-04-14 13:22"]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(cells))
    assert right(found, rows) and findings == [] and len(found.rows) == 28
    (job.inbox / "ekonomi.xlsx").unlink()
    rows[3][0] = "2011-10-01"
    found, findings = read(job, content=text(rows).encode())
    assert not len(found.rows) and ("E2", "A5") in told(findings)


def test_periods_are_known_in_all_their_spellings():
    found = next(iter(periods_in(["Resultat 1 jan – 31 augusti 2026"], 2026)))
    assert (found.year, found.month) == (2026, 8)
    assert not [p for p in periods_in(["Konto 2601-9912", "Diarienr 2026-0412"], 2026) if p.sure]


def test_a_second_section_with_the_same_ansvar_is_asked_about_and_a_new_page_is_not(job, rows):
    last_year = [[*r[:2], *(v - 7 for v in r[2:])] for r in rows]
    for more in (
        [["Period 2501-2503"], HEADS, *last_year],
        [HEADS, *[[r[0], f"Projekt {r[0]}", *r[2:]] for r in last_year]],
    ):
        found, findings = read(job, name="ekonomi.xlsx", content=sheet([*rows, [], *more]))
        assert not len(found.rows) and "rubrikerna en gång till" in findings[-1].what
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([*rows[:10], [], HEADS, *rows[10:]]))
    assert right(found, rows) and findings == []


def test_a_sheet_that_goes_on_without_headings_is_told_of(job, rows):
    content = book(
        ("Blad1", [HEADS, *rows[:26]], False), ("Blad2", rows[26:], False), ("Om", [["Skapad av", "AK"]], False)
    )
    found, findings = read(job, name="ekonomi.xlsx", content=content)
    assert right(found, rows[:26])
    assert [(f.severity, f.sheet) for f in findings] == [(WARNING, "Blad2")]


# ---------------------------------------------------------------- codes


@pytest.mark.parametrize("write", ['="{}"', "'{}", '"=""{}"""', "{}.0"])
def test_codes_kept_from_becoming_numbers_are_codes(job, rows, write):
    cells = [[write.format(r[0]) if write != "{}.0" else r[0], *r[1:]] for r in rows]
    content = text(cells).encode()
    if write == "{}.0":
        content = sheet([[float(r[0]), *r[1:]] for r in rows])
    found, findings = read(job, name="ekonomi.xlsx" if write == "{}.0" else "ekonomi.csv", content=content)
    assert right(found, rows) and findings == []
    assert set(found.rows["unit"]) == {r[0] for r in rows}


@pytest.mark.parametrize(("code", "what"), [
    (dt.datetime(2011, 10, 1), "ett datum"), (True, "SANT eller FALSKT"), ("1,1E+03", "ett tal skrivet med E"),
    ("1 110", "ett tal med mellanrum"), (11.1, "ett tal med decimaler"),
])  # fmt: skip
def test_what_a_program_has_made_of_a_code_is_asked_about(job, rows, code, what):
    rows[0][0] = code
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    assert not len(found.rows)
    assert ("E2", "A2") in told(findings) and what in findings[0].what


def with_units(job, **units):
    namnder = tuple(n.model_copy(update={"units": units.get(n.id, n.units)}) for n in job.settings.namnder)
    return dataclasses.replace(job, settings=job.settings.model_copy(update={"namnder": namnder}))


@pytest.mark.parametrize("lost", [110, "110", 190])
def test_a_lost_leading_zero_is_asked_about(job, rows, lost):
    job = with_units(job, KS=("01", "10"), UN=("11", "19"))
    rows = [["1010", *rows[0][1:]], ["1110", *rows[1][1:]], [lost, *rows[2][1:]]]
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    assert not len(found.rows)
    assert f"Ansvar {lost} kan ha förlorat en inledande nolla" in findings[0].what


def test_all_codes_without_their_zeros_are_asked_about(job, rows):
    job = with_units(job, **{n: (f"0{c}",) for n, c in CODES.items()})
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([[int(r[0]), *r[1:]] for r in rows]))
    assert not len(found.rows) and "som det står hör det till ingen nämnd" in findings[0].what.lower()


def test_codes_with_their_zeros_are_no_question(job, rows):
    job = with_units(job, **{n: (f"0{c}",) for n, c in CODES.items()})
    found, findings = read(job, name="ekonomi.xlsx", content=sheet([[f"0{r[0]}", *r[1:]] for r in rows]))
    assert len(found.rows) == 28 and findings == []


def test_a_code_of_another_length_is_told_once(job, rows):
    rows[4][0], rows[8][0] = "11500", "20300"
    found, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    assert len(found.rows) == 28
    assert [f.what for f in findings] == ["Ansvar 11500 och 20300 har inte fyra tecken som de andra."]


def test_a_code_that_two_namnder_could_claim_is_told(job, rows):
    job = with_units(job, KS=("1",), UN=("11", "20"))
    _, findings = read(job, name="ekonomi.xlsx", content=sheet(rows))
    (one,) = [f for f in findings if "passar både" in f.what]
    assert "Kommunstyrelsen (1) och Utbildningsnämnden (11)" in one.what


# ---------------------------------------------------------------- where it is shown


def test_the_account_of_rows_and_the_choice_are_shown(job):
    """On Avstämning, on Om filen, in korning.json and among the findings."""
    content = (job.inbox / EXPORT).read_bytes()
    (job.inbox / "ekonomi-2603 (1).xlsx").write_bytes(content)
    run(job)
    result = job.outbox / "resultat"
    sheets = openpyxl.load_workbook(result / "sammanstallning.xlsx")
    for title in ("Avstämning", "Om filen"):
        texts = [str(cell) for row in sheets[title].iter_rows(values_only=True) for cell in row if cell]
        assert any("33 rader: 28 rader med belopp, 1 slutsumma, 1 rubrikrad" in t for t in texts), title
        assert any("12 rader: 7 rader med belopp" in t for t in texts), title
    ran = json.loads((result / "korning.json").read_text(encoding="utf-8"))
    assert {"ekonomi-2603.xlsx", "ekonomi-2603 (1).xlsx"} <= set(ran["in"])
    first = ran["ekonomifiler"][0]
    assert (first["fil"], first["rader"]) == ("ekonomi-2603 (1).xlsx", 33)
    notices = (result / "data/anmarkningar.csv").read_text(encoding="utf-8-sig")
    assert "Samma innehåll har ekonomi-2603.xlsx" in notices


# ---------------------------------------------------------------- encodings and other kinds of files


@pytest.mark.parametrize("codec", ["cp850", "cp437", "mac_roman", "cp1252", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_names_are_right_in_every_encoding(job, rows, codec):
    rows = [[r[0], r[1].replace("–", "-"), *r[2:]] for r in rows]
    found, findings = read(job, content=text(rows).encode(codec))
    assert right(found, rows)
    assert set(found.rows["area"]) == {r[1] for r in rows}
    assert not [f for f in findings if f.severity == ERROR]


XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)


@pytest.mark.parametrize(("content", "what"), [
    (XML_2003.encode(), "XML 2003"), (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "MHTML"),
    (b"<html><body><table><tr><td>Ansvar</td></tr></table></body></html>", "webbsida"),
    (b'\xef\xbb\xbf<table border="1"><tr><td>Ansvar</td></tr></table>', "webbsida"),
    (b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5"/>', "SIE 5"),
    (b"\x89PNG\r\n\x1a\n" + bytes(50), "bild"),
    (b"%PDF-1.7 ", "PDF"), (b"\xff\xfe\x00\x01\x02" * 9, "tecken"), (b"", "tom"), (b"PK\x03\x04 broken", "skadad"),
])  # fmt: skip
def test_a_file_of_another_kind_is_named_and_no_template_is_asked_for(job, content, what):
    found, findings = read(job, name="ekonomi.xlsx", content=content)
    assert not len(found.rows)
    assert what in findings[0].what
    assert not any("mall" in f"{f.what} {f.todo}".casefold() for f in findings)


def test_a_zip_is_named(job, rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ekonomi.csv", text(rows))
    found, findings = read(job, name="ekonomi.xlsx", content=out.getvalue())
    assert not len(found.rows) and "zip-fil" in findings[0].what


# ---------------------------------------------------------------- random files


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_random_files_are_read_to_the_ore_or_told_of(example, first):
    job, _ = example
    for seed in range(first, first + 50):
        file = made(seed)
        result, told_of = outcome(job, file)
        assert result != "silent", (seed, file.traits)
        assert not file.plain or (result == "right" and not told_of), (seed, file.traits, told_of)


@pytest.mark.parametrize("seed", range(5))
def test_large_random_files_are_read_to_the_ore_or_told_of(example, seed):
    job, _ = example
    file = made(seed + 9_000, 10_000, count=10_000)
    assert outcome(job, file)[0] != "silent", file.traits


@pytest.mark.parametrize("first", range(0, 100, 50))
def test_random_tables_of_investments_are_read_to_the_ore_or_told_of(job, first):
    for seed in range(first, first + 50):
        file = made(seed, projects=True)
        result, _ = projects_outcome(job, file)
        assert result != "silent", (seed, file.traits)
