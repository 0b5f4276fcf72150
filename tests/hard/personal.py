"""How much of what it should the search for personnummer finds, and how much else: invented numbers, always the same.

The generator knows nothing of how `schemas.personal` searches. Every number is invented, by chance, with a fixed seed.
"""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.personal import REMOVED, has_personal_number, masked
from tests.hard.results import Row

ROOT = Path(__file__).parents[2]
COUNT, SEED = 10_000, 20261201
Draw = random.Random


def check_digit(nine: str) -> str:
    """The last digit of ten, by Luhn's formula."""
    doubled = "".join(str(int(digit) * (2 - at % 2)) for at, digit in enumerate(nine))
    return str(-sum(map(int, doubled)) % 10)


def person(draw: Draw) -> tuple[str, str, str]:
    """Century, date and last four of somebody who was never born; one in four is a coordination number."""
    year, month = draw.randint(1900, 2026), draw.randint(1, 12)
    day = draw.randint(1, 28) + (60 if draw.random() < 0.25 else 0)
    date = f"{year % 100:02}{month:02}{day:02}"
    three = f"{draw.randint(1, 999):03}"
    return str(year // 100), date, three + check_digit(date + three)


# Spellings: each gives a text with the number, and the digits that must not be in what is shown.

SIGNS = ["-", "+", "–", "—", "−", "‐", "\u2011", "‒", "―", "﹣", "－", "~", "\u00ad", "⁻", "➖"]
SPACES = [" ", "  ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t", "\u200b", "\u2007"]
OTHER_SIGNS = [".", "/", "_", ":", ",", ";", "|", "*", "=", "\\", "·", "•", "--", "...", "__", "#", "'"]
INVISIBLE = "\u200b\u200c\u200d\u00ad\u2060\ufeff\u200e\u202c\u2066\ufe0f"
ALPHABETS = ["\uff10", "\u0660", "\u06f0", "\u0966", "\U0001d7ce", "\U0001d7d8", "\U0001d7f6", "\u0e50"]


def parts(draw: Draw) -> tuple[str, str]:
    century, date, last = person(draw)
    return (century if draw.random() < 0.5 else "") + date, last


def with_sign(draw: Draw) -> str:
    date, last = parts(draw)
    space = draw.choice(["", "", " ", "\u00a0"])
    return f"{date}{space}{draw.choice(SIGNS)}{space}{last}"


def in_a_row(draw: Draw) -> str:
    return "".join(parts(draw))


def with_space(draw: Draw) -> str:
    return draw.choice(SPACES).join(parts(draw))


def with_other_sign(draw: Draw) -> str:
    sign, space = draw.choice(OTHER_SIGNS), draw.choice(["", "", " "])
    return f"{space}{sign}{space}".join(parts(draw))


def broken(draw: Draw) -> str:
    """A line break after the sign, before it, in its place, or anywhere."""
    date, last = parts(draw)
    end = draw.choice(["\n", "\r\n", "\r", "\u2028", "\v", " \n", "\n "])
    if draw.random() < 0.5:
        return f"{date}{draw.choice([f'-{end}', f'{end}-', end])}{last}"
    whole = draw.choice(["-", ""]).join((date, last))
    at = draw.randint(1, len(whole) - 1)
    return whole[:at] + end + whole[at:]


def date_apart(draw: Draw) -> str:
    """1985-01-01-1234, 85/01/01 1234, 85 01 01 12 34."""
    century, date, last = person(draw)
    sign = draw.choice(["-", "/", ".", " ", "–", "\u00a0"])
    year = (century if draw.random() < 0.5 else "") + date[:2]
    end = draw.choice(["-", " ", "", "–", " - ", "+", "/", "."]) or sign
    last = last if draw.random() < 0.7 else f"{last[:2]}{draw.choice([sign, ' '])}{last[2:]}"
    return f"{sign.join((year, date[2:4], date[4:]))}{end}{last}"


def last_apart(draw: Draw) -> str:
    date, last = parts(draw)
    at = draw.choice([1, 2, 3])
    return f"{date}{draw.choice(['-', ' ', '', '–'])}{last[:at]}{draw.choice([' ', '-', '.'])}{last[at:]}"


def spread(draw: Draw) -> str:
    """Every digit by itself."""
    return draw.choice([" ", "-", ".", "\u00a0", "  ", "_"]).join("".join(parts(draw)))


def bracketed(draw: Draw) -> str:
    date, last = parts(draw)
    form = draw.choice(
        ["({d}-{l})", "[{d}-{l}]", "({d}{l})", "{d}({l})", "{d} ({l})", "({d})-{l}", "({d}) {l}", "<{d}-{l}>", "{d}[{l}]",
         "({d}) - ({l})", "{{{d}{l}}}", "”{d}-{l}”", "'{d}{l}'", "({d}–{l})", "{d}-({l})"]
    )  # fmt: skip
    return form.format(d=date, l=last)


BEFORE = ["pnr", "Pnr:", "PNR_", "nr.", "personnr=", "p", "A", "id", "SE", "född", "Anna", "#", "@", "*", "p.nr.", "pn-",
          "Personnummer", "samordningsnummer ", "ö", "§", "x", "\\", "'", "=", "f.", "personnummer:\n"]  # fmt: skip
AFTER = [
    "b",
    "Anna",
    "_a",
    ".",
    ".xlsx",
    "x",
    ";",
    "!",
    "?",
    "-bilaga",
    " (AB)",
    "s",
    ":s",
    "/KS",
    "ö",
    ".pdf",
    ",",
    "…",
    "&",
]


def with_more(draw: Draw) -> str:
    before, after = draw.choice([*BEFORE, ""]), draw.choice([*AFTER, ""])
    return f"{before}{draw.choice(['-', '', '-']).join(parts(draw))}{after}"


def other_digits(draw: Draw) -> str:
    zero = ord(draw.choice(ALPHABETS))
    text = draw.choice(["-", "", "–", "－"]).join(parts(draw))
    return "".join(chr(zero + int(char)) if char.isdigit() else char for char in text)


def invisible(draw: Draw) -> str:
    """Characters that show nothing, in up to four places."""
    chars = [*draw.choice(["-", "", " "]).join(parts(draw))]
    for _ in range(draw.randint(1, 4)):
        chars.insert(draw.randint(1, len(chars) - 1), draw.choice(INVISIBLE))
    return "".join(chars)


def temporary(draw: Draw) -> str:
    """T-numbers, of the kommun's and the region's own, and the last four partly hidden."""
    century, date, last = person(draw)
    written = (century if draw.random() < 0.5 else "") + date
    tail = draw.choice(
        [f"T{last[:3]}", f"TF{last[:2]}", f"t{last[:3]}", f"{last[:2]}XX", f"{last[:3]}X", "XXXX", "****"]
    )
    signs = ["-", "–", " - "] if tail[-1] in "X*" else ["-", "–", "", " "]
    return f"{written}{draw.choice(signs)}{tail}"


def with_words(draw: Draw) -> str:
    century, date, last = person(draw)
    months = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ]
    month, day = months[int(date[2:4]) - 1], int(date[4:]) % 60
    if draw.random() < 0.4:
        year, named = draw.choice([century, ""]) + date[:2], draw.choice([month, month[:3], month.capitalize()])
        last = last[:3] + check_digit(f"{date[:4]}{day:02}{last[:3]}")
        return f"{day} {named} {year}{draw.choice(['-', ' ', ', ', ' - '])}{last}"
    words = draw.choice(
        ["sista fyra", "sista fyra:", "de fyra sista är", "sista siffrorna", "(sista fyra)", "slut", "slutar på"]
    )
    return f"{draw.choice([century, ''])}{date}{draw.choice([' ', ', ', ' – '])}{words} {last}"


def with_letters(draw: Draw) -> str:
    """O and l for 0 and 1, as a scanner reads."""
    written = draw.choice(["-", "", " "]).join(parts(draw))
    at = [place for place, char in enumerate(written) if char in "01"]
    for place in draw.sample(at, min(2, len(at))):
        written = (
            written[:place] + {"0": draw.choice("Oo"), "1": draw.choice("lI")}[written[place]] + written[place + 1 :]
        )
    return written


def coded(draw: Draw) -> str:
    """As in an address, a page or a cell's XML; with the sign for a sole trader's VAT number."""
    century, date, last = person(draw)
    sign = draw.choice(
        ["%20", "%2D", "&nbsp;", "&shy;", "&#45;", "&#8209;", "&ndash;", "_x002D_", "&#x2011;", "+%2D+", "VAT"]
    )
    if sign == "VAT":
        return f"SE{date}{last}01"
    return f"{century if draw.random() < 0.5 else ''}{date}{sign}{last}"


SPELLINGS: dict[str, tuple[int, Callable[[Draw], str]]] = {
    "with a dash": (16, with_sign),
    "in a row": (10, in_a_row),
    "with a space": (8, with_space),
    "with another sign": (8, with_other_sign),
    "with a line break": (10, broken),
    "date apart": (10, date_apart),
    "last four apart": (5, last_apart),
    "each digit by itself": (4, spread),
    "with brackets": (7, bracketed),
    "with something before or after": (8, with_more),
    "in other digits": (5, other_digits),
    "with invisible characters": (5, invisible),
    "T-numbers and hidden digits": (6, temporary),
    "coded for web or file": (4, coded),
    "with words": (4, with_words),
    "with letters for digits": (3, with_letters),
}
SENTENCES = ["{}", "Ärendet {} är klart.", "Se {}, tack", "{} har flyttat", "Anna Ek {}", "3 av 10: {} i mars", "Svar {}.xlsx",
             "Prognos april 2026 {}", "MBN {} 12 tkr", "Ring Anna,\n{}\nom detta"]  # fmt: skip


def spellings(count: int = COUNT) -> Iterator[tuple[str, str, int]]:
    """Kind and text of each, and how many digits of the text are none of its number's."""
    draw = Draw(SEED)
    kinds, weights = [*SPELLINGS], [weight for weight, _ in SPELLINGS.values()]
    for kind in draw.choices(kinds, weights, k=count):
        sentence = draw.choice(SENTENCES)
        yield kind, sentence.format(SPELLINGS[kind][1](draw)), digits(sentence)


def digits(text: str) -> int:
    """How many digits a text has, of any alphabet."""
    return sum(unicodedata.digit(char, None) is not None for char in text)


def cells(count: int = COUNT // 10) -> Iterator[tuple[str, object]]:
    """Numbers of ten and twelve digits, whole and with decimals, and those whose first zero is lost."""
    draw = Draw(SEED + 1)
    for _ in range(count):
        century, date, last = person(draw)
        number = int(draw.choice(["", century]) + date + last)
        if len(str(number)) > 8:
            yield "cell", draw.choice([number, float(number)])


# What is no personnummer.


def company(draw: Draw) -> str:
    """An organisation number: its third digit is at least 2."""
    nine = f"{draw.choice('2556789')}{draw.randint(0, 9)}{draw.randint(20, 99)}{draw.randint(0, 99999):05}"
    ten = nine + check_digit(nine)
    first = draw.choice(["", "", "16"])
    return first + draw.choice([f"{ten[:6]}-{ten[6:]}", ten, f"{ten[:6]} {ten[6:]}", f"{ten[:6]}–{ten[6:]}"])


def company_named(draw: Draw) -> str:
    return draw.choice(["Org.nr {}", "organisationsnummer {}", "SE{}01", "orgnr: {}", "AB Bygg, {}"]).format(
        company(draw)
    )


def phone(draw: Draw) -> str:
    """As they are written in Sweden; in a row only with what says that it is one, or with the country's number."""
    mobile = draw.choice(["070", "072", "073", "076", "079"])
    m = f"{draw.randint(0, 9_999_999):07}"
    code, local = draw.choice(["0501", "0511", "0500", "0510"]), f"{draw.randint(100_000, 999_999)}"
    eight = f"{draw.randint(10_000_000, 99_999_999)}"
    return draw.choice(
        [f"{mobile}-{m[:3]} {m[3:5]} {m[5:]}", f"{mobile} {m[:3]} {m[3:5]} {m[5:]}", f"{mobile}-{m}", f"{mobile}-{m[:2]} {m[2:5]} {m[5:]}",
         f"{mobile}/{m[:3]} {m[3:5]} {m[5:]}", f"+46{mobile[1:]}{m}", f"+46 {mobile[1:]} {m[:3]} {m[3:5]} {m[5:]}",
         f"0046{mobile[1:]}{m}", f"+46 (0){mobile[1:]}-{m[:3]} {m[3:5]} {m[5:]}", f"tel {mobile}{m}", f"Mobil: {mobile}{m}",
         f"telefon {mobile}{m}", f"ring {mobile}{m}", f"{code}-{local[:2]} {local[2:4]} {local[4:]}", f"{code}-{local}",
         f"{code} - {local[:3]} {local[3:]}", f"{code}/{local[:2]} {local[2:4]} {local[4:]}", f"tfn {code}{local}",
         f"08-{eight[:3]} {eight[3:6]} {eight[6:]}", f"08-{eight}", f"växel {code}{local}"]
    )  # fmt: skip


def phone_in_a_row(draw: Draw) -> str:
    """Ten digits that nothing says are a phone number: one in some hundred can't be told from a personnummer."""
    return f"{draw.choice(['070', '072', '073', '076', '079'])}{draw.randint(0, 9_999_999):07}"


def case(draw: Draw) -> str:
    """Case numbers, documents' numbers, decisions, and days with hours."""
    year, month, day = draw.randint(2015, 2028), draw.randint(1, 12), draw.randint(1, 28)
    number, more = draw.randint(1, 9999), draw.randint(1, 99)
    hour, minute = draw.randint(0, 23), draw.randint(0, 59)
    return draw.choice(
        [f"KS {year}/{number:04}", f"KS-{year}-{number:05}", f"KS {year}/{number:05}-{more}", f"dnr {year}-{number:04}",
         f"Dnr: MBN {year}.{number}-{more}", f"SN{year}/{number:03}", f"{year}-{number:04}", f"{year}{month:02}{day:02} § {more}",
         f"KS § {more}/{year}", f"{year}-{month:02}-{day:02} § {number % 300}", f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}",
         f"{year}-{month:02}-{day:02} kl. {hour:02}.{minute:02}", f"{year}-{month:02}-{day:02}--{year + 1}-{month:02}-{day:02}",
         f"{year}-{month:02}-{day:02} – {year}-12-31", f"{year % 100:02}{month:02}{day:02}–{year % 100:02}1231",
         f"{year}{month:02}{day:02}-{year}1231", f"{year}{month:02}{day:02}_{hour:02}{minute:02}{more:02}",
         f"{year}{month:02}{day:02}-{hour:02}{minute:02}", f"M {number}-{year % 100:02}", f"mål nr {number:04}-{year % 100:02}",
         f"{year}-{month:02}-{day:02}, {number:04}", f"A {number}.{more:03}/{year}", f"{year}:{number:04}", f"LOV-{year}/{number:06}"]
    )  # fmt: skip


def invoice(draw: Draw) -> str:
    """Invoices, references, giro numbers, accounts and amounts."""
    n = f"{draw.randint(0, 10**14 - 1):014}"
    return draw.choice(
        [f"faktura {n[:10]}", f"Fakturanr: {n[:8]}", f"fakturanummer {n[:6]}-{n[6:8]}", f"OCR {n[:10]}", f"OCR-nr {n[:10]}", f"ocr: {n[:14]}",
         f"bankgiro {n[:4]}-{n[4:8]}", f"bg {n[:3]}-{n[3:7]}", f"plusgiro {n[:2]} {n[2:4]} {n[4:6]}-{n[6]}", f"INV-{n[:6]}", f"F{n[:7]}",
         f"SE{n[:2]} {n[2:6]} {n[6:10]} {n[10:14]} {n[4:8]} {n[:4]}", f"{int(n[:4]) + 1000} kr", f"{n[:1]} {n[1:4]} {n[4:7]} {n[7:10]} kr",
         f"{int(n[:2])} {n[2:5]} {n[5:8]} tkr", f"{int(n[:9])},{n[9:11]} kr", f"konto {n[:4]} {n[4:8]}", f"{n[:4]}-{n[4:8]}-{n[8:12]}",
         f"ansvar {n[:5]} verksamhet {n[5:9]}", f"{n[:5]}", f"kundnr {n[:7]}", f"ISBN 978-91-{n[:3]}-{n[3:7]}-{n[7]}", f"{n[:8]}",
         f"{n[:3]} {n[3:6]} {n[6:9]}", f"{n[:13]}", f"{n[:14]}"]
    )  # fmt: skip


def reference(draw: Draw) -> str:
    """Ten digits in a row that nothing is said about, as an invoice's: one in some hundred looks like a personnummer."""
    return f"{draw.randint(0, 10**10 - 1):010}"


OTHERS: dict[str, tuple[int, Callable[[Draw], str]]] = {
    "organisation numbers": (25, company),
    "organisation numbers, named": (5, company_named),
    "phone numbers": (25, phone),
    "case numbers and days": (25, case),
    "invoices and amounts": (20, invoice),
}
UNNAMED = {"mobile numbers in a row": phone_in_a_row, "ten digits of any kind": reference}


def others(count: int = COUNT) -> Iterator[tuple[str, str]]:
    """Kind and text of each."""
    draw = Draw(SEED + 2)
    kinds, weights = [*OTHERS], [weight for weight, _ in OTHERS.values()]
    for kind in draw.choices(kinds, weights, k=count):
        yield (
            kind,
            draw.choice(["{}", "Se {}, tack", "Ärendet {} är klart.", "Frågor: {}"]).format(OTHERS[kind][1](draw)),
        )


def example_texts() -> Iterator[tuple[str, str]]:
    """Every text of the example: its workbooks' cells, its settings, and what answers say."""
    import openpyxl

    for path in sorted([*(ROOT / "input").rglob("*"), *(ROOT / "tests/example").glob("*.xlsx")]):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            found = [
                cell for tab in book for row in tab.iter_rows(values_only=True) for cell in row if cell is not None
            ]
            yield from ((path.name, cell) for cell in [*book.sheetnames, *found] if isinstance(cell, str | int | float))
        elif path.suffix in (".toml", ".csv", ".txt", ".se", ".si"):
            yield from ((path.name, line) for line in path.read_text(encoding="utf-8", errors="replace").splitlines())


# What is measured.


@dataclass(frozen=True)
class Measured:
    """How many of each kind, and those that came out wrong: missed, or taken for a personnummer."""

    count: Counter[str]
    wrong: dict[str, list[str]]

    @property
    def total(self) -> int:
        return self.count.total()

    @property
    def errors(self) -> int:
        return sum(map(len, self.wrong.values()))

    @property
    def share(self) -> str:
        """The share that came out right, as '99.8 %', never rounded up to all."""
        return f"{1000 * (self.total - self.errors) // self.total / 10:.1f} %"


def measured(found: Iterable[tuple[str, object, bool]]) -> Measured:
    """Of kind, what it is, and whether it came out right."""
    result = Measured(Counter(), {})
    for kind, what, right in found:
        result.count[kind] += 1
        if not right:
            result.wrong.setdefault(kind, []).append(str(what))
    return result


def recall() -> Measured:
    """A spelling is found when the text shows that something is removed, and none of its digits."""
    shown = ((kind, text, masked(text), rest) for kind, text, rest in spellings())
    return measured((kind, text, REMOVED in out and digits(out) == rest) for kind, text, out, rest in shown)


def recall_of_cells() -> Measured:
    return measured((kind, number, has_personal_number(number)) for kind, number in cells())


def false_alarms() -> Measured:
    return measured((kind, text, masked(text) == text) for kind, text in others())


def false_alarms_of_example() -> Measured:
    return measured((file, text, not has_personal_number(text)) for file, text in example_texts())


def false_alarms_unnamed(kind: str) -> Measured:
    draw = Draw(SEED + 3)
    texts = (UNNAMED[kind](draw) for _ in range(COUNT))
    return measured((kind, text, masked(text) == text) for text in texts)


def is_possible(text: str) -> bool:
    """Whether some ten digits in it are a date and have the right check digit: nothing tells them from somebody's."""
    found = "".join(char for char in text if char.isdigit())
    tens = (found[at : at + 10] for at in range(len(found) - 9))
    return any(1 <= int(t[2:4]) <= 12 and 1 <= int(t[4:6]) % 60 <= 31 and check_digit(t[:9]) == t[9] for t in tens)


LEAST = 0.94
"""Of the spellings of each kind; of all together it is a good deal more."""


def rows() -> list[Row]:
    """For the table of the hard test: what, times, outcome, and what is wrong."""
    found, in_cells, others_found, example = recall(), recall_of_cells(), false_alarms(), false_alarms_of_example()
    missed = ", ".join(f"{len(texts)} {kind}" for kind, texts in sorted(found.wrong.items()))
    bad = [k for k, texts in found.wrong.items() if len(texts) > (1 - LEAST) * found.count[k]]
    plain = [text for texts in others_found.wrong.values() for text in texts if not is_possible(text)]
    of_cells = [text for texts in in_cells.wrong.values() for text in texts]
    of_example = [text for texts in example.wrong.values() for text in texts]
    unnamed = ", ".join(f"{false_alarms_unnamed(kind).errors} of {COUNT} {kind}" for kind in UNNAMED)
    return [
        (f"personnummer in text, {len(SPELLINGS)} kinds of spelling", found.total, f"{found.total - found.errors} masked ({found.share}); missed: {missed}", bad),
        ("personnummer as numbers in cells", in_cells.total, f"{in_cells.total - in_cells.errors} found", of_cells),
        ("organisation, phone, case and invoice numbers", others_found.total,
         f"{others_found.errors} taken for a personnummer, all with a date and the right check digit; {unnamed}", plain),
        ("texts of the example", example.total, f"{example.errors} taken for a personnummer", of_example),
    ]  # fmt: skip


if __name__ == "__main__":
    for name, times, outcome, wrong in rows():
        print(f"{name}: {times}, {outcome}, wrong: {wrong}")
    for one in (recall(), false_alarms()):
        for kind, count in sorted(one.count.items()):
            print(f"  {kind}: {count}, {len(one.wrong.get(kind, []))}: {one.wrong.get(kind, [])[:30]}")
