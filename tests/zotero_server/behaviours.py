"""How a running Zotero behaves: as it is documented, or as it was seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behaviour:
    """A way in which the program answers.

    ``seen``: from the recordings of the real program of that ``version``, else as the documentation
    and the sources say, for any version.
    """

    name: str
    version: str = ""

    @property
    def seen(self) -> bool:
        """Whether it is that of a recorded program."""
        return bool(self.version)


DOCUMENTED = Behaviour("documented")
ZOTERO_9 = Behaviour("zotero_9", "9.0.6")
ZOTERO_10 = Behaviour("zotero_10", "10.0.0")
