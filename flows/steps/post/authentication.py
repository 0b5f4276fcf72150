"""What a mail server says of a mail's sender (Authentication-Results, RFC 8601): parsed leniently, judged strictly.

Microsoft 365 writes no server name, Google long comments, OpenDKIM and OpenDMARC a header each. Whatever can't be
parsed for certain is no result. The topmost header of the trusted server counts, and those above it must not say
otherwise; headers further down may have been written by the sender.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Any

from flows.steps.post.addresses import DOMAIN, domain_of
from flows.steps.post.headers import raw_fields
from schemas.mail_settings import MICROSOFT, MailSettings, is_exchange, is_microsoft

_INTERNAL = "X-MS-Exchange-Organization-AuthAs"
"""Exchange's own header; Exchange removes one that comes from outside (its header firewall)."""

NO_SERVER = "I kommun.toml står inte vilken mejlserver som prövar avsändare (mottagande_server)"
UNTESTED = "Mejlservern har inte prövat avsändaren"
UNREADABLE = "Mejlserverns resultat om avsändaren går inte att läsa"
OTHER_SERVER = "Avsändaren är prövad av {server}, inte av {judge}, som står i inställningarna"
FORGED = "Avsändaren kunde inte styrkas (DMARC: {result})"
OTHER_DOMAIN = "Avsändaren kunde inte styrkas (resultatet gäller {domain})"
UNALIGNED = "Avsändaren kunde inte styrkas (ingen godkänd kontroll av domänen {domain})"

_LONGEST, _MOST = 8_000, 50
"""Letters of a header, and headers; those of the trusted server are among the first."""
_VALUE = r'(?:"[^"\\]*+"|[^\s"=;]++)'
_PAIR = re.compile(rf"([A-Za-z][A-Za-z0-9._-]*+)(?:\s*/\s*\d+)?\s*=\s*({_VALUE}(?:=++[^\s\";=]*+)*+|)(?=\s|$)")
_SERVER = re.compile(r"([^\s=;\"]+)(?:\s+\d+)?")
_PASS = "pass"
_NO_POLICY = ("", "none", "bestguesspass")
"""DMARC says nothing where the domain has no policy; then SPF or DKIM must have passed for that very domain."""


@dataclass(frozen=True)
class Result:
    """A method ('dmarc', 'spf', 'dkim' and others), what it came to, and its properties, all in small letters."""

    method: str
    result: str
    properties: dict[str, str]


@dataclass(frozen=True)
class Judged:
    """One header: the server's name ('' where it writes none) and its results. Not `readable`: nothing is certain."""

    server: str = ""
    results: tuple[Result, ...] = ()
    readable: bool = True

    def of(self, method: str) -> list[Result]:
        """The results of one method."""
        return [r for r in self.results if r.method == method]

    @property
    def dmarc(self) -> str:
        """What DMARC came to: '' without a result, the first that is no pass where there are several."""
        found = [r.result for r in self.of("dmarc")]
        return next((r for r in found if r != _PASS), found[0] if found else "")


def read_results(text: str) -> Judged:
    """A header's results. Comments are dropped; a header with anything odd in it isn't readable."""
    plain = _without_comments(text) if len(text) <= _LONGEST else None
    if plain is None:
        return Judged(readable=False)
    parts = [part.strip() for part in _split(plain)]
    first = _SERVER.fullmatch(parts[0])
    server = first[1].lower() if first else ""
    results, readable = [], bool(first or _PAIR.match(parts[0]))
    for part in filter(None, parts[1:] if first else parts):
        if part.lower() == "none" or (not server and re.fullmatch(DOMAIN, part)):
            continue  # no result; Microsoft's older headers repeat the receiver's domain
        one = _result(part)
        readable &= one is not None
        results += [one] if one else []
    return Judged(server, tuple(results), readable)


def _without_comments(text: str) -> str | None:
    """The text without its comments, which may lie in each other; None where it can't be said where one ends."""
    kept, depth, quoted = [], 0, False
    for sign in text:
        if sign == "\\" or (sign == '"' and depth) or sign in "\r\n\0":
            return None  # a comment that quotes the sender's words may be made to end early
        if sign == '"':
            quoted = not quoted
        if sign == "(" and not quoted:
            depth += 1
        if not depth:
            kept.append(sign)
        if sign == ")" and not quoted:
            depth -= 1
            kept.append(" ")
        if depth < 0:
            return None
    return None if depth or quoted else "".join(kept)


def _split(text: str) -> list[str]:
    """At semicolons that aren't quoted."""
    return re.findall(r'((?:"[^"]*+"|[^;"])*+)(?:;|$)', text)[: text.count(";") + 1] or [""]


def _result(part: str) -> Result | None:
    """'method=result name=value …'; None for what is anything else."""
    pairs = [(m[1].lower(), m[2].strip('"').lower()) for m in _PAIR.finditer(part)]
    if not pairs or _PAIR.sub("", part).strip():
        return None
    names = [name for name, _ in pairs[1:]]
    if len(set(names)) < len(names):
        return None  # which of two would count?
    (method, result), *rest = pairs
    return Result(method, result, dict(rest))


def why_untrusted(headers: Message[Any, Any], address: str, ours: MailSettings | None, *, from_server: bool) -> str:
    """Why a mail may not be from the address that it states, in Swedish; empty when it is.

    A mail that somebody has saved in the folder may lack a result, since that person has judged it; a result that it
    has must be a pass, whichever server wrote it.
    """
    found = [read_results(text) for text in raw_fields(headers, "Authentication-Results")[:_MOST]]
    trusted = ours.trusted if ours else ()
    by_exchange = not from_server or any(is_exchange(t) or is_microsoft(t) for t in trusted)
    if by_exchange and _is_internal(headers, address, ours) and all(_is_of(r.server, MICROSOFT) for r in found[:1]):
        return next(filter(None, map(_against, found[:1])), "")
    if not found:
        return "" if not from_server else UNTESTED if trusted else NO_SERVER
    chosen = _chosen(found, trusted)
    if chosen is None and from_server:
        return _not_by_ours(found, trusted)
    return _why_not(found[: (chosen or 0) + 1], domain_of(address))


def _chosen(found: list[Judged], trusted: tuple[str, ...]) -> int | None:
    """The place of the topmost result of the first of the trusted servers that has one."""
    places = ([place for place, one in enumerate(found) if _is_of(one.server, name)] for name in trusted)
    return next((of_one[0] for of_one in places if of_one), None)


def _not_by_ours(found: list[Judged], trusted: tuple[str, ...]) -> str:
    judges = [name for name in trusted if not is_exchange(name)]
    if not judges:
        return UNTESTED if trusted else NO_SERVER
    if not found[0].readable:
        return UNREADABLE
    return OTHER_SERVER.format(server=_shown(found[0].server) or "en server utan namn", judge=" eller ".join(judges))


def _why_not(found: list[Judged], domain: str) -> str:
    """Why the results down to that of the trusted server, the last one, don't prove the domain; empty when they do."""
    if not all(one.readable for one in found):
        return UNREADABLE
    tested = [one for one in found[:-1] if any(one.of(method) for method in ("dmarc", "spf", "dkim"))]
    return next(filter(None, (_unproved(one, domain) for one in (*tested, found[-1]))), "")


def _shown(server: str) -> str:
    return re.sub(r"[^a-z0-9._-]", "·", server)[:80]


def _is_of(server: str, judge: str) -> bool:
    if is_microsoft(judge):
        return not server or is_microsoft(server)
    return server.partition("/")[0] == judge.lower()  # some add '/' and the number of the mail in their queue


def _is_internal(headers: Message[Any, Any], address: str, ours: MailSettings | None) -> bool:
    """Whether Exchange says that the sender is logged in within the organisation, for an address of its domain."""
    said = [text.lower() for text in raw_fields(headers, _INTERNAL)]
    return said == ["internal"] and ours is not None and domain_of(address) == domain_of(ours.address)


def _against(judged: Judged) -> str:
    """What speaks against a sender of one's own organisation, whose mails have no SPF or DKIM; empty for nothing."""
    if not judged.readable:
        return UNREADABLE
    return "" if judged.dmarc in (*_NO_POLICY, _PASS) else FORGED.format(result=_shown(judged.dmarc))


def _unproved(judged: Judged, domain: str) -> str:
    """Why the results don't prove that the mail is of the domain; empty when they do."""
    if judged.dmarc == _PASS:
        other = [r.properties.get("header.from") or r.properties.get("d", "") for r in judged.of("dmarc")]
        wrong = [d for d in other if not _vouches(d, domain)]
        return OTHER_DOMAIN.format(domain=_shown(wrong[0]) or "en domän som inte är angiven") if wrong else ""
    if judged.dmarc not in _NO_POLICY:
        return FORGED.format(result=_shown(judged.dmarc))
    senders = [r for r in judged.of("spf") if "smtp.mailfrom" in r.properties]
    tried = [*judged.of("dkim"), *(senders if len(senders) == 1 else [])]
    if any(r.result == _PASS and is_aligned(_domain(r), domain) for r in tried):
        return ""
    return UNALIGNED.format(domain=domain)


def _domain(result: Result) -> str:
    """The domain that a method was tried for: SPF's of the envelope's sender, DKIM's of the signature."""
    if result.method == "spf":
        return domain_of(result.properties.get("smtp.mailfrom", "").strip("<>"))
    signed = result.properties.get("header.d", "")
    return signed or domain_of(result.properties.get("header.i", ""))


def _vouches(other: str, domain: str) -> bool:
    """Whether a DMARC result for `other` is one for the domain: the same, or one that it is a subdomain of."""
    return bool(re.fullmatch(DOMAIN, other)) and (domain == other or domain.endswith(f".{other}"))


def is_aligned(other: str, domain: str) -> bool:
    """Whether two domains are the same, or one lies in the other.

    Stricter than DMARC's relaxed alignment, which also takes siblings and needs the public suffix list for that; this
    needs none, since whoever has 'kommun.se' may speak for all in it, and a name of one label is no domain here.
    """
    return _vouches(other, domain) or _vouches(domain, other)
