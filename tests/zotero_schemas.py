"""What item types have, by Zotero's schema as it is and as it was before version 33."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from refkit.zotero.api.protocol import Fields

# Until December 2025 these alone had a DOI, and nothing a citation key or a PubMed number.
_HAD_DOI = frozenset({"conferencePaper", "dataset", "journalArticle", "preprint", "standard"})


def read_schema(shared: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((shared / "data" / "zotero-schema.json").read_text("utf-8"))
    return schema


def of_today(shared: Path) -> dict[str, Fields]:
    return {
        each["itemType"]: Fields(
            frozenset(field["field"] for field in each["fields"]),
            frozenset(creator["creatorType"] for creator in each["creatorTypes"]),
        )
        for each in read_schema(shared)["itemTypes"]
    }


def older(schema: dict[str, Fields]) -> dict[str, Fields]:
    gone = {"citationKey", "PMID", "PMCID"}
    return {
        name: Fields(has.fields - gone - ({"DOI"} - _DOI_OF.get(name, set())), has.creators)
        for name, has in schema.items()
    }


_DOI_OF = {name: {"DOI"} for name in _HAD_DOI}
