"""Word documents for the minutes: everything that is known stands in them, and Word's own structure carries it."""

import dataclasses
import io
import itertools
import re
import shutil
import subprocess
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest
from docx.oxml.ns import qn

from flows.steps.documents.make import make_documents
from flows.steps.documents.phrases import actions_named
from flows.steps.find_job import load_job
from flows.steps.merging.sentences import assessment_words, headline
from flows.steps.pages.kommun import totals_table
from flows.steps.swedish import number, signed_tkr, tkr, to_tkr
from flows.steps.template.make import make_template
from flows.steps.workbook.make import make_workbook
from tests.conftest import FOLDER, NOW, ROOT, YEAR, needs, run
from tests.example.answers import answers
from tests.example.type_with_library import fill

LETTER = "protokoll/kommunstyrelsen-tjansteskrivelse.docx"


@pytest.fixture(scope="module")
def merged(tmp_path_factory):
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    return run(load_job(home, "mariestad", FOLDER, YEAR, NOW))


@pytest.fixture(scope="module")
def files(merged):
    return make_documents(merged)


def opened(content):
    return docx.Document(io.BytesIO(content))


def text_of(document) -> str:
    """All text in order, tables and fields included; '\\n' between paragraphs."""
    paragraphs = document.element.body.iter(qn("w:p"))
    return "\n".join("".join(_texts(p)) for p in paragraphs).replace("\N{NO-BREAK SPACE}", " ")


def _texts(paragraph):
    for element in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield element.text if element.tag == qn("w:t") else "\n" if element.tag == qn("w:br") else "\t"


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def headings(document, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def rows(table) -> list[list[str]]:
    return [[plain(cell.text) for cell in row.cells] for row in table.rows]


def with_goals(merged, **columns):
    """The round with these columns of the goals' table set to one value."""
    return dataclasses.replace(merged, tables={**merged.tables, "goals": merged.tables["goals"].assign(**columns)})


def test_one_document_per_namnd_and_the_letter(files, merged):
    assert set(files) == {LETTER, *(f"protokoll/{n.id.lower()}.docx" for n in merged.job.namnder)}


def test_headings_are_words_own_and_none_is_skipped(files):
    for name, content in files.items():
        document = opened(content)
        levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
        assert [p.style.name for p in document.paragraphs][:2] == ["Title", "Subtitle"], name
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        assert not [p for p in document.paragraphs if not "".join(_texts(p._p)).strip()], "an empty paragraph"


def test_no_heading_stands_without_content(files):
    for name, content in files.items():
        body = [e for e in opened(content).element.body if e.tag in (qn("w:p"), qn("w:tbl"))]
        styles = [e.xpath("string(./w:pPr/w:pStyle/@w:val)") if e.tag == qn("w:p") else "table" for e in body]
        assert not styles[-1].startswith("Heading"), name
        pairs = [(a, b) for a, b in itertools.pairwise(styles) if a.startswith("Heading")]
        assert not [(a, b) for a, b in pairs if b.startswith("Heading") and b <= a], name


def test_every_goal_with_its_assessment(files, merged):
    for namnd in merged.job.namnder:
        text = text_of(opened(files[f"protokoll/{namnd.id.lower()}.docx"]))
        goals = merged.tables["goals"]
        for key, goal in goals[goals["namnd"] == namnd.id].iterrows():
            start = text.index(f"{key}. {plain(goal['goal']).partition(chr(10))[0]}")
            after = text[start:]
            assert assessment_words(merged, goal["assessment"]) in after[: len(goal["goal"]) + 60]
            for name in ("goal", "comment", "consequence", "action", "responsible"):
                for line in [] if pd.isna(goal[name]) else plain(goal[name]).split("\n"):
                    assert line in after, (key, name)


def test_the_economy_of_a_namnd_is_the_merged_one(files, merged):
    table = rows(opened(files["protokoll/un.docx"]).tables[1])
    assert table[0] == ["Verksamhet", "Budget helår", "Utfall hittills", "Utfall i fjol", "Prognos helår", "Avvikelse"]
    total = merged.tables["totals"].loc["UN"]
    assert table[-1][1:5] == [plain(tkr(total[n])) for n in ("budget", "actual", "last_year", "forecast")]
    assert table[-1][5] == plain(signed_tkr(total["deviation"]))
    for column in range(1, 6):
        values = [_whole(row[column]) for row in table[1:]]
        assert sum(values[:-1]) == values[-1]


def _whole(text: str) -> int:
    return int(text.replace(" ", "").replace("−", "-"))


def test_the_letters_tables_add_up_to_the_totals(files, merged):
    goals, money = [rows(table) for table in opened(files[LETTER]).tables[:2]]
    totals = merged.tables["totals"]
    assert goals[0] == ["Nämnd", "Antal mål", "● Målet nås", "◐ Nås delvis", "▲ Nås inte", "○ Ej bedömt"]
    assert [row[0] for row in goals[1:]] == [*totals["name"], "Nämnderna totalt"]
    shown = ("goals", "reached", "partly", "missed", "open")
    assert goals[-1][1:] == [str(int(totals[name].sum())) for name in shown]
    for column, name in enumerate(("budget", "actual", "forecast", "deviation"), 1):
        values = [_whole(row[column]) for row in money[1:]]
        assert values[:-1] == [to_tkr(v) for v in totals[name]]
        assert sum(values[:-1]) == values[-1]
    assert money[-1][4] == "−12 350"
    assert money[-1][5] == number(round(100 * -12350 / 1674880, 1), 1)


def test_the_letter_has_the_same_share_of_the_budget_as_page_and_workbook(merged):
    """Also where a nämnd's forecast is not known by anyone."""
    totals = merged.tables["totals"].copy()
    totals.loc["MBN", ["forecast", "deviation", "percent"]] = pd.NA
    part = dataclasses.replace(merged, tables={**merged.tables, "totals": totals})
    letter = rows(opened(make_documents(part)[LETTER]).tables[1])[-1]
    shown = totals_table(part)
    page = next(c.text for h, c in zip(shown.headings, shown.rows[-1].cells, strict=True) if "Avvikelse av" in h.text)
    sheet = list(openpyxl.load_workbook(io.BytesIO(make_workbook(part)), data_only=True)["Mål och ekonomi"].rows)
    at = next(cell.column for cell in sheet[3] if "Avvikelse av" in str(cell.value))
    book = next(row[at - 1].value for row in sheet if row[1].value == "Nämnderna totalt")
    assert (letter[5], plain(page)) == (number(book, 1), number(book, 1))
    assert book == round(100 * _whole(letter[4]) / _whole(letter[1]), 1), "of what stands on the row"


def test_what_is_missing_or_wrong_is_said(files, merged):
    missing, wrong, letter = [text_of(opened(files[n])) for n in ("protokoll/mbn.docx", "protokoll/tn.docx", LETTER)]
    assert "○ Nämndens svar saknas. Här står det som är beslutat och känt." in missing
    assert "Förslaget kan skrivas först när nämndens svar är inläst." in missing
    assert "Nämndens svar:" not in missing
    assert "▲ Nämndens svar ska rättas: tio uppgifter. Bladet Uppföljning är rätt och visas preliminärt." in wrong
    assert "Sträckorna vid Lugnåsvägen" in wrong, "the right sheet"
    assert "Nämndens prognos saknas. Beloppet bygger på ekonomisystemets prognos." in wrong
    assert "◐ Preliminär. Svar från Tekniska nämnden och Miljö- och byggnadsnämnden återstår." in plain(letter)
    digest = merged.state_of("TN").newest.received.digest
    assert f"TN prognos april.xlsx, mottagen 24 april 2026 kl. 10.00 (sha256 {digest[:12]})" in wrong


@pytest.fixture(scope="module")
def before_the_meeting(tmp_path_factory, example, contents):
    """MBN has answered all but what it has not met about yet."""
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    job = load_job(home, "mariestad", FOLDER, YEAR, NOW)
    mbn = next(n for n in job.namnder if n.id == "MBN")
    said = [a for a in answers(contents["MBN"]) if a[0] != "minute"]
    (job.inbox / "MBN.xlsx").write_bytes(fill(make_template(job, example[1], mbn), said))
    return run(job)


def test_the_underlag_is_whole_before_the_meeting(before_the_meeting):
    text = text_of(opened(make_documents(before_the_meeting)["protokoll/mbn.docx"]))
    assert "◐ Nämndens beslut saknas. Allt annat är klart." in text
    assert "Miljö- och byggnadsnämnden godkänner uppföljningen av mål och ekonomi" in text
    assert "Sammanträdesdatum\tFyll i sammanträdesdatum" in text
    folder = before_the_meeting.job.outbox / "resultat/svar/MBN"
    letter = next(folder.glob("*.txt")).read_text(encoding="utf-8")
    assert (
        "Bara nämndens beslut återstår. Är mötet inte hållet är ni klara för nu, och kan be oss om underlaget."
        in letter
    )
    page = (folder.parents[1] / "namnder/mbn.html").read_text(encoding="utf-8")
    assert "◐ Nämndens beslut saknas. Allt annat är klart, och visas preliminärt." in page


def test_a_meeting_that_was_still_to_be_held_has_decided_nothing(job):
    right = job.inbox / "KS prognos april.xlsx"
    right.write_bytes(fill(right.read_bytes(), [("minute", "KS-BESLUT", "decided", "2026-05-20")]))
    merged = run(job)
    assert ["Kommunstyrelsen", "● Inläst", "Sammanträder 20 maj 2026"] in [
        row[:3] for table in opened(make_documents(merged)[LETTER]).tables for row in rows(table)
    ]
    page = (job.outbox / "resultat/namnder/ks.html").read_text(encoding="utf-8")
    assert "Nämnden sammanträder 20 maj 2026. Beslutet saknas." in page


def test_the_decision_is_filled_in_where_it_is_known(files):
    known, unknown = text_of(opened(files["protokoll/ks.docx"])), text_of(opened(files["protokoll/tn.docx"]))
    assert "Sammanträdesdatum\t20 april 2026" in known
    assert "Paragraf\t§ 61" in known
    assert "Paragraf\tFyll i paragraf" in unknown
    assert "Diarienummer\tFyll i diarienummer" in known


def test_the_proposals_name_what_is_to_be_decided(files):
    text = text_of(opened(files["protokoll/un.docx"]))
    assert "Utbildningsnämnden godkänner uppföljningen av mål och ekonomi, prognos april 2026." in text
    assert "åtgärderna för målen UN-01 och UN-03, som inte bedöms nås helt." in text
    assert "åtgärden mot underskottet, som väntas bli 7,9 mnkr." in text
    assert "Utbildningsnämnden överlämnar uppföljningen till kommunstyrelsen." in text
    assert "överlämnar" not in text_of(opened(files["protokoll/ks.docx"])).partition("Sammanfattning")[0]


def test_nothing_deviates_nothing_is_decided(merged):
    """Empty lists give no headings and no empty sentences."""
    tables = {name: table.iloc[:0] for name, table in merged.tables.items() if name not in ("totals", "minute")}
    bare = dataclasses.replace(merged, tables={**merged.tables, **tables}, deviations=())
    made = make_documents(bare)
    letter, namnd = text_of(opened(made[LETTER])), text_of(opened(made["protokoll/ks.docx"]))
    assert "Inga avvikelser i de svar som är inlästa." in letter
    assert "Nämnderna har inte lämnat några åtgärder." in letter
    assert "Inga mål är beslutade." in namnd
    assert "Inga åtgärder återstod från förra omgången." in namnd
    assert "Mått" not in headings(opened(made["protokoll/ks.docx"]), 1)
    assert not re.search(r": \.|\b(None|nan|NaT)\b", letter + namnd)


def test_long_texts_and_odd_characters_are_whole(merged):
    long = "Ett ord till. " * 3000
    odd = "före\x00\x0b\x1b\ud800\ufffeefter\nny rad <b>&amp; 😀"
    made = make_documents(with_goals(merged, comment=long, consequence=odd))
    text = text_of(opened(made["protokoll/ks.docx"]))
    assert text.count(long) == 8
    assert "Konsekvens: föreefter\nny rad <b>&amp; 😀" in text
    assert "…" not in text and "avkortad" not in text


def test_same_input_same_bytes(files, merged):
    assert make_documents(merged) == files
    for content in files.values():
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_words_own_particulars(files, merged):
    for content in files.values():
        document = opened(content)
        properties, section = document.core_properties, document.sections[0]
        assert (properties.language, properties.author) == ("sv-SE", merged.job.settings.contact.name)
        assert properties.title.startswith("Uppföljning av mål och ekonomi, prognos april 2026")
        assert properties.created == properties.modified and properties.created.date() == merged.job.deadline
        assert {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))} == {"sv-SE"}
        assert [round(v.mm) for v in (section.page_width, section.page_height)] == [210, 297]
        assert {round(v.mm) for v in (section.left_margin, section.right_margin, section.top_margin)} == {25}
        fields = [e.get(qn("w:instr")) for e in section.footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
        for table in document.tables:
            assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
            assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
            assert table._tbl.xpath("string(./w:tblPr/w:tblCaption/@w:val)").endswith(".")
            assert sum(column.width.mm for column in table.columns) == pytest.approx(160, abs=0.5)


def test_the_words_of_a_status_are_legible(files):
    """Symbol in the status' colour; where that is too pale for text the words are dark."""
    document = opened(files["protokoll/ks.docx"])
    runs = {p.runs[0].text: p.runs for p in document.paragraphs if p.text[:1] in "●◐▲" and p.text}
    colours = {symbol: [str(run.font.color.rgb) for run in found[:2]] for symbol, found in runs.items()}
    assert colours["●"] == ["0B6FA4", "0B6FA4"]
    assert colours["◐"] == ["E6A700", "1F2933"]
    assert colours["▲"] == ["A6341B", "A6341B"]


@pytest.mark.office
def test_libreoffice_opens_them(files, tmp_path):
    program = needs("soffice")
    for name, content in files.items():
        (tmp_path / name.rpartition("/")[2]).write_bytes(content)
    sources = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *sources],
        check=True, capture_output=True, timeout=400,
    )  # fmt: skip
    for source in sources:
        pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / source).with_suffix(".pdf").read_bytes())
        assert len(pages) > 0, source


def test_whose_forecast_it_is_is_said_where_no_namnd_has_made_one(merged):
    totals = merged.tables["totals"].assign(forecast_from="Ekonomisystemet")
    part = dataclasses.replace(merged, tables={**merged.tables, "totals": totals})
    assert any(" enligt ekonomisystemet, mot en budget på" in sentence for sentence in headline(part))
    assert not any("enligt ekonomisystemet" in sentence for sentence in headline(merged))


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory):
    """The round before anyone has answered: only the finance system has said anything."""
    home = tmp_path_factory.mktemp("hem")
    shutil.copytree(ROOT / "input", home / "input")
    job = load_job(home, "mariestad", FOLDER, YEAR, NOW)
    for path in job.inbox.iterdir():
        if not path.name.startswith(("ekonomi", "investeringar")):
            path.unlink()
    return run(job)


def test_before_anyone_has_answered_nothing_is_said_to_be_the_namnders(unanswered):
    letter = text_of(opened(make_documents(unanswered)[LETTER]))
    assert "Underskottet väntas bli 12,4 mnkr enligt ekonomisystemet, mot en budget på" in plain(letter)
    assert "Inget fullständigt svar har kommit in ännu." in letter
    assert "Nämnderna har" not in letter.partition("Målen")[0]


def test_a_deficit_that_only_the_finance_system_knows_of_is_seen(unanswered):
    told = {d.namnd: plain(d.text) for d in unanswered.deviations}
    assert told["TN"] == (
        "Underskottet väntas bli 3,1 mnkr enligt ekonomisystemet. Nämndens egen prognos är inte inläst."
    )
    page = (unanswered.job.outbox / "resultat/avvikelser.html").read_text(encoding="utf-8")
    assert "väntas få underskott över gränsen" in page
    assert "Åtgärd saknas" not in page


def test_kommunstyrelsen_does_not_urge_itself(unanswered):
    letter = text_of(opened(make_documents(unanswered)[LETTER]))
    urged = next(line for line in letter.split("\n") if "uppmanar" in line)
    assert "uppmanar Utbildningsnämnden, Socialnämnden, Tekniska nämnden och Miljö- och" in urged
    assert "Kommunstyrelsen lämnar ett fullständigt svar om sina egna mål och sin ekonomi." in letter


def test_one_atgard_is_one(merged):
    goals = ["UN-01"]
    assert actions_named(merged, goals) == "åtgärden för målet UN-01"
    assert actions_named(merged, ["UN-01", "UN-03"]) == "åtgärderna för målen UN-01 och UN-03"
