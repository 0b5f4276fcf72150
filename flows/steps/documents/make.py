"""Word documents for the minutes: an underlag per nämnd, and the tjänsteskrivelse to kommunstyrelsen."""

from __future__ import annotations

from flows.steps.documents.ks import ks_document
from flows.steps.documents.namnd import namnd_document
from flows.steps.merging.merge import Merged

FOLDER = "protokoll"


def make_documents(merged: Merged) -> dict[str, bytes]:
    """`protokoll/<nämnd>.docx` for each nämnd and `protokoll/kommunstyrelsen-tjansteskrivelse.docx`."""
    files = {f"{FOLDER}/{n.id.lower()}.docx": namnd_document(merged, n) for n in merged.job.namnder}
    files[f"{FOLDER}/kommunstyrelsen-tjansteskrivelse.docx"] = ks_document(merged)
    return files
