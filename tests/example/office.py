"""LibreOffice as a converter, in Swedish, with a profile of its own; formulas are always worked out anew."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

CHANGED = {
    "org.openoffice.Setup/L10N": ("ooSetupSystemLocale", "sv-SE"),
    "org.openoffice.Office.Calc/Formula/Load": ("OOXMLRecalcMode", "0"),
}
SETTINGS = '<?xml version="1.0"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'.format(
    "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, (name, value) in CHANGED.items()
    )
)


def convert(paths: Sequence[Path], ending: str, folder: Path) -> list[Path]:
    """The files in another format, in the folder; all of them in one run."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        settings = Path(profile, "user/registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
        command = ["soffice", f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", ending]
        done = [*command, "--outdir", str(folder), *map(str, paths)]
        subprocess.run(done, check=True, capture_output=True, timeout=600)
    return [folder / f"{path.stem}.{ending}" for path in paths]
