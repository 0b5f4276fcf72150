"""The tables and key figures of a page, as an HTML parser reads them."""

from html.parser import HTMLParser


class Cells(HTMLParser):
    """`tables` by number: rows of the cells' texts. `captions` of them. `figures`: the texts of the key figures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.captions: list[str] = []
        self.figures: list[str] = []
        self._into: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        if tag == "table":
            self.tables.append([])
            self.captions.append("")
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._into = self.tables[-1][-1]
        if tag == "caption":
            self._into = self.captions
        if tag == "li" and self._figures:
            self.figures.append("")
            self._into = self.figures
        if tag == "ul":
            self._figures = dict(attrs).get("class") == "figures"

    _figures = False

    def handle_data(self, data) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag) -> None:
        if tag in ("td", "th", "caption", "li"):
            self._into = None
        if tag == "ul":
            self._figures = False

    def table(self, caption: str) -> list[list[str]]:
        """The table whose caption begins so."""
        return self.tables[next(n for n, text in enumerate(self.captions) if text.startswith(caption))]
