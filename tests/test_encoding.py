"""Text files' encodings: right by the evidence of Swedish words, or one finding; no name is read broken silently."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.steps.finance.encoding import Decoded, decode
from schemas.findings import ERROR, WARNING
from schemas.messages.message import Trouble

NAMES = ["Äldreomsorg", "Gator, ängar och öar", "Miljö", "Åtgärder", "Övrigt", "MILJÖ OCH BYGG", "Elevhälsa", "Vård"]
CSV = "Ansvar;Namn;Utfall\r\n" + "".join(f'{1000 + at};"{name}";{at} 000,50\r\n' for at, name in enumerate(NAMES))
EIGHT_BITS = ("cp437", "cp850", "mac_roman", "cp1252")
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def text_of(found) -> str:
    assert isinstance(found, Decoded), found
    return found.text


@pytest.mark.parametrize("preferred", ["", "cp437", "cp1252"])
@pytest.mark.parametrize("encoding", [*EIGHT_BITS, *UNICODE])
def test_every_encoding_is_read_with_certainty(encoding, preferred):
    found = decode(CSV.encode(encoding), preferred)
    assert text_of(found) == CSV
    assert found.certain


@pytest.mark.parametrize("encoding", EIGHT_BITS)
@pytest.mark.parametrize(
    "word",
    [
        *[
            "Äldreomsorg",
            "Miljö",
            "Förskola",
            "Åtgärder",
            "År",
            "Övrigt",
            "Café",
            "Läge",
            "MILJÖ",
            "ÄLDRE",
            "GÅRD",
            "ÅR",
            "VÄG",
            "Idé",
            "år",
            "öar",
            "åäö",
        ],
        "§ 5 å",
    ],
)
def test_a_single_word_is_right_or_asked_about(word, encoding):
    text = f'1110;"{word}";2\n'
    content = text.encode(encoding, "ignore")
    found = decode(content)
    assert text_of(found) == content.decode(encoding)
    if not found.certain:
        assert found.doubt.severity == WARNING
        assert found.name in found.doubt.what
    if encoding == "cp1252":
        assert found.certain


def test_a_name_that_two_encodings_have_is_asked_about():
    """'Kahnè' in CP437 is 'Kahnä' in Mac Roman."""
    found = decode('1;"Kahnè"\n'.encode("cp437"))
    assert not found.certain
    assert "rad 1" in found.doubt.what


@pytest.mark.parametrize(
    ("sign", "encodings"),
    [
        ("14\xa0860\xa0000;2", EIGHT_BITS),
        ("–5;–", ("cp1252", "mac_roman")),
        ("12;– 5;”Skola” och „Vård” 5–6 § 3", ("cp1252", "mac_roman")),
        ("Kungsörs “Ön” O’Neill 5½ 3° m² 10 à 20 €", ("cp1252",)),
        ("Vårdhem – ö;12\xa0000", ("cp1252", "mac_roman")),
        ("”Skola”;”Ängar”", ("cp1252",)),
    ],
)
def test_spaces_in_amounts_dashes_and_quotes(sign, encodings):
    for encoding in encodings:
        assert text_of(decode(sign.encode(encoding))) == sign


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (CSV.encode() + "9;Förskola\r\n".encode("cp1252"), 10),
        (CSV.encode()[:-2] + b"\xc3", 9),
        (CSV.replace("\r\n", "\r").encode() + "9;Vård".encode("cp850"), 10),
        ("Rubrik\n9;Vård\n".encode("cp1252") + CSV.encode(), 2),
        (b"\xef\xbb\xbf" + CSV.encode() + b"\xe5", 10),
    ],
)
def test_utf8_with_broken_bytes_is_one_finding_with_its_line(content, line):
    found = decode(content)
    assert isinstance(found, Trouble)
    assert found.severity == ERROR
    assert f"rad {line}." in found.what


@pytest.mark.parametrize(
    "parts", [("cp437", "cp1252"), ("cp1252", "mac_roman"), ("mac_roman", "cp850"), ("cp850", "cp1252")]
)
def test_two_encodings_in_one_file_are_one_finding(parts):
    found = decode(b"".join(CSV.encode(part) for part in parts))
    assert isinstance(found, Trouble)
    few = decode(CSV.encode(parts[0]) + "9;Äldreomsorg\n".encode(parts[1]))
    assert isinstance(few, Trouble) or not few.certain


@pytest.mark.parametrize("wrong", ["cp1252", "cp437", "mac_roman", "latin-1", "ascii"])
def test_letters_that_were_destroyed_before_are_one_finding(wrong):
    found = decode(CSV.encode().decode(wrong, "replace").encode())
    assert isinstance(found, Trouble)
    assert "rad 2 står" in found.what
    assert "ldreomsorg" in found.what


@pytest.mark.parametrize(
    "wrong", [("cp437", "cp1252"), ("mac_roman", "cp437"), ("mac_roman", "cp850"), ("cp1252", "cp437")]
)
def test_letters_of_another_encoding_saved_as_utf8_are_one_finding(wrong):
    was, seen = wrong
    text = CSV.replace("Å", "A")  # Windows-1252 lacks the byte of Å
    found = decode(text.encode(was).decode(seen).encode())
    assert isinstance(found, Trouble)
    assert any(f"rad {line} står" in found.what for line in (2, 4, 5))


@pytest.mark.parametrize(
    "content", [CSV.encode("utf-16")[:-1], CSV.encode("utf-16-le")[1:-2], b"\x00\x80\xff\xfe" * 99, b"\xff\xfe\0\xd8"]
)
def test_what_is_no_whole_text_is_one_finding(content):
    assert isinstance(decode(content), Trouble)


def test_plain_texts_and_foreign_names():
    assert decode(b"") == Decoded("", "ascii")
    assert decode(b"1;2\x1a\0").text == "1;2\x1a\0"
    for text in ("Łódź, Αθήνα, Žarko, Müller, Çelik", "A×B m² 5€ “så”", "Citroën – L’Oréal"):
        assert decode(text.encode()).certain


@example(["å"], "mac_roman", "")
@given(
    st.lists(st.text("abcdefghijklmnoprstuvåäöé", min_size=1, max_size=9), min_size=1, max_size=8),
    st.sampled_from(EIGHT_BITS),
    st.sampled_from(["", "cp437", "cp1252"]),
)
@settings(max_examples=300, deadline=None)
def test_no_words_are_broken_silently(words, encoding, preferred):
    text = "".join(f"{at};{word.capitalize()};{word} 1\n" for at, word in enumerate(words))
    found = decode(text.encode(encoding), preferred)
    if isinstance(found, Decoded) and found.certain:
        assert found.text == text
