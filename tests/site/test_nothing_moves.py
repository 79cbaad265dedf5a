"""Nothing moves under a finger: a press that begins on a control ends on it, and does what it is for."""

from pathlib import Path

import pytest

from tests.browser import drivers
from tests.site.pressing import HEIGHTS, PAGES, Pointer, prepared, press_everything

SCREENS = 1  # `python3 build.py pressing` goes down the whole page.


@pytest.mark.parametrize("pointer", ["touch", "mouse"])
@pytest.mark.parametrize("name", PAGES)
def test_every_control_in_view_does_what_it_is_pressed_for(site: Path, name: str, pointer: Pointer) -> None:
    problems = []
    pressed = 0
    for width in HEIGHTS:
        page = prepared(drivers.chromium(), f"{site.as_uri()}/", name, width, pointer)
        tried = press_everything(page, pointer, SCREENS)
        problems += [f"{width}: {each}" for each in tried.problems]
        pressed += tried.kinds.total()
        page.context.close()
    assert pressed >= 4 * len(HEIGHTS)
    assert problems == []
