"""What a review lists, planned for the library of the program that asks."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from refkit.api.offline import chosen_taxonomies, load, save
from refkit.api.online import fetch, identifiers
from refkit.api.plugin.label_records import LabelRecords
from refkit.api.plugin.rows import Subject, keep_plan, review_entry, tell_plan
from refkit.api.plugin.runs import recovered_runs
from refkit.api.remarks import remarks
from refkit.api.zotero import zotero_order
from refkit.errors import InvalidIdentifier
from refkit.files.records import is_there, make_folder, read_record, write_record
from refkit.formats.export import TagStyle
from refkit.formats.saved.mapping import SUFFIX
from refkit.model.bibliography import Bibliography, Made
from refkit.model.identifiers import Doi
from refkit.settings import read_settings
from refkit.tagging.taxonomy import TAXONOMIES
from refkit.version import __version__
from refkit.zotero.extra import parse_lines
from refkit.zotero.item import title_in
from refkit.zotero.journal import Journal
from refkit.zotero.plan import Plan
from refkit.zotero.plugin import events
from refkit.zotero.plugin.cited import CitedFile
from refkit.zotero.plugin.events import Emit, Progress
from refkit.zotero.plugin.kept_plans import KeptPlans
from refkit.zotero.plugin.planning import plan_bibliography
from refkit.zotero.plugin.request import BadRequest, Request, RequestOptions

_FOLDER = "zotero-reviews"


def answer_references(request: Request, emit: Emit, run: str) -> None:
    """Fetch what the reviews list, and tell what would become of each reference."""
    options, index = request.options, request.index
    texts = request.identifiers or _named(request)
    chosen_taxonomies(options.taxonomies or TAXONOMIES, options.facets)  # before anything is asked
    data = read_settings(options.contact or None).data
    file = _file(data, texts)
    bibliography = _fetched(texts, options, file, LabelRecords(data), emit)
    emit(events.account(str(bibliography.account), asdict(bibliography.account), str(file)))
    order = zotero_order(
        bibliography,
        str(file),
        facets=options.facets,
        resolved_only=options.resolved_only,
        no_review=not options.review,
        tag_style=options.tag_style,
    )
    runs = recovered_runs(Journal(data), index)
    made = plan_bibliography(
        bibliography,
        order.choices,
        index,
        request.item_types,
        runs,
        options,
        f"refkit run {run}",
    )
    CitedFile(data, index.id).note(bibliography, made.plan)
    keep_plan(KeptPlans(data), run, index, str(file), made.plan, runs)
    tell_plan(made, _subjects(made.plan, bibliography, order.choices.options.tag_style), emit)


def _named(request: Request) -> tuple[str, ...]:
    """The identifiers of the reviews whose items were sent."""
    found = []
    for number, item in enumerate(request.items):
        named = next(filter(None, (item.get("DOI"), _in_extra(item, "DOI"))), "")
        pmid = next(filter(None, (item.get("PMID"), _in_extra(item, "PMID"))), "")
        if not named and not pmid:
            named = _in_url(item)
        if not named and not pmid:
            title = title_in(item) or str(item["key"])
            raise BadRequest(f"{title!r} has no DOI and no PubMed number", f"items[{number}]")
        found.append(named or f"pmid:{pmid}")
    return tuple(found)


def _in_extra(item: dict[str, object], name: str) -> str:
    lines = parse_lines(str(item.get("extra") or ""))
    return next((line.value for line in lines if line.name == name.lower()), "")


def _in_url(item: dict[str, object]) -> str:
    """The DOI that an item's address leads to, empty where it is the address of something else."""
    with suppress(InvalidIdentifier):
        return Doi.parse(str(item.get("url") or "")).value
    return ""


def _file(data: Path, texts: tuple[str, ...]) -> Path:
    """Where the list of these reviews is kept, a saved bibliography like any other."""
    named = [str(each.identifier) for each in identifiers(*texts)]
    digest = hashlib.sha256("\n".join(named).encode()).hexdigest()[:8]
    readable = re.sub(r"[^a-z0-9.]+", "-", named[0].lower()).strip("-.")[:60]
    return data / _FOLDER / f"{readable}-{digest}{SUFFIX}"


def _fetched(
    texts: tuple[str, ...], options: RequestOptions, file: Path, records: LabelRecords, emit: Emit
) -> Bibliography:
    """The list as it is now: with every decision that was made on its lines and labels."""
    before = load(file) if is_there(file) else Bibliography(Made(__version__))
    if _is_worked_on(file):
        records.keep([each for each in before.entries if each.label_decisions])
    evidence = "" if options.evidence == "title" else options.evidence
    into = replace(
        before,
        made=replace(before.made, evidence=evidence),
        entries=tuple(replace(each, label_decisions=()) for each in before.entries),
        label_decisions=records.all,
    )
    found = fetch(
        *texts,
        offline=options.offline,
        refresh=options.refresh,
        mailto=options.contact or None,
        sources=options.sources,
        taxonomies=options.taxonomies or None,
        into=into,
        notify=lambda text: emit(events.note(text)),
        progress=Progress(emit),
    )
    # The others are kept with all decisions on labels, in a file of their own.
    found = replace(found, label_decisions=())
    for text in remarks(found):
        emit(events.note(text))
    make_folder(file.parent)
    save(found, file, backup=False)
    _note_saved(file)
    return found


def _is_worked_on(file: Path) -> bool:
    """Whether another command decided in a list since it was saved: its word is then the last.

    Else what stands there on labels is what was on record at that time, and may be outdated.
    """
    with suppress(OSError):
        return read_record(_digest_file(file)) != _sha256_of(file)
    return False


def _note_saved(file: Path) -> None:
    with suppress(OSError):
        write_record(_digest_file(file), _sha256_of(file))


def _digest_file(file: Path) -> Path:
    return file.with_name(f".{file.name}.sha256")


def _sha256_of(file: Path) -> bytes:
    return hashlib.sha256(read_record(file)).hexdigest().encode("ascii")


def _subjects(plan: Plan, bibliography: Bibliography, style: TagStyle) -> list[Subject]:
    """What each step is about: an entry of the list or, before these, a review itself."""
    entries = {each.id: Subject("reference", each, style) for each in bibliography.entries}
    reviews = {
        str(work.doi): Subject("review", review_entry(work), style) for work in bibliography.reviews
    }
    return [(entries.get(step.entry) or reviews[step.entry]) for step in plan.steps]
