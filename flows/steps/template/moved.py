"""Where findings lie in the corrected workbook, whose rows and sheets may be others than those of what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flows.steps.job import Job
from flows.steps.template.make import template_rows
from flows.steps.template.sheet import cell_of, rows_by_key
from schemas.findings import Finding
from schemas.rules.kinds_of_rule import Facts


def in_corrected(job: Job, facts: Facts, namnd: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings with sheet and cell as in the workbook that goes back, for those whose row is in it.

    A note, and a row of answers that is nobody's, stand only in the file that came: they keep their place there, and
    are quoted, to who wrote them and to nobody else.
    """
    sheets = {sheet.id: sheet for sheet in job.kind.sheets}
    rows = {name: rows_by_key(sheet, template_rows(sheet, facts, namnd)) for name, sheet in sheets.items()}
    for f in findings:
        sheet = sheets.get(f.sheet_id)
        if sheet is not None and f.key in rows[sheet.id] and f.column in {c.name for c in sheet.columns}:
            f = replace(f, sheet=sheet.title, cell=cell_of(sheet, rows[sheet.id], f.key, f.column))
        elif f.cell and not (f.stops or f.key or f.column):
            f = replace(f, cell=f"{f.cell} i er fil", what=f"{f.what} Där står ”{f.value}”.")
        yield f
