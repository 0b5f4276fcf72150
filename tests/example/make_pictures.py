"""The README's pictures, and small ones of each sheet and each kind of page: the golden pictures of what people see.

Run from the project's root after `malstyrning prognos april 2026`: python -m tests.example.make_pictures
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from python_calamine import CalamineWorkbook
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from schemas.published import file_name
from tests.example.office import convert

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "output/mariestad/2026/prognos-april/resultat"
GOLDEN = ROOT / "tests/golden"
SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-device-scale-factor=1",
)  # fmt: skip
WIDTH, GREYS = 360, 6
SCREEN, PHONE, SHORT = (1280, 1000), (390, 1400), (1000, 900)


def small(picture: Image.Image) -> bytes:
    """The picture in a few greys, so narrow that texts are lines and charts are charts."""
    height = round(picture.height * WIDTH / picture.width)
    grey = picture.convert("L").resize((WIDTH, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    grey.quantize(GREYS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def first_pages(workbook: Path, pdf: Path) -> dict[str, int]:
    """The page on which each sheet begins: its title stands first on it, and on none of those that follow."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    leads = [page.strip().partition("\n")[0].strip() for page in text.split("\f")]
    found, after = {}, 0
    for name in CalamineWorkbook.from_path(workbook).sheet_names:
        at = 0 if not found else next((n for n, lead in enumerate(leads[after:], after) if lead == name), None)
        if at is not None:
            found[name], after = at + 1, at + 1
    return found


def printed(pdf: Path, page: int, dots: int) -> Image.Image:
    """A page of a PDF."""
    command = ["pdftoppm", "-r", str(dots), "-png", "-f", str(page), "-l", str(page), str(pdf)]
    return Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout))


def kinds_of_page(result: Path) -> dict[str, Path]:
    """A page of each kind that is published: those beside the index, one nämnd's, a receipt, a reply."""
    found: dict[str, Path] = {}
    for path in sorted(result.rglob("*.html")):
        inside = path.relative_to(result)
        alone = len(inside.parts) == 1 or inside.parts[0] == "svar"
        found.setdefault(inside.stem if alone else inside.parts[0], path)
    return found


@contextmanager
def browser() -> Iterator[Chrome]:
    """Chromium, with room for a page's top."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for switch in SWITCHES:
        options.add_argument(switch)
    chrome = Chrome(options, ChromeService(shutil.which("chromedriver")))
    try:
        yield chrome
    finally:
        chrome.quit()


def page(chrome: Chrome, html: Path, size: tuple[int, int]) -> bytes:
    """The top of a page on a screen of this size."""
    width, height = size
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    chrome.get(html.as_uri())
    return chrome.get_screenshot_as_png()


def of_workbooks(result: Path) -> Iterator[tuple[str, bytes]]:
    """The overview and the corrections as they are printed, and every sheet's first page."""
    workbook, corrections = result / "sammanstallning.xlsx", next((result / "svar/TN").glob("*.xlsx"))
    with tempfile.TemporaryDirectory() as folder:
        convert([workbook, corrections], "pdf", Path(folder))
        pdf = Path(folder, f"{workbook.stem}.pdf")
        for name, made in (("oversikt", pdf), ("rattelser", Path(folder, f"{corrections.stem}.pdf"))):
            out = io.BytesIO()
            printed(made, 1, 110).save(out, "PNG")
            yield f"{name}.png", out.getvalue()
        for sheet, at in first_pages(workbook, pdf).items():
            yield f"blad/{file_name(sheet)}.png", small(printed(pdf, at, 75))


def of_pages(result: Path) -> Iterator[tuple[str, bytes]]:
    """The kommun's page, a nämnd's on a phone, and the top of a page of each kind."""
    with browser() as chrome:
        yield "sida.png", page(chrome, result / "index.html", SCREEN)
        yield "namnd.png", page(chrome, result / "namnder/un.html", PHONE)
        for kind, path in kinds_of_page(result).items():
            yield f"sidor/{kind}.png", small(Image.open(io.BytesIO(page(chrome, path, SHORT))))


def make(result: Path) -> dict[str, bytes]:
    """All pictures of a result by their names."""
    return {**dict(of_workbooks(result)), **dict(of_pages(result))}


if __name__ == "__main__":
    shutil.rmtree(GOLDEN)
    for name, content in make(RESULT).items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(content)
