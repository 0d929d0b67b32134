"""Any text, to every reader: it is understood, or refused in words; nothing else.

By hand for as long as one likes: ``python tests/fuzz/run.py "bibtex author" --seconds 600``.
"""

from __future__ import annotations

from itertools import groupby

import pytest
from fuzz.nasty import NASTY
from fuzz.readers import READERS
from hypothesis import given, note
from hypothesis import strategies as st

PIECES = st.one_of(st.sampled_from(NASTY), st.text(max_size=4))
TEXTS = st.lists(PIECES, max_size=30).map("".join)


# To draw a text takes longer than to read it: those of one kind read the same ones.
KINDS = {kind: [*names] for kind, names in groupby(sorted(READERS), lambda name: name.split()[0])}


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXTS)
def test_any_text_is_read_or_refused(kind: str, text: str) -> None:
    for name in KINDS[kind]:
        note(name)
        READERS[name](text)
