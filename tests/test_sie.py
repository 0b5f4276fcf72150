"""SIE files: the record syntax, encodings as they come, exact öre, nämnd by the object of the ansvar dimension."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.finance import read_finance
from flows.steps.sie import by_object, read_sie
from flows.steps.sie_records import records
from schemas.finance_settings import Sie

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
    for number, unit in enumerate(UNITS, 1):
        for month in (1, 2, 3, 4):
            lines.append(f'#PSALDO 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(number * 1_000_001 * scale)} 0')
            lines.append(f"#PSALDO 0 2026{month:02d} 5010 {{}} 99999999.00")
        lines.append(f'#PSALDO 0 202601 3010 {{1 "{unit}"}} {kr(-500_000 * scale)}')
        lines.append(f'#PSALDO 0 202601 1930 {{1 "{unit}"}} 7777.00')
        lines.append(f'#PSALDO -1 202503 5010 {{1 "{unit}"}} {kr(900_000 * scale)}')
        for month in range(1, 13):
            lines.append(f'#PBUDGET 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(1_000_000 * scale)}')
    return lines


def taken(job, content: bytes):
    for path in job.inbox.glob("ekonomi*"):
        path.unlink()
    (job.inbox / "ekonomi.se").write_bytes(content)
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
    rows = ['#TRANS 5010 {1 "1110"} 100.50 "" "text"', "#TRANS 1930 {} -100.50", '#RTRANS 5010 {1 "1110"} 5.00']
    rows.append('#TRANS 5010 {"1" "2010" "6" "P1"} 1 20260331')
    lines = [*HEAD, '#VER A 1 20260215 "Hyra"', "{", *rows, "}"]
    file = read_sie("\n".join(lines).encode("cp437"))
    table = by_object(file, "1", 2026)
    assert table[["object_id", "period", "actual"]].to_dict("records") == [
        {"object_id": "1110", "period": "202602", "actual": 10_050},
        {"object_id": "2010", "period": "202603", "actual": 100},
    ]
    assert file.troubles == []


def test_fields_as_real_programs_write_them():
    text = (
        '#konto\t1510 "Kund ""\n#KONTO 1 "Med \\"citat\\""\n#PSALDO 0 202601 3 { "1"\t"A B" } -1\n\n#PROSA x\n#EGEN 1 2'
    )
    found = list(records(text))
    assert [r.label for r in found] == ["#KONTO", "#KONTO", "#PSALDO", "#PROSA", "#EGEN"]
    assert found[0].broken  # a quote inside quotes without its backslash
    assert found[1].fields == ("1", 'Med "citat"')
    assert found[2].fields == ("0", "202601", "3", ("1", "A B"), "-1")
    file = read_sie(text.encode())
    assert [t.rule for t in file.troubles] == ["E4", "E4"]
    assert "Rad 1 i SIE-filen" in file.troubles[0].what
    assert "#EGEN" in file.troubles[1].what


def test_what_is_missing_is_said(job):
    rows, findings = taken(job, "\n".join(HEAD).encode())
    assert rows.empty
    assert ["inga belopp på dimensionen 1 för 2026" in f.what for f in findings] == [True]
    cut = read_sie("\n".join([*HEAD, "#KSUMMA", "#KONTO 1 x"]).encode())
    assert "avkortad" in cut.troubles[0].what


def test_another_dimension_and_other_accounts_are_settings(job):
    lines = [*HEAD, '#DIM 20 "Enhet"', *(f'#PSALDO 0 202601 5010 {{20 "{u}"}} 9000000.00' for u in UNITS)]
    sie = Sie.model_validate({"dimension": "20", "konton": ["5"]})
    finance = job.settings.finance.model_copy(update={"sie": sie})
    job = dataclasses.replace(job, settings=job.settings.model_copy(update={"finance": finance}))
    rows, findings = taken(job, "\n".join(lines).encode())
    assert findings == []
    assert set(rows["actual"]) == {900_000_000}


amounts = st.lists(
    st.tuples(st.sampled_from(list(UNITS)), st.integers(1, 12), st.integers(-(10**13), 10**13)), max_size=40
)


@given(amounts)
def test_what_is_written_as_sie_is_read_back_to_the_ore(rows):
    lines = [f'#PSALDO 0 2026{month:02d} 5010 {{1 "{unit}"}} {kr(ore)}' for unit, month, ore in rows]
    file = read_sie("\r\n".join([*HEAD, *lines]).encode("cp437"))
    table = by_object(file, "1", 2026)
    assert [int(v) for v in table["actual"]] == [ore for _, _, ore in rows]
    assert file.troubles == []


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=400), st.text(alphabet='#KONTPSALDRE {}"\\ 0123456789.\n\t', max_size=300)))
def test_nothing_makes_the_reader_fall(content):
    raw = content if isinstance(content, bytes) else content.encode()
    file = read_sie(raw)
    by_object(file, "1", 2026)
    assert all(t.what.endswith(".") or t.what for t in file.troubles)
