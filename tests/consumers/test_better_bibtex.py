"""Better BibTeX's parser reads our BibTeX and BibLaTeX, as its users import them into Zotero."""

from __future__ import annotations

import pytest
from consumers import node_programs
from consumers.comparing import judge

FORMATS = node_programs.BIB_FORMATS


@pytest.mark.parametrize("format_", FORMATS)
def test_every_entry_is_read_and_every_command_known(format_: str) -> None:
    troubles = node_programs.better_bibtex_troubles(format_)

    # A single dollar in a DOI: see limits_node.toml.
    assert [trouble for trouble in troubles if "Unclosed math section" not in trouble] == []
    assert len(troubles) <= 1


@pytest.mark.parametrize("format_", FORMATS)
def test_every_field_comes_back(format_: str) -> None:
    judge(node_programs.better_bibtex(format_))


@pytest.mark.parametrize("format_", FORMATS)
def test_what_needs_its_capitals_keeps_them_in_sentence_case(format_: str) -> None:
    judge(node_programs.better_bibtex_imported(format_))
