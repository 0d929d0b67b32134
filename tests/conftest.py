"""What every test has: a home of its own, and shared material where it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
NOBODY = "http://127.0.0.1:9"  # where nobody listens
FIRST_REVIEW = "10.1038/s41584-025-01343-5"

# How many inputs the property tests draw, and whether they are the same each time: `dev` draws the
# same ones, so that a run says what the one before said; `ci` and `thorough` draw anew, and print
# how to draw a find again. The option --hypothesis-profile goes before REFKIT_HYPOTHESIS_PROFILE.
# Nothing depends on how fast the machine is.
_UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}
_ANEW = {"derandomize": False, "database": None, "print_blob": True}
settings.register_profile("dev", max_examples=100, derandomize=True, **_UNHURRIED)
settings.register_profile("ci", max_examples=100, **_ANEW, **_UNHURRIED)
settings.register_profile("thorough", max_examples=2_000, **_ANEW, **_UNHURRIED)
settings.load_profile(os.environ.get("REFKIT_HYPOTHESIS_PROFILE") or "dev")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test sees or changes the settings and the memory of whoever runs it."""
    for name in (
        "REFKIT_MAILTO", "REFKIT_OPENALEX_KEY", "REFKIT_ZOTERO_KEY", "REFKIT_ZOTERO_LOCAL_KEY",
        "NO_COLOR", "COLUMNS",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    # Nobody's keyring is read or written; the package picks its backend when it is first used.
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("REFKIT_CONFIG", str(tmp_path / "no-config.toml"))
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "memory"))
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "data"))
    for name in ("CROSSREF", "DOI", "DATACITE", "OPENALEX", "EUROPEPMC", "ZOTERO", "ZOTERO_LOCAL"):
        monkeypatch.setenv(f"REFKIT_{name}_URL", NOBODY)
    return tmp_path


@pytest.fixture
def shared() -> Path:
    """The folder of recorded answers and hand-made labels; a fresh clone has none."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder of recorded answers is not beside this repository")
    return SHARED


@pytest.fixture
def crossref(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A Crossref on loopback with generous limits, which refkit is told to use."""
    with CrossrefServer(pools=FAST) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        # As doi.org this server knows no prefix: nothing is registered elsewhere.
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield server
