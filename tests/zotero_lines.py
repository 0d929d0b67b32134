"""Items to be written over a line to Zotero, and how they fared, counted."""

from __future__ import annotations

from collections.abc import Sequence

from refkit.zotero.api.protocol import WriteResult, WriteStatus, ZoteroItem

KEYS = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
# Faults after which the whole of a batch is there, and its first answer is lost.
COMMITTED = {"reset-after-commit", "truncated", "html-after-commit", "500-after-commit"}
OTHERS = {"429-bare", "504", "html", "json-garbage", "slow", "409", "413"}


def key_of(number: int) -> str:
    return f"ITEM22{KEYS[number // len(KEYS)]}{KEYS[number % len(KEYS)]}"


def items(count: int) -> list[ZoteroItem]:
    return [
        {"key": key_of(n), "version": 0, "itemType": "journalArticle", "title": f"Work {n}"}
        for n in range(count)
    ]


def fates(outcomes: Sequence[WriteResult]) -> dict[WriteStatus, int]:
    return {
        fate: count
        for fate in WriteStatus
        if (count := sum(outcome.status is fate for outcome in outcomes))
    }
