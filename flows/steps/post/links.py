"""Links to files in cloud services, where a file should have been attached."""

from __future__ import annotations

import re

_SERVICES = {
    "sharepoint.com": "SharePoint",
    "onedrive.live.com": "OneDrive",
    "1drv.ms": "OneDrive",
    "teams.microsoft.com": "Teams",
    "drive.google.com": "Google Drive",
    "docs.google.com": "Google Drive",
    "dropbox.com": "Dropbox",
    "wetransfer.com": "WeTransfer",
    "we.tl": "WeTransfer",
    "box.com": "Box",
    "icloud.com": "iCloud",
    "sprend.com": "Sprend",
}
_HOST = re.compile(r"https?://([a-z0-9.-]{1,253})(?=[:/?#\s\"'<>]|$)", re.IGNORECASE)


def cloud_service(text: str) -> str:
    """The service that the text's first such link leads to; empty without one."""
    for found in _HOST.finditer(text):
        host = found[1].lower().rstrip(".")
        for domain, name in _SERVICES.items():
            if host == domain or host.endswith(f".{domain}"):
                return name
    return ""
