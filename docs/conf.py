"""How Sphinx makes the documentation: ``sphinx-build -W --keep-going -b html docs build/docs``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from refkit.version import __version__

if TYPE_CHECKING:
    import click
    from sphinx.application import Sphinx

project = "refkit"
author = "the refkit contributors"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click"]
smartquotes = False  # it would make a dash of the two of an option
exclude_patterns = ["_build"]
myst_heading_anchors = 3

# A docstring tells the types in words; a signature shows them.
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = f"refkit {release}"
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["lines.css"]


def setup(app: Sphinx) -> None:
    """Show examples in help texts as what they are: something to paste."""
    app.connect("sphinx-click-process-description", _as_literals)
    app.connect("sphinx-click-process-epilog", _as_literals)


def _as_literals(app: Sphinx, context: click.Context, lines: list[str]) -> None:
    # sphinx-click makes a line block of what stands behind click's \b.
    made: list[str] = []
    for is_block, group in groupby(lines, key=lambda line: line.startswith("| ")):
        if is_block:
            inside = [line[2:] for line in group]
            made += ["::", "", *(f"   {line}" for line in inside), ""]
        else:
            made += group
    lines[:] = made
