"""A SIE file as the finance system's export: actuals and budget per ansvar, nämnd by the object of the dimension."""

from __future__ import annotations

import pandas as pd

from flows.steps.finance.codes import owners_of, unclaimed
from flows.steps.finance.details import absent_namnder
from flows.steps.finance.rows import empty_finance, grouped_rows
from flows.steps.finance.sie import by_object, read_sie
from flows.steps.job import Job
from schemas.finance_settings import Sie
from schemas.findings import Finding
from schemas.messages import sie as say


def read_sie_rows(job: Job, name: str, content: bytes, findings: list[Finding]) -> pd.DataFrame:
    """Rows as `finance.read_finance` gives them: `actual` through the round's month, `budget` for the whole year.

    SIE has costs above nought, and no forecast: that comes from the nämnder alone.
    """
    file = read_sie(content)
    findings += [trouble.at(name) for trouble in file.troubles]
    settings = job.settings.finance.sie or Sie.model_validate({})
    table = by_object(file, settings.dimension, job.year)
    if table.empty:
        findings.append(say.NO_OBJECTS(dimension=settings.dimension, year=job.year).at(name))
        return empty_finance()
    table = table[table["account"].str.startswith(settings.accounts)]
    through = f"{job.year}{job.round.through:02d}"
    actual = table["actual"].where((table["period"] <= through).to_numpy(), 0)
    last = by_object(file, settings.dimension, job.year - 1)
    last = last[last["account"].str.startswith(settings.accounts) & (last["period"] <= _year_before(through))]
    rows = pd.DataFrame({"unit": table["object_id"], "original": table["budget"], "actual": actual})
    before = pd.DataFrame({"unit": last["object_id"], "last_year": last["actual"]})
    rows = pd.concat([rows, before], ignore_index=True)
    names = {key: text for (dimension, key), text in file.objects.items() if dimension == settings.dimension}
    rows = rows.assign(area=[names.get(unit, unit) for unit in rows["unit"]])
    units = list(dict.fromkeys(rows["unit"]))
    owners = owners_of(job, units)
    rows["namnd"] = rows["unit"].map(dict(zip(units, owners.ids, strict=True)))
    findings += [trouble.at(name) for trouble, _ in unclaimed(job, units, owners)]
    findings += [trouble.at(name) for trouble in absent_namnder(job, rows)]
    return grouped_rows(rows, name)


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"
