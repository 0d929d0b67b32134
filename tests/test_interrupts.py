"""Ctrl-C at chosen moments of a process's life; the moments are chosen within the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from refkit.interrupts import when_stopped, words

LIBRARY = "@misc{a, title={CAR-T cells and bees}}\n"
PRESS = "import os, signal, sys\ndef press():\n    os.kill(os.getpid(), signal.SIGINT)\n"
AT_IMPORT = """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            press()
sys.meta_path.insert(0, Finder())
"""
# Raised within a destructor, an exception is told as ignored, and Python goes on.
IN_A_DESTRUCTOR = """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "refkit.api":
            sys.meta_path.remove(self)
            Dying()
class Dying:
    def __del__(self):
        press()
        sum(1 for _ in range(1000))
sys.meta_path.insert(0, Finder())
"""
# A module in C that is loaded when Ctrl-C comes says this instead.
AS_ANOTHER_ERROR = """
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            try:
                press()
                sum(1 for _ in range(1000))
            except KeyboardInterrupt:
                raise ImportError("initialization failed")
sys.meta_path.insert(0, Finder())
"""
AT_RENAME = """
def hook(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith((".ris", ".csv")):
        press()
sys.addaudithook(hook)
"""
AT_THE_END = "import atexit\natexit.register(press)\n"


def refkit(folder: Path, when: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run refkit in a folder, with a program of its own that presses Ctrl-C."""
    (folder / "press").mkdir()
    (folder / "press" / "sitecustomize.py").write_text(PRESS + when)
    (folder / "a.bib").write_text(LIBRARY)
    path = os.pathsep.join([str(folder / "press"), *sys.path])
    return subprocess.run(
        [sys.executable, "-c", "from refkit.__main__ import main; main()", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    "module",
    ["refkit.interrupts", "refkit.cli", "click", "refkit.errors", "refkit.cli.export",
     "refkit.api", "refkit.settings", "bibtexparser"],
)  # fmt: skip
def test_while_modules_are_loaded_it_is_one_line(module: str, tmp_path: Path) -> None:
    done = refkit(tmp_path, AT_IMPORT.format(module=module), "export", "a.bib", "-o", "a.ris")

    if done.returncode == 0:
        pytest.skip(f"{module} is not loaded by this command")
    assert (done.returncode, done.stderr) == (130, "\nrefkit: stopped\n")
    assert not (tmp_path / "a.ris").exists()


def test_the_package_loads_nothing_before_ctrl_c_is_answered() -> None:
    program = (
        "import sys; old = {*sys.modules}; import refkit; print(*sorted({*sys.modules} - old))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) <= {"__future__", "refkit", "refkit.version"}


def test_where_python_would_lose_it_it_is_not_lost(tmp_path: Path) -> None:
    done = refkit(tmp_path, IN_A_DESTRUCTOR, "export", "a.bib", "-o", "a.ris")

    assert (done.returncode, "ignored" in done.stderr) == (130, False)


@pytest.mark.parametrize("module", ["refkit.report.page", "matplotlib"])
def test_where_it_is_told_as_another_error_it_is_still_ctrl_c(module: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    when = AS_ANOTHER_ERROR.format(module=module)
    done = refkit(tmp_path, when, "report", "a.bib", "-o", "a.html")

    assert (done.returncode, done.stderr) == (130, "\nrefkit: stopped\n")
    assert not (tmp_path / "a.html").exists()


def test_only_what_asks_or_goes_on_says_what_becomes_of_its_work(tmp_path: Path) -> None:
    asks = refkit(tmp_path, AT_IMPORT.format(module="refkit.pipeline"), "fetch", "10.1000/a")
    assert (asks.returncode, asks.stderr) == (130, "\nrefkit: stopped\n")  # nothing was asked yet

    with pytest.raises(KeyboardInterrupt) as caught, when_stopped("the same command goes on"):
        raise KeyboardInterrupt

    assert words(caught.value) == "stopped; the same command goes on"
    assert words(KeyboardInterrupt()) == "stopped"


def test_between_two_outputs_both_are_written_first(tmp_path: Path) -> None:
    done = refkit(tmp_path, AT_RENAME, "export", "a.bib", "-o", "a.ris", "-o", "a.csv")

    assert done.returncode == 130
    assert (tmp_path / "a.ris").exists()
    assert (tmp_path / "a.csv").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_once_all_is_written_it_says_and_changes_nothing(tmp_path: Path) -> None:
    done = refkit(tmp_path, AT_THE_END, "export", "a.bib", "-o", "a.ris")

    assert (done.returncode, "stopped" in done.stderr) == (0, False)
    assert (tmp_path / "a.ris").exists()
