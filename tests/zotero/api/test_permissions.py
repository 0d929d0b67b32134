"""What a key may do, read from what zotero.org says of it."""

from __future__ import annotations

import pytest

from refkit.errors import ZoteroError
from refkit.zotero.api.permissions import read_permissions

USER = {"library": True, "files": True, "notes": True, "write": True}


def test_rights_are_told_by_library() -> None:
    groups = {"all": {"library": True, "write": False}, "77": {"library": True, "write": True}}

    rights = read_permissions(
        {"userID": 1, "username": "reader", "access": {"user": USER, "groups": groups}}
    )

    assert rights.of("users/1").write
    assert not rights.of("users/2").read
    assert rights.of("groups/77").write
    assert rights.of("groups/5").read
    assert not rights.of("groups/5").write
    assert str(rights) == (
        "your library: read and write (with notes); every group: read; group 77: read and write"
    )


@pytest.mark.parametrize("access", [{}, [], {"user": {}}, {"user": {"write": True}}, None])
def test_what_is_not_said_is_not_allowed(access: object) -> None:
    rights = read_permissions({"userID": 1, "access": access})

    assert not rights.may_write
    assert str(rights) == "your library: nothing"


@pytest.mark.parametrize("answer", [None, [], {}, {"userID": "1"}, {"access": {}}])
def test_an_answer_of_another_shape_is_no_answer(answer: object) -> None:
    with pytest.raises(ZoteroError, match="does not say whose key"):
        read_permissions(answer)


def test_a_name_cannot_steer_the_terminal() -> None:
    assert read_permissions({"userID": 1, "username": "a\x1b[2Jb\nc"}).username == "a [2Jb c"
