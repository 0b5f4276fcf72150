"""Make the gallery's files: python -m tests.gallery.make_gallery [words of the names to make]

LibreOffice does what people do (`cases.py`), then some files are changed byte by byte (`surgery.py`).
"""

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from flows.steps.find_job import load_job
from flows.steps.known.load import load_known
from flows.steps.template.make import make_template
from tests.example.make_submissions import ROOT, SYSTEM_PYTHON
from tests.gallery.cases import CASES, EMPTY, FILTERS, JUNE, KS, OLD, RIGHT, Case
from tests.gallery.surgery import SURGERY

HERE = Path(__file__).parent
FILES = HERE / "files"
MADE_WITH = HERE / "rätt svar.xlsx"
"""The right answer that the cases change; kept, since they name its cells, and templates may get another order."""
MADE_BEFORE = HERE / "mall version 1.xlsx"
"""A right answer in the template as it was before the sheet Uppföljning; kept, since nothing makes it any more."""


def path_of(case: Case) -> Path:
    return FILES / f"{case.name}{case.ending}"


def bases(folder: Path) -> dict[str, Path]:
    """What the cases begin with, in a folder of its own: the office program leaves locks beside what it opens."""
    kept = {
        RIGHT: MADE_WITH,
        OLD: MADE_BEFORE,
        KS: ROOT / "input/mariestad/2026/prognos-april/KS prognos april.xlsx",
    }
    made = {name: folder / f"{number}.xlsx" for number, name in enumerate((*kept, EMPTY, JUNE))}
    for name, path in kept.items():
        shutil.copy(path, made[name])
    for name, round_ in ((EMPTY, "prognos-april"), (JUNE, "prognos-juni")):
        job = load_job(ROOT, "mariestad", round_, 2026, dt.datetime(2026, 4, 24, 10))
        made[name].write_bytes(make_template(job, load_known(job), job.namnder[-1]))
    return made


def plan(cases: list[Case], files: dict[str, Path]) -> list[dict]:
    return [
        {
            "open": str(files[case.base]),
            "save": str(path_of(case)),
            "as": FILTERS[case.ending],
            "do": [[str(files[a]) if op[0] == "import_sheet" and a in files else a for a in op] for op in case.do],
        }
        for case in cases
    ]


def main(words: list[str]) -> None:
    wanted = [case for case in CASES if not words or any(word in case.name for word in words)]
    if not words:
        shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = bases(Path(folder))
        subprocess.run(
            [SYSTEM_PYTHON, str(HERE / "drive_office.py")],
            input=json.dumps(plan(wanted, files)),
            text=True,
            check=True,
            stdout=sys.stderr,
            env={"PATH": "/usr/bin:/bin", "HOME": folder},
        )
        right = files[RIGHT].read_bytes()
    for case, change in SURGERY:
        path_of(case).write_bytes(change(right))


if __name__ == "__main__":
    main(sys.argv[1:])
