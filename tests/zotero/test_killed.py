"""A push that is killed, at any moment, leaves a library that the next one completes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY


@pytest.mark.parametrize(
    "zotero", ["documented", pytest.param("zotero_10", marks=pytest.mark.more)]
)
def test_after_kills_at_random_moments_the_library_is_as_after_one_run(
    tmp_path: Path, zotero: str
) -> None:
    script = REPOSITORY / "benchmarks" / "zotero_killed.py"

    done = subprocess.run(
        [sys.executable, script, *"--rounds 4 --seed 7 --entries 40 --zotero".split(), zotero],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "libraries that differ: 0" in done.stdout
