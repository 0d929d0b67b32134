"""What is wrong with agents that can be read: two of one name, a code that is a word, no source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refkit.tagging.agents import names_of, plain_name
from refkit.tagging.ordinary_words import is_ordinary
from refkit.tagging.rules import GENERAL_KNOWLEDGE, Agent
from refkit.tagging.taxonomy import Taxonomy

_FEWEST = 4  # letters and digits of a code; what is shorter stands for something else as well
_CODE = re.compile(r"\d|[^\W\d_][A-Z]|[^\W_]-[A-Z]")  # a digit, or a capital that begins no word
_WORD = re.compile(r"[^\W\d_]+")


def agent_findings(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    """The place of an agent and what is wrong with it, each as many times as there is something."""
    agents = [rule.agent for rule in taxonomy.rules if rule.agent]
    yield from _doubled(agents)
    words = _printed_words(taxonomy) if agents else frozenset[str]()
    for agent in agents:
        yield from ((agent.where, what) for what in _wordlike(agent, words))
        if not (agent.reference or agent.status):
            what = f"has neither a 'reference' nor the status {GENERAL_KNOWLEDGE!r}"
            yield agent.where, what


def _doubled(agents: Sequence[Agent]) -> Iterator[tuple[str, str]]:
    owners: dict[str, Agent] = {}
    for agent in agents:
        for name, column in names_of(agent).items():
            owner = owners.setdefault(plain_name(name), agent)
            if owner is not agent:
                yield agent.where, f"the {column} {name!r} is one of {owner.name} ({owner.where})"


def _wordlike(agent: Agent, words: frozenset[str]) -> Iterator[str]:
    for code in agent.codes:
        if is_ordinary(code):
            continue  # told below
        if len(plain_name(code)) < _FEWEST:
            yield f"the code {code!r} is so short that it stands for something else as well"
        elif not _CODE.search(code):
            yield f"the code {code!r} could be an ordinary word: it has no digit"
    for name, column in names_of(agent).items():
        if is_ordinary(name):
            yield f"the {column} {name!r} is an ordinary word"
        # Brands have capitals where they stand in an example; the names of drugs have none.
        elif column == "brand" and name.casefold() in words:
            yield f"the {column} {name!r} is an ordinary word: a title of an example has it"


def _printed_words(taxonomy: Taxonomy) -> frozenset[str]:
    """The words in lower case of all titles that show labels."""
    titles = (
        title for each in taxonomy.labels for title in (*each.examples, *each.counter_examples)
    )
    return frozenset(word for title in titles for word in _WORD.findall(title) if word.islower())
