"""Where things lie: what comes in under `input`, what goes out under `output`. The only module that knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.steps.texts import fits
from schemas.waivers import WAIVERS_FILE

INPUT, OUTPUT = "input", "output"
SETTINGS_FILE, REGISTER_FILE, BESIDE_FILE = "kommun.toml", "malregister.xlsx", "vid_sidan_av.xlsx"
TEMPLATES, RESULT, DATA = "mallar", "resultat", "data"
"""Folders of a round: what is handed out, what is published, and the data in it."""
MANIFEST = "korning.json"
"""What a round was made of, in its result."""
ORIGINALS = "original.html"
"""The page over a round's originals, in its result."""
LEDGER = "register.jsonl"
"""The journal of mail, in the folder `post`."""
ROUNDS = "omgangar.json"
"""What is kept of a kommun's rounds, for the page of all kommuner."""
YEARS = "[0-9][0-9][0-9][0-9]"
"""Pattern of the folders of years."""


def controllers_own(name: str, exports: Iterable[str]) -> bool:
    """Whether a file is one that the controller keeps, such as the finance system's `exports`, and nobody's answer."""
    return any(fits(name, pattern) for pattern in (*exports, REGISTER_FILE, BESIDE_FILE, WAIVERS_FILE))


def original_anchor(digest: str) -> str:
    """Where an original stands on the page over them."""
    return f"fil-{digest[:16]}"


@dataclass(frozen=True)
class Places:
    """The folders and files of one kommun. `home` is the folder with `input` and `output`."""

    home: Path
    kommun: str

    @property
    def input(self) -> Path:
        """Settings, and a folder for each year."""
        return self.home / INPUT / self.kommun

    @property
    def output(self) -> Path:
        """All that is made, and the archive."""
        return self.home / OUTPUT / self.kommun

    @property
    def settings(self) -> Path:
        """The kommun's settings."""
        return self.input / SETTINGS_FILE

    @property
    def incoming(self) -> Path:
        """Saved mails of any round."""
        return self.input / "inkommande"

    @property
    def archive(self) -> Path:
        """Originals, by content; never changed."""
        return self.output / "arkiv"

    @property
    def post(self) -> Path:
        """The journal of mail, and what goes out."""
        return self.output / "post"

    @property
    def kept(self) -> Path:
        """Locks and notes of the program's own, which no run replaces."""
        return self.output / ".drift"

    def register(self, year: int) -> Path:
        """What kommunfullmäktige has decided for the year."""
        return self.input / str(year) / REGISTER_FILE


def kommuner(home: Path) -> list[str]:
    """The folders that have settings, in order."""
    return sorted(path.parent.name for path in (home / INPUT).glob(f"*/{SETTINGS_FILE}"))
