"""Any text, to every reader: it is understood, or refused in words; nothing else.

By hand for as long as one likes: ``python tests/fuzz/run.py "bibtex author" --seconds 600``.
"""

from __future__ import annotations

import pytest
from fuzz.nasty import NASTY
from fuzz.readers import READERS
from hypothesis import given
from hypothesis import strategies as st

PIECES = st.one_of(st.sampled_from(NASTY), st.text(max_size=4))
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_any_text_is_read_or_refused(name: str, data: st.DataObject) -> None:
    READERS[name](data.draw(TEXTS))
