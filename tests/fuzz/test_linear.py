"""No input takes long: eight times as much text takes about eight times as long to read."""

from __future__ import annotations

import pytest
from fuzz.nasty import NASTY, grows
from fuzz.readers import READERS

# Linear is 8 and quadratic 64; caches and the collector make some of it uneven.
MOST = 28


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_text_and_not_faster(name: str) -> None:
    found = {piece: ratio for piece in NASTY if (ratio := grows(READERS[name], piece)) > MOST}

    # A find is measured again: it is one if it is one each time.
    assert not {piece for piece in found if grows(READERS[name], piece) > MOST}, found
