"""Fill in workbooks as a person would: open in LibreOffice, go to the cell, type, save.

Run by Debian's own Python (package python3-uno), with a plan on standard input:
[{"open": path, "save": path, "type": [[sheet, cell, text], ...]}, ...]; text "" empties the cell.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop></item></oor:items>"""


def option(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


@contextlib.contextmanager
def office():
    """A LibreOffice of one's own, with a Swedish profile, and its desktop."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        user = pathlib.Path(profile, "user")
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(LOCALE, encoding="utf-8")
        pipe = f"malstyrning{pathlib.Path(profile).name}"
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo"]
        process = subprocess.Popen(
            [*command, f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        context = connect(pipe)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        try:
            yield context, desktop
        finally:
            with contextlib.suppress(Exception):
                desktop.terminate()
            process.wait(30)


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def type_in(context, desktop, job):
    document = desktop.loadComponentFromURL(
        pathlib.Path(job["open"]).resolve().as_uri(), "_blank", 0, (option("Hidden", True),)
    )
    frame = document.CurrentController.Frame
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for sheet, cell, text in job["type"]:
        document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))
        dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (option("ToPoint", f"${cell[0]}${cell[1:]}"),))
        if text:
            dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (option("StringName", text),))
        else:
            dispatcher.executeDispatch(frame, ".uno:ClearContents", "", 0, ())
    document.calculate()
    document.CurrentController.setActiveSheet(document.Sheets.getByIndex(0))
    target = pathlib.Path(job["save"]).resolve()
    document.storeToURL(target.as_uri(), (option("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


def main():
    plan = json.load(sys.stdin)
    with office() as (context, desktop):
        for job in plan:
            type_in(context, desktop, job)
            print(job["save"], flush=True)


if __name__ == "__main__":
    main()
