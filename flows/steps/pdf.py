"""PDF: a page as a tagged file for paper and screen readers (PDF/UA-1), by WeasyPrint, which needs Pango."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import re
from functools import cache
from typing import Any

from flows.steps.job import stop
from flows.steps.render import TEMPLATES
from schemas.messages import settings as say

_SVG = re.compile(r"(<svg\b[^>]*>)(?:<title>(.*?)</title>)?(?:<desc>(.*?)</desc>)?", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_COLOUR = re.compile(r"--([\w-]+):\s*([^;}]+)")
_FONT = re.compile(r"font:\s*(\S+)\s+[^;}]+")
"""A typeface in a chart; WeasyPrint would take spaces and quotes there for parts of its name."""
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_DECORATION = "Stapel"
"""What is said of a picture that says nothing of itself."""


def make_pdf(html: bytes) -> bytes:
    """The page as PDF; the same page gives the same bytes. Nothing is fetched, from the network or the disk.

    Raises ExpectedProblem where Pango is missing.
    """
    weasyprint = _loaded()
    page = weasyprint.HTML(string=_prepared(html.decode()), url_fetcher=_refusing(weasyprint))
    made: bytes = page.write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html).digest()[:16],
    )
    return made


@cache
def _loaded() -> Any:
    """WeasyPrint, which says nothing in English: neither when a library is missing nor about each unknown property."""
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError:
        raise stop(say.NO_PANGO()) from None
    return weasyprint


def _refusing(weasyprint: Any) -> Any:
    """A fetcher that fetches nothing."""

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            raise ValueError(url)

    return Refusing()


@cache
def _extra() -> str:
    return (TEMPLATES / "sidor" / "pdf.css").read_text(encoding="utf-8")


def _prepared(html: str) -> str:
    """The page with its style for paper last, so that it counts, and what WeasyPrint can't find by itself.

    That is each chart's style inside it, and its numbers in its title.
    """
    found = _STYLE.search(html)
    style = f"<style>{_chart_style(found[1])}</style>" if found else ""

    def with_style(chart: re.Match[str]) -> str:
        text = ". ".join(part for part in (chart[2], chart[3]) if part)
        return f"{chart[1]}<title>{text or _DECORATION}</title>{style}"

    return _SVG.sub(with_style, html).replace("</head>", f"<style>{_extra()}</style></head>", 1)


def _chart_style(style: str) -> str:
    """The page's rules for charts, with the colours of its first :root in place of their names."""
    import tinycss2

    rules = [r for r in tinycss2.parse_stylesheet(style, True, True) if r.type == "qualified-rule"]
    plain = {tinycss2.serialize(r.prelude).strip(): tinycss2.serialize(r.content) for r in rules}
    colours = dict(_COLOUR.findall(plain.get(":root", "")))
    charts = "".join(f"{selector}{{{content}}}" for selector, content in plain.items() if selector.startswith("svg "))
    named = _VARIABLE.sub(lambda name: colours.get(name[1], "inherit").strip(), charts)
    return _FONT.sub(r"font-size: \1; font-family: Segoe UI,Carlito,Calibri,sans-serif", named)
