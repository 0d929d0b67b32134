"""The pictures in the documentation show the page as it is."""

from __future__ import annotations

import json
import runpy
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import REPOSITORY
from consumers.programs import needs_package
from ui.test_browser import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]

ANEW = "take them anew: python docs/page_pictures.py"


def test_what_is_read_in_the_pictures_is_read_on_the_page(browser: Browser, tmp_path: Path) -> None:
    needs_package("PIL")
    from PIL import Image

    taken = runpy.run_path(str(REPOSITORY / "docs" / "page_pictures.py"))
    words = json.loads(taken["WORDS"].read_text(encoding="utf-8"))
    with taken["opened"](browser, tmp_path) as page:
        read = {}
        for side in taken["sides"](page):
            read[side] = taken["read"](page)
            assert Image.open(BytesIO(taken["shot"](page))).size == (1200, 760)
    assert read == words, ANEW
