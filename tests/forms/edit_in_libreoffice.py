"""Edits Word documents in LibreOffice as a person would. Run by the system's own Python, which has `uno`.

/usr/bin/python3 edit_in_libreoffice.py PROFILE PIPE < a JSON list of {"document", "saved", "replace": {old: new}}

With "tracked": true the edits are tracked changes. With "by": "odt" or "doc" the document is saved in that format first,
and that file is opened again.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]

PATIENCE = 120  # seconds
DOCX = "MS Word 2007 XML"
BY = {"odt": "writer8", "doc": "MS Word 97"}


def main(profile: str, pipe: str) -> None:
    """Open each document, put other words in place of some, and save it as a Word document."""
    office = subprocess.Popen(  # noqa: S603
        [  # noqa: S607
            "soffice",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp",
            f"-env:UserInstallation={Path(profile).as_uri()}",
        ],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = _desktop(pipe)
        for each in json.load(sys.stdin):
            _edit(desktop, **each)
        desktop.terminate()
        office.wait(PATIENCE)
    finally:
        if office.poll() is None:
            _end(office.pid)


def _end(group: int) -> None:
    if sys.platform != "win32":
        os.killpg(group, signal.SIGKILL)


def _desktop(pipe: str):  # type: ignore[no-untyped-def]
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


def _edit(  # type: ignore[no-untyped-def]
    desktop, document: str, saved: str, replace: dict[str, str], tracked: bool = False, by: str = ""
) -> None:
    opened = _opened(desktop, document)
    opened.RecordChanges = tracked
    for old, new in replace.items():
        search = opened.createSearchDescriptor()
        search.SearchString, search.SearchCaseSensitive = old, True
        opened.findFirst(search).String = new
    if by:
        opened.storeToURL(Path(f"{saved}.{by}").as_uri(), _options(FilterName=BY[by]))
        opened.close(True)
        opened = _opened(desktop, f"{saved}.{by}")
    opened.storeToURL(Path(saved).as_uri(), _options(FilterName=DOCX))
    opened.close(True)


def _opened(desktop, document: str):  # type: ignore[no-untyped-def]
    return desktop.loadComponentFromURL(Path(document).as_uri(), "_blank", 0, _options(Hidden=True))


def _options(**values: object) -> tuple[object, ...]:
    options = []
    for name, value in values.items():
        option = PropertyValue()
        option.Name, option.Value = name, value
        options.append(option)
    return tuple(options)


if __name__ == "__main__":
    main(*sys.argv[1:])
