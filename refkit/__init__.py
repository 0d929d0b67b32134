"""From a review's DOI to a tagged bibliography.

>>> import refkit
>>> bibliography = refkit.fetch("10.1038/s41584-025-01343-5", offline=True)
>>> print(refkit.account(bibliography))
9 listed: 6 by deposited DOI, 0 found by search, 3 unresolved (kept as printed)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refkit.api import (
        enrich,
        export,
        fetch,
        load,
        losses,
        read_library,
        save,
        tag,
        with_tags,
    )
    from refkit.citation_keys import rekeyed
    from refkit.enriching.filling import Enrichment, Proposal
    from refkit.errors import (
        InputError,
        InvalidIdentifier,
        NotRemembered,
        RefkitError,
        SourceError,
        SourceUnreachable,
    )
    from refkit.exporters.base import Loss
    from refkit.importers.base import Library
    from refkit.model.account import Account, account
    from refkit.model.bibliography import Bibliography, Citation, Entry, Made
    from refkit.model.dates import PartialDate
    from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
    from refkit.model.people import Creator
    from refkit.model.reference import Reference
    from refkit.model.resolution import (
        Attempt,
        Imported,
        Method,
        Nearest,
        Reason,
        Resolved,
        Unresolved,
    )
    from refkit.model.tags import Evidence, Tag
    from refkit.model.work import Container, DatePolicy, Relation, Update, Work, WorkType
    from refkit.text.rich import RichText, Run, Style

__version__ = "0.1.0"

__all__ = [
    "Account", "Attempt", "Bibliography", "Citation", "Container", "Creator", "DatePolicy", "Doi",
    "Enrichment", "Entry", "Evidence", "Imported", "InputError", "InvalidIdentifier", "Isbn",
    "Issn", "Library", "Loss", "Made", "Method", "Nearest", "NotRemembered", "PartialDate",
    "Pmcid", "Pmid", "Proposal", "Reason", "Reference", "RefkitError", "Relation", "Resolved",
    "RichText", "Run", "SourceError", "SourceUnreachable", "Style", "Tag", "Unresolved", "Update",
    "Work", "WorkType", "account", "enrich", "export", "fetch", "load", "losses", "read_library",
    "rekeyed", "save", "tag", "with_tags",
]  # fmt: skip

# Loaded when first used: "refkit --help" must not wait for HTTP and BibTeX.
_HOMES = {
    "refkit.api": "enrich export fetch load losses read_library save tag with_tags",
    "refkit.citation_keys": "rekeyed",
    "refkit.enriching.filling": "Enrichment Proposal",
    "refkit.errors": "InputError InvalidIdentifier NotRemembered RefkitError SourceError "
    "SourceUnreachable",
    "refkit.exporters.base": "Loss",
    "refkit.importers.base": "Library",
    "refkit.model.account": "Account account",
    "refkit.model.bibliography": "Bibliography Citation Entry Made",
    "refkit.model.dates": "PartialDate",
    "refkit.model.identifiers": "Doi Isbn Issn Pmcid Pmid",
    "refkit.model.people": "Creator",
    "refkit.model.reference": "Reference",
    "refkit.model.resolution": "Attempt Imported Method Nearest Reason Resolved Unresolved",
    "refkit.model.tags": "Evidence Tag",
    "refkit.model.work": "Container DatePolicy Relation Update Work WorkType",
    "refkit.text.rich": "RichText Run Style",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'refkit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
