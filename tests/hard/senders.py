"""Sender forgeries × mail systems: what each writes about a sender, what is forged, and what must become of the mail."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from flows.steps.find_job import load_settings
from flows.steps.post.ledger import HELD, TAKEN
from flows.steps.post.looking import Looking, look_at
from schemas.settings import Settings
from tests.hard.mails import mixed, part

ROOT = Path(__file__).parents[2]
OURS, EVIL, SERVER = "mariestad.example", "evil.example", "mx.mariestad.example"
NAMND = f"miljobyggnad@{OURS}"
TODAY = dt.date(2026, 4, 24)


class Verdict(NamedTuple):
    """What a server found: each method's result and the domain that it is about."""

    dmarc: str = "none"
    spf: str = "none"
    dkim: str = "none"
    header_from: str = OURS
    mail_from: str = OURS
    signed: str = OURS


Writer = Callable[[Verdict], list[str]]


def microsoft(v: Verdict) -> list[str]:
    """Microsoft 365: no server name, semicolons without a space."""
    signed = v.signed if v.dkim == "pass" else "none"
    return [
        f"spf={v.spf} (sender IP is 203.0.113.5)\r\n smtp.mailfrom={v.mail_from}; dkim={v.dkim} (signature was"
        f" verified)\r\n header.d={signed};dmarc={v.dmarc} action=none\r\n header.from={v.header_from};compauth=pass"
        " reason=100"
    ]


def google(v: Verdict) -> list[str]:
    return [
        f"mx.google.com;\r\n       dkim={v.dkim} header.i=@{v.signed} header.s=s1 header.b=AbC+/12=;\r\n"
        f"       spf={v.spf} (google.com: domain of x@{v.mail_from} designates 203.0.113.5 as permitted sender)"
        f" smtp.mailfrom=x@{v.mail_from};\r\n       dmarc={v.dmarc} (p=NONE sp=NONE dis=NONE) header.from={v.header_from}"
    ]


def rspamd(v: Verdict) -> list[str]:
    return [
        f'{SERVER};\r\n\tdkim={v.dkim} header.d={v.signed} header.s=s1 header.b="AbC+/12=";\r\n'
        f"\tspf={v.spf} ({SERVER}: domain of x@{v.mail_from} designates 203.0.113.5 as permitted sender)"
        f" smtp.mailfrom=x@{v.mail_from};\r\n\tdmarc={v.dmarc} (policy=none) header.from={v.header_from}"
    ]


def postfix(v: Verdict) -> list[str]:
    """OpenDMARC, OpenDKIM and policyd-spf: a header each, the last filter's uppermost."""
    return [
        f"{SERVER}; dmarc={v.dmarc} (p=none dis=none) header.from={v.header_from}",
        f"{SERVER};\r\n\tdkim={v.dkim} (2048-bit key; unprotected) header.d={v.signed} header.i=@{v.signed}"
        ' header.a=rsa-sha256 header.s=s1 header.b="AbC12"',
        f"{SERVER}; spf={v.spf} (sender SPF authorized) smtp.mailfrom={v.mail_from} (client-ip=203.0.113.5; helo=a.b;"
        f" envelope-from=x@{v.mail_from}; receiver=<UNKNOWN>)",
    ]


def gateway(v: Verdict) -> list[str]:
    """Another server's: the number in its queue after the name, capitals, properties spelt its own way."""
    return [
        f"{SERVER}/4F1A2 1; dkim={v.dkim.capitalize()} (signature verified) header.i=@{v.signed};"
        f" spf={v.spf.capitalize()} smtp.mailfrom=x@{v.mail_from}; spf=None smtp.helo=postmaster@{EVIL};"
        f" dmarc={v.dmarc} (p=none dis=none) d={v.header_from}"
    ]


SYSTEMS: dict[str, tuple[str, Writer]] = {
    "Microsoft 365": ("Microsoft 365", microsoft),
    "Google": ("mx.google.com", google),
    "Postfix med OpenDMARC": (SERVER, postfix),
    "rspamd": (SERVER, rspamd),
    "annan server": (SERVER, gateway),
    "Exchange och en annan server": (f"Exchange, {SERVER}", gateway),
}
"""What stands in `mottagande_server`, and how that system writes."""

GENUINE = {
    "DMARC godkänd": Verdict("pass", "pass", "pass"),
    "DMARC godkänd, bara DKIM": Verdict("pass", "fail", "pass", mail_from=EVIL),
    "DMARC godkänd, bara SPF": Verdict("pass", "pass", "fail"),
}
ALIGNED = {
    "ingen DMARC, SPF för domänen": Verdict("none", "pass"),
    "ingen DMARC, DKIM för domänen": Verdict("none", "none", "pass"),
    "ingen DMARC, DKIM för en del av domänen": Verdict("none", "none", "pass", signed=f"post.{OURS}"),
}
"""Genuine where SPF and DKIM are in the same header as DMARC; where they aren't, only the uppermost header counts."""
FORGED = {
    "DMARC underkänd": Verdict("fail", "fail"),
    "DMARC underkänd, SPF för en annan domän": Verdict("fail", "pass", mail_from=EVIL),
    "DMARC godkänd för en annan domän": Verdict("pass", "pass", "pass", EVIL, EVIL, EVIL),
    "DMARC godkänd för en domän med liknande slut": Verdict("pass", "pass", "pass", f"x{OURS}", f"x{OURS}", f"x{OURS}"),
    "DMARC godkänd för toppdomänen": Verdict("pass", "pass", "pass", "example", "example", "example"),
    "ingen DMARC, SPF för en annan domän": Verdict("none", "pass", mail_from=EVIL),
    "ingen DMARC, DKIM för en annan domän": Verdict("none", "none", "pass", signed=EVIL),
    "ingen DMARC, DKIM för en domän med liknande slut": Verdict("none", "none", "pass", signed=f"x{OURS}"),
    "ingen DMARC, domänen framför en annan": Verdict("none", "pass", "pass", OURS, f"{OURS}.{EVIL}", f"{OURS}.{EVIL}"),
    "inget alls": Verdict(),
    "tillfälligt fel": Verdict("temperror", "temperror", "temperror"),
    "bestående fel": Verdict("permerror", "permerror", "permerror"),
    "tillfälligt fel, SPF godkänd": Verdict("temperror", "pass"),
    "okänt resultat": Verdict("maybe", "pass", "pass"),
    "SPF neutral": Verdict("none", "neutral"),
    "SPF tveksam": Verdict("none", "softfail"),
}

SENDERS = {
    "en till adress efter": f"{NAMND} <x@{EVIL}>",
    "en till adress i namnet": f'"{NAMND}" <x@{EVIL}>',
    "adressen i namnet, en annan sist": f"Nämnden {NAMND} <x@{EVIL}>",
    "adressen sist, en annan i namnet": f'"x@{EVIL}" <{NAMND}>',
    "kodat namn med en annan adress": f"=?utf-8?b?PHhAZXZpbC5leGFtcGxlPg==?= <{NAMND}>",
    "två gånger kodat namn": f"=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D40evil=2Eexample=3F=3D?= <{NAMND}>",
    "två avsändare": f"{NAMND}, x@{EVIL}",
    "två avsändare, den andra först": f"x@{EVIL}, {NAMND}",
    "två avsändare med namn": f"Nämnden <{NAMND}>, Evil <x@{EVIL}>",
    "grupp": f"Nämnden: {NAMND};",
    "grupp med två": f"Alla: {NAMND}, x@{EVIL};",
    "väg": f"<@{EVIL},@b.example:{NAMND}>",
    "adress i adressen": f"<<{NAMND}>x@{EVIL}>",
    "kommentar i adressen": f"miljobyggnad(x@{EVIL})@{OURS}",
    "kommentar efter": f"{NAMND} (x@{EVIL})",
    "citerat namn före at": f'"{NAMND}"@{EVIL}',
    "citerad lokal del": f'"miljobyggnad"@{OURS}',
    "blanksteg i adressen": f"miljobyggnad @ {OURS}",
    "nolla": f"{NAMND}\0 <x@{EVIL}>",
    "avslutad av en klammer": f"{NAMND}> <x@{EVIL}",
    "omvänt skedd text": f"\N{RIGHT-TO-LEFT OVERRIDE}{NAMND} <x@{EVIL}>",
    "fullbreda tecken": f"miljobyggnad\N{FULLWIDTH COMMERCIAL AT}{OURS} <x@{EVIL}>",
    "samma bokstav ur ett annat alfabet": NAMND.replace("o", "\N{CYRILLIC SMALL LETTER O}", 1),
    "domän med punkt efter": f"{NAMND}.",
    "flera at": f"miljobyggnad@{OURS}@{EVIL}",
    "okänd avsändare": f"x@{EVIL}",
    "ingen": "",
}
"""From headers that some program may read as the nämnd; the servers have found the domain genuine."""
LINES = {
    "två rader From": f"From: {NAMND}\r\nFrom: x@{EVIL}\r\n",
    "två rader From, den andra först": f"From: x@{EVIL}\r\nFrom: {NAMND}\r\n",
    "rad med blanksteg före kolon": f"From : x@{EVIL}\r\nFrom: {NAMND}\r\n",
    "radbrott utan ny rad": f"From: {NAMND}\rFrom: x@{EVIL}\r\n",
    "ingen rad From": f"Sender: {NAMND}\r\n",
}
PLAIN = {
    "bara adressen": NAMND,
    "i vinklar": f"<{NAMND}>",
    "med namn": f"Miljö- och byggnadsnämnden <{NAMND}>",
    "med namn inom citattecken": f'"Öberg, Åsa (MBN)" <{NAMND}>',
    "med kodat namn": f"=?utf-8?q?=C3=85sa_=C3=96berg?= <{NAMND}>",
    "adressen också som namn": f"{NAMND} <{NAMND}>",
    "stora bokstäver": f"Miljobyggnad@{OURS.upper()}",
    "på två rader": f"Nämnden\r\n <{NAMND}>",
}


class Case(NamedTuple):
    """A mail, what stands in `mottagande_server`, and what must become of it."""

    name: str
    judge: str
    content: bytes
    fate: str


def mail(results: list[str], sender: str = f"From: {NAMND}\r\n", more: str = "") -> bytes:
    heads = "".join(f"Authentication-Results: {text}\r\n" for text in results)
    head = f"{heads}{more}{sender}Date: Wed, 22 Apr 2026 15:40:00 +0200\r\n"
    return mixed(part(b"svar"), head=head.encode())


def cases() -> Iterator[Case]:
    yield from (case for system in SYSTEMS for case in _of_results(system))
    yield from (case for system in SYSTEMS for case in _of_headers(system))
    yield from (case for system in SYSTEMS for case in _of_senders(system))
    yield from _inside()


def _of_results(system: str) -> Iterator[Case]:
    judge, write = SYSTEMS[system]
    alone = HELD if write is postfix else TAKEN
    for fate, kinds in ((TAKEN, GENUINE), (alone, ALIGNED), (HELD, FORGED)):
        for name, verdict in kinds.items():
            yield Case(f"{system}: {name}", judge, mail(write(verdict)), fate)


def _of_headers(system: str) -> Iterator[Case]:
    """Results that somebody else wrote, or that can't be parsed for certain."""
    judge, write = SYSTEMS[system]
    right, wrong = write(GENUINE["DMARC godkänd"]), write(FORGED["DMARC underkänd"])
    for_evil = write(FORGED["DMARC godkänd för en annan domän"])
    injected = (
        right[0]
        .replace("smtp.mailfrom=", f'smtp.mailfrom="a;dmarc=pass header.from={OURS};"@')
        .replace("dmarc=pass", "dmarc=fail")
    )
    yield Case(f"{system}: inget resultat", judge, mail([]), HELD)
    yield Case(f"{system}: ett förfalskat nedanför", judge, mail([*wrong, *right]), HELD)
    yield Case(f"{system}: ett äkta nedanför", judge, mail([*right, *wrong]), TAKEN)
    yield Case(f"{system}: en annan servers", judge, mail([f"mx.{EVIL}; dmarc=pass header.from={OURS}"]), HELD)
    yield Case(
        f"{system}: servern nedanför en underkänd",
        judge,
        mail([f"x.example; dmarc=fail header.from={OURS}", *right]),
        HELD,
    )
    yield Case(f"{system}: för en annan domän ovanför", judge, mail([*for_evil, *right]), HELD)
    yield Case(
        f"{system}: avsändarens ord i resultatet", judge, mail([injected]), HELD if injected != right[0] else TAKEN
    )
    yield Case(f"{system}: kommentar som inte slutar", judge, mail([right[0].replace("dmarc=", "(dmarc=")]), HELD)
    yield Case(f"{system}: godkänt i en kommentar", judge, mail([f"{wrong[0]} (dmarc=pass header.from={OURS})"]), HELD)
    yield Case(f"{system}: två DMARC", judge, mail([f"{wrong[0]}; dmarc=pass header.from={OURS}"]), HELD)
    yield Case(
        f"{system}: oläsligt", judge, mail([f'{right[0].split(";")[0]}; \\\\="((; dmarc=pass header.from={OURS}']), HELD
    )
    yield Case(f"{system}: en halv megabyte", judge, mail([right[0] + "; x=y" * 100_000]), HELD)
    yield Case(
        f"{system}: logga in-rubriken utifrån",
        judge,
        mail(wrong, more="X-MS-Exchange-Organization-AuthAs: Internal\r\n"),
        HELD,
    )
    yield Case(f"{system}: ingen server angiven", "", mail(right), HELD)


def _of_senders(system: str) -> Iterator[Case]:
    judge, write = SYSTEMS[system]
    right = write(GENUINE["DMARC godkänd"])
    for name, sender in SENDERS.items():
        yield Case(f"{system}: {name}", judge, mail(right, f"From: {sender}\r\n"), HELD)
    for name, lines in LINES.items():
        yield Case(f"{system}: {name}", judge, mail(right, lines), HELD)
    for name, sender in PLAIN.items():
        yield Case(f"{system}: {name}", judge, mail(right, f"From: {sender}\r\n"), TAKEN)


def _inside() -> Iterator[Case]:
    """Mail within one's own Exchange, which neither SPF nor DKIM is tested for."""
    within, outside = (f"X-MS-Exchange-Organization-AuthAs: {w}\r\n" for w in ("Internal", "Anonymous"))
    untested = (
        "dkim=none (message not signed)\r\n header.d=none;dmarc=none action=none\r\n header.from=mariestad.example;"
    )
    evil = f"From: x@{EVIL}\r\n"
    yield Case("Exchange: inloggad", "Exchange", mail([], more=within), TAKEN)
    yield Case("Exchange: utifrån", "Exchange", mail([], more=outside), HELD)
    yield Case("Exchange: utan rubriken", "Exchange", mail([]), HELD)
    yield Case("Exchange: två rubriker", "Exchange", mail([], more=within + outside), HELD)
    yield Case("Exchange: en okänd inloggad", "Exchange", mail([], evil, within), HELD)
    yield Case("Exchange: egna resultat i mejlet", "Exchange", mail(microsoft(GENUINE["DMARC godkänd"])), HELD)
    yield Case("Microsoft 365: inloggad", "Microsoft 365", mail([untested], more=within), TAKEN)
    yield Case("Microsoft 365: utifrån, inget prövat", "Microsoft 365", mail([untested], more=outside), HELD)
    yield Case("Postfix: Exchanges rubrik i mejlet", SERVER, mail([], more=within), HELD)


def settings_with(judge: str) -> Settings:
    """The example's, with a mailbox whose service tells nothing of itself."""
    found = load_settings(ROOT, "mariestad")
    assert found.mail is not None
    ours = found.mail.model_copy(update={"judge": judge, "incoming": None, "microsoft": None})
    return found.model_copy(update={"mail": ours})


def wrong_ones() -> tuple[int, list[str]]:
    """How many mails were tried, and those that were judged wrongly."""
    known: dict[str, Settings] = {}
    count, wrong = 0, []
    for case in cases():
        settings = known.setdefault(case.judge, settings_with(case.judge))
        seen = look_at(Looking(settings, Path(), TODAY, from_server=True), case.content)
        count += 1
        if seen.fate != case.fate or (seen.fate == HELD and not seen.why):
            wrong.append(f"{case.name}: {seen.fate} ({seen.why}), not {case.fate}")
    return count, wrong
