"""Where the programs and packages are that read our exports; a test that lacks one skips.

With ``REFKIT_ALL_PROGRAMS`` set, as in continuous integration, a missing one fails instead: there
none may go unproved.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

_MINUTES = 5
_FONTS = Path("/usr/share/fonts")


def needs(*programs: str) -> None:
    """Skip the test where one of these commands is not on the path, or fail it (see above)."""
    for program in programs:
        if shutil.which(program) is None:
            absent(f"{program} is not installed: its Debian package is named in .ci/run")


def needs_package(*modules: str) -> None:
    """The same for Python modules, which come with refkit's extra ``test``."""
    for module in modules:
        if importlib.util.find_spec(module) is None:
            absent(f"the Python module {module} is not installed: pip install '.[test]'")


def needs_font(*files: str) -> None:
    """The same for fonts of the system, by the names of their files."""
    there = {path.name for path in _FONTS.rglob("*")}
    for file in files:
        if file not in there:
            absent(f"the font {file} is not installed: its Debian package is named in .ci/run")


def absent(message: str) -> NoReturn:
    """Skip, or fail where every program must be there."""
    if os.environ.get("REFKIT_ALL_PROGRAMS"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def run(
    command: Sequence[str | Path],
    folder: Path,
    *,
    input_text: str | None = None,
    may_fail: bool = False,
) -> str:
    """Run a program in a folder and give what it printed, errors too; fails when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        input=input_text.encode() if input_text is not None else None,
        stdin=subprocess.DEVNULL if input_text is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_MINUTES * 60,
        check=False,
    )
    printed = done.stdout.decode("utf-8", errors="replace")
    assert may_fail or done.returncode == 0, f"{command[0]}: {printed[-3000:]}"
    return printed
