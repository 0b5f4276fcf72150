"""Make the April submissions of the example by driving LibreOffice: three right, one with errors, one missing.

Run from the project's root: python -m tests.example.make_submissions
Utbildningsnämnden sends twice; its second and Socialnämnden's come as saved mails. The faults of Tekniska
nämnden are in `FAULTS`, which the tests read too. Miljö- och byggnadsnämnden sends nothing.
"""

import datetime as dt
import email.policy
import json
import shutil
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from flows.steps.files.spreadsheets import letter
from flows.steps.find_job import load_job
from flows.steps.known.load import load_known
from flows.steps.template.make import template_rows, templates
from flows.steps.template.sheet import FIRST
from tests.example.answers import COLUMNS, TITLES, Answer, answers
from tests.example.content import load

ROOT = Path(__file__).parents[2]
FOLDER = "prognos-april"
SYSTEM_PYTHON = "/usr/bin/python3"

FAULTS: list[tuple[str, str, str, str, str]] = [
    # sheet, row, column, what is typed instead, the rule that finds it
    ("goals", "TN-01", "consequence", "", "U3"),
    ("goals", "TN-02", "comment", "", "V2"),
    ("goals", "TN-04", "assessment", "Nåss", "V3"),
    ("goals", "TN-03", "due", "efter sommaren", "V1"),
    ("indicators", "TN-01-M1", "forecast", "ca 18", "V1"),
    ("indicators", "TN-02-M1", "forecast", "", "M2"),
    ("activities", "TN-01-A1", "progress", "140", "V4"),
    ("activities", "TN-02-A1", "status", "", "V2"),
    ("economy", "TN-4020", "forecast", "25.300", "V1"),
    ("minute", "TN-BESLUT", "paragraph", "", "U2"),
]
"""The planted faults. The one in the economy leaves the sum unknown, so that U4 has nothing to judge."""


def planted(right: list[Answer]) -> list[Answer]:
    wrong = {(s, k, c): text for s, k, c, text, _ in FAULTS}
    return [(s, k, c, wrong.get((s, k, c), text)) for s, k, c, text in right]


def first_version(right: list[Answer]) -> list[Answer]:
    """What Utbildningsnämnden sent first: complete, but with a rosier forecast of one activity."""
    return [(s, k, c, "90" if (k, c) == ("UN-01-A1", "progress") else text) for s, k, c, text in right]


def cell_of(job, known, answer: Answer) -> tuple[str, str, str]:
    """The answer with its cell in the template."""
    sheet, key, column, text = answer
    rows = template_rows(job.kind.sheet(sheet), known.facts, key.split("-")[0])
    return TITLES[sheet], f"{letter(COLUMNS[sheet].index(column))}{FIRST + 1 + list(rows.index).index(key)}", text


def office(plan: list[dict]) -> None:
    """Let LibreOffice carry out the plan."""
    script = Path(__file__).with_name("type_in_office.py")
    subprocess.run(
        [SYSTEM_PYTHON, str(script)],
        input=json.dumps(plan),
        text=True,
        check=True,
        stdout=sys.stderr,
        env={"PATH": "/usr/bin:/bin", "HOME": tempfile.gettempdir()},
    )


def mail(path: Path, sender: str, when: str, subject: str, attachment: Path) -> None:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = f"Nämndsekreterare <{sender}>", "prognos@mariestad.example"
    message["Subject"], message["Date"] = subject, dt.datetime.fromisoformat(when)
    message["Message-ID"] = f"<{path.stem.lower()}@mariestad.example>"
    message.set_content("Hej!\n\nHär kommer nämndens prognos för april.\n\nHälsningar\nNämndsekreteraren\n")
    message.add_attachment(
        attachment.read_bytes(),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        filename=attachment.name,
    )
    # Boundaries are random otherwise
    message.set_boundary(f"=_{path.stem}")
    path.write_bytes(message.as_bytes())


def main() -> None:
    contents, job = load(), load_job(ROOT, "mariestad", FOLDER, 2026, dt.datetime(2026, 4, 24, 10))
    known = load_known(job)
    made = templates(job, known)
    right = {namnd: answers(content) for namnd, content in contents.items()}
    versions = {
        "KS prognos april": ("KS", right["KS"]),
        "UN prognos april": ("UN", first_version(right["UN"])),
        "UN prognos april ny": ("UN", right["UN"]),
        "SN prognos april": ("SN", right["SN"]),
        "TN prognos april": ("TN", planted(right["TN"])),
        "MBN prognos april": ("MBN", right["MBN"]),
    }
    with tempfile.TemporaryDirectory() as folder:
        work, plan = Path(folder), []
        for name, (namnd, said) in versions.items():
            template = work / f"{name}.mall.xlsx"
            template.write_bytes(made[f"{FOLDER}-2026-{namnd}.xlsx"])
            typed = [cell_of(job, known, answer) for answer in said if answer[3]]
            plan.append({"open": str(template), "save": str(work / f"{name}.xlsx"), "type": typed})
        office(plan)
        for name in ("KS prognos april", "UN prognos april", "TN prognos april"):
            shutil.copy(work / f"{name}.xlsx", job.inbox / f"{name}.xlsx")
        shutil.copy(work / "MBN prognos april.xlsx", Path(__file__).parent / "MBN prognos april.xlsx")
        mail(
            job.inbox / "UN rattad prognos.eml",
            "utbildningsnamnden@mariestad.example",
            "2026-04-24T13:12:00+02:00",
            "Rättad prognos april 2026",
            work / "UN prognos april ny.xlsx",
        )
        mail(
            job.inbox / "SN prognos.eml",
            "socialnamnden@mariestad.example",
            "2026-04-22T15:40:00+02:00",
            "Prognos april 2026",
            work / "SN prognos april.xlsx",
        )


if __name__ == "__main__":
    main()
