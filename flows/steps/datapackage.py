"""The published tables as tidy CSV with a Frictionless `datapackage.json`, all from the columns' own descriptions."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd

from flows.steps.merge import Merged
from flows.steps.merge_round import without_totals
from flows.steps.submission import sha256
from schemas.columns import Column
from schemas.published import PublishedTable, published_tables

_TYPES = {"money": "number", "number": "number", "percent": "integer", "date": "date"}


def data_files(merged: Merged) -> dict[str, bytes]:
    """`data/<table>.csv` for every table, and `data/datapackage.json`. Money in tkr with öre as decimals."""
    files: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
    for table in (t for t in published_tables(merged.job.kind) if t.id in merged.tables):
        content = _csv(table, without_totals(merged.exact.get(table.id, merged.tables[table.id])))
        files[f"data/{table.name}.csv"] = content
        resources.append(_resource(table, content))
    files["data/datapackage.json"] = as_json(_package(merged, resources))
    return files


def as_json(value: Any) -> bytes:
    """Readable JSON in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(table: PublishedTable, frame: pd.DataFrame) -> bytes:
    """Headings as users read them; UTF-8 with a mark, so that Excel opens it right."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(c.heading for c in table.columns)
    texts = [[_text(value, column) for value in frame[column.name]] for column in table.columns]
    writer.writerows(zip(*texts, strict=True))
    return out.getvalue().encode("utf-8-sig")


def _text(value: Any, column: Column) -> str:
    if not isinstance(value, str) and pd.isna(value):
        return ""
    if column.kind == "money":
        sign, (whole, rest) = "-" if value < 0 else "", divmod(abs(int(value)), 100_000)
        return f"{sign}{whole}.{rest:05d}".rstrip("0").rstrip(".")
    if column.kind == "date":
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else _guarded(str(value))


def _guarded(text: str) -> str:
    """Text that a spreadsheet program would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _resource(table: PublishedTable, content: bytes) -> dict[str, Any]:
    fields = [
        {
            "name": c.heading,
            "type": _TYPES.get(c.kind, "string"),
            "title": c.title,
            "description": c.help,
        }
        for c in table.columns
    ]
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.note,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _package(merged: Merged, resources: list[dict[str, Any]]) -> dict[str, Any]:
    job = merged.job
    return {
        "name": f"{job.settings.id}-{job.year}-{job.round.folder}",
        "title": f"{job.title} – {job.settings.name}",
        "description": "Belopp i tkr. Nettokostnad som positiva tal, avvikelse plus är överskott."
        + (" Exempel: påhittade mål och belopp." if job.settings.example else "")
        + (" Preliminär." if merged.preliminary else ""),
        "profile": "tabular-data-package",
        "resources": resources,
    }
