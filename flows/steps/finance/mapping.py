"""Which headings of somebody's file are which of the columns that the program needs: proposed, and corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.steps.files.spreadsheets import Grid
from flows.steps.finance.encoding import decode
from flows.steps.finance.periods import MONTH, of_period, year_of
from flows.steps.finance.tables import open_tables
from flows.steps.finance.text_table import SEPARATORS, lines_of, parted, with_plain_ends
from flows.steps.job import stop
from flows.steps.reading.headings import HEADING_ROWS, alike, plain
from flows.steps.texts import clean
from schemas.finance_settings import FinanceColumns
from schemas.finance_told import FINANCE_TOLD
from schemas.findings import ExpectedProblem
from schemas.messages import settings as say
from schemas.messages.message import Trouble, listed

WORDS: dict[str, tuple[str, ...]] = {
    "ansvar": ("ansvar", "ansvarskod", "kostnadsställe", "kst", "enhet", "nämnd"),
    "verksamhet": (
        "verksamhet",
        "ansvar, benämning",
        "benämning",
        "namn",
        "text",
        "område",
        "ansvarsnamn",
        "ansvar (t)",
        "enhet (t)",
        "kst (t)",
        "kostnadsställe (t)",
    ),
    "andrad_budget": (
        "ändrad budget",
        "reviderad budget",
        "budget efter ändring",
        "årsbudget inkl tilläggsbudget",
        "justerad budget",
        "just. budget",
    ),
    "budget": ("årsbudget", "budget helår", "budget", "budget år", "helårsbudget"),
    "utfall_i_fjol": (
        "ack. utfall fg år",
        "utfall i fjol",
        "utfall föregående år",
        "ack utfall föreg år",
        "utfall fg år",
    ),
    "utfall": ("ack. utfall", "utfall", "ack utfall", "utfall perioden", "utfall hittills", "ackumulerat utfall"),
    "prognos": ("helårsprognos", "prognos", "prognos helår", "årsprognos"),
    "avvikelse": ("avvikelse", "budgetavvikelse", "återstår", "diff", "differens", "avvik. budget-prognos", "avvik."),
}
"""Key of [ekonomi.kolumner] and the headings that it goes by, the likeliest first."""
_ALIKE = 0.72
_WHEN = re.compile(rf"[\d/–-]*\d[\d/–-]*|[–-]?\b(?:{MONTH})\b\.?")
"""The time that a heading is of, as in 'Utfall 2701-2710' and 'Utfall jan-mar 2027'."""


@dataclass(frozen=True)
class Wanted:
    """What headings are looked for, by key: `words` that they go by, `titles` that people write, and what is told.

    `rule` is the one that a file breaks in which those that are `required` can't be found; `without` says what
    becomes of the others.
    """

    words: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    told: Mapping[str, str]
    required: tuple[str, ...]
    rule: str
    without: str = "Det går bra ändå."
    together: frozenset[str] = frozenset()
    """Keys that may have one heading between them: a code and its name in one cell."""

    def named(self, said: str) -> str:
        """The key of what people call it, with or without its sheet ('Mål: Nämnd', 'Nämnd'); '' for none."""
        known = {name: {plain(title), plain(title.rpartition(": ")[2])} for name, title in self.titles.items()}
        return next((name for name, titles in known.items() if plain(said) in titles), "")


FINANCE = Wanted(
    WORDS,
    {key: key for key in WORDS},
    FINANCE_TOLD[FinanceColumns].keys,
    ("verksamhet", "budget", "utfall"),
    "E2",
    together=frozenset(("ansvar", "verksamhet")),
)
"""The headings of the finance system's export, as [ekonomi.kolumner] names them."""


@dataclass(frozen=True)
class Proposal:
    """`columns`: heading by key, for what was found, of all the file's `headings`."""

    wanted: Wanted
    columns: Mapping[str, str]
    headings: tuple[str, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """The headings that nothing was found for."""
        return tuple(h for h in self.headings if h not in self.columns.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that must be there and aren't."""
        return tuple(key for key in self.wanted.required if key not in self.columns)

    def example(self, key: str = "") -> str:
        """How a correction is written, of this key or of one that must be there.

        Where nothing lacks it is of what holds already: any other would suggest a change for the worse.
        """
        key = key or next(iter(self.missing or self.wanted.required))
        likeliest = max(
            self.left or self.headings, key=lambda h: _likeness(h, self.wanted.words[key]), default="Rubrik"
        )
        return f"{self.wanted.titles[key]}={self.columns.get(key, likeliest)}"


def headings_in(name: str, content: bytes) -> list[str] | Trouble:
    """The headings of an export: its first row of at least three texts that stand side by side."""
    opened = open_tables(name, content)
    if isinstance(opened, Trouble):
        return opened
    found = [heading_row(table.head) for table in opened.tables]
    return max(found, key=len) if opened.is_text else next(filter(None, found), [])


def text_grid(content: bytes) -> Grid | Trouble:
    """All rows of a text file, parted by the sign with which most headings are found."""
    text = decode(content)
    if isinstance(text, Trouble):
        return text
    lines = lines_of(with_plain_ends(text.text))
    return max((parted(lines, sign) for sign in SEPARATORS), key=lambda rows: len(heading_row(rows)))


def heading_row(grid: Sequence[Sequence[object]]) -> list[str]:
    """The first row of at least three texts that stand side by side, none of them a number."""
    for row in grid[:HEADING_ROWS]:
        texts = [clean(cell) for cell in row if isinstance(cell, str) and clean(cell)]
        if len(texts) >= 3 and not any(text.replace(" ", "").lstrip("-").isdigit() for text in texts):
            return texts
    return []


def propose(headings: Sequence[str], wanted: Wanted, fits: Callable[[str, str], bool] | None = None) -> Proposal:
    """The likeliest heading of each key of what is `wanted`; each heading is used once.

    `fits` says of a key and a heading whether what stands under the heading can be that at all.
    """
    scores = sorted(
        (
            (_likeness(heading, words), -number, key, heading)
            for number, (key, words) in enumerate(wanted.words.items())
            for heading in headings
            if fits is None or fits(key, heading)
        ),
        reverse=True,
    )
    columns: dict[str, str] = {}
    for score, _, key, heading in scores:
        if score >= _ALIKE and key not in columns and heading not in columns.values():
            columns[key] = heading
    return _proposal(wanted, columns, headings)


def with_last_year(proposal: Proposal) -> Proposal:
    """The proposal, with the outcome of the year before where one heading is just the outcome's of that year."""
    actual = proposal.columns.get("utfall", "")
    year = year_of(actual)
    if not year or "utfall_i_fjol" in proposal.columns:
        return proposal
    before = [h for h in proposal.left if of_period({"": actual}, [h]) and year_of(h) == year - 1]
    if len(before) != 1:
        return proposal
    return _proposal(proposal.wanted, {**proposal.columns, "utfall_i_fjol": before[0]}, proposal.headings)


def _proposal(wanted: Wanted, columns: Mapping[str, str], headings: Iterable[str]) -> Proposal:
    ordered = {key: columns[key] for key in wanted.words if key in columns}
    return Proposal(wanted, ordered, tuple(dict.fromkeys(headings)))


def corrected(proposal: Proposal, said: str) -> Proposal:
    """The proposal with one column changed; nothing after the equals sign takes it away. Raises ExpectedProblem."""
    wanted, (ours, sign, theirs) = proposal.wanted, (part.strip() for part in said.partition("="))
    name, known = wanted.named(ours), {plain(h): h for h in proposal.headings}
    if not sign:
        raise _stop(wanted, say.NO_SIGN(value=said, example=proposal.example()))
    if not name:
        raise _stop(wanted, say.NO_COLUMN(value=ours, columns=listed(wanted.titles.values())))
    if theirs and plain(theirs) not in known:
        raise _stop(wanted, say.NO_HEADING(value=theirs, headings=listed(proposal.headings)))
    heading = known.get(plain(theirs), "")
    shared = wanted.together if name in wanted.together else frozenset[str]()
    columns = {n: h for n, h in proposal.columns.items() if n != name and (h != heading or n in shared)}
    return _proposal(wanted, columns | ({name: heading} if heading else {}), proposal.headings)


def complete(proposal: Proposal, file: str) -> Proposal:
    """The proposal, with all that must be there. Raises ExpectedProblem."""
    if proposal.missing:
        titles = listed(proposal.wanted.titles[key] for key in proposal.missing)
        texts = {"columns": titles, "headings": listed(proposal.headings), "example": proposal.example()}
        raise _stop(proposal.wanted, say.HEADINGS_LACKING(file=file, **texts))
    return proposal


def _stop(wanted: Wanted, trouble: Trouble) -> ExpectedProblem:
    return stop(replace(trouble, rule=wanted.rule))


def _likeness(heading: str, words: Sequence[str]) -> float:
    """Best likeness to a known heading, whatever time it is of; a little less for those that are less usual."""
    own = " ".join(_WHEN.sub(" ", plain(heading)).split())
    return max(alike(own, plain(word)) - 0.01 * number for number, word in enumerate(words))
