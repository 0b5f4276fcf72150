"""All wording of findings that are not declared beside a sheet's rule."""

from schemas.messages import (
    archive,
    cells,
    earlier,
    economy,
    encoding,
    files,
    model,
    plan,
    post,
    running,
    settings,
    sie,
    tables,
    waivers,
)
from schemas.messages.message import Message, messages_of

ALL_MESSAGES: tuple[Message, ...] = tuple(
    message
    for module in (
        *(files, tables, cells, model, economy, encoding, sie, waivers, settings, plan, running, post, archive),
        earlier,
    )
    for message in messages_of(module).values()
)
