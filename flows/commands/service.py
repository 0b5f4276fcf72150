"""The commands of whoever runs the server: it, its workers, and the login of browsers and other machines."""

from __future__ import annotations

import os
import sys
import urllib.error
from argparse import Namespace

from flows.commands.terminal import say
from flows.home import home_folder


def start(options: Namespace) -> int:
    """Serve until ended."""
    from flows.serving.service import Layout
    from flows.serving.service import start as serve

    return serve(home_folder(), Layout(options.adress, options.port), options.samtidigt, say)


def arbetare(options: Namespace) -> int:
    """Work for a server elsewhere until ended."""
    from flows.serving.service import work

    return work(home_folder(), options.samtidigt, say)


def tjanst(options: Namespace) -> int:
    """The service's file on standard output."""
    from flows.commands.installing import service_file

    sys.stdout.write(service_file(home_folder(), options.system, options.konto, worker=options.arbetare))
    return 0


def inloggning(options: Namespace) -> int:
    """Show a link that logs a browser in to the running service."""
    from flows.serving.login import one_time_link
    from flows.serving.server import login_for
    from flows.steps.job import stop
    from schemas.messages import running

    api = os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{options.port}/api"
    address = api.split("//")[-1].removesuffix("/api")
    login = login_for(home_folder(), api)
    if not login:
        raise stop(running.NO_LOGIN(address=address))
    try:
        link = one_time_link(api, login)
    except urllib.error.HTTPError:
        raise stop(running.SERVER_REFUSES(address=address)) from None
    except (OSError, ValueError):
        raise stop(running.NO_SERVER(address=address)) from None
    sys.stdout.write(f"{link}\n")
    say("Öppna länken i webbläsaren. Den loggar in en gång, inom tio minuter.")
    return 0
