"""SIE files: the record syntax, encodings as they come, exact öre, nämnd by the object of the ansvar dimension."""

import dataclasses
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.steps.finance.read import read_finance
from flows.steps.finance.sie import LineKind, read_sie
from flows.steps.finance.sie_chosen import Scope, choose
from flows.steps.finance.sie_records import lines_of, records
from schemas.finance_settings import Sie
from schemas.findings import ERROR, NOTICE, WARNING
from schemas.messages import sie
from schemas.messages.message import messages_of
from tests.conftest import run

HEAD = [
    "#FLAGGA 0", '#PROGRAM "Ekonomi" 1.0', "#FORMAT PC8", "#GEN 20260401", "#SIETYP 4", '#FNAMN "Mariestads kommun"',
    "#RAR 0 20260101 20261231", "#RAR -1 20250101 20251231", '#KONTO 5010 "Lokalhyra"', '#KONTO 3010 "Avgifter"',
    '#KONTO 1930 "Bank"', '#DIM 1 "Ansvar"',
]  # fmt: skip
UNITS = {"1110": "Politik", "2010": "Skola", "3010": "Äldreomsorg", "4010": "Gator", "5010": "Miljö"}


def kr(ore: int) -> str:
    sign, (whole, rest) = "-" if ore < 0 else "", divmod(abs(ore), 100)
    return f"{sign}{whole}.{rest:02d}"


def example_file(scale: int = 1) -> list[str]:
    """Five ansvar with costs and revenue, budget per month, last year, and sum rows that must not count."""
    lines = [*HEAD, *(f'#OBJEKT 1 "{unit}" "{name}"' for unit, name in UNITS.items())]
    lines.append(f"#PSALDO 0 202601 3010 {{}} {kr(-5 * 500_000 * scale)}")
    lines += [f"#PSALDO 0 2026{month:02d} 5010 {{}} {kr(15 * 1_000_001 * scale)}" for month in (1, 2, 3, 4)]
    for number, unit in enumerate(UNITS, 1):
        for month in (1, 2, 3, 4):
            lines.append(f'#PSALDO 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(number * 1_000_001 * scale)} 0')
        lines.append(f'#PSALDO 0 202601 3010 {{1 "{unit}"}} {kr(-500_000 * scale)}')
        lines.append(f'#PSALDO 0 202601 1930 {{1 "{unit}"}} 7777.00')
        lines.append(f'#PSALDO -1 202503 5010 {{1 "{unit}"}} {kr(900_000 * scale)}')
        for month in range(1, 13):
            lines.append(f'#PBUDGET 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(1_000_000 * scale)}')
    return lines


def taken(job, content: bytes, name: str = "ekonomi.se"):
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    (job.inbox / name).write_bytes(content)
    finance = job.settings.finance.model_copy(update={"file": "ekonomi*", "inhabitants": None})
    findings = []
    changed = dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance}))
    return read_finance(changed, findings)[0].rows, findings


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig"])
def test_a_sie_file_is_the_economy_of_each_namnd(job, encoding):
    rows, findings = taken(job, "\r\n".join(example_file(scale=2_000)).encode(encoding))
    assert findings == []
    assert list(rows["namnd"]) == ["KS", "UN", "SN", "TN", "MBN"]
    assert list(rows["area"]) == list(UNITS.values())
    first = rows.iloc[0]
    assert first["actual"] == (3 * 1_000_001 - 500_000) * 2_000  # through March; the bank account and the sums are out
    assert first["budget"] == 12 * 1_000_000 * 2_000
    assert first["last_year"] == 900_000 * 2_000
    assert rows["system_forecast"].isna().all()


def test_vouchers_stand_in_where_there_are_no_balances():
    rows = ['#TRANS 5010 {1 "1110"} 100.50 "" "text"', "#TRANS 1930 {} -101.50", '#RTRANS 5010 {1 "1110"} 5.00']
    rows.append('#TRANS 5010 {"1" "2010" "6" "P1"} 1 20260331')
    lines = [*HEAD, '#VER A 1 20260215 "Hyra"', "{", *rows, "}"]
    file = read_sie("\n".join(lines).encode("cp437"))
    assert amounts_of(file, "1", 2026) == [("1110", "202602", 10_050), ("2010", "202603", 100)]
    assert file.troubles == []


def amounts_of(file, dimension: str, year: int) -> list[tuple[str, str, int]]:
    scope = Scope(dimension, ("",), year)
    return [(scope.object_of(r.objects), r.period, r.ore) for r in choose(file, scope).actual if scope.is_current(r)]


def test_fields_as_real_programs_write_them():
    text = (
        '#konto\t1510 "Kund ""\n#KONTO 1 "Med \\"citat\\""\n#PSALDO 0 202601 3 { "1"\t"A B" } -1\n\n#PROSA x\n#EGEN 1 2'
    )
    found = list(records(lines_of(text)))
    assert [r.label for r in found] == ["#KONTO", "#KONTO", "#PSALDO", "#PROSA", "#EGEN"]
    assert found[0].broken  # a quote inside quotes without its backslash
    assert found[1].fields == ("1", 'Med "citat"')
    assert found[2].fields == ("0", "202601", "3", ("1", "A B"), "-1")
    file = read_sie(text.encode())
    assert [(t.rule, t.severity) for t in file.troubles] == [("E4", WARNING), ("E4", NOTICE)]
    assert "rad 1 (”#konto" in file.troubles[0].what
    assert "#EGEN" in file.troubles[1].what


def test_what_is_missing_is_said(job):
    rows, findings = taken(job, "\n".join(HEAD).encode())
    assert rows.empty
    assert ["inga belopp på dimensionen 1 för 2026" in f.what for f in findings] == [True]
    cut = read_sie("\n".join([*HEAD, "#KSUMMA", "#KONTO 1 x"]).encode())
    assert "avkortad" in cut.troubles[0].what


def test_another_dimension_and_other_accounts_are_settings(job):
    lines = [*HEAD, '#DIM 20 "Enhet"', *(f'#PSALDO 0 202603 5010 {{20 "{u}"}} 9000000.00' for u in UNITS)]
    lines += [f'#PBUDGET 0 202601 5010 {{20 "{u}"}} 90000000.00' for u in UNITS]
    sie = Sie.model_validate({"dimension": "20", "konton": ["5"]})
    finance = job.settings.finance.model_copy(update={"sie": sie})
    job = dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance}))
    rows, findings = taken(job, "\n".join(lines).encode())
    assert findings == []
    assert set(rows["actual"]) == {900_000_000}


def test_a_namnd_with_rows_of_last_year_alone_stops_nobody(job):
    """A nämnd that is new in the chart of ansvar, or gone from it, has no budget; the others' money is published."""
    last = '#PSALDO -1 202503 5010 {1 "5010"} 900000.00'
    lines = [line for line in example_file(scale=2_000) if '"5010"' not in line or line.startswith("#OBJEKT")]
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    (job.inbox / "ekonomi.se").write_text("\r\n".join([*lines, last]), encoding="cp437")
    finance = job.settings.finance.model_copy(update={"file": "ekonomi*", "inhabitants": None})
    merged = run(dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance})))
    totals = merged.tables["totals"]
    assert pd.isna(totals.loc["MBN", "budget"])
    assert totals.loc["KS", "budget"] > 0


def sie_of(*lines: str, encoding: str = "cp437"):
    return read_sie("\r\n".join([*lines, ""]).encode(encoding))


def told(file) -> list[str]:
    return [trouble.what for trouble in file.troubles]


def sums(file, dimension: str, year: int) -> dict[str, tuple[int, int]]:
    scope = Scope(dimension, ("",), year)
    chosen = choose(file, scope)
    found: dict[str, list[int]] = {}
    for at, rows in enumerate((chosen.actual, chosen.budget)):
        for row in filter(scope.is_current, rows):
            found.setdefault(scope.object_of(row.objects), [0, 0])[at] += row.ore
    return {unit: (actual, budget) for unit, (actual, budget) in found.items()}


def test_type_3_as_mamut_and_edison_write_it():
    """Tabs, quotes where none are needed, lower-case labels, sums beside their objects, a year before."""
    file = sie_of(
        "#FLAGGA\t0", '#PROGRAM\t"Räkna Byrå"\t14.8', '#FORMAT\t"PC8"', "#SIETYP\t3", '#FNAMN\t"Övning"', "",
        "#RAR\t0\t20100101\t20101231", "#RAR    -1  20090701 20091231", '#DIM\t1\t"Avdelning"',
        '#UNDERDIM 21 "Underavdelning" 1', "#OBJEKT\t1\t2\tFörsäljning", '#objekt 21 "0201" "Norr"',
        '#konto\t4010\t"Inköp"', "#IB 0 1510       499499.43", "#UB -1 1510 0", '#OUB 0 1510 {1 "2"} 1092367.5 3',
        "#RES     -1 3010     -1870000.00", "#PSALDO  0 201001   4010  {}   900",
        '#PSALDO 0 201001 4010 {1         2} 600', '#PSALDO 0 201001 4010 { "21" "0201" } 400.00',
        "#PSALDO -1 200912 4010 {1 2} -0.01", "#PBUDGET 0 201001 4010 {1 2} .5",
    )  # fmt: skip
    assert file.troubles == []
    assert (file.program, file.company, file.encoding) == ("Räkna Byrå", "Övning", "cp437")
    assert file.years == {0: (date(2010, 1, 1), date(2010, 12, 31)), -1: (date(2009, 7, 1), date(2009, 12, 31))}
    assert (file.dimensions["1"], file.dimensions["6"], file.dimensions["21"]) == (
        "Avdelning", "Projekt", "Underavdelning",
    )  # fmt: skip
    assert file.objects == {("1", "2"): "Försäljning", ("21", "0201"): "Norr"}
    assert file.accounts == {"4010": "Inköp"}
    assert file.results == [(-1, "3010", -187_000_000)]
    assert file.balances == [
        ("IB", 0, "1510", (), 49_949_943), ("UB", -1, "1510", (), 0), ("OUB", 0, "1510", ("1", "2"), 109_236_750),
    ]  # fmt: skip
    assert len(file.period_balances) == 4
    assert sums(file, "1", 2010) == {"2": (60_000, 50)}
    assert sums(file, "21", 2010) == {"0201": (40_000, 0)}
    assert sums(file, "1", 2009) == {"2": (-1, 0)}
    assert sums(file, "7", 2010) == {}


def test_type_3_as_avendo_writes_it():
    """Each row stands for itself: of two dimensions at once, of one, and of none."""
    rows = ['{"7" "1"} -283908.00', '{"1" "Nord" "7" "1"} 8550.00', "{} 3972.50", "{1 Nord 6 115 2 KAZ747} 10"]
    records = [f"#PSALDO 0 202601 3010 {row}" for row in rows]
    assert [t.severity for t in choose(sie_of(*HEAD, *records), Scope("7", ("",), 2026)).troubles] == [ERROR]
    file = sie_of(*HEAD, "#RES 0 3010 -271375.50", *records)  # the sum of all of them, so that each is counted
    assert sums(file, "7", 2026) == {"1": (-27_535_800, 0)}
    assert sums(file, "1", 2026) == {"Nord": (856_000, 0)}


def test_vouchers_are_never_added_to_balances():
    voucher = ['#VER "" "" 20260115 "Hyra"', "{", '#TRANS 5010 {1 "1110"} 100', "#TRANS 1930 {} -100", "}"]
    balance = '#PSALDO 0 202601 5010 {1 "1110"} 100.00'
    before = voucher[0].replace("2026", "2025")
    assert sums(sie_of(*HEAD, *voucher), "1", 2026) == {"1110": (10_000, 0)}
    both = sie_of(*HEAD, balance, *voucher, before, *voucher[1:])
    assert sums(both, "1", 2026) == sums(both, "1", 2025) == {"1110": (10_000, 0)}
    only_sums = sie_of(*HEAD, "#PSALDO 0 202601 5010 {} 100.00", *voucher)
    assert sums(only_sums, "1", 2026) == {"1110": (10_000, 0)}
    assert both.vouchers[1].rows[1][:4] == (date(2025, 1, 15), "1930", (), -10_000)


def test_a_row_never_gets_the_day_of_another_voucher():
    rows = ['#TRANS 5010 {1 "1110"} 100', '#TRANS 5010 {1 "1110"} 7.00 20260302']
    file = sie_of(*HEAD, "#VER A 1 20260115", "{", rows[0], "}", rows[0], "#VER A 2 2026-02-30 x", "{", *rows, "}")
    assert [[row.ore for row in voucher.rows] for voucher in file.vouchers] == [[10_000], [700]]
    outside, day, undated = (len(HEAD) + n for n in (5, 6, 8))
    assert [f"raderna {outside} och {undated} (" in told(file)[0], f"rad {day} (" in told(file)[1]] == [True, True]
    assert {t.severity for t in file.troubles} == {ERROR}  # there are no balances beside the vouchers


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "mac_roman", "utf-8", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["Förskola och ängar", "ÄLDREOMSORG på ön", "Café Rönn, nätverk"])
def test_the_encoding_is_told_by_the_letters(encoding, name):
    """#FORMAT PC8 is often there though it isn't so."""
    file = read_sie(f'#FORMAT PC8\n#OBJEKT 1 2 "{name}"\n'.encode(encoding))
    assert file.objects == {("1", "2"): name} or file.troubles
    assert file.objects == {("1", "2"): name} or encoding in ("cp850", "mac_roman")


def test_letters_that_are_lost_are_one_error_and_nothing_is_read():
    content = '#KONTO 1 "Försäljning på nätet"\n#KONTO 2 "Lö'.encode()[:-1]
    for damaged in (content, '#KONTO 1 "F\ufffdrs\ufffdljning"'.encode(), '#KONTO 1 "FÃ¶rsÃ¤ljning"'.encode()):
        file = read_sie(damaged)
        assert [(t.rule, t.severity) for t in file.troubles] == [("E2", ERROR)]
        assert file.accounts == {}


def test_quotes_and_backslashes():
    """As FAKT.SI has a path in #FNR and SoftOne XE has quotes for ö; a quote in a field needs its backslash."""
    path, odd = r'#KONTO 1 "C:\Data\Företag"', '#KONTO 1710 "F"rutbetalda hyror"'
    file = sie_of(path, r'#KONTO 2 "Sagt \"så\" {1}"', r'#PSALDO 0 202601 2 {1 "}\"a b"} 1', odd, '#FNR "ö"ppen"')
    assert file.accounts == {"1": r"C:\Data\Företag", "2": 'Sagt "så" {1}'}
    assert file.period_balances[0].objects == ("1", '}"a b')
    assert [f"rad 4 (”{odd}”)" in what for what in told(file)] == [True]  # #FNR isn't needed, so it can't fail
    assert file.troubles[0].severity == WARNING  # a name, and no amount


@pytest.mark.parametrize(
    "record",
    [
        "#PSALDO 0 202601 5010 {1 2", "#PSALDO 0 202601 5010 {1} 5", "#PSALDO 0 202613 5010 {} 5",
        "#PSALDO x 202601 5010 {} 5", "#PSALDO 0 202601 5010 5.00", "#PSALDO 0 202601 5010 {} 0.005",
        "#PSALDO 0 202601 5010 {} 1e3", "#RES 0 3010 1_000", "#RES 0 3010 ١٢", "#RES 0 3010 NaN", '#RES 0 "" 1',
        "#RES 0 3010 99999999999999999999", "#RES 0 3010 {}", "#RAR 0",
        "#RAR 0 20260101 20260231", "#KONTO", "#OBJEKT 1 2",
        "#TRANS 5010 {} 1", '#KONTO 1 "a', "# 1", "text", "#KONTO 1 a}",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_line(record):
    file = sie_of(*HEAD, record, encoding="utf-8")
    unused = record.startswith(("#RES", "#KONTO", "#OBJEKT"))
    assert [(t.rule, t.severity) for t in file.troubles] == [("E4", WARNING if unused else ERROR)]
    assert f"rad {len(HEAD) + 1} (”{record}”) inte att läsa" in told(file)[0]
    assert file.kinds[-1] is LineKind.REJECTED


def test_many_faults_are_told_shortly():
    file = sie_of(*HEAD, *["#RES x"] * 50, *(f"#EGEN_{n} 1" for n in range(50)))
    assert len(file.troubles) == 2
    assert "raderna 13, 14, 15, 16, 17 och 45 till (den första är ”#RES x”)" in told(file)[0]
    assert told(file)[1].endswith("#EGEN_15 och fler.")
    assert file.unknown["#EGEN_49"] == 1


@pytest.mark.parametrize("content", [b"", b"\r\n \x1a", b"\x00\xff\xfe" * 99, b"<html>\n<h1>Not Found</h1>\n{\n}"])
def test_what_is_no_sie_file_is_one_fault(content):
    file = read_sie(content)
    assert [(t.what, t.severity) for t in file.troubles] == [("SIE-filen har inga poster.", ERROR)]


def crc(text: bytes) -> int:
    """The standard's own way (SIE 4B, 10.11–10.13): FFFFFFFF, polynomial EDB88320, inverted."""
    value = 0xFFFFFFFF
    for byte in text:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


SUMMED = [
    '#konto\t1915 "Kassa \\"special\\" å"', "#VER A 1 20260101", "{",
    '  #TRANS 1915 {"1" "4 5" 6 7} -1.50 "" "{x}"', "}",
]  # fmt: skip
TEXT = '#konto1915Kassa "special" å#VERA120260101#TRANS191514 567-1.50{x}'


@pytest.mark.parametrize(
    ("encoding", "end", "fault"),
    [
        ("cp437", crc(TEXT.encode("cp437")), ""),
        ("cp437", crc(TEXT.encode("cp437")) - 2**32, ""),  # written as a signed number
        ("cp1252", crc(TEXT.encode("cp437")), ""),  # as the standard says
        ("cp1252", crc(TEXT.encode("cp1252")), ""),  # as its bytes are
        ("utf-8", crc(TEXT.encode()), ""),
        ("cp437", crc(TEXT.encode("cp437")) ^ 1, "stämmer inte med kontrollsumman på rad 8"),
        ("cp437", "abc", "stämmer inte med kontrollsumman på rad 8"),
        ("cp437", "", "saknar slut"),
    ],
)
def test_a_checksum(encoding, end, fault):
    file = sie_of("#FLAGGA 0", "#KSUMMA", *SUMMED, f"#KSUMMA {end}", encoding=encoding)
    assert [fault in what for what in told(file)] == ([True] if fault else [])
    assert all(t.severity == (WARNING if end else ERROR) for t in file.troubles)


def test_a_checksum_that_cannot_be_held():
    assert "saknar början" in told(sie_of("#FLAGGA 0", *SUMMED, "#KSUMMA 1"))[0]
    assert ["rad 3 (" in what for what in told(sie_of("#FLAGGA 0", "#KSUMMA", '#KONTO 1 "', "#KSUMMA 1"))] == [True]


def test_a_file_cut_in_a_voucher():
    file = sie_of(*SUMMED[:4])
    assert told(file) == ["Verifikationen på rad 2 i SIE-filen saknar slut, så filen är avkortad."]


@pytest.mark.parametrize("message", messages_of(sie).values(), ids=messages_of(sie))
def test_the_messages_are_whole_sentences(message):
    assert message.rule == "E4"
    assert message.shown.what.endswith(".")
    assert message.shown.todo.endswith(".")
    assert "{" not in message.shown.what + message.shown.todo


amounts = st.lists(
    st.tuples(st.sampled_from(list(UNITS)), st.integers(1, 12), st.integers(-(10**13), 10**13)), max_size=40
)


@given(amounts)
def test_what_is_written_as_sie_is_read_back_to_the_ore(rows):
    lines = [f'#PSALDO 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(ore)}' for unit, month, ore in rows]
    file = read_sie("\r\n".join([*HEAD, *lines]).encode("cp437"))
    assert [row.ore for row in file.period_balances] == [ore for _, _, ore in rows]
    assert file.troubles == []


letters = st.text(st.sampled_from('abc åäöÅÄÖé1{}#\\t"\\\\/'), max_size=12)


@given(
    st.sampled_from(["cp437", "cp1252", "utf-8"]),
    st.lists(st.tuples(letters, letters, st.integers(-(10**14) + 1, 10**14 - 1)), max_size=20),
)
@example("cp437", [("a\\b", '"', -1), ("", "x", 10**14 - 1)])
def test_texts_and_amounts_are_read_back(encoding, rows):
    """Any text but one that has a backslash before a quote or at its end, which the standard can't tell from \\".

    Letters in no Swedish order may be another encoding's, which is said; in UTF-8 they are certain.
    """
    rows = [(a.rstrip("\\").replace('\\"', '"'), b.rstrip("\\").replace('\\"', '"'), ore) for a, b, ore in rows]
    rows = [(f"d{a}".strip(), b.strip(), ore) for a, b, ore in rows]  # a dimension is never empty
    pairs = [tuple('"' + text.replace('"', '\\"') + '"' for text in row[:2]) for row in rows]
    lines = [
        f"#PBUDGET -1 202512 4010 {{{one} {two}}} {kr(row[2])}" for row, (one, two) in zip(rows, pairs, strict=True)
    ]
    file = sie_of('#KONTO 1 "Överförmyndare, ängar och åar"', *lines, encoding=encoding)
    if file.troubles and encoding != "utf-8":
        assert {t.rule for t in file.troubles} == {"E2"}
        return
    assert file.troubles == []
    assert file.encoding == encoding
    assert [row[:5] for row in file.period_budgets] == [
        (-1, "202512", "4010", (one, two), ore) for one, two, ore in rows
    ]


@settings(max_examples=300)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet='#KONTPSALDREVSUM {}"\\ 0123456789.\n\t', max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "#VER",
                    "#TRANS",
                    "#PSALDO",
                    "#KSUMMA",
                    "#RAR",
                    "#IB",
                    "#OUB",
                    " ",
                    "{",
                    "}",
                    '"',
                    "1",
                    "20260101",
                    "\n",
                    "-1.5",
                    "å",
                ]
            ),
            max_size=60,
        ).map("".join),
    )
)
def test_nothing_makes_the_reader_fall(content):
    raw = content if isinstance(content, bytes) else content.encode()
    file = read_sie(raw)
    choose(file, Scope("1", ("",), 2026))
    assert len(file.kinds) == len(file.texts)
    assert all(t.what.endswith(".") for t in file.troubles)
