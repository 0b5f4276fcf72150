"""Tables in the README that a script writes, between two comments."""

import datetime as dt
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
MACHINE = "a virtual machine with two slow cores, Python 3.11"


def write_table(name: str, lines: list[str], *, keep: bool) -> str:
    """Print the table and, if it is to be kept, put it in the README with the date and the machine."""
    text = "\n".join(lines)
    print(text, flush=True)
    if keep:
        whole = f"<!-- {name} -->\nMeasured {dt.date.today()}, {MACHINE}.\n\n{text}\n<!-- /{name} -->"
        readme = README.read_text(encoding="utf-8")
        pattern = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        assert pattern.search(readme), name
        README.write_text(pattern.sub(lambda _: whole, readme), encoding="utf-8")
    return text
