"""bibtexparser reads our BibTeX, and so does refkit."""

from __future__ import annotations

import pytest
from consumers import libraries
from consumers.comparing import judge

FORMATS = ["bibtex", "bibtex-unicode", "biblatex"]


@pytest.mark.parametrize("format_", FORMATS)
def test_bibtexparser_reads_every_field(format_: str) -> None:
    judge(libraries.bibtexparser(format_))


@pytest.mark.parametrize("format_", FORMATS)
def test_refkit_reads_every_field_of_its_own(format_: str) -> None:
    judge(libraries.refkit(format_))
