"""Our Zotero answers what the real programs of 10.0.0 and 9.0.6 answered, exchange by exchange."""

from __future__ import annotations

from pathlib import Path

import pytest
from zotero_recordings import exchanges, replayed

LOCAL = [
    *("10.0.0/authorize", "10.0.0/collections", "10.0.0/create-with-own-key"),
    *("10.0.0/create-without-key", "10.0.0/group", "10.0.0/kinds", "10.0.0/local-api-off"),
    *(
        "10.0.0/read-back-and-trash",
        "10.0.0/read-during-write",
        "10.0.0/settings",
        "10.0.0/update",
        "10.0.0/validation",
    ),
    *("10.0.0/write-token", "9.0.6/local-api-off", "9.0.6/local-api-read"),
]
CONNECTOR = [
    f"{version}/connector{what}"
    for version in ("10.0.0", "9.0.6")
    for what in ("", "-save-items", "-read-only")
]
BEFORE = "what stands before the program answers; our headers say the program's version"
NAMES = "names for people, in the language of the program, which no client reads"
ELSEWHERE = "an address of the browser's connector, which is not played"
SECONDS = "written in another second than in 10.0.0, by whose dates the list is sorted here"
# The exchanges that are not alike, each by its file and line, and why.
NOT_ALIKE = {
    "10.0.0/kinds 76": BEFORE,
    "9.0.6/local-api-read 27": BEFORE,
    "10.0.0/read-during-write 17": "read between the version and the list of an eleventh item",
    "10.0.0/read-during-write 84": "a part of the answer was left out of the recording",
    "10.0.0/validation 79": NAMES,
    "10.0.0/validation 80": NAMES,
    "10.0.0/connector 67": ELSEWHERE,
    "10.0.0/connector 69": ELSEWHERE,
    "9.0.6/connector 67": ELSEWHERE,
    "9.0.6/connector 69": ELSEWHERE,
    "10.0.0/connector-save-items 81": "a version that was counted for what was then rolled back",
    "9.0.6/connector 27": SECONDS,
    "9.0.6/connector 64": SECONDS,
    "9.0.6/connector-read-only 7": SECONDS,
}


@pytest.fixture(scope="module")
def recorded() -> Path:
    folder = Path(__file__).resolve().parents[2] / "shared" / "recorded" / "zotero-client"
    if not folder.is_dir():
        pytest.skip("the recordings of real Zotero programs are not beside this repository")
    return folder


@pytest.mark.parametrize("file", [*LOCAL, *CONNECTOR])
def test_it_answers_as_the_real_program_did(recorded: Path, file: str) -> None:
    different = {one.name: what for one, what in replayed(recorded, file) if what}

    assert different.keys() == {name for name in NOT_ALIKE if name.rpartition(" ")[0] == file}, (
        different
    )


@pytest.mark.parametrize(("files", "share"), [(LOCAL, 350 / 371), (CONNECTOR, 9 / 10)])
def test_what_is_not_alike_is_little(recorded: Path, files: list[str], share: float) -> None:
    all_ = [one.name for file in files for one in exchanges(recorded, file) if not one.is_note]
    alike = [name for name in all_ if name not in NOT_ALIKE]

    assert len(alike) >= share * len(all_)
