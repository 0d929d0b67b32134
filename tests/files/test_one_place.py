"""Files are read and written by ``refkit.files``; who has a way of its own says why here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "refkit"

CALLS = {
    "open", "fdopen", "mkstemp", "read_text", "read_bytes", "write_text", "write_bytes",
}  # fmt: skip

# What opens a document, which is read by refkit.files.
OPENERS = {"OpenDocument", "workspace"}
OF_THE_PACKAGE = "is of the package itself: no user's file"
OWN_WAYS = {
    "__init__.py": OF_THE_PACKAGE,
    "cli/values.py": OF_THE_PACKAGE,
    "formats/saved/mapping.py": OF_THE_PACKAGE,
    "http/gateway.py": OF_THE_PACKAGE,
    "report/page.py": OF_THE_PACKAGE,
    "wiring.py": OF_THE_PACKAGE,
    "tagging/plugins.py": "is of a plug-in's package",
    "bulk/byte_stream.py": "is larger than memory and read in pieces, packed or not",
    "bulk/file.py": "grows while a file is read, in a folder that is refkit's",
    "bulk/output.py": "is written by pyarrow, which opens it by name",
    "cli/streams.py": "is a descriptor in place of a closed one",
    "documents/archive.py": "is a member of an archive that is in memory, unpacked within bounds",
    "tagging/mesh.py": "is larger than memory and read in pieces, packed or not",
    "tagging/compiled_taxonomy.py": OF_THE_PACKAGE,
    "tagging/taxonomy.py": OF_THE_PACKAGE,
    "ui/api.py": OF_THE_PACKAGE,
    "ui/instances.py": "is a record with a token, which its user alone may read",
    "ui/pages.py": OF_THE_PACKAGE,
    "zotero/journal.py": "is appended to and synced line by line, so that a killed run is on record",
    "zotero/library_cache.py": "is a packed cache, of which a broken one counts as none",
    "zotero/plugin/package.py": OF_THE_PACKAGE,
}


def calls(path: Path) -> set[str]:
    """The calls in a file that open, read or write files, by name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            of = getattr(node.func, "value", None)
            if getattr(of, "attr", getattr(of, "id", "")) in OPENERS:
                continue
            # Ours, imported from refkit.files by its bare name, is the right way.
            if name in CALLS and (isinstance(node.func, ast.Attribute) or name == "open"):
                found.add(name)
    return found


def everywhere() -> list[str]:
    paths = (path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    return sorted(path for path in paths if not path.startswith("files/"))


def test_files_are_read_and_written_in_one_place() -> None:
    names = everywhere()

    assert len(names) > len(OWN_WAYS)
    assert [name for name in names if name not in OWN_WAYS and calls(PACKAGE / name)] == []


@pytest.mark.parametrize("name", sorted(OWN_WAYS))
def test_no_reason_is_left_over(name: str) -> None:
    assert calls(PACKAGE / name)
