"""The example's whole round by mail alone: templates out, filled in an office, sent in, answered, mended, published."""

import openpyxl
import pandas as pd
import pytest

from flows.mailing import fetch, mail_templates, remind
from flows.movement import Journal, hand_out
from flows.steps.find_job import load_job
from flows.steps.known.load import load_known
from tests import mail_servers
from tests.conftest import needs, quiet
from tests.example.answers import answers
from tests.example.make_submissions import FAULTS, SYSTEM_PYTHON, cell_of, office, planted
from tests.mail_home import KOMMUN, NAMES, NOW, address, answer_of, secrets, with_mail, workbooks


@pytest.mark.office
def test_a_round_by_mail_alone(home, contents, tmp_path, tmp_path_factory, monkeypatch):
    needs("soffice")
    needs("python3", SYSTEM_PYTHON)
    secrets(monkeypatch)
    server = mail_servers.dovecot if mail_servers.DOVECOT else mail_servers.pymap
    with server(tmp_path_factory.mktemp("imap") / "server") as imap, mail_servers.smtp() as smtp:
        settings = with_mail(home, imap.port, smtp.port)
        job = load_job(home, KOMMUN, "prognos-april", 2026, NOW)
        known = load_known(job)

        hand_out(job, Journal(quiet).plainly)
        assert [mail_templates(job, quiet), mail_templates(job, quiet)] == [5, 0]
        templates = {n: workbooks(smtp.to(address(n))[0])[f"prognos-april-2026-{n}.xlsx"] for n in NAMES}
        assert "senast den 24 april 2026" in smtp.got[0].get_body(["plain"]).get_content()

        said = {n: planted(answers(contents[n])) if n == "TN" else answers(contents[n]) for n in NAMES if n != "MBN"}
        filled = filled_in(tmp_path, templates, {n: [cell_of(job, known, a) for a in said[n]] for n in said})
        imap.put(*(answer_of(n, content).as_bytes() for n, content in filled.items()))
        smtp.got.clear()
        assert fetch(home, settings, NOW, quiet).sent == 4
        subjects = {m["To"]: m["Subject"].split(":")[0] for m in smtp.got}
        assert subjects == {address(n): "Behöver rättas" if n == "TN" else "Mottagen" for n in said}

        remind(job, quiet)
        reminded = {m["To"]: m["Subject"].split(" ")[0] for m in smtp.got if "Påminnelse" in m["Subject"]}
        assert reminded == {address("TN"): "Påminnelse:", address("MBN"): "Påminnelse:"}
        assert list(workbooks(smtp.to(address("MBN"))[0])) == ["prognos-april-2026-MBN.xlsx"]
        digest = smtp.to("prognos@mariestad.example")[0].get_body(["plain"]).get_content()
        assert "Tre av fem nämnder har ett komplett svar" in digest

        corrected = next(iter(workbooks(smtp.to(address("TN"))[0]).values()))
        right = {a[:3]: a[3] for a in answers(contents["TN"])}
        mended = [cell_of(job, known, (*fault[:3], right[fault[:3]])) for fault in FAULTS]
        rest = [cell_of(job, known, a) for a in answers(contents["MBN"])]
        filled = filled_in(tmp_path, {"TN": corrected, "MBN": templates["MBN"]}, {"TN": mended, "MBN": rest})
        imap.put(*(answer_of(n, content, "2").as_bytes() for n, content in filled.items()))
        smtp.got.clear()
        assert fetch(home, settings, NOW, quiet).sent == 2
        assert {m["Subject"].split(":")[0] for m in smtp.got} == {"Mottagen"}
    check_consolidated(job, contents)


def filled_in(folder, templates: dict[str, bytes], typed: dict[str, list]) -> dict[str, bytes]:
    """The workbooks as LibreOffice saves them with these cells typed in."""
    plan = []
    for namnd, cells in typed.items():
        mall = folder / f"{namnd}.mall.xlsx"
        mall.write_bytes(templates[namnd])
        plan.append({"open": str(mall), "save": str(folder / f"{namnd}.xlsx"), "type": [c for c in cells if c[2]]})
    office(plan)
    return {namnd: (folder / f"{namnd}.xlsx").read_bytes() for namnd in typed}


def check_consolidated(job, contents) -> None:
    """Every nämnd's goals and forecast as they were typed, and nothing lacking."""
    data = job.outbox / "resultat/data"
    goals = pd.read_csv(data / "mal.csv", encoding="utf-8-sig")
    typed = [a[3] for namnd in NAMES for a in answers(contents[namnd]) if a[0] == "goals" and a[2] == "assessment"]
    assert sorted(goals["Bedömning"].dropna()) == sorted(typed)
    book = openpyxl.load_workbook(job.outbox / "resultat/sammanstallning.xlsx")
    texts = [str(c.value) for row in book["Översikt"].iter_rows() for c in row if c.value]
    assert not any("Preliminär" in text for text in texts)
    states = pd.read_csv(data / "inlamning.csv", encoding="utf-8-sig")
    assert (states["Läge"] == "● Inläst").sum() == len(NAMES)
