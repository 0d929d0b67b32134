"""Strikes keys, addresses of persons and paths of folders out of answers and errors."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from refkit.assistants.session import Session
from refkit.settings import read_settings

_SHORTEST = 6  # what is shorter is no secret, and would be struck out of words
_KEYS = ("REFKIT_ZOTERO_KEY", "REFKIT_ZOTERO_LOCAL_KEY")


@dataclass(frozen=True)
class Redactor:
    """Strikes out what is the user's alone; messages have none of it, and this is the last look."""

    secrets: tuple[str, ...] = ()
    folders: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, session: Session) -> Redactor:
        """What is private here and now."""
        settings = read_settings(session.mailto)
        given = (settings.mailto, settings.openalex_key, *map(os.environ.get, _KEYS))
        spelt = {form for each in given if each for form in (each, quote(each, safe=""))}
        roots = [(f"{root}{os.sep}", "") for root in session.folders.roots]
        return cls(
            tuple(sorted(filter(_is_long, spelt), key=len, reverse=True)),
            (*roots, (f"{Path.home()}{os.sep}", f"~{os.sep}")),
        )

    def hidden_in(self, value: Any) -> Any:
        """JSON without the secrets."""
        if isinstance(value, str):
            for each in self.secrets:
                value = value.replace(each, "…")
            return value
        if isinstance(value, dict):
            return {name: self.hidden_in(each) for name, each in value.items()}
        return [self.hidden_in(each) for each in value] if isinstance(value, list) else value

    def without_folders(self, text: str) -> str:
        """A message with files named as they are called here."""
        for whole, short in self.folders:
            text = text.replace(whole, short)
        return text


def _is_long(text: str) -> bool:
    return len(text) >= _SHORTEST
