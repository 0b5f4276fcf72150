"""The invented contents of the example municipality, from the TOML files beside this one."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ORDER = ("KS", "UN", "SN", "TN", "MBN")
WORD = {"nås": "Nås", "delvis": "Nås delvis", "inte": "Nås inte", "ej": "Ej bedömt"}
DECISION = {"by": "Kommunfullmäktige", "day": "2025-06-16", "paragraph": "§ 58"}


def load() -> dict[str, dict]:
    """Every nämnd's contents by id, in the kommun's order; `mal_2025` are goals that ended, `matt_2025` outcomes."""
    files = {i: HERE / "content" / f"{i.lower()}.toml" for i in ORDER}
    found = {i: _read(path) for i, path in files.items() if path.exists()}
    before = _read(HERE / "content/2025.toml")
    for i, content in found.items():
        mine = {m: values for m, values in before["matt"].items() if m.startswith(f"{i}-")}
        content |= {"mal_2025": before[i], "matt_2025": mine}
    return found


def _read(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def goals(namnd: dict) -> list[dict]:
    return namnd["mal"]
