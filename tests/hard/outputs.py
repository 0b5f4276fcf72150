"""What goes out is safe: text from a nämnd is only text, wherever it ends up, and nothing tells of the computer."""

import getpass
import io
import re
import socket
import zipfile
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import IllegalCharacterError

from flows.movement import Journal, run_round
from flows.steps.find_job import load_job
from tests.example.answers import answers
from tests.example.content import load
from tests.example.type_with_library import fill
from tests.hard.battery import NOW, RIGHT, ROOT, example
from tests.hard.hostile import EVIL

FREE = {"goals": ("comment", "consequence", "action", "responsible"), "activities": ("comment",), "minute": ("note",)}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def evil_round(home: Path) -> Path:
    """A round in which MBN has something evil in every free text, one after another; gives its output."""
    job, said, at = example(home), [], 0
    for sheet, key, column, text in answers(load()["MBN"]):
        if column in FREE.get(sheet, ()) and text:
            text, at = writable(at), at + 1
        said.append((sheet, key, column, text))
    said += [("goals", f"MBN-0{n}", column, writable(at + n * 3 + m)) for n in range(1, 6)
             for m, column in enumerate(("comment", "consequence", "action"))]  # fmt: skip
    (job.inbox / "MBN.xlsx").write_bytes(fill(RIGHT.read_bytes(), said))
    run_round(load_job(home, "mariestad", "prognos-april", 2026, NOW), Journal(lambda _: None).plainly)
    return home / "output"


def writable(at: int) -> str:
    """The evil text of that number, or the next one that a library can write into a cell."""
    for text in (EVIL * 2)[at % len(EVIL) :]:
        try:
            tab = openpyxl.Workbook().active
            tab["A1"] = text
            text.encode()
            tab.parent.save(io.BytesIO())
            return text
        except (IllegalCharacterError, UnicodeEncodeError, ValueError):
            continue
    raise AssertionError


def troubles(output: Path) -> list[str]:
    """Everything that is wrong with the files that go out."""
    found = []
    for path in sorted(p for p in output.rglob("*") if p.is_file() and "/arkiv/" not in str(p)):
        name = path.relative_to(output).as_posix()
        check = {".xlsx": workbook, ".html": page, ".csv": table}.get(path.suffix, lambda _: [])
        found += [f"{name}: {what}" for what in [*check(path), *tells(path)]]
    return found


def workbook(path: Path) -> list[str]:
    """Formulas and links are ours alone: none has what a nämnd wrote."""
    found = []
    for tab in openpyxl.load_workbook(path):
        for row in tab.iter_rows():
            for cell in row:
                if cell.data_type == "f" and re.search(r"ont\.example|cmd|calc|HYPERLINK\(\"http", str(cell.value)):
                    found.append(f"{tab.title} {cell.coordinate} is a formula: {str(cell.value)[:60]}")
                if cell.hyperlink and "ont.example" in str(cell.hyperlink.target):
                    found.append(f"{tab.title} {cell.coordinate} is a link")
    return found


def page(path: Path) -> list[str]:
    """A strict policy, and no element that a script could come by."""
    text = path.read_text(encoding="utf-8")
    tags = re.findall(r"<[a-zA-Z][^>]*>", text)
    odd = [t for t in tags if re.match(r"<(script|iframe|object|embed|form|base|link)\b", t, re.IGNORECASE)]
    odd += [t for t in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', t), re.IGNORECASE)]
    odd += [t for t in tags if re.search(r'(href|src)="\s*(javascript|http|//)', t, re.IGNORECASE)]
    return [f"{t[:80]}" for t in odd] + ([] if POLICY in text else ["no strict policy"])


def table(path: Path) -> list[str]:
    """Text that a spreadsheet would take for a formula is marked as text."""
    text = path.read_text(encoding="utf-8-sig")
    return [
        f"{cell[:40]}"
        for cell in re.findall(r'(?:^|[,;\n])"?([=@+][^,;\n"]{3,60})', text)
        if "!" in cell or "(" in cell
    ]


def tells(path: Path) -> list[str]:
    """A path, an account or a machine's name in the file or in its parts."""
    content = path.read_bytes()
    parts = [content]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(path) as archive:
            parts += [archive.read(n) for n in archive.namelist()]
    secrets = [str(ROOT), "/tmp/", "C:\\Users"]
    secrets += [name for name in (socket.gethostname(), getpass.getuser()) if len(name) > 5]  # shorter ones are words
    return [f"tells {s}" for s in secrets for part in parts if s.encode() in part][:3]
