"""The published tables as tidy CSV and Parquet with a Frictionless `datapackage.json`, from the columns themselves."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd

from flows.steps.data.parquet import parquet
from flows.steps.files.submission import sha256
from flows.steps.merging.merge import Merged
from flows.steps.merging.round_tables import without_totals
from flows.steps.pages.dictionary import PAGE, dictionary_page
from flows.steps.texts import without_formula
from schemas.columns import Column
from schemas.money import TKR
from schemas.personal import all_masked, masked
from schemas.published import PublishedTable, published_tables
from schemas.published_data import ROUND, as_data, is_whole, references
from schemas.rules.kinds_of_rule import Facts

_TYPES = {"money": "number", "number": "number", "date": "date"}


def data_files(merged: Merged) -> dict[str, bytes]:
    """`data/<table>.csv` and `.parquet` for every table, `datapackage.json` and `kolumner.html`.

    Money in tkr with öre as decimals.
    """
    files: dict[str, bytes] = {}
    resources: list[dict[str, Any]] = []
    tables = [as_data(t) for t in published_tables(merged.job.kind) if t.id in merged.tables]
    for table in tables:
        frame = _frame(merged, table)
        made = {"csv": _csv(table, frame), "parquet": parquet(table, frame)}
        files |= {f"data/{table.name}.{ending}": content for ending, content in made.items()}
        resources.append(_resource(table, made) | {"schema": _schema(table, tables, merged.known.facts)})
    files["data/datapackage.json"] = as_json(_package(merged, resources))
    files[PAGE] = dictionary_page(merged, tables)
    return files


def _frame(merged: Merged, table: PublishedTable) -> pd.DataFrame:
    """The table to the öre and without sum rows, with year and round. No text has a personnummer (Y1)."""
    frame = without_totals(merged.exact.get(table.id, merged.tables[table.id]))
    texts = {c.name: frame[c.name].map(_gate) for c in table.columns if c.name in frame and _is_text(frame[c.name])}
    year, name = ROUND
    return frame.assign(**texts, **{year: merged.job.year}, **{name: merged.job.round.folder})


def _is_text(values: pd.Series[Any]) -> bool:
    return not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values))


def _gate(value: Any) -> Any:
    return masked(value) if isinstance(value, str) else value


def as_json(value: Any) -> bytes:
    """Readable JSON in UTF-8, without personnummer in any text (Y1)."""
    return (json.dumps(all_masked(value), ensure_ascii=False, indent=2) + "\n").encode()


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
        sign, (whole, rest) = "-" if value < 0 else "", divmod(abs(int(value)), TKR)
        return f"{sign}{whole}.{rest:05d}".rstrip("0").rstrip(".")
    if column.kind == "date":
        return f"{value:%Y-%m-%d}"
    return _number(value) if isinstance(value, float) else without_formula(str(value))


def _number(value: float) -> str:
    """All the digits that the number has: 1234567 and 7.4, never 1.23457e+06."""
    return f"{value:.0f}" if value.is_integer() else repr(float(value))


def _resource(table: PublishedTable, made: dict[str, bytes]) -> dict[str, Any]:
    """The CSV as the resource, and the Parquet beside it as the same in another form."""
    named = {
        ending: {
            "path": f"{table.name}.{ending}",
            "format": ending,
            "mediatype": {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}[ending],
            "bytes": len(content),
            "hash": f"sha256:{sha256(content)}",
        }
        for ending, content in made.items()
    }
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.note,
        "encoding": "utf-8",
        **named["csv"],
        "alternates": [named["parquet"]],
    }


def _schema(table: PublishedTable, tables: list[PublishedTable], facts: Facts) -> dict[str, Any]:
    headings = {c.name: c.heading for c in table.columns}
    schema: dict[str, Any] = {"fields": [_field(c, facts) for c in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = [headings[name] for name in table.key]
    by_id = {t.id: t for t in tables}
    pointing = references(table, by_id)
    if pointing:
        schema["foreignKeys"] = [_foreign(headings, r.columns, by_id[r.table]) for r in pointing]
    return schema


def _foreign(headings: dict[str, str], columns: tuple[str, ...], other: PublishedTable) -> dict[str, Any]:
    theirs = {c.name: c.heading for c in other.columns}
    reference = {"resource": other.name, "fields": [theirs[name] for name in columns]}
    return {"fields": [headings[name] for name in columns], "reference": reference}


def _field(column: Column, facts: Facts) -> dict[str, Any]:
    kind = "integer" if is_whole(column) else _TYPES.get(column.kind, "string")
    found: dict[str, Any] = {"name": column.heading, "type": kind, "title": column.title, "description": column.help}
    choices = facts.choices.get(column.choices)
    return found | ({"constraints": {"enum": list(choices)}} if choices else {})


def _package(merged: Merged, resources: list[dict[str, Any]]) -> dict[str, Any]:
    job = merged.job
    return {
        "name": f"{job.settings.id}-{job.key}",
        "title": f"{job.title} – {job.settings.name}",
        "description": "Belopp i tkr. Nettokostnad som positiva tal, avvikelse plus är överskott."
        + (" Exempel: påhittade mål och belopp." if job.settings.example else "")
        + (" Preliminär." if merged.preliminary else ""),
        "profile": "tabular-data-package",
        "resources": resources,
    }
