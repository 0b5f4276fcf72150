"""kommun.toml: every fault named by key and value, with what is allowed, in Swedish."""

import re

import pytest

from flows.steps.find_job import load_job, load_settings, named_job
from schemas.findings import ExpectedProblem
from schemas.settings import MEANINGS
from schemas.settings_errors import parse_settings
from tests.conftest import NOW, ROOT

TEXT = (ROOT / "input/mariestad/kommun.toml").read_text(encoding="utf-8")


def line(start: str) -> int:
    """The first line of the file that has this."""
    return next(n for n, row in enumerate(TEXT.splitlines(), 1) if start in row)


def fault(old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(ExpectedProblem) as caught:
        parse_settings(TEXT.replace(old, new, 1))
    sentence = caught.value.finding.sentence
    assert not re.search(r"\b(input|should|valid|error|type|None|Field)\b", sentence), sentence
    return sentence


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('namn = "Mariestads kommun"', "", ["Nyckeln ”namn” saknas i kommun.toml. Den måste finnas."]),
        ('namn = "Mariestads kommun"', 'nman = "x"\nnamn = "y"', ["”nman”", "okänd", "stavningen"]),
        ("manad = 4\n", "manad = 13\n", [f"”omgang nr 3, manad” på rad {line('manad = 4')} i", "”13”", "högst 12"]),
        ('organ = "Kommunfullmäktige"', 'organ = ""', [f"på rad {line('organ =')} i kommun.toml", "inte vara tom"]),
        ("[kontakt]", "[kontakt]\nE-post = 1", ["”kontakt, E-post”", "Menade ni ”epost”? Kontrollera stavningen"]),
        ("antal_mal = 5", "antal_mål = 5", ["går inte att läsa vid rad"]),
        (
            "antal_mal = 5",
            "antalmal = 5",
            ["antal_mal” saknas i avsnittet på rad", "Menade ni ”antal_mal”?"],
        ),
        ("antal_mal = 5", "invanare = 24500\nantal_mal = 5", ["”modell nr 1, invanare”", "är okänd. Kontrollera"]),
        ('epost = ["kommunstyrelsen@', 'epost = ["kommunstyrelsen', ["”namnd nr 1, epost nr 1”", "en e-postadress"]),
        ("manad = 4\n", 'manad = "april"\n', ["”april”", "heltal"]),
        ("manad = 4\n", "manad = true\n", ["”true”", "heltal"]),
        ('enhet = "kr"', 'enhet = "öre"', ["”ekonomi, enhet”", "”öre”", "'kr', 'tkr' eller 'mnkr'"]),
        ('sista_dag = "04-24"', 'sista_dag = "24 april"', ["”24 april”", "04-17"]),
        ('sista_dag = "04-24"', 'sista_dag = "04-31"', ["”04-31”", "en dag som finns"]),
        ('id = "SN"', 'id = "TN"', ["”namnd”", "Två av dem har id TN samma år."]),
        ("till = 2027", "till = 2010", ["”till”", "”fran”"]),
        (
            'betydelse = "reached"',
            'betydelse = "bra"',
            ["modell nr 1, bedomning nr 1, betydelse", "”bra”", "'nås', 'delvis', 'nås inte' eller 'ej bedömt'"],
        ),
        ("exempel = true", 'exempel = "kanske"', ["”exempel”", "true eller false"]),
        ('id = "KS"', 'id = "ks nämnd"', ["”namnd nr 1, id”", "versaler"]),
        ("avdelningsmal = 3", "", ["modell nr 1, undantag nr 1", "”avdelningar” och ”avdelningsmal” hör ihop"]),
        ("underskott_procent = 1.0", "underskott_procent = 101", ["”101”", "högst 100"]),
    ],
)
def test_each_fault_is_named(old, new, said):
    sentence = fault(old, new)
    assert all(part in sentence for part in said), sentence


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("antal_mal = 5\nfran = 2019-06-31", "Datumet där finns inte."),
        ("antal_mal = 5,5", "tal skrivs utan mellanslag och med punkt"),
        ("antal_mal = 24 500", "tal skrivs utan mellanslag och med punkt"),
        ("antal_mal = 5\nantal_mal = 6", "vid rad 105. En nyckel eller ett avsnitt står två gånger."),
    ],
)
def test_what_the_reader_of_the_file_stops_at_is_said(new, said):
    assert said in fault("antal_mal = 5", new)


def test_broken_toml_is_said_plainly():
    line = TEXT.split("\n").index("[kontakt]") + 1
    assert f"går inte att läsa vid rad {line}." in fault("[kontakt]", "[kontakt")
    assert "något i den har inget slut" in fault('namn = "Mariestads kommun"', 'namn = """Mariestads kommun')


def test_only_the_fault_itself_is_told_and_not_what_follows_from_it():
    assert "Nyckeln ”modell nr 1, antal_mal” på rad 104 i kommun.toml har värdet ”fem”." in fault(
        "antal_mal = 5", 'antal_mal = "fem"'
    )
    assert "modell" not in fault("antal_mal = 5", "antal_mal = 0").replace("modell nr 1, antal_mal", "")


def test_meanings_are_read_in_swedish_and_in_english():
    swedish = TEXT
    for ours, theirs in MEANINGS.items():
        swedish = swedish.replace(f'betydelse = "{ours}"', f'betydelse = "{theirs}"')
    assert swedish != TEXT and parse_settings(swedish) == parse_settings(TEXT)


def test_several_faults_at_once():
    sentence = fault("manad = 4\ntill_och_med = 3", "manad = 14\ntill_och_med = 13")
    assert "2 uppgifter" in sentence


def test_a_kommun_or_round_that_is_not_there(home):
    with pytest.raises(ExpectedProblem, match="Kommunen ”skövde” finns inte"):
        load_settings(home, "skövde")
    with pytest.raises(ExpectedProblem, match=r"Omgången ”prognos maj 2026” finns inte.*prognos april"):
        load_job(home, "", "prognos-maj", 2026, NOW)
    with pytest.raises(ExpectedProblem, match="finns inte"):
        load_job(home, "", "prognos-april", 2001, NOW)


def test_where_there_are_several_kommuner_one_is_asked_for_and_make_names_its_own(home):
    (home / "input" / "sjostad").mkdir()
    (home / "input" / "sjostad" / "kommun.toml").write_text(
        TEXT.replace('"mariestad"', '"sjostad"', 1), encoding="utf-8"
    )
    with pytest.raises(ExpectedProblem, match=r"flera kommuner: mariestad och sjostad\. Lägg till --kommun"):
        load_settings(home)
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    words = re.search(r"malstyrning (prognos .*)", recipe)[1].split()
    job = named_job(home, words[words.index("--kommun") + 1], words[: words.index("--kommun")], NOW)
    assert job.title == "Prognos april 2026"


def test_weekend_deadlines_move_to_monday():
    settings = parse_settings(TEXT)
    april = next(r for r in settings.rounds_in(2026) if r.folder == "prognos-april")
    assert str(april.deadline(2026)) == "2026-04-24"  # a Friday
    assert str(april.deadline(2027)) == "2027-04-26"  # the 24th is a Saturday
