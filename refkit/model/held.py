"""What a library has already of the works that a bibliography has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """A record of a library that is a work's: its key, and why a person should look; else nothing.

    ``str()`` is how a table has it: ``Berg2020``, or ``perhaps Berg2020``.
    """

    key: str
    doubt: str = ""

    def __str__(self) -> str:
        return f"perhaps {self.key}" if self.doubt else self.key
