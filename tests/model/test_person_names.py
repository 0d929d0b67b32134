"""Names of a record's people, as they are set where a database has them in capitals."""

from __future__ import annotations

import pytest

from refkit.model.people import Creator
from refkit.model.person_names import in_order


def set_as(*names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(each.family, each.given) for each in in_order(Creator(*name) for name in names)]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([("BERG", "CLARA")], [("Berg", "Clara")]),
        ([("BERG", "A"), ("O", "BO LIN")], [("Berg", "A"), ("O", "Bo Lin")]),
        ([("BERG", "ADA"), ("Lund", "Bo")], [("BERG", "ADA"), ("Lund", "Bo")]),
        # A group, and a name of one letter, are written so; neither says that capitals say nothing.
        ([("WHO", ""), ("UNICEF", "")], [("WHO", ""), ("UNICEF", "")]),
        ([("WHO", ""), ("U", "THANT")], [("WHO", ""), ("U", "THANT")]),
        ([("LI", "CLARA")], [("Li", "Clara")]),
    ],
)
def test_names_in_capitals_are_set_as_others_write_them(
    names: list[tuple[str, str]], shown: list[tuple[str, str]]
) -> None:
    assert set_as(*names) == shown


def test_nobody_is_named_twice_who_has_one_orcid() -> None:
    one, other = Creator("Berg", "Ada", orcid="0000-0001"), Creator("Berg", "Ada")

    assert in_order([one, other, one, other]) == (one, other, other)
