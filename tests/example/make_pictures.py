"""The README's pictures, which are also the golden pictures of what people see.

Run from the project's root after `malstyrning prognos april 2026`: python -m tests.example.make_pictures
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "output/mariestad/2026/prognos-april/resultat"
GOLDEN = ROOT / "tests/golden"
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def first_page(workbook: Path, picture: Path) -> None:
    """The workbook's first page as LibreOffice prints it, in Swedish."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "profil/user/registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(
            '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
            '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
            "<value>sv-SE</value></prop></item></oor:items>"
        )
        profile = f"-env:UserInstallation=file://{folder}/profil"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(workbook)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        pdf = Path(folder, workbook.with_suffix(".pdf").name)
        subprocess.run(
            ["pdftoppm", "-r", "110", "-png", "-singlefile", "-l", "1", str(pdf), f"{folder}/sida"], check=True
        )
        shutil.copy(f"{folder}/sida.png", picture)


def page(html: Path, picture: Path, size: str) -> None:
    """The top of a page in Chromium."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        window = [f"--user-data-dir={folder}", f"--window-size={size}", f"--screenshot={picture}"]
        subprocess.run(["chromium", *CHROMIUM, *window, html.as_uri()], check=True, capture_output=True, timeout=180)


def make(result: Path, folder: Path) -> list[Path]:
    """All pictures of a result; gives their paths."""
    first_page(result / "sammanstallning.xlsx", folder / "oversikt.png")
    first_page(next((result / "svar/TN").glob("*.xlsx")), folder / "rattelser.png")
    page(result / "index.html", folder / "sida.png", "1280,1000")
    page(result / "namnder/un.html", folder / "namnd.png", "390,1400")
    return sorted(folder.glob("*.png"))


if __name__ == "__main__":
    make(RESULT, GOLDEN)
