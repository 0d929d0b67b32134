"""What a methods section says of a list of references: where it is from, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from refkit.model.bibliography import Account, Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CITING, DOCUMENT, CitingList, DocumentList
from refkit.model.resolution import Resolved
from refkit.model.work import Work
from refkit.report.labels import doi_url, is_preprint
from refkit.text.plain import unstyled
from refkit.text.plural import count_noun


def methods_text(bibliography: Bibliography) -> str:
    """Sentences for a methods section, whose numbers are those of the account.

    They say which reviews' lists were taken and when, how the references were identified, what
    stayed unresolved, and how labels were given. The same bibliography gives the same text.
    """
    account = bibliography.account
    sentences = [
        *(_listed(bibliography, account) if account.listed else _held(bibliography)),
        *_works(bibliography),
        *_labels(bibliography),
    ]
    return " ".join(sentences)


def listed_text(bibliography: Bibliography) -> str:
    """The sentences of the lists alone: where they are from, how their lines were identified."""
    return " ".join(_listed(bibliography, bibliography.account))


def _listed(bibliography: Bibliography, account: Account) -> Iterator[str]:
    heads = bibliography.heads
    citing = [work for each, work in heads.items() if isinstance(each, CitingList)]
    documents = [each.value for each in heads if isinstance(each, DocumentList)]
    reviews = [work for each, work in heads.items() if isinstance(each, Doi)]
    if reviews or not (citing or documents):
        yield _retrieved(bibliography, "The references of", "reviews", reviews, citing=False)
    if documents:
        of = "list" if len(documents) == 1 else "lists"
        read = f"{_was(len(documents))} read with refkit {bibliography.made.refkit}"
        yield f"The printed {of} of {'; '.join(documents)} {read}."
    if citing:
        yield _retrieved(bibliography, "The works citing", "works", citing, citing=True)
    what = "references" if not citing else "references and citing works" if reviews else "works"
    listed = count_noun(account.listed, what)
    yield f"{listed} {_was(account.listed)} listed: {_ways(account)}."
    if account.without_list:
        lacking = count_noun(account.without_list, "reviews")
        yield f"For {lacking} no list of references was to be had."


def _retrieved(
    bibliography: Bibliography, what: str, kind: str, heads: list[Work], *, citing: bool
) -> str:
    """Of which works a list was retrieved, from where and when."""
    made = bibliography.made
    of = kind if len(heads) != 1 else kind.removesuffix("s")
    named = f" ({'; '.join(map(_cited, heads))})" if heads else ""
    lists = [row for row in bibliography.lists if not row.review.startswith(DOCUMENT)]
    sources = _named({row.source for row in lists if row.review.startswith(CITING) is citing})
    given = f" from {sources}" if sources else ""
    when = f" on {made.retrieved}" if made.retrieved else ""
    return (
        f"{what} {len(heads) or 'the'} {of}{named} were retrieved{given}{when} with refkit "
        f"{made.refkit}."
    )


def _ways(account: Account) -> str:
    counted = (
        (account.by_deposited_doi, "identified by the DOI deposited with the reference"),
        (account.found_by_search, "by a search that the printed words confirmed"),
        (account.by_hand, "by hand"),
        (account.without_doi, "found by hand to have no DOI"),
        (account.unresolved, "not identified and kept as printed"),
    )
    return ", ".join(f"{count} {words}" for count, words in counted if count)


def _held(bibliography: Bibliography) -> Iterator[str]:
    records = count_noun(len(bibliography.entries), "records")
    yield f"The library holds {records}, read with refkit {bibliography.made.refkit}."


def _works(bibliography: Bibliography) -> Iterator[str]:
    entries = bibliography.entries
    known = [each for each in entries if isinstance(each.resolution, Resolved)]
    if known:
        sources = _named({_source(each) for each in known})
        taken = f", as described by {sources}" if sources else ""
        verb = "is" if len(known) == 1 else "are"
        yield f"Those identified {verb} {count_noun(len(known), 'distinct works')}{taken}."
    retracted = sum(each.work.is_retracted for each in entries)
    preprints = sum(is_preprint(each.work) for each in entries)
    if retracted:
        yield f"{count_noun(retracted, 'works')} {_was(retracted)} retracted."
    if preprints:
        what = "a preprint" if preprints == 1 else "preprints"
        yield f"{count_noun(preprints, 'works')} {_was(preprints)} {what}."


def _labels(bibliography: Bibliography) -> Iterator[str]:
    made = bibliography.made
    if not made.taxonomies:
        return
    read = "titles" if made.reads_titles_alone else "titles, abstracts and other fields"
    yield f"Labels were given by rules ({', '.join(made.taxonomies)}) that read {read}."
    decided = sum(bool(each.label_decisions) for each in bibliography.entries)
    if decided:
        yield f"The labels of {count_noun(decided, 'works')} were checked by hand."
    if unsure := bibliography.account.needing_a_look:
        yield f"Those of {count_noun(unsure, 'works')} are in doubt."


def _cited(review: Work) -> str:
    author, date = review.first_author, review.cited_date()
    who = " ".join(
        filter(None, (author.sort_name if author else "", str(date.year) if date else ""))
    )
    where = doi_url(review.doi) if review.doi else unstyled(review.title)
    return ", ".join(filter(None, (who, where)))


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _source(entry: Entry) -> str:
    return entry.resolution.source if isinstance(entry.resolution, Resolved) else ""


def _named(sources: set[str]) -> str:
    names = [source_name(each) for each in sorted(sources) if each]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def source_name(source: str) -> str:
    """What a source calls itself: Europe PMC."""
    return _NAMES.get(source, source)


_NAMES = {
    "crossref": "Crossref",
    "datacite": "DataCite",
    "europepmc": "Europe PMC",
    "openalex": "OpenAlex",
    "opencitations": "OpenCitations",
    "pubmed": "PubMed",
}
