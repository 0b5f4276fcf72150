"""The invented contents of the example municipality, from the TOML files beside this one."""

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ORDER = ("KS", "UN", "SN", "TN", "MBN")
WORD = {"nås": "Nås", "delvis": "Nås delvis", "inte": "Nås inte", "ej": "Ej bedömt"}
DECISION = {"by": "Kommunfullmäktige", "day": "2025-06-16", "paragraph": "§ 58"}


def load() -> dict[str, dict]:
    """Every nämnd's contents by id, in the kommun's order."""
    files = {i: HERE / "content" / f"{i.lower()}.toml" for i in ORDER}
    return {i: tomllib.loads(path.read_text(encoding="utf-8")) for i, path in files.items() if path.exists()}


def goals(namnd: dict) -> list[dict]:
    return namnd["mal"]
