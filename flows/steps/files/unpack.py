"""The spreadsheets in a zip; one level, within limits, and never a path outside it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath

from flows.steps.files.guard import BROKEN, packing, part, too_large
from flows.steps.files.submission import Received
from flows.steps.texts import file_name
from schemas.messages import files as say
from schemas.messages.message import Trouble

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".xltx", ".xltm", ".ots")
_MOST = 20


def unpacked(item: Received) -> list[Received] | Trouble:
    """Each spreadsheet as a received file of its own, or why there is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(item.content)) as archive:
            if too_large(archive):
                return say.TOO_LARGE()
            entries = [e for e in archive.infolist() if _is_workbook(e.filename)][:_MOST]
            if trouble := packing(entries):
                return trouble
            found = [replace(item, file=_name(item, e), content=part(archive, e)) for e in entries]
    except BROKEN:
        return say.DAMAGED()
    return found or say.EMPTY_ARCHIVE()


def _is_workbook(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in WORKBOOKS and not path.name.startswith((".", "~$")) and "__MACOSX" not in path.parts


def _name(item: Received, entry: zipfile.ZipInfo) -> str:
    return f"{item.file} › {file_name(entry.filename)}"
