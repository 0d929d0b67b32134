"""A bibliography to its JSON text and back.

The format is ``refkit-bibliography/4``; its JSON Schema ships as
``schemas/refkit-bibliography-4.json``. Formats 1 to 3 are read as well. Keys are sorted and there
is no clock in the body: the same bibliography gives the same bytes. What is read is checked against
the schema first; what that does not list is kept as it is.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from refkit.errors import InputError
from refkit.formats.saved.schema import Check, Compiler
from refkit.formats.saved.strict_json import TOP, Damaged, Path, read, short
from refkit.formats.saved.unknown_members import Kept, Owners
from refkit.formats.saved.work import read_work, write_update, write_work
from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    Entry,
    LabelsSetAside,
    ListOutcome,
    Made,
    Rejection,
    ReviewList,
)
from refkit.model.identifiers import Doi
from refkit.model.list_ids import id_of_head, parse_list
from refkit.model.reference import Reference
from refkit.model.resolution import (
    Attempt,
    Imported,
    Method,
    Nearest,
    Reason,
    Resolution,
    Resolved,
    Unresolved,
    WithoutDoi,
)
from refkit.model.tags import Evidence, LabelDecision, LabelDoubt, LabelVerdict, Tag
from refkit.text.unicode import replace_surrogates

FORMAT = "refkit-bibliography/4"
_SCHEMA = pathlib.Path(__file__).parents[2] / "schemas" / "refkit-bibliography-4.json"
_FIRST = "refkit-bibliography/1"
READ = (_FIRST, "refkit-bibliography/2", "refkit-bibliography/3", FORMAT)
_FAMILY = "refkit-bibliography/"
SUFFIX = ".refkit.json"

Json = dict[str, Any]


class EntryTexts:
    """The texts of the entries that were written last: who writes again makes only others anew.

    Entries are frozen: one that is the same object has the same text. It may be used by one thread
    at a time.
    """

    def __init__(self) -> None:
        self._there: dict[int, tuple[Entry, str]] = {}

    def of(self, entries: Sequence[Entry]) -> list[str]:
        """The text of each, as it stands in the file; those of others are forgotten."""
        before, now = self._there, dict[int, tuple[Entry, str]]()
        for entry in entries:  # each is held, so that no other can have its id
            now[id(entry)] = before.get(id(entry)) or (entry, _text(_entry_json(entry), 2))
        self._there = now
        return [now[id(entry)][1] for entry in entries]


def dumps(bibliography: Bibliography, known: EntryTexts | None = None) -> str:
    """The saved form as text; ``loads`` gives back an equal bibliography.

    ``known`` has the texts of entries that were written before.
    """
    return "".join(chunks(bibliography, known))


def chunks(bibliography: Bibliography, known: EntryTexts | None = None) -> Iterator[str]:
    """The saved form an entry at a time: a long list needs no more memory than its longest."""
    if bibliography.others:  # they stand in what is made of the entries
        entries = [_entry_json(entry) for entry in bibliography.entries]
        document = _document(bibliography) | {"entries": entries}
        Owners(document).put_back(bibliography.others)
        yield f"{_text(document)}\n"
        return
    parts = {name: _text(part, 1) for name, part in _document(bibliography).items()}
    before = "{"
    for name in sorted([*parts, "entries"]):
        yield f'{before}\n "{name}": '
        before = ","
        yield from _entries(bibliography.entries, known) if name == "entries" else (parts[name],)
    yield "\n}\n"


def _entries(entries: Sequence[Entry], known: EntryTexts | None) -> Iterator[str]:
    texts = known.of(entries) if known else (_text(_entry_json(entry), 2) for entry in entries)
    before = "[\n  "
    for text in texts:
        yield before + text
        before = ",\n  "
    yield "\n ]" if entries else "[]"


def _text(value: Any, depth: int = 0) -> str:
    """A value as it is written at a depth of the document."""
    text = replace_surrogates(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True))
    return text.replace("\n", "\n" + " " * depth)  # in a text of JSON a line end is spelled


def _document(bibliography: Bibliography) -> Json:
    """All but the entries."""
    made = bibliography.made
    return {
        "format": FORMAT,
        "made": {
            "refkit": made.refkit,
            "taxonomies": list(made.taxonomies),
            "retrieved": made.retrieved or None,
            **({"citation_key": made.citation_key} if made.citation_key else {}),
            **({"evidence": made.evidence} if made.evidence else {}),
            **_said("facets", list(made.facets)),
            **_said("updated", made.updated),
        },
        "reviews": [write_work(each, id_of_head(each).value) for each in bibliography.reviews],
        **_said("keys", _keys_json(bibliography.keys)),
        **_said("lists", [asdict(each) for each in bibliography.lists]),
        **_said("decisions", list(map(_decision_json, bibliography.decisions))),
        **_said("label_decisions", list(map(_set_aside_json, bibliography.label_decisions))),
    }


def loads(text: str, where: str = "the saved bibliography") -> Bibliography:
    """Read the saved form strictly.

    Raises InputError, one line that names ``where``, the place inside and what is wrong there.
    Members that are not known are kept in ``others``.
    """
    try:
        document = _upgraded(read(text))
        owners, others = Owners(document), list[Kept]()

        def unknown(path: Path, name: str, value: Any) -> None:
            others.append(owners.keep(path, name, value))

        _check()(document, TOP, unknown)
        return _bibliography(document, tuple(sorted(others)))
    except Damaged as error:
        told = str(error)
        how = "" if told.startswith("is ") else "is damaged: "
        raise InputError(f"{where}: {how}{told}") from None


def _upgraded(document: Any) -> Json:
    """The document as the present format; raises Damaged where it is of none that is read."""
    document = document if isinstance(document, dict) else {}
    found = document.get("format")
    if found not in READ:
        newer = isinstance(found, str) and found.startswith(_FAMILY)
        hint = "; a newer refkit may" if newer else ""
        raise Damaged(
            TOP,
            f"is not a saved bibliography (format {short(found)}, this refkit reads "
            f"{', '.join(map(repr, READ))}{hint})",
        )
    entries = document.get("entries")
    upgraded: Json = {**document, "format": FORMAT}
    if found == _FIRST and isinstance(entries, list):
        upgraded["entries"] = list(map(_upgraded_entry, entries))
    return upgraded


def _upgraded_entry(entry: Any) -> Any:
    """Format 1 had no state for a reference without a DOI: it was a reason to be unresolved."""
    resolution = entry.get("resolution") if isinstance(entry, dict) else None
    if not isinstance(resolution, dict) or resolution.get("reason") != "none-exists":
        return entry
    state = {"state": WithoutDoi.state, "reason": None}
    return entry | {"resolution": resolution | state}


@cache
def _check() -> Check:
    """The schema of the present format as a check."""
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    return Compiler(schema["$defs"]).check(schema)


def _said(name: str, value: Any) -> Json:
    """A part of the document, left out where there is nothing in it."""
    return {name: value} if value else {}


def _decision_json(decision: Decision) -> Json:
    return {
        "review": str(decision.review),
        "reference": dict(decision.deposited),
        "doi": str(decision.doi) if decision.doi else None,
        **_said("rejected", _rejection_json(decision.rejected) if decision.rejected else None),
    }


def _rejection_json(rejection: Rejection) -> Json:
    return {
        "doi": str(rejection.doi),
        "by": rejection.by,
        "day": rejection.day,
        **_said("note", rejection.note),
        **_said("title", rejection.title),
    }


def _set_aside_json(labels: LabelsSetAside) -> Json:
    return {
        "known_by": list(labels.names),
        "decisions": list(map(_label_decision_json, labels.decisions)),
    }


def _label_decision_json(decision: LabelDecision) -> Json:
    return {
        "facet": decision.facet,
        "label": decision.label,
        "decision": decision.decision.value,
        "by": decision.by,
        **_said("note", decision.note),
    }


def _keys_json(keys: tuple[tuple[str, str], ...]) -> Json:
    owners: dict[str, list[str]] = {}
    for key, identity in keys:
        owners.setdefault(key, []).append(identity)
    return owners


def _entry_json(entry: Entry) -> Json:
    first = entry.citations[0].reference if entry.citations else None
    return {
        "id": entry.id,
        "cited_by": [_citation_json(citation, first) for citation in entry.citations],
        "reference": dict(first.deposited) if first else {},
        "resolution": _resolution_json(entry.resolution),
        "work": write_work(entry.work, entry.id),
        "updates": [write_update(update) for update in entry.work.updates],
        "tags": [_tag_json(tag) for tag in entry.tags],
        **_said("label_doubts", [asdict(each) for each in entry.label_doubts]),
        **_said("label_decisions", list(map(_label_decision_json, entry.label_decisions))),
    }


def _citation_json(citation: Citation, first: Reference | None) -> Json:
    reference = citation.reference
    row: Json = {
        "review": str(citation.review),
        "position": reference.position,
        "key": reference.key,
    }
    # A work cited twice is one entry: what was deposited the second time is kept with its row.
    if first and reference.deposited != first.deposited:
        row["reference"] = dict(reference.deposited)
    if citation.method:
        row["method"] = citation.method.value
    return row | _said("rejected", list(map(_rejection_json, citation.rejected)))


def _resolution_json(resolution: Resolution) -> Json:
    if isinstance(resolution, Imported):
        kept = {"kept": [list(pair) for pair in resolution.kept]} if resolution.kept else {}
        return _state(resolution.state, source=resolution.source, **kept)
    attempts = [
        {
            "source": attempt.source,
            "method": attempt.method,
            "outcome": attempt.outcome,
            "detail": attempt.detail,
            "score": attempt.score,
        }
        for attempt in resolution.attempts
    ]
    if isinstance(resolution, Resolved):
        return _state(
            resolution.state,
            method=resolution.method.value,
            source=resolution.source,
            score=resolution.score,
            attempts=attempts,
        )
    if isinstance(resolution, WithoutDoi):
        return _state(resolution.state, attempts=attempts)
    nearest = resolution.nearest and {
        "doi": resolution.nearest.doi,
        "title": resolution.nearest.title,
        "score": resolution.nearest.score,
    }
    return _state(
        resolution.state, reason=resolution.reason.value, attempts=attempts, nearest=nearest
    )


def _state(state: str, **values: Any) -> Json:
    empty: Json = dict.fromkeys(("method", "reason", "source", "score", "nearest"))
    return {"state": state, "attempts": []} | empty | values


def _tag_json(tag: Tag) -> Json:
    return {
        "facet": tag.facet,
        "label": tag.label,
        "name": tag.name,
        "evidence": [
            {
                "field": evidence.field,
                "start": evidence.start,
                "end": evidence.end,
                "quote": evidence.quote,
                "rule": evidence.rule,
            }
            for evidence in tag.evidence
        ],
    }


def _bibliography(document: Json, others: tuple[Kept, ...]) -> Bibliography:
    made = document["made"]
    return Bibliography(
        made=Made(
            refkit=made["refkit"],
            taxonomies=tuple(made["taxonomies"]),
            retrieved=made["retrieved"] or "",
            citation_key=made.get("citation_key", ""),
            evidence=made.get("evidence", ""),
            facets=tuple(made.get("facets", ())),
            updated=made.get("updated", ""),
        ),
        reviews=tuple(read_work(review) for review in document["reviews"]),
        entries=tuple(_entry(entry) for entry in document["entries"]),
        keys=tuple(sorted(_keys(document.get("keys", {})))),
        lists=tuple(_list(row) for row in document.get("lists", ())),
        decisions=tuple(_decision(row) for row in document.get("decisions", ())),
        label_decisions=tuple(map(_set_aside, document.get("label_decisions", ()))),
        others=others,
    )


def _list(row: Json) -> ReviewList:
    return ReviewList(
        row["review"],
        ListOutcome(row["outcome"]),
        row["source"],
        row["announced"],
        row["given"],
        row["detail"],
    )


def _decision(row: Json) -> Decision:
    doi = Doi.parse(row["doi"]) if row["doi"] is not None else None
    rejected = _rejection(row["rejected"]) if "rejected" in row else None
    deposited = tuple(sorted(row["reference"].items()))
    return Decision(parse_list(row["review"]), deposited, doi, rejected=rejected)


def _rejection(row: Json) -> Rejection:
    told = row["by"], row["day"], row.get("note", ""), row.get("title", "")
    return Rejection(Doi.parse(row["doi"]), *told)


def _set_aside(row: Json) -> LabelsSetAside:
    return LabelsSetAside(tuple(row["known_by"]), _label_decisions(row["decisions"]))


def _label_decisions(rows: Sequence[Json]) -> tuple[LabelDecision, ...]:
    read = (
        LabelDecision(
            row["facet"],
            row["label"],
            LabelVerdict(row["decision"]),
            row["by"],
            row.get("note", ""),
        )
        for row in rows
    )
    return tuple(sorted(read))


def _keys(owners: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, identities in owners.items():
        for identity in identities:
            yield key, identity


def _entry(value: Json) -> Entry:
    return Entry(
        id=value["id"],
        work=read_work(value["work"]),
        resolution=_resolution(value["resolution"]),
        citations=tuple(_citation(row, value["reference"]) for row in value["cited_by"]),
        tags=tuple(_tag(tag) for tag in value["tags"]),
        label_doubts=tuple(
            LabelDoubt(each["signal"], each["reason"], each.get("weight", 1))
            for each in value.get("label_doubts", ())
        ),
        label_decisions=_label_decisions(value.get("label_decisions", ())),
    )


def _citation(row: Json, first: Json) -> Citation:
    deposited = row.get("reference", first)
    return Citation(
        review=parse_list(row["review"]),
        reference=Reference(row["position"], row["key"], tuple(sorted(deposited.items()))),
        method=Method(row["method"]) if "method" in row else None,
        rejected=tuple(sorted(map(_rejection, row.get("rejected", ())))),
    )


def _resolution(value: Json) -> Resolution:
    attempts = tuple(
        Attempt(each["source"], each["method"], each["outcome"], each["detail"], each.get("score"))
        for each in value["attempts"]
    )
    if value["state"] == Imported.state:
        kept = tuple((name, text) for name, text in value.get("kept", ()))
        return Imported(value["source"], kept)
    if value["state"] == Resolved.state:
        return Resolved(Method(value["method"]), value["source"], attempts, value["score"])
    if value["state"] == WithoutDoi.state:
        return WithoutDoi(attempts)
    near = value.get("nearest")
    nearest = Nearest(near["doi"], near["title"], near["score"]) if near else None
    return Unresolved(Reason(value["reason"]), attempts, nearest)


def _tag(value: Json) -> Tag:
    evidence = tuple(
        Evidence(each["field"], each["start"], each["end"], each["quote"], each["rule"])
        for each in value["evidence"]
    )
    return Tag(value["facet"], value["label"], value["name"], evidence)
