# All public names, each from its home: ``refkit/__init__.py`` loads them from this list.
from refkit.api import Bibliography as Bibliography
from refkit.api.check import check as check
from refkit.api.fetch_options import FetchChoices as FetchChoices
from refkit.api.methods import methods_text as methods_text
from refkit.api.offline import (
    ExportChoices as ExportChoices,
    account as account,
    export as export,
    export_bytes as export_bytes,
    export_options as export_options,
    label as label,
    load as load,
    losses as losses,
    read_library as read_library,
    save as save,
    tag as tag,
    tidied as tidied,
    with_tags as with_tags,
)
from refkit.api.online import (
    candidates as candidates,
    enrich as enrich,
    fetch as fetch,
    fetch_document as fetch_document,
    forget as forget,
    memory as memory,
    resolve as resolve,
)
from refkit.api.offline import read_seeds as read_seeds
from refkit.api.untagging import untag as untag
from refkit.api.zotero import (
    plan_zotero as plan_zotero,
    to_zotero as to_zotero,
    undo_zotero as undo_zotero,
    zotero_runs as zotero_runs,
    zotero_transports as zotero_transports,
)
from refkit.bulk.run import tag_files as tag_files
from refkit.bulk.summary import summarize as summarize
from refkit.checks.findings import (
    Finding as Finding,
    Severity as Severity,
)
from refkit.citation_keys.stable_keys import rekeyed as rekeyed
from refkit.decision_reader import (
    decision_on as decision_on,
    read_decisions as read_decisions,
    rejection_on as rejection_on,
)
from refkit.diff import (
    Change as Change,
    differences as differences,
    overlap as overlap,
)
from refkit.documents.read import GivenDocument as GivenDocument
from refkit.duplicates.against import held_in as held_in
from refkit.duplicates.run import (
    Deduplicated as Deduplicated,
    FileCount as FileCount,
    dedup as dedup,
)
from refkit.duplicates.tables import (
    PairDecision as PairDecision,
    RecordName as RecordName,
    read_pair_decisions as read_pair_decisions,
)
from refkit.enrichment.proposals import (
    Enrichment as Enrichment,
    Proposal as Proposal,
)
from refkit.errors import (
    InputError as InputError,
    InvalidIdentifier as InvalidIdentifier,
    NotRemembered as NotRemembered,
    RefkitError as RefkitError,
    SourceError as SourceError,
    SourceUnreachable as SourceUnreachable,
    ZoteroError as ZoteroError,
)
from refkit.formats.dataframe import to_dataframe as to_dataframe
from refkit.formats.export import Loss as Loss
from refkit.formats.library import Library as Library
from refkit.formats.seeds import Seeds as Seeds
from refkit.label_decisions import (
    LabelOutcome as LabelOutcome,
    LabelRequest as LabelRequest,
    LabelsDecided as LabelsDecided,
    read_label_requests as read_label_requests,
)
from refkit.manual_decisions import (
    Candidate as Candidate,
    Comparison as Comparison,
    PartCompared as PartCompared,
    compared as compared,
)
from refkit.model.bibliography import (
    Account as Account,
    Citation as Citation,
    Entry as Entry,
    ListOutcome as ListOutcome,
    Made as Made,
    Rejection as Rejection,
    ReviewList as ReviewList,
)
from refkit.model.dates import PartialDate as PartialDate
from refkit.model.bibliography import Decision as Decision
from refkit.model.held import Held as Held
from refkit.model.identifiers import (
    Doi as Doi,
    Isbn as Isbn,
    Issn as Issn,
    Pmcid as Pmcid,
    Pmid as Pmid,
)
from refkit.model.people import Creator as Creator
from refkit.model.reference import Reference as Reference
from refkit.model.resolution import (
    Attempt as Attempt,
    Imported as Imported,
    Method as Method,
    Nearest as Nearest,
    Reason as Reason,
    Resolved as Resolved,
    Unresolved as Unresolved,
    WithoutDoi as WithoutDoi,
)
from refkit.model.label_decisions import with_decisions_of as with_decisions_of
from refkit.model.tags import (
    Evidence as Evidence,
    LabelDecision as LabelDecision,
    Suppressed as Suppressed,
    Tag as Tag,
    LabelVerdict as LabelVerdict,
)
from refkit.model.work import (
    Container as Container,
    DatePolicy as DatePolicy,
    Relation as Relation,
    Update as Update,
    Work as Work,
    WorkType as WorkType,
)
from refkit.prisma_flow.run import (
    PrismaFlow as PrismaFlow,
    prisma as prisma,
)
from refkit.refresh.run import (
    Updated as Updated,
    update as update,
)
from refkit.report.counts import (
    Matrix as Matrix,
    matrices as matrices,
)
from refkit.report.figures import drawing as drawing
from refkit.report.merge import together as together
from refkit.report.numbers import report_numbers as report_numbers
from refkit.report.page import report_page as report_page
from refkit.report.sheet import Drawing as Drawing
from refkit.tagging.evaluation import (
    Evaluation as Evaluation,
    evaluate as evaluate,
    read_gold as read_gold,
)
from refkit.tagging.gaps import (
    Gaps as Gaps,
    find_gaps as find_gaps,
)
from refkit.tagging.lint import check_taxonomy as check_taxonomy
from refkit.tagging.misses import (
    ExplainedMiss as ExplainedMiss,
    explain_misses as explain_misses,
)
from refkit.tagging.ontology import draft_taxonomy as draft_taxonomy
from refkit.tagging.rules import Label as Label
from refkit.tagging.suggestions import (
    LabelSuggestions as LabelSuggestions,
    suggest_phrases as suggest_phrases,
)
from refkit.tagging.tagger import suppressed as suppressed
from refkit.tagging.taxonomy import (
    Taxonomy as Taxonomy,
    load_taxonomy as load_taxonomy,
)
from refkit.text.rich import (
    RichText as RichText,
    Run as Run,
    Style as Style,
)
from refkit.version import __version__ as __version__
from refkit.zotero.desired import Choices as Choices
from refkit.zotero.plan import (
    Plan as Plan,
    Step as Step,
)
from refkit.zotero.sync import (
    Order as Order,
    Pushed as Pushed,
)
