"""How Sphinx makes the documentation: ``sphinx-build -W --keep-going -b html docs build/docs``.

Pages are plain Markdown, which GitHub shows as it is. The site's table of contents is made of the
lists of links on ``index.md`` and ``decisions/index.md``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from refkit.version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "refkit"
author = "the refkit contributors"
version = release = __version__

extensions = ["myst_parser"]
smartquotes = False  # it would make a dash of the two of an option
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"refkit {release}"
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["lines.css"]


def setup(app: Sphinx) -> None:
    """Have the contents read from the pages."""
    app.connect("source-read", _add_contents)


def _add_contents(app: Sphinx, name: str, source: list[str]) -> None:
    """Add a hidden table of contents for each list of links, with its heading as the caption."""
    if name.rpartition("/")[2] != "index":
        return
    for section in re.split(r"^## ", source[0], flags=re.M):
        pages = re.findall(r"^- \[.+\]\((.+)\.md\)$", section, re.M)
        if pages:
            heading = "" if section.startswith("#") else f":caption: {section.splitlines()[0]}\n"
            lines = "\n".join(pages)
            source[0] += f"\n```{{toctree}}\n:hidden:\n{heading}\n{lines}\n```\n"
