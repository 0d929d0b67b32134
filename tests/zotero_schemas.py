"""What item types have, by Zotero's schema as it is and as it was before version 33."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from refkit.zotero.api.protocol import ItemTypeFields

# Until December 2025 these alone had a DOI, and nothing a citation key or a PubMed number.
_HAD_DOI = frozenset({"conferencePaper", "dataset", "journalArticle", "preprint", "standard"})


def read_schema(shared: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((shared / "data" / "zotero-schema.json").read_text("utf-8"))
    return schema


def of_today(shared: Path) -> dict[str, ItemTypeFields]:
    return {
        each["itemType"]: ItemTypeFields(
            frozenset(field["field"] for field in each["fields"]),
            frozenset(creator["creatorType"] for creator in each["creatorTypes"]),
        )
        for each in read_schema(shared)["itemTypes"]
    }


def older(schema: dict[str, ItemTypeFields]) -> dict[str, ItemTypeFields]:
    gone = {"citationKey", "PMID", "PMCID"}
    return {
        name: ItemTypeFields(has.fields - gone - ({"DOI"} - _DOI_OF.get(name, set())), has.creators)
        for name, has in schema.items()
    }


_DOI_OF = {name: {"DOI"} for name in _HAD_DOI}
