"""Why an entry has its labels, and why it has no others: the words, the rules, the reasons."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from refkit.api.offline import chosen_taxonomies, fields_as_tagged, taxonomies_at_hand
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import title_of
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision, Suppressed, Tag
from refkit.tagging.label_lookup import find_given, find_label
from refkit.tagging.rules import Label
from refkit.tagging.tagger import suppressed_in, tag_entry
from refkit.tagging.taxonomy import TAXONOMIES, Key, Taxonomy
from refkit.tagging.title_rows import titles_of_lines

if TYPE_CHECKING:
    from refkit.tagging.misses import NearPhrase

Because = Literal["evidence", "implied", "decided", "suppressed", "nothing-speaks-for-it"]
"""What decides about a label."""

NOTHING: Because = "nothing-speaks-for-it"


def explained_rows(
    entries: Iterable[Entry],
    taxonomies: Sequence[Taxonomy],
    facets: Collection[str] | None,
    fields: Sequence[str],
) -> list[dict[str, Any]]:
    """What speaks for the labels of each entry and against others, a row an entry."""
    return [
        {
            "id": entry.id,
            "title": title_of(entry).plain,
            "tags": [asdict(each) for each in tag_entry(entry, taxonomies, facets, fields).tags],
            "suppressed": [
                asdict(each) for each in suppressed_in(entry, taxonomies, facets, fields)
            ],
            "label_decisions": [asdict(each) for each in entry.label_decisions],
        }
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class LabelExplained:
    """Why an entry has one label, or has it not.

    ``tag`` is the label as it is given, ``implied_by`` are narrower ones that are given in its
    place. ``suppressed`` are words that speak for it and what took it away, ``decisions`` what
    persons said of it or of its facet. ``nearest`` is the phrase that comes nearest to the title,
    where nothing else tells.
    """

    label: Label
    tag: Tag | None
    implied_by: tuple[Tag, ...]
    suppressed: tuple[Suppressed, ...]
    decisions: tuple[LabelDecision, ...]
    nearest: NearPhrase | None
    all_tags: tuple[Tag, ...]

    @property
    def has_it(self) -> bool:
        """Whether the entry has it, itself or by a narrower one."""
        return self.tag is not None or bool(self.implied_by)

    @property
    def because(self) -> Because:
        """What decides: ``decided``, ``evidence``, ``implied``, ``suppressed`` or nothing."""
        if self.tag:
            return "decided" if self.tag.is_decided else "evidence"
        if self.implied_by:
            return "implied"
        if any(not each.holds for each in self.decisions):
            return "decided"
        return "suppressed" if self.suppressed else NOTHING


def explain_label(
    entry: Entry, name: str, bibliography: Bibliography | None = None
) -> LabelExplained:
    """Why an entry has a label or has it not; ``name`` is an id, a name or ``facet/id``.

    The taxonomies are those that the bibliography was tagged with; where it was not, and for an
    entry of none, those that ship. Raises InputError for a label that they do not have.
    """
    made = bibliography.made if bibliography else None
    was_tagged = made is not None and bool(made.taxonomies)
    if bibliography is not None and was_tagged:
        taxonomies = taxonomies_at_hand(bibliography)
    else:
        taxonomies = chosen_taxonomies(TAXONOMIES)
    if not taxonomies:
        raise InputError("the taxonomy that it was tagged with is not installed here")
    facets = (made.facets or None) if made else None
    fields = fields_as_tagged(bibliography)
    label = find_label(name, taxonomies)
    tags = entry.tags if was_tagged else tag_entry(entry, taxonomies, facets, fields).tags
    lost = suppressed_in(entry, taxonomies, facets, fields)
    about = {label.key, (label.facet, "")}
    found = LabelExplained(
        label,
        next((each for each in tags if (each.facet, each.label) == label.key), None),
        tuple(each for each in tags if label.key in _implied(each, taxonomies)),
        tuple(each for each in lost if (each.facet, each.label) == label.key),
        tuple(each for each in entry.label_decisions if each.key in about),
        None,
        tags,
    )
    if found.because != NOTHING:
        return found
    return replace(found, nearest=_nearest(entry, label, taxonomies))


def labels_meant(bibliography: Bibliography, names: Sequence[str]) -> set[Key]:
    """The labels that ids, names or ``facet/id`` mean in a bibliography.

    Raises InputError for one that neither an entry has nor the taxonomies that it was tagged with,
    and where it was never tagged.
    """
    given = [tag for entry in bibliography.entries for tag in entry.tags]
    if names and not given and not bibliography.made.taxonomies:
        raise InputError(f"no entry has the label {names[0]!r}: none was tagged yet (refkit tag)")
    taxonomies = taxonomies_at_hand(bibliography) if names else []
    return {key for name in names for key in find_given(name, given, taxonomies)}


def has_one(entry: Entry, keys: Container[Key]) -> bool:
    """Whether an entry has one of some labels."""
    return any((tag.facet, tag.label) in keys for tag in entry.tags)


def entry_of_title(title: str) -> Entry:
    """A title by itself as an entry; raises InputError for none."""
    titles = titles_of_lines(" ".join(title.split()))
    if not titles:
        raise InputError("no title is given")
    return Entry("1", titles[0][1], Imported("titles"))


def _implied(tag: Tag, taxonomies: Sequence[Taxonomy]) -> set[tuple[str, str]]:
    key = tag.facet, tag.label
    return {found for each in taxonomies for found in each.implied.get(key, ())}


def _nearest(entry: Entry, label: Label, taxonomies: Sequence[Taxonomy]) -> NearPhrase | None:
    from refkit.tagging.misses import nearest_phrase

    for taxonomy in taxonomies:
        if label in taxonomy.labels:
            return nearest_phrase(title_of(entry).plain, label.facet, label.id, taxonomy)
    return None
