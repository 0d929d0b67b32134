"""From a review's DOI to a tagged bibliography.

>>> import refkit
>>> bibliography = refkit.fetch("10.1038/s41584-025-01343-5", offline=True)
>>> print(refkit.account(bibliography))
9 listed: 6 by deposited DOI, 0 found by search, 0 by hand, 3 unresolved (kept as printed)

What a command does, a function does; the names here are all that is public:

- ``fetch``: ``fetch``, ``account``, ``save``
- ``tag``: ``load``, ``tag``; in a library's own text ``read_library``, ``with_tags``; why not:
  ``suppressed``
- ``export``: ``export``, ``losses``, ``rekeyed``; into Zotero ``Order`` (what is left out of it:
  ``Choices``), ``plan_zotero``, ``to_zotero``
- ``zotero``: ``zotero_runs``, ``undo_zotero``, ``ways_into_zotero``. A key is given by ``refkit
  zotero login`` or REFKIT_ZOTERO_KEY, never by an argument
- ``show``: the bibliography, which a notebook shows as a table; ``to_dataframe``
- ``report``: ``report_page``, ``report_numbers``; a figure each of ``matrices`` by ``drawing``; of
  several files ``together``
- ``check``: ``check``
- ``resolve``: ``decision_on``, ``read_decisions``, ``resolve``, ``compared``
- ``enrich``: ``enrich``
- ``diff``: ``differences``
- ``overlap``: ``overlap``
- ``taxonomy``: ``load_taxonomy``, ``check_taxonomy``, ``read_gold``, ``evaluate``
- ``bulk``: ``tag_files``, ``summarize``
- ``cache``: ``memory``, ``forget``

``doctor`` and ``completion`` are about a computer and a shell, and are commands alone.
"""

# As typing has it, which takes longer to load than all of this file.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from refkit.api import (
        check,
        enrich,
        export,
        export_options,
        fetch,
        forget,
        load,
        losses,
        memory,
        read_library,
        resolve,
        save,
        tag,
        with_tags,
    )
    from refkit.bulk.run import tag_files
    from refkit.bulk.summary import summarize
    from refkit.checks.findings import Finding, Severity
    from refkit.citation_keys import rekeyed
    from refkit.diff import Change, differences, overlap
    from refkit.enrichment.proposals import Enrichment, Proposal
    from refkit.errors import (
        InputError,
        InvalidIdentifier,
        NotRemembered,
        RefkitError,
        SourceError,
        SourceUnreachable,
        ZoteroError,
    )
    from refkit.formats.dataframe import to_dataframe
    from refkit.formats.export import Loss
    from refkit.formats.library import Library
    from refkit.manual_decisions import Comparison, compared, decision_on, read_decisions
    from refkit.model.account import Account, account
    from refkit.model.bibliography import (
        Bibliography,
        Citation,
        Entry,
        ListOutcome,
        Made,
        ReviewList,
    )
    from refkit.model.dates import PartialDate
    from refkit.model.decisions import Decision
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
        WithoutDoi,
    )
    from refkit.model.tags import Evidence, Suppressed, Tag
    from refkit.model.work import Container, DatePolicy, Relation, Update, Work, WorkType
    from refkit.report.counts import Matrix, matrices
    from refkit.report.figures import Drawing, drawing
    from refkit.report.merge import together
    from refkit.report.numbers import numbers as report_numbers
    from refkit.report.page import page as report_page
    from refkit.tagging.evaluation import Evaluation, evaluate, read_gold
    from refkit.tagging.lint import check as check_taxonomy
    from refkit.tagging.rules import Label
    from refkit.tagging.tagger import suppressed
    from refkit.tagging.taxonomy import Taxonomy, load_taxonomy
    from refkit.text.rich import RichText, Run, Style
    from refkit.zotero.desired import Choices
    from refkit.zotero.plan import Plan, Step
    from refkit.zotero.sync import Order, Pushed
    from refkit.zotero_api import plan_zotero, to_zotero, undo_zotero, ways_into_zotero, zotero_runs

__version__ = "0.1.0"

__all__ = [
    "Account", "Attempt", "Bibliography", "Change", "Choices", "Citation", "Comparison",
    "Container", "Creator", "DatePolicy", "Decision", "Doi", "Drawing", "Enrichment", "Entry",
    "Evaluation", "Evidence", "Finding", "Imported", "InputError", "InvalidIdentifier", "Isbn",
    "Issn", "Label", "Library", "ListOutcome", "Loss", "Made", "Matrix", "Method", "Nearest",
    "NotRemembered", "Order", "PartialDate", "Plan", "Pmcid", "Pmid", "Proposal", "Pushed",
    "Reason", "Reference", "RefkitError", "Relation", "Resolved", "ReviewList", "RichText", "Run",
    "Severity", "SourceError", "SourceUnreachable", "Step", "Style", "Suppressed", "Tag",
    "Taxonomy", "Unresolved", "Update", "WithoutDoi", "Work", "WorkType", "ZoteroError", "account",
    "check", "check_taxonomy", "compared", "decision_on", "differences", "drawing", "enrich",
    "evaluate", "export", "export_options", "fetch", "forget", "load", "load_taxonomy", "losses",
    "matrices", "memory", "overlap", "plan_zotero", "read_decisions", "read_gold", "read_library",
    "rekeyed", "report_numbers", "report_page", "resolve", "save", "summarize", "suppressed", "tag",
    "tag_files", "to_dataframe", "to_zotero", "together", "undo_zotero", "ways_into_zotero",
    "with_tags", "zotero_runs",
]  # fmt: skip

# Loaded when first used: "refkit --help" must not wait for HTTP and BibTeX. A name that is clear at
# home only has a longer one here: "public=at home".
_HOMES = {
    "refkit.api": "check enrich export export_options fetch forget load losses memory read_library "
    "resolve save tag with_tags",
    "refkit.bulk.run": "tag_files",
    "refkit.bulk.summary": "summarize",
    "refkit.checks.findings": "Finding Severity",
    "refkit.citation_keys": "rekeyed",
    "refkit.diff": "Change differences overlap",
    "refkit.manual_decisions": "Comparison compared decision_on read_decisions",
    "refkit.enrichment.proposals": "Enrichment Proposal",
    "refkit.errors": "InputError InvalidIdentifier NotRemembered RefkitError SourceError "
    "SourceUnreachable ZoteroError",
    "refkit.formats.export": "Loss",
    "refkit.formats.dataframe": "to_dataframe",
    "refkit.formats.library": "Library",
    "refkit.zotero_api": "plan_zotero to_zotero undo_zotero ways_into_zotero zotero_runs",
    "refkit.model.account": "Account account",
    "refkit.model.bibliography": "Bibliography Citation Entry ListOutcome Made ReviewList",
    "refkit.model.dates": "PartialDate",
    "refkit.model.decisions": "Decision",
    "refkit.model.identifiers": "Doi Isbn Issn Pmcid Pmid",
    "refkit.model.people": "Creator",
    "refkit.model.reference": "Reference",
    "refkit.model.resolution": "Attempt Imported Method Nearest Reason Resolved Unresolved "
    "WithoutDoi",
    "refkit.model.tags": "Evidence Suppressed Tag",
    "refkit.model.work": "Container DatePolicy Relation Update Work WorkType",
    "refkit.report.counts": "Matrix matrices",
    "refkit.report.figures": "Drawing drawing",
    "refkit.report.numbers": "report_numbers=numbers",
    "refkit.report.page": "report_page=page",
    "refkit.report.merge": "together",
    "refkit.tagging.lint": "check_taxonomy=check",
    "refkit.tagging.evaluation": "Evaluation evaluate read_gold",
    "refkit.tagging.rules": "Label",
    "refkit.tagging.tagger": "suppressed",
    "refkit.tagging.taxonomy": "Taxonomy load_taxonomy",
    "refkit.text.rich": "RichText Run Style",
    "refkit.zotero.plan": "Plan Step",
    "refkit.zotero.sync": "Order Pushed",
    "refkit.zotero.desired": "Choices",
}


def _homes() -> dict[str, tuple[str, str]]:
    """Where each public name is at home, and what it is called there."""
    named = [
        (home, *name.partition("=")) for home, names in _HOMES.items() for name in names.split()
    ]
    return {public: (home, own or public) for home, public, _, own in named}


_HOME_OF = _homes()


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'refkit' has no attribute {name!r}")
    from importlib import import_module

    home, own = _HOME_OF[name]
    return getattr(import_module(home), own)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
