"""A worker that ends in a test, as one that waits for what never comes does in the end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

STORIES = """
import os

def test_before(): pass
def test_ends(): os._exit(1)
def test_after(): pass
"""


@pytest.mark.more
@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_run_ends_with_its_name_and_is_no_run_of_which_few_tests_failed(
    tmp_path: Path, workers: str
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"test_{name}.py").write_text(STORIES)
    (tmp_path / "pytest.ini").write_text("[pytest]")

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "-n", workers],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 3
    assert b"a worker ended in test_" in run.stdout
    assert b"::test_ends" in run.stdout
