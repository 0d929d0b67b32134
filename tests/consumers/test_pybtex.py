"""pybtex reads our BibTeX."""

from __future__ import annotations

import pytest
from consumers import libraries
from consumers.comparing import judge
from consumers.programs import needs_package


@pytest.mark.parametrize("format_", ["bibtex", "bibtex-unicode", "biblatex"])
def test_pybtex_reads_every_field(format_: str) -> None:
    needs_package("pybtex")

    judge(libraries.pybtex(format_))
