"""Random files as finance systems make them, with what each of them rightly gives; for tests of the reader.

A file is drawn from one seed: its layout, how it writes amounts, its sums, its pages, its encoding, and perhaps a
fault. `Made.truth` is öre per nämnd and amount as written; `Made.plain` says that nothing in the file is unusual, so
that it must be read without a word.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass, field

import xlsxwriter

CODES = {"KS": "11", "UN": "20", "SN": "30", "TN": "40", "MBN": "50"}
NAMES = {
    "KS": "Kommunstyrelsen",
    "UN": "Utbildningsnämnden",
    "SN": "Socialnämnden",
    "TN": "Tekniska nämnden",
    "MBN": "Miljö- och byggnadsnämnden",
}
AREAS = (
    "Förskola",
    "Äldreomsorg",
    "Gator och vägar",
    "Övrig verksamhet",
    "Elevhälsa",
    "Bygglov",
    "Måltid",
    "Räddningstjänst",
)
DRIFT = ("Ansvar", "Ansvar, benämning", "Årsbudget", "Ack. utfall", "Ack. utfall fg år", "Helårsprognos")
PROJECTS = ("Ansvar", "Projekt", "Totalbudget", "Totalt utfall", "Årsbudget", "Ack. utfall", "Prognos")
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16", "utf-16-le")
SUM_WORDS = (
    "Summa",
    "Totalt",
    "S:a",
    "Delsumma",
    "{name} totalt",
    "Summa {name}",
    "∑",
    "{code}*",
    "{name}",
    "parent",
    "",
)
Row = list[object]


@dataclass
class Made:
    """A file: its name and content, the physical rows, the right öre, and whether it is plain or has a known fault."""

    name: str
    content: bytes
    rows: int
    details: int
    truth: dict[str, list[int | None]]
    plain: bool
    traits: list[str] = field(default_factory=list)


@dataclass
class _Style:
    """How a text file writes amounts."""

    decimal: str
    thousands: str
    minus: str
    decimals: int
    dash: bool
    suffix: str

    def written(self, ore: int | None) -> str:
        if ore is None:
            return ""
        if not ore and self.dash:
            return random.Random(0).choice([" -   ", "-", "–"])
        whole, part = divmod(abs(ore), 100)
        text = f"{whole:,}".replace(",", self.thousands)
        if self.decimals:
            text += f"{self.decimal}{part:02d}"
        text += self.suffix
        if ore < 0:
            text = {"before": f"-{text}", "after": f"{text}-", "brackets": f"({text})", "real": f"−{text}"}[self.minus]
        return text


def made(seed: int, most: int = 60, *, projects: bool = False, count: int = 0) -> Made:
    """The file of a seed, with at most so many rows of details, or with so many."""
    rng = random.Random(seed)
    heads = PROJECTS if projects else DRIFT
    amounts, traits, plain = len(heads) - 2, list[str](), True
    unit = 100 if rng.random() < 0.5 else 1
    count = count or rng.choice([1, 2, 5, 12, 28, most])
    details = _details(rng, min(count, most), amounts, unit, blanks=projects)
    truth: dict[str, list[int | None]] = {}
    for namnd, row in details:
        sums = truth.setdefault(namnd, [None] * amounts)
        truth[namnd] = [b if a is None else a + (b or 0) for a, b in zip(sums, row[2:], strict=True)]
    body, more = _with_sums(rng, details, amounts)
    traits += more
    plain &= not more
    fault = rng.choice(["", "", "", *_FAULTS]) if rng.random() < 0.4 else ""
    is_text = rng.random() < 0.7
    if fault:
        plain = False
        traits.append(fault)
    if fault not in ("", "quote", "lost row end"):
        code, column, old = _break(rng, fault, body, is_text)
        namnd = next((n for n, beginning in CODES.items() if code.startswith(beginning)), "")
        if fault == "group" and namnd:
            truth[namnd][column] = (truth[namnd][column] or 0) + 1_486_000 - (old or 0)
    file = Made("", b"", 0, len(details), truth, plain, traits)
    plan = _Plan(heads, _head(rng, heads), body, fault, file)
    return _text(rng, plan) if is_text else _book(rng, plan)


def _details(rng: random.Random, count: int, amounts: int, unit: int, *, blanks: bool) -> list[tuple[str, Row]]:
    size = rng.choice([10**4, 10**6, 10**9])
    namnder = sorted((rng.choice(list(CODES)) for _ in range(count)), key=list(CODES).index)
    rows = []
    for n, namnd in enumerate(namnder):
        code = f"{CODES[namnd]}{n % 100:02d}"
        values: Row = [rng.randint(-size // 10, size) // unit * unit * (rng.random() > 0.05) for _ in range(amounts)]
        if blanks:
            values = [None if rng.random() < 0.1 else v for v in values]
        rows.append((namnd, [code, f"{rng.choice(AREAS)} {n}", *values]))
    return rows


def _added(rows: list[Row]) -> Row:
    return [sum(v or 0 for v in column) for column in zip(*(row[2:] for row in rows), strict=True)]


def _with_sums(rng: random.Random, details: list[tuple[str, Row]], amounts: int) -> tuple[list[Row], list[str]]:
    """Details with sums of each nämnd and of all, where the file has such; and what is unusual about them."""
    level = rng.choice(["none", "none", "grand", "namnd", "both"])
    word, above = rng.choice(SUM_WORDS), rng.random() < 0.3
    wrong = rng.random() < 0.08
    body: list[Row] = []
    unusual = word in ("∑", "{code}*", "{name}", "parent", "") or above
    traits = [f"sums {word!r} {'above' if above else 'below'}"] if level in ("namnd", "both") and unusual else []
    for namnd in CODES:
        rows = [row for owner, row in details if owner == namnd]
        if level in ("namnd", "both") and rows:
            sums = _added(rows)
            if wrong and rng.random() < 0.5:
                sums[rng.randrange(amounts)] += 12_345_600
                traits.append("wrong sum")
            label = word.format(name=NAMES[namnd], code=CODES[namnd])
            code: object = CODES[namnd] if word == "parent" else ""
            own: Row = [code, NAMES[namnd] if word == "parent" else label, *sums]
            body += [own, *rows] if above else [*rows, own]
        else:
            body += rows
    if level in ("grand", "both"):
        body.append(["Totalt", "", *_added([row for _, row in details])])
    return body, traits


def _head(rng: random.Random, heads: tuple[str, ...]) -> list[Row]:
    titles: list[Row] = [
        ["Mariestads kommun"],
        ["Budgetuppföljning"],
        ["Period 2601-2603"],
        ["Utskrivet 2026-04-14"],
        [],
    ]
    return [*rng.sample(titles, rng.randint(0, 4)), list(heads)]


_FAULTS = (
    "bool",
    "exponent",
    "word",
    "date",
    "other unit",
    "group",
    "quote",
    "lost row end",
    "no code",
    "twice",
    "error",
)


def _break(rng: random.Random, fault: str, body: list[Row], is_text: bool) -> tuple[str, int, int | None]:
    """Put a fault into a row of details; its code, the amount's number and what it was. A group is 14 860 kr."""
    places = [n for n, row in enumerate(body) if str(row[0]).isdigit() and len(str(row[0])) == 4]
    at = rng.choice(places)
    column = rng.randrange(2, len(body[at]))
    row, old_row = list(body[at]), body[at]
    if fault == "bool":
        row[column] = "SANT" if is_text else True
    elif fault == "exponent":
        row[column] = "1,5E+06"
    elif fault == "word":
        row[column] = "se not 4"
    elif fault == "date":
        row[column] = "2026-03-31" if is_text else dt.date(2026, 3, 31)
    elif fault == "other unit":
        row[column] = "14 mnkr"
    elif fault == "group":
        row[column] = "14.860"
    elif fault == "error":
        row[column] = "#SAKNAS!"
    elif fault == "no code":
        row[0] = ""
    body[at] = row
    if fault == "twice":
        body.insert(at, list(row))
    return str(old_row[0]), column - 2, old_row[column]  # type: ignore[return-value]


@dataclass
class _Plan:
    """What a file is to hold: its headings, the rows above and below them, and what is known of it."""

    heads: tuple[str, ...]
    head: list[Row]
    body: list[Row]
    fault: str
    made: Made


_SIGNS = ((",", ""), (",", " "), (",", "\u00a0"), (",", "."), (".", ""), (".", " "), (".", ","), (",", "'"))
_MINUS = ("before", "before", "real", "after", "brackets")


def _text(rng: random.Random, plan: _Plan) -> Made:
    made, head, body = plan.made, plan.head, plan.body
    separator = rng.choice(";;;\t,|")
    cents = any(isinstance(v, int) and v % 100 for row in body for v in row[2:])
    decimals = 2 if cents or rng.random() < 0.3 else 0
    suffix = rng.choice(["", "", "", " kr"])
    style = _Style(*rng.choice(_SIGNS), rng.choice(_MINUS), decimals, rng.random() < 0.1, suffix)
    pages = rng.choice([0, 0, 0, 7])
    encoding, end = rng.choice(ENCODINGS), rng.choice(["\n", "\r\n", "\r\n", "\r"])
    made.plain &= not (style.thousands and style.thousands in ".,") and not style.dash and not pages
    made.plain &= encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
    lines = _quoted(rng, _cells(plan, style, pages), separator)
    _break_line(rng, plan.fault, lines, len(head), separator)
    if pages and rng.random() < 0.5:
        lines = [f"\f{line}" if line.startswith(("Sida", '"Sida')) else line for line in lines]
    text = end.join(lines) + rng.choice(["", end])
    if not encoding.startswith("utf"):
        text = text.replace("−", "-").replace("∑", "Summa").replace("–", "-")
    made.rows = text.count("\n" if "\n" in end else "\r") + (not text.endswith(end))
    made.traits += [encoding, repr(separator), repr(style), repr(end), f"pages {pages}"]
    made.name, made.content = "ekonomi-2603.csv", text.encode(encoding, "replace")
    return made


def _cells(plan: _Plan, style: _Style, pages: int) -> list[list[str]]:
    """The texts of each line; none for a blank line. Every so many lines a new page begins with the headings."""
    lines: list[list[str]] = []
    for number, row in enumerate([*plan.head, *plan.body]):
        below = number - len(plan.head)
        if pages and below > 0 and below % pages == 0:
            lines += [[], [f"Sida {below // pages}"], list(plan.heads)]
        lines.append([style.written(v) if v is None or type(v) is int else str(v) for v in row])
    return lines


def _quoted(rng: random.Random, cells: list[list[str]], separator: str) -> list[str]:
    every = rng.random() < 0.3
    rows = ([f'"{c}"' if every or separator in c else c for c in row] for row in cells)
    return [separator.join(row) for row in rows]


def _break_line(rng: random.Random, fault: str, lines: list[str], first: int, separator: str) -> None:
    at = rng.randrange(first, len(lines))
    if fault == "quote":
        lines[at] = lines[at].replace(separator, f'{separator}"', 1)
    elif fault == "lost row end" and at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + separator + lines[at + 1]]


def _book(rng: random.Random, plan: _Plan) -> Made:
    made, out = plan.made, io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    more = rng.choice(["", "", "", "hidden", "month", "other"])
    rows = [*plan.head, *plan.body]
    _write(book.add_worksheet("Mars" if more == "month" else "Rapport"), rows, 100, as_numbers=rng.random() < 0.3)
    if more:
        made.plain = False
        made.traits.append(f"sheet {more}")
        other = book.add_worksheet({"hidden": "Underlag", "month": "Februari", "other": "Kopia"}[more])
        _write(other, [list(plan.heads), *plan.body], 200, as_numbers=False)
        if more == "hidden":
            other.hide()
    book.close()
    made.name, made.content, made.rows = "ekonomi-2603.xlsx", out.getvalue(), len(rows)
    made.traits.append("xlsx")
    return made


def _write(sheet: xlsxwriter.worksheet.Worksheet, rows: list[Row], per: int, *, as_numbers: bool) -> None:
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if value == "#SAKNAS!":
                sheet.write_formula(number, index, "=NA()", None, "#N/A")
            elif type(value) is int:
                sheet.write_number(number, index, value / per)
            elif index == 0 and as_numbers and str(value).isdigit():
                sheet.write_number(number, index, int(str(value)))
            elif value is not None and value != "":
                sheet.write(number, index, value)
