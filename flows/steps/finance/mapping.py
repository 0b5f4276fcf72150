"""Which headings of somebody's file are which of the columns that the program needs: proposed, and corrected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.steps.files.spreadsheets import Grid, letter
from flows.steps.finance.encoding import decode
from flows.steps.finance.periods import MONTH, of_period, year_of
from flows.steps.finance.tables import Table, open_tables
from flows.steps.finance.text_table import SEPARATORS, lines_of, parted, with_plain_ends
from flows.steps.job import stop
from flows.steps.reading.headings import HEADING_ROWS, alike, plain
from flows.steps.texts import clean
from schemas.finance_settings import FinanceColumns, InvestmentColumns
from schemas.finance_told import FINANCE_TOLD
from schemas.findings import ExpectedProblem
from schemas.messages import settings as say
from schemas.messages.message import Trouble, listed, shortened

WORDS: dict[str, tuple[str, ...]] = {
    "ansvar": (
        *("ansvar", "ansvarskod", "kostnadsställe", "kst", "org.enhet", "organisationsenhet", "organisatorisk enhet"),
        *("enhet", "enhetskod", "ansv", "resultatenhet", "organisation", "org", "nämnd", "nämnd/styrelse"),
    ),
    "verksamhet": (
        *("verksamhet", "ansvar, benämning", "benämning", "namn", "klartext", "text", "område", "ansvarsnamn"),
        *("ansvarstext", "ansvar (t)", "enhet (t)", "kst (t)", "kostnadsställe (t)", "org.enhet (t)", "enhetsnamn"),
        *("verksamhetsområde", "verksamhet (t)", "avdelning", "förvaltning"),
    ),
    "andrad_budget": (
        *("ändrad budget", "reviderad budget", "budget efter ändring", "årsbudget inkl tilläggsbudget"),
        *("justerad budget", "just. budget", "budget inkl. tilläggsanslag", "budget inkl. tilläggsbudget"),
        *("omfördelad budget", "gällande budget", "aktuell budget"),
    ),
    "budget": ("årsbudget", "budget helår", "budget", "budget år", "helårsbudget", "ursprunglig budget"),
    "utfall_i_fjol": (
        *("ack. utfall fg år", "utfall i fjol", "utfall föregående år", "ack utfall föreg år", "utfall fg år"),
        *("bokfört föreg. år", "bokfört föregående år", "bokfört fg år", "bokfört i fjol", "utfall förra året"),
        *("redovisat föregående år",),
    ),
    "utfall": (
        *("ack. utfall", "utfall", "ack utfall", "utfall perioden", "utfall hittills", "ackumulerat utfall"),
        *("bokfört", "ack. bokfört", "bokfört ack.", "utfall ack.", "redovisat", "redovisat utfall", "bokslut"),
    ),
    "prognos": (
        *("helårsprognos", "prognos", "prognos helår", "årsprognos", "bedömt helårsutfall", "bedömt utfall"),
        *("helårsbedömning", "bedömning helår", "beräknat utfall", "förväntat utfall", "prognostiserat utfall"),
    ),
    "avvikelse": (
        *("avvikelse", "budgetavvikelse", "återstår", "diff", "differens", "avvik. budget-prognos", "avvik."),
        *("diff mot budget", "avvikelse mot budget", "avvikelse budget", "budgetdifferens", "avvikelse prognos"),
        *("avvikelse utfall", "avvikelse helår", "resultat mot budget"),
    ),
}
"""Key of [ekonomi.kolumner] and the headings that it goes by, the likeliest first."""
INVESTMENT_WORDS: dict[str, tuple[str, ...]] = {
    "ansvar": WORDS["ansvar"],
    "projekt": (
        *("projekt", "projektnamn", "investeringsprojekt", "projektbenämning", "investering", "objekt"),
        *("benämning", "namn", "klartext", "text", "projekt (t)"),
    ),
    "total_budget": (
        *(
            "totalbudget",
            "total budget",
            "total projektbudget",
            "projektbudget",
            "budget totalt",
            "beslutad totalbudget",
        ),
        *("total utgift", "totalkalkyl", "projektkalkyl"),
    ),
    "totalt_utfall": (
        *("totalt utfall", "utfall totalt", "projektets utfall", "upparbetat totalt", "ackumulerat sedan start"),
        *("ack. utfall", "ackumulerat utfall", "upparbetat", "ack. bokfört"),
    ),
    "total_avvikelse": (
        *("total avvikelse", "avvikelse totalt", "projektets avvikelse", "avvikelse hela projektet"),
        *("avvikelse projekt", "avvikelse mot totalbudget", "avvikelse", "återstår"),
    ),
    "budget": ("årets budget", "årsbudget", "budget", "budget helår", "budget år", "helårsbudget"),
    "utfall": ("årets utfall", "utfall", "utfall år", "utfall perioden", "bokfört", *WORDS["utfall"]),
    "prognos": WORDS["prognos"],
    "avvikelse": ("budgetavvikelse", "årets avvikelse", "avvikelse år", "avvikelse", *WORDS["avvikelse"]),
}
"""Key of [ekonomi.investeringar.kolumner] and the headings that it goes by, the likeliest first."""
_TOTALS = {"budget": "total_budget", "utfall": "totalt_utfall", "avvikelse": "total_avvikelse"}
"""What is of the whole project, by what is of the year: a table with one of them has the year's."""
_ONLY = (
    (re.compile(r"(?=.*(?:fg\.? år|föreg|förra|i fjol))(?=.*(?:budget|prognos|avvik|diff))"), ()),
    (re.compile(r"avvik|diff|återst|kvar\b"), ("avvikelse", "total_avvikelse")),
    (re.compile(r"fg\.? år|föreg|förra|i fjol"), ("utfall_i_fjol",)),
    (re.compile(r"prognos|bedöm|förvänt|beräkn|uppskatt"), ("prognos",)),
    (re.compile(r"budget|anslag|kalkyl"), ("budget", "andrad_budget", "total_budget")),
    (re.compile(r"utfall|bokför|bokslut|redovisa|upparbet"), ("utfall", "utfall_i_fjol", "totalt_utfall")),
)
"""Words of a heading of amounts, and the only keys that it then can be; the first that fit decide."""
_TEXTS = ("ansvar", "verksamhet", "projekt")
EXAMPLES = 2
"""So many rows of the file are shown under its headings."""
_BY_LETTER = re.compile(r"(.+?),\s*kolumn\s+[A-Za-z]{1,3}")
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
INVESTMENTS = Wanted(
    INVESTMENT_WORDS,
    {key: key for key in INVESTMENT_WORDS},
    FINANCE_TOLD[InvestmentColumns].keys,
    ("projekt", "budget", "utfall"),
    "E2",
)
"""The headings of the table of investments, as [ekonomi.investeringar.kolumner] names them."""


@dataclass(frozen=True)
class Headed:
    """A table of a file, the row that its headings stand in (1 is the first), and the headings."""

    table: Table
    row: int
    headings: tuple[str, ...]

    @property
    def above(self) -> list[str]:
        """The texts above the headings, and the sheet's name."""
        rows = self.table.head[: self.row - 1]
        return [self.table.title, *(clean(cell) for row in rows for cell in row if isinstance(cell, str))]

    def index(self, heading: str) -> int:
        """Where a heading's column stands (0 is A)."""
        return [clean(cell) if isinstance(cell, str) else "" for cell in self.table.head[self.row - 1]].index(heading)

    @property
    def examples(self) -> list[tuple[int, dict[str, str]]]:
        """The first rows below the headings that have a number: the row in the file, and its cells by heading."""
        row = [clean(cell) if isinstance(cell, str) else "" for cell in self.table.head[self.row - 1]]
        at = {f"{text}, kolumn {letter(i)}": i for i, text in enumerate(row) if text}
        at |= {heading: self.index(heading) for heading in self.headings}
        found = []
        for number, cells in enumerate(self.table.head[self.row :], self.row + 1):
            if sum(map(_is_number, cells)) >= 2:
                found.append((number, {h: _shown(cells[i]) if i < len(cells) else "" for h, i in at.items()}))
        return found[:EXAMPLES]


def _is_number(cell: object) -> bool:
    if isinstance(cell, int | float):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and bool(re.fullmatch(r"[-−–]?[\d\s.,]*\d[\s\d.,]*-?", cell.strip()))


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return "" if cell is None else shortened(str(cell))


@dataclass(frozen=True)
class Proposal:
    """`columns`: heading by key, for what was found, of all the file's `headings`."""

    wanted: Wanted
    columns: Mapping[str, str]
    headings: tuple[str, ...]
    examples: Sequence[tuple[int, Mapping[str, str]]] = ()
    """The first rows of the file: their numbers, and their cells by heading, also as 'Utfall, kolumn D'."""

    @property
    def left(self) -> tuple[str, ...]:
        """The headings that nothing was found for."""
        used = {*map(bare_heading, self.columns.values())}
        return tuple(h for h in self.headings if h not in used)

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


def headed_tables(name: str, content: bytes) -> list[Headed] | Trouble:
    """The tables of an export that have headings; of the ways to part a text the one that gives most of them."""
    opened = open_tables(name, content)
    if isinstance(opened, Trouble):
        return opened
    found = []
    for table in opened.tables:
        if headings := heading_row(table.head):
            row = next(n for n, cells in enumerate(table.head, 1) if _texts(cells) == headings)
            found.append(Headed(table, row, tuple(dict.fromkeys(headings))))
    return [max(found, key=lambda one: len(one.headings))] if opened.is_text and found else found


def best_proposal(tables: Sequence[Headed], wanted: Wanted) -> tuple[Headed, Proposal]:
    """The table in which most of what is wanted is found, visible ones first, and its proposal."""
    every = [(table, _of_table(table, wanted)) for table in tables]
    return max(every, key=lambda one: (-len(one[1].missing), one[0].table.visible, len(one[1].columns)))


def _of_table(table: Headed, wanted: Wanted) -> Proposal:
    proposal = propose(table.headings, wanted, _can_be)
    if wanted is INVESTMENTS:
        proposal = _of_the_year(proposal)
    return replace(with_last_year(proposal) if wanted is FINANCE else proposal, examples=table.examples)


def _can_be(key: str, heading: str) -> bool:
    """Whether the words of a heading let it be that: a forecast is no outcome, a deviation no budget."""
    if key in _TEXTS:
        return not any(words.search(plain(heading)) for words, _ in _ONLY)
    return next((key in keys for words, keys in _ONLY if words.search(plain(heading))), True)


def _of_the_year(proposal: Proposal) -> Proposal:
    """The proposal, with what might be of the whole project as the year's where nothing else is the year's."""
    columns = dict(proposal.columns)
    for year, total in _TOTALS.items():
        heading = columns.get(total, "")
        if heading and year not in columns and _likeness(heading, INVESTMENT_WORDS[year]) >= _ALIKE:
            columns[year] = columns.pop(total)
    return _proposal(proposal, columns)


def is_investments(tables: Sequence[Headed]) -> bool:
    """Whether a file looks like the table of investments: projects with money, and no verksamheter."""
    _, drift = best_proposal(tables, FINANCE)
    return "verksamhet" in drift.missing and not best_proposal(tables, INVESTMENTS)[1].missing


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
        texts = _texts(row)
        if len(texts) >= 3 and not any(text.replace(" ", "").lstrip("-").isdigit() for text in texts):
            return texts
    return []


def _texts(row: Sequence[object]) -> list[str]:
    return [clean(cell) for cell in row if isinstance(cell, str) and clean(cell)]


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
    return _proposal(Proposal(wanted, {}, tuple(dict.fromkeys(headings))), columns)


def with_last_year(proposal: Proposal) -> Proposal:
    """The proposal, with the outcome of the year before where one heading is just the outcome's of that year."""
    actual = proposal.columns.get("utfall", "")
    year = year_of(actual)
    if not year or "utfall_i_fjol" in proposal.columns:
        return proposal
    before = [h for h in proposal.left if of_period({"": actual}, [h]) and year_of(h) == year - 1]
    if len(before) != 1:
        return proposal
    return _proposal(proposal, {**proposal.columns, "utfall_i_fjol": before[0]})


def _proposal(proposal: Proposal, columns: Mapping[str, str]) -> Proposal:
    """The proposal with other columns, in the order of what is wanted."""
    return replace(proposal, columns={key: columns[key] for key in proposal.wanted.words if key in columns})


def corrected(proposal: Proposal, said: str) -> Proposal:
    """The proposal with one column changed; nothing after the equals sign takes it away. Raises ExpectedProblem."""
    wanted, (ours, sign, theirs) = proposal.wanted, (part.strip() for part in said.partition("="))
    name, known = wanted.named(ours), {plain(h): h for h in proposal.headings}
    if not sign:
        raise _stop(wanted, say.NO_SIGN(value=said, example=proposal.example()))
    if not name:
        raise _stop(wanted, say.NO_COLUMN(value=ours, columns=listed(wanted.titles.values())))
    bare = bare_heading(theirs)
    if theirs and plain(bare) not in known:
        raise _stop(wanted, say.NO_HEADING(value=theirs, headings=listed(proposal.headings)))
    heading = f"{known[plain(bare)]}{theirs[len(bare) :]}" if theirs else ""
    shared = wanted.together if name in wanted.together else frozenset[str]()
    columns = {n: h for n, h in proposal.columns.items() if n != name and (h != heading or n in shared)}
    return _proposal(proposal, columns | ({name: heading} if heading else {}))


def bare_heading(heading: str) -> str:
    """The heading alone, of one that is written with its column: 'Utfall' of 'Utfall, kolumn D'."""
    found = _BY_LETTER.fullmatch(heading)
    return found[1] if found else heading


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
