"""The pages of five rounds that differ in all that a page can be troubled by, and what an HTML file says of itself."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from flows.movement import Journal, run_round
from flows.steps.find_job import load_job
from flows.steps.handbook.make import HANDBOOK, guides, handbook
from flows.steps.job import Job
from tests.example.scaled import FOLDER, NOW, YEAR, scaled

ROOT = Path(__file__).parents[1]


def shipped(home: Path) -> Job:
    shutil.copytree(ROOT / "input", home / "input")
    return load_job(home, "mariestad", FOLDER, YEAR, NOW)


CASES: dict[str, Callable[[Path], Job]] = {
    "the shipped example": shipped,
    "20 nämnder, 400 goals": lambda home: scaled(home, 20, 400),
    "nobody has sent": lambda home: scaled(home, 15, 90, answered=0),
    "all are wrong": lambda home: scaled(home, 5, 30, wrong=5),
    "long texts": lambda home: scaled(home, 5, 25, long_texts=True),
}


@dataclass(repr=False)
class Document(HTMLParser):
    """One page: its elements in order, with the texts of title and style."""

    path: Path
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.content)

    @cached_property
    def content(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if (tag := getattr(self, "_open", "")) in ("title", "style"):
            self.texts[tag] = self.texts.get(tag, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    @property
    def ids(self) -> set[str]:
        return {found for _, attributes in self.elements if (found := attributes.get("id"))}

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag, _ in self.elements if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]


@dataclass(frozen=True)
class Site:
    """All HTML that a round wrote, wherever it lies below `folder`."""

    folder: Path
    pages: tuple[Document, ...]
    whole: bool = False

    def name(self, page: Document) -> str:
        return page.path.relative_to(self.folder).as_posix()

    @property
    def sample(self) -> list[Document]:
        """What a slow test looks at: every page of a `whole` site, else the largest of each kind.

        Those in the same folder are of a kind, or with one name in a folder per nämnd.
        """
        if self.whole:
            return [*self.pages]
        largest: dict[object, Document] = {}
        for page in sorted(self.pages, key=lambda page: len(page.content)):
            inside = page.path.relative_to(self.folder).parts
            if "svar" in inside:
                kind: object = ("svar", page.path.name)
            elif (page.path.parent / "index.html").exists():
                kind = page.path  # the pages beside an index are one of a kind
            else:
                kind = page.path.parent
            largest[kind] = page
        return sorted(largest.values(), key=lambda page: page.path)


def make_site(home: Path, case: str) -> Site:
    """Run the round of a case. The archive holds what was sent, which is no page of ours."""
    job = CASES[case](home)
    run_round(job, Journal(lambda _: None).plainly)
    folder = home / "output" / job.settings.id
    example = case == "the shipped example"
    if example:  # the same for all
        for name, content in {HANDBOOK: handbook(job), **guides(job)}.items():
            (folder / name).write_bytes(content)
    found = sorted(p for p in folder.rglob("*.html") if job.archive not in p.parents)
    return Site(folder, tuple(Document(p) for p in found), whole=example)
