"""citation-js reads our BibTeX, BibLaTeX, CSL-JSON and RIS."""

from __future__ import annotations

import pytest
from consumers import node_programs
from consumers.comparing import judge


@pytest.mark.parametrize("format_", node_programs.CITATION_JS_FORMATS)
def test_every_field_comes_back(format_: str) -> None:
    judge(node_programs.citation_js(format_))
