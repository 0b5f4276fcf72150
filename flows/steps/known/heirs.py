"""What goes on when a nämnd has got another name or has merged: its goals and åtgärder are taken over."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from flows.steps.job import Job
from flows.steps.reading.frames import Listing
from schemas.rules.model_rules import split


def of_heirs(job: Job, ids: pd.Series[str]) -> pd.Series[str]:
    """The nämnder, each as the one that has taken over from it by the round's year."""
    return ids.map(lambda namnd: job.settings.heir(namnd, job.year), na_action="ignore").astype("str")


def inherited(job: Job, listings: dict[str, Listing]) -> dict[str, Listing]:
    """The register of the year before, its goals and their partners with the nämnder of the round's year."""
    goals = listings["goals"].frame
    namnd = of_heirs(job, goals["namnd"])
    partners = [_partners(job, text, own) for text, own in zip(goals["partners"], namnd, strict=True)]
    goals = goals.assign(namnd=namnd, partners=pd.Series(partners, index=goals.index, dtype="str"))
    return listings | {"goals": replace(listings["goals"], frame=goals)}


def _partners(job: Job, text: object, own: object) -> str | None:
    """Without the nämnd itself, with which a partner may have merged."""
    found = dict.fromkeys(job.settings.heir(partner, job.year) for partner in split(text))
    return "; ".join(partner for partner in found if partner != own) or None
