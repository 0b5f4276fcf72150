"""The login of the service: a secret made at its first start, in a file that only its user may read.

Standard library only, since a command looks for a running service before anything heavy is imported.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

SERVER_LOGIN, CLIENT_LOGIN = "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"
KEY = "MALSTYRNING_TJANSTENS_NYCKEL"
"""The secret as the server's process gets it, so that it can prove that it is ours."""
NAMES = "MALSTYRNING_VARDNAMN"
"""Names under which the service is reached besides this machine's own, with commas between: a proxy's, an alias."""
DOOR = "/logga-in"
"""The address of the page that logs a browser in; below it are the links and the server's proof."""
_USER, _OWN, _GIVEN, _OTHERS, _BYTES = "malstyrning", "nyckel", "inloggning", "server", 32
_ONLY_OWNER = 0o700


def private_folder(home: Path) -> Path:
    """Prefect's folder in `home`, made and closed to other accounts. Raises OSError where it can't be made."""
    folder = home / ".prefect"
    folder.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        with suppress(OSError):  # another account's folder; it is theirs to close
            folder.chmod(_ONLY_OWNER)
    return folder


def usable_folder(home: Path) -> Path:
    """Prefect's folder in `home`, or the user's own where that one belongs to another account.

    Raises OSError where neither can be made.
    """
    with suppress(OSError):
        if os.access(folder := private_folder(home), os.R_OK | os.W_OK | os.X_OK):
            return folder
    mine = _folders(home)[-1]
    mine.mkdir(mode=_ONLY_OWNER, parents=True, exist_ok=True)
    return mine


def stored_secret(home: Path) -> str:
    """The secret of this home's service; empty where none has been made or where it isn't ours to read."""
    return _stored(home, _OWN)


def made_secret(home: Path) -> str:
    """The secret, made if there is none yet. Raises OSError where no folder keeps a file from other accounts."""
    if found := stored_secret(home):
        return found
    made = secrets.token_urlsafe(_BYTES)
    _store(home, _OWN, made)
    return made


def own_login(home: Path) -> str:
    """The login of this home's service: the one that IT gave it, else that of the secret; empty where there is none."""
    return _stored(home, _GIVEN) or login_of(stored_secret(home))


def note_given(home: Path, login: str) -> None:
    """Keep the login that IT gave the service (empty: none) for the account's own commands. Raises OSError as below."""
    if login:
        _store(home, _GIVEN, login)
    for folder in [] if login else _folders(home):
        with suppress(FileNotFoundError):
            (folder / _GIVEN).unlink()


def kept_login(home: Path) -> str:
    """The login of a server on another machine, kept by `malstyrning losenord server`; empty where there is none."""
    return _stored(home, _OTHERS)


def keep_login(home: Path, login: str) -> None:
    """Keep the login of a server on another machine. Raises OSError like `made_secret`."""
    _store(home, _OTHERS, login)


def login_of(secret: str) -> str:
    """'name:password', as Prefect wants it."""
    return f"{_USER}:{secret}" if secret else ""


def basic(login: str) -> str:
    """The value of the header Authorization."""
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def proof(secret: str, challenge: str) -> str:
    """What only a holder of the secret can answer to a challenge."""
    return hmac.new(secret.encode(), challenge.encode(), hashlib.sha256).hexdigest()


def is_ours(api: str, secret: str, seconds: float = 5) -> bool:
    """Whether the server at `api` has the secret, asked without giving it away.

    Another account may listen at the port while our service is off; it gets neither login nor results.
    """
    challenge = secrets.token_urlsafe(16)
    try:
        with urllib.request.urlopen(f"{_web(api)}{DOOR}/bevis?tal={challenge}", timeout=seconds) as reply:
            return hmac.compare_digest(reply.read(200), proof(secret, challenge).encode())
    except (OSError, ValueError):
        return False


def one_time_link(api: str, login: str) -> str:
    """A link that logs a browser in: once, within minutes. The code is a fragment, so no server or proxy logs it.

    Raises OSError when the server doesn't answer or refuses.
    """
    request = urllib.request.Request(f"{_web(api)}{DOOR}/lank", b"", {"Authorization": basic(login)}, method="POST")
    with urllib.request.urlopen(request, timeout=10) as reply:
        return f"{_web(api)}{DOOR}#{json.loads(reply.read())['kod']}"


def _web(api: str) -> str:
    return api.removesuffix("/").removesuffix("/api")


def _folders(home: Path) -> list[Path]:
    """Prefect's folder beside the data, which a system account without a home has too; else the user's own.

    On Windows a folder under the user's profile, which Windows keeps from other accounts.
    """
    mine = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    if os.name == "nt":
        return [Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / _USER / mine]
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    return [home / ".prefect", config / _USER / mine]


def _stored(home: Path, name: str) -> str:
    for folder in _folders(home):
        with suppress(OSError, UnicodeDecodeError):
            if _is_private(folder / name):
                return (folder / name).read_text(encoding="utf-8").strip()
    return ""


def _store(home: Path, name: str, text: str) -> None:
    with suppress(OSError):
        private_folder(home)
    for folder in _folders(home):
        with suppress(OSError):
            if _write(folder / name, text):
                return
    raise OSError(f"no private folder for {home}")


def _write(path: Path, text: str) -> bool:
    """Write a file that no one else may read; False where the disk doesn't keep others out."""
    path.parent.mkdir(mode=_ONLY_OWNER, parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        path.unlink()  # one that others could read is no secret
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        private = _is_private(path)
        if private:
            file.write(text)
    if not private:
        path.unlink()
    return private


def _is_private(path: Path) -> bool:
    """Whether the file is this account's own and closed to all others."""
    about = path.lstat()
    if os.name == "nt":
        return stat.S_ISREG(about.st_mode)
    return stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid() and not about.st_mode & 0o077
