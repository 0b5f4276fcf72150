"""The page over the originals: what each file is and how it came. Links to originals lead here, never to a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.steps.files.archive import place
from flows.steps.merging.merge import Merged
from flows.steps.pages.frame import rendered
from flows.steps.places import ORIGINALS, controllers_own, original_anchor

_ARCHIVE = "../../../arkiv/"
"""From the folder of a round's result."""
_FINANCE, _OWN = "Fil ur ekonomisystemet", "Kommunens egen fil"


@dataclass(frozen=True)
class Original:
    """A row of the page. `own`: the controller put it there; else it came from somebody else."""

    anchor: str
    file: str
    what: str
    came: str
    digest: str
    href: str
    own: bool


def originals_page(merged: Merged) -> dict[str, bytes]:
    """The page by its path."""
    values = {"originals": list(originals(merged)), "scanned": bool(merged.job.settings.security.scan_with)}
    return {ORIGINALS: rendered(merged, ("original.html.j2", ORIGINALS, "Originalen"), values)}


def originals(merged: Merged) -> Iterator[Original]:
    """Each content once: the controller's own files, then what was sent in."""
    seen: set[str] = set()
    finance = merged.job.settings.finance.files
    for file, digest in merged.known.sources.items():
        if controllers_own(file, finance) and digest not in seen:
            seen.add(digest)
            what = _OWN if controllers_own(file, ()) else _FINANCE
            yield Original(original_anchor(digest), file, what, "", digest, _ARCHIVE + place(digest, file), own=True)
    for row in merged.tables["submissions"].dropna(subset="digest").to_dict("records"):
        if (digest := str(row["digest"])) not in seen:
            seen.add(digest)
            href, file = _ARCHIVE + place(digest, str(row["file"])), str(row["file"])
            yield Original(original_anchor(digest), file, _what(row), _came(row), digest, href, own=False)


def _what(row: Mapping[Any, Any]) -> str:
    name = row["name"] if isinstance(row["name"], str) else row["namnd"]
    return f"Inskickad fil, {name}" if isinstance(name, str) else "Inskickad fil"


def _came(row: Mapping[Any, Any]) -> str:
    """When, and from whom where it came by mail."""
    when = row["received"] if isinstance(row["received"], str) else ""
    sender = row["sender"] if isinstance(row["sender"], str) and row["sender"] else ""
    return f"{when}, från {sender}" if sender else when
