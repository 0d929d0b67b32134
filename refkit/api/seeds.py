"""Many works whose lists are wanted, out of a file."""

from __future__ import annotations

from pathlib import Path

from refkit.formats import detect, seeds
from refkit.formats.seeds import Seeds


def read_seeds(path: str | Path) -> Seeds:
    """The works that a file names, for ``fetch(*read_seeds(path).identifiers)``.

    It has a DOI, PubMed number or address a line (``#`` begins a comment) or in a column, or is a
    library or a saved bibliography, whose works are the seeds. Raises InputError where none is in
    it.
    """
    return seeds.read_seeds(detect.read_file(Path(path)), str(path))
