"""Errors in `kommun.toml` as findings in Swedish: which key, which value, what is allowed."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from pydantic import ValidationError

from schemas.findings import ERROR, ExpectedProblem, Finding
from schemas.settings import MEANINGS, Settings

_ALLOWED = {
    "missing": "Den måste finnas.",
    "extra_forbidden": "Kontrollera stavningen eller ta bort raden.",
    "int_type": "Skriv ett heltal utan citattecken, till exempel 5.",
    "int_parsing": "Skriv ett heltal utan citattecken, till exempel 5.",
    "int_from_float": "Skriv ett heltal, till exempel 5.",
    "float_type": "Skriv ett tal med decimalpunkt, till exempel 1.0.",
    "float_parsing": "Skriv ett tal med decimalpunkt, till exempel 1.0.",
    "bool_type": "Skriv true eller false utan citattecken.",
    "bool_parsing": "Skriv true eller false utan citattecken.",
    "string_type": "Skriv text inom citattecken.",
    "string_too_short": "Texten får inte vara tom.",
    "date_type": "Skriv ett datum utan citattecken, till exempel 2026-04-17.",
    "date_parsing": "Skriv ett datum utan citattecken, till exempel 2026-04-17.",
    "date_from_datetime_parsing": "Skriv ett datum utan citattecken, till exempel 2026-04-17.",
    "datetime_type": "Skriv dag och tid utan citattecken, till exempel 2026-04-20T08:00:00.",
    "datetime_parsing": "Skriv dag och tid utan citattecken, till exempel 2026-04-20T08:00:00.",
    "datetime_from_date_parsing": "Skriv dag och tid utan citattecken, till exempel 2026-04-20T08:00:00.",
    "time_type": "Skriv klockslaget utan citattecken, till exempel 17:00:00.",
    "time_parsing": "Skriv klockslaget utan citattecken, till exempel 17:00:00.",
    "tuple_type": 'Skriv en lista inom hakparenteser, till exempel ["a", "b"].',
    "model_type": "Här ska det stå ett avsnitt med egna nycklar.",
    "model_attributes_type": "Här ska det stå ett avsnitt med egna nycklar.",
}

_PATTERNS = {
    "[A-ZÅÄÖ]": "Skriv högst åtta versaler och siffror, till exempel KS.",
    "[a-z0-9-]": "Skriv gemener a–z, siffror och bindestreck, till exempel mariestad.",
    "@": "Skriv en e-postadress, till exempel prognos@kommunen.se.",
    "(0[13578]|1[02])": "Skriv en månad och en dag som finns, med två siffror var, till exempel 04-17.",
}


_BROKEN = {
    "okrypterat": "Utan kryptering nås bara en server på den här datorn. Skriv tls eller starttls.",
    "till_fore_fran": "Året i ”till” får inte ligga före året i ”fran”.",
    "samma_id": "Två av dem har id {id} samma år. Ge varje sitt eget id.",
    "som_personnummer": "Numret ser ut som ett personnummer. Skriv bindestreck efter riktnumret, till exempel "
    "0501-75 50 00.",
    "avdelningar": "”avdelningar” och ”avdelningsmal” hör ihop: skriv båda eller ingen.",
}
"""What to do where values break a rule between them, by a word of the error."""


def _in_swedish(expected: str) -> str:
    """What may stand there, meanings in the words that people write."""
    for ours, theirs in MEANINGS.items():
        expected = expected.replace(f"'{ours}'", f"'{theirs}'")
    return expected.replace(" or ", " eller ")


def _allowed(error: dict[str, Any]) -> str:
    kind, ctx = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return f"Tillåtet är {_in_swedish(str(ctx['expected']))}."
    if kind in {"greater_than_equal", "less_than_equal"}:
        word, limit = ("minst", ctx.get("ge")) if "ge" in ctx else ("högst", ctx.get("le"))
        return f"Talet ska vara {word} {limit:g}."
    if kind in {"too_short", "too_long"}:
        return f"Listan ska ha minst {ctx['min_length']}." if "min_length" in ctx else "Listan är för lång."
    if kind == "string_too_long":
        return f"Texten får ha högst {ctx['max_length']} tecken."
    if kind == "string_pattern_mismatch":
        return next((text for start, text in _PATTERNS.items() if start in ctx["pattern"]), "Värdet har fel form.")
    if kind == "value_error":
        said = str(error.get("msg", ""))
        return next(text for word, text in _BROKEN.items() if word in said).format(id=said.rpartition(" ")[2])
    return _ALLOWED.get(kind, "Värdet går inte att använda här.")


def _key(location: tuple[int | str, ...]) -> str:
    """('namnd', 2, 'id') as 'namnd nr 3, id'."""
    words: list[str] = []
    for part in location:
        if isinstance(part, int) and words:
            words[-1] += f" nr {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words)


def _value(error: dict[str, Any]) -> str:
    value = error["input"]
    if error["type"] == "missing" or isinstance(value, dict | list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def problem(what: str, todo: str, file: str = "kommun.toml", value: str = "") -> Finding:
    """A finding about the settings (rule R2)."""
    return Finding(rule="R2", severity=ERROR, file=file, what=what, todo=todo, value=value)


def parse_settings(text: str, file: str = "kommun.toml") -> Settings:
    """The settings of a TOML text; raises ExpectedProblem with the first finding, all of them in its sentence."""
    try:
        return Settings.model_validate(tomllib.loads(text.removeprefix("\ufeff")))
    except tomllib.TOMLDecodeError as error:
        raise ExpectedProblem(problem(*_unread(str(error), file), file)) from None
    except RecursionError:
        what = f"Filen {file} går inte att läsa: hakparenteser ligger i varandra i för många led."
        raise ExpectedProblem(problem(what, "Hämta filen ur en säkerhetskopia, eller rätta listan.", file)) from None
    except ValidationError as error:
        found = [_finding(e, file, text) for e in _own(error)]
        raise ExpectedProblem(problem(*_together(found, file))) from None


_ENDLESS = ": något i den har inget slut"


def _unread(error: str, file: str) -> tuple[str, str]:
    """What is said of a text that is no TOML, and what to do."""
    what = f"Filen {file} går inte att läsa{_place(error)}."
    if "Invalid date" in error:
        return what, "Datumet där finns inte. Skriv det som i 2026-04-17."
    if "Cannot" in error:
        return what.replace(_ENDLESS, ""), "En nyckel eller ett avsnitt står två gånger. Ta bort den ena."
    if "Expected newline" in error:
        return what, "Text står inom citattecken, tal skrivs utan mellanslag och med punkt, datum som 2026-04-17."
    return what, "Kontrollera citattecken och hakparenteser där, och på raden ovanför."


def _place(error: str) -> str:
    """The line that the parser stopped at."""
    if "end of document" in error:
        return _ENDLESS
    line = re.search(r"at line (\d+)", error)
    return f" vid rad {line[1]}" if line else ""


def _own(error: ValidationError) -> list[dict[str, Any]]:
    """The faults, without those that only follow: a list with a wrong one in it is said to be too short as well."""
    found: list[dict[str, Any]] = [dict(e) for e in error.errors(include_url=False)]
    holding = {e["loc"][:deep] for e in found for deep in range(len(e["loc"]))}
    return [e for e in found if e["type"] != "too_short" or e["loc"] not in holding]


def _finding(error: dict[str, Any], file: str, text: str) -> Finding:
    from schemas.settings_places import line_of, meant_key  # only where something is wrong

    value, key = _value(error), f"Nyckeln ”{_key(error['loc'])}”"
    line = line_of(text, error["loc"])
    there = f"på rad {line} i {file}" if line else f"i {file}"
    section = f"i avsnittet {there}" if line else there
    wrong = f"{key} {there} har värdet ”{value}”." if value else f"{key} {there} är inte rätt."
    known = {"missing": f"{key} saknas {section}.", "extra_forbidden": f"{key} {there} är okänd."}
    todo = _allowed(error)
    if error["type"] == "extra_forbidden" and (meant := meant_key(error["loc"])):
        todo = f"Menade ni ”{meant}”? {todo}"
    return problem(known.get(error["type"], wrong), todo, file, value)


def _together(found: list[Finding], file: str) -> tuple[str, str]:
    if len(found) == 1:
        return found[0].what, found[0].todo
    lines = "\n".join(f"  • {f.what} {f.todo}" for f in found)
    return f"{len(found)} uppgifter i {file} behöver rättas.", f"Rätta dem i filen:\n{lines}"
