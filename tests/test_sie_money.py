"""A SIE file's money: each krona once, to the öre, for the right time, or nothing with a line that says why."""

import dataclasses
import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.steps.files.formats import is_sie
from flows.steps.finance.sie_rows import read_sie_rows
from flows.steps.find_job import load_job
from schemas.findings import ERROR, NOTICE, WARNING
from tests.conftest import NOW, ROOT
from tests.test_sie import HEAD, UNITS, example_file, kr, taken

RIGHT = {"1110": 3 * 1_000_001 - 500_000, "2010": 3 * 2_000_002 - 500_000}
"""Öre through March of the first two ansvar of the example."""


def sie_job():
    """The example's April round, whose outcome is through March, with no inhabitants to compare with."""
    job = load_job(ROOT, "mariestad", "prognos-april", 2026, NOW)
    finance = job.settings.finance.model_copy(update={"inhabitants": None})
    return dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance}))


JOB = sie_job()


def read(lines, encoding="cp437", end="\r\n"):
    """The rows' actual by ansvar, what is said (severity and text), and the account of the lines."""
    findings = []
    rows, account = read_sie_rows(JOB, "ekonomi.se", (end.join(lines) + end).encode(encoding), findings)
    actual = {str(unit): int(ore) for unit, ore in zip(rows["unit"], rows["actual"], strict=True)}
    return actual, [(f.severity, f.what) for f in findings], account


def changed(old: str, new: str, lines=None) -> tuple[list[str], int]:
    """The example with one line replaced, and that line's number."""
    lines = lines or example_file()
    at = lines.index(old)
    return [*lines[:at], new, *lines[at + 1 :]], at + 1


ROW = '#PSALDO 0 202603 5010 {1 "2010"} 20000.02 0'
"""A record of the example: its second ansvar, in March."""
START = '#PSALDO 0 202603 5010 {1 "2010"} '


def test_the_example_is_read_and_each_of_its_lines_is_accounted_for():
    actual, said, account = read(example_file())
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert said == []
    assert account.rows == len(example_file()) == sum(account.counts.values())
    assert account.counts["poster med belopp för ansvar"] == 5 * (3 + 1 + 1 + 12)
    assert account.counts["poster på andra konton"] == account.counts["poster för andra perioder"] == 5
    assert account.counts["poster utan ansvar"] == 5
    assert account.sentence.startswith(f"{account.rows} rader: 85 poster med belopp för ansvar, ")


@pytest.mark.parametrize(
    "amount",
    [
        "20000 020.00 0", "20 000.02", "20 000.02 0", "20 000", "20\xa0000.02", "20'000.02", '"20 000.02"',
        "20000.02 kr", "2 000 020.00", "200 020", "20000 020,00", "20_000.02", "20.000.02", "20,000.02",
    ],
)  # fmt: skip
def test_an_amount_with_thousands_apart_is_never_its_first_digits(amount):
    """S01 and its like: '20000 020.00 0' may be an amount and a quantity, or an amount."""
    lines, line = changed(ROW, START + amount)
    actual, said, account = read(lines, "cp1252")
    assert actual == {}
    assert [(severity, f"rad {line} (" in what) for severity, what in said] == [(ERROR, True)]
    assert account.counts["rad som inte gick att läsa"] == 1
    assert sum(account.counts.values()) == len(lines)


@pytest.mark.parametrize(
    "amount",
    [
        "20000.02-", "20000.02 -", "- 20000.02", "(20000.02)", "−20000.02", "20000,02", "2E4", "2e4", "1.234",
        "20000.020", "20000.", "+20000.02", "TRUE", "SANT", '""', "", "NaN", "inf", "0x4E20", "٢٠٠٠٠", "20000.02kr",
        "--5", "1234567890123.00", "=20000.02", "'20000.02", "20000.02 CR", "{}", '5"', "#N/A",
    ],
)  # fmt: skip
def test_an_amount_that_is_not_as_sie_writes_it_stops_the_economy(amount):
    """S02 and its like: unreadable is never zero, and never a warning under which wrong sums are published."""
    lines, line = changed(ROW, START + amount)
    actual, said, account = read(lines, "utf-8")
    assert actual == {}
    assert [(severity, f"rad {line} (" in what) for severity, what in said] == [(ERROR, True)]
    assert account.counts["rad som inte gick att läsa"] == 1


@pytest.mark.parametrize(
    "amount", ["20000.02", "20000.02 0", '"20000.02" ""', "20000.02 120.00", "020000.02 -3.5", "20000.02\t0"]
)
def test_an_amount_as_sie_writes_it_is_read(amount):
    actual, said, _ = read(changed(ROW, START + amount)[0])
    assert ({unit: actual[unit] for unit in RIGHT}, said) == (RIGHT, [])


def test_a_quantity_of_three_digits_is_one_where_the_account_has_a_unit():
    lines, _ = changed(ROW, START + "20000 120")
    with_unit = [*lines[:12], "#ENHET 5010 timmar", *lines[12:]]
    assert read(lines)[0] == {}
    assert read(with_unit)[0]["2010"] == RIGHT["2010"] - 2


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ('#PSALDO 0 202613 5010 {1 "2010"} 5.00', "ÅÅÅÅMM"), ('#PSALDO 0 2026-03 5010 {1 "2010"} 5.00', "ÅÅÅÅMM"),
        ('#PSALDO 0 mars 5010 {1 "2010"} 5.00', "ÅÅÅÅMM"), ('#PSALDO 0 20260301 5010 {1 "2010"} 5.00', "ÅÅÅÅMM"),
        ('#PSALDO 1 202603 5010 {1 "2010"} 5.00', "Årsnumret"), ("#RAR -2 20240101 2024-12-31", "ÅÅÅÅMMDD"),
        ("#RAR -2 20241231 20240101", "ÅÅÅÅMMDD"), ("#RAR 0 20250101 20251231", "två gånger"),
        ("#OMFATTN mars", "ÅÅÅÅMMDD"), ('#PSALDO 0 202603 5010 {1 "2010" 1 "1110"} 5.00', "klamrar"),
        ('#PSALDO 0 202603 5010 {"2010"} 5.00', "klamrar"), ('#PSALDO 0 202603 5010 {1 "2010" 5.00', "Citationstecken"),
        ('#PSALDO 0 202603 5010 {1 "2010"}', "saknas"), ('PSALDO 0 202603 5010 {1 "2010"} 5.00', "börjar med #"),
        ('# PSALDO 0 202603 5010 {1 "2010"} 5.00', "börjar med #"), ('#PBUDGET 0 2026 5010 {1 "2010"} 5.00', "ÅÅÅÅMM"),
        ('#PSALDO 0 202603 5010 {1 "2010"}5.00', "Citationstecken"),
        ('#PSALDO 0 202603 5010 {1 2010} 5\x0b00', "Citationstecken"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_read_stops_the_economy_with_its_line(record, why):
    lines = [*example_file(), record]
    actual, said, account = read(lines)
    assert actual == {}
    assert [(severity, f"rad {len(lines)} (" in what, why in what) for severity, what in said] == [(ERROR, True, True)]
    assert sum(account.counts.values()) == len(lines)


def test_a_record_that_no_amount_needs_stops_nothing():
    actual, said, _ = read([*example_file(), '#KONTO 6000 "F"rskott"', "#IB 0 1930 1 000", "#PROGRAM"])
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert {severity for severity, _ in said} == {WARNING}


@pytest.mark.parametrize(
    "encoding", ["mac_roman", "cp850", "cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"]
)
def test_names_are_right_or_asked_about_in_every_encoding(job, encoding):
    """S03 and its like, whatever #FORMAT says: never 'Çldreomsorg' without a word."""
    names = {"3010": "Äldreomsorg", "4010": "Gator, ängar och åar", "5010": "Miljö"}
    lines = example_file(scale=2_000)
    lines = [next((f'#OBJEKT 1 "{u}" "{n}"' for u, n in names.items() if f'#OBJEKT 1 "{u}"' in ln), ln) for ln in lines]
    content = "\r\n".join(lines).encode(encoding)
    assert is_sie(content)
    rows, findings = taken(job, content)
    assert list(rows["area"])[2:] == list(names.values())
    assert findings == []


def test_broken_letters_are_never_published(job):
    content = "\r\n".join(example_file(scale=2_000)).encode().replace("Ä".encode(), "\ufffd".encode())
    rows, findings = taken(job, content)
    assert rows.empty
    assert [(f.rule, f.severity) for f in findings] == [("E2", ERROR)]


SAME = '#PSALDO 0 202603 5010 {1 "2010"} 20000.02 0'


@pytest.mark.parametrize(
    "again", [SAME, SAME.lower(), SAME.replace(" ", "\t"), SAME.replace('{1 "2010"}', '{ "1"   "2010 " }'), f"  {SAME}"]
)
def test_the_same_record_twice_is_counted_once_and_reported(again):
    """S04 and its like: the same year, period, account and objects, however they are written."""
    lines = [*example_file(), again]
    actual, said, account = read(lines)
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [(severity, f"räknad en gång: rad {len(lines)} (" in what) for severity, what in said] == [(WARNING, True)]
    assert account.counts["upprepad post"] == 1


def test_a_whole_file_twice_is_counted_once():
    actual, said, account = read([*example_file(), *example_file()[len(HEAD) :]])
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [severity for severity, _ in said] == [WARNING]
    assert account.rows == 2 * len(example_file()) - len(HEAD)


@pytest.mark.parametrize(
    "again",
    [
        '#PSALDO 0 202603 5010 {1 "2010"} 20000.03 0', '#PSALDO 0 202603 5010 {1 "2010"} -20000.02 0',
        '#PSALDO 0 202603 5010 {1 "2010"} 20000.02 5', '#PBUDGET 0 202603 5010 {1 "2010"} 1.00',
        '#PSALDO -1 202503 5010 {1 "2010"} 1.00',
    ],
)  # fmt: skip
def test_the_same_record_with_another_amount_stops_the_economy(again):
    lines = [*example_file(), again]
    actual, said, account = read(lines)
    assert actual == {}
    assert [(s, "olika belopp" in what, f"rad {len(lines)} (" in what) for s, what in said] == [(ERROR, True, True)]
    assert sum(account.counts.values()) == len(lines)


def test_a_record_in_conflict_that_is_not_needed_stops_nothing():
    actual, said, _ = read([*example_file(), '#PSALDO 0 202601 1930 {1 "2010"} 5.00'])
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [severity for severity, _ in said] == [WARNING]


def test_parts_of_an_amount_are_not_counted_again():
    """{1 "2010" 6 "P1"} beside {1 "2010"}: by the standard an object's record has all of its money."""
    parts = ['#PSALDO 0 202603 5010 {1 "2010" 6 "P1"} 15000.00', '#PSALDO 0 202603 5010 {6 "P2" 1 "2010"} 5000.02']
    actual, said, account = read([*example_file(), *parts])
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [(severity, "inte räknade igen: raderna" in what) for severity, what in said] == [(NOTICE, True)]
    assert account.counts["poster som ingår i andra"] == 2


def test_an_amount_that_may_be_part_of_another_is_asked_about():
    part = '#PSALDO 0 202603 5010 {1 "2010" 6 "P1"} 15000.00'
    lines = [*(line for line in example_file() if "{}" not in line), part]
    actual, said, _ = read(lines)
    assert actual == {}
    assert [(severity, f"rad {len(lines)} (" in what) for severity, what in said] == [(ERROR, True)]
    actual, said, _ = read([*example_file(), part])  # here the accounts' own records are the sums of the ansvar
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [severity for severity, _ in said] == [NOTICE]


def test_the_accounts_own_sum_tells_whether_an_amount_is_part_of_another():
    both = ['#PSALDO 0 202603 4010 {1 "2010"} 100.00', '#PSALDO 0 202603 4010 {1 "2010" 6 "P1"} 40.00']
    apart = [*(line for line in example_file() if "{}" not in line), *both, "#RES 0 4010 140.00"]
    actual, said, _ = read(apart)
    assert actual["2010"] == RIGHT["2010"] + 14_000
    assert [severity for severity, _ in said] == [NOTICE]
    whole = [*example_file(), "#PSALDO 0 202603 4010 {} 100.00", *both, "#RES 0 4010 100.00"]
    actual, said, _ = read(whole)
    assert actual["2010"] == RIGHT["2010"] + 10_000
    assert [severity for severity, _ in said] == [NOTICE]


def test_two_ways_of_dividing_the_same_money_are_asked_about():
    both = ['#PSALDO 0 202603 4010 {1 "2010" 7 "A"} 100.00', '#PSALDO 0 202603 4010 {1 "2010" 6 "P1"} 100.00']
    assert read([*example_file(), *both])[0] == {}
    one = ['#PSALDO 0 202603 4010 {1 "2010" 6 "P2"} 60.00', '#PSALDO 0 202603 4010 {1 "2010" 6 "P1"} 40.00']
    total = "#PSALDO 0 202603 4010 {} 100.00"
    actual, said, _ = read([*example_file(), *one, total])
    assert (actual["2010"], said) == (RIGHT["2010"] + 10_000, [])


def test_fields_beyond_the_standards_are_reported():
    lines, line = changed(ROW, ROW + ' "x"')
    actual, said, _ = read(lines)
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [(severity, f"rad {line} (" in what) for severity, what in said] == [(WARNING, True)]


def test_money_without_ansvar_is_reported_with_its_amount():
    lines, _ = changed(
        f"#PSALDO 0 202602 5010 {{}} {kr(15 * 1_000_001)}", f"#PSALDO 0 202602 5010 {{}} {kr(15_000_515)}"
    )
    _, said, _ = read(lines)
    assert [(severity, " 5 kr har inget ansvar" in what) for severity, what in said] == [(WARNING, True)]


def test_money_of_another_dimension_alone_is_reported():
    lines = [*(line for line in example_file() if "{}" not in line), '#PSALDO 0 202603 5010 {6 "P1"} 15000.00']
    actual, said, _ = read(lines)
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert [(severity, f"rad {len(lines)} (" in what) for severity, what in said] == [(WARNING, True)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#GEN 20260401", "#OMFATTN 20260228", "till och med 2026-02-28"),
        ("#GEN 20260401", "#OMFATTN 20260315", "2026-03-15"),
        ("#RAR 0 20260101 20261231", "#RAR 0 20270101 20271231", "räkenskapsåret 2027-01-01–2027-12-31"),
        ("#GEN 20260401", "#VALUTA EUR", "i EUR"),
        ('#PSALDO 0 202603 5010 {1 "2010"} 20000.02 0', '#PSALDO -1 202603 5010 {1 "2010"} 20000.02 0', "utanför sitt"),
        ('#PSALDO -1 202503 5010 {1 "2010"} 9000.00', '#PSALDO 0 202503 5010 {1 "2010"} 9000.00', "utanför sitt"),
    ],
)  # fmt: skip
def test_a_file_of_another_time_or_currency_stops_the_economy(old, new, words):
    lines, _ = changed(old, new, [line for line in example_file() if words[:4] != "räke" or "RAR -1" not in line])
    actual, said, _ = read(lines)
    assert actual == {}
    assert [(severity, words in what) for severity, what in said] == [(ERROR, True)]


def test_a_file_without_the_last_month_is_not_the_rounds():
    early = [line for line in example_file() if " 202603 " not in line or "PBUDGET" in line]
    actual, said, _ = read([line for line in early if " 202604 " not in line or "PBUDGET" in line])
    assert actual == {}
    assert [(severity, "mars 2026" in what) for severity, what in said] == [(ERROR, True)]
    actual, said, _ = read(["#OMFATTN 20260331", *early])
    assert actual["2010"] == RIGHT["2010"] - 2_000_002
    assert [(severity, "mars 2026" in what) for severity, what in said] == [(WARNING, True)]


def test_a_year_that_is_not_said_and_a_short_budget_are_warnings():
    _, said, _ = read([line for line in example_file() if "#RAR" not in line])
    assert [(severity, "#RAR" in what) for severity, what in said] == [(WARNING, True)]
    short = [
        line for line in example_file() if "PBUDGET" not in line or (" 2026" in line and line.split()[2] < "202604")
    ]
    _, said, _ = read(short)
    assert [(severity, "slutar i mars 2026" in what) for severity, what in said] == [(WARNING, True)]


def test_a_missing_budget_or_actual_is_never_zero():
    for label, words in (("#PBUDGET", "ingen budget"), ("#PSALDO", "inget utfall")):
        actual, said, _ = read([line for line in example_file() if label not in line])
        assert actual == {}
        assert [(severity, words in what) for severity, what in said] == [(ERROR, True)]


VOUCHER = ["#VER A 1 20260315", "{", '#TRANS 5010 {1 "2010"} 100.00', "#TRANS 1930 {} -100.00", "}"]
BUDGET = '#PBUDGET 0 202601 5010 {1 "2010"} 1200.00'


def test_vouchers_are_summed_and_that_is_said():
    actual, said, account = read([*HEAD, BUDGET, *VOUCHER, "#RES 0 5010 100.00"])
    assert actual == {"2010": 10_000}
    assert [severity for severity, what in said if "SIE" in what] == [WARNING]
    assert account.counts["poster med belopp för ansvar"] == 2
    assert sum(account.counts.values()) == len(HEAD) + 7


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*VOUCHER, "#RES 0 5010 130.00"], "ger SIE-filens verifikationer 100 kr"),
        ([*VOUCHER, *VOUCHER[:2], VOUCHER[2].replace("100", "200"), *VOUCHER[3:]], "med olika belopp"),
        (VOUCHER[:4], "avkortad"),
        ([*VOUCHER[:3], "#TRANS 1930 {} -100,00", "}"], "inte att läsa"),
        ([*VOUCHER[:2], '#TRANS 5010 {1 "2010"} 100.00 2026-03-15', *VOUCHER[3:]], "ÅÅÅÅMMDD"),
        (['#TRANS 5010 {1 "2010"} 100.00 20260315', *VOUCHER], "utanför en verifikation"),
    ],
)
def test_vouchers_that_cannot_be_all_stop_the_economy(lines, words):
    actual, said, _ = read([*HEAD, BUDGET, *lines])
    assert actual == {}
    assert any(severity == ERROR and words in what for severity, what in said)


def test_the_same_voucher_twice_is_counted_once():
    actual, said, _ = read([*HEAD, BUDGET, *VOUCHER, *VOUCHER])
    assert actual == {"2010": 10_000}
    assert any("räknad en gång" in what for _, what in said)
    _, said, _ = read([*HEAD, BUDGET, *VOUCHER[:2], VOUCHER[2].replace("100", "90"), *VOUCHER[3:]])
    assert any("inte jämnt upp" in what for _, what in said)


def test_vouchers_that_are_not_needed_stop_nothing():
    actual, said, _ = read([*example_file(), *VOUCHER[:3], "#TRANS 1930 {} 1 000", '#TRANS 1 {} 5 "" "F"rskott"', "}"])
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    assert {severity for severity, _ in said} == {WARNING}


def zipped(content: bytes, name: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(name, content)
    return whole.getvalue()


SIE_5 = '<?xml version="1.0" encoding="utf-8"?>\n<Sie xmlns="http://www.sie.se/sie5"><FileInfo/></Sie>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SIE_5.encode(), "SIE 5"), (SIE_5.replace("Sie ", "SieEntry ").encode("utf-16"), "SIE 5"),
        (zipped(b"#FLAGGA 0", "mapp/Ekonomi.SE"), "zip-fil med SIE-filen mapp/Ekonomi.SE"),
        ("\r\n".join(["#FLAGGA 0", "#SIETYP 4", *VOUCHER]).encode(), "bara verifikationer"),
        ("\r\n".join([*HEAD, "#PSALDO 0 202601 5010 {} 5.00"]).replace("TYP 4", "TYP 2").encode(), "av typ 2"),
        (b"#FLAGGA 0\r\n#SIETYP 3\r\n", "inga belopp"),
    ],
)  # fmt: skip
def test_what_a_file_is_and_what_to_do_is_said_of_the_finance_file(job, content, words):
    rows, findings = taken(job, content)
    assert rows.empty
    assert [(f.rule, f.severity, words in f.what, "typ 3" in f.todo or "zip" in f.what) for f in findings] == [
        ("E4", ERROR, True, True)
    ]
    assert "mallen" not in findings[0].todo


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\f", "\r\n\f", "\n\n"])
def test_every_line_is_in_one_class_whatever_ends_it(end):
    actual, _, account = read(example_file(), end=end)
    assert {unit: actual[unit] for unit in RIGHT} == RIGHT
    blank = len(example_file()) if len(end.replace("\r\n", "\n")) == 2 else 0
    assert account.rows == len(example_file()) + blank
    assert account.counts.get("tomma rader", 0) == blank


def test_a_last_amount_that_may_be_cut_stops_the_economy():
    for cut in range(1, 5):
        content = "\r\n".join(example_file()).encode("cp437")
        whole, findings = content[:-cut], []
        rows, _ = read_sie_rows(JOB, "ekonomi.se", whole, findings)
        assert rows.empty
        assert [f.severity for f in findings] == [ERROR]


FOUND = {"1110": "KS", "2010": "UN", "3010": "SN"}
BAD = ("1 000", "5,00", "5.000", "5.00-", "1E3", "+5", "", "x", "(5.00)", "5.00 -", "12 000.00 0", "NaN")


def written(rng: random.Random, ore: int) -> str:
    """An amount as programs write it."""
    text = kr(ore)
    if ore % 100 == 0 and rng.random() < 0.3:
        return text[:-3]
    return text[:-1] if ore % 10 == 0 and rng.random() < 0.3 else text


def spelled(rng: random.Random, label: str, year: int, period: str, account: str, objects: dict[str, str]) -> str:
    """A record up to its amount, with the freedom that the standard gives."""
    pairs = list(objects.items())
    rng.shuffle(pairs)
    quote = (lambda text: f'"{text}"') if rng.random() < 0.5 else str
    inside = " ".join(f"{quote(d)} {quote(o)}" for d, o in pairs)
    label = label.lower() if rng.random() < 0.1 else label
    gap = rng.choice((" ", " ", "\t", "   "))
    return gap.join([label, str(year), quote(period), quote(account), f"{{{inside}}}", ""])


class Random:
    """A random file: its lines, what it should give per ansvar, what was done to it, and how many lines are bad."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.apart = self.rng.random() < 0.3
        self.lines: list[str] = []
        self.expected = {name: dict.fromkeys(FOUND, 0) for name in ("actual", "budget", "last_year")}
        self.broken: set[str] = set()
        self.harm: list[str] = []
        sums: dict[tuple[int, str], int] = {}
        for label, year in (("#PSALDO", 0), ("#PSALDO", -1), ("#PBUDGET", 0)):
            for account in [*self.rng.sample(("3010", "4010", "5010", "1930"), 3), "6110"]:
                for month in {3, *self.rng.sample(range(1, 13), 3)}:
                    self.month(label, year, f"{2026 + year}{month:02d}", account, sums)
        self.results = [f"#RES {year} {account} {kr(ore)}" for (year, account), ore in sums.items()]
        self.rng.shuffle(self.lines)
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.damage()
        self.content = self.put_together()

    def month(self, label: str, year: int, period: str, account: str, sums: dict[tuple[int, str], int]) -> None:
        """The records of a month and account: objects, combinations of them, and what has none."""
        rng, total = self.rng, 0
        for unit in rng.sample(list(FOUND), rng.randint(1, 3)):
            ore = rng.choice((rng.randint(-(10**9), 10**9), rng.randint(-999, 999) * 100))
            part = rng.choice((0, 0, 0, rng.randint(-(10**6), 10**6)))
            record = spelled(rng, label, year, period, account, {"1": unit}) + written(rng, ore)
            self.lines.append(record + rng.choice(("", "", " 0", ' ""', " -2.5")))
            if part:
                split = [part] if self.apart else [part, ore - part]
                for number, each in enumerate(split):
                    objects = {"1": unit, "6": f"P{number}"}
                    self.lines.append(spelled(rng, label, year, period, account, objects) + written(rng, each))
            mine = ore + (part if self.apart else 0)
            total += mine
            self.count(label, year, period, account, unit, mine)
        rest = rng.choice((0, 0, rng.randint(-999, 999)))
        self.lines.append(
            spelled(rng, label, year, period, account, {}) + written(rng, rest if self.apart else total + rest)
        )
        if label == "#PSALDO":
            sums[year, account] = sums.get((year, account), 0) + total + rest

    def count(self, label: str, year: int, period: str, account: str, unit: str, ore: int) -> None:
        """What a follow-up through March makes of an amount."""
        if account == "1930" or (label == "#PSALDO" and period[4:] > "03"):
            return
        self.expected["budget" if label == "#PBUDGET" else "last_year" if year else "actual"][unit] += ore

    def damage(self) -> None:
        """Do something to the file that a reader must report."""
        rng = self.rng
        at = rng.randrange(len(self.lines))
        kinds = ["amount", "amount", "same", "other", "field", "period", "label"]
        kind = rng.choice(kinds if any("{1 1110 7 A}" in line for line in self.lines) else [*kinds, "part"])
        start = self.lines[at][: self.lines[at].index("}") + 1]
        ours = not any(account in start for account in ("1930",)) and "{}" not in start
        if kind == "amount":
            self.lines[at] = f"{start} {rng.choice(BAD)}"
            self.broken.add(self.lines[at])
        elif kind == "same":
            self.lines.insert(rng.randrange(len(self.lines)), self.lines[at])
            return
        elif kind == "other":
            self.lines.insert(rng.randrange(len(self.lines)), f"{start} 123456.78")
            if not ours:
                return
        elif kind == "field":
            self.lines[at] = f"{start} 5.00 0 x"  # another amount, so that it is not the same as what was counted
            if ours:
                self.harm.append("changed")
            return
        elif kind == "period":
            self.lines[at] = start.replace("202", "x02", 1) + " 5.00"
            self.broken.add(self.lines[at])
        elif kind == "label":
            self.lines[at] = "PSALDO" + self.lines[at]
            self.broken.add(self.lines[at])
        else:
            self.lines.append("#PSALDO 0 202603 5010 {1 1110 7 A} 77.77")
            self.lines.append("#PSALDO 0 202603 5010 {1 1110 8 B} 77.78")
            if self.apart:
                self.expected["actual"]["1110"] += 77_77 + 77_78
                return
        self.harm.append(kind)

    def put_together(self) -> bytes:
        """The file's bytes, with empty lines and records of other kinds between the others."""
        rng = self.rng
        head = [*HEAD, *(f'#OBJEKT 1 "{unit}" "{UNITS[unit]}"' for unit in FOUND)]
        if rng.random() < 0.5:
            head.append(f"#OMFATTN {rng.choice(('20260331', '20260430'))}")
        lines = [*head, *self.results, *self.lines]
        for extra in rng.choices(("", "   ", "#PROSA x", "#SRU 3010 7410", "#EGEN 5", "\t"), k=rng.randint(0, 6)):
            lines.insert(rng.randrange(1, len(lines)), extra)
        self.count_of_lines = len(lines)
        self.bad = sum(line in self.broken for line in lines)
        end = rng.choice(("\r\n", "\n", "\r"))
        return (end.join(lines) + end).encode(rng.choice(("cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16")))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**40))
def test_a_random_file_is_read_to_the_ore_or_its_line_is_reported(seed):
    """What isn't read exactly shows nothing at all; nothing differs without an error; every line is accounted for."""
    made, findings = Random(seed), []
    rows, account = read_sie_rows(JOB, "ekonomi.se", made.content, findings)
    errors = [f for f in findings if f.severity == ERROR and f.rule == "E4"]
    assert account.rows == made.count_of_lines == sum(account.counts.values())
    rejected = account.counts.get("rad som inte gick att läsa", account.counts.get("rader som inte gick att läsa", 0))
    assert rejected == made.bad
    if rows.empty:
        assert errors
        assert made.harm
        return
    assert not errors
    for name, wanted in made.expected.items():
        found = rows.groupby("unit")[name].sum()
        if not set(made.harm) - {"part"}:  # parts of what is there are not counted again
            assert {unit: int(found.get(unit, 0)) for unit in FOUND} == wanted, name
    assert not set(made.harm) - {"changed", "part"}
