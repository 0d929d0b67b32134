"""The folders whose files an assistant may name, and no others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from refkit.documents.kinds import SUFFIXES as DOCUMENTS
from refkit.errors import InputError
from refkit.files.reading import unreadable
from refkit.files.writing import is_special
from refkit.formats.register import read_suffixes
from refkit.formats.saved.mapping import SUFFIX

_MOST_LOOKED_AT = 5000
_DEEPEST = 4


class Folders:
    """Finds files by the names that an assistant gives; raises InputError for what is outside.

    A name is followed through ``..`` and links to the place that it leads to, and that place must
    be inside; what is read and written is that place, not the name.
    """

    def __init__(self, given: Sequence[Path]) -> None:
        self.roots = tuple(dict.fromkeys(map(_root, given)))

    def existing(self, name: str) -> Path:
        """The file of this name, of a kind that is read as a bibliography or a library."""
        return self._existing(name, _libraries())

    def document(self, name: str) -> Path:
        """The file of this name, of a kind that may print a list of references."""
        return self._existing(name, DOCUMENTS)

    def _existing(self, name: str, kinds: tuple[str, ...]) -> Path:
        found = [path for path in self._places(name, kinds) if path.exists()]
        if not found:
            raise InputError(f"{name}: there is no such file here; refkit_list_files tells of all")
        if found[0].is_dir() or is_special(found[0]):
            raise InputError(f"{name}: is a folder, a pipe or a device, and no file that is read")
        return found[0]

    def new(self, name: str) -> Path:
        """The place for a saved bibliography of this name; a file may stand there already."""
        if not name.endswith(SUFFIX):
            raise InputError(f"{name}: a saved bibliography is named {SUFFIX}")
        return self._places(name, (SUFFIX,))[0]

    def _places(self, name: str, kinds: tuple[str, ...]) -> list[Path]:
        """Where this name leads in each of the folders in which it leads inside."""
        if not name.strip() or "\0" in name:
            raise InputError("name a file in the folder")
        if not name.lower().endswith(kinds):
            raise InputError(f"{name}: is not read or written here; files are {', '.join(kinds)}")
        try:
            led = [(root, (root / name).resolve()) for root in self.roots]
        except (OSError, RuntimeError, ValueError) as error:
            raise unreadable(Path(name), error) from None
        places = [path for root, path in led if self._is_inside(path) and path != root]
        if not places:
            raise InputError(
                f"{name}: leads out of the folder; refkit mcp --folder names others that are meant"
            )
        # A link may have a plain name and lead to a file of another kind.
        if not all(path.name.lower().endswith(kinds) for path in places):
            raise InputError(f"{name}: leads to a file of another kind")
        return places

    def _is_inside(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self.roots)

    def name_of(self, path: Path) -> str:
        """What a file is called here: as short as it leads to that file."""
        for root in self.roots:
            if path.is_relative_to(root):
                name = path.relative_to(root).as_posix()
                return name if self._leads_to(name, path) else path.as_posix()
        return path.name

    def _leads_to(self, name: str, path: Path) -> bool:
        places = self._places(name, _files())
        return next((each for each in places if each.exists()), path) == path

    def files(self) -> tuple[list[Path], bool]:
        """The files that may be read, and whether these are all: only so many are looked at."""
        found: dict[Path, None] = {}
        looked = 0
        for root in self.roots:
            for path in _walk(root):
                looked += 1
                if looked > _MOST_LOOKED_AT:
                    return list(found), False
                is_read = path.name.lower().endswith(_files())
                if is_read and path.is_file() and not path.is_symlink():
                    found[path] = None
        return list(found), True


def is_library(name: str) -> bool:
    """Whether a file of this name is read as a bibliography or a library."""
    return name.lower().endswith(_libraries())


def _libraries() -> tuple[str, ...]:
    return (SUFFIX, *sorted(read_suffixes()))


def _files() -> tuple[str, ...]:
    return (*_libraries(), *DOCUMENTS)


def _root(given: Path) -> Path:
    try:
        root = given.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise unreadable(given, error) from None
    if not root.is_dir():
        raise InputError(f"{given}: is no folder")
    return root


def _walk(root: Path) -> Iterator[Path]:
    """What stands in a folder and in those below it, but for links and what is hidden."""
    for place, folders, names in os.walk(root):
        here = Path(place)
        deep = len(here.relative_to(root).parts)
        folders[:] = sorted(each for each in folders if each[0] != "." and deep < _DEEPEST)
        yield from (here / name for name in sorted(names) if name[0] != ".")
