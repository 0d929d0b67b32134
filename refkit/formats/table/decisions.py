"""What persons decided on the labels of an entry as one cell, and read back from it.

``Ada Rossi: added study/case-report, confirmed modality/car-t, all of modality, none of disease``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from refkit.model.label_decisions import VERBS
from refkit.model.tags import LabelDecision, LabelVerdict
from refkit.regex import lazy_regex

DECISIONS = "label_decisions"
"""The column that holds them."""

_VERDICTS = {verb: verdict for verdict, verb in VERBS.items()}
_ITEM = lazy_regex(r"(?:(?P<all>all|none) of )?(?P<facet>[^\s/,;:]+)(?:/(?P<label>[^\s/,;:]+))?")


class ReadDecisions(NamedTuple):
    """Decisions of a cell, and what of it could not be read; empty where all was."""

    decisions: tuple[LabelDecision, ...]
    unread: str = ""


def decisions_cell(decisions: Sequence[LabelDecision]) -> str:
    """Decisions in one cell, person by person; nothing is left for a reader to fill in.

    A note does not stand there; see ``notes_cell``.
    """
    people = dict.fromkeys(each.by for each in decisions)
    held = {each.facet for each in decisions if each.holds}
    return "; ".join(f"{by}: {', '.join(_phrases(decisions, by, held))}" for by in people)


def _phrases(decisions: Sequence[LabelDecision], by: str, held: set[str]) -> Iterator[str]:
    for verdict, verb in VERBS.items():
        said = [each for each in decisions if each.by == by and each.decision is verdict]
        items = ["/".join(each.key) for each in said if not each.is_of_facet]
        items += [
            f"{'all' if each.facet in held else 'none'} of {each.facet}"
            for each in said
            if each.is_of_facet
        ]
        if items:
            yield f"{verb} {', '.join(items)}"


def notes_cell(decisions: Sequence[LabelDecision]) -> str:
    """The notes on decisions, each once with all that it is on."""
    on: dict[str, list[str]] = {}
    for each in decisions:
        if each.note:
            on.setdefault(each.note, []).append("/".join(filter(None, each.key)))
    return "; ".join(f"{', '.join(keys)}: {note}" for note, keys in on.items())


def read_decisions(text: str) -> ReadDecisions:
    """The decisions of a cell, as ``decisions_cell`` writes it.

    A facet of which the cell does not say which labels were confirmed with it is not read: these
    alone would be left of it.
    """
    found: dict[tuple[str, str], LabelDecision] = {}
    unread: list[str] = []
    has_labels: dict[str, bool] = {}  # as it is said of a facet
    part = ""
    for piece in text.split("; "):
        part += piece
        by, _, said = part.rpartition(": ")  # a name may have marks in it, a key has none
        decisions = _read_part(by.strip(), said) if by.strip() else None
        if decisions is None:
            part += "; "
            continue
        part = ""
        for item, each in decisions:
            if each is None or each.key in found:
                unread.append(f"{by}: {item}")
            else:
                found[each.key] = each
                if each.is_of_facet:
                    has_labels[each.facet] = item.endswith(f"all of {each.facet}")
    if part.strip("; "):
        unread.append(part.removesuffix("; "))
    held = {each.facet for each in found.values() if each.holds}
    for key, each in list(found.items()):
        # "All of" a facet of which no label stands there: one was taken out by hand.
        if each.is_of_facet and (each.facet in held) is not has_labels[each.facet]:
            unread.append(f"{each.by}: confirmed {each.facet}")
            del found[key]
    return ReadDecisions(tuple(sorted(found.values())), "; ".join(unread))


def _read_part(by: str, said: str) -> list[tuple[str, LabelDecision | None]] | None:
    """The decisions of a person, and items that are not understood; None where it is none."""
    verdict: LabelVerdict | None = None
    read: list[tuple[str, LabelDecision | None]] = []
    for item in said.split(", "):
        verb, _, rest = item.partition(" ")
        if rest and verb in _VERDICTS:
            verdict, key = _VERDICTS[verb], rest
        else:
            key = item
        match = _ITEM.fullmatch(key)
        if verdict is None or match is None:
            return None
        read.append((item, _decision(match, verdict, by)))
    return read


def _decision(match: re.Match[str], verdict: LabelVerdict, by: str) -> LabelDecision | None:
    is_of_facet = match["label"] is None
    if bool(match["all"]) is not is_of_facet:
        return None
    if is_of_facet and verdict is not LabelVerdict.CONFIRM:
        return None
    return LabelDecision(match["facet"], match["label"] or "", verdict, by)
