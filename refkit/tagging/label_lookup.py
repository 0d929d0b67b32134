"""Labels by what a person calls them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from refkit.errors import InputError
from refkit.model.tags import Tag
from refkit.tagging.agents import names_of, plain_name
from refkit.tagging.rules import Agent, Label
from refkit.tagging.taxonomy import SHIPPED, Taxonomy
from refkit.tagging.taxonomy_reader import Key

_MOST = 8  # labels that a hint names
_NEAR = 0.6  # of the letters; difflib's own measure of "close"


def find_labels(text: str, taxonomy: Taxonomy) -> list[Label]:
    """The labels that an id, a name or ``facet/id`` means, in any case.

    Raises InputError where there is none, with labels whose id or name holds the text or is near.
    """
    wanted = " ".join(text.split()).lower()
    labels = taxonomy.labels
    found = [x for x in labels if wanted in _spellings(x)]
    if not found:
        near = near_labels(wanted, [taxonomy])
        hint = f"there are: {', '.join(near)}" if near else f"see: {_list_of(taxonomy)}"
        raise InputError(f"{taxonomy.id} has no label {text!r}; {hint}")
    return found


def _list_of(taxonomy: Taxonomy) -> str:
    """What to type to see the labels of a taxonomy."""
    usual, *others = SHIPPED
    if taxonomy.id == usual:
        return "refkit taxonomy list"
    return (
        f"refkit taxonomy list --taxonomy {taxonomy.id if taxonomy.id in others else 'FILE.toml'}"
    )


def find_agents(text: str, taxonomy: Taxonomy) -> list[tuple[Agent, Sequence[Key]]]:
    """The agents that a name, an INN, a code or a brand means, however spelt, with their labels."""
    wanted = plain_name(text.strip())
    return [
        (agent, rule.gives)
        for rule in taxonomy.rules
        if (agent := rule.agent) and wanted in map(plain_name, names_of(agent))
    ]


def find_label(text: str, taxonomies: Sequence[Taxonomy]) -> Label:
    """The one label of several taxonomies that is meant.

    Raises InputError where there is none, with those that are near, or where there are several.
    """
    wanted = " ".join(text.split()).lower()
    found = {x.key: x for each in taxonomies for x in each.labels if wanted in _spellings(x)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        meant = " or ".join("/".join(key) for key in found)
        raise InputError(f"{text!r} may mean {meant}: write the facet too")
    near = near_labels(wanted, taxonomies)
    raise InputError(_no_label(text, near, taxonomies))


def _no_label(text: str, near: Sequence[str], taxonomies: Sequence[Taxonomy]) -> str:
    lists = " or ".join(dict.fromkeys(map(_list_of, taxonomies))) or "refkit taxonomy list"
    hint = f"did you mean {' or '.join(near[:3])}?" if near else f"see: {lists}"
    return f"no label is called {text!r}; {hint}"


def find_given(text: str, tags: Iterable[Tag], taxonomies: Sequence[Taxonomy]) -> set[Key]:
    """The labels that an id, a name or ``facet/id`` means, of some that are given and of all.

    What is given is known by its own words: its taxonomy may not be here, or have it no more.
    Raises InputError where there is none, with labels that are near.
    """
    wanted = " ".join(text.split()).lower()
    given = {(tag.facet, tag.label): tag.name for tag in tags}
    spelt: dict[str, set[Key]] = {}
    for key, name in [*given.items(), *((x.key, x.name) for y in taxonomies for x in y.labels)]:
        for word in _words_of(key, name):
            spelt.setdefault(word, set()).add(key)
    if wanted in spelt:
        return spelt[wanted]
    near = near_labels(wanted, taxonomies) if taxonomies else _near(wanted, given)
    raise InputError(_no_label(text, near, taxonomies))


def _near(wanted: str, given: Mapping[Key, str]) -> list[str]:
    spelt = {word: "/".join(key) for key, name in given.items() for word in _words_of(key, name)}
    close = get_close_matches(wanted, spelt, _MOST, _NEAR)
    return list(dict.fromkeys(spelt[word] for word in close))


def near_labels(wanted: str, taxonomies: Iterable[Taxonomy]) -> list[str]:
    """Labels that a word may have been meant for, as ``facet/id``, the nearest first."""
    labels = [label for each in taxonomies for label in each.labels]
    spelt = {word: "/".join(x.key) for x in labels for word in _spellings(x)}
    close = [spelt[word] for word in get_close_matches(wanted, spelt, _MOST, _NEAR)]
    held = [
        "/".join(x.key) for x in labels if wanted and wanted in f"{x.facet}/{x.id} {x.name}".lower()
    ]
    return list(dict.fromkeys([*held, *close]))[:_MOST]


def _spellings(label: Label) -> tuple[str, ...]:
    return _words_of(label.key, label.name)


def _words_of(key: Key, name: str) -> tuple[str, ...]:
    """What a person may call a label: its id, facet and id, its name, alone or in its group.

    Ids are in lower case.
    """
    return key[1], "/".join(key), name.lower(), f"{key[0]} > {name.lower()}"
