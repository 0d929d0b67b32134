"""What an argument of ``fetch`` is: a document, standard input, or what stands for a review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from refkit.cli.inputs import STDIN, read_stdin
from refkit.errors import InputError, InvalidIdentifier

if TYPE_CHECKING:
    from refkit.documents.read import GivenDocument

_DOCUMENTS = frozenset(".doc .docx .htm .html .md .odt .pdf .rtf .txt".split())


class FetchArguments(NamedTuple):
    """Documents, and what is given for reviews: DOIs, numbers, addresses."""

    documents: tuple[Path | GivenDocument, ...]
    dois: tuple[str, ...]


def read_arguments(arguments: Iterable[str]) -> FetchArguments:
    """Tell documents from DOIs; raises InputError for a folder, and a file that is not there."""
    documents: list[Path | GivenDocument] = []
    dois: list[str] = []
    for argument in arguments:
        if argument == "-":
            documents.append(_standard_input())
        elif _is_file(argument):
            documents.append(Path(argument))
        else:
            dois.append(argument)
    return FetchArguments(tuple(dict.fromkeys(documents)), tuple(dois))


def _is_file(argument: str) -> bool:
    """Whether an argument names a file; what is an identifier is none, whatever else it may be."""
    from refkit.api.online import identifiers

    try:
        identifiers(argument)
    except InvalidIdentifier:
        pass
    else:
        return False
    if not argument.strip():  # a path of no name is the folder one stands in
        return False
    path = Path(argument)
    try:
        if path.is_dir():
            raise InputError(f"{argument}: is a folder; name the file that has the list")
        is_there = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
    if not is_there and path.suffix.lower() in _DOCUMENTS:
        raise InputError(f"{argument}: there is no such file")
    return is_there


def _standard_input() -> GivenDocument:
    from refkit.documents.read import GivenDocument

    return GivenDocument(STDIN, read_stdin())
