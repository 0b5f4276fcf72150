"""The handbook's chapter of settings: every key of `kommun.toml` with what it means."""

from __future__ import annotations

from collections.abc import Iterator

from flows.steps.beginning.settings_file import literal
from flows.steps.pages.tables import PageTable, listing
from schemas.mail_settings import MailSettings
from schemas.mail_told import MAIL_SYSTEMS
from schemas.settings import Settings
from schemas.settings_keys import Key, keys_of
from schemas.settings_told import told_of
from schemas.strict import Strict

_HEADINGS = ("Nyckel", "Betydelse", "Om den utelämnas")


def settings_shown() -> list[tuple[str, str, PageTable]]:
    """Section, what is said of it, and its keys, in the order of the file."""
    return [*_sections(Settings, "")]


def _sections(model: type[Strict], path: str) -> Iterator[tuple[str, str, PageTable]]:
    told, keys = told_of(model, path), keys_of(model, path)
    rows = [[key.name, key.told, _default(key)] for key in keys if key.model is None and key.told]
    name = f"{told.title} [{path}]" if path else told.title
    yield name, told.note, listing(f"Nycklar i avsnittet {name}", _HEADINGS, rows)
    if model is MailSettings:
        yield _judges()
    for key in keys:
        if key.model is not None:
            yield from _sections(key.model, f"{path}.{key.name}".lstrip("."))


def _judges() -> tuple[str, str, PageTable]:
    """What to write for each mail system, so that genuine mail is taken in and forged mail isn't."""
    note = (
        "Ett hämtat mejl tas in när den översta raden Authentication-Results från den här servern säger att "
        "avsändarens domän är styrkt: DMARC godkänd, eller SPF eller DKIM godkänd för samma domän. Allt annat läggs i "
        "karantän, med skälet. Ett mejl som någon har sparat i mappen inkommande får sakna raden, men står den där "
        "gäller den. Servern behöver ta bort rader med sitt eget namn ur mejl som kommer utifrån."
    )
    headings = ("Mejlsystem", "Skriv i mottagande_server", "Att tänka på")
    return "Servern som prövar avsändare", note, listing("Mejlsystem", headings, [list(row) for row in MAIL_SYSTEMS])


def _default(key: Key) -> str:
    if key.required:
        return "Måste finnas"
    return "Inget" if key.default in (None, "", ()) else _plain(key.default)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "false" if not value else "true"
    return literal(value)
