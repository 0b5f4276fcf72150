"""`malstyrning doktor` says in Swedish what is wrong with the set-up, and ends with 1 for what stops the work."""

import os
import sys
from collections import namedtuple

import pytest

from flows.commands import doctor
from flows.commands.cli import main


@pytest.fixture(autouse=True)
def no_server(monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")


def told(home) -> tuple[bool, str]:
    lines: list[str] = []
    return doctor.examine(home, lines.append), "".join(lines)


def test_a_sound_machine(home):
    sound, text = told(home)
    assert sound
    assert "✔ Rättigheter" in text and "✔ Låsning" in text and "✔ Klocka" in text
    assert "Prefects server svarar inte på 127.0.0.1:9. Starta den med malstyrning start." in text


def test_faulty_settings_and_a_full_disk(home, monkeypatch):
    path = home / "input/mariestad/kommun.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("manad = 4\n", "manad = 14\n", 1), encoding="utf-8")
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 10**6, 10**6)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)
    sound, text = told(home)
    assert not sound
    assert "▲ Inställningar\n    Nyckeln ”omgang nr 3, manad” på rad 163 i kommun.toml har värdet ”14”." in text
    assert "Det finns bara 1 MB ledigt" in text


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_that_may_not_be_written(home):
    (home / "output").mkdir(mode=0o500)
    assert "får inte skriva i mappen output" in told(home)[1]


def test_an_output_that_is_no_folder(home):
    (home / "output").write_text("")
    sound, text = told(home)
    assert not sound and "får inte skriva i mappen output" in text


def test_a_store_of_an_unknown_kind_is_told(home, monkeypatch, capsys):
    monkeypatch.setenv("MALSTYRNING_LAGRING", "foo://b")
    assert main(["doktor"]) == 2
    assert "Lagringen foo://b i MALSTYRNING_LAGRING går inte att använda." in capsys.readouterr().err


def test_pythons_own_fixes_of_mail_are_asked_for_and_not_needed(home, monkeypatch):
    monkeypatch.setattr(doctor, "_FIXES", {"CVE-2023-27043": lambda: False, "CVE-2024-6923": lambda: True})
    monkeypatch.setattr(doctor.sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(doctor.platform, "python_version", lambda: "3.12.1")
    sound, text = told(home)
    assert sound
    assert "◐ Python\n    Python 3.12.1 saknar rättelser av hur mejl läses och skrivs: CVE-2023-27043. " in text
    assert "Python 3.12.13 eller senare" in text
    monkeypatch.setattr(doctor, "_FIXES", {"CVE-2023-27043": lambda: True})
    assert "✔ Python\n" in told(home)[1]


def test_each_fix_is_seen_where_it_is():
    """By what Python does, and as its number says where nobody has patched it."""
    from email.utils import parseaddr

    there = {name: found() for name, found in doctor._FIXES.items()}
    assert there["CVE-2023-27043"] == (parseaddr("a@example.org,(b@example.org)")[1] == "")
    if sys.version_info[:3] >= tuple(int(n) for n in doctor._FIXED[sys.version_info[:2]].split(".")):
        assert all(there.values())


def test_a_library_of_another_version(home, monkeypatch):
    monkeypatch.setattr(doctor, "version", lambda name: "0.165.0" if name == "fastapi" else "")
    assert "Biblioteket fastapi är av version 0.165.0, men programmet är provat med 0.150.0." in told(home)[1]
