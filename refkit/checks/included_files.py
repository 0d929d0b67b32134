"""A manuscript with all that it takes in: chapters in files of their own, followed one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from refkit.checks.findings import Finding, FindingKind, Severity
from refkit.checks.manuscripts import CitedKey, Inclusion, inclusions, read_manuscript


class _Waiting(NamedTuple):
    """A file to be read, and the folder that its own files are looked for in first."""

    path: Path
    folder: Path


def read_with_inclusions(
    manuscript: Path, read: Callable[[Path], str]
) -> tuple[list[CitedKey], list[Finding]]:
    """The keys that a manuscript and the files that it takes in cite, and what is not there.

    Each file is read once, whoever includes it; ``read`` gives the text of one, and raises
    InputError where it cannot. A name counts from the manuscript's folder, as for LaTeX, else from
    that of the file that has it; ``.tex`` may be left off.
    """
    cited: list[CitedKey] = []
    missing: list[Finding] = []
    top = manuscript.parent
    waiting = [_Waiting(manuscript, top)]
    seen = {os.path.realpath(manuscript)}
    while waiting:
        path, folder = waiting.pop(0)
        text = read(path)
        kind = str(path) if path == manuscript or _is_known(path) else f"{path}.tex"
        cited += [CitedKey(each.key, str(path), each.line) for each in read_manuscript(text, kind)]
        following = []
        for each in inclusions(text, kind):
            found = next((p for p in _candidates(each, top, folder, path) if p.is_file()), None)
            if found is None:
                missing += [] if each.may_miss else [_missing(each, path)]
            elif (real := os.path.realpath(found)) not in seen:
                seen.add(real)
                base = folder if each.is_subfolder else top
                following.append(_Waiting(found, base / each.folder if each.folder else folder))
        waiting[:0] = following  # in the order in which they are printed
    return cited, missing


def _is_known(path: Path) -> bool:
    return path.suffix.lower() in {".tex", ".ltx", ".rnw", ".aux"}


def _candidates(each: Inclusion, top: Path, folder: Path, path: Path) -> Iterator[Path]:
    bases = [(folder if each.is_subfolder else top) / each.folder, folder, path.parent]
    for base in dict.fromkeys(bases):
        for name in (f"{each.name}.tex", each.name):
            yield Path(os.path.normpath(base / name))


def _missing(each: Inclusion, path: Path) -> Finding:
    return Finding(
        FindingKind.MISSING_FILE,
        Severity.WARNING,
        "",
        f"includes {each.name}, which is not there",
        "what it cites is not known",
        str(path),
        each.line,
    )
